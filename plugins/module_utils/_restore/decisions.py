# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judging what is there: whether a request is already fulfilled, under way, free to be fulfilled, or in conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Literal

from .._arm.resource_ids import same_id
from .._arm.times import format_moment
from .._azure.compute.disks import Disk
from .._azure.dataprotection.jobs import Job
from .._backup.drill_marks import is_by_drill
from .._backup.point_choice import Choice
from .._backup.provenance import CLOCKS_MAY_DIFFER, prove
from .errors import TargetTaken
from .requests import RestoreRequest

Action = Literal["restore", "attach", "unchanged", "keep"]


@dataclass(frozen=True)
class Decision:
    """What is to be done. `job` is the one to attach to, or the one that made the disk."""

    action: Action
    job: Job | None = None


def judge(
    request: RestoreRequest, choice: Choice, disk: Disk | None, jobs: Sequence[Job], now: datetime, reach: str
) -> Decision:
    """Decide from the target disk and the restore jobs to it, newest first, their details known.

    `reach` says how far back the jobs go. A proven disk is preferred to a restore under way, which can only fail: its
    name is taken. Raises `TargetTaken`.
    """
    maker = prove(disk, jobs, choice.instance).job if disk else None
    if disk and maker and not disk.is_broken and _allows(request, choice, maker, now):
        return Decision("unchanged" if disk.is_ready else "attach", maker)
    running = [job for job in jobs if not job.has_ended]
    if running:
        return _attach(request, choice, running, now)
    if disk is None:
        return Decision("restore")
    if request.keep_existing:
        return Decision("keep", maker)
    what_it_is, way_out = _way_out(disk, choice)
    raise TargetTaken(
        f"The disk {request.target.name!r} in resource group {request.target.resource_group!r} exists already, and "
        f"{_state_of(disk)}{_what_is_known(maker, reach)}. {what_it_is}Azure never overwrites a disk",
        way_out,
    )


def _attach(request: RestoreRequest, choice: Choice, running: Sequence[Job], now: datetime) -> Decision:
    job = next((job for job in running if _allows(request, choice, job, now)), None)
    if job:
        return Decision("attach", job)
    other = running[0]
    raise TargetTaken(
        f"Another restore to disk {request.target.name!r} in resource group {request.target.resource_group!r} is "
        f"running: job {other.name} from recovery point {other.recovery_point_id} of "
        f"{format_moment(other.recovery_point_time)} (activity id {other.activity_id})",
        "wait until it ends, or choose another target_disk",
    )


def _allows(request: RestoreRequest, choice: Choice, job: Job, now: datetime) -> bool:
    """Whether a restore job, running or done, is one that this request could have sent."""
    if not same_id(job.instance_id, choice.instance.id) or job.recovery_point_id is None:
        return False
    if request.drill:
        return is_by_drill(job, request.drill.id)
    same_point = job.recovery_point_id.lower() == choice.point_id.lower()
    if request.point.point_id:
        return same_point
    if choice.as_of is None or choice.point is None or job.recovery_point_time is None:
        return False
    if not request.point.is_latest:
        oldest = datetime.min.replace(tzinfo=timezone.utc) if choice.in_set else choice.point.time
        return same_point or oldest < job.recovery_point_time <= choice.as_of
    return _is_recent(request, job, now) and (same_point or choice.in_set or _was_latest(choice, job))


def _is_recent(request: RestoreRequest, job: Job, now: datetime) -> bool:
    """Whether a job was sent so lately that it can be this very request's."""
    return job.started is not None and (now - job.started).total_seconds() <= request.rerun_window_seconds


def _was_latest(choice: Choice, job: Job) -> bool:
    """Whether a job restored what was the latest point when it was sent."""
    if job.started is None:
        return False
    newer = (
        point
        for point in choice.points
        if point.is_complete()
        and job.recovery_point_time is not None
        and job.recovery_point_time < point.time <= job.started - CLOCKS_MAY_DIFFER
    )
    return next(newer, None) is None


def _state_of(disk: Disk) -> str:
    return f"Compute says that it is {disk.provisioning_state}, and " if disk.is_broken else ""


def _way_out(disk: Disk, choice: Choice) -> tuple[str, str]:
    """What the disk is, and what to do about its name.

    Nobody is told to delete what is backed up, or what a machine uses.
    """
    if same_id(disk.id, choice.instance.source_id):
        return "It is the source disk, and ", "choose another target_disk"
    if disk.attached_to:
        return (
            f"It is attached to {disk.attached_to}, and ",
            "choose another target_disk, or accept it with existing_disk: keep",
        )
    return "", "choose another target_disk, delete this one, or accept it with existing_disk: keep"


def _what_is_known(maker: Job | None, reach: str) -> str:
    if maker is None:
        return f"nothing shows that a restore which this task allows made it ({reach})"
    return (
        f"job {maker.name} made it at {format_moment(maker.ended)} from recovery point {maker.recovery_point_id} "
        f"of {format_moment(maker.recovery_point_time)}, which is not what this task asks for"
    )
