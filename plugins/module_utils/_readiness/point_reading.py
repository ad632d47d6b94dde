# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Finds the newest point of a disk: by what Resource Graph says of points and of backups, or by reading the points."""

from __future__ import annotations

from datetime import datetime, timedelta

from .._arm.errors import NoAnswer, RequestRefused
from .._arm.session import ArmSession
from .._azure.dataprotection.recovery_points import list_recovery_points
from .._backup.estate import Protection
from .._backup.point_choice import usable_points
from .states import Backups, Points

# A point's time is within some minutes of the start of its job.
SAME_BACKUP = timedelta(minutes=20)
NOBODY_KNOWS = "Azure Resource Graph knows neither the point nor a backup of the last 16 days that has completed."


def known_points(protection: Protection, backups: Backups | None, now: datetime) -> Points:
    """What Resource Graph knows: its newest point, or the point of a newer backup."""
    status = protection.status
    newest, backup = status.newest_point, backups.completed if backups else None
    if backup and _is_gone(backup, status.retention_seconds, now):
        backup = None
    if backup and _is_newer(backup, newest):
        newest = backup
    if newest is None:
        return Points(oldest=status.oldest_point, why_unknown=NOBODY_KNOWS)
    return Points(newest, status.oldest_point, _end(newest, status.retention_seconds))


def is_certain(protection: Protection, backups: Backups | None) -> bool:
    """Whether Resource Graph knows the newest point: it says one, and knows of no newer backup."""
    newest, backup = protection.status.newest_point, backups.completed if backups else None
    return newest is not None and not (backup and _is_newer(backup, newest))


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
