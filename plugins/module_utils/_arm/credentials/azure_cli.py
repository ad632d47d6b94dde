# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Log in as the user of the Azure CLI (`az login`) on this machine."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from .login import Login

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

NAME = "the Azure CLI"
ASKS = "the command az"
CHECK = "Try 'az account get-access-token' on this machine."
PROCESS_SECONDS = 30


def lacks(login: Login) -> list[str]:
    """The command, if it is missing."""
    return [] if shutil.which("az") else ["the command az on the PATH"]


def make(login: Login, authority: str) -> TokenCredential:
    """The credential, which runs `az account get-access-token` for the tenant, or that of the subscription."""
    from azure.identity import AzureCliCredential

    if login.tenant:
        return AzureCliCredential(tenant_id=login.tenant, process_timeout=PROCESS_SECONDS)
    return AzureCliCredential(subscription=login.subscription_id, process_timeout=PROCESS_SECONDS)
