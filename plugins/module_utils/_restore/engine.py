# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The engine: makes wishes true, one disk or a thousand, and keeps a record of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event

from .._arm.session import ArmSession
from .._arm.waiting import Steps
from .._dataprotection.vaults import VaultRef
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


def restore(session: ArmSession, ref: VaultRef, wishes: Sequence[Wish], orders: Orders, tell: Tell) -> list[Record]:
    """Make every wish true, or say in its record why not. The order is kept; only programming errors are raised.

    All points are chosen, and all disks judged, before anything is sent for the first of them. How far it is, is told
    meanwhile. Raises `TooFarApart`.
    """
    over = Event()
    try:
        return _restore(session, ref, wishes, _until(over, orders), tell)
    finally:
        over.set()


def _until(over: Event, orders: Orders) -> Orders:
    """The same orders, until it is over: threads that outlive a cancelled task send nothing more."""
    wanted = orders.still_wanted
    return replace(orders, still_wanted=lambda: wanted() and not over.is_set())


def _restore(session: ArmSession, ref: VaultRef, wishes: Sequence[Wish], orders: Orders, tell: Tell) -> list[Record]:
    began = session.clock.monotonic()
    knowledge = Knowledge(session, ref, [wish.source for wish in wishes], [wish.target for wish in wishes])
    gate = RightsGate(session.clock, session.threads, orders.permission_seconds)
    together = Together(knowledge, orders, gate, Window(orders.max_parallel, session.threads), len(wishes), began)
    disks = [OneDisk(wish, together) for wish in wishes]
    progress = Progress([disk.record for disk in disks], knowledge.evidence, session.clock, tell)
    _run([disk.choose() for disk in disks], session, progress)
    if orders.max_skew_seconds is not None:
        _choose_together(disks, knowledge, orders.max_skew_seconds)
    progress.begin(JUDGING)
    _run([disk.judge() for disk in disks], session, progress)
    progress.begin(WAITING)
    _run([disk.carry_out() for disk in disks], session, progress)
    return [disk.record for disk in disks]


def _run(works: Sequence[Steps[None]], session: ArmSession, progress: Progress) -> None:
    Crew(works, session.clock, session.threads).run(progress.look)


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
    """Give each disk, of the points that its wish allows, that of the newest set that is not too far apart."""
    allowed = [
        (disk, allowed_points(choice, disk.record.wish.point, knowledge.now()))
        for disk in disks
        if (choice := disk.record.choice) and choice.point
    ]
    chosen = choose_set([(disk.record.wish.target.name, points) for disk, points in allowed], most_seconds)
    for (disk, _points), point in zip(allowed, chosen, strict=True):
        disk.take_point(point)
