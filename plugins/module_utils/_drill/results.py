# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is returned of a clean-up."""

from __future__ import annotations

from typing import Literal, TypedDict

from .._arm.times import format_moment
from .conditions import Reason
from .records import CleanUpRecord, CleanUpRecords


class DeletedDisk(TypedDict):
    """A disk that was deleted, or in check mode would be."""

    disk: str
    outcome: Literal["deleted", "would_delete"]
    drill_id: str | None
    job_id: str | None
    unique_id: str | None
    os_type: str | None
    size_gb: float | None
    created_at: str | None
    deleted_at: str | None


class KeptDisk(TypedDict):
    """A disk that stays, and why."""

    disk: str
    drill_id: str | None
    job_id: str | None
    os_type: str | None
    reason: Reason
    message: str
    left_over: bool


def deleted_disks(records: CleanUpRecords) -> list[DeletedDisk]:
    """Those that were deleted, or would be."""
    return [_deleted(record) for record in records.deleted]


def kept_disks(records: CleanUpRecords) -> list[KeptDisk]:
    """Those that stay."""
    return [
        {
            "disk": str(record.target),
            "drill_id": record.drill_id,
            "job_id": record.job_name,
            "os_type": record.disk.os_type if record.disk else None,
            "reason": record.kept.reason,
            "message": record.kept.message,
            "left_over": record.kept.left_over,
        }
        for record in records.kept
        if record.kept
    ]


def left_over_warnings(records: CleanUpRecords) -> list[str]:
    """What a person must be told of disks of the drill that stay."""
    return [
        f"The disk {record.target.name!r} of the drill stays. {record.kept.message}"
        for record in records.kept
        if record.kept and record.kept.left_over
    ]


def _deleted(record: CleanUpRecord) -> DeletedDisk:
    disk = record.disk
    return {
        "disk": str(record.target),
        "outcome": "deleted" if record.deleted else "would_delete",
        "drill_id": record.drill_id,
        "job_id": record.job_name,
        "unique_id": disk.unique_id if disk else None,
        "os_type": disk.os_type if disk else None,
        "size_gb": disk.size_gb if disk else None,
        "created_at": format_moment(disk.created) if disk else None,
        "deleted_at": format_moment(record.deleted_at),
    }
