# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Which job made a disk, and whether it is still that disk: the only place where that is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from .._arm.resource_ids import same_id
from .._arm.times import format_moment
from .._azure.compute.disks import Disk
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.jobs import Job

CLOCKS_MAY_DIFFER = timedelta(minutes=5)
# How Compute makes disks that nobody restored (DiskCreateOption in its specification).
NOT_OF_A_SNAPSHOT = frozenset({"empty", "fromimage", "upload", "uploadpreparedsecure"})


@dataclass(frozen=True)
class Provenance:
    """The job that made a disk. If there is none, `why_not` says so of the one that comes closest."""

    job: Job | None
    why_not: str = ""


def prove(disk: Disk, jobs: Sequence[Job], instance: BackupInstance) -> Provenance:
    """Which of these restore jobs, newest first, made this very disk, and nobody another of that name since.

    The job ended well and names the disk as its destination; Compute made the disk while the job ran; and the disk was
    made of a snapshot in the snapshot group of the instance, as far as both are told. `JobIndex.jobs_to` has the jobs.
    """
    doubts: list[str] = []
    for job in jobs:
        doubt = _doubt(job, disk, instance)
        if doubt is None:
            return Provenance(job)
        doubts.append(doubt)
    return Provenance(None, doubts[0] if doubts else f"no restore job is known that makes the disk {disk.name!r}")


def made_in_time(job: Job, disk: Disk) -> bool:
    """Whether a disk was made between the beginning and the end of a restore that ended well."""
    if not (job.ended_well and job.started and job.ended and disk.created):
        return False
    return job.started - CLOCKS_MAY_DIFFER <= disk.created <= job.ended


def _doubt(job: Job, disk: Disk, instance: BackupInstance) -> str | None:
    """Why this job does not prove the disk; None if it does."""
    if not same_id(job.target_id, disk.id):
        return f"the job {job.name} did not make the disk {disk.name!r}"
    if not job.ended_well:
        return f"the job {job.name} has the status {job.status!r}"
    if not made_in_time(job, disk):
        return (
            f"Compute says that the disk was made at {format_moment(disk.created) or 'an unknown time'}, and the job "
            f"{job.name} ran from {format_moment(job.started)} to {format_moment(job.ended)}"
        )
    if (disk.create_option or "").lower() in NOT_OF_A_SNAPSHOT:
        return f"Compute says that the disk was not made of a snapshot (its createOption is {disk.create_option!r})"
    group = instance.snapshot_group_id
    if not (disk.created_from and group and same_id(job.instance_id, instance.id)):
        return None
    if disk.created_from.lower().startswith(f"{group.lower().rstrip('/')}/"):
        return None
    return f"Compute says that the disk was made of {disk.created_from}, which is not in the snapshot group {group}"
