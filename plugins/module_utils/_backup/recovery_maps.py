# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Making the recovery map of what was selected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from .._azure.compute.disks import Disk
from .._azure.compute.machine_profiles import MachineProfile, SecurityProfile
from .._azure.compute.virtual_machines import Attachment
from .._azure.network.interfaces import NetworkInterface
from .estate import Estate
from .selected_disks import SelectedDisks
from .shapes.recovery_map import VERSION, DiskMap, InterfaceMap, MachineMap, RecoveryMap, SecurityProfileMap


def make_recovery_map(
    selected: SelectedDisks,
    estate: Estate,
    interfaces: Mapping[str, NetworkInterface],
    former: RecoveryMap | None = None,
) -> RecoveryMap:
    """The machines that have disks of a selection. Those that are gone are as they are in the former map."""
    places = [place for disk in (*selected.protected, *selected.unprotected) for place in disk.placements]
    wanted = {place.machine_key for place in places}
    instances: defaultdict[str, list[str]] = defaultdict(list)
    for each in estate.protections:
        instances[each.disk_key].append(each.instance.id)
    one_instance = {key: found[0] for key, found in instances.items() if len(found) == 1}
    machines = {
        key: _machine(machine, estate.disks, one_instance, interfaces)
        for key, machine in estate.machines.items()
        if key in wanted
    }
    for gone in former["virtual_machines"] if former else ():
        if gone["id"].lower() in wanted:
            machines.setdefault(gone["id"].lower(), gone)
    return {"version": VERSION, "virtual_machines": [machines[key] for key in sorted(machines)]}


def _machine(
    machine: MachineProfile,
    disks: Mapping[str, Disk],
    instances: Mapping[str, str],
    interfaces: Mapping[str, NetworkInterface],
) -> MachineMap:
    return {
        "id": machine.id,
        "name": machine.name,
        "region": machine.location,
        "zone": machine.zones[0] if machine.zones else None,
        "size": machine.size,
        "os_type": machine.os_type,
        "security_profile": _security(machine.security),
        "controller": machine.controller,
        "licence": machine.licence,
        "tags": _sorted(machine.tags),
        "network_interfaces": [_interface(each, interfaces.get(each.lower())) for each in machine.interface_ids],
        "disks": [
            _disk(each, disks.get(each.disk_id.lower()), instances.get(each.disk_id.lower())) for each in machine.disks
        ],
    }


def _security(profile: SecurityProfile | None) -> SecurityProfileMap | None:
    if profile is None:
        return None
    return {
        "type": profile.type,
        "secure_boot": profile.secure_boot,
        "vtpm": profile.vtpm,
        "encryption_at_host": profile.encryption_at_host,
    }


def _interface(interface_id: str, known: NetworkInterface | None) -> InterfaceMap:
    return {
        "id": interface_id,
        "subnet_ids": list(known.subnet_ids) if known else [],
        "network_security_group_id": known.security_group_id if known else None,
        "accelerated": known.accelerated if known else None,
    }


def _disk(attached: Attachment, disk: Disk | None, instance_id: str | None) -> DiskMap:
    return {
        "id": attached.disk_id,
        "name": attached.name,
        "role": "os" if attached.is_os else "data",
        "lun": attached.lun,
        "caching": attached.caching,
        "write_accelerator": attached.write_accelerator,
        "delete_option": attached.delete_option,
        "size_gb": disk.size_gb if disk else None,
        "sku": disk.sku if disk else None,
        "tags": _sorted(disk.tags) if disk else {},
        "backup_instance_id": instance_id,
    }


def _sorted(tags: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(tags.items()))
