# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Choosing: the instance that protects a disk, and the point to go back to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .._arm.times import format_moment
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.recovery_points import OPERATIONAL_STORE, RecoveryPoint
from .errors import NoUsableRecoveryPoint, RecoveryPointInOtherTier, RecoveryPointTooOld, SkewTooLarge
from .point_sets import closest_set, newest_set
from .usable_points import flaw_of, newest_usable, usable_points

MOST_NAMED = 10


@dataclass(frozen=True)
class PointRequest:
    """The point asked for: one by its id, or the newest not after `as_of`; neither of them: the latest."""

    point_id: str | None
    as_of: datetime | None
    max_age_seconds: float | None

    @property
    def is_latest(self) -> bool:
        """Whether it is the newest of all, whenever that is."""
        return self.point_id is None and self.as_of is None


@dataclass(frozen=True)
class Choice:
    """What a request came to: the instance, the point, the moment that was meant, and all points that were seen.

    `point` is null where one was named by its id and nothing depends on it. `in_set`: it is chosen together with those
    of other disks, so that it need not be the newest.
    """

    instance: BackupInstance
    point_id: str
    point: RecoveryPoint | None
    as_of: datetime | None
    points: Sequence[RecoveryPoint] = ()
    in_set: bool = False


def choose_point(
    points: Iterable[RecoveryPoint], request: PointRequest, as_of: datetime, now: datetime
) -> RecoveryPoint:
    """The newest complete point of those given that is not expired `now` and not after `as_of`.

    The order of `points` doesn't matter. Raises `NoUsableRecoveryPoint` with what there is instead.
    """
    known = list(points)
    chosen = newest_usable(known, as_of, now)
    if chosen is None:
        told = _what_there_is(known, now)
        raise NoUsableRecoveryPoint(f"There is no usable recovery point at or before {format_moment(as_of)}: {told}.")
    check_age(chosen, request, now)
    return chosen


def allowed_points(choice: Choice, request: PointRequest, now: datetime) -> list[RecoveryPoint]:
    """The points that a request allows: one if it was named by its id, else all that are usable and not too old."""
    if choice.as_of is None:
        return [choice.point] if choice.point else []
    usable = usable_points(choice.points, choice.as_of, now)
    return [point for point in usable if not _is_too_old(point, request, now)]


def choose_set(
    disks: Sequence[tuple[str, Sequence[RecoveryPoint]]], fixed: Sequence[datetime], most_seconds: float
) -> list[RecoveryPoint]:
    """A point for each disk, given by its name and the points allowed: the newest set within so many seconds.

    The points of disks that are there already are `fixed`. Raises `SkewTooLarge`, which names the closest set there is.
    """
    moments = [*([point.time for point in points] for _name, points in disks), *([moment] for moment in fixed)]
    if not moments:
        return []
    found = newest_set(moments, timedelta(seconds=most_seconds))
    indexes = (found or closest_set(moments))[: len(disks)]
    picked = [points[index] for (_name, points), index in zip(disks, indexes, strict=True)]
    if found is None:
        told = [(name, point.time) for (name, _points), point in zip(disks, picked, strict=True)]
        raise SkewTooLarge(_closest_told([*told, *(("an existing disk", each) for each in fixed)], most_seconds))
    return picked


def check_age(point: RecoveryPoint, request: PointRequest, now: datetime) -> None:
    """Raise where the point is older than the request allows."""
    if _is_too_old(point, request, now):
        raise RecoveryPointTooOld(
            f"The recovery point {point.name} of {format_moment(point.time)} is {_age(point, now):.0f} seconds old, "
            f"more than max_point_age allows ({request.max_age_seconds:.0f})."
        )


def check_store(point: RecoveryPoint) -> None:
    """Raise if the point is in a store that disks are not restored from."""
    if not point.is_operational:
        raise RecoveryPointInOtherTier(
            f"The recovery point {point.name} of {format_moment(point.time)} is in {point.store_type}: disks are "
            f"restored from {OPERATIONAL_STORE} only. recovery_point_info lists the points with their store_type."
        )


def _is_too_old(point: RecoveryPoint, request: PointRequest, now: datetime) -> bool:
    return request.max_age_seconds is not None and _age(point, now) > request.max_age_seconds


def _age(point: RecoveryPoint, now: datetime) -> float:
    return (now - point.time).total_seconds()


def _closest_told(picked: Sequence[tuple[str, datetime]], most_seconds: float) -> str:
    """That nothing is within the limit, and what comes closest to it, oldest first."""
    in_order = sorted(picked, key=lambda each: each[1])
    skew = math.ceil((in_order[-1][1] - in_order[0][1]).total_seconds())
    told = [f"{name} of {format_moment(time)}" for name, time in in_order]
    if (left_out := len(told) - MOST_NAMED) > 0:
        told[MOST_NAMED // 2 : -MOST_NAMED // 2] = [f"{left_out} disks between them"]
    return (
        f"No set of recovery points of all disks lies within {most_seconds:g} seconds (max_skew). The closest are "
        f"{skew} "
        f"seconds apart: {', '.join(told)}. Nothing was sent. To use these points, set max_skew: {skew}."
    )


def _what_there_is(known: Sequence[RecoveryPoint], now: datetime) -> str:
    usable = [point.time for point in known if flaw_of(point, now) is None]
    if usable:
        return f"the oldest usable recovery point is of {format_moment(min(usable))}"
    if not known:
        return "the backup instance has no recovery point yet"
    flaws = Counter(flaw_of(point, now) for point in known)
    told = ", ".join(f"{count} {flaw}" for flaw, count in flaws.items())
    return f"none of its {len(known)} recovery points can be restored: {told}"
