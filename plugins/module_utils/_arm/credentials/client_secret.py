# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Log in as an application with its secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .login import Login

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

NAME = "client secret"


def lacks(login: Login) -> list[str]:
    """The options that are missing."""
    return [name for name in ("client_id", "secret", "tenant") if not getattr(login, name)]


def make(login: Login, authority: str) -> TokenCredential:
    """The credential. Nothing is sent yet."""
    from azure.identity import ClientSecretCredential

    return ClientSecretCredential(
        tenant_id=login.tenant or "",
        client_id=login.client_id or "",
        client_secret=login.secret or "",
        authority=authority,
        disable_instance_discovery=login.disable_instance_discovery,
        connection_verify=login.verify_certificates,
    )
