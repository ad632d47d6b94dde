# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mishaps that once led to a wrong end, each built by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.azure_dr.backup.tests.simulation.azure import TOO_MANY, Habits, Instance
from ansible_collections.azure_dr.backup.tests.simulation.building import HOUR, many_disks, one_disk, protected, rival
from ansible_collections.azure_dr.backup.tests.simulation.faults import Fault, Outage
from ansible_collections.azure_dr.backup.tests.simulation.history import RESTORE
from ansible_collections.azure_dr.backup.tests.simulation.invariants import what_is_wrong
from ansible_collections.azure_dr.backup.tests.simulation.playing import Played, play
from ansible_collections.azure_dr.backup.tests.simulation.world import (
    Controller,
    Happening,
    Interruption,
    Run,
    When,
    World,
)

YEARS = 2 * 365 * 86400.0


def played(controller: Controller, *more: Controller, instances: tuple[Instance, ...] = (), **world: Any) -> Played:
    """What happened. All that must always hold is checked."""
    happened = play(World(1, instances or protected("erp"), (controller, *more), **world))
    wrong = what_is_wrong(happened)
    assert not wrong, "\n".join([*wrong, *happened.history.lines])
    return happened


def result_of(happened: Played, run: str = "c0.0") -> Mapping[str, Any]:
    """What a run returned."""
    result = happened.history.runs[run].result
    assert result is not None, "\n".join(happened.history.lines)
    return result


def restores(happened: Played, run: str = "c0.0") -> int:
    """How many restores left a run."""
    return len(happened.history.of_run(run, RESTORE))


def test_a_restore_that_nothing_disturbs() -> None:
    happened = played(one_disk(validate=True))
    result = result_of(happened)
    assert (result["action"], result["origin"], result["changed"]) == ("restored", "proven", True)
    assert restores(happened) == 1


def test_a_rerun_leaves_the_disk_alone() -> None:
    happened = played(one_disk((Run(), Run(When(60)))))
    assert (result_of(happened, "c0.1")["action"], restores(happened, "c0.1")) == ("unchanged", 0)


def test_a_rival_comes_while_a_disk_waits_for_its_turn() -> None:
    controller = many_disks("erp", "log", max_parallel=1)
    happened = played(
        controller,
        instances=protected("erp", "log"),
        happenings=(rival(When(20, RESTORE), "log"),),
    )
    assert [each["outcome"] for each in result_of(happened)["restores"]] in (
        ["restored", "unchanged"],
        ["restored", "attached"],
    )
    assert restores(happened) == 1


def test_a_rival_comes_while_azure_says_that_there_are_too_many() -> None:
    refused = Fault(RESTORE, "status_before", status=400, code=TOO_MANY)
    happened = played(one_disk(), faults=(refused,), happenings=(rival(When(1, RESTORE, stage="left")),))
    assert (result_of(happened)["action"], result_of(happened)["changed"]) == ("attached", False)


def test_a_rival_comes_after_an_operation_has_failed_for_too_many() -> None:
    happened = played(
        one_disk((Run(When(10)),)),
        instances=protected("erp", "log"),
        habits=Habits(most_at_once=1, too_many_shows="operation"),
        happenings=(rival(When(0), "log"), Happening("hurry", When(4, RESTORE)), rival(When(5, RESTORE))),
    )
    assert result_of(happened)["action"] == "attached"
    assert restores(happened) == 1


def test_a_rival_comes_while_azure_asks_to_wait() -> None:
    throttled = Fault(RESTORE, "status_before", status=429, retry_after="60")
    happened = played(one_disk(), faults=(throttled,), happenings=(rival(When(5, RESTORE, stage="left")),))
    assert (result_of(happened)["action"], result_of(happened)["changed"]) == ("attached", False)


def test_a_rival_comes_while_no_connection_comes_about() -> None:
    refused = Fault(RESTORE, "refused", times=5)
    happened = played(one_disk(), faults=(refused,), happenings=(rival(When(2)),))
    assert (result_of(happened)["action"], result_of(happened)["changed"]) == ("attached", False)


def test_a_rival_comes_while_a_lost_answer_is_looked_for() -> None:
    lost = Fault(RESTORE, "lost_before")
    happened = played(one_disk(), faults=(lost,), happenings=(rival(When(5, RESTORE, stage="left")),))
    assert (result_of(happened)["action"], result_of(happened)["changed"]) == ("attached", False)
    assert restores(happened) == 1


def test_a_rivals_job_ends_between_the_looks_at_disk_and_jobs() -> None:
    happened = played(
        one_disk((Run(When(60)),)),
        habits=Habits(job_seconds=600, disk_appears=1.0),
        happenings=(rival(When(0)), Happening("hurry", When(0, "disk"))),
    )
    assert result_of(happened)["action"] in ("attached", "unchanged")
    assert restores(happened) == 0


def test_a_rivals_job_ends_between_the_last_look_at_the_disk_and_the_read_of_its_details() -> None:
    happened = played(
        one_disk(validate=True),
        habits=Habits(job_seconds=600, disk_appears=1.0),
        happenings=(rival(When(5, "disk")), Happening("hurry", When(0, "disk", nth=2))),
    )
    assert restores(happened) == 0


def test_a_job_whose_details_are_no_answer_still_stands_in_the_way() -> None:
    happened = played(one_disk((Run(When(10)),)), faults=(Fault("job", "null"),), happenings=(rival(When(0)),))
    assert restores(happened) == 0


def test_an_orphan_sends_nothing_after_a_429() -> None:
    throttled = Fault(RESTORE, "status_before", status=429, retry_after="20")
    killed = Interruption("orphan", When(5, RESTORE, stage="left"))
    happened = played(one_disk((Run(interruption=killed),)), faults=(throttled,))
    assert restores(happened) == 1
    assert not happened.azure.jobs


def test_an_orphan_sends_nothing_beside_its_own_rerun() -> None:
    throttled = Fault(RESTORE, "status_before", status=429, retry_after="20")
    killed = Interruption("orphan", When(5, RESTORE, stage="left"))
    happened = played(one_disk((Run(interruption=killed), Run(When(2)))), faults=(throttled,))
    assert result_of(happened, "c0.1")["action"] == "restored"
    assert len(happened.azure.jobs) == 1


def test_a_status_url_that_is_none_loses_no_other_disk() -> None:
    broken = Fault(RESTORE, "bad_url", nth=2)
    controller = many_disks("erp", "log", "data")
    happened = played(controller, instances=protected("erp", "log", "data"), faults=(broken,))
    result = result_of(happened)
    assert result["changed"] is True
    assert [record["outcome"] for record in result["restores"]] == ["restored"] * 3
    assert [record["changed"] for record in result["restores"]] == [True] * 3


def test_a_size_that_is_no_number_fails_its_disk_only() -> None:
    broken = Fault("disk", "not_a_number", nth=2, times=99, code="NaN")
    happened = played(one_disk(), faults=(broken,))
    assert result_of(happened)["changed"] is True


def test_no_more_threads_is_a_failure_in_words() -> None:
    happened = played(one_disk(), faults=(Fault("thread", "failing", times=99),))
    assert result_of(happened)["failed"] is True


def test_a_202_that_asks_to_wait_for_a_day_is_looked_at_sooner() -> None:
    happened = played(one_disk(wait_timeout=600), faults=(Fault(RESTORE, "far_retry"),))
    assert result_of(happened)["action"] == "restored"


def test_a_202_that_asks_to_wait_for_a_day_is_no_unknown_outcome_at_the_deadline() -> None:
    happened = played(one_disk(wait_timeout=40), faults=(Fault(RESTORE, "far_retry"),))
    result = result_of(happened)
    assert result["changed"] is True
    assert result["error"]["code"] == "StillRunning"


def test_a_login_that_says_nothing_ends_at_the_deadline() -> None:
    happened = played(one_disk(wait_timeout=60), faults=(Fault("token", "slow", seconds=5000),))
    assert result_of(happened)["failed"] is True


def test_an_orphan_ends_though_azure_says_nothing() -> None:
    killed = Interruption("orphan", When(10))
    happened = played(one_disk((Run(interruption=killed),)), faults=(Fault("vault", "silent_before", times=3),))
    run = happened.history.runs["c0.0"]
    assert run.ended is not None
    assert run.ended < 15


def test_a_restore_in_doubt_is_not_called_not_sent_once_another_disk_has_failed() -> None:
    happened = played(
        replace(many_disks("erp", "log", on_failure="stop"), runs=(Run(When(5)),)),
        instances=protected("erp", "log"),
        habits=Habits(job_seconds=60, job_ends=((1, "Failed"),), hides_jobs=((2, 500.0),)),
        happenings=(rival(When(0), "erp"),),
        faults=(Fault(RESTORE, "lost_after"),),
    )
    erp, log = result_of(happened)["restores"]
    assert erp["outcome"] == "failed"
    assert (log["outcome"], log["changed"]) == ("outcome_unknown", True)


def test_a_disk_of_two_years_ago_was_not_made_by_the_job_of_today() -> None:
    happened = played(
        one_disk(),
        habits=Habits(job_ends=((1, "lying"),)),
        happenings=(Happening("stranger", When(30, RESTORE), "erp-new", age=YEARS),),
    )
    result = result_of(happened)
    assert (result["failed"], result["origin"], result["changed"]) == (True, None, True)


def test_a_disk_that_has_failed_since_is_not_unchanged() -> None:
    happened = played(
        one_disk((Run(When(400)),)),
        happenings=(rival(When(0)), Happening("state", When(395), "erp-new", state="Failed")),
    )
    assert result_of(happened)["failed"] is True
    assert result_of(happened)["origin"] != "proven"


def test_a_disk_that_is_being_deleted_is_not_unchanged() -> None:
    happened = played(
        one_disk((Run(When(400)),)),
        happenings=(rival(When(0)), Happening("state", When(395), "erp-new", state="Deleting")),
    )
    assert result_of(happened).get("origin") != "proven"


def test_the_proof_is_preferred_to_a_doomed_job() -> None:
    habits = Habits(job_seconds=200, operation_seconds=60)
    happened = played(
        one_disk((Run(When(320)),)),
        habits=habits,
        happenings=(rival(When(0)), rival(When(200))),
    )
    result = result_of(happened)
    assert (result["action"], result["origin"]) == ("unchanged", "proven")


def test_a_job_that_began_before_our_restore_was_not_ours() -> None:
    habits = Habits(operation_seconds=8, job_starts=0.0)
    second = one_disk((Run(When(0, RESTORE, by=0)),))
    happened = played(one_disk(), second, habits=habits, faults=(Fault(RESTORE, "lost_before", by=1),))
    assert (result_of(happened)["action"], result_of(happened)["changed"]) == ("restored", True)
    assert (result_of(happened, "c1.0")["action"], result_of(happened, "c1.0")["changed"]) == ("attached", False)


def test_the_clock_of_the_service_decides_what_is_in_the_future() -> None:
    controller = one_disk(recovery_point_id=None, as_of="2026-11-22T02:30:00Z")
    slow = Controller(controller.task, controller.options, clock_ahead=-2 * HOUR)
    assert result_of(played(slow))["action"] == "restored"


def test_throttling_does_not_count_against_the_tries_of_a_read() -> None:
    throttled = Fault("jobs", "status_before", times=5, status=429, retry_after="1")
    broken = Fault("jobs", "status_before", nth=6, status=500)
    assert result_of(played(one_disk(), faults=(throttled, broken)))["action"] == "restored"


def test_an_outage_does_not_end_the_wait_for_a_known_job() -> None:
    outage = Outage(100, 220, Fault("any", "refused"))
    assert result_of(played(one_disk(), outages=(outage,)))["action"] == "restored"


def test_server_errors_do_not_end_the_wait_for_a_known_job() -> None:
    outage = Outage(100, 220, Fault("any", "status_before", status=503))
    assert result_of(played(one_disk(), outages=(outage,)))["action"] == "restored"


def test_a_disk_that_was_kept_is_no_answer_to_a_restore_whose_answer_was_lost() -> None:
    happened = played(
        one_disk(existing_disk="keep"),
        habits=Habits(job_seconds=60, hides_jobs=((1, 500.0),)),
        faults=(Fault(RESTORE, "lost_after"),),
    )
    result = result_of(happened)
    assert (result["error"]["code"], result["changed"]) == ("OutcomeUnknown", True)
    assert restores(happened) == 1


def test_nothing_is_sent_any_more_if_another_disk_fails_during_the_last_look() -> None:
    happened = played(
        many_disks("erp", "log", on_failure="stop"),
        instances=protected("erp", "log"),
        faults=(Fault("disk", "slow", nth=4, seconds=0.6), Fault(RESTORE, "status_before", status=403)),
    )
    assert [each["outcome"] for each in result_of(happened)["restores"]] in (
        ["failed", "not_sent"],
        ["not_sent", "failed"],
    )
    assert restores(happened) == 1


def test_the_jobs_are_looked_at_right_before_a_restore_however_long_the_look_at_the_disks_takes() -> None:
    names = ("erp", "log", "data")
    slow = Fault("disks", "slow", nth=2, times=20, seconds=20.0)
    happened = played(many_disks(*names), instances=protected(*names), faults=(slow,))
    looks = [look.ended or 0.0 for look in happened.history.of_run("c0.0", "jobs")]
    sent = [post.began for post in happened.history.of_run("c0.0", RESTORE)]
    assert len(sent) == 3
    assert all(min(moment - look for look in looks if look <= moment) < 1.0 for moment in sent)


def test_a_rival_comes_while_the_look_at_the_disks_takes_long() -> None:
    names = ("erp", "log", "data")
    slow = Fault("disks", "slow", nth=2, times=20, seconds=20.0)
    faster = rival(When(3, "disks", nth=2, stage="left"), "log")
    happened = played(many_disks(*names), instances=protected(*names), faults=(slow,), happenings=(faster,))
    assert len([job for job in happened.azure.jobs if job.target == "log-new"]) == 1
    assert restores(happened) == 2


def test_a_stranger_comes_while_the_details_of_a_job_take_long() -> None:
    happened = played(
        one_disk(validate=True),
        instances=protected("erp", "log"),
        faults=(Fault("job", "slow", seconds=20.0),),
        happenings=(rival(When(5, "disk"), "log"), Happening("stranger", When(5, "job", stage="left"), "erp-new")),
    )
    assert result_of(happened)["error"]["code"] == "TargetTaken"
    assert restores(happened) == 0
