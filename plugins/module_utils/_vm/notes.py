# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is noted of a swap, as tags of the new disk, before the machine is touched.

All that is needed to finish the swap or to undo it: how the former disk was attached, which one it was, and the power
before. A controller that dies loses nothing, and `rolled_back` needs no file.

A tag takes 256 characters, and the ARM id of a disk can be longer. So a disk and a machine are noted as resource group
and name: a disk is attached to machines of its own subscription only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from .._arm.resource_ids import ResourceId
from .._azure.compute.disks import Disk
from .._azure.compute.virtual_machines import VIRTUAL_MACHINE, Attachment
from .._azure.disk_names import DISK

Stage = Literal["under way", "done"]
PowerOption = Literal["deallocate_and_start", "deallocate", "as_is"]

PREFIX = "azure-dr-swap-"
MACHINE = f"{PREFIX}vm"
FORMER = f"{PREFIX}former-disk"
ATTACHMENT = f"{PREFIX}attachment"
POWER = f"{PREFIX}power"
STAGE = f"{PREFIX}stage"
NAMES = (MACHINE, FORMER, ATTACHMENT, POWER, STAGE)
MOST_TAGS = 50
LONGEST_VALUE = 256
OS = "os"
ABSENT = "-"


@dataclass(frozen=True)
class Note:
    """What a new disk says of the swap that it is for.

    `former` is the attachment of the disk that it takes the place of. `power_before` is that of the machine, and
    `power_option` the `power` that was asked for.
    """

    machine: ResourceId
    former: Attachment
    power_before: str
    power_option: PowerOption
    stage: Stage

    def as_tags(self) -> dict[str, str]:
        """The tags."""
        former = ResourceId.parse(self.former.disk_id)
        attached = {
            "lun": OS if self.former.lun is None else str(self.former.lun),
            "caching": self.former.caching or ABSENT,
            "write_accelerator": "yes" if self.former.write_accelerator else "no",
            "delete_option": self.former.delete_option or ABSENT,
        }
        return {
            MACHINE: f"{self.machine.resource_group}/{self.machine.name}",
            FORMER: f"{former.resource_group}/{former.name}",
            ATTACHMENT: _written(attached),
            POWER: _written({"before": self.power_before, "option": self.power_option}),
            STAGE: self.stage,
        }


@dataclass(frozen=True)
class Unreadable:
    """Tags of a swap that can't be read, or not completely."""

    tags: Mapping[str, str]


def read_note(disk: Disk, subscription_id: str) -> Note | Unreadable | None:
    """What a disk says of a swap; None if it says nothing."""
    tags = {name.lower(): value for name, value in disk.tags.items()}
    ours = {name: tags[name] for name in NAMES if name in tags}
    if not ours:
        return None
    machine = _resource(ours.get(MACHINE, ""), subscription_id, VIRTUAL_MACHINE)
    former = _resource(ours.get(FORMER, ""), subscription_id, DISK)
    attached, power = _read(ours.get(ATTACHMENT, "")), _read(ours.get(POWER, ""))
    lun, stage = attached.get("lun", ""), ours.get(STAGE, "")
    option = next((each for each in get_args(PowerOption) if each == power.get("option")), None)
    known_stage = next((each for each in get_args(Stage) if each == stage), None)
    if not (machine and former and option and known_stage and power.get("before") and (lun == OS or _is_a_lun(lun))):
        return Unreadable(ours)
    attachment = Attachment(
        disk_id=str(former),
        lun=None if lun == OS else int(lun),
        caching=_told(attached.get("caching")),
        write_accelerator=attached.get("write_accelerator") == "yes",
        delete_option=_told(attached.get("delete_option")),
    )
    return Note(machine, attachment, power["before"], option, known_stage)


def noted_tags(disk: Disk) -> dict[str, str]:
    """The tags of a swap that a disk has, as it has them."""
    return {name: value for name, value in disk.tags.items() if name.lower() in NAMES}


def room_for_tags(disk: Disk) -> int:
    """How many tags a disk still takes beyond those of a swap; below zero if these do not fit."""
    others = sum(1 for name in disk.tags if name.lower() not in NAMES)
    return MOST_TAGS - others - len(NAMES)


def _written(members: Mapping[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in members.items())


def _read(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name: value for name, equals, value in pairs if equals}


def _told(text: str | None) -> str | None:
    return None if text in (None, "", ABSENT) else text


def _is_a_lun(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


def _resource(text: str, subscription_id: str, kind: str) -> ResourceId | None:
    group, slash, name = text.partition("/")
    if not (slash and group and name):
        return None
    return ResourceId.parse_if_one(str(ResourceId(subscription_id, group, kind, (name,))))
