# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What must hold before a machine is made: the disks as in a swap, and the size and the network of the machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .._arm.resource_ids import ResourceId
from .._azure.compute.disks import Disk
from .._azure.compute.machine_creation import NewMachine
from .._azure.compute.machine_profiles import SecurityProfile
from .._azure.compute.virtual_machines import Attachment, VirtualMachine
from .._azure.network.networks import SecurityGroup, VirtualNetwork, network_of
from .attachment import NO_CACHING, lowest_free_lun
from .beside import BesideRequest, Design
from .check import Check, Surroundings
from .checks import check_data_disk, check_os_disk
from .disk_checks import ULTRA, ZONE_REDUNDANT
from .likeness import Likeness

TRUSTED_LAUNCH = "trustedlaunch"
# What of an OS disk is encrypted (SecurityEncryptionTypes), by what its security type begins with (DiskSecurityTypes).
OS_ENCRYPTIONS = {
    "confidentialvm_diskencrypted": "DiskWithVMGuestState",
    "confidentialvm_vmgueststateonly": "VMGuestStateOnly",
    "confidentialvm_nonpersistedtpm": "NonPersistedTPM",
}


@dataclass(frozen=True)
class Network:
    """What is known of the network. `readable`: the login may read both."""

    network: VirtualNetwork | None = None
    group: SecurityGroup | None = None
    network_known: bool = True
    group_known: bool = True


def plan_machine(
    request: BesideRequest, design: Design, disks: Mapping[str, Disk], like: Likeness | None
) -> NewMachine | None:
    """The machine that is to be made: where its OS disk is, and otherwise like another one.

    None if the OS disk is not there, or nothing says of which size it is to be.
    """
    os_disk = disks.get(design.os_disk.key)
    size = design.size or (like.size if like else None)
    if os_disk is None or not os_disk.location or not size:
        return None
    caching = (like.os_caching if like else None) or "ReadWrite"
    found = [disk for each in design.data_disks if (disk := disks.get(each.disk.key))]
    return NewMachine(
        id=request.machine,
        location=os_disk.location,
        zone=_zone(os_disk, like),
        size=size,
        os_type=_text(os_disk, "osType") or (like.os_type if like else None),
        os_disk=Attachment(str(design.os_disk), None, caching, delete_option="Detach"),
        data_disks=tuple(_data_disks(design)),
        interface_id=str(request.interface),
        security=_security(os_disk, like.security if like else None),
        os_encryption=_os_encryption(os_disk),
        controller=like.controller if like else None,
        licence=like.licence if like else None,
        ultra_ssd_enabled=any((disk.sku or "").lower() == ULTRA for disk in found),
        tags=request.mark,
    )


def check_machine(
    planned: NewMachine,
    design: Design,
    disks: Mapping[str, Disk],
    around: Surroundings,
    network: Network,
) -> Iterator[Check]:
    """All checks of a machine that is to be made."""
    yield from _of_size(planned, disks, around)
    yield from _of_network(planned, design, network)
    machine = _as_machine(planned, disks)
    for attachment in (planned.os_disk, *planned.data_disks):
        disk_id = ResourceId.parse(attachment.disk_id)
        disk = disks.get(disk_id.key)
        if disk is None:
            yield missing(disk_id)
            continue
        if attachment.is_os:
            yield _os_type(disk)
            yield from check_os_disk(machine, disk, attachment, around)
            continue
        # The others are at their LUNs already: two at one LUN are found so.
        others = tuple(each for each in planned.data_disks if each is not attachment)
        yield from check_data_disk(replace(machine, data_disks=others), disk, attachment, around)


def missing(disk: ResourceId) -> Check:
    """The check of a disk that is not there."""
    why = f"The disk {disk.name!r} does not exist in resource group {disk.resource_group!r}."
    return Check("present", str(disk), "refused", why, "check the name and the group of the disk")


def _of_size(planned: NewMachine, disks: Mapping[str, Disk], around: Surroundings) -> Iterator[Check]:
    size = around.size
    if size is None:
        yield Check("size", None, "unknown", f"What {planned.size} is in {planned.location} is not known.")
        return
    os_disk = disks[ResourceId.parse(planned.os_disk.disk_id).key]
    generation = (_text(os_disk, "hyperVGeneration") or "V1").upper()
    fits = not size.generations or generation in [each.upper() for each in size.generations]
    yield _check(
        "generation",
        None if fits else f"{planned.size} takes no machine of generation {generation}, which {os_disk.name!r} is.",
        "choose a size that takes this generation",
    )
    controller = planned.controller
    known = [each.lower() for each in size.controllers]
    yield _check(
        "size_controller",
        f"{planned.size} has no {controller} disk controller, which the machine is to have."
        if controller and known and controller.lower() not in known
        else None,
        "choose a size with that disk controller",
    )


def _of_network(planned: NewMachine, design: Design, known: Network) -> Iterator[Check]:
    subnet, group = design.subnet, design.security_group
    name = network_of(subnet).name
    if not known.network_known:
        yield Check("subnet", None, "unknown", f"The virtual network {name!r} could not be read.")
    elif known.network is None or subnet.name.lower() not in [each.lower() for each in known.network.subnets]:
        yield Check("subnet", None, "refused", f"There is no subnet {subnet}.", "correct subnet_id")
    else:
        yield _in_region("subnet", f"The virtual network {name!r}", known.network.location, planned)
    if group is None:
        return
    if not known.group_known:
        yield Check("security_group", None, "unknown", f"The network security group {group.name!r} could not be read.")
    elif known.group is None:
        why = f"There is no network security group {group}."
        yield Check("security_group", None, "refused", why, "correct network_security_group_id")
    else:
        yield _in_region("security_group", f"The network security group {group.name!r}", known.group.location, planned)


def _in_region(name: str, called: str, location: str | None, planned: NewMachine) -> Check:
    differs = (location or "").replace(" ", "").lower() != planned.location.replace(" ", "").lower()
    wrong = f"{called} is in {location}, and the disks are in {planned.location}." if differs else None
    return _check(name, wrong, "choose one in the region of the disks")


def _os_type(disk: Disk) -> Check:
    wrong = None if _text(disk, "osType") else f"The disk {disk.name!r} holds no operating system."
    return (
        Check("os_type", disk.id, "refused", wrong, "choose the OS disk in os_disk")
        if wrong
        else Check("os_type", disk.id, "passed", f"{disk.name}: fits")
    )


def _check(name: str, wrong: str | None, remedy: str) -> Check:
    return Check(name, None, "refused", wrong, remedy) if wrong else Check(name, None, "passed", "nothing against it")


def _as_machine(planned: NewMachine, disks: Mapping[str, Disk]) -> VirtualMachine:
    """The machine as if it were there, without its disks."""
    os_disk = disks.get(ResourceId.parse(planned.os_disk.disk_id).key)
    return VirtualMachine(
        id=str(planned.id),
        name=planned.id.name,
        vm_id=None,
        location=planned.location,
        zones=(planned.zone,) if planned.zone else (),
        size=planned.size,
        etag=None,
        provisioning_state=None,
        power=None,
        agent_status=None,
        agent_ready=False,
        os_type=planned.os_type,
        generation=_text(os_disk, "hyperVGeneration") if os_disk else None,
        security_type=planned.security.type if planned.security else None,
        controller=planned.controller,
        scale_set_id=None,
        availability_set_id=None,
        is_ephemeral=False,
        ultra_ssd_enabled=planned.ultra_ssd_enabled,
        extensions=(),
        os_disk=None,
        data_disks=(),
        model={},
    )


def _data_disks(design: Design) -> Iterator[Attachment]:
    taken = [each.lun for each in design.data_disks]
    for each in design.data_disks:
        lun = each.lun
        if lun is None:
            lun = lowest_free_lun(taken)
            taken.append(lun)
        yield Attachment(str(each.disk), lun, each.caching or NO_CACHING, delete_option="Detach")


def _zone(os_disk: Disk, like: Likeness | None) -> str | None:
    """That of the OS disk; a disk that is in all zones leaves it to the likeness."""
    if len(os_disk.zones) == 1:
        return os_disk.zones[0]
    is_everywhere = (os_disk.sku or "").lower().endswith(ZONE_REDUNDANT)
    return like.zone if like and is_everywhere else None


def _security(os_disk: Disk, like: SecurityProfile | None) -> SecurityProfile | None:
    """That of the likeness; a disk of a trusted launch machine asks by itself for a machine of that type."""
    kind = _text(os_disk, "securityProfile.securityType")
    is_standard = like is None or (like.type or "standard").lower() == "standard"
    if not is_standard or (kind or "").lower() != TRUSTED_LAUNCH:
        return like
    encrypts = like.encryption_at_host if like else None
    return SecurityProfile(type=kind, secure_boot=True, vtpm=True, encryption_at_host=encrypts)


def _os_encryption(os_disk: Disk) -> str | None:
    """What of a confidential OS disk is encrypted, which a machine of it must say; None if it is not confidential."""
    kind = (_text(os_disk, "securityProfile.securityType") or "").lower()
    return next((said for begin, said in OS_ENCRYPTIONS.items() if kind.startswith(begin)), None)


def _text(disk: Disk, path: str) -> str | None:
    value = disk.settings.get(path)
    return None if value is None else str(value)
