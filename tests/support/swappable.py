# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A virtual machine in the small estate, and disks that can take the place of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.names import SUBSCRIPTION_ID

SWAP: dict[str, Any] = {
    "virtual_machine": "erp",
    "vm_resource_group": "erp-prod",
    "power": "deallocate_and_start",
    "swaps": [{"current_disk": "erp-data", "new_disk": "erp-data-new"}],
    "poll_interval": 1,
}
ATTACHMENT: dict[str, Any] = {
    "virtual_machine": "erp",
    "vm_resource_group": "erp-prod",
    "disk": f"/subscriptions/{SUBSCRIPTION_ID}/resourceGroups/erp-prod/providers/Microsoft.Compute/disks/erp-data-new",
    "poll_interval": 1,
}
MACHINE: dict[str, Any] = {
    "name": "erp-check",
    "resource_group": "erp-prod",
    "os_disk": "erp-os-new",
    "size": "Standard_D4s_v5",
    "subnet_id": f"/subscriptions/{SUBSCRIPTION_ID}/resourceGroups/erp-prod/providers/Microsoft.Network"
    "/virtualNetworks/erp-net/subnets/servers",
    "poll_interval": 1,
}
RECOVERY: dict[str, Any] = {"virtual_machines": ["erp"], "as_of": "latest", "power": "deallocate_and_start"}
COMPUTE = f"/subscriptions/{SUBSCRIPTION_ID}/resourceGroups/erp-prod/providers/Microsoft.Compute"
ONCE: dict[str, Any] = {
    "version": 1,
    "virtual_machines": [
        {
            "id": f"{COMPUTE}/virtualMachines/erp",
            "name": "erp",
            "tags": {},
            "network_interfaces": [],
            "disks": [
                {"id": f"{COMPUTE}/disks/erp-{name}", "name": f"erp-{name}", "role": role, "lun": lun, "tags": {}}
                for name, role, lun in (("os", "os", None), ("data", "data", 0))
            ],
        }
    ],
}
UNPROVEN = {**SWAP, "require_proven": False}


def add_swappable_machine(estate: Estate) -> None:
    """The machine erp with its three disks, and the disks erp-os-new and erp-data-new, which nobody restored."""
    group = estate.group("erp-prod")
    disks = {name: estate.disk(name, "erp-prod") for name in ("erp-os", "erp-data", "erp-log")}
    found = {name: disk for name, disk in disks.items() if disk}
    for disk in found.values():
        disk.owners = []
    for name in ("erp-os", "erp-data"):
        new = replace(found[name], name=f"{name}-new", disk_state="Unattached", tags={})
        estate.disks[new.id] = new
    subnet = estate.add_network("erp-net", group, "servers").subnet_id("servers")
    estate.add_machine("erp", group, found["erp-os"], found["erp-data"], found["erp-log"], subnet_id=subnet)


def add_helper_machine(estate: Estate) -> None:
    """The machine helper in the group tools, to which a disk can be attached."""
    group = estate.add_group("tools")
    os_disk = estate.add_disk("helper-os", group, size_gb=32, os_type="Linux", hyper_v_generation="V2")
    subnet = estate.add_network("tools-net", group, "servers").subnet_id("servers")
    estate.add_machine("helper", group, os_disk, subnet_id=subnet)
