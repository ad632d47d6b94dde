# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Where to look for what is protected: in one vault, in several, or in subscriptions."""

from __future__ import annotations

from dataclasses import dataclass

from .._arm.errors import OptionRefused
from .._arm.resource_ids import why_not_a_subscription
from .._azure.dataprotection.vaults import VAULT, VaultRef, why_not_a_vault
from .named_vault import check_subscription, read_named_vault
from .option_values import OptionValues, check_name, read_resource_id, read_text, read_texts


@dataclass(frozen=True)
class Scope:
    """The vaults to look in, or, if there are none, all vaults of the subscriptions.

    `subscriptions` are those of the vaults, if there are vaults. `subscriptions_named`: a user named them.
    """

    vaults: tuple[VaultRef, ...]
    subscriptions: tuple[str, ...]
    subscriptions_named: bool
    api_version: str

    def __str__(self) -> str:
        if self.vaults:
            return f"vault {' and '.join(map(str, self.vaults))}"
        return f"the vaults of subscription {' and '.join(self.subscriptions)}"


def read_scope(options: OptionValues, login_subscription: str | None, api_version: str) -> Scope:
    """Where to look, from `vault_name` with `vault_resource_group`, `vaults` or `subscriptions`.

    None of them: the vaults of the login's subscription. Raises `OptionRefused`.
    """
    name, group = read_text(options, "vault_name"), read_text(options, "vault_resource_group")
    vaults, subscriptions = read_texts(options, "vaults"), read_texts(options, "subscriptions")
    given = [
        option
        for option, value in (("vault_name", name or group), ("vaults", vaults), ("subscriptions", subscriptions))
        if value
    ]
    if len(given) > 1:
        raise OptionRefused(given[1], f"give either this or {given[0]}, not both")
    if name or group:
        return _of_vaults((read_named_vault(options, login_subscription, api_version),), api_version)
    if vaults:
        return _of_vaults(tuple(_vault(number, text, api_version) for number, text in enumerate(vaults)), api_version)
    for number, text in enumerate(subscriptions):
        check_name(f"subscriptions[{number}]", text, why_not_a_subscription)
    if subscriptions:
        return Scope((), tuple(dict.fromkeys(each.lower() for each in subscriptions)), True, api_version)
    check_subscription(login_subscription)
    return Scope((), (str(login_subscription).lower(),), False, api_version)


def _of_vaults(vaults: tuple[VaultRef, ...], api_version: str) -> Scope:
    each_once = {vault.id.key: vault for vault in vaults}
    subscriptions = {vault.id.subscription_id.lower(): None for vault in vaults}
    return Scope(tuple(each_once.values()), tuple(subscriptions), False, api_version)


def _vault(number: int, text: str, api_version: str) -> VaultRef:
    option = f"vaults[{number}]"
    parsed = read_resource_id(option, text, VAULT, "a backup vault")
    check_name(option, parsed.name, why_not_a_vault)
    return VaultRef(parsed, api_version)
