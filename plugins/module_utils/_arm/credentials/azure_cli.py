# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Log in as whoever is logged in to the Azure CLI (`az login`) on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .login import Login

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

NAME = "Azure CLI"
PROCESS_SECONDS = 30


def lacks(login: Login) -> list[str]:
    """Nothing is needed: the CLI knows who is logged in."""
    return []


def make(login: Login, authority: str) -> TokenCredential:
    """The credential, which runs `az account get-access-token` at need."""
    from azure.identity import AzureCliCredential

    return AzureCliCredential(tenant_id=login.tenant or "", process_timeout=PROCESS_SECONDS)
