# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Whether a new disk comes from the backup of the disk that it replaces."""

from __future__ import annotations

from collections.abc import Sequence

from .._arm.resource_ids import ResourceId, same_id
from .._arm.times import format_moment
from .._azure.compute.disks import Disk
from .._backup.errors import AmbiguousName, BackupInstanceNotFound
from .._backup.provenance import prove
from .._backup.run_context import RunContext
from .._backup.sources import Source
from .checks import Check
from .situation import SwapSeen

RESTORE_IT = "restore the disk with disk_restore, or say require_proven: false if it comes from elsewhere"


def source_of(disk: ResourceId) -> Source:
    """The source that a disk is for the vault."""
    return Source(None, None, disk)


def check_proof(contexts: Sequence[RunContext], seen: SwapSeen, disk: Disk) -> Check:
    """The check that a restore job of the backup of the former disk, in any of these vaults, has made the new one."""
    checks = [_check(context, seen, disk) for context in contexts]
    return next((check for check in checks if check.verdict == "passed"), None) or _refused(disk, checks)


def _refused(disk: Disk, checks: Sequence[Check]) -> Check:
    """What each vault says."""
    return Check("proven", disk.id, "refused", " ".join(check.message for check in checks), RESTORE_IT)


def _check(context: RunContext, seen: SwapSeen, disk: Disk) -> Check:
    former, new = seen.swap.former, seen.swap.new
    try:
        instance = context.instance(source_of(former))
    except (BackupInstanceNotFound, AmbiguousName) as nothing:
        return Check("proven", disk.id, "refused", str(nothing), RESTORE_IT)
    look = context.job_index.look(context.session.clock.monotonic())
    of_former = [job for job in context.job_index.jobs_to(new, disk, look) if same_id(job.instance_id, instance.id)]
    found = prove(disk, of_former, instance)
    if found.job:
        point = f"the recovery point of {format_moment(found.job.recovery_point_time) or 'an unknown time'}"
        return Check("proven", disk.id, "passed", f"{disk.name}: job {found.job.name} restored it from {point}")
    wrong = (
        f"Nothing shows that the disk {disk.name!r} was restored from the backup of {former.name!r}: {found.why_not} "
        f"({context.job_index.reach})."
    )
    return Check("proven", disk.id, "refused", wrong, RESTORE_IT)
