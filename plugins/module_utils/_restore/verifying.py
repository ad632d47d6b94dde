# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reading a restored disk back, and how it differs from its source."""

from __future__ import annotations

from .._arm.errors import Failure, RequestRefused
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._arm.waiting import Steps, bounded, look_times
from .._dataprotection.disks import Disk
from .comparing import Difference, compare, weaker
from .disk_views import DiskViews

READY = "succeeded"
BROKEN = frozenset({"failed", "canceled", "cancelled"})
MISSING_FOR_SECONDS = 120.0


class NotVerified(Failure):
    """The job ended well, and the disk is not what that promises."""

    code = "NotVerified"


def read_back(
    disks: DiskViews, target: ResourceId, session: ArmSession, *, not_before: float, poll_interval: float
) -> Steps[Disk]:
    """The restored disk, once Compute says that it is provisioned, as it was at a moment (monotonic) or later."""
    called = f"the restored disk {target.name!r} in resource group {target.resource_group!r}"
    waited = 0.0
    for pause in look_times(poll_interval):
        disk = disks.find(target, not_before=not_before)
        state = (disk.provisioning_state or "").lower() if disk else ""
        if disk and state == READY:
            return disk
        if disk and state in BROKEN:
            raise NotVerified(f"The job completed, but Compute says that {called} is {disk.provisioning_state}.")
        if disk is None and waited >= MISSING_FOR_SECONDS:
            raise NotVerified(f"The job completed, but {called} can't be found: it may have been deleted since.")
        pause = bounded(pause, session.deadline, f"Reading back {called}")
        waited += pause
        yield pause
        not_before = session.clock.monotonic()
    raise AssertionError("look_times never ends")


def find_differences(disks: DiskViews, restored: Disk, source_id: str | None) -> list[Difference] | None:
    """How the restored disk differs from its source; None where the source is gone or can't be read."""
    try:
        source = disks.find(ResourceId.parse(source_id or ""), not_before=float("-inf"))
    except (ValueError, RequestRefused):
        return None
    return compare(source.settings, restored.settings) if source else None


def weaker_protection(differences: list[Difference]) -> list[str]:
    """Differences by which the restored disk is encrypted otherwise, or can be reached in more ways."""
    return weaker(differences, "protection")


def weaker_service(differences: list[Difference]) -> list[str]:
    """Differences by which the restored disk is slower, or kept in fewer places."""
    return weaker(differences, "performance", "resilience")
