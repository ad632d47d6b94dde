# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Virtual machines as one needs to know them to find their disks, and to build them again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from ..._arm.json_stream import Json
from ..._arm.session import ArmSession
from .. import wire
from ..resource_names import resource_name
from .virtual_machines import Attachment, read_attachments

QUERY = {"api-version": "2024-07-01"}
MACHINE = "Microsoft.Compute/virtualMachines"
MACHINE_NAME = re.compile(r"[\w.-]{0,63}[\w-]")


@dataclass(frozen=True)
class SecurityProfile:
    """How a machine is guarded while it boots and runs."""

    type: str | None
    secure_boot: bool | None
    vtpm: bool | None
    encryption_at_host: bool | None


@dataclass(frozen=True)
class MachineProfile:
    """A virtual machine: what it is made of, and which disks it has. The OS disk is the first of `disks`."""

    id: str
    name: str
    location: str | None
    zones: tuple[str, ...]
    size: str | None
    os_type: str | None
    security: SecurityProfile | None
    controller: str | None
    licence: str | None
    scale_set_id: str | None
    interface_ids: tuple[str, ...]
    disks: tuple[Attachment, ...]
    tags: Mapping[str, str] = field(default_factory=dict)


def list_machines(session: ArmSession, subscription_id: str) -> Iterator[MachineProfile]:
    """All machines of a subscription (VirtualMachines_ListAll)."""
    path = f"/subscriptions/{subscription_id}/providers/{MACHINE}"
    doing = f"listing the virtual machines of subscription {subscription_id}"
    for item in session.items(path, query=QUERY, doing=doing):
        if machine := read_machine(item):
            yield machine


def list_group_machines(session: ArmSession, subscription_id: str, resource_group: str) -> Iterator[MachineProfile]:
    """All machines of a resource group (VirtualMachines_List)."""
    group = quote(resource_group, safe="")
    path = f"/subscriptions/{subscription_id}/resourceGroups/{group}/providers/{MACHINE}"
    doing = f"listing the virtual machines of resource group {resource_group!r}"
    for item in session.items(path, query=QUERY, doing=doing):
        if machine := read_machine(item):
            yield machine


def read_machine(body: object) -> MachineProfile | None:
    """A machine as Azure sends it; None if it has no id."""
    machine_id = wire.text(body, "id")
    if not machine_id:
        return None
    properties = wire.mapping(body, "properties")
    storage = wire.mapping(properties, "storageProfile")
    zones = wire.member(body, "zones")
    interfaces = wire.items(properties, "networkProfile", "networkInterfaces")
    return MachineProfile(
        id=machine_id,
        name=resource_name(body) or "",
        location=wire.text(body, "location"),
        zones=tuple(str(zone) for zone in zones) if isinstance(zones, list) else (),
        size=wire.text(properties, "hardwareProfile", "vmSize"),
        os_type=wire.text(storage, "osDisk", "osType"),
        security=_security(wire.mapping(properties, "securityProfile")),
        controller=wire.text(storage, "diskControllerType"),
        licence=wire.text(properties, "licenseType"),
        scale_set_id=wire.text(properties, "virtualMachineScaleSet", "id"),
        interface_ids=tuple(interface for each in interfaces if (interface := wire.text(each, "id"))),
        disks=tuple(_disks(storage)),
        tags=wire.texts_by_name(body, "tags"),
    )


def _disks(storage: Json) -> Iterator[Attachment]:
    """Those that can be backed up as a disk: an ephemeral OS disk can't."""
    is_ephemeral = wire.member(storage, "osDisk", "diffDiskSettings") is not None
    return (each for each in read_attachments(storage) if not (each.is_os and is_ephemeral))


def _security(profile: Json) -> SecurityProfile | None:
    if not profile:
        return None
    return SecurityProfile(
        type=wire.text(profile, "securityType"),
        secure_boot=wire.truth(profile, "uefiSettings", "secureBootEnabled"),
        vtpm=wire.truth(profile, "uefiSettings", "vTpmEnabled"),
        encryption_at_host=wire.truth(profile, "encryptionAtHost"),
    )


def why_not_a_machine(name: str) -> str | None:
    """Why this can't be the name of a virtual machine, None if it can."""
    if MACHINE_NAME.fullmatch(name):
        return None
    return f"{name!r} is not a name of a virtual machine: up to 64 letters, digits and any of _.- are, no . at the end"
