# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The shape of a recovery point in results."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from ..._arm.times import format_moment
from ..._azure.dataprotection.recovery_points import RecoveryPoint


class PointResult(TypedDict):
    """A recovery point in results."""

    id: str
    recovery_point_id: str
    recovery_point_time: str | None
    exact_time: str
    creation_time: str | None
    expiry_time: str | None
    expired: bool
    age_seconds: int
    state: str | None
    store_state: str | None
    store_type: str | None
    type: str | None
    retention_tag: str | None
    policy_name: str | None


def point_result(point: RecoveryPoint, now: datetime) -> PointResult:
    """A recovery point. Its age and whether it is expired are as of `now`."""
    return {
        "id": point.id,
        "recovery_point_id": point.name,
        "recovery_point_time": format_moment(point.time),
        "exact_time": point.exact_time,
        "creation_time": format_moment(point.created),
        "expiry_time": format_moment(point.expires),
        "expired": point.is_expired(now),
        "age_seconds": age_seconds(point.time, now),
        "state": point.state,
        "store_state": point.store_state,
        "store_type": point.store_type,
        "type": point.type,
        "retention_tag": point.retention_tag,
        "policy_name": point.policy,
    }


def age_seconds(time: datetime, now: datetime) -> int:
    """How old a point is, in whole seconds."""
    return round((now - time).total_seconds())
