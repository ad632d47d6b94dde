# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Attaches one data disk to a machine, or detaches it: looks, does what is missing, and looks again.

| the machine | `present` | `absent` |
|---|---|---|
| Azure is changing it | wait | wait |
| uses the disk as its OS disk | stop | stop |
| uses the disk as a data disk | end, if LUN and caching are those asked for, else stop | detach it |
| does not use it, and another machine does | stop | end |
| does not use it | attach it, at the LUN asked for or the lowest free one | end |
"""

from __future__ import annotations

from dataclasses import dataclass

from .._arm.errors import TaskError
from .._arm.operations import follow_operation
from .._arm.resource_ids import ResourceId, same_id
from .._arm.session import ArmSession, backoff
from .._arm.waiter import Steps, bounded, look_times
from .._azure.compute.disks import Disk, get_disk
from .._azure.compute.virtual_machines import (
    Attachment,
    VirtualMachine,
    attach_detach,
    changing_data_disks,
    get_virtual_machine,
)
from .errors import AttachmentRefused
from .refusals import meaning_of
from .situation import Situation

MOST_TRIES = 10
MOST_LUNS = 64
DETACH = "Detach"


@dataclass(frozen=True)
class AttachmentRequest:
    """What is asked for. `lun` is None for the lowest free one."""

    machine: ResourceId
    disk: ResourceId
    present: bool
    lun: int | None
    caching: str
    check_mode: bool
    poll_interval: float


@dataclass
class AttachmentRecord:
    """What is known of it. `planned` is the attachment that check mode would make."""

    request: AttachmentRequest
    machine: VirtualMachine | None = None
    planned: Attachment | None = None
    changed: bool = False
    doing: str = "reading the machine and the disk"

    @property
    def attachment(self) -> Attachment | None:
        """How the machine uses the disk, as far as is known."""
        return self.machine.attachment_of(self.request.disk) if self.machine else None


class AttachmentRun:
    """One change of one machine. `record` says meanwhile what is known of it."""

    def __init__(self, session: ArmSession, record: AttachmentRecord) -> None:
        self._session = session
        self._record = record
        self._request = record.request

    def run(self) -> Steps[None]:
        """See it through. Raises a `TaskError`; the record then says how far it came."""
        pauses = look_times(self._request.poll_interval)
        tries = 0
        while True:
            try:
                machine = self._record.machine = get_virtual_machine(self._session, self._request.machine)
                if Situation(machine, (), {}).is_changing:
                    self._record.doing = f"waiting for Azure to finish a change of {machine.name}"
                    yield self._pause(next(pauses))
                    continue
                wanted = self._missing(machine)
                if wanted is None:
                    return
                if self._request.check_mode:
                    self._record.changed, self._record.planned = True, wanted if self._request.present else None
                    return
                yield from self._change(wanted)
            except TaskError as failure:
                tries += 1
                if tries >= MOST_TRIES or meaning_of(failure, exchanging=False) not in ("again", "changed"):
                    raise
                yield self._pause(failure.retry_after or backoff(tries))

    def _missing(self, machine: VirtualMachine) -> Attachment | None:
        """The attachment that is to be made or undone; None if all is as asked for."""
        request, used = self._request, machine.attachment_of(self._request.disk)
        if used and used.is_os:
            raise AttachmentRefused(f"{machine.name!r} boots from the disk {request.disk.name!r}: use vm_disk_swap.")
        if not request.present:
            return used
        if used is None:
            return self._to_attach(machine)
        if request.lun not in (None, used.lun):
            raise AttachmentRefused(
                f"{machine.name!r} uses the disk {request.disk.name!r} already, at LUN {used.lun}, not {request.lun}: "
                "detach it first, or name that LUN."
            )
        if (used.caching or "None").lower() != request.caching.lower():
            raise AttachmentRefused(
                f"{machine.name!r} uses the disk {request.disk.name!r} already, with caching {used.caching}: detach it "
                "first, or ask for that caching."
            )
        return None

    def _to_attach(self, machine: VirtualMachine) -> Attachment:
        disk = get_disk(self._session, self._request.disk)
        if why := _why_not(disk, machine):
            raise AttachmentRefused(why)
        taken = {each.lun: each for each in machine.data_disks}
        free = next((lun for lun in range(MOST_LUNS) if lun not in taken), None)
        lun = free if self._request.lun is None else self._request.lun
        if lun is None:
            raise AttachmentRefused(f"All LUNs of {machine.name!r} are taken.")
        if lun in taken:
            raise AttachmentRefused(
                f"LUN {lun} of {machine.name!r} is taken by {taken[lun].disk_id}: choose another, such as {free}."
            )
        return Attachment(str(self._request.disk), lun, caching=self._request.caching, delete_option=DETACH)

    def _change(self, wanted: Attachment) -> Steps[None]:
        machine = self._request.machine
        detach, attach = ([], [wanted]) if self._request.present else ([str(self._request.disk)], [])
        self._record.doing = f"{'attaching' if attach else 'detaching'} {self._request.disk.name}"
        try:
            answer = attach_detach(self._session, machine, detach, attach)
        except TaskError as failure:
            self._record.changed |= failure.in_doubt
            raise
        self._record.changed = True
        doing, interval = changing_data_disks(machine), self._request.poll_interval
        yield from follow_operation(self._session, answer, doing=doing, poll_interval=interval)

    def _pause(self, seconds: float) -> float:
        return bounded(seconds, self._session.deadline, self._record.doing)


def _why_not(disk: Disk, machine: VirtualMachine) -> str | None:
    """Why a disk can't be attached, as far as that is known before."""
    users = [each for each in (disk.attached_to, *disk.shared_by) if each and not same_id(each, machine.id)]
    shares = disk.settings.get("maxShares")
    most = int(shares) if isinstance(shares, (int, float)) else 1
    if len(users) >= most:
        return f"The disk {disk.name!r} is attached to {users[0]}: detach it there first."
    return None
