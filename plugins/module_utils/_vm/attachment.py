# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""One disk that is to be attached to a machine, or not: what is asked for, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .._arm.resource_ids import ResourceId, same_id
from .._azure.compute.disks import Disk
from .._azure.compute.virtual_machines import Attachment, VirtualMachine
from .check import Check
from .errors import AttachmentRefused
from .situation import Situation

MOST_LUNS = 64
NO_CACHING = "None"
Action = Literal["attached", "detached", "unchanged", "would_attach", "would_detach"]
Next = Literal["wait", "attach", "detach", "end"]


@dataclass(frozen=True)
class AttachmentRequest:
    """Whether a machine is to have a disk. `lun` and `caching` are None if it may be any."""

    machine: ResourceId
    disk: ResourceId
    wanted: bool = True
    lun: int | None = None
    caching: str | None = None
    check_mode: bool = False
    poll_interval: float = 30.0


@dataclass
class AttachmentRecord:
    """What is known of it. `attachment` is how the machine has the disk, had it, or is going to have it."""

    request: AttachmentRequest
    machine: VirtualMachine | None = None
    attachment: Attachment | None = None
    checks: Sequence[Check] = ()
    action: Action | None = None
    changed: bool = False
    doing: str = "reading the machine and its disk"
    warnings: list[str] = field(default_factory=list)


def decide(request: AttachmentRequest, machine: VirtualMachine, disk: Disk | None) -> Next:
    """What is to be done next. Raises `AttachmentRefused` if that is not for a task to decide."""
    used = machine.attachment_of(request.disk)
    if used and used.is_os:
        raise AttachmentRefused(
            f"The disk {request.disk.name!r} is the OS disk of {machine.name!r}. This task attaches and detaches data "
            "disks: use vm_disk_swap to exchange an OS disk."
        )
    if Situation(machine, (), {}).is_changing:
        return "wait"
    if not request.wanted:
        return "detach" if used else ("wait" if _belongs(disk, machine) else "end")
    if used is None:
        return "attach"
    if disk is None:
        raise AttachmentRefused(
            f"The machine {machine.name!r} names the disk {request.disk.name!r}, which does not exist. Detach it "
            "(state: absent), and restore it again."
        )
    if used.being_detached:
        raise AttachmentRefused(
            f"A change of {machine.name!r} that failed has left the disk {request.disk.name!r} as one that is to be "
            "detached. Detach it (state: absent), and attach it again."
        )
    if why := _differs(request, used):
        raise AttachmentRefused(
            f"The disk {request.disk.name!r} is attached to {machine.name!r} already, but {why}. It is not attached "
            "anew while somebody may use it: ask for what there is, or detach it first (state: absent)."
        )
    return "end" if _belongs(disk, machine) else "wait"


def attachment_of(request: AttachmentRequest, machine: VirtualMachine) -> Attachment:
    """How the disk is attached: at the LUN that was asked for, or the lowest free one."""
    lun = lowest_free_lun(each.lun for each in machine.data_disks) if request.lun is None else request.lun
    return Attachment(str(request.disk), lun, request.caching or NO_CACHING, delete_option="Detach")


def lowest_free_lun(taken: Iterable[int | None]) -> int:
    """The lowest LUN that is not taken."""
    used = set(taken)
    return next(lun for lun in range(MOST_LUNS + len(used) + 1) if lun not in used)


def _belongs(disk: Disk | None, machine: VirtualMachine) -> bool:
    """Whether the disk says that the machine has it: it says so when Azure has finished."""
    return disk is not None and any(same_id(each, machine.id) for each in (disk.attached_to, *disk.shared_by))


def _differs(request: AttachmentRequest, used: Attachment) -> str | None:
    if request.lun not in (None, used.lun):
        return f"at LUN {used.lun}, and the task asks for LUN {request.lun}"
    caching = used.caching or NO_CACHING
    if request.caching and request.caching.lower() != caching.lower():
        return f"with caching {caching}, and the task asks for {request.caching}"
    return None
