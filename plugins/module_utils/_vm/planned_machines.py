# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""A machine as its recovery is planned: its disks, what they are restored to, and what is left to do afterwards.

A machine can be gone, and a disk can be one that a machine had once: a recovery map tells of both. Their backups are
restored, and nothing is swapped: there is no machine, or no place of another disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from .._arm.errors import RequestRefused, TaskError
from .._arm.resource_ids import ResourceId
from .._azure.compute.disks import Disk
from .._azure.compute.virtual_machines import Attachment, VirtualMachine
from .._azure.resource_names import last_name
from .._backup.selected_disks import ProtectedDisk
from .._backup.shapes.recovery_map import MachineMap
from .check import Check
from .noted_swaps import NotedSwap
from .situation import Swap
from .surroundings import NOT_FOUND

# The check of whether a machine runs on the disks of another recovery.
EARLIER_RECOVERY = "earlier_recovery"


class DataDiskOption(TypedDict):
    """An entry of `data_disks` of vm_from_disks."""

    disk: str
    lun: int | None
    caching: str | None


class MachineOption(TypedDict):
    """Options of vm_from_disks. The subnet is for the user to choose."""

    name: str
    resource_group: str
    os_disk: str
    data_disks: list[DataDiskOption]
    like: str


@dataclass(frozen=True)
class PlannedDisk:
    """One disk of a machine, and the name of what is restored of it; `restored` is that disk if it exists.

    `current` is what the machine uses now, None if it uses neither the source nor what took its place. `from_map`: only
    a recovery map says that the machine had it.
    """

    source: ProtectedDisk
    attachment: Attachment
    current: ResourceId | None
    target: ResourceId
    restored: Disk | None
    from_map: bool = False

    @property
    def swap(self) -> Swap:
        """The swap that it comes to."""
        return Swap(ResourceId.parse(self.source.id), self.target)


@dataclass
class PlannedMachine:
    """A machine, and what is known of its recovery. `unprotected` are ids of its disks that stay as they are.

    `once` is the machine as a recovery map tells of it.
    """

    id: ResourceId
    machine: VirtualMachine | None = None
    noted: Sequence[NotedSwap] = ()
    once: MachineMap | None = None
    disks: list[PlannedDisk] = field(default_factory=list)
    unprotected: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    failure: TaskError | None = None

    @property
    def is_gone(self) -> bool:
        """Whether only the recovery map has it."""
        return self.machine is None and self.once is not None and self.failure is None

    @property
    def swaps(self) -> list[Swap]:
        """What is swapped, or, on the way back, was swapped."""
        planned = [each.swap for each in self.disks if not each.from_map]
        return planned or [each.swap for each in self.noted]

    @property
    def refused(self) -> list[Check]:
        """The checks that say no."""
        return [each for each in self.checks if each.verdict == "refused"]

    @property
    def is_recovered_otherwise(self) -> bool:
        """Whether it runs on the disks of another recovery, and so would not be at the moment of the others."""
        return any(each.name == EARLIER_RECOVERY for each in self.refused)

    @property
    def why_not(self) -> str | None:
        """Why it can't be recovered; None if it can."""
        if self.failure:
            return str(self.failure)
        told = [f"{each.message} Fix: {each.remedy or 'see the message'}." for each in self.refused]
        return " ".join(told) or None

    @property
    def from_disks(self) -> MachineOption | None:
        """How to make a machine that is gone of its restored disks; None if it is there."""
        os_disk = next((str(each.target) for each in self.disks if each.attachment.is_os), None)
        if not self.is_gone or os_disk is None:
            return None
        data = [each for each in self.disks if not each.attachment.is_os]
        return {
            "name": self.id.name,
            "resource_group": self.id.resource_group,
            "os_disk": os_disk,
            "data_disks": [
                {"disk": str(each.target), "lun": each.attachment.lun, "caching": each.attachment.caching}
                for each in data
            ],
            "like": str(self.id),
        }

    @property
    def is_not_found(self) -> bool:
        """Whether Azure has no such machine, and nothing else knows it."""
        return isinstance(self.failure, RequestRefused) and self.failure.status == NOT_FOUND

    @property
    def left_to_do(self) -> str | None:
        """What is to be done by hand when the disks are restored; None if nothing is."""
        if made := self.from_disks:
            data = ", ".join(
                f"{last_name(each['disk'])} at LUN {each['lun']} with caching {each['caching'] or 'None'}"
                for each in made["data_disks"]
            )
            return (
                f"{self.id.name} does not exist any more, so no machine was given its restored disks. Fix: make a "
                f"machine of them with vm_from_disks (os_disk: {last_name(made['os_disk'])}, data_disks: "
                f"{data or 'none'}, like: {self.id.name}), with the recovery_map and a subnet_id."
            )
        told = [
            f"{self.id.name} does not use the disk {each.source.name!r} any more, so what was restored of it was not "
            f"attached. Fix: attach {each.target} with vm_disk_attachment (lun: {each.attachment.lun}, caching: "
            f"{each.attachment.caching or 'None'})."
            for each in self.disks
            if each.from_map and each.current is None
        ]
        return " ".join(told) or None
