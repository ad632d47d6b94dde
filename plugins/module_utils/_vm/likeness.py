# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The machine that a new one is to be like: a live one, or one of the recovery map when it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .._arm.errors import OptionRefused, RequestRefused
from .._arm.resource_ids import ResourceId, same_id
from .._arm.session import ArmSession
from .._azure.compute.machine_profiles import SecurityProfile, read_machine, why_not_a_machine
from .._azure.compute.virtual_machines import VIRTUAL_MACHINE, get_virtual_machine
from .._backup.option_values import check_name
from .._backup.shapes.recovery_map import MachineMap, RecoveryMap

NOT_FOUND = 404


@dataclass(frozen=True)
class Likeness:
    """What a new machine takes over."""

    size: str | None
    zone: str | None
    os_type: str | None
    os_caching: str | None
    security: SecurityProfile | None
    controller: str | None
    licence: str | None


def read_likeness(session: ArmSession, like: ResourceId | MachineMap) -> Likeness:
    """The likeness of a machine of the map, or of one that is read. Raises `OptionRefused` if it is not there."""
    if not isinstance(like, ResourceId):
        return _of_map(like)
    try:
        found = get_virtual_machine(session, like)
    except RequestRefused as refusal:
        if refusal.status != NOT_FOUND:
            raise
        raise OptionRefused(
            "like", f"there is no virtual machine {like}; give the recovery_map that has it, or size instead"
        ) from None
    profile = read_machine(found.model)
    return Likeness(
        size=found.size,
        zone=found.zones[0] if found.zones else None,
        os_type=found.os_type,
        os_caching=found.os_disk.caching if found.os_disk else None,
        security=profile.security if profile else None,
        controller=found.controller,
        licence=profile.licence if profile else None,
    )


def find_in_map(recovery_map: RecoveryMap, text: str) -> MachineMap:
    """The machine of that id or name. Raises `OptionRefused` if there is none, or more than one."""
    machines = recovery_map["virtual_machines"]
    found = [each for each in machines if same_id(each["id"], text) or each["name"].lower() == text.lower()]
    if len(found) == 1:
        return found[0]
    if found:
        raise OptionRefused("like", f"{text!r} is the name of several machines: {_listed(found)}. Give the id of one")
    raise OptionRefused("like", f"{text!r} is no machine of the recovery map, which has {_listed(machines)}")


def live_machine(text: str, subscription_id: str, resource_group: str) -> ResourceId:
    """The machine of that id, or of that name in a resource group."""
    if not text.startswith("/"):
        check_name("like", text, why_not_a_machine)
        return ResourceId(subscription_id, resource_group, VIRTUAL_MACHINE, (text,))
    found = ResourceId.parse_if_one(text)
    if found is None or not found.is_a(VIRTUAL_MACHINE):
        raise OptionRefused("like", f"{text!r} is not the ARM id of a virtual machine")
    return found


def _of_map(machine: MachineMap) -> Likeness:
    security, os_disk = machine["security_profile"], next((d for d in machine["disks"] if d["role"] == "os"), None)
    return Likeness(
        size=machine["size"],
        zone=machine["zone"],
        os_type=machine["os_type"],
        os_caching=os_disk["caching"] if os_disk else None,
        security=SecurityProfile(**security) if security else None,
        controller=machine["controller"],
        licence=machine["licence"],
    )


def _listed(machines: Sequence[MachineMap]) -> str:
    return ", ".join(each["id"] for each in machines) or "none"
