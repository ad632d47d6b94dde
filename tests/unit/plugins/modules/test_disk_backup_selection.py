# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which disks disk_backup takes, and from where."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.model import BackupInstance
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.backups import actions, back_up, backups, only

ANYWHERE = {"vault_name": None, "vault_resource_group": None}
ELSEWHERE = "8f0a3c5b-1111-4a6b-8c1d-9e7f5a3b1c20"


@pytest.fixture
def in_another_subscription(azure: Emulator) -> BackupInstance:
    """The disk shop-data, protected in a vault of another subscription, by a policy of its own."""
    estate = azure.estate
    with estate.lock:
        estate.add_subscription(ELSEWHERE)
        group = estate.add_group("shop", subscription_id=ELSEWHERE)
        vault = estate.add_vault("shop-vault", group)
        disk = estate.add_disk("shop-data", group)
        instance = estate.protect(disk, vault, group, policy=estate.add_policy(vault, "shop", rule="ShopRule").name)
    azure.clock.advance(60)
    return instance


def names(result: dict[str, object]) -> list[str]:
    rows = result["backups"]
    assert isinstance(rows, list)
    return sorted(each["source_disk"] for each in rows)


def test_one_task_backs_up_disks_of_vaults_in_several_subscriptions(
    azure: Emulator, in_another_subscription: BackupInstance
) -> None:
    vaults = [azure.estate.vault().id, in_another_subscription.vault.id]

    result = back_up(**ANYWHERE, vaults=vaults, source_disks=["erp-data", "shop-data"])

    assert (actions(result), names(result)) == (["backed_up"] * 2, ["erp-data", "shop-data"])
    assert {each["vault_id"] for each in result["backups"]} == set(vaults)
    assert {each["rule_name"] for each in result["backups"]} == {"BackupDaily", "ShopRule"}


def test_an_instance_by_its_arm_id_needs_no_vault(azure: Emulator, in_another_subscription: BackupInstance) -> None:
    result = back_up(**ANYWHERE, backup_instance=in_another_subscription.id)

    assert actions(result) == ["backed_up"]
    assert only(result)["vault_id"] == in_another_subscription.vault.id
    assert in_another_subscription.points


def test_by_resource_group(azure: Emulator) -> None:
    result = back_up(source_disk=None, source_resource_groups=["erp-prod"])

    assert names(result) == ["erp-data", "erp-log", "erp-os"]


def test_of_two_instances_of_a_disk_the_one_that_goes_on_is_meant(azure: Emulator) -> None:
    estate = azure.estate
    with estate.lock:
        old = estate.instance("erp-data")
        disk = estate.disk("erp-data", "erp-prod")
        assert disk
        second = estate.protect(disk, estate.vault(), estate.group("erp-snapshots"), policy=old.policy)
    azure.clock.advance(60)

    several = back_up(source_disks=["erp-data"])
    old.state = "ProtectionStopped"
    azure.clock.advance(60)
    one = back_up(source_disks=["erp-data"])

    assert several["error"]["code"] == "AmbiguousName"
    assert old.name in several["msg"] and second.name in several["msg"]
    assert only(one)["backup_instance"] == second.name


def test_a_disk_that_is_not_there_is_an_error_before_anything_is_sent(azure: Emulator) -> None:
    result = back_up(source_disks=["erp-data", "erp-dta"])

    assert result["error"]["code"] == "NothingSelected"
    assert "'erp-dta'" in result["msg"]
    assert backups(azure) == []
