# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What became of each disk of a clean-up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .._arm.resource_ids import ResourceId
from .._azure.compute.disks import Disk
from .conditions import Kept


@dataclass
class CleanUpRecord:
    """One disk that is there, or that a restore under way will make.

    `job_name` is the restore job of the drill that made it. `kept` says why it stays; None while that is not known,
    and if it was `deleted` or, in check mode, would be. `sent`: Azure accepted its deletion.
    """

    target: ResourceId
    disk: Disk | None = None
    drill_id: str | None = None
    job_name: str | None = None
    kept: Kept | None = None
    sent: bool = False
    deleted: bool = False
    would_delete: bool = False
    deleted_at: datetime | None = None


@dataclass
class CleanUpRecords:
    """All of them, by the key of the disk, and what is being done."""

    by_key: dict[str, CleanUpRecord] = field(default_factory=dict)
    doing: str = "looking for the disks of the drill"

    @property
    def deleted(self) -> list[CleanUpRecord]:
        """Those that were deleted, or would be."""
        return [each for each in self.in_order if each.deleted or each.would_delete]

    @property
    def kept(self) -> list[CleanUpRecord]:
        """Those that stay."""
        return [each for each in self.in_order if each.kept]

    @property
    def in_order(self) -> list[CleanUpRecord]:
        """All, by name."""
        return [self.by_key[key] for key in sorted(self.by_key)]

    def state(self) -> str:
        """How far it is, in words."""
        done = sum(1 for each in self.by_key.values() if each.deleted)
        return f"{self.doing}, {done} deleted" if done else self.doing

    @property
    def changed(self) -> bool:
        """Whether something was sent, or would be."""
        return any(each.sent or each.would_delete for each in self.by_key.values())
