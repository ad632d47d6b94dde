# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is known of a disk and of all that its restore needs, when it is judged. None is unknown, never "none"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .._arm.problems import Problem
from .._azure.compute.machine_profiles import MachineProfile
from .._azure.dataprotection.vaults import Vault
from .._backup.selected_disks import ProtectedDisk


@dataclass(frozen=True)
class Points:
    """The recovery points of a disk.

    `were_read`: they were listed, so that a missing newest point is none at all. `expires` is when the newest one is
    gone at the latest. `why_unknown` says why it is not known which is the newest.
    """

    newest: datetime | None = None
    oldest: datetime | None = None
    expires: datetime | None = None
    were_read: bool = False
    why_unknown: str = ""


@dataclass(frozen=True)
class Backups:
    """The jobs of a backup instance: when the newest backup that ended well, and the newest that failed, began."""

    completed: datetime | None = None
    failed: datetime | None = None
    problem: Problem | None = None
    restores_last_24h: int | None = None


@dataclass(frozen=True)
class Snapshots:
    """The snapshots of a disk in the resource group of its instance: when the newest was made, None if there is none.

    `why_unknown`: it was not seen, which does not show that there is none.
    """

    newest: datetime | None = None
    why_unknown: str = ""


@dataclass(frozen=True)
class VaultState:
    """A vault. `why_unknown`: it could not be read. `guard`: why this login can't pass its Resource Guard."""

    vault: Vault | None
    why_unknown: str = ""
    guard: str = ""
    guard_unknown: str = ""


@dataclass(frozen=True)
class RoleState:
    """Whether an identity has a role at a scope. `why_unknown`: it was not seen, and may have it all the same."""

    principal_id: str
    scope: str
    held: bool
    why_unknown: str = ""


@dataclass(frozen=True)
class Proof:
    """A restore that ended well, and the report that tells of it."""

    when: datetime
    report: str


@dataclass(frozen=True)
class DiskState:
    """All that is judged of a protected disk.

    `source`: whether the disk itself is there. `machine` is the virtual machine that it belongs to, if it was seen.
    Roles are None if they are not judged: nobody said where to restore, or the identity is not known.
    """

    disk: ProtectedDisk
    points: Points
    backups: Backups
    snapshots: Snapshots
    vault: VaultState
    target_role: RoleState | None
    snapshot_role: RoleState | None
    source: Literal["there", "gone", "unseen"]
    source_unknown: str
    machine: MachineProfile | None
    proof: Proof | None

    @property
    def region(self) -> str | None:
        """The region of the snapshots, and so of a restored disk."""
        location = self.disk.protection.instance.location
        return location or (self.disk.disk.location if self.disk.disk else None)
