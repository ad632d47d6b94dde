# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What one look at a machine and its disks found, and what it means for a swap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .._arm.resource_ids import ResourceId, same_id
from .._azure.compute.disks import Disk
from .._azure.compute.virtual_machines import Attachment, VirtualMachine
from .notes import Note, read_note

# Which of the two disks of a swap the machine uses.
Place = Literal["former", "new", "both", "neither"]
Noted = Literal["nothing", "under way", "done", "another"]
OFF = frozenset({"stopped", "deallocated"})
CHANGING = frozenset({"starting", "stopping", "deallocating"})
FAILED = "failed"
BUSY = frozenset({"updating", "creating", "deleting", "migrating"})


@dataclass(frozen=True)
class Swap:
    """One disk that is to take the place of another."""

    former: ResourceId
    new: ResourceId


@dataclass(frozen=True)
class SwapSeen:
    """One swap as it is.

    `former` is how the former disk is attached, else how it was when that was noted; None if neither is known. `note`
    is what the new disk says of this swap; None if it says nothing, or speaks of another. `is_loose`: a change that
    failed has left one of the disks marked as to be detached.
    """

    swap: Swap
    place: Place
    noted: Noted
    former: Attachment | None
    note: Note | None
    is_loose: bool = False

    @property
    def is_os(self) -> bool:
        """Whether it is the OS disk."""
        return self.former is not None and self.former.is_os

    @property
    def needs_note(self) -> bool:
        """Whether what is noted does not tell how the former disk, which the machine uses, is attached now."""
        if self.place not in ("former", "both"):
            return False
        return self.note is None or self.note.stage == "done" or self.note.former != self.former

    def attach(self, disk: ResourceId) -> Attachment | None:
        """How one of the two disks is to be attached: as the former one is or was. None if that is not known."""
        return replace(self.former, disk_id=str(disk), being_detached=False) if self.former else None


@dataclass(frozen=True)
class Situation:
    """A machine, its swaps, and the disks of them by their keys; a disk that is not there is not in it."""

    machine: VirtualMachine
    swaps: tuple[SwapSeen, ...]
    disks: Mapping[str, Disk]

    @property
    def is_changing(self) -> bool:
        """Whether Azure is about to change it, so that what is seen does not last."""
        state = (self.machine.provisioning_state or "").lower()
        detaching = state != FAILED and any(each.being_detached for each in self.machine.attachments)
        return detaching or state in BUSY or self.machine.power in CHANGING

    @property
    def runs(self) -> bool:
        """Whether it runs. A power that is not known counts as running: no OS disk is swapped under it."""
        return self.machine.power not in OFF

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is noted of these swaps."""
        return tuple(each.note for each in self.swaps if each.note)


def see(machine_id: ResourceId, machine: VirtualMachine, swaps: Sequence[Swap], disks: Mapping[str, Disk]) -> Situation:
    """What the values that were read mean."""
    return Situation(machine, tuple(_see(machine_id, machine, swap, disks) for swap in swaps), disks)


def recall(situation: Situation, notes: Mapping[str, Note], *, back: bool) -> Situation:
    """The same, with what this run knows to have been noted on disks whose tags somebody has changed meanwhile.

    On the way to the new disks not of one that is still to be attached: it is noted again before anything else is done.
    """
    return replace(situation, swaps=tuple(_recall(each, notes, back=back) for each in situation.swaps))


def _recall(each: SwapSeen, notes: Mapping[str, Note], *, back: bool) -> SwapSeen:
    note = notes.get(each.swap.new.key)
    if note is None or each.note or (each.place == "former" and not back):
        return each
    return replace(each, noted=note.stage, former=each.former or note.former, note=note)


def _see(machine_id: ResourceId, machine: VirtualMachine, swap: Swap, disks: Mapping[str, Disk]) -> SwapSeen:
    former, new = machine.attachment_of(swap.former), machine.attachment_of(swap.new)
    place: Place = ("both" if new else "former") if former else ("new" if new else "neither")
    is_loose = any(each.being_detached for each in (former, new) if each)
    if former:
        former = replace(former, disk_id=str(swap.former), being_detached=False)
    disk = disks.get(swap.new.key)
    said = read_note(disk, machine_id.subscription_id) if disk else None
    if said is None:
        return SwapSeen(swap, place, "nothing", former, None, is_loose)
    # The OS disk takes no place of a data disk, whatever is noted.
    is_odd = isinstance(said, Note) and new and not former and new.is_os != said.former.is_os
    if not isinstance(said, Note) or is_odd or not _is_of(said, machine_id, swap):
        return SwapSeen(swap, place, "another", former, None, is_loose)
    note = replace(said, former=replace(said.former, disk_id=str(swap.former)))
    return SwapSeen(swap, place, note.stage, former or note.former, note, is_loose)


def _is_of(note: Note, machine_id: ResourceId, swap: Swap) -> bool:
    return same_id(str(note.machine), str(machine_id)) and same_id(note.former.disk_id, str(swap.former))
