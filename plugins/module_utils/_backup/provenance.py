# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What proves that a disk is the one that a restore made: the only place where that is decided."""

from __future__ import annotations

from datetime import timedelta

from .._arm.resource_ids import same_id
from .._azure.compute.disks import Disk
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.jobs import Job

CLOCKS_MAY_DIFFER = timedelta(minutes=5)
# How Compute makes disks that nobody restored (DiskCreateOption in its specification).
NOT_OF_A_SNAPSHOT = frozenset({"empty", "fromimage", "upload", "uploadpreparedsecure"})


def proves(job: Job, disk: Disk, instance: BackupInstance) -> bool:
    """Whether this job made this very disk, and nobody another of that name since.

    The job ended well and names the disk as its destination; Compute made the disk while the job ran; and the disk was
    made of a snapshot in the snapshot group of the instance, as far as both are told.
    """
    if not (same_id(job.target_id, disk.id) and made_in_time(job, disk)):
        return False
    if (disk.create_option or "").lower() in NOT_OF_A_SNAPSHOT:
        return False
    group = instance.snapshot_group_id
    if not (disk.created_from and group and same_id(job.instance_id, instance.id)):
        return True
    return disk.created_from.lower().startswith(f"{group.lower().rstrip('/')}/")


def made_in_time(job: Job, disk: Disk) -> bool:
    """Whether a disk was made between the beginning and the end of a restore that ended well."""
    if not (job.ended_well and job.started and job.ended and disk.created):
        return False
    return job.started - CLOCKS_MAY_DIFFER <= disk.created <= job.ended
