# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The shapes of restores in results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, get_args

from .._arm.callers import Caller
from .._arm.times import format_moment
from .._azure.dataprotection.vaults import VaultRef
from .._backup.point_choice import Choice
from .._backup.shapes.disks import disk_result, size_gb
from .._backup.shapes.instances import instance_result
from .._backup.shapes.jobs import job_result
from .._backup.shapes.points import PointResult, age_seconds, point_result
from .._backup.shared_causes import SharedCause
from .records import SUCCESSES, Outcome, Phase, Record, Span
from .restored_points import RestoredPoint, restored_point


def restore_result(record: Record, now: datetime) -> dict[str, Any]:
    """The restore of one disk, in full."""
    choice = record.choice
    return {
        "changed": record.changed,
        "action": _action(record),
        "origin": record.origin,
        "backup_instance": instance_result(choice.instance) if choice else None,
        "recovery_point": restored_point_result(restored_point(record), now),
        "as_of": format_moment(choice.as_of) if choice else None,
        "target_disk": disk_result(record.request.target, record.disk, record.differences),
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


def slim_result(record: Record) -> dict[str, Any]:
    """The restore of one disk among many, in some 750 bytes."""
    choice, failure, point = record.choice, record.failure, restored_point(record)
    error = failure.as_error() if failure else {}
    return {
        "target_disk": str(record.request.target),
        "vault_id": str(record.request.ref.id),
        "backup_instance": choice.instance.name if choice else record.request.source.instance_name,
        "source_disk": choice.instance.source_name if choice else record.request.source.disk_name,
        "recovery_point_id": point.point_id,
        "recovery_point_time": format_moment(point.time),
        "job_id": record.job_name,
        "outcome": record.outcome,
        "changed": record.changed,
        "elapsed_seconds": record.elapsed_seconds,
        "job_seconds": record.job.duration_seconds if record.job else None,
        "size_gb": size_gb(record.disk),
        "phases": [_seconds(record.phases.get(phase)) for phase in get_args(Phase)],
        "error": {
            "code": error["code"],
            "message": str(failure),
            "request_id": error["request_id"],
            "activity_id": error["activity_id"] or record.activity_id,
        }
        if failure
        else None,
    }


def surroundings_result(records: Sequence[Record], vaults: Sequence[VaultRef], caller: Caller | None) -> dict[str, Any]:
    """Who has restored, from which vaults, in which regions, and the ids of the sources by their instances."""
    sources = {
        (str(record.request.ref.id), record.choice.instance.name): record.choice.instance.source_id
        for record in records
        if record.choice
    }
    return {
        "login": asdict(caller) if caller else None,
        "vault_id": str(vaults[0].id) if len(vaults) == 1 else None,
        "locations": sorted({record.disk.location for record in records if record.disk and record.disk.location}),
        "source_disks": [
            {"vault_id": vault_id, "backup_instance": name, "source_disk_id": source_id}
            for (vault_id, name), source_id in sources.items()
        ],
    }


def failure_result(cause: SharedCause[Record]) -> dict[str, Any]:
    """Why disks are not back: one cause, and the disks that it concerns."""
    error = cause.failure.as_error()
    return {
        "code": error["code"],
        "message": str(cause.failure),
        "explanation": error["explanation"],
        "target_disks": [str(record.request.target) for record in cause.records],
    }


def summary_result(records: Sequence[Record]) -> dict[str, Any]:
    """How many disks there are, and how many of each outcome."""
    counts = Counter(record.outcome for record in records)
    return {"total": len(records), **{outcome: counts[outcome] for outcome in get_args(Outcome)}}


def diff_result(records: Sequence[Record]) -> dict[str, Any]:
    """The disks that are made, as Ansible shows differences."""
    made = [_made(record, record.choice) for record in records if record.changed and record.choice]
    return {"before": "", "after": "".join(made)}


def _made(record: Record, choice: Choice) -> str:
    location = record.disk.location if record.disk else choice.instance.location
    return (
        f"{record.request.target}\n"
        f"  location: {location or 'that of the source'}\n"
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


def _of_its_time(choice: Choice) -> str:
    return f" of {format_moment(choice.point.time)}" if choice.point else ""


def restored_point_result(restored: RestoredPoint, now: datetime) -> dict[str, Any] | None:
    """The recovery point that a disk is from. If only its job tells of it, what that does not tell is null."""
    if restored.point:
        return {**point_result(restored.point, now)}
    if restored.point_id is None:
        return None
    return {
        **dict.fromkeys(PointResult.__annotations__),
        "recovery_point_id": restored.point_id,
        "recovery_point_time": format_moment(restored.time),
        "age_seconds": age_seconds(restored.time, now) if restored.time else None,
    }
