# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Attaches a disk to a machine, or detaches it: looks, decides, does it, and looks again until Azure has finished."""

from __future__ import annotations

from dataclasses import replace

from .._arm.operations import follow_operation
from .._arm.session import ArmSession
from .._arm.waiter import Steps
from .._azure.compute.disks import Disk
from .._azure.compute.virtual_machines import (
    Attachment,
    VirtualMachine,
    attach_detach,
    changing_data_disks,
    get_virtual_machine,
)
from .attachment import AttachmentRecord, Next, attachment_of, decide
from .changes import Outcome, noting_a_change, until_reached
from .check import Check, refused_words
from .checks import check_data_disk
from .errors import AttachmentRefused
from .surroundings import find_disk_or_none, read_surroundings


class AttachmentRun:
    """One disk and one machine. `record` says meanwhile what is known."""

    def __init__(self, session: ArmSession, record: AttachmentRecord) -> None:
        self._session = session
        self._record = record
        self._request = record.request

    def run(self) -> Steps[None]:
        """See it through. Raises a `TaskError`; the record then says how far it came."""
        if self._request.check_mode:
            self._foretell()
            return
        self._record.action = "unchanged"
        try:
            yield from until_reached(self._session, self._record, self._advance, self._request.poll_interval)
        except Exception:
            self._record.action = None
            raise

    def _foretell(self) -> None:
        """Say what would be done. A change that is under way is not waited for."""
        record = self._record
        machine, disk = self._look()
        step = decide(self._request, _settled(machine), disk)
        if step == "attach":
            record.attachment = attachment_of(self._request, machine)
            self._judge(machine, disk, record.attachment)
        record.changed = step in ("attach", "detach")
        record.action = "would_attach" if step == "attach" else "would_detach" if step == "detach" else "unchanged"

    def _look(self) -> tuple[VirtualMachine, Disk | None]:
        machine = get_virtual_machine(self._session, self._request.machine)
        self._record.machine = machine
        self._record.attachment = machine.attachment_of(self._request.disk) or self._record.attachment
        return machine, find_disk_or_none(self._session, self._request.disk)

    def _advance(self) -> Steps[Outcome]:
        machine, disk = self._look()
        step = decide(self._request, machine, disk)
        self._record.doing = self._words(step)
        if step == "end":
            return "reached"
        if step == "wait":
            return "waiting"
        if step == "attach":
            attachment = attachment_of(self._request, machine)
            self._judge(machine, disk, attachment)
            yield from self._change([], [attachment])
            self._record.action = "attached"
        else:
            yield from self._change([str(self._request.disk)], [])
            self._record.action = "detached"
        return "changed"

    def _judge(self, machine: VirtualMachine, disk: Disk | None, attachment: Attachment) -> None:
        """Raise `AttachmentRefused` if a check says no, with all that do."""
        name, group = self._request.disk.name, self._request.disk.resource_group
        if disk is None:
            why = f"The disk {name!r} does not exist in resource group {group!r}."
            checks = [Check("present", str(self._request.disk), "refused", why, "check the id of the disk")]
        else:
            around = read_surroundings(self._session, machine, self._request.machine, [disk.id, machine.id])
            checks = check_data_disk(machine, disk, attachment, around)
        self._record.checks = checks
        if told := refused_words(checks):
            refusal = AttachmentRefused(f"The disk {name!r} can't be attached to {machine.name!r}. {told}")
            refusal.passing = all(each.passing for each in checks if each.verdict == "refused")
            raise refusal

    def _change(self, detach: list[str], attach: list[Attachment]) -> Steps[None]:
        """The answer comes before the change has ended: it is followed to its end."""
        machine = self._request.machine
        with noting_a_change(self._record):
            answer = attach_detach(self._session, machine, detach, attach)
        interval = self._request.poll_interval
        yield from follow_operation(self._session, answer, doing=changing_data_disks(machine), poll_interval=interval)

    def _words(self, step: Next) -> str:
        """What is being done, for whoever watches."""
        disk, machine = self._request.disk.name, self._request.machine.name
        words = {
            "wait": f"waiting for Azure to finish a change of {machine}",
            "attach": f"attaching {disk} to {machine}",
            "detach": f"detaching {disk} from {machine}",
            "end": f"reading {machine}",
        }
        return words[step]


def _settled(machine: VirtualMachine) -> VirtualMachine:
    """The machine as it is going to be when Azure has finished with it."""
    staying = tuple(each for each in machine.data_disks if not each.being_detached)
    return replace(machine, provisioning_state=None, power=None, data_disks=staying)
