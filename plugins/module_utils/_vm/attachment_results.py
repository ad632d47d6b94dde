# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the attachment of a disk returns."""

from __future__ import annotations

from typing import TypedDict

from .._azure.compute.virtual_machines import VirtualMachine
from .attachment import AttachmentRecord
from .results import check_results, finding_results


class MachineResult(TypedDict):
    """The machine as it was last read."""

    id: str
    name: str
    size: str | None
    power: str | None


def attachment_result(record: AttachmentRecord) -> dict[str, object]:
    """The result: every key always there."""
    attachment = record.attachment
    return {
        "changed": record.changed,
        "action": record.action,
        "virtual_machine": _machine(record.machine) if record.machine else None,
        "disk": str(record.request.disk),
        "lun": attachment.lun if attachment else None,
        "caching": (attachment.caching or "None") if attachment else None,
        "delete_option": (attachment.delete_option or "Detach") if attachment else None,
        "findings": finding_results(record.checks),
        "checks": check_results(record.checks),
        "warnings": list(record.warnings),
    }


def _machine(machine: VirtualMachine) -> MachineResult:
    return {"id": machine.id, "name": machine.name, "size": machine.size, "power": machine.power}
