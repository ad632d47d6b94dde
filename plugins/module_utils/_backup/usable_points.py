# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Which recovery points a disk could be restored from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from .._azure.dataprotection.recovery_points import RecoveryPoint


def newest_usable(points: Iterable[RecoveryPoint], as_of: datetime, now: datetime) -> RecoveryPoint | None:
    """The newest complete point that is not expired `now` and not after `as_of`."""
    return max(usable_points(points, as_of, now), key=lambda point: (point.time, point.name), default=None)


def usable_points(points: Iterable[RecoveryPoint], as_of: datetime, now: datetime) -> list[RecoveryPoint]:
    """The complete points that are not expired `now` and not after `as_of`."""
    return [point for point in points if point.time <= as_of and flaw_of(point, now) is None]


def flaw_of(point: RecoveryPoint, now: datetime) -> str | None:
    """Why a point can't be used, None if it can."""
    return "expired" if point.is_expired(now) else point.flaw
