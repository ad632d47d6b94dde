# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What stands against a backup that Azure would refuse, or that would fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from .._arm.errors import TaskError
from .._arm.times import format_duration, format_moment
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.jobs import Job
from .errors import (
    BackupNotAllowed,
    BackupsSuspended,
    BackupsUsedUp,
    ProtectionFailing,
    ProtectionStopped,
    SnapshotsUsedUp,
)

# learn.microsoft.com, Azure Disk Backup support matrix.
BACKUPS_A_DAY = 10
BACKUPS_TO_WARN_OF = 8
SNAPSHOTS_A_DISK = 500
SNAPSHOTS_TO_WARN_OF = 450
DAY = timedelta(days=1)
PROTECTED, BACKUP_NOW = "protectionconfigured", "backupnow"
# The states of CurrentProtectionState, and those that recordings have beside them.
REFUSED: dict[str, tuple[type[TaskError], str]] = {
    "protectionstopped": (ProtectionStopped, "the protection of the disk is stopped"),
    "notprotected": (ProtectionStopped, "the disk is not protected"),
    "softdeleting": (ProtectionStopped, "its backup instance is being deleted"),
    "softdeleted": (ProtectionStopped, "its backup instance is deleted"),
    "backupssuspended": (BackupsSuspended, "the backups of the disk are suspended"),
    "backupschedulessuspended": (BackupsSuspended, "the backups of the disk are suspended"),
    "protectionerror": (ProtectionFailing, "the protection of the disk has an error"),
    "configuringprotectionfailed": (ProtectionFailing, "the protection of the disk could not be configured"),
}


def is_stopped(instance: BackupInstance) -> bool:
    """Whether nobody backs a disk up by this instance any more."""
    kind, _why = REFUSED.get((instance.protection_state or "").lower(), (None, ""))
    return kind is ProtectionStopped


def refused_state(instance: BackupInstance, allowed_operations: Sequence[str] | None) -> str | None:
    """The state of the protection if no backup is among the operations that Azure allows in it."""
    if allowed_operations is None or BACKUP_NOW in {each.lower() for each in allowed_operations}:
        return None
    return instance.protection_state


def check_allowed(instance: BackupInstance, refused: str | None) -> None:
    """Raise if Azure allows no backup in the state that the protection of a disk still has."""
    if refused and refused.lower() == (instance.protection_state or "").lower():
        raise BackupNotAllowed(
            f"The disk {instance.source_name!r} can't be backed up: its protection is {refused}, and BackupNow is not "
            "among the operations that Azure allows. Nothing was sent for it."
        )


def check_protection(instance: BackupInstance) -> None:
    """Raise if a disk is in a state in which Azure does not back it up."""
    state = instance.protection_state or ""
    kind, why = REFUSED.get(state.lower(), (None, ""))
    if kind:
        raise kind(f"The disk {instance.source_name!r} can't be backed up: {why} ({state}). Nothing was sent for it.")


def check_budget(instance: BackupInstance, on_demand: Sequence[Job], now: datetime) -> None:
    """Raise if the backups on demand of the last 24 hours are as many as Azure allows in a day."""
    if len(on_demand) < BACKUPS_A_DAY:
        return
    starts = sorted(job.started for job in on_demand if job.started)
    free = starts[-BACKUPS_A_DAY] + DAY
    raise BackupsUsedUp(
        f"The disk {instance.source_name!r} was backed up on demand {len(on_demand)} times in the last 24 hours, and "
        f"Azure allows {BACKUPS_A_DAY} a day. The next one is possible at {format_moment(free)}, in "
        f"{format_duration(max(0.0, (free - now).total_seconds()))}. Nothing was sent for it."
    )


def check_snapshots(instance: BackupInstance, snapshots: Mapping[str, int]) -> None:
    """Raise if a disk has as many snapshots as Azure allows, as far as their number is known."""
    number = _number(instance, snapshots)
    if number >= SNAPSHOTS_A_DISK:
        raise SnapshotsUsedUp(
            f"The disk {instance.source_name!r} can't be backed up: Resource Graph counts {number} incremental "
            f"snapshots of it, and Azure allows {SNAPSHOTS_A_DISK}. Nothing was sent for it."
        )


def warnings_of(instance: BackupInstance, on_demand: Sequence[Job], snapshots: Mapping[str, int]) -> list[str]:
    """What may soon stand against a backup of a disk, or is odd about its protection.

    `snapshots` are the numbers of those that are known, by the ids of the disks in lower case.
    """
    name, told = instance.source_name, []
    number = _number(instance, snapshots)
    if instance.protection_state and instance.protection_state.lower() != PROTECTED:
        told.append(f"The protection of {name!r} is {instance.protection_state}: Azure may refuse to back it up.")
    if len(on_demand) >= BACKUPS_TO_WARN_OF:
        told.append(
            f"{len(on_demand)} backups on demand of {name!r} were begun in the last 24 hours; Azure allows "
            f"{BACKUPS_A_DAY} a day for each disk."
        )
    if SNAPSHOTS_TO_WARN_OF <= number < SNAPSHOTS_A_DISK:
        told.append(
            f"The disk {name!r} has {number} incremental snapshots. Azure allows {SNAPSHOTS_A_DISK}, then its backups "
            "fail. Let recovery points expire earlier, or delete snapshots that nobody needs."
        )
    return told


def _number(instance: BackupInstance, snapshots: Mapping[str, int]) -> int:
    return snapshots.get((instance.source_id or "").lower(), 0)
