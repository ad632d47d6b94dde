# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""vm_recovery_plan, as a conversation with Azure: machines and disks that are gone, by a recovery map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.names import SUBSCRIPTION_ID
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

DATA = ("data", "log", "index")
MACHINE = (
    f"/subscriptions/{SUBSCRIPTION_ID}/resourceGroups/shop-prod/providers/Microsoft.Compute/virtualMachines/shop-db"
)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with the machines of the application shop, and an environment that leads there."""
    with Emulator(Estate.application(), speed=1_000_000.0, settings=Settings(retry_after=0)) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        yield emulator


@pytest.fixture
def recovery_map(shop: Emulator) -> dict[str, Any]:
    """The map of shop-db, made while all of it was there."""
    found = run_module("restore_readiness_info", virtual_machines=["shop-db"])["recovery_map"]
    return dict(found)


def plan(**options: Any) -> dict[str, Any]:
    """What the module returns for shop-db."""
    given = {"virtual_machines": ["shop-db"], "as_of": "latest", "power": "deallocate_and_start", **options}
    return run_module("vm_recovery_plan", **given)


def delete_machine(azure: Emulator, *, with_disks: bool) -> None:
    """Somebody deletes shop-db."""
    machine = azure.estate.machine("shop-db")
    for one in machine.attachments:
        azure.estate.disks[one.disk_id or ""].owners = []
        if with_disks:
            del azure.estate.disks[one.disk_id or ""]
    del azure.estate.machines[machine.id]


def delete_disk(azure: Emulator, name: str) -> None:
    """Somebody detaches a data disk of shop-db and deletes it."""
    disk = azure.estate.disk(name, "shop-prod")
    machine = azure.estate.machine("shop-db")
    assert disk
    machine.data_disks = [one for one in machine.data_disks if one.name != name]
    del azure.estate.disks[disk.id]


def moment(azure: Emulator) -> str:
    """A time after which there is a newer recovery point."""
    return azure.estate.instance("shop-db-os").points[1].time.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_plan_that_was_approved_and_no_other_is_returned_before_and_after_the_recovery(shop: Emulator) -> None:
    as_of = moment(shop)
    approved = plan(as_of=as_of)
    digest = approved["plan_digest"]

    assert plan(as_of=as_of, plan_digest=digest.upper())["disks"] == approved["disks"]
    restored = run_module(
        "disk_restore_batch", target_resource_group=None, disks=approved["disks"], as_of=as_of, poll_interval=1
    )
    (machine,) = approved["virtual_machines"]
    swap = {"virtual_machine": machine["id"], "swaps": machine["swaps"], "power": "deallocate_and_start"}
    assert run_module("vm_disk_swap", **swap, poll_interval=1)["action"] == "swapped", restored["msg"]
    assert plan(as_of=as_of, plan_digest=digest)["plan_digest"] == digest


@pytest.mark.parametrize("change", ["power", "moment", "name", "caching", "machine", "protection"])
def test_another_plan_than_the_one_that_was_approved_is_refused(shop: Emulator, change: str) -> None:
    as_of = moment(shop)
    digest = plan(as_of=as_of)["plan_digest"]
    changed: dict[str, Any] = {
        "power": {"power": "deallocate"},
        "moment": {"as_of": as_of.replace("Z", "+01:00")},
        "name": {"target_disk_name": "{disk}-new"},
    }.get(change, {})
    machine = shop.estate.machine("shop-db")
    if change == "caching":
        machine.data_disks[0].caching = "None"
    elif change == "machine":
        machine.vm_id = "0b0f5c2e-0000-4000-8000-000000000002"
    elif change == "protection":
        instance = shop.estate.instance("shop-db-log")
        vault = shop.estate.vault()
        vault.instances = {name: each for name, each in vault.instances.items() if each is not instance}

    result = plan(**{"as_of": as_of, **changed}, plan_digest=digest)

    assert result["error"]["code"] == "PlanChanged"
    assert plan(plan_digest=digest)["error"]["target"] == "plan_digest", "latest is another moment each time"
    assert plan(as_of=as_of, plan_digest="12")["error"]["target"] == "plan_digest"


@pytest.mark.parametrize("with_disks", [True, False], ids=["and its disks", "and no disk"])
@pytest.mark.parametrize("named", ["by name", "by id", "by tag"])
def test_the_disks_of_a_machine_that_is_gone_are_restored_and_how_to_make_it_again_is_told(
    shop: Emulator, recovery_map: dict[str, Any], with_disks: bool, named: str
) -> None:
    (once,) = recovery_map["virtual_machines"]
    delete_machine(shop, with_disks=with_disks)
    chosen: dict[str, Any] = {"by name": {}, "by id": {"virtual_machines": [once["id"]]}}.get(named, {})
    if named == "by tag":
        chosen = {"tags": {"application": "shop"}}

    result = plan(recovery_map=recovery_map, **chosen)

    (planned,) = result["virtual_machines"]
    assert (planned["exists"], planned["ready"], planned["why_not"], planned["swaps"]) == (False, False, None, [])
    assert "make a machine of them with vm_from_disks (os_disk: shop-db-os-latest" in planned["left_to_do"]
    assert "shop-db-index-latest at LUN 5 with caching ReadWrite, like: shop-db)" in planned["left_to_do"]
    assert [each["target_disk"] for each in result["disks"]] == [f"shop-db-{name}-latest" for name in ("os", *DATA)]
    made = planned["from_disks"]
    assert (made["name"], made["resource_group"], made["like"]) == ("shop-db", "shop-prod", once["id"])
    assert made["os_disk"].endswith("/shop-db-os-latest")
    assert [(each["lun"], each["caching"]) for each in made["data_disks"]] == [
        (each["lun"], each["caching"]) for each in once["disks"][1:]
    ]
    assert planned["left_to_do"] in result["warnings"]


def test_what_is_told_makes_the_machine_again(shop: Emulator, recovery_map: dict[str, Any]) -> None:
    delete_machine(shop, with_disks=False)
    planned = plan(recovery_map=recovery_map)
    restored = run_module(
        "disk_restore_batch", target_resource_group=None, disks=planned["disks"], as_of="latest", poll_interval=1
    )
    assert "failed" not in restored, restored["msg"]
    for disk in restored["restores"]:
        shop.estate.disks[disk["target_disk"]].zones = ["1"]
    subnet = recovery_map["virtual_machines"][0]["network_interfaces"][0]["subnet_ids"][0]

    (machine,) = planned["virtual_machines"]
    # Its network interface is still there, and is not taken.
    options = {**machine["from_disks"], "name": "shop-db-2"}
    made = run_module("vm_from_disks", **options, recovery_map=recovery_map, subnet_id=subnet, poll_interval=1)

    assert "failed" not in made, made["msg"]
    assert shop.estate.machine("shop-db-2").size == "Standard_M8ms"


def test_a_data_disk_that_is_gone_is_restored_and_how_to_attach_it_is_told(
    shop: Emulator, recovery_map: dict[str, Any], tmp_path: Path
) -> None:
    delete_disk(shop, "shop-db-index")
    (tmp_path / "map.json").write_text(json.dumps({"recovery_map": recovery_map}))

    result = plan(recovery_map=str(tmp_path / "map.json"))

    (planned,) = result["virtual_machines"]
    assert planned["ready"] is True
    assert len(result["disks"]) == 4
    assert [each["current_disk"].rpartition("/")[2] for each in planned["swaps"]] == [
        "shop-db-os",
        "shop-db-data",
        "shop-db-log",
    ]
    assert "does not use the disk 'shop-db-index' any more" in planned["left_to_do"]
    assert "vm_disk_attachment (lun: 5, caching: ReadWrite)" in planned["left_to_do"]
    assert [each["code"] for each in planned["findings"] if each["severity"] == "warning"] == ["not_attached"]

    (target,) = [each["target_disk"] for each in planned["disks"] if each["source_disk"].endswith("-index")]
    run_module("disk_restore_batch", target_resource_group=None, disks=result["disks"], as_of="latest", poll_interval=1)
    shop.estate.disks[target].zones = ["1"]
    attached = run_module("vm_disk_attachment", virtual_machine=planned["id"], disk=target, lun=5, poll_interval=1)
    assert "failed" not in attached, attached["msg"]
    (again,) = plan(recovery_map=recovery_map)["virtual_machines"]
    assert (again["why_not"], again["left_to_do"], len(again["swaps"])) == (None, None, 3)


def test_a_disk_that_another_machine_has_today_is_not_restored_for_the_one_that_had_it(
    shop: Emulator, recovery_map: dict[str, Any]
) -> None:
    machine, other = shop.estate.machine("shop-db"), shop.estate.machine("shop-web")
    (moved,) = [one for one in machine.data_disks if one.name == "shop-db-index"]
    machine.data_disks = [one for one in machine.data_disks if one is not moved]
    shop.estate.disks[moved.disk_id or ""].owners = [other.id]

    (planned,) = plan(recovery_map=recovery_map)["virtual_machines"]

    assert (len(planned["disks"]), planned["left_to_do"]) == (3, None)


def test_no_machine_is_planned_while_one_of_them_is_at_the_moment_of_another_recovery(shop: Emulator) -> None:
    """Whatever a failure does to the others: an application is not brought to two moments."""
    as_of = moment(shop)
    web = plan(virtual_machines=["shop-web"], as_of=as_of)
    run_module("disk_restore_batch", target_resource_group=None, disks=web["disks"], as_of=as_of, poll_interval=1)
    (machine,) = web["virtual_machines"]
    swap = {"virtual_machine": machine["id"], "swaps": machine["swaps"], "power": "deallocate_and_start"}
    assert run_module("vm_disk_swap", **swap, poll_interval=1)["action"] == "swapped"
    both = {"virtual_machines": ["shop-app", "shop-web"]}
    shop.forget_requests()

    result = plan(**both, on_failure="continue")

    assert result["error"]["code"] == "RecoveryRefused"
    assert result["msg"].startswith("Nothing was sent, because shop-web runs on the disks of another recovery")
    assert "undo that recovery first" in result["msg"]
    assert [each["ready"] for each in result["virtual_machines"]] == [True, False]
    assert "failed" not in plan(**both, as_of=as_of), "the moment of that recovery"
    assert "failed" not in plan(virtual_machines=["shop-app"]), "only the other machine"
    run_module("vm_disk_swap", **swap, state="rolled_back", poll_interval=1)
    assert "failed" not in plan(**both)


@pytest.mark.parametrize("in_use", [True, False])
def test_two_recoveries_of_a_machine_at_once_can_be_undone(shop: Emulator, in_use: bool) -> None:
    """Two people recovered to two moments: both noted the same former disk, and at most one swapped."""
    first, second = plan(virtual_machines=["shop-web"], as_of=moment(shop)), plan(virtual_machines=["shop-web"])
    for planned, as_of in ((first, moment(shop)), (second, "latest")):
        restored = {"disks": planned["disks"], "as_of": as_of, "target_resource_group": None}
        run_module("disk_restore_batch", **restored, poll_interval=1)
    machine = shop.estate.machine("shop-web")
    (swap,) = first["virtual_machines"][0]["swaps"]
    swapping = {"virtual_machine": machine.id, "power": "deallocate_and_start", "poll_interval": 1}
    assert run_module("vm_disk_swap", **swapping, swaps=[swap])["action"] == "swapped"
    noted = shop.estate.disks[swap["new_disk"]].tags
    (other,) = second["virtual_machines"][0]["swaps"]
    shop.estate.disks[other["new_disk"]].tags = {**noted, "azure-dr-swap-stage": "under way"}
    if not in_use:
        assert run_module("vm_disk_swap", **swapping, swaps=[swap], state="rolled_back")["action"] == "rolled_back"
        shop.estate.disks[swap["new_disk"]].tags = {**noted, "azure-dr-swap-stage": "under way"}

    (found,) = run_module("vm_recovery_plan", state="rolled_back", virtual_machines=["shop-web"])["virtual_machines"]
    undone = run_module("vm_disk_swap", **swapping, swaps=found["swaps"], state="rolled_back")

    assert "failed" not in undone, undone["msg"]
    assert [one.name for one in shop.estate.machine("shop-web").attachments] == ["shop-web-os"]
    for disk in (swap["new_disk"], other["new_disk"]):
        assert not [tag for tag in shop.estate.disks[disk].tags if tag.startswith("azure-dr-swap-")]
    assert "failed" not in plan(virtual_machines=["shop-web"])


def test_a_machine_that_was_recovered_and_deleted_does_not_keep_the_others_from_being_undone(shop: Emulator) -> None:
    disk = shop.estate.disk("shop-db-os", "shop-prod")
    assert disk
    disk.tags = {
        "azure-dr-swap-vm": "shop-prod/shop-old",
        "azure-dr-swap-former-disk": "shop-prod/shop-old-os",
        "azure-dr-swap-attachment": "lun=os;caching=None;write_accelerator=no;delete_option=Detach",
        "azure-dr-swap-power": "before=running;option=deallocate_and_start",
        "azure-dr-swap-stage": "done",
    }

    result = run_module("vm_recovery_plan", state="rolled_back")

    assert (result.get("failed"), result["virtual_machines"]) == (None, [])
    assert "Disks note recoveries of shop-old, which do not exist any more" in result["warnings"][0]
    named = run_module(
        "vm_recovery_plan", state="rolled_back", virtual_machines=[MACHINE.replace("/shop-db", "/shop-old")]
    )
    assert named["error"]["code"] == "RecoveryRefused", "who names it is told"


def test_without_a_map_a_machine_that_is_gone_is_an_error(shop: Emulator, recovery_map: dict[str, Any]) -> None:
    (once,) = recovery_map["virtual_machines"]
    delete_machine(shop, with_disks=False)

    assert "sees no virtual machine 'shop-db'" in plan()["msg"]
    assert plan(virtual_machines=[once["id"]])["error"]["code"] == "RecoveryRefused"
    assert plan(recovery_map={"version": 2, "virtual_machines": []})["error"]["target"] == "recovery_map"
