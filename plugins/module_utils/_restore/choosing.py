# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Choosing: the instance that protects a disk, and the point to go back to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from .._arm.times import format_moment
from .._dataprotection.recovery_points import RecoveryPoint
from .sources import NothingToRestore

if TYPE_CHECKING:
    from .wishes import PointWish


def choose_point(points: Iterable[RecoveryPoint], wish: PointWish, as_of: datetime, now: datetime) -> RecoveryPoint:
    """The newest complete point of those given that is not expired `now` and not after `as_of`.

    The order of `points` doesn't matter. Raises `NothingToRestore` with what there is instead.
    """
    known = list(points)
    chosen = newest_usable(known, as_of, now)
    if chosen is None:
        told = _what_there_is(known, now)
        raise NothingToRestore(f"No recovery point not after {format_moment(as_of)} can be used: {told}.")
    check_age(chosen, wish, now)
    return chosen


def newest_usable(points: Iterable[RecoveryPoint], as_of: datetime, now: datetime) -> RecoveryPoint | None:
    """The newest complete point that is not expired `now` and not after `as_of`."""
    return max(usable_points(points, as_of, now), key=lambda point: (point.time, point.name), default=None)


def usable_points(points: Iterable[RecoveryPoint], as_of: datetime, now: datetime) -> list[RecoveryPoint]:
    """The complete points that are not expired `now` and not after `as_of`."""
    return [point for point in points if point.time <= as_of and _is_usable(point, now)]


def check_age(point: RecoveryPoint, wish: PointWish, now: datetime) -> None:
    """Raise where the point is older than the wish allows."""
    age = (now - point.time).total_seconds()
    if wish.max_age_seconds is not None and age > wish.max_age_seconds:
        raise NothingToRestore(
            f"The recovery point {point.name} of {format_moment(point.time)} is {age:.0f} seconds old, "
            f"more than max_point_age allows ({wish.max_age_seconds:.0f})."
        )


def _is_usable(point: RecoveryPoint, now: datetime) -> bool:
    return point.is_complete() and not point.is_expired(now)


def _what_there_is(known: Sequence[RecoveryPoint], now: datetime) -> str:
    usable = [point for point in known if _is_usable(point, now)]
    if usable:
        return f"the oldest usable one is of {format_moment(min(point.time for point in usable))}"
    return f"all {len(known)} are expired or incomplete" if known else "the backup instance has none yet"
