# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The vaults of a task that can do without."""

from __future__ import annotations

from .._arm.credentials.login import Login
from .._azure.dataprotection.vaults import VaultRef
from .._backup.option_values import OptionValues, is_blank
from .._backup.scope import read_scope
from .connection import read_api_version


def read_optional_vaults(options: OptionValues, login: Login) -> tuple[VaultRef, ...]:
    """The vaults that `vault_name` and its group, or `vaults`, name; none if they name none. Raises `OptionRefused`."""
    if all(is_blank(options[name]) for name in ("vault_name", "vault_resource_group", "vaults")):
        return ()
    return read_scope(options, login.subscription_id, read_api_version(options)).vaults
