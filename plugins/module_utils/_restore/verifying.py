# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reading a restored disk back, and how it differs from its source."""

from __future__ import annotations

from .._arm.errors import Failure, RequestRefused
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._arm.times import format_moment
from .._arm.waiting import Steps, bounded, look_times
from .._dataprotection.disks import Disk
from .._dataprotection.jobs import Job
from .disk_views import DiskViews

MISSING_FOR_SECONDS = 120.0
COMPARED = (
    "size_gb",
    "sku",
    "zones",
    "encryption_type",
    "disk_encryption_set_id",
    "network_access_policy",
    "public_network_access",
)
# From narrow to wide.
NETWORK_ACCESS = ("DenyAll", "AllowPrivate", "AllowAll")
PUBLIC_ACCESS = ("Disabled", "Enabled")


class NotVerified(Failure):
    """The job ended well, and the disk is not what that promises."""

    code = "NotVerified"


def read_back(
    disks: DiskViews, target: ResourceId, session: ArmSession, *, not_before: float, poll_interval: float
) -> Steps[Disk]:
    """The restored disk, once Compute says that it is provisioned, as it was at a moment (monotonic) or later.

    It is asked for until the deadline while Azure does not answer.
    """
    called = f"the restored disk {target.name!r} in resource group {target.resource_group!r}"
    waited = 0.0
    for pause in look_times(poll_interval):
        answered, disk = _look(disks, target, not_before)
        if disk and disk.is_ready:
            return disk
        if disk and disk.is_broken:
            raise NotVerified(f"The job completed, but Compute says that {called} is {disk.provisioning_state}.")
        if answered and disk is None and waited >= MISSING_FOR_SECONDS:
            raise NotVerified(f"The job completed, but {called} can't be found: it may have been deleted since.")
        pause = bounded(pause, session.deadline, f"Reading back {called}")
        waited += pause if answered else 0.0
        yield pause
        not_before = session.clock.monotonic()
    raise AssertionError("look_times never ends")


def _look(disks: DiskViews, target: ResourceId, not_before: float) -> tuple[bool, Disk | None]:
    """Whether Azure answered, and the disk if there is one."""
    try:
        return True, disks.find(target, not_before=not_before)
    except Failure as failure:
        if not failure.passing:
            raise
        return False, None


def not_made_by(job: Job, disk: Disk) -> NotVerified:
    """The failure of a restore whose disk is there, but is not the one that its job made, as far as can be told."""
    return NotVerified(
        f"The job {job.name} completed, but nothing shows that it made the disk {disk.name!r}: Compute says that the "
        f"disk was made at {format_moment(disk.created) or 'an unknown time'}, and the job ran from "
        f"{format_moment(job.started)} to {format_moment(job.ended)}. Somebody may have deleted it and made another."
    )


def find_differences(disks: DiskViews, restored: Disk, source_id: str | None) -> list[dict[str, object]] | None:
    """How the restored disk differs from its source; None where the source is gone or can't be read."""
    try:
        source = disks.find(ResourceId.parse(source_id or ""), not_before=float("-inf"))
    except (ValueError, RequestRefused):
        return None
    if source is None:
        return None
    differences: list[dict[str, object]] = []
    for what in COMPARED:
        was, now = getattr(source, what), getattr(restored, what)
        if _comparable(was) != _comparable(now):
            differences.append({"what": what, "source": _plain(was), "restored": _plain(now)})
    return differences


def weaker_protection(differences: list[dict[str, object]]) -> list[str]:
    """Differences by which the restored disk is encrypted otherwise, or can be reached from more places."""
    return [
        f"{difference['what']} is {difference['restored']}, the source has {difference['source']}"
        for difference in differences
        if _is_weaker(str(difference["what"]), difference["source"], difference["restored"])
    ]


def _is_weaker(what: str, source: object, restored: object) -> bool:
    if what in ("encryption_type", "disk_encryption_set_id"):
        return True
    order = {"network_access_policy": NETWORK_ACCESS, "public_network_access": PUBLIC_ACCESS}.get(what)
    if order is None or restored not in order:
        return False
    return source not in order or order.index(str(restored)) > order.index(str(source))


def _comparable(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
