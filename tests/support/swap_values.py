# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of a machine, its disks and its swaps, for what is decided on values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.disks import Disk
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.virtual_machines import (
    VIRTUAL_MACHINE,
    Attachment,
    VirtualMachine,
    read_virtual_machine,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.disk_names import disk_id
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.notes import Note
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.situation import Situation, Swap, see

SUBSCRIPTION = "1c638cf4-608f-4ee6-b680-c329e824c3a8"
MACHINE = ResourceId(SUBSCRIPTION, "prod", VIRTUAL_MACHINE, ("db",))
OS = Swap(disk_id(SUBSCRIPTION, "prod", "os"), disk_id(SUBSCRIPTION, "restored", "os-new"))
DATA = Swap(disk_id(SUBSCRIPTION, "prod", "data"), disk_id(SUBSCRIPTION, "restored", "data-new"))
LUNS = {OS: None, DATA: 3}


def machine(*attached: Attachment, **members: Any) -> VirtualMachine:
    """A running machine with these disks, as far as nothing else is said."""
    empty = read_virtual_machine({}, MACHINE)
    ready = {
        "location": "westeurope",
        "zones": ("1",),
        "size": "Standard_D4s_v5",
        "power": "running",
        "agent_ready": True,
        "provisioning_state": "Succeeded",
        "os_type": "Linux",
        "generation": "V2",
        "os_disk": next((one for one in attached if one.is_os), None),
        "data_disks": tuple(one for one in attached if not one.is_os),
    }
    return replace(empty, **{**ready, **members})


def attachment(disk: ResourceId, lun: int | None, **members: Any) -> Attachment:
    """How a machine uses a disk."""
    values = {"caching": "ReadOnly", "write_accelerator": False, "delete_option": "Delete"}
    return Attachment(str(disk), lun, **{**values, **members})


def disk(which: ResourceId, note: Note | None = None, **members: Any) -> Disk:
    """A disk that fits the machine, with what is noted on it."""
    values: dict[str, Any] = {
        "location": "westeurope",
        "zones": ("1",),
        "sku": "Premium_LRS",
        "size_gb": 64.0,
        "encryption_type": None,
        "disk_encryption_set_id": None,
        "network_access_policy": None,
        "public_network_access": None,
        "provisioning_state": "Succeeded",
        "disk_state": "Unattached",
        "created": None,
        "create_option": "Copy",
        "created_from": None,
        "attached_to": None,
        "settings": {"osType": "Linux", "hyperVGeneration": "V2", "supportedCapabilities.architecture": "x64"},
        "tags": {"cost": "7", **(note.as_tags() if note else {})},
    }
    return Disk(str(which), which.name, **{**values, **members})


def note(swap: Swap, **members: Any) -> Note:
    """What a new disk says of a swap of the machine."""
    values = {
        "machine": MACHINE,
        "former": attachment(swap.former, LUNS[swap]),
        "power_before": "running",
        "power_option": "deallocate_and_start",
        "stage": "under way",
    }
    return Note(**{**values, **members})


def situation(
    places: dict[Swap, str], notes: dict[Swap, Note] | None = None, disks: dict[str, Any] | None = None, **members: Any
) -> Situation:
    """The machine with the disks of these swaps in these places."""
    attached = []
    for swap, place in places.items():
        if place in ("former", "both"):
            attached.append(attachment(swap.former, LUNS[swap]))
        if place in ("new", "both"):
            attached.append(attachment(swap.new, LUNS[swap] if place == "new" else 9))
    known = {
        each.key: disk(each, (notes or {}).get(swap) if each is swap.new else None)
        for swap in places
        for each in (swap.former, swap.new)
    }
    return see(MACHINE, machine(*attached, **members), tuple(places), {**known, **(disks or {})})
