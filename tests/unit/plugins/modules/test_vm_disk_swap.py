# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""vm_disk_swap, as a conversation with Azure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.shop_machine import (
    DATA,
    attached,
    emulator,
    machine,
    swap,
    writes,
)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with shop-db and new disks, and an environment that leads there."""
    with emulator(monkeypatch) as azure:
        for name, value in azure.environment().items():
            monkeypatch.setenv(name, value)
        yield azure


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


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("power", {"power": None}),
    ("swaps", {"swaps": []}),
    ("virtual_machine", {"virtual_machine": "a/b"}),
    ("virtual_machine", {"virtual_machine": "/subscriptions/x"}),
    ("vm_resource_group", {"vm_resource_group": None}),
    ("vault_name", {"require_proven": True, "vault_name": None}),
    ("plan_digest", {"plan_digest": "12"}),
    ("boot_timeout", {"boot_timeout": 0}),
    ("swaps[0].new_disk", {"swaps": [{"current_disk": "a", "new_disk": "a"}]}),
    ("swaps[1].new_disk", {"swaps": [{"current_disk": "a", "new_disk": "b"}, {"current_disk": "c", "new_disk": "B"}]}),
    ("swaps[0].current_disk", {"swaps": [{"current_disk": "no/disk", "new_disk": "b"}]}),
    (
        "swaps[0].new_disk",
        {
            "swaps": [
                {
                    "current_disk": "a",
                    "new_disk": "/subscriptions/00000000-0000-4000-8000-000000000009/resourceGroups/g/providers/"
                    "Microsoft.Compute/disks/d",
                }
            ]
        },
    ),
]


@pytest.mark.parametrize(("option", "given"), REFUSED, ids=[str(number) for number in range(len(REFUSED))])
def test_an_option_that_can_not_be_right_is_refused_by_its_name(
    shop: Emulator, option: str, given: dict[str, Any]
) -> None:
    result = swap(**given)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", option)
    assert not [one for one in shop.requests if "/oauth2/" not in one.path and "/metadata/" not in one.path]


def test_a_login_that_may_not_write_tags_touches_nothing(shop: Emulator) -> None:
    shop.faults.add(Fault(answer(403, FORBIDDEN), "PATCH", r"/tags/default$", times=None))

    result = swap()

    assert result["error"]["code"] == "AuthorizationFailed"
    assert "Tag Contributor" in result["msg"]
    assert result["changed"] is False
    assert {one.partition(" ")[0] for one in writes(shop)} == {"PATCH"}


FORBIDDEN = {
    "error": {
        "code": "AuthorizationFailed",
        "message": "The client 'x' with object id 'x' does not have authorization to perform action "
        "'Microsoft.Resources/tags/write' over scope '/subscriptions/s/resourceGroups/g' or the scope is invalid.",
    }
}


def test_compute_that_asks_to_slow_down_is_heeded_and_is_no_lack_of_quota(shop: Emulator) -> None:
    throttled = {
        "error": {
            "code": "OperationNotAllowed",
            "message": "The server rejected the request because too many requests have been received.",
            "details": [{"code": "TooManyRequests", "target": "AttachDetachVMDisksResource", "message": "{}"}],
        }
    }
    slow = shop.faults.add(Fault(answer(429, throttled, retry_after=1), "POST", r"/attachDetachDataDisks$", times=2))
    assert swap(*DATA)["action"] == "swapped"
    assert slow.hits == 2

    shop.faults.add(Fault(answer(429, throttled, retry_after=900), "GET", r"/virtualMachines/shop-db$", times=None))
    result = swap(*DATA, wait_timeout=5)
    assert "has sent more requests than Azure" in result["error"]["explanation"]["cause"]


def test_a_swap_that_is_to_stop_when_it_fails_stops_and_can_be_finished(shop: Emulator) -> None:
    shop.faults.add(Fault(answer(409, {"error": {"code": "NeverHeardOf", "message": "No."}}), "PUT", r"/shop-db$"))

    result = swap(on_failure="stop")

    assert (result["failed"], result["action"], result["changed"]) == (True, None, True)
    assert "state: rolled_back" in result["msg"]
    assert {one["role"]: one["outcome"] for one in result["disks"]} == {"os": "failed", "data": "swapped"}

    assert swap()["action"] == "swapped"


@pytest.mark.parametrize(
    "switches",
    [
        {"attach_detach_api": False},
        {"attach_and_detach_at_once": False, "conditions_count": False},
        {"os_swap_while_running": True},
        {"restored_disk_tags": True},
    ],
    ids=str,
)
def test_however_compute_behaves_where_nobody_recorded_it(shop: Emulator, switches: dict[str, Any]) -> None:
    before = attached(shop)
    for name, value in switches.items():
        setattr(shop.settings, name, value)

    assert swap()["action"] == "swapped"
    assert swap(state="rolled_back")["action"] == "rolled_back"

    assert attached(shop) == before


@pytest.mark.parametrize("where", ["request", "operation"])
@pytest.mark.parametrize("stays", [False, True])
def test_a_disk_that_another_machine_takes_at_the_last_moment(shop: Emulator, where: Any, stays: bool) -> None:
    before = attached(shop)
    shop.settings.ownership_conflicts_show_in = where
    shop.settings.failed_change_stays = stays
    taken = shop.estate.disk("shop-db-log-new", "shop-prod")
    assert taken

    def take(request: Any) -> None:
        taken.managed_by = machine(shop).id.replace("shop-db", "shop-web")

    shop.faults.add(Fault(Action(instead=take), "POST", r"/attachDetachDataDisks$"))  # it answers by itself

    result = swap()

    assert result["failed"] is True
    assert "shop-web" in result["msg"]
    if result["action"] == "rolled_back":
        assert attached(shop) == before
        assert machine(shop).power == "running"
    else:
        assert "Run the same task again" in result["msg"]


def test_a_read_only_lock_is_told_before_anything_is_sent(shop: Emulator) -> None:
    shop.estate.group("shop-prod").lock = "ReadOnly"

    result = swap()

    assert result["error"]["code"] == "SwapRefused"
    assert "lock" in result["msg"]
    assert writes(shop) == []


def test_nothing_to_undo_is_told(shop: Emulator) -> None:
    result = swap(state="rolled_back", swaps=[])

    assert result["error"]["code"] == "NothingNoted"
    assert (swap(state="rolled_back")["action"], writes(shop)) == ("unchanged", [])


def test_disks_that_somebody_else_has_swapped_are_left_and_that_is_told(shop: Emulator) -> None:
    swap("data")
    shop.estate.disk("shop-db-data-new", "shop-prod").tags = {}

    result = swap("data")

    assert result["action"] == "unchanged"
    assert [one["code"] for one in result["findings"]] == ["nothing_noted"]

    back = swap("data", state="rolled_back")
    assert back["error"]["code"] == "SwapRefused"
    assert "Nothing is noted" in back["msg"]


@pytest.mark.parametrize("name", ["..", "."])
def test_a_name_that_would_lead_to_another_path_is_refused(shop: Emulator, name: str) -> None:
    compute = f"/subscriptions/{shop.environment()['AZURE_SUBSCRIPTION_ID']}/resourceGroups/shop-prod/providers"
    compute = f"{compute}/Microsoft.Compute"
    shop.forget_requests()

    for option, result in (
        ("virtual_machine", swap("data", virtual_machine=name)),
        ("virtual_machine", swap("data", virtual_machine=f"{compute}/virtualMachines/{name}")),
        ("swaps[0].new_disk", swap(swaps=[{"current_disk": "shop-db-data", "new_disk": f"{compute}/disks/{name}"}])),
    ):
        assert result["error"]["target"] == option
    assert shop.requests == []


def test_a_plan_is_of_this_very_machine_and_disk_whatever_their_names(shop: Emulator) -> None:
    plan = swap("data", check_mode=True)["plan_digest"]
    new = shop.estate.disk("shop-db-data-new", "shop-prod")

    new.tags = {"cost": "8"}
    assert swap("data", check_mode=True)["plan_digest"] == plan, "what does not matter does not count"

    proven = swap("data", check_mode=True, require_proven=True)
    assert proven["plan_digest"] != plan, "another plan is to be approved if nothing has to be proven"

    new.unique_id = "0b0f5c2e-0000-4000-8000-000000000001"
    refused = swap("data", plan_digest=plan)
    assert refused["error"]["code"] == "PlanChanged", "somebody restored another disk under its name"

    again = swap("data", check_mode=True)["plan_digest"]
    machine(shop).vm_id = "0b0f5c2e-0000-4000-8000-000000000002"
    assert swap("data", plan_digest=again)["error"]["code"] == "PlanChanged", "somebody made the machine anew"
    assert writes(shop) == []
