# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backups on demand on virtual time: failures built by hand, and what the invariants see of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.simulation import backup_invariants, invariants
from ansible_collections.azure_dr.backup.tests.simulation.azure import Habits, Point
from ansible_collections.azure_dr.backup.tests.simulation.building import NEWEST, backup, one_backup, protected
from ansible_collections.azure_dr.backup.tests.simulation.faults import Fault
from ansible_collections.azure_dr.backup.tests.simulation.history import BACKUP
from ansible_collections.azure_dr.backup.tests.simulation.invariants import what_is_wrong
from ansible_collections.azure_dr.backup.tests.simulation.playing import Played, play
from ansible_collections.azure_dr.backup.tests.simulation.world import Controller, Interruption, Run, When, World

SIDE_BY_SIDE = Habits(backups_at_once=True)


def played(controller: Controller, *more: Controller, **world: Any) -> Played:
    """What happened. All that must always hold is checked."""
    happened = play(World(1, protected("erp"), (controller, *more), **world))
    wrong = what_is_wrong(happened)
    assert not wrong, "\n".join([*wrong, *happened.history.lines])
    return happened


def record_of(happened: Played, run: str = "c0.0") -> dict[str, Any]:
    """What a run says of its only disk."""
    result = happened.history.runs[run].result
    assert result is not None, "\n".join(happened.history.lines)
    (record,) = result["backups"]
    told: dict[str, Any] = record
    return told


def said(record: Mapping[str, Any]) -> tuple[str, bool]:
    return record["action"], record["changed"]


def sent(happened: Played) -> int:
    """How many backups left a controller."""
    return sum(each.kind == BACKUP and each.left is not None for each in happened.history.exchanges)


def test_a_backup_that_nothing_disturbs_and_a_second_run() -> None:
    happened = played(one_backup((Run(), Run(When(60)))))

    assert (said(record_of(happened)), said(record_of(happened, "c0.1"))) == (("backed_up", True), ("unchanged", False))
    assert sent(happened) == 1


@pytest.mark.parametrize("when", [When(1, BACKUP, stage="left"), When(20, BACKUP, stage="left")])
def test_a_rival_comes_while_azure_asks_to_wait(when: When) -> None:
    throttled = Fault(BACKUP, "status_before", status=429, retry_after="60")

    happened = played(one_backup(), faults=(throttled,), happenings=(backup(when),), habits=SIDE_BY_SIDE)

    assert said(record_of(happened)) == ("attached", False)


def test_a_rival_comes_and_ends_while_a_lost_answer_is_looked_for() -> None:
    habits = Habits(backups_at_once=True, job_seconds=20)

    happened = played(
        one_backup(),
        faults=(Fault(BACKUP, "lost_before"),),
        happenings=(backup(When(5, BACKUP, stage="left")),),
        habits=habits,
    )

    assert (record_of(happened)["action"], sent(happened)) == ("outcome_unknown", 1)


def test_a_killed_run_is_followed_by_one_that_attaches() -> None:
    killed = Interruption("kill", When(0, BACKUP, stage="served"))

    happened = played(one_backup((Run(When(), killed), Run(When(30)))), habits=SIDE_BY_SIDE)

    assert said(record_of(happened, "c0.1")) == ("attached", False)
    assert sent(happened) == 1


def test_resource_graph_that_says_nothing_delays_a_backup_by_seconds() -> None:
    happened = played(one_backup(wait=False), faults=(Fault("graph", "silent_before", times=9),))

    assert record_of(happened)["action"] == "started"
    assert record_of(happened)["sent_seconds"] < 20


def test_a_selection_ends_at_the_deadline_whatever_the_network_does() -> None:
    controller = Controller("disk_backup", {"source_disks": ["erp"], "wait_timeout": 20})

    happened = played(controller, faults=(Fault("instances", "refused", seconds=58),))

    result = happened.history.runs["c0.0"].result
    assert result
    assert (result["error"]["code"], result["changed"]) == ("DeadlinePassed", False)


def a_point_was_there(happened: Played) -> None:
    """It is young enough, and the run has not taken it."""
    instances, young = happened.azure.instances, Point(NEWEST, -50.0, snapshot=-60.0)
    instances["erp-erp-1"] = replace(instances["erp-erp-1"], points=(young,))


def say(**told: Any) -> Any:
    return lambda happened: record_of(happened).update(told)


def other_point(happened: Played) -> None:
    record_of(happened)["recovery_point"]["recovery_point_id"] = NEWEST


SPOILT = [
    (backup_invariants.none_is_made_beside_one, a_point_was_there),
    (backup_invariants.points_are_what_was_asked_for, other_point),
    (backup_invariants.points_are_what_was_asked_for, say(recovery_point=None)),
    (backup_invariants.points_are_what_was_asked_for, say(job_id="0")),
    (invariants.changed_means_accepted, say(changed=False)),
    (invariants.changed_means_accepted, say(action="not_sent")),
    (invariants.results_are_whole, say(backup_instance="another")),
]


@pytest.mark.parametrize(("invariant", "spoil"), SPOILT)
def test_what_does_not_hold_is_seen(invariant: invariants.Invariant, spoil: Any) -> None:
    happened = played(one_backup())

    spoil(happened)

    assert list(invariant(happened))
