# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The vault that options name."""

from __future__ import annotations

from .._arm.errors import OptionRefused
from .._arm.resource_ids import why_not_a_resource_group, why_not_a_subscription
from .._azure.dataprotection.vaults import VaultRef, vault_ref, why_not_a_vault
from .option_values import OptionValues, check_name, read_text


def read_named_vault(options: OptionValues, login_subscription: str | None, api_version: str) -> VaultRef:
    """The vault that `vault_name` and `vault_resource_group` name. Raises `OptionRefused`."""
    name, group = read_text(options, "vault_name"), read_text(options, "vault_resource_group")
    if not name:
        raise OptionRefused("vault_name", "name the vault, or give the ARM ID of the backup_instance")
    if not group:
        raise OptionRefused("vault_resource_group", "name the resource group of the vault")
    check_subscription(login_subscription)
    check_name("vault_resource_group", group, why_not_a_resource_group)
    check_name("vault_name", name, why_not_a_vault)
    return vault_ref(str(login_subscription), group, name, api_version)


def check_subscription(login_subscription: str | None) -> None:
    """Raise `OptionRefused` if it isn't known in which subscription to look."""
    if not login_subscription:
        raise OptionRefused(
            "subscription_id", "is missing: give the subscription of the vault here or in AZURE_SUBSCRIPTION_ID"
        )
    check_name("subscription_id", login_subscription, why_not_a_subscription)
