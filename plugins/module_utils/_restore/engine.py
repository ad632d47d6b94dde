# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The engine: makes wishes true, one disk or a thousand, and keeps a record of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event

from .._arm.errors import Failure
from .._arm.session import ArmSession
from .._arm.times import format_moment
from .._arm.waiting import Steps
from .._dataprotection.vaults import VaultRef
from .choosing import usable_points
from .crew import Crew
from .knowledge import Knowledge
from .one_disk import OneDisk
from .progress import JUDGING, WAITING, Progress
from .records import Orders, Record
from .rights import RightsGate
from .sets import closest_set
from .telling import Tell
from .together import Together
from .window import Window
from .wishes import Wish


class TooFarApart(Failure):
    """The points of a set lie further apart than is allowed."""

    code = "TooFarApart"


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
        _choose_closest(disks, knowledge)
        _check_skew([disk.record for disk in disks], orders.max_skew_seconds)
    progress.begin(JUDGING)
    _run([disk.judge() for disk in disks], session, progress)
    progress.begin(WAITING)
    _run([disk.carry_out() for disk in disks], session, progress)
    return [disk.record for disk in disks]


def _run(works: Sequence[Steps[None]], session: ArmSession, progress: Progress) -> None:
    Crew(works, session.clock, session.threads).run(progress.look)


def skew_seconds(records: Sequence[Record]) -> float | None:
    """Newest minus oldest point of a set; None where a point, or its time, is not known."""
    times = [record.choice.point.time for record in records if record.choice and record.choice.point]
    return (max(times) - min(times)).total_seconds() if times and len(times) == len(records) else None


def rpo_seconds(records: Sequence[Record]) -> float | None:
    """How far the oldest point of a set lies before the moment that was asked for; None where none was asked for."""
    ages = [
        (record.choice.as_of - record.choice.point.time).total_seconds()
        for record in records
        if record.choice and record.choice.as_of and record.choice.point
    ]
    return max(ages, default=None)


def _choose_closest(disks: Sequence[OneDisk], knowledge: Knowledge) -> None:
    """Give each disk, of the points that its wish allows, that of the set which lies closest together."""
    open_ones = [disk for disk in disks if disk.record.choice and disk.record.choice.point]
    candidates = [
        usable_points(choice.points, choice.as_of, knowledge.now()) if choice.as_of else [choice.point]
        for disk in open_ones
        if (choice := disk.record.choice) and choice.point
    ]
    if not candidates:
        return
    picked = closest_set([[point.time for point in points] for points in candidates])
    for disk, points, index in zip(open_ones, candidates, picked, strict=True):
        disk.take_point(points[index])


def _check_skew(records: Sequence[Record], most: float) -> None:
    known = [record for record in records if record.choice and record.choice.point]
    skew = skew_seconds(known)
    if skew is None or skew <= most:
        return
    times = sorted(
        (record.choice.point.time, record.wish.target.name) for record in known if record.choice and record.choice.point
    )
    (oldest, first), (newest, last) = times[0], times[-1]
    raise TooFarApart(
        f"The recovery points lie at least {skew:.0f} seconds apart, more than max_skew allows ({most:.0f}): "
        f"{first} would be of {format_moment(oldest)}, {last} of {format_moment(newest)}. Nothing was sent."
    )
