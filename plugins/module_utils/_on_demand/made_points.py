# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reading the recovery point that a backup has made."""

from __future__ import annotations

from datetime import datetime

from .._arm.errors import RequestRefused
from .._arm.resource_ids import same_id
from .._arm.waiter import Steps, look_for, look_times
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.jobs import Job, get_job
from .._azure.dataprotection.recovery_points import (
    RecoveryPoint,
    get_recovery_point,
    list_recovery_points,
    why_not_a_point,
)
from .._backup.provenance import CLOCKS_MAY_DIFFER
from .._backup.run_context import RunContext
from .decisions import made_at
from .errors import RecoveryPointNotMade

MISSING_FOR_SECONDS = 120.0


def read_made_point(
    job: Job, instance: BackupInstance, context: RunContext, *, poll_interval: float
) -> Steps[tuple[Job, RecoveryPoint]]:
    """A job that ended well, with its details, and the point that it names, or that was made while it ran.

    It is asked for until the deadline while Azure does not answer, and for two minutes if it is not there yet.
    """
    waiting_for = f"Reading the recovery point of backup job {job.name}"

    def look(looked_for: float) -> tuple[Job, RecoveryPoint] | None:
        nonlocal job
        job = job if _named(job) else get_job(context.session, context.ref, job.name).with_details_of(job)
        if point := _find(job, instance, context):
            return job, point
        if looked_for >= MISSING_FOR_SECONDS:
            named = f" {name}" if (name := _named(job)) else ""
            raise RecoveryPointNotMade(
                f"The backup job {job.name} of {instance.source_name!r} completed, but its recovery point{named} "
                "can't be found."
            )
        return None

    return look_for(look, look_times(poll_interval), context.session.deadline, waiting_for)


def _find(job: Job, instance: BackupInstance, context: RunContext) -> RecoveryPoint | None:
    """The point, unless the job is none that backed this disk up, or the point is older than the job."""
    if not job.can_be("Backup") or (job.instance_id and not same_id(job.instance_id, instance.id)):
        return None
    if named := _named(job):
        point = _read(named, instance, context)
        since = job.started - CLOCKS_MAY_DIFFER if job.started else None
        return None if point and since and point.time < since else point
    made = [
        point
        for point in list_recovery_points(context.session, context.ref, instance.name)
        if job.started and job.ended and _is_made_meanwhile(point, job.started, job.ended)
    ]
    return max(made, key=made_at, default=None)


def _named(job: Job) -> str | None:
    """The point that a job names, as far as it is the id of one."""
    named = job.made_point_id
    return None if named is None or why_not_a_point(named) else named


def _read(name: str, instance: BackupInstance, context: RunContext) -> RecoveryPoint | None:
    try:
        return get_recovery_point(context.session, context.ref, instance.name, name)
    except RequestRefused as refusal:
        if refusal.status != 404:
            raise
        return None


def _is_made_meanwhile(point: RecoveryPoint, started: datetime, ended: datetime) -> bool:
    """Whether a point was made while a job ran.

    The time of a point, like that of its job, is Azure Backup's; that of its snapshot is Compute's. The point of the
    backup before is no older than some seconds, if one followed the other.
    """
    return started <= point.time and started - CLOCKS_MAY_DIFFER <= made_at(point) <= ended
