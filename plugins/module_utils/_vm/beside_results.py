# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What making a machine beside another returns."""

from __future__ import annotations

from typing import TypedDict

from .._azure.compute.virtual_machines import Attachment, VirtualMachine
from .._azure.network.interfaces import NetworkInterface
from .attachment import NO_CACHING
from .beside import BesideRecord
from .results import check_results, finding_results


class MachineResult(TypedDict):
    """The machine as it was last read."""

    id: str
    name: str
    size: str | None
    zone: str | None
    power: str | None
    agent: str | None
    agent_ready: bool | None


class InterfaceResult(TypedDict):
    """Its network interface."""

    id: str
    subnet_id: str | None
    network_security_group_id: str | None
    private_address: str | None


class DiskResult(TypedDict):
    """A disk as the machine has it."""

    role: str
    disk: str
    lun: int | None
    caching: str
    delete_option: str


class KeptResult(TypedDict):
    """What was not deleted."""

    id: str
    reason: str


def beside_result(record: BesideRecord) -> dict[str, object]:
    """The result: every key always there."""
    kept: list[KeptResult] = [{"id": each.id, "reason": each.reason} for each in record.kept]
    return {
        "changed": record.changed,
        "action": record.action,
        "virtual_machine": _machine(record.machine) if record.machine else None,
        "network_interface": _interface(record.interface) if record.interface else None,
        "disks": [_disk(each) for each in record.machine.attachments] if record.machine else [],
        "kept": kept,
        "findings": finding_results(record.checks),
        "checks": check_results(record.checks),
        "warnings": list(record.warnings),
    }


def _machine(machine: VirtualMachine) -> MachineResult:
    return {
        "id": machine.id,
        "name": machine.name,
        "size": machine.size,
        "zone": machine.zones[0] if machine.zones else None,
        "power": machine.power,
        "agent": machine.agent_status,
        "agent_ready": machine.agent_is_fresh,
    }


def _interface(interface: NetworkInterface) -> InterfaceResult:
    return {
        "id": interface.id,
        "subnet_id": interface.subnet_ids[0] if interface.subnet_ids else None,
        "network_security_group_id": interface.security_group_id,
        "private_address": interface.private_address,
    }


def _disk(attachment: Attachment) -> DiskResult:
    return {
        "role": "os" if attachment.is_os else "data",
        "disk": attachment.disk_id,
        "lun": attachment.lun,
        "caching": attachment.caching or NO_CACHING,
        "delete_option": attachment.delete_option or "Detach",
    }
