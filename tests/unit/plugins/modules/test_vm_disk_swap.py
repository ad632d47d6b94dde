# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""vm_disk_swap, as a conversation with Azure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.machines import Attachment
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

SPEED = 1_000_000.0
DATA = ("data", "log", "index")
ALL = ("os", *DATA)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with the machines of the application, and new disks beside those of shop-db, restored by nobody."""
    estate = Estate.application()
    for name in ALL:
        former = estate.disk(f"shop-db-{name}", "shop-prod")
        estate.disks[f"{former.id}-new"] = replace(
            former, name=f"{former.name}-new", managed_by=None, disk_state="Unattached", tags={"cost": "7"}
        )
    with Emulator(estate, speed=SPEED, settings=Settings(retry_after=0)) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        yield emulator


def swap(*names: str, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """What the module returns for these disks of shop-db."""
    given = {
        "virtual_machine": "shop-db",
        "vm_resource_group": "shop-prod",
        "power": "deallocate_and_start",
        "require_proven": False,
        "poll_interval": 1,
        "boot_timeout": 5,
        "swaps": [{"current_disk": f"shop-db-{name}", "new_disk": f"shop-db-{name}-new"} for name in names or ALL],
    }
    return run_module("vm_disk_swap", check_mode=check_mode, **{**given, **options})


def machine(azure: Emulator) -> Any:
    return next(one for one in azure.estate.machines.values() if one.name == "shop-db")


def attached(azure: Emulator) -> dict[str, tuple[Any, ...]]:
    """How the machine uses its disks, by the name of the disk."""
    return {one.name: _facts(one) for one in machine(azure).attachments}


def _facts(one: Attachment) -> tuple[Any, ...]:
    return (one.lun, one.caching, bool(one.write_accelerator), one.delete_option)


def writes(azure: Emulator) -> list[str]:
    """What was sent to change something, in order: the method and the end of the path."""
    return [
        f"{one.method} {one.path.rpartition('/')[2]}"
        for one in azure.requests
        if one.method != "GET" and "/oauth2/" not in one.path
    ]


def test_a_machine_runs_on_its_new_disks_attached_as_the_former_ones_were(shop: Emulator) -> None:
    before = attached(shop)

    result = swap()

    assert "failed" not in result, result["msg"]
    assert (result["changed"], result["action"]) == (True, "swapped")
    assert attached(shop) == {f"{name}-new": facts for name, facts in before.items()}
    assert machine(shop).power == "running"
    assert {one["outcome"] for one in result["disks"]} == {"swapped"}
    assert result["virtual_machine"]["power"] == "running"
    assert result["virtual_machine"]["agent_ready"] is True
    # All is noted before the machine is touched; the data disks are exchanged in one request.
    assert writes(shop) == [
        *["PATCH default"] * 4,
        "POST deallocate",
        "POST attachDetachDataDisks",
        "PUT shop-db",
        "POST start",
        *["PATCH default"] * 4,
    ]
    assert all(shop.estate.disk(name, "shop-prod") for name in before), "every former disk is there"


def test_the_same_again_changes_nothing(shop: Emulator) -> None:
    first = swap()
    shop.forget_requests()

    again = swap()

    assert (again["changed"], again["action"]) == (False, "unchanged")
    assert {one["outcome"] for one in again["disks"]} == {"unchanged"}
    assert writes(shop) == []
    assert again["plan_digest"] == first["plan_digest"]


def test_the_former_disks_are_put_back_without_a_list_of_them(shop: Emulator) -> None:
    before = attached(shop)
    swap()

    result = swap(state="rolled_back", swaps=[], power=None)

    assert "failed" not in result, result["msg"]
    assert (result["changed"], result["action"]) == (True, "rolled_back")
    assert attached(shop) == before
    assert machine(shop).power == "running"
    assert {one["outcome"] for one in result["disks"]} == {"rolled_back"}
    assert shop.estate.disk("shop-db-os-new", "shop-prod").tags == {"cost": "7"}, "its own tags are as they were"


def test_check_mode_is_the_plan_and_writes_nothing(shop: Emulator) -> None:
    plan = swap(check_mode=True)

    assert (plan["changed"], plan["action"]) == (True, "would_swap")
    assert writes(shop) == []
    assert {one["name"] for one in plan["checks"]} >= {"zone", "region", "generation", "sku", "lun", "locks"}
    assert all(one["verdict"] == "passed" for one in plan["checks"])

    other = swap("data", plan_digest=plan["plan_digest"])
    assert other["error"]["code"] == "PlanChanged"
    assert writes(shop) == []

    assert swap(plan_digest=plan["plan_digest"])["action"] == "swapped"


def test_a_machine_whose_agent_does_not_come_up_is_put_back(shop: Emulator) -> None:
    before = attached(shop)
    shop.estate.disk("shop-db-os-new", "shop-prod").boots = False

    result = swap(boot_timeout=1)

    assert result["failed"] is True
    assert result["action"] == "rolled_back"
    assert "boot_timeout" in result["msg"]
    assert attached(shop) == before
    assert machine(shop).power == "running"


def test_a_machine_that_can_not_be_started_is_put_back_and_that_is_said(shop: Emulator) -> None:
    before = attached(shop)
    machine(shop).allocation_fails = True

    result = swap()

    assert result["error"]["code"] == "AllocationFailed"
    assert attached(shop) == before
    assert result["action"] is None
    assert "deallocated" in result["msg"]


def test_what_azure_refuses_in_one_list_is_done_by_one_put(shop: Emulator) -> None:
    before = attached(shop)
    shop.settings.attach_and_detach_at_once = False

    result = swap(*DATA)

    assert result["action"] == "swapped", result["msg"]
    assert attached(shop)["shop-db-index-new"] == before["shop-db-index"]
    assert writes(shop).count("PUT shop-db") == 1


def test_a_refusal_that_nobody_knows_ends_it_and_the_machine_is_as_before(shop: Emulator) -> None:
    before = attached(shop)
    unknown = {"error": {"code": "NeverHeardOf", "message": "No."}}
    shop.faults.add(Fault(answer(409, unknown), "PUT", r"/virtualMachines/shop-db$"))

    result = swap()

    assert result["error"]["code"] == "NeverHeardOf"
    assert result["action"] == "rolled_back"
    assert attached(shop) == before
    assert machine(shop).power == "running"


def test_a_disk_that_no_restore_made_is_refused(shop: Emulator) -> None:
    result = swap("data", require_proven=True)

    assert result["error"]["code"] == "SwapRefused"
    assert "shop-db-data-new" in result["msg"]
    assert writes(shop) == []
