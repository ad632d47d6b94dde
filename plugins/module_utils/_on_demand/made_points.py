# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reading the recovery point that a backup has made."""

from __future__ import annotations

from .._arm.errors import RequestRefused, TaskError
from .._arm.waiter import Steps, bounded, look_times
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.jobs import Job, get_job
from .._azure.dataprotection.recovery_points import RecoveryPoint, get_recovery_point, list_recovery_points
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
    waited, pauses = 0.0, look_times(poll_interval)
    while True:
        answered = True
        try:
            job = job if job.made_point_id else get_job(context.session, context.ref, job.name).with_details_of(job)
            if point := _find(job, instance, context):
                return job, point
        except TaskError as failure:
            if not failure.passing:
                raise
            answered = False
        if answered and waited >= MISSING_FOR_SECONDS:
            named = f" {job.made_point_id}" if job.made_point_id else ""
            raise RecoveryPointNotMade(
                f"The backup job {job.name} of {instance.source_name!r} completed, but its recovery point{named} "
                "can't be found."
            )
        reading = f"Reading the recovery point of backup job {job.name}"
        pause = bounded(next(pauses, poll_interval), context.session.deadline, reading)
        waited += pause if answered else 0.0
        yield pause


def _find(job: Job, instance: BackupInstance, context: RunContext) -> RecoveryPoint | None:
    if job.made_point_id:
        try:
            return get_recovery_point(context.session, context.ref, instance.name, job.made_point_id)
        except RequestRefused as refusal:
            if refusal.status != 404:
                raise
            return None
    made = [
        point
        for point in list_recovery_points(context.session, context.ref, instance.name)
        if job.started and job.ended and job.started - CLOCKS_MAY_DIFFER <= made_at(point) <= job.ended
    ]
    return max(made, key=made_at, default=None)
