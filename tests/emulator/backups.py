# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""On-demand backup: POST backup, its operation, its job, and the recovery point that comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from . import operations
from .backup_rules import AT_ONCE, IN_JOB, WantedBackup, first_refusal
from .cloud import Call
from .messages import Response
from .model import Job
from .names import made_up_guid
from .restores import SECONDS_TO_RETRY_RESTORE, refuse_if, start_job


def backup(call: Call) -> Response:
    """202 with an empty body; the job ends with a new point, or fails."""
    wanted = WantedBackup(call.cloud, call.instance, call.request.json)
    refuse_if(call, first_refusal(AT_ONCE, wanted, call.now))
    operation = operations.begin(call, call.cloud.settings.operation_seconds, starts_job=True)
    operation.backs_up = call.instance

    def finish(moment: datetime) -> None:
        if call.plan.failure:
            operation.error = call.plan.failure.of_operation(operation.activity_id)
            return
        job = Job(made_up_guid("job", operation.id), call.instance, "Backup", operation.activity_id, moment)
        job.retention_tag = wanted.named_tag or "default"

        def complete(end: datetime) -> None:
            _complete(call, wanted, job, end)

        start_job(call, operation, job, call.cloud.settings.backup_job_seconds, complete)

    call.cloud.agenda.at(operation.end, finish)
    return operations.accepted(call, operation, SECONDS_TO_RETRY_RESTORE)


def _complete(call: Call, wanted: WantedBackup, job: Job, end: datetime) -> None:
    """The point with its snapshot; for how long it is kept, the service knows only later."""
    failure = first_refusal(IN_JOB, wanted, end)
    if failure:
        job.status, job.errors = "Failed", failure.of_job()
        return
    cloud, instance = call.cloud, job.instance
    job.status = "Completed"
    created = job.start + (end - job.start) / 3
    point = job.target_point = cloud.estate.add_point(instance, end, created=created, expires=None, tag=wanted.tag)
    retention = wanted.policy.retentions[wanted.tag]

    def keep(_moment: datetime) -> None:
        known = replace(point, expires=created + retention)
        instance.points = [known if one.id == point.id else one for one in instance.points]

    cloud.agenda.at(end + cloud.clock.lasting(cloud.settings.expiry_late_seconds), keep)
