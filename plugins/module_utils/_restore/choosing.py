# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Choosing: the instance that protects a disk, and the point to go back to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from .._arm.errors import Failure
from .._arm.resource_ids import same_id
from .._arm.times import format_moment
from .._dataprotection.instances import BackupInstance
from .._dataprotection.recovery_points import RecoveryPoint
from .wishes import PointWish, Source

MOST_NAMED = 10


class NothingToRestore(Failure):
    """No instance, or no point, is what was wished for."""

    code = "NothingToRestore"


class Ambiguous(Failure):
    """More than one thing is what was wished for."""

    code = "Ambiguous"


def is_source(instance: BackupInstance, source: Source) -> bool:
    """Whether an instance is the one wished for, or protects the disk wished for."""
    if source.instance_name:
        return instance.name.lower() == source.instance_name.lower()
    if source.disk_id:
        return same_id(instance.source_id, str(source.disk_id))
    return (instance.source_name or "").lower() == (source.disk_name or "").lower()


def choose_instance(found: Sequence[BackupInstance], source: Source, vault: object) -> BackupInstance:
    """The one instance for a source. Several for one disk, or several disks of one name, are named in the error."""
    if not found:
        raise NothingToRestore(f"Vault {vault} protects no {source}; backup_instance_info lists what it protects.")
    if len(found) > 1:
        names = _some(f"{instance.name} (disk {instance.source_id})" for instance in found)
        raise Ambiguous(
            f"{len(found)} backup instances of vault {vault} protect {source}: {names}. "
            "Say which by backup_instance, or by the ARM id of the disk in source_disk."
        )
    instance = found[0]
    if not instance.is_a_disk:
        raise NothingToRestore(
            f"The backup instance {instance.name!r} protects a {instance.datasource_type}, not a managed disk."
        )
    return instance


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


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
    return ", ".join(listed[:MOST_NAMED]) + more
