# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_restore_batch in a drill, as a conversation with Azure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.drills import DRILL, DRILLS, allow_drills, restore_for_drill
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

ONE = DRILL["disks"][:1]


@pytest.fixture
def erp(azure: Emulator) -> Emulator:
    """An Azure with a group that is for drills."""
    allow_drills(azure.estate)
    return azure


def tags(azure: Emulator, name: str = "erp-data-drill") -> dict[str, str]:
    disk = azure.estate.disk(name, DRILLS)
    assert disk
    return {key: value for key, value in disk.tags.items() if key.startswith("azure-dr-drill")}


def sent(azure: Emulator) -> int:
    return len(azure.requests_to("POST", "/restore"))


def test_each_disk_is_marked_with_the_drill_the_disk_and_the_job(erp: Emulator) -> None:
    (restored, _log) = restore_for_drill()["restores"]

    disk = erp.estate.disk("erp-data-drill", DRILLS)
    assert disk
    mark = tags(erp)
    assert mark["azure-dr-drill-id"] == "w48"
    assert mark["azure-dr-drill-disk"] == disk.unique_id
    assert mark["azure-dr-drill-job"] == restored["job_id"]
    assert mark["azure-dr-drill-expires"] > erp.clock.now().isoformat()


def test_the_same_drill_goes_on_with_its_own_disks_and_marks_those_that_have_no_mark(erp: Emulator) -> None:
    first = restore_for_drill(disks=ONE)
    disk = erp.estate.disk("erp-data-drill", DRILLS)
    assert disk
    disk.tags = {"cost": "7"}
    point = erp.estate.add_point(erp.estate.instance("erp-data"), erp.clock.now() - timedelta(seconds=1))

    again = restore_for_drill(disks=ONE)

    (restored,) = again["restores"]
    assert restored["outcome"] == "unchanged"
    assert restored["recovery_point_id"] == first["restores"][0]["recovery_point_id"] != point.id
    assert (sent(erp), disk.tags["cost"], tags(erp)["azure-dr-drill-id"]) == (1, "7", "w48")


def test_a_disk_that_something_else_restored_is_none_of_the_drill(erp: Emulator) -> None:
    by_hand = run_module("disk_restore_batch", **{**DRILL, "disks": ONE})
    assert by_hand["restores"][0]["outcome"] == "restored"

    for drill in ("w48", "w49"):
        assert restore_for_drill(drill, disks=ONE)["error"]["code"] == "TargetTaken"
    assert tags(erp) == {}


def test_a_group_that_is_not_for_drills_gets_nothing(erp: Emulator) -> None:
    erp.estate.group(DRILLS).tags = {}

    assert restore_for_drill()["error"]["code"] == "DrillGroupNotMarked"
    assert sent(erp) == 0


def test_the_reserve_stops_all_disks(erp: Emulator) -> None:
    now = erp.clock.now()
    for minute in range(7):
        start = now - timedelta(minutes=30 + minute)
        erp.estate.add_job(erp.estate.instance("erp-log"), "Restore", start, end=start + timedelta(seconds=9))

    refused = restore_for_drill()
    assert refused["error"]["code"] == "ReserveTouched"
    assert "'erp-log' (7 in the last 24 hours)" in refused["msg"]
    assert restore_for_drill(check_mode=True)["error"]["code"] == "ReserveTouched"
    assert sent(erp) == 0

    assert "failed" not in restore_for_drill(drill={"reserve_restores": 2})


def test_a_random_moment_is_the_same_for_all_disks_and_for_each_run_of_the_seed(erp: Emulator) -> None:
    drawn = [
        restore_for_drill(check_mode=True, drill={"window_days": 10, "seed": seed})["as_of"]
        for seed in ("one", "one", "two", "three")
    ]

    assert drawn[0] == drawn[1]
    assert len(set(drawn)) == 3
    day = erp.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    assert all((day - timedelta(days=10)).isoformat() <= one <= day.isoformat() for one in drawn)


def test_a_disk_that_can_not_be_marked_fails(erp: Emulator) -> None:
    refusal = {"error": {"code": "AuthorizationFailed", "message": "You may not."}}
    erp.faults.add(Fault(answer(403, refusal), "PATCH", r"/erp-data-drill/.*/tags/default$"))

    result = restore_for_drill()

    assert [one["outcome"] for one in result["restores"]] == ["failed", "restored"]
    assert result["restores"][0]["job_id"]
    assert "was restored, but can't be marked" in result["msg"]


def test_check_mode_marks_nothing(erp: Emulator) -> None:
    restore_for_drill(disks=ONE)
    disk = erp.estate.disk("erp-data-drill", DRILLS)
    assert disk
    disk.tags = {}

    assert restore_for_drill(check_mode=True, disks=ONE)["restores"][0]["outcome"] == "unchanged"
    assert disk.tags == {}


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"drill": {"id": "a/b"}}, "drill.id"),
        ({"drill": {"id": " "}}, "drill.id"),
        ({"drill": {"seed": "one"}}, "drill.seed"),
        ({"drill": {"window_days": -1}}, "drill.window_days"),
        ({"drill": {"reserve_restores": 11}}, "drill.reserve_restores"),
        ({"drill": {"reserve_restores": -1}}, "drill.reserve_restores"),
        ({"existing_disk": "keep"}, "existing_disk"),
        ({"wait": False}, "wait"),
    ],
)
def test_an_option_that_can_not_be_right(erp: Emulator, options: dict[str, Any], option: str) -> None:
    result = restore_for_drill(**options)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", option)
    assert erp.requests == []
