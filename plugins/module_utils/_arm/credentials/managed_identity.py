# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Log in as the managed identity of the machine that this runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .login import Login

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

NAME = "managed identity"


def lacks(login: Login) -> list[str]:
    """Nothing is needed: without more, it is the machine's system-assigned identity."""
    return []


def make(login: Login, authority: str) -> TokenCredential:
    """The credential of the identity named by client, object or resource id, else of the system-assigned one."""
    from azure.identity import ManagedIdentityCredential

    if login.managed_identity_object_id:
        return ManagedIdentityCredential(identity_config={"object_id": login.managed_identity_object_id})
    if login.managed_identity_resource_id:
        return ManagedIdentityCredential(identity_config={"resource_id": login.managed_identity_resource_id})
    if login.client_id:
        return ManagedIdentityCredential(client_id=login.client_id)
    return ManagedIdentityCredential()
