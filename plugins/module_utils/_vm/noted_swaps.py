# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The swaps of a machine that its disks tell of."""

from __future__ import annotations

from dataclasses import dataclass

from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._azure.compute.disks import Disk, list_disks
from .._azure.compute.virtual_machines import VirtualMachine
from .errors import NotesUnreadable, NothingNoted
from .notes import PREFIX, Note, Unreadable, read_note
from .situation import Swap


@dataclass(frozen=True)
class NotedSwap:
    """A swap, and what its new disk says of it."""

    swap: Swap
    note: Note
    disk: Disk


def find_noted(session: ArmSession, own: ResourceId, machine: VirtualMachine) -> tuple[Swap, ...]:
    """The swaps that can be undone. Raises `NothingNoted` if there are none."""
    found = find_noted_swaps(session, own, machine)
    if not found:
        raise NothingNoted(
            f"No disk that {own.name!r} uses, or of the resource groups of these disks, carries the notes of a "
            f"swap of it: say in swaps which disks are to be put back."
        )
    return tuple(each.swap for each in found)


def find_noted_swaps(session: ArmSession, own: ResourceId, machine: VirtualMachine) -> tuple[NotedSwap, ...]:
    """Those noted on disks that the machine uses, and those under way in the groups that these are in.

    Raises `NotesUnreadable` if a disk that it uses has notes of which some are missing: the others are not all of it.
    """
    used = [each for each in (ResourceId.parse_if_one(one.disk_id) for one in machine.attachments) if each]
    groups = {group.lower(): group for group in (own.resource_group, *(each.resource_group for each in used))}
    found: dict[str, NotedSwap] = {}
    for group in groups.values():
        for disk in list_disks(session, own.subscription_id, group):
            note, new = read_note(disk, own.subscription_id), ResourceId.parse_if_one(disk.id)
            if isinstance(note, Unreadable) and machine.attachment_of(disk.id):
                raise NotesUnreadable(
                    f"{own.name!r} uses the disk {disk.name!r}, whose notes of a swap can't be read: some of its "
                    f"tags {PREFIX}... are missing or wrong. Say in swaps of vm_disk_swap which disks are to be put "
                    "back, or delete these tags if they are of no swap."
                )
            if not (isinstance(note, Note) and new and note.machine.key == own.key):
                continue
            if note.stage == "under way" or machine.attachment_of(new):
                found[new.key] = NotedSwap(Swap(ResourceId.parse(note.former.disk_id), new), note, disk)
    return tuple(found.values())
