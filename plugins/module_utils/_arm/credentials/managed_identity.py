# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Log in as a managed identity of the machine that this runs on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..errors import OptionRefused
from .login import Login

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

NAME = "a managed identity"
ASKS = "the identity endpoint of this machine"
CHECK = (
    "Check that this machine runs in Azure and has a managed identity, and what IDENTITY_ENDPOINT says if it is set; "
    "elsewhere, give client_id, tenant and secret of an application instead of auth_source: msi."
)


def lacks(login: Login) -> list[str]:
    """Nothing is required: the default is the machine's system-assigned identity."""
    if login.managed_identity_object_id and login.managed_identity_resource_id:
        raise OptionRefused("managed_identity_object_id", "managed_identity_resource_id names an identity already")
    return []


def make(login: Login, authority: str) -> TokenCredential:
    """The credential of the identity named by object, resource or client id, else of the system-assigned one."""
    from azure.identity import ManagedIdentityCredential

    named = {"object_id": login.managed_identity_object_id, "resource_id": login.managed_identity_resource_id}
    config = {kind: value for kind, value in named.items() if value}
    return ManagedIdentityCredential(
        client_id=None if config else login.client_id,
        identity_config=config or None,
        # The endpoint is the machine's own, and no proxy leads there. Only in a pod with a workload identity, which
        # azure-identity takes for it, there may be one on the way.
        use_env_settings=bool(os.environ.get("AZURE_FEDERATED_TOKEN_FILE")),
    )
