# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The shapes of backups in results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args

from .._arm.times import format_moment
from .._backup.shapes.points import point_result
from .._backup.shared_causes import SharedCause
from .records import Outcome, Record


def backup_result(record: Record, now: datetime) -> dict[str, Any]:
    """The backup of one disk. The age of its point, and whether it is expired, are as of `now`."""
    instance, rule, failure = record.instance, record.rule, record.failure
    source = record.request.source
    error = failure.as_error() if failure else {}
    return {
        "source_disk": instance.source_name if instance else source.disk_name,
        "source_disk_id": instance.source_id if instance else str(source.disk_id) if source.disk_id else None,
        "backup_instance": instance.name if instance else source.instance_name,
        "vault_id": str(record.request.ref.id),
        "action": record.outcome,
        "changed": record.changed,
        "recovery_point": point_result(record.point, now) if record.point else None,
        "expected_expiry_time": format_moment(record.expires),
        "rule_name": rule.name if rule else None,
        "retention_tag": rule.tag if rule else None,
        "retention_seconds": rule.retention_seconds if rule else None,
        "backups_last_24h": record.backups_last_24h,
        "job_id": record.job_name,
        "job_seconds": record.job.duration_seconds if record.job else None,
        "sent_seconds": record.sent_seconds,
        "elapsed_seconds": record.elapsed_seconds,
        "error": {
            "code": error["code"],
            "message": str(failure),
            "request_id": error["request_id"],
            "activity_id": error["activity_id"] or record.activity_id,
        }
        if failure
        else None,
    }


def failure_result(cause: SharedCause[Record]) -> dict[str, Any]:
    """Why disks were not backed up: one cause, and the disks that it concerns."""
    error = cause.failure.as_error()
    return {
        "code": error["code"],
        "message": str(cause.failure),
        "explanation": error["explanation"],
        "source_disks": [record.name for record in cause.records],
    }


def summary_result(records: Sequence[Record]) -> dict[str, Any]:
    """How many disks there are, and how many of each action."""
    counts = Counter(record.outcome for record in records)
    return {"total": len(records), **{outcome: counts[outcome] for outcome in get_args(Outcome)}}


def diff_result(records: Sequence[Record]) -> dict[str, Any]:
    """The recovery points that are made, as Ansible shows differences."""
    made = [_made(record) for record in records if record.changed]
    return {"before": "", "after": "".join(made)}


def _made(record: Record) -> str:
    rule, point = record.rule, record.point
    return (
        f"recovery point of {record.name}\n"
        f"  rule: {rule.name if rule else None}\n"
        f"  retention_tag: {rule.tag if rule else None}\n"
        f"  id: {point.name if point else 'not known yet'}\n"
    )
