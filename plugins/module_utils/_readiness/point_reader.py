# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Finds the newest point of a disk: by what Resource Graph says of points and of backups, or by reading the points."""

from __future__ import annotations

from datetime import datetime, timedelta

from .._arm.errors import NoAnswer, RequestRefused
from .._arm.session import ArmSession
from .._arm.times import format_moment
from .._azure.dataprotection.recovery_points import list_recovery_points
from .._backup.estate import Protection
from .._backup.usable_points import usable_points
from .states import Backups, Points

# A point's time is within some minutes of the start of its job.
SAME_BACKUP = timedelta(minutes=20)
NOBODY_KNOWS = "Azure Resource Graph knows neither the point nor a backup of the last 16 days that has completed."

GONE = "the newest that Azure Resource Graph knows ({}) is older than the policy keeps any."


def known_points(protection: Protection, backups: Backups | None, now: datetime) -> Points:
    """What Resource Graph knows: its newest point, or the point of a newer backup."""
    status = protection.status
    told, backup = status.newest_point, backups.completed if backups else None
    newest = backup if backup and _is_newer(backup, told) else told
    if newest is None:
        return Points(oldest=status.oldest_point, why_unknown=NOBODY_KNOWS)
    if _is_gone(newest, status.retention_seconds, now):
        return Points(oldest=status.oldest_point, why_unknown=GONE.format(format_moment(newest)))
    return Points(newest, status.oldest_point, _end(newest, status.retention_seconds))


def is_certain(protection: Protection, backups: Backups | None, now: datetime) -> bool:
    """Whether Resource Graph knows the newest point: it says one that is still kept, and knows of no newer backup."""
    status, backup = protection.status, backups.completed if backups else None
    newest = status.newest_point
    if newest is None or _is_gone(newest, status.retention_seconds, now):
        return False
    return not (backup and _is_newer(backup, newest))


def read_points(session: ArmSession, protection: Protection, now: datetime) -> Points:
    """The points themselves, by one read."""
    try:
        points = list(list_recovery_points(session, protection.vault, protection.instance.name))
    except (RequestRefused, NoAnswer) as error:
        return Points(why_unknown=str(error))
    usable = sorted(usable_points(points, now, now), key=lambda point: point.time)
    if not usable:
        return Points(were_read=True)
    return Points(usable[-1].time, usable[0].time, usable[-1].expires, were_read=True)


def _is_newer(backup: datetime, point: datetime | None) -> bool:
    return point is None or backup > point + SAME_BACKUP


def _end(point: datetime, kept_seconds: float | None) -> datetime | None:
    """When a point is gone at the latest; None if that is not known, or in no time that has a name."""
    try:
        return point + timedelta(seconds=kept_seconds) if kept_seconds else None
    except OverflowError:
        return None


def _is_gone(point: datetime, kept_seconds: float | None, now: datetime) -> bool:
    end = _end(point, kept_seconds)
    return end is not None and end <= now
