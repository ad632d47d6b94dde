# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute: virtual machines as they are read.

Bodies: azure-cli recordings of 2023-05 to 2024-10 (VM show with and without ``instanceView``, attach, detach, swap).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .machines import MACHINE, Attachment, VirtualMachine
from .timestamps import compute_time, whole_seconds

_SUCCEEDED = ("ProvisioningState/succeeded", "Provisioning succeeded")
_PROVISIONING = {
    "Succeeded": _SUCCEEDED,
    "Creating": ("ProvisioningState/creating", "Creating"),
    "Updating": ("ProvisioningState/updating", "Updating"),
    "Deleting": ("ProvisioningState/deleting", "Deleting"),
    "Failed": ("ProvisioningState/failed", "Provisioning failed"),
}
_LATER = (
    "osProfile",
    "securityProfile",
    "networkProfile",
    "diagnosticsProfile",
    "availabilitySet",
    "virtualMachineScaleSet",
    "licenseType",
)
"""Members of ``profile`` that are known to follow the storage profile; others come after them."""


def machine_document(machine: VirtualMachine, now: datetime, *, with_instance_view: bool = False) -> dict[str, Any]:
    """GET of a virtual machine."""
    properties: dict[str, Any] = {
        "hardwareProfile": {"vmSize": machine.size},
        "provisioningState": machine.provisioning_state,
        "vmId": machine.vm_id,
        "storageProfile": storage_document(machine),
    }
    known = [name for name in _LATER if name in machine.profile]
    others = [name for name in machine.profile if name not in _LATER and name != "storageProfile"]
    properties |= {name: machine.profile[name] for name in (*known, *others)}
    if with_instance_view:
        properties["instanceView"] = instance_view(machine, now)
    properties["timeCreated"] = compute_time(machine.time_created)
    document: dict[str, Any] = {
        "name": machine.name,
        "id": machine.id,
        "type": MACHINE,
        "location": machine.location,
        "tags": machine.tags,
        "zones": machine.zones,
        "identity": machine.identity,
        "properties": properties,
        "etag": machine.etag,
    }
    return {name: value for name, value in document.items() if value is not None}


def storage_document(machine: VirtualMachine) -> dict[str, Any]:
    """The storage profile, which attaching and detaching answers with."""
    kept = machine.profile.get("storageProfile") or {}
    document: dict[str, Any] = {
        "imageReference": kept.get("imageReference"),
        "osDisk": {**_attachment(machine.os_disk), **kept.get("osDisk", {})},
        "dataDisks": [_attachment(one) for one in machine.data_disks],
        "diskControllerType": machine.disk_controller,
    }
    return {name: value for name, value in document.items() if value is not None}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    managed = {"storageAccountType": attachment.storage_type, "id": attachment.disk_id}
    document: dict[str, Any] = {
        "lun": attachment.lun,
        "osType": attachment.os_type if attachment.lun is None else None,
        "name": attachment.name,
        "createOption": attachment.create_option,
        "caching": attachment.caching,
        "writeAcceleratorEnabled": attachment.write_accelerator,
        "managedDisk": {name: value for name, value in managed.items() if value is not None},
        "deleteOption": attachment.delete_option,
        "diskSizeGB": attachment.size_gb,
    }
    if attachment.lun is not None:
        document |= {"toBeDetached": attachment.to_be_detached, "detachOption": attachment.detach_option}
    return {name: value for name, value in document.items() if value is not None}


def instance_view(machine: VirtualMachine, now: datetime) -> dict[str, Any]:
    """What runs: power, agent, disks. A deallocated machine says nothing of its agent (recorded 2024-08)."""
    provisioned = compute_time(machine.provisioned or machine.time_created)
    code, words = _PROVISIONING[machine.provisioning_state]
    reported = machine.agent_reported(now)
    view: dict[str, Any] = {}
    if machine.power not in ("deallocated", "starting"):
        if reported:
            view["computerName"] = (machine.profile.get("osProfile") or {}).get("computerName", machine.name)
            view |= {"osName": "ubuntu", "osVersion": "24.04"}
        view["vmAgent"] = _agent(reported, now)
    disk_status = {"code": _SUCCEEDED[0], "level": "Info", "displayStatus": _SUCCEEDED[1], "time": provisioned}
    view["disks"] = [{"name": one.name, "statuses": [disk_status]} for one in machine.attachments]
    if ((machine.profile.get("diagnosticsProfile") or {}).get("bootDiagnostics") or {}).get("enabled"):
        view["bootDiagnostics"] = {}
    view["hyperVGeneration"] = machine.hyper_v_generation
    level = "Error" if machine.provisioning_state == "Failed" else "Info"
    view["statuses"] = [
        {"code": code, "level": level, "displayStatus": words, "time": provisioned},
        {"code": f"PowerState/{machine.power}", "level": "Info", "displayStatus": f"VM {machine.power}"},
    ]
    return view


def _agent(reported: datetime | None, now: datetime) -> dict[str, Any]:
    if reported is None:
        status = {
            "code": "ProvisioningState/Unavailable",
            "level": "Warning",
            "displayStatus": "Not Ready",
            "message": "VM status blob is found but not yet populated.",
            "time": _second(now),
        }
        return {"vmAgentVersion": "Unknown", "statuses": [status]}
    status = {
        "code": "ProvisioningState/succeeded",
        "level": "Info",
        "displayStatus": "Ready",
        "message": "Guest Agent is running",
        "time": _second(reported),
    }
    return {"vmAgentVersion": "2.11.1.12", "statuses": [status], "extensionHandlers": []}


def _second(moment: datetime) -> str:
    return whole_seconds(moment)[:-1] + "+00:00"
