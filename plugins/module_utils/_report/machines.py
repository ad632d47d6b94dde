# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The virtual machines that run on restored disks: before, after, and the way back."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from .._azure.resource_names import last_name
from .elements import element
from .plain_values import as_list, as_mapping, as_number, as_text, as_texts, as_whole_number

UNDO = "ansible-playbook azure_dr.backup.undo_recovery"
UNDO_LINE = f"The former disks stay. To put them back: {UNDO}, with the same variables."
NOT_DELETED = "No restored disk was deleted: each costs money until somebody deletes it."
NOT_BACKED_UP = "Nothing backs up the restored disks before you protect them."


@dataclass(frozen=True)
class MachineDisk:
    """A disk of a machine before the recovery, the one that takes its place, and the one that is used."""

    former: str | None
    new: str | None
    current: str | None
    lun: str


@dataclass(frozen=True)
class Machine:
    """A machine as the role recover_vms tells of it."""

    id: str
    name: str
    action: str | None
    failed: bool
    goes_back: bool
    message: str | None
    power_before: str | None
    power: str | None
    elapsed_seconds: float | None
    disks: tuple[MachineDisk, ...]
    vaults: tuple[str, ...]

    @property
    def undo_command(self) -> str:
        """What puts the former disks back. The vaults show where the restored disks came from."""
        vaults = {"recover_vms_vaults": self.vaults} if self.vaults else {}
        return f"{UNDO} -e {shlex.quote(json.dumps({'recover_vms_virtual_machines': [self.id], **vaults}))}"

    @property
    def disks_wanted(self) -> str:
        """The disks that it was to run on."""
        return "former disks again" if self.goes_back else "restored disks"

    @property
    def runs_on_restored_disks(self) -> bool:
        """Whether it is on what nothing backs up yet."""
        return self.action in ("swapped", "unchanged") and not self.goes_back

    @property
    def title(self) -> str:
        """What became of it."""
        return f"{self.name}: failed" if self.failed else f"{self.name}: {(self.action or 'unknown').replace('_', ' ')}"


def read_machines(told: object) -> tuple[Machine, ...]:
    """The machines that the role recover_vms lists."""
    return tuple(_read(as_mapping(each)) for each in as_list(told))


def machines_headline(machines: Sequence[Machine], *, check_mode: bool) -> str:
    """What became of all of them, in a part of a sentence."""
    total, good = len(machines), sum(not each.failed for each in machines)
    one, not_one, many = "passes the check", "does not pass the check", "pass the check"
    if not check_mode:
        on = machines[0].disks_wanted
        one, not_one, many = f"is on its {on}", f"is not on its {on}", f"are on their {on}"
    if total == 1:
        return f"the virtual machine {machines[0].name} {one if good else not_one}"
    if good == total:
        return f"all {total} virtual machines {many}"
    return f"{good or 'none'} of {'the ' if not good else ''}{total} virtual machines {one if good == 1 else many}"


def machines_section(machines: Sequence[Machine]) -> Element | None:
    """For the page; None if there are none."""
    if not machines:
        return None
    return element("section", element("h2", "The virtual machines"), *map(_shown, machines))


def machines_document(machines: Sequence[Machine]) -> list[dict[str, Any]]:
    """For programs."""
    return [
        {
            "id": each.id,
            "name": each.name,
            "action": each.action,
            "failed": each.failed,
            "message": each.message,
            "power_before": each.power_before,
            "power": each.power,
            "elapsed_seconds": each.elapsed_seconds,
            "disks": [
                {"lun": disk.lun, "former_disk": disk.former, "new_disk": disk.new, "current_disk": disk.current}
                for disk in each.disks
            ],
            "undo_command": None if each.goes_back else each.undo_command,
        }
        for each in machines
    ]


def _read(told: Any) -> Machine:
    machine = as_mapping(told.get("virtual_machine"))
    name = as_text(told.get("name")) or "unknown"
    return Machine(
        id=as_text(told.get("id")) or name,
        name=name,
        action=as_text(told.get("action")),
        failed=told.get("failed") is True,
        goes_back=told.get("state") == "rolled_back",
        message=as_text(told.get("message")) or None,
        power_before=as_text(machine.get("power_before")),
        power=as_text(machine.get("power")),
        elapsed_seconds=as_number(told.get("elapsed_seconds")),
        disks=tuple(_disk(each) for each in sorted(map(as_mapping, as_list(told.get("disks"))), key=_place)),
        vaults=as_texts(told.get("vaults")),
    )


def _place(told: Mapping[str, Any]) -> tuple[bool, int]:
    """The OS disk first, then by LUN, whichever way the machine goes."""
    return told.get("role") != "os", as_whole_number(told.get("lun")) or 0


def _disk(told: Any) -> MachineDisk:
    lun = "OS disk" if told.get("role") == "os" else f"LUN {told.get('lun')}"
    former, new, current = (as_text(told.get(name)) for name in ("former_disk", "new_disk", "current_disk"))
    return MachineDisk(former, new, current, lun)


def _shown(machine: Machine) -> Element:
    rows = [
        (disk.lun, f"{last_name(before or '')} before, {last_name(disk.current or '') or 'none'} now")
        for disk in machine.disks
        for before in [disk.new if machine.goes_back else disk.former]
    ]
    power = f"{machine.power_before or 'unknown'} before, {machine.power or 'unknown'} now"
    undo = [] if machine.goes_back else [("To undo it", machine.undo_command)]
    told = [("Power", power), *rows, *undo]
    listed = [each for name, words in told for each in (element("dt", name), element("dd", words))]
    return element(
        "div",
        element("h3", machine.title),
        element("p", machine.message, class_="words quiet") if machine.message else None,
        element("dl", *listed),
        element("p", NOT_BACKED_UP, class_="quiet") if machine.runs_on_restored_disks else None,
        element("p", NOT_DELETED, class_="quiet") if machine.goes_back else None,
        class_="panel need is-warn" if machine.failed else "panel need",
    )
