# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A second vault, in a subscription of its own, beside that of the small estate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.estates import back_up
from ansible_collections.azure_dr.backup.tests.emulator.model import ResourceGroup, Vault
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

ELSEWHERE = "8f0a3c5b-1111-4a6b-8c1d-9e7f5a3b1c20"
OURS, THEIRS = ("erp-os", "erp-data", "erp-log"), ("shop-os", "shop-data", "shop-log")
NO_VAULT = {"vault_name": None, "vault_resource_group": None}


def add_shop(azure: Emulator) -> Vault:
    """The disks of a shop, protected in the vault `shop-vault`. It may restore into `shop-restored` beside it."""
    estate = azure.estate
    with estate.lock:
        estate.add_subscription(ELSEWHERE)
        group = estate.add_group("shop", subscription_id=ELSEWHERE)
        vault = estate.add_vault("shop-vault", group)
        target = estate.add_group("shop-restored", subscription_id=ELSEWHERE)
        let_restore(azure, vault, target)
        for minutes, name in enumerate(THEIRS):
            instance = estate.protect(estate.add_disk(name, group, size_gb=32), vault, group)
            for day in range(3):
                back_up(estate, instance, estate.born - timedelta(hours=5, days=day, minutes=2 * minutes))
    azure.clock.advance(60)
    return vault


def let_restore(azure: Emulator, vault: Vault, group: ResourceGroup) -> None:
    """Give the identity of the vault the role to restore into a group."""
    assert vault.principal_id
    azure.estate.grant(vault.principal_id, names.DISK_RESTORE_OPERATOR.name, group.id)


def listed(azure: Emulator, *disks: str, **options: Any) -> list[dict[str, Any]]:
    """These disks by the ARM ids of their backup instances, each restored into a group beside its vault."""
    found = []
    for name in disks:
        instance = azure.estate.instance(name)
        where = {"target_resource_group": "shop-restored"} if name in THEIRS else {}
        found.append({"backup_instance": instance.id, "target_disk": f"{name}-back", **where, **options})
    return found
