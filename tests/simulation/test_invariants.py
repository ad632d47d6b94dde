# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each invariant sees what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.simulation import invariants
from ansible_collections.azure_dr.backup.tests.simulation.azure import TARGET_GROUP, Disk, Job, Point
from ansible_collections.azure_dr.backup.tests.simulation.building import OLDER, many_disks, one_disk, protected
from ansible_collections.azure_dr.backup.tests.simulation.history import Exchange, RunHistory
from ansible_collections.azure_dr.backup.tests.simulation.invariants import Invariant, what_is_wrong
from ansible_collections.azure_dr.backup.tests.simulation.playing import Played, play
from ansible_collections.azure_dr.backup.tests.simulation.world import Controller, World

Spoil = Callable[[Played], None]


def played(controller: Controller) -> Played:
    """A world in which all is well."""
    happened = play(World(1, protected("erp", "log"), (controller,)))
    assert what_is_wrong(happened) == []
    return happened


def run_of(happened: Played) -> RunHistory:
    """Its only run."""
    return happened.history.runs["c0.0"]


def result_of(happened: Played) -> dict[str, Any]:
    """What that returned."""
    result = run_of(happened).result
    assert result is not None
    return result


def post_of(happened: Played) -> Exchange:
    """Its first restore."""
    return happened.history.of_run("c0.0", "restore")[0]


def point_of(job: Job) -> Point:
    """What a restore was made from."""
    assert job.point is not None
    return job.point


def made_disk(happened: Played) -> Disk:
    """The disk that was restored."""
    return next(disk for disk in happened.azure.disks if disk.made_by)


def send_again(happened: Played) -> None:
    """A second restore is sent and accepted while the first one's job goes on."""
    first = post_of(happened)
    assert first.left is not None
    later = first.left + 60
    again = replace(first, left=later, began=later, served=later, ended=later, operation=replace_job(first))
    happened.history.exchanges.append(again)


def replace_job(exchange: Exchange) -> Any:
    """The operation of a restore, as one of another job."""
    assert exchange.operation is not None
    return replace(exchange.operation, job=None, made=None)


def send_beside_a_stranger(happened: Played) -> None:
    """The disk was there before the restore was sent."""
    happened.azure.disks.insert(0, Disk(TARGET_GROUP, "erp-new", None, -100.0, [(-100.0, "Succeeded")], False))


def refused(happened: Played) -> None:
    """The restore was not accepted."""
    post_of(happened).operation = None


def say_of_disk(**told: Any) -> Spoil:
    """The record of the first disk says something else."""
    return lambda happened: result_of(happened)["restores"][0].update(told)


def say(**told: Any) -> Spoil:
    """The result says something else."""
    return lambda happened: result_of(happened).update(told)


def note(**told: Any) -> Spoil:
    """Something else became of the run."""
    return lambda happened: vars(run_of(happened)).update(told)


def made_by_nobody(happened: Played) -> None:
    """The disk was made by somebody else, long ago."""
    disk = made_disk(happened)
    disk.made_by, disk.created = None, -86400.0


def never_ready(happened: Played) -> None:
    """The disk was never ready."""
    made_disk(happened).states = [(made_disk(happened).created, "Failed")]


def of_another_target(happened: Played) -> None:
    """The job was to another disk."""
    happened.azure.jobs[0].target = "other"


def of_another_point(happened: Played) -> None:
    """The job restored another point."""
    job = happened.azure.jobs[0]
    job.point = replace(point_of(job), name=OLDER)


def of_another_instance(happened: Played) -> None:
    """The job restored another disk."""
    happened.azure.jobs[0].instance = protected("log")[0]


def sent_after_it_was_over(happened: Played) -> None:
    """A restore leaves when the task has ended."""
    ended = run_of(happened).ended
    assert ended is not None
    post_of(happened).left = ended + 0.1


def lost_a_record(happened: Played) -> None:
    """A disk is not told of."""
    del result_of(happened)["restores"][1]


def lost_a_job(happened: Played) -> None:
    """A job that was told is not named."""
    result_of(happened)["restores"][0]["job_id"] = None


VIOLATIONS: tuple[tuple[Invariant, Spoil], ...] = (
    (invariants.one_at_a_time, send_again),
    (invariants.one_at_a_time, send_beside_a_stranger),
    (invariants.changed_means_accepted, say_of_disk(changed=False)),
    (invariants.changed_means_accepted, say_of_disk(outcome="not_sent")),
    (invariants.changed_means_accepted, say(changed=False)),
    (invariants.changed_means_accepted, refused),
    (invariants.proven_means_made_by_it, made_by_nobody),
    (invariants.proven_means_made_by_it, never_ready),
    (invariants.proven_means_made_by_it, of_another_target),
    (invariants.proven_means_made_by_it, of_another_point),
    (invariants.proven_means_made_by_it, of_another_instance),
    (invariants.proven_means_made_by_it, say_of_disk(job_id=None)),
    (invariants.nothing_after_the_end, note(gone=1.0)),
    (invariants.nothing_after_the_end, note(starter_gone=1.0)),
    (invariants.nothing_after_the_end, note(cancelled=1.0)),
    (invariants.nothing_after_the_end, note(deadline=1.0)),
    (invariants.nothing_after_the_end, sent_after_it_was_over),
    (invariants.no_hang, note(deadline=10.0)),
    (invariants.results_are_whole, note(error=ValueError("x"))),
    (invariants.results_are_whole, say(skew_seconds=float("nan"))),
    (invariants.results_are_whole, say(skew_seconds={1})),
    (invariants.results_are_whole, say(failed=True)),
    (invariants.results_are_whole, say(changed=None)),
    (invariants.results_are_whole, lost_a_record),
    (invariants.results_are_whole, lost_a_job),
)


@pytest.mark.parametrize(("invariant", "spoil"), VIOLATIONS)
def test_sees_what_breaks_it(invariant: Invariant, spoil: Spoil) -> None:
    happened = played(many_disks("erp", "log"))
    spoil(happened)
    assert list(invariant(happened))


def test_sees_a_proof_of_a_single_disk() -> None:
    happened = played(one_disk())
    made_by_nobody(happened)
    assert list(invariants.proven_means_made_by_it(happened))


def test_sees_a_restore_of_a_later_moment_than_asked_for() -> None:
    happened = played(one_disk(recovery_point_id=None, as_of="2026-11-22T02:30:00Z"))
    happened.azure.jobs[0].point = replace(point_of(happened.azure.jobs[0]), time=0.0)
    assert list(invariants.proven_means_made_by_it(happened))


def test_sees_a_restore_of_what_was_not_the_latest() -> None:
    happened = played(one_disk(recovery_point_id=None, as_of="latest"))
    happened.azure.jobs[0].point = replace(point_of(happened.azure.jobs[0]), time=-100_000.0)
    assert list(invariants.proven_means_made_by_it(happened))


def test_sees_a_restore_in_check_mode() -> None:
    happened = played(one_disk())
    careful = replace(happened.world, controllers=(replace(one_disk(), check_mode=True),))
    assert list(invariants.check_mode_writes_nothing(replace(happened, world=careful)))


def test_takes_two_restores_at_the_same_moment_for_what_they_are() -> None:
    happened = play(World(1, protected("erp"), (one_disk(), one_disk())))
    assert len(happened.azure.jobs) == 2
    assert what_is_wrong(happened) == []
