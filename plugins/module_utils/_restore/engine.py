# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The engine: makes requests true, one disk or a thousand, and keeps a record of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .._arm.errors import TaskError, WrongInput
from .._arm.session import ArmSession
from .._backup.point_choice import allowed_points, choose_set
from .._backup.run_contexts import vaults_in_turn
from .._run.progress_reporter import Tell
from .._run.works import run_to_the_end
from .accepted_notice import AcceptedNotice
from .approval import check_approved, plan_digest
from .one_disk import OneDisk
from .progress import JUDGING, WAITING, Progress
from .records import Orders, Record
from .requests import RestoreRequest
from .reserve import check_reserve
from .restore_run import RestoreRun
from .restored_points import restored_point


@dataclass(frozen=True)
class Restored:
    """What became of each request, in their order; and the digest of the plan, null if a disk could not be planned.

    `refusal` is why nothing was sent for any, if that is about all of them together.
    """

    records: list[Record]
    plan_digest: str | None
    refusal: TaskError | None


def restore(session: ArmSession, requests: Sequence[RestoreRequest], orders: Orders, tell: Tell) -> Restored:
    """Make every request true, or say in its record why not. The order is kept.

    All points are chosen, and all disks judged, before anything is sent for the first of them, and nothing is sent for
    any if the input of one is wrong, or if they can't be together: `SkewTooLarge`, `ReserveTouched`, `PlanChanged`. How
    far it is, is told meanwhile. It ends at the deadline, or when nobody wants it any more, whatever its threads are
    doing then.
    """
    run = RestoreRun(session, requests, orders)
    disks = [OneDisk(request, run) for request in requests]
    refusal: TaskError | None = None
    try:
        run.carry_out(lambda: _carry_out(disks, run, tell), disks)
    except TaskError as error:
        refusal = error
    # Threads that outlive the run change what is returned no more.
    records = [replace(disk.record, warnings=list(disk.record.warnings)) for disk in disks]
    return Restored(records, run.digest, refusal)


def _carry_out(disks: Sequence[OneDisk], run: RestoreRun, tell: Tell) -> None:
    session, orders = run.session, run.orders
    records = [disk.record for disk in disks]
    progress, accepted = Progress(records, run.usual_seconds, session.clock, tell), AcceptedNotice(records, tell)
    in_turn = vaults_in_turn(disks, lambda disk: disk.record.request.ref)

    def look() -> None:
        accepted.look()
        progress.look()

    run_to_the_end([disk.choose() for disk in in_turn], session, look)
    progress.begin(JUDGING)
    now = session.clock.monotonic()
    run_to_the_end([disk.judge(now) for disk in in_turn], session, look)
    if any(isinstance(disk.record.failure, WrongInput) for disk in disks):
        return
    if orders.reserve_restores is not None:
        restores = [
            (choice.instance, run.context(disk.record.request.ref)) for disk in disks if (choice := disk.open_choice)
        ]
        check_reserve(restores, orders.reserve_restores)
    if orders.max_skew_seconds is not None:
        _choose_together(disks, run, orders.max_skew_seconds)
    planned = [disk.planned for disk in disks]
    run.digest = plan_digest(planned)
    if orders.approved_digest:
        check_approved(orders.approved_digest, run.digest, planned, session.service_now)
    progress.begin(WAITING)
    # One vault after the other: a look at its jobs holds for a second, for all that is sent to it meanwhile.
    by_vault = sorted(disks, key=lambda disk: disk.record.request.ref.id.key)
    run_to_the_end([disk.carry_out() for disk in by_vault], session, look)


def skew_seconds(records: Sequence[Record]) -> float | None:
    """Newest minus oldest point of a set; None where a point, or its time, is not known."""
    times = [time for record in records if (time := restored_point(record).time)]
    return (max(times) - min(times)).total_seconds() if times and len(times) == len(records) else None


def rpo_seconds(records: Sequence[Record]) -> float | None:
    """How far the oldest point of a set lies before the moment that was asked for.

    None where none was asked for, and where the point of a disk for which one was is not known.
    """
    ages: list[float] = []
    for record in records:
        if record.request.point.point_id:
            continue
        as_of, time = record.choice.as_of if record.choice else None, restored_point(record).time
        if as_of is None or time is None:
            return None
        ages.append((as_of - time).total_seconds())
    return max(ages, default=None)


def _choose_together(disks: Sequence[OneDisk], run: RestoreRun, most_seconds: float) -> None:
    """Give each disk that is to be restored, of the points that its request allows, that of the newest set.

    Disks that were found keep the points that their jobs have restored. Raises `SkewTooLarge`.
    """
    open_disks = [(disk, choice) for disk in disks if (choice := disk.open_choice) and choice.point]
    found = [job.recovery_point_time for disk in disks if (job := disk.found_job) and job.recovery_point_time]
    requests = [disk.record.request for disk, _choice in open_disks]
    allowed = [
        allowed_points(choice, request.point, run.context(request.ref).now())
        for (_disk, choice), request in zip(open_disks, requests, strict=True)
    ]
    names = [request.target.name for request in requests]
    chosen = choose_set(list(zip(names, allowed, strict=True)), found, most_seconds)
    for (disk, _choice), point in zip(open_disks, chosen, strict=True):
        disk.take_point(point)
