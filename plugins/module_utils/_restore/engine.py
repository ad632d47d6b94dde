# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The engine: makes wishes true, one disk or a thousand, and keeps a record of each."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from .._arm.errors import DeadlinePassed, Failure, NotWanted
from .._arm.session import ArmSession
from .._arm.unexpected import failure_of
from .._arm.waiting import Steps
from .._dataprotection.vaults import VaultRef
from .accepted_notice import AcceptedNotice
from .choosing import allowed_points, choose_set
from .crew import Crew
from .knowledge import Knowledge
from .one_disk import OneDisk
from .progress import JUDGING, WAITING, Progress
from .records import Orders, Record
from .restored_points import restored_point
from .rights import RightsGate
from .telling import Tell
from .together import Together
from .window import Window
from .wishes import Wish

GRACE_SECONDS = 5.0


class RunOver(Exception):
    """The run ends before all disks are done, for that reason."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


def restore(session: ArmSession, ref: VaultRef, wishes: Sequence[Wish], orders: Orders, tell: Tell) -> list[Record]:
    """Make every wish true, or say in its record why not. The order is kept.

    All points are chosen, and all disks judged, before anything is sent for the first of them. How far it is, is told
    meanwhile. It ends at the deadline, or when nobody wants it any more, whatever its threads are doing then. Raises
    `TooFarApart`.
    """
    began = session.clock.monotonic()
    knowledge = Knowledge(session, ref, [wish.source for wish in wishes], [wish.target for wish in wishes])
    gate = RightsGate(session.clock, session.threads, orders.permission_seconds)
    window = Window(orders.max_parallel, session.threads)
    together = Together(knowledge, orders, gate, window, len(wishes), began)
    disks = [OneDisk(wish, together) for wish in wishes]
    try:
        _carry_out(disks, together, tell)
    except Exception as error:
        together.over.set()
        if isinstance(error, Failure):
            raise
        for disk in disks:
            disk.give_up(error.failure if isinstance(error, RunOver) else failure_of(error))
    finally:
        together.over.set()
    # Threads that outlive the run change what is returned no more.
    return [replace(disk.record, warnings=list(disk.record.warnings)) for disk in disks]


def _carry_out(disks: Sequence[OneDisk], together: Together, tell: Tell) -> None:
    knowledge, orders = together.knowledge, together.orders
    clock = knowledge.session.clock
    records = [disk.record for disk in disks]
    progress, accepted = Progress(records, knowledge.evidence, clock, tell), AcceptedNotice(records, tell)

    def look() -> None:
        accepted.look()
        progress.look()

    _run([disk.choose() for disk in disks], knowledge.session, look)
    progress.begin(JUDGING)
    now = clock.monotonic()
    _run([disk.judge(now) for disk in disks], knowledge.session, look)
    if orders.max_skew_seconds is not None:
        _choose_together(disks, knowledge, orders.max_skew_seconds)
    progress.begin(WAITING)
    _run([disk.carry_out() for disk in disks], knowledge.session, look)


def _run(works: Sequence[Steps[None]], session: ArmSession, tell_of_it: Callable[[], None]) -> None:
    """Run these works to their ends. Raises `RunOver` if they last too long, or if nobody wants them any more."""
    deadline = session.deadline

    def look() -> None:
        with contextlib.suppress(OSError):  # Nobody reads it any more: that is no reason to stop.
            tell_of_it()
        if deadline.overrun > GRACE_SECONDS:
            raise RunOver(DeadlinePassed(f"It did not end within the {deadline.seconds:g} seconds of wait_timeout."))
        if not session.wanted():
            raise RunOver(NotWanted("The run that asked for it is gone: nothing more is sent."))

    try:
        Crew(works, session.clock, session.threads).run(look)
    except RuntimeError as error:
        raise RunOver(failure_of(error)) from error


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
        if record.wish.point.point_id:
            continue
        as_of, time = record.choice.as_of if record.choice else None, restored_point(record).time
        if as_of is None or time is None:
            return None
        ages.append((as_of - time).total_seconds())
    return max(ages, default=None)


def _choose_together(disks: Sequence[OneDisk], knowledge: Knowledge, most_seconds: float) -> None:
    """Give each disk that is to be restored, of the points that its wish allows, that of the newest set.

    Disks that were found keep the points that their jobs have restored. Raises `TooFarApart`.
    """
    open_disks = [(disk, choice) for disk in disks if (choice := disk.open_choice) and choice.point]
    found = [job.recovery_point_time for disk in disks if (job := disk.found_job) and job.recovery_point_time]
    allowed = [allowed_points(choice, disk.record.wish.point, knowledge.now()) for disk, choice in open_disks]
    names = [disk.record.wish.target.name for disk, _choice in open_disks]
    chosen = choose_set(list(zip(names, allowed, strict=True)), found, most_seconds)
    for (disk, _choice), point in zip(open_disks, chosen, strict=True):
        disk.take_point(point)
