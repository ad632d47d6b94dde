# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""From which recovery point a disk is: what its job says. The point that was chosen today may be another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .._azure.dataprotection.jobs import Job
from .._azure.dataprotection.recovery_points import RecoveryPoint
from .records import Outcome, Record

FOUND: frozenset[Outcome] = frozenset({"attached", "unchanged", "kept"})


@dataclass(frozen=True)
class RestoredPoint:
    """A point as far as it is known: `point` is null if only a job, or a request, tells of it."""

    point_id: str | None
    time: datetime | None
    point: RecoveryPoint | None = None


def restored_point(record: Record) -> RestoredPoint:
    """The point that a disk is from, or is to be from.

    For a disk that this run has found, or whose restore it has joined, it is the one that the job tells, and nothing
    is known without one. For all others it is the one that was chosen.
    """
    job, choice = record.job, record.choice
    if not record.changed and (job or record.outcome in FOUND):
        return _of_job(record, job) if job else RestoredPoint(None, None)
    if choice is None:
        return RestoredPoint(record.request.point.point_id, None)
    time = choice.point.time if choice.point else job.recovery_point_time if job else None
    return RestoredPoint(choice.point_id, time, choice.point)


def _of_job(record: Record, job: Job) -> RestoredPoint:
    """The point of a job, with all that was read of it if it was among those to choose from."""
    choice, name = record.choice, (job.recovery_point_id or "").lower()
    seen = [point for point in (choice.point, *choice.points) if point] if choice else []
    point = next((point for point in seen if point.name.lower() == name), None)
    return RestoredPoint(job.recovery_point_id, point.time if point else job.recovery_point_time, point)
