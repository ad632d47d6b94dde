# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute: starting, stopping and deallocating virtual machines.

Durations, headers and what is said meanwhile: azure-cli recordings of 2024-08.
"""

from __future__ import annotations

from datetime import datetime

from . import attachments
from .cloud import Call
from .compute import group_of
from .compute_errors import Refusal
from .compute_writes import check_lock
from .errors import AzureError
from .machine_operations import begin, count
from .machines import MACHINE, Power, VirtualMachine
from .messages import Response
from .routing import Route
from .virtual_machines import accepted, allocation_failed, check_idle, find, sku_not_available


def start(call: Call) -> Response:
    """POST start. Whether there is room is found out in the operation, or at once (Settings)."""
    machine = _changeable(call)
    if machine.size in call.estate.unavailable_sizes and machine.power == "deallocated":
        raise _error(call, sku_not_available(machine))
    at_once = call.cloud.settings.allocation_failures_show_in == "request"
    if machine.allocation_fails and machine.power == "deallocated" and at_once:
        raise _error(call, allocation_failed())
    remaining = count(call, "UpdateVM", machine.id)
    before, seen = machine.power, machine.agent_reported(call.now)

    def finish(moment: datetime) -> Refusal | None:
        if before == "running":
            return None
        if before == "deallocated" and machine.allocation_fails:
            machine.power = before
            return allocation_failed()
        gone = next((one for one in machine.attachments if one.disk_id not in call.estate.disks), None)
        if gone:
            machine.power = before
            return Refusal("NotFound", f"Disk {gone.disk_id} is not found.", 404, sure=False)
        _reach(call, machine, "running", moment)
        machine.agent_before = seen if before == "stopped" else None
        machine.agent_due = attachments.boots_at(call, machine, moment)
        return None

    if before == "deallocated":
        machine.power = "starting"
    begin(call, machine, call.cloud.settings.start_seconds, finish)
    return accepted(call, machine, remaining)


def power_off(call: Call) -> Response:
    """POST powerOff: the machine keeps its host, its disks stay attached."""
    machine = _changeable(call)
    remaining = count(call, "UpdateVM", machine.id)

    def finish(moment: datetime) -> None:
        if machine.power == "stopping":
            machine.agent_before, machine.agent_due = machine.agent_reported(moment), None
            _reach(call, machine, "stopped", moment)

    if machine.power == "running":
        machine.power = "stopping"
    begin(call, machine, call.cloud.settings.power_off_seconds, finish)
    return accepted(call, machine, remaining)


def deallocate(call: Call) -> Response:
    """POST deallocate: the machine gives its host back, its disks are Reserved."""
    machine = _changeable(call)
    remaining = count(call, "DeleteVM", machine.id)

    def finish(moment: datetime) -> None:
        if machine.power == "deallocating":
            machine.agent_before = machine.agent_due = None
            _reach(call, machine, "deallocated", moment)

    if machine.power != "deallocated":
        machine.power = "deallocating"
    begin(call, machine, call.cloud.settings.deallocate_seconds, finish)
    return accepted(call, machine, remaining)


def _changeable(call: Call) -> VirtualMachine:
    machine = find(call)
    check_lock(group_of(call), machine.id, deleting=False)
    check_idle(call, machine)
    return machine


def _reach(call: Call, machine: VirtualMachine, power: Power, moment: datetime) -> None:
    machine.power = power
    machine.revision += 1
    for one in machine.attachments:
        disk = call.estate.disks.get(one.disk_id or "")
        if disk and machine.id in disk.owners:
            attachments.own(disk, machine, moment)


def _error(call: Call, refusal: Refusal) -> AzureError:
    return refusal.as_error(call.cloud.settings)


_ONE = f"/subscriptions/{{subscription}}/resourceGroups/{{group}}/providers/{MACHINE}/{{virtualMachine}}"
ROUTES = [
    Route("POST", f"{_ONE}/start", start, f"{MACHINE}/start/action"),
    Route("POST", f"{_ONE}/powerOff", power_off, f"{MACHINE}/powerOff/action"),
    Route("POST", f"{_ONE}/deallocate", deallocate, f"{MACHINE}/deallocate/action"),
]
