# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""drill_cleanup, as a conversation with Azure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm import session, waiter
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer, failing_job, reset
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.drills import (
    CLEAN_UP,
    DRILL,
    DRILLS,
    allow_drills,
    restore_for_drill,
)
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

GROUP = DRILLS
NOT_ALLOWED = {"error": {"code": "AuthorizationFailed", "message": "You may not."}}


@pytest.fixture
def drilled(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """An Azure in which the drill w48 has restored two disks."""
    monkeypatch.setattr(waiter, "FIRST_LOOK", 0.01)
    monkeypatch.setattr(session, "FIRST_PAUSE", 0.01)
    allow_drills(azure.estate)
    restored = restore_for_drill("w48")
    assert [one["outcome"] for one in restored["restores"]] == ["restored", "restored"], restored["msg"]
    azure.forget_requests()
    return azure


def clean_up(*, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    wanted = {**CLEAN_UP, "drill_id": None} if "older_than" in options else CLEAN_UP
    return run_module("drill_cleanup", check_mode=check_mode, **{**wanted, **options})


def disk(azure: Emulator, name: str = "erp-data-drill") -> Disk:
    found = azure.estate.disk(name, GROUP)
    assert found
    return found


def names(entries: list[dict[str, Any]]) -> list[str]:
    return [one["disk"].rpartition("/")[2] for one in entries]


def reasons(result: dict[str, Any]) -> dict[str, str]:
    return {one["disk"].rpartition("/")[2]: one["reason"] for one in result["kept"]}


def deletions(azure: Emulator) -> int:
    return len([one for one in azure.requests if one.method == "DELETE"])


def unmark(one: Disk) -> None:
    one.tags = {name: value for name, value in one.tags.items() if not name.startswith("azure-dr-drill")}


def test_what_the_drill_restored_is_deleted_and_nothing_else(drilled: Emulator) -> None:
    drilled.estate.add_disk("other", drilled.estate.group(GROUP))

    result = clean_up()

    assert names(result["deleted"]) == ["erp-data-drill", "erp-log-drill"]
    assert all(one["outcome"] == "deleted" and one["drill_id"] == "w48" for one in result["deleted"])
    assert (result["changed"], reasons(result)) == (True, {"other": "not_of_this_drill"})
    assert [one["left_over"] for one in result["kept"]] == [False]
    assert drilled.estate.disk("erp-data-drill", GROUP) is None
    assert drilled.estate.disk("erp-data", "erp-prod"), "the source stays"

    again = clean_up()
    assert (again["changed"], again["deleted"]) == (False, [])


def test_check_mode_lists(drilled: Emulator) -> None:
    result = clean_up(check_mode=True)

    assert [one["outcome"] for one in result["deleted"]] == ["would_delete"] * 2
    assert (result["changed"], deletions(drilled)) == (True, 0)


def test_another_drill_and_a_group_that_is_not_for_drills(drilled: Emulator) -> None:
    assert set(reasons(clean_up(drill_id="w49")).values()) == {"not_of_this_drill"}

    drilled.estate.group(GROUP).tags = {"azure-dr-drill": "no"}
    result = clean_up()

    assert result["error"]["code"] == "DrillGroupNotMarked"
    assert "az tag update" in result["msg"]
    assert deletions(drilled) == 0


def test_a_disk_that_the_killed_drill_did_not_mark_is_known_by_its_job(drilled: Emulator) -> None:
    for name in ("erp-data-drill", "erp-log-drill"):
        unmark(disk(drilled, name))

    assert set(reasons(clean_up(drill_id="w49")).values()) == {"not_of_this_drill"}
    drilled.clock.advance(60)
    swept = clean_up(older_than=0, check_mode=True)
    assert names(swept["deleted"]) == ["erp-data-drill", "erp-log-drill"]
    assert names(clean_up()["deleted"]) == ["erp-data-drill", "erp-log-drill"]


def test_a_copied_mark_proves_nothing(drilled: Emulator) -> None:
    made = disk(drilled)
    foreign = drilled.estate.add_disk("foreign", drilled.estate.group(GROUP), tags=dict(made.tags))
    restored = run_module("disk_restore", source_disk="erp-os", target_disk="by-hand", **without_disks())
    assert restored["action"] == "restored"
    by_hand = disk(drilled, "by-hand")
    by_hand.tags = {
        **made.tags,
        "azure-dr-drill-disk": by_hand.unique_id,
        "azure-dr-drill-job": restored["job"]["job_id"],
    }

    assert reasons(clean_up()) == {"foreign": "not_proven", "by-hand": "not_proven"}
    assert drilled.estate.disk(foreign.name, GROUP)


def without_disks() -> dict[str, Any]:
    return {name: value for name, value in DRILL.items() if name != "disks"}


def test_a_disk_that_was_deleted_and_made_again_stays(drilled: Emulator) -> None:
    made = disk(drilled)
    del drilled.estate.disks[made.id]
    moment = made.time_created - timedelta(milliseconds=1)
    group = drilled.estate.group(GROUP)
    drilled.estate.add_disk(made.name, group, tags=made.tags, time_created=moment, create_option="Copy")

    result = clean_up()

    assert reasons(result) == {"erp-data-drill": "not_proven"}
    assert "unique id" in result["kept"][0]["message"]


def test_a_disk_in_use_is_told(drilled: Emulator) -> None:
    drilled.estate.add_machine("boot", drilled.estate.group(GROUP), disk(drilled))
    disk(drilled, "erp-log-drill").disk_state = "ActiveSAS"

    result = clean_up()

    assert reasons(result) == {"erp-data-drill": "in_use", "erp-log-drill": "in_use"}
    assert (deletions(drilled), len(result["warnings"])) == (0, 2)


def test_a_disk_that_a_machine_is_about_to_take_is_in_use(drilled: Emulator) -> None:
    drilled.estate.add_machine("boot", drilled.estate.group(GROUP), disk(drilled))
    disk(drilled).owners, disk(drilled).disk_state = [], "Unattached"

    assert reasons(clean_up()) == {"erp-data-drill": "in_use"}


def test_a_disk_that_a_machine_has_just_released_is_waited_for(drilled: Emulator) -> None:
    now = drilled.clock.now()
    disk(drilled).last_ownership_update = now - timedelta(minutes=4, seconds=58)
    disk(drilled, "erp-log-drill").last_ownership_update = now - timedelta(minutes=1)

    assert set(reasons(clean_up(check_mode=True)).values()) == {"just_handed_over"}
    result = clean_up(wait_timeout=20)

    assert names(result["deleted"]) == ["erp-data-drill"]
    assert reasons(result) == {"erp-log-drill": "just_handed_over"}


def test_a_lock_is_told(drilled: Emulator) -> None:
    drilled.estate.group(GROUP).lock = "CanNotDelete"

    result = clean_up()

    assert set(reasons(result).values()) == {"locked"}
    assert (result["changed"], deletions(drilled)) == (False, 0)


def test_what_can_not_be_read_keeps_the_disk(drilled: Emulator) -> None:
    drilled.faults.add(Fault(answer(403, NOT_ALLOWED), "GET", r"/virtualMachines$", times=None))

    result = clean_up()

    assert set(reasons(result).values()) == {"not_checked"}
    assert deletions(drilled) == 0


def test_a_refusal_of_azure_is_told_in_its_words(drilled: Emulator) -> None:
    drilled.faults.add(Fault(answer(403, NOT_ALLOWED), "DELETE", r"/erp-data-drill$", times=None))

    result = clean_up()

    assert reasons(result) == {"erp-data-drill": "refused"}
    assert "You may not." in result["kept"][0]["message"]
    assert names(result["deleted"]) == ["erp-log-drill"]


def test_a_lost_answer_to_a_deletion(drilled: Emulator) -> None:
    drilled.faults.add(Fault(reset(after=True), "DELETE", r"/erp-data-drill$"))

    assert names(clean_up()["deleted"]) == ["erp-data-drill", "erp-log-drill"]


def test_a_sweep_takes_what_is_old_enough_and_what_no_drill_keeps(drilled: Emulator) -> None:
    assert set(reasons(clean_up(older_than=3600)).values()) == {"too_young"}
    drilled.clock.advance(60)
    kept = clean_up(older_than=0)
    assert set(reasons(kept).values()) == {"too_young"}, "their marks keep them for a day"
    assert not any(one["left_over"] for one in kept["kept"])

    drilled.clock.advance(86401)
    assert names(clean_up(older_than=3600)["deleted"]) == ["erp-data-drill", "erp-log-drill"]


def test_a_restore_of_the_drill_that_goes_on_is_waited_for(azure: Emulator) -> None:
    allow_drills(azure.estate)
    started = restore_for_drill("w48", wait_timeout=1, disks=DRILL["disks"][:1], poll_interval=1)
    assert started["restores"][0]["outcome"] in ("running", "restored")

    result = clean_up()

    assert names(result["deleted"]) == ["erp-data-drill"]


def test_a_failed_restore_leaves_nothing(azure: Emulator) -> None:
    allow_drills(azure.estate)
    azure.faults.add(Fault(failing_job({"code": "Broken", "message": "It broke."}), "POST", r"/restore$"))
    assert restore_for_drill("w48", disks=DRILL["disks"][:1])["restores"][0]["outcome"] == "failed"

    result = clean_up()

    assert (result["changed"], result["deleted"], result["kept"]) == (False, [], [])


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"drill_id": ""}, "drill_id"),
        ({"drill_id": "a/b"}, "drill_id"),
        ({"drill_id": "w48", "older_than": 5}, "older_than"),
        ({"older_than": -1}, "older_than"),
        ({"target_resource_group": "no/group"}, "target_resource_group"),
        ({"target_subscription_id": "none"}, "target_subscription_id"),
        ({"vault_name": "", "vault_resource_group": ""}, "vault_name"),
    ],
)
def test_an_option_that_can_not_be_right(azure: Emulator, options: dict[str, Any], option: str) -> None:
    result = clean_up(**options)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", option)
    assert azure.requests == []
