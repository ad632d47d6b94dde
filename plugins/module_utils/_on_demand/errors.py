# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What can go wrong in a backup on demand."""

from __future__ import annotations

from .._arm.errors import TaskError


class ProtectionStopped(TaskError):
    """Nobody backs the disk up any more."""

    code = "ProtectionStopped"


class BackupsSuspended(TaskError):
    """The backups of the disk are suspended."""

    code = "BackupsSuspended"


class ProtectionFailing(TaskError):
    """Azure Backup says that it can't protect the disk."""

    code = "ProtectionFailing"


class BackupNotAllowed(TaskError):
    """Azure does not allow to back the disk up now, whatever the state of its protection is."""

    code = "BackupNotAllowed"


class BackupsUsedUp(TaskError):
    """The disk was backed up on demand as often as Azure allows in a day."""

    code = "BackupsUsedUp"


class SnapshotsUsedUp(TaskError):
    """The disk has as many snapshots as Azure allows."""

    code = "SnapshotsUsedUp"


class BackupRuleNotFound(TaskError):
    """The policy of a disk has no rule by which it can be backed up."""

    code = "BackupRuleNotFound"


class OtherBackupUnderWay(TaskError):
    """A backup runs that does not give what was asked for, and no other one can be begun meanwhile."""

    code = "OtherBackupUnderWay"


class RecoveryPointNotMade(TaskError):
    """The job ended well, and the point that it has made can't be found."""

    code = "RecoveryPointNotMade"
