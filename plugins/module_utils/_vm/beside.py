# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""A machine beside the one that disks came from: what is asked for, and what is done next.

It is read from the top; the first line that holds is done, then everything is read again. *Ours* is what carries the
mark of this machine's name: what does not was there before, and is never taken.

| the machine and its network interface | present | absent |
|---|---|---|
| the machine is there and not ours, and has the interface | stop | keep both, end |
| the machine is there and not ours | stop | keep it, and go on as if there were none |
| the machine is being changed by Azure | wait | wait |
| the machine is there, and a disk of it would go with it | (no matter) | stop |
| the machine is there and has other disks, another size or another network | stop | delete it |
| the machine does not run | start it | delete it |
| the machine runs, its agent is awaited and has not reported since | wait for it | delete it |
| the machine runs | end | delete it |
| no machine; the interface is there and not ours, or another machine has it | stop | keep it, end |
| no machine; the interface still belongs to it, or Azure is changing it | wait | wait |
| no machine; no interface, or one that is ours and not as it is to be | make it | delete it, or end |
| no machine; the interface is as it is to be | make the machine | delete it |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .._arm.resource_ids import ResourceId, same_id
from .._azure.compute.machine_profiles import read_machine
from .._azure.compute.virtual_machines import VirtualMachine
from .._azure.network.interfaces import INTERFACE, NetworkInterface
from .._backup.shapes.recovery_map import MachineMap
from .attachment import NO_CACHING
from .check import Check
from .errors import MachineDiffers, MachineRefused, NameTaken
from .situation import BUSY, Situation

MARK = "azure-dr-vm-from-disks"
FAILED = "failed"
RUNNING = "running"
Act = Literal[
    "wait", "make_interface", "make_machine", "start", "wait_for_agent", "delete_machine", "delete_interface", "end"
]
Action = Literal["created", "started", "deleted", "unchanged", "would_create", "would_start", "would_delete"]


@dataclass(frozen=True)
class DataDisk:
    """A data disk that the machine is to have. None: the lowest free LUN, no caching."""

    disk: ResourceId
    lun: int | None = None
    caching: str | None = None


@dataclass(frozen=True)
class Design:
    """What a machine is to be made of, and where."""

    os_disk: ResourceId
    data_disks: tuple[DataDisk, ...]
    like: ResourceId | MachineMap | None
    size: str | None
    subnet: ResourceId
    security_group: ResourceId | None

    @property
    def disks(self) -> list[ResourceId]:
        """All disks, the OS disk first."""
        return [self.os_disk, *(each.disk for each in self.data_disks)]


@dataclass(frozen=True)
class BesideRequest:
    """What machine there is to be. Without a design, none."""

    machine: ResourceId
    design: Design | None = None
    wait_for_agent: bool = True
    boot_seconds: float = 900.0
    check_mode: bool = False
    poll_interval: float = 30.0

    @property
    def interface(self) -> ResourceId:
        """The only network interface of the machine."""
        machine = self.machine
        return ResourceId(machine.subscription_id, machine.resource_group, INTERFACE, (f"{machine.name}-nic",))

    @property
    def mark(self) -> dict[str, str]:
        """The tag of what is made: a copy of it on something of another name does not make that ours."""
        return {MARK: f"{self.machine.resource_group}/{self.machine.name}".lower()}


@dataclass(frozen=True)
class Kept:
    """What was not deleted, and why."""

    id: str
    reason: str


@dataclass
class BesideRecord:
    """What is known of it. `action` is None as long as the end is not reached."""

    request: BesideRequest
    machine: VirtualMachine | None = None
    interface: NetworkInterface | None = None
    checks: Sequence[Check] = ()
    action: Action | None = None
    changed: bool = False
    doing: str = "reading what there is"
    kept: list[Kept] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def decide(request: BesideRequest, machine: VirtualMachine | None, interface: NetworkInterface | None) -> Act:
    """What is done next. Raises `NameTaken`, `MachineDiffers` or `MachineRefused` if nothing can be."""
    if request.design is None:
        return _away(request, machine, interface)
    if machine is None:
        return _without_machine(request, request.design, interface)
    return _with_machine(request, request.design, machine, interface)


def not_ours(
    request: BesideRequest, machine: VirtualMachine | None, interface: NetworkInterface | None
) -> Iterator[Kept]:
    """What has our names and is not ours."""
    if machine and not _is_ours(request, tags_of(machine)):
        yield Kept(machine.id, "vm_from_disks did not make this virtual machine: it does not carry its tag")
    if interface and not _is_ours(request, interface.tags):
        yield Kept(interface.id, "vm_from_disks did not make this network interface: it does not carry its tag")
    elif interface and interface.machine_id and not same_id(interface.machine_id, str(request.machine)):
        yield Kept(interface.id, f"the machine {interface.machine_id} uses this network interface")


def tags_of(machine: VirtualMachine) -> Mapping[str, str]:
    """The tags of a machine."""
    profile = read_machine(machine.model)
    return profile.tags if profile else {}


def _with_machine(
    request: BesideRequest, design: Design, machine: VirtualMachine, interface: NetworkInterface | None
) -> Act:
    if not _is_ours(request, tags_of(machine)):
        raise _taken(next(not_ours(request, machine, None)))
    if Situation(machine, (), {}).is_changing:
        return "wait"
    if differences := list(_differences(request, design, machine, interface)):
        raise MachineDiffers(
            f"The virtual machine {machine.name!r} is there, made by an earlier task, and it differs: "
            f"{'; '.join(differences)}. Ask for what there is, take another name, or delete it first (state: absent)."
        )
    if machine.power != RUNNING:
        return "start"
    return "wait_for_agent" if request.wait_for_agent and not machine.agent_is_fresh else "end"


def _without_machine(request: BesideRequest, design: Design, interface: NetworkInterface | None) -> Act:
    if interface is None:
        return "make_interface"
    if foreign := next(not_ours(request, None, interface), None):
        raise _taken(foreign)
    if _is_in_flux(interface):
        return "wait"
    is_right = (interface.provisioning_state or "").lower() != FAILED and not list(_of_interface(design, interface))
    return "make_machine" if is_right else "make_interface"


def _away(request: BesideRequest, machine: VirtualMachine | None, interface: NetworkInterface | None) -> Act:
    if machine and _is_ours(request, tags_of(machine)):
        if Situation(machine, (), {}).is_changing:
            return "wait"
        if leaving := [each.disk_id for each in machine.attachments if (each.delete_option or "").lower() == "delete"]:
            raise MachineRefused(
                f"The virtual machine {machine.name!r} was not deleted, because Azure would delete these disks with "
                f"it: {', '.join(leaving)}. Fix: set the delete option of these disks to Detach."
            )
        return "delete_machine"
    if interface is None or next(not_ours(request, None, interface), None):
        return "end"
    if machine and interface.machine_id:
        return "end"
    return "wait" if _is_in_flux(interface) else "delete_interface"


def _is_in_flux(interface: NetworkInterface) -> bool:
    """Whether Azure is changing it, or has not yet noticed that its machine has gone."""
    return interface.machine_id is not None or (interface.provisioning_state or "").lower() in BUSY


def _is_ours(request: BesideRequest, tags: Mapping[str, str]) -> bool:
    found = {name.lower(): value.lower() for name, value in tags.items()}
    return all(found.get(name) == value for name, value in request.mark.items())


def _taken(foreign: Kept) -> NameTaken:
    return NameTaken(f"{foreign.id} is there already, and is not touched: {foreign.reason}. Take another name.")


def _differences(
    request: BesideRequest, design: Design, machine: VirtualMachine, interface: NetworkInterface | None
) -> Iterator[str]:
    """In what a machine of ours is not what is asked for. What is attached besides is no matter."""
    os_disk = machine.os_disk.disk_id if machine.os_disk else None
    if not same_id(os_disk, str(design.os_disk)):
        yield f"its OS disk is {os_disk}"
    for each in design.data_disks:
        used = machine.attachment_of(each.disk)
        if used is None:
            yield f"it does not have the disk {each.disk.name!r}"
        elif each.lun not in (None, used.lun):
            yield f"it has the disk {each.disk.name!r} at LUN {used.lun}, not {each.lun}"
        elif each.caching and each.caching.lower() != (used.caching or NO_CACHING).lower():
            yield f"it has the disk {each.disk.name!r} with caching {used.caching}, not {each.caching}"
    if design.size and design.size.lower() != (machine.size or "").lower():
        yield f"its size is {machine.size}, not {design.size}"
    profile = read_machine(machine.model)
    others = [each for each in (profile.interface_ids if profile else ()) if not same_id(each, str(request.interface))]
    if others:
        yield f"it has the network interface {others[0]}"
    if interface:
        yield from _of_interface(design, interface)


def _of_interface(design: Design, interface: NetworkInterface) -> Iterator[str]:
    if len(interface.subnet_ids) != 1 or not same_id(interface.subnet_ids[0], str(design.subnet)):
        yield f"its network interface is in {', '.join(interface.subnet_ids) or 'no subnet'}"
    wanted = str(design.security_group) if design.security_group else None
    if wanted and not same_id(interface.security_group_id, wanted):
        yield f"its network security group is {interface.security_group_id or 'none'}"
    if interface.public_address_ids:
        yield f"it has the public address {interface.public_address_ids[0]}"
