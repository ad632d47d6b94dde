# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The shapes of results: plain JSON types, every key always there, one function for each resource."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args

from .._arm.problems import Problem
from .._arm.resource_ids import ResourceId
from .._arm.times import format_moment
from .._dataprotection.disks import Disk
from .._dataprotection.instances import BackupInstance
from .._dataprotection.jobs import Job
from .._dataprotection.recovery_points import RecoveryPoint
from .judging import Choice
from .records import SUCCESSES, Outcome, Phase, Record, Span

Result = dict[str, Any]


def instance_result(instance: BackupInstance) -> Result:
    """A backup instance."""
    return {
        "id": instance.id,
        "name": instance.name,
        "datasource_type": instance.datasource_type,
        "source_disk_id": instance.source_id,
        "source_disk_name": instance.source_name,
        "location": instance.location,
        "policy_id": instance.policy_id,
        "snapshot_resource_group_id": instance.snapshot_group_id,
        "protection_state": instance.protection_state,
        "user_assigned_identity_id": instance.identity_id,
    }


def point_result(point: RecoveryPoint, now: datetime) -> Result:
    """A recovery point. Its age and whether it is expired are as of `now`."""
    return {
        "id": point.id,
        "recovery_point_id": point.name,
        "recovery_point_time": format_moment(point.time),
        "exact_time": point.exact_time,
        "creation_time": format_moment(point.created),
        "expiry_time": format_moment(point.expires),
        "expired": point.is_expired(now),
        "age_seconds": round((now - point.time).total_seconds()),
        "state": point.state,
        "type": point.type,
        "retention_tag": point.retention_tag,
        "policy_name": point.policy,
    }


def job_result(job: Job) -> Result:
    """A job. Recovery point, target and warnings are null in jobs that were only listed."""
    return {
        "id": job.id,
        "job_id": job.name,
        "activity_id": job.activity_id,
        "operation": job.operation,
        "status": job.status,
        "start_time": format_moment(job.started),
        "end_time": format_moment(job.ended),
        "duration_seconds": job.duration_seconds,
        "backup_instance_id": job.instance_id,
        "source_disk_id": job.source_id,
        "recovery_point_id": job.recovery_point_id,
        "recovery_point_time": format_moment(job.recovery_point_time),
        "target_disk_id": job.target_id,
        "error": problem_result(job.problem) if job.problem else None,
        "warnings": list(job.warnings) if job.details_known else None,
    }


def problem_result(problem: Problem) -> Result:
    """What Azure says went wrong with a job."""
    return {
        "code": problem.code,
        "message": problem.message,
        "recommended_actions": list(problem.recommended_actions),
        "causes": [{"code": cause.code, "message": cause.message} for cause in problem.causes],
    }


def disk_result(target: ResourceId, disk: Disk | None, differences: list[dict[str, object]] | None) -> Result:
    """A disk; where there is none yet, all but its id and its names is null."""
    return {
        "id": disk.id if disk else str(target),
        "name": target.name,
        "resource_group": target.resource_group,
        "subscription_id": target.subscription_id,
        "location": disk.location if disk else None,
        "size_gb": _size_gb(disk),
        "sku": disk.sku if disk else None,
        "zones": list(disk.zones) if disk else None,
        "encryption_type": disk.encryption_type if disk else None,
        "disk_encryption_set_id": disk.disk_encryption_set_id if disk else None,
        "network_access_policy": disk.network_access_policy if disk else None,
        "public_network_access": disk.public_network_access if disk else None,
        "provisioning_state": disk.provisioning_state if disk else None,
        "disk_state": disk.disk_state if disk else None,
        "creation_time": format_moment(disk.created) if disk else None,
        "created_from": disk.created_from if disk else None,
        "attached_to": disk.attached_to if disk else None,
        "differences": differences,
    }


def restore_result(record: Record, now: datetime) -> Result:
    """The restore of one disk, in full."""
    choice = record.choice
    return {
        "changed": record.changed,
        "action": _action(record),
        "origin": record.origin,
        "backup_instance": instance_result(choice.instance) if choice else None,
        "recovery_point": point_result(choice.point, now) if choice and choice.point else None,
        "as_of": format_moment(choice.as_of) if choice else None,
        "target_disk": disk_result(record.wish.target, record.disk, record.differences),
        "validation": {
            "status": record.validation.status,
            "elapsed_seconds": record.validation.elapsed_seconds,
            "pending_grant": record.validation.pending_grant,
        },
        "job": job_result(record.job) if record.job else None,
        "restores_last_24h": record.restores_last_24h,
        "elapsed_seconds": record.elapsed_seconds,
        "warnings": list(record.warnings),
        "diff": diff_result([record]),
    }


def slim_result(record: Record) -> Result:
    """The restore of one disk among many, in some 600 bytes."""
    choice, failure = record.choice, record.failure
    error = failure.as_error() if failure else {}
    return {
        "target_disk": str(record.wish.target),
        "backup_instance": choice.instance.name if choice else record.wish.source.instance_name,
        "source_disk": choice.instance.source_name if choice else record.wish.source.disk_name,
        "recovery_point_id": choice.point_id if choice else record.wish.point.point_id,
        "recovery_point_time": format_moment(_point_time(record)),
        "job_id": record.job_name,
        "outcome": record.outcome,
        "changed": record.changed,
        "elapsed_seconds": record.elapsed_seconds,
        "job_seconds": record.job.duration_seconds if record.job else None,
        "size_gb": _size_gb(record.disk),
        "phases": [_seconds(record.phases.get(phase)) for phase in get_args(Phase)],
        "error": {
            "code": error["code"],
            "message": failure.message,
            "request_id": error["request_id"],
            "activity_id": error["activity_id"] or record.activity_id,
        }
        if failure
        else None,
    }


def summary_result(records: Sequence[Record]) -> Result:
    """How many disks there are, and how many of each outcome."""
    counts = Counter(record.outcome for record in records)
    return {"total": len(records), **{outcome: counts[outcome] for outcome in get_args(Outcome)}}


def diff_result(records: Sequence[Record]) -> Result:
    """The disks that are made, as Ansible shows differences."""
    made = [_made(record.wish.target, record.choice) for record in records if record.changed and record.choice]
    return {"before": "", "after": "".join(made)}


def _made(target: ResourceId, choice: Choice) -> str:
    return (
        f"{target}\n"
        f"  location: {choice.instance.location}\n"
        f"  source_disk: {choice.instance.source_id}\n"
        f"  recovery_point: {choice.point_id}{_of_its_time(choice)}\n"
    )


def _action(record: Record) -> str | None:
    if record.outcome in SUCCESSES:
        return record.outcome
    if record.outcome == "running":
        return "started" if record.sent else "attached"
    return None


def _seconds(span: Span | None) -> list[float | None] | None:
    return [round(span.began, 1), None if span.ended is None else round(span.ended, 1)] if span else None


def _size_gb(disk: Disk | None) -> int | None:
    return int(disk.size_gb) if disk and disk.size_gb is not None else None


def _of_its_time(choice: Choice) -> str:
    return f" of {format_moment(choice.point.time)}" if choice.point else ""


def _point_time(record: Record) -> datetime | None:
    """When the point was finished, as far as it was read, or as the job tells it."""
    if record.choice and record.choice.point:
        return record.choice.point.time
    return record.job.recovery_point_time if record.job else None
