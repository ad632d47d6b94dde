# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reading a restored disk back, and how it differs from its source."""

from __future__ import annotations

from .._arm.errors import TaskError
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._arm.waiter import Steps, look_for, look_times
from .._azure.compute.disks import Disk
from .._azure.dataprotection.jobs import Job
from .._backup.disk_cache import DiskCache
from .._backup.disk_comparison import Difference, compare, weaker
from .errors import NotVerified

MISSING_FOR_SECONDS = 120.0


def read_back(
    disks: DiskCache, target: ResourceId, session: ArmSession, *, not_before: float, poll_interval: float
) -> Steps[Disk]:
    """The restored disk, once Compute says that it is provisioned, as it was at a moment (monotonic) or later.

    It is asked for until the deadline while Azure does not answer.
    """
    called = f"the restored disk {target.name!r} in resource group {target.resource_group!r}"
    seen_after = not_before

    def look(looked_for: float) -> Disk | None:
        nonlocal seen_after
        disk = disks.find(target, not_before=seen_after)
        if disk and disk.is_ready:
            return disk
        if disk and disk.is_broken:
            raise NotVerified(f"The job completed, but Compute says that {called} is {disk.provisioning_state}.")
        if disk is None and looked_for >= MISSING_FOR_SECONDS:
            raise NotVerified(f"The job completed, but {called} can't be found: it may have been deleted since.")
        seen_after = session.clock.monotonic()
        return None

    return look_for(look, look_times(poll_interval), session.deadline, f"Reading back {called}")


def not_made_by(job: Job, disk: Disk, why_not: str) -> NotVerified:
    """The failure of a restore whose disk is there, but is not the one that its job made, as far as can be told."""
    return NotVerified(
        f"The job {job.name} completed, but nothing shows that it made the disk {disk.name!r}: {why_not}. Somebody may "
        "have deleted it and made another."
    )


def find_differences(disks: DiskCache, restored: Disk, source_id: str | None) -> list[Difference] | None:
    """How the restored disk differs from its source; None if the source is gone or can't be read."""
    source_disk = ResourceId.parse_if_one(source_id)
    try:
        source = disks.find(source_disk, not_before=float("-inf")) if source_disk else None
    except TaskError:  # The disk is restored, whether Azure says what its source looks like or not.
        return None
    return compare(source.settings, restored.settings) if source else None


def weaker_protection(differences: list[Difference]) -> list[str]:
    """Differences by which the restored disk is encrypted otherwise, or can be reached in more ways."""
    return weaker(differences, "protection")


def weaker_service(differences: list[Difference]) -> list[str]:
    """Differences by which the restored disk is slower, or kept in fewer places."""
    return weaker(differences, "performance", "resilience")
