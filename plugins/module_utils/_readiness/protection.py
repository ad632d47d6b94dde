# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judges how a disk is protected: the state of its backup instance, its last backup, and the disk itself."""

from __future__ import annotations

from collections.abc import Iterator

from .._arm.times import format_moment
from .aims import Aims
from .findings import Finding, finding, unseen
from .states import DiskState

FAILING = frozenset({"protectionerror", "configuringprotectionfailed", "updatingprotectionfailed"})
STOPPED = {"protectionstopped": "stopped", "backupssuspended": "suspended"}
RESTORE = "restore"


def judge_protection(state: DiskState, aims: Aims) -> Iterator[Finding]:
    """What is wrong with the protection."""
    instance, status = state.disk.protection.instance, state.disk.protection.status
    word = (instance.protection_state or "").lower()
    if word in FAILING or status.protection_error:
        why = str(status.protection_error) if status.protection_error else f"its state is {instance.protection_state}."
        yield finding("protection_error", why=why, disk=state.disk.name)
    elif status.allowed_operations and RESTORE not in map(str.lower, status.allowed_operations):
        why = f"it does not allow a restore while the state is {instance.protection_state}."
        yield finding("protection_error", why=why, disk=state.disk.name)
    if word in STOPPED:
        yield finding("protection_stopped", state=STOPPED[word], instance_id=instance.id)
    yield from _judge_last_backup(state)
    if state.source == "gone":
        yield finding("source_disk_gone")
    elif state.source == "unseen":
        yield unseen("source_disk_gone", state.source_unknown)


def _judge_last_backup(state: DiskState) -> Iterator[Finding]:
    """A failed backup that a newer point has made good is none to tell of."""
    backups = state.backups
    if backups.failed is None:
        return
    good = [moment for moment in (backups.completed, state.points.newest) if moment]
    if all(moment < backups.failed for moment in good):
        why = str(backups.problem) if backups.problem else "Azure gives no reason."
        yield finding("last_backup_failed", when=format_moment(backups.failed), why=why, disk=state.disk.name)
