# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machines whose disks are in several vaults: what is planned for them is restored, and swapped with its proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estates import back_up
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.two_vaults import ELSEWHERE, NO_VAULT, let_restore


@pytest.fixture
def vaults(shop: Emulator) -> list[str]:
    """The log of the machine shop-db is protected in a vault of another subscription."""
    estate = shop.estate
    with estate.lock:
        estate.add_subscription(ELSEWHERE)
        group = estate.add_group("logs", subscription_id=ELSEWHERE)
        other = estate.add_vault("log-vault", group)
        del estate.vault().instances[estate.instance("shop-db-log").name]
        log = estate.disk("shop-db-log", "shop-prod")
        assert log
        instance = estate.protect(log, other, estate.group("shop-snapshots"))
        for day in range(3):
            back_up(estate, instance, estate.born - timedelta(hours=5, days=day))
        for vault in (estate.vault(), other):
            let_restore(shop, vault, estate.group("shop-prod"))
    shop.clock.advance(60)
    return [estate.vault().id, other.id]


def plan(shop: Emulator, vaults: list[str], **options: Any) -> dict[str, Any]:
    moment = shop.estate.instance("shop-db-os").points[0].time.strftime("%Y-%m-%dT%H:%M:%SZ")
    wanted = {"virtual_machines": ["shop-db"], "as_of": moment, "power": "deallocate_and_start", **NO_VAULT}
    return run_module("vm_recovery_plan", vaults=vaults, **{**wanted, **options})


def test_a_machine_is_recovered_from_several_vaults(shop: Emulator, vaults: list[str]) -> None:
    planned = plan(shop, vaults)
    (machine,) = planned["virtual_machines"]
    assert (machine["why_not"], sorted(machine["vaults"]), sorted(planned["vaults"])) == (
        None,
        sorted(vaults),
        sorted(vaults),
    )

    restored = run_module(
        "disk_restore_batch", disks=planned["disks"], as_of="latest", poll_interval=1, permission_timeout=0, **NO_VAULT
    )
    assert {each["outcome"] for each in restored["restores"]} == {"restored"}, restored["msg"]
    assert [each["vault_id"] for each in restored["restores"]].count(vaults[1]) == 1

    swap = {"virtual_machine": machine["id"], "swaps": machine["swaps"], "power": "deallocate_and_start"}
    proven_by_one = run_module("vm_disk_swap", **swap, poll_interval=1, vaults=vaults[:1], **NO_VAULT)
    assert proven_by_one["error"]["code"] == "SwapRefused"
    assert "shop-db-log" in proven_by_one["msg"]
    swapped = run_module("vm_disk_swap", **swap, poll_interval=1, vaults=machine["vaults"], **NO_VAULT)
    assert swapped["action"] == "swapped", swapped["msg"]


def test_a_disk_that_only_another_vault_protects(shop: Emulator, vaults: list[str]) -> None:
    planned = plan(shop, vaults[:1])

    (machine,) = planned["virtual_machines"]
    assert "Nothing in the vaults that were looked at protects the disk 'shop-db-log'" in machine["why_not"]
    assert planned["disks"] == []


def test_the_swap_needs_a_vault_for_its_proof(shop: Emulator) -> None:
    disks = [{"current_disk": "a", "new_disk": "b"}]

    result = run_module(
        "vm_disk_swap", virtual_machine="m", vm_resource_group="g", swaps=disks, power="as_is", **NO_VAULT
    )

    assert (result["error"]["target"], shop.requests) == ("vault_name", [])
