# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Virtual machines of Microsoft.Compute that are made from disks that are there, and deleted again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..._arm.json_stream import Json
from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from ..._arm.transport import Answer
from .machine_profiles import SecurityProfile
from .virtual_machines import QUERY, Attachment


@dataclass(frozen=True)
class NewMachine:
    """A machine that is to be made. `os_disk` has no LUN. None: as Azure chooses.

    `os_encryption` is what of the OS disk of a confidential machine is encrypted, such as `DiskWithVMGuestState`.
    """

    id: ResourceId
    location: str
    zone: str | None
    size: str
    os_type: str | None
    os_disk: Attachment
    data_disks: tuple[Attachment, ...]
    interface_id: str
    security: SecurityProfile | None
    os_encryption: str | None
    controller: str | None
    licence: str | None
    ultra_ssd_enabled: bool
    tags: Mapping[str, str]


def put_new_machine(session: ArmSession, machine: NewMachine) -> Answer:
    """Make a machine (VirtualMachines_CreateOrUpdate). The answer comes before it is finished.

    Azure refuses it (HTTP 412) if there is a machine of that name.
    """
    return session.put(
        machine.id.path,
        query=QUERY,
        body=_body(machine),
        if_absent=True,
        doing=making(machine.id),
    )


def delete_machine(session: ArmSession, machine: ResourceId) -> Answer:
    """Delete a machine (VirtualMachines_Delete). What it used goes with it only if its delete option says so."""
    return session.delete(machine.path, query=QUERY, doing=deleting(machine))


def making(machine: ResourceId) -> str:
    """What is being done, for messages."""
    return f"making the virtual machine {machine.name!r} in resource group {machine.resource_group!r}"


def deleting(machine: ResourceId) -> str:
    """The same of a deletion."""
    return f"deleting the virtual machine {machine.name!r} in resource group {machine.resource_group!r}"


def _body(machine: NewMachine) -> Json:
    os_disk = _disk(machine.os_disk)
    if machine.os_type:
        os_disk["osType"] = machine.os_type
    if machine.os_encryption:
        encryption = {"securityEncryptionType": machine.os_encryption}
        os_disk["managedDisk"] = {"id": machine.os_disk.disk_id, "securityProfile": encryption}
    storage: Json = {
        "osDisk": os_disk,
        "dataDisks": [{"lun": each.lun, **_disk(each)} for each in machine.data_disks],
    }
    if machine.controller:
        storage["diskControllerType"] = machine.controller
    interface = {"id": machine.interface_id, "properties": {"primary": True, "deleteOption": "Detach"}}
    properties: Json = {
        "hardwareProfile": {"vmSize": machine.size},
        "storageProfile": storage,
        "networkProfile": {"networkInterfaces": [interface]},
        "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
    }
    if security := _security(machine.security):
        properties["securityProfile"] = security
    if machine.licence:
        properties["licenseType"] = machine.licence
    if machine.ultra_ssd_enabled:
        properties["additionalCapabilities"] = {"ultraSSDEnabled": True}
    body: Json = {"location": machine.location, "tags": dict(machine.tags), "properties": properties}
    return {**body, "zones": [machine.zone]} if machine.zone else body


def _disk(attachment: Attachment) -> Json:
    """Everything that an attachment keeps is said: what is left out, Azure chooses."""
    return {
        "name": ResourceId.parse(attachment.disk_id).name,
        "createOption": "Attach",
        "managedDisk": {"id": attachment.disk_id},
        "caching": attachment.caching,
        "writeAcceleratorEnabled": attachment.write_accelerator,
        "deleteOption": attachment.delete_option,
    }


def _security(profile: SecurityProfile | None) -> Json:
    if profile is None:
        return {}
    said: Json = {}
    if profile.type and profile.type.lower() != "standard":
        said["securityType"] = profile.type
        boot = {"secureBootEnabled": profile.secure_boot, "vTpmEnabled": profile.vtpm}
        said["uefiSettings"] = {name: value for name, value in boot.items() if value is not None}
    if profile.encryption_at_host is not None:
        said["encryptionAtHost"] = profile.encryption_at_host
    return said
