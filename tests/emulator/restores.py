# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""validateRestore and restore: what they start, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from . import operations
from .cloud import Call
from .errors import AzureError, Failure, backup_error
from .messages import Response
from .model import Disk, Job
from .names import made_up_guid
from .operations import Operation
from .rules import Attempt, caseless, first_failure

SECONDS_TO_RETRY_RESTORE = 30
SECONDS_TO_RETRY_VALIDATE = 10


def validate(call: Call) -> Response:
    """POST validateRestore: an operation that fails if a rule of ``validate`` does when it ends."""
    attempt = Attempt(call.cloud, call.instance, caseless(call.request.json, "restoreRequestObject") or {})
    refuse_if(call, first_failure("request", attempt, call.now))
    if call.cloud.settings.answers_at_once:
        refuse_if(call, first_failure("validate", attempt, call.now))
        return operations.finished()
    operation = operations.begin(call, call.cloud.settings.validate_seconds, starts_job=False)

    def finish(moment: datetime) -> None:
        failure = call.plan.failure or first_failure("validate", attempt, moment)
        operation.error = failure.of_operation(operation.activity_id) if failure else None

    call.cloud.agenda.at(operation.end, finish)
    return operations.accepted(call, operation, SECONDS_TO_RETRY_VALIDATE)


def restore(call: Call) -> Response:
    """POST restore: an operation, then a job, then a disk."""
    foreign_token = "x-ms-authorization-auxiliary" in call.request.headers
    attempt = Attempt(call.cloud, call.instance, call.request.json or {}, foreign_token)
    settings = call.cloud.settings
    same = operations.of_activity(call) if settings.restores_once_an_activity else None
    if same:
        return operations.accepted(call, same, SECONDS_TO_RETRY_RESTORE)
    refuse_if(call, first_failure("request", attempt, call.now))
    refuse_if(call, first_failure("restore", attempt, call.now))
    if settings.restore_failures_show_in == "request":
        refuse_if(call, first_failure("job", attempt, call.now))
    seconds = 0.0 if settings.answers_at_once else settings.operation_seconds
    operation = operations.begin(call, seconds, starts_job=True)

    def finish(moment: datetime) -> None:
        failure = call.plan.failure
        if settings.restore_failures_show_in == "operation":
            failure = failure or first_failure("job", attempt, moment)
        if failure:
            operation.error = failure.of_operation(operation.activity_id)
            return
        job = Job(made_up_guid("job", operation.id), call.instance, "Restore", operation.activity_id, moment)
        job.source_point, job.destination = attempt.point, attempt.disk.text
        work = _Restoring(call, attempt, job)
        start_job(call, operation, job, settings.restore_job_seconds, work.finish)

    call.cloud.agenda.at(operation.end, finish)
    group = call.estate.groups.get(attempt.disk.group_id)
    if call.plan.name_taken and group:
        call.estate.add_disk(attempt.disk.name, group, time_created=call.now)
    if settings.answers_at_once:
        call.cloud.agenda.run_until(call.now)
        return operations.finished(operation)
    return operations.accepted(call, operation, SECONDS_TO_RETRY_RESTORE)


def refuse_if(call: Call, failure: Failure | None) -> None:
    """Answers with a failure, if there is one."""
    if failure:
        raise AzureError(backup_error(failure, call.activity_id))


def start_job(call: Call, operation: Operation, job: Job, seconds: float, work: Callable[[datetime], None]) -> None:
    """The operation has ended, its job begins; ``work`` is called at the job's end."""
    cloud, plan = call.cloud, call.plan
    job.visible = operation.end + cloud.clock.lasting(cloud.settings.job_late_seconds)
    job.listed = operation.end + cloud.clock.lasting(cloud.settings.job_list_late_seconds)
    operation.job = job
    job.instance.vault.jobs[job.id] = job
    if plan.stuck:
        return

    def end(moment: datetime) -> None:
        job.end = moment
        if plan.errors:
            job.status, job.errors = "Failed", list(plan.errors)
            return
        work(moment)
        if plan.warnings and job.status == "Completed":
            job.status, job.warnings = "CompletedWithWarnings", list(plan.warnings)

    cloud.agenda.at(job.start + cloud.clock.lasting(plan.seconds or seconds), end)


@dataclass
class _Restoring:
    """The job of a restore."""

    call: Call
    attempt: Attempt
    job: Job

    def finish(self, end: datetime) -> None:
        failure = first_failure("job", self.attempt, end)
        if failure:
            self.job.status, self.job.errors = "Failed", failure.of_job()
            return
        self.job.status = "Completed"
        disk = self._disk(self.job.start + (end - self.job.start) * 0.6)
        self.call.estate.disks[disk.id] = disk

    def _disk(self, created: datetime) -> Disk:
        """A copy of the snapshot: where it differs from its source is unverified, no recording reads one back."""
        estate, settings = self.call.estate, self.call.cloud.settings
        target, point = self.attempt.disk, self.attempt.point
        assert point
        source = estate.disks.get(self.attempt.instance.disk_id)
        snapshot = estate.snapshots.get(point.snapshot_id)
        new = Disk(
            target.name,
            target.group,
            target.subscription,
            self.attempt.instance.location,
            created,
            made_up_guid("disk", self.job.id),
        )
        if source:
            new = replace(
                new,
                size_gb=source.size_gb,
                sku=source.sku,
                os_type=source.os_type,
                hyper_v_generation=source.hyper_v_generation,
                zones=source.zones if settings.restored_disk_zones else None,
                security_type=source.security_type,
                supported_capabilities=source.supported_capabilities,
                tags=dict(source.tags) if settings.restored_disk_tags else {},
            )
        if source and settings.restored_disk_encryption:
            new.encryption_type, new.disk_encryption_set_id = source.encryption_type, source.disk_encryption_set_id
        if source and settings.restored_disk_network_access:
            new.network_access_policy = source.network_access_policy
            new.public_network_access = source.public_network_access
        elif snapshot:
            new.size_gb = snapshot.size_gb
        if snapshot:
            new.content = snapshot.content
        new.create_option = settings.restored_disk_create_option
        if settings.source_resource_id:
            new.source_resource_id = point.snapshot_id
            new.source_unique_id = snapshot.unique_id if snapshot else None
        return new
