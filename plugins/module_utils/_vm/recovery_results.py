# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.
"""What a plan of recoveries returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from .planned_machines import MachineOption, PlannedDisk, PlannedMachine
from .results import CheckResult, FindingResult, check_results, finding_results


class PlannedDiskResult(TypedDict):
    """A disk of a machine, and what takes its place."""

    role: str
    lun: int | None
    source_disk: str
    current_disk: str | None
    backup_instance: str
    target_disk: str
    exists: bool


class SwapOption(TypedDict):
    """An entry of `swaps` of vm_disk_swap."""

    current_disk: str
    new_disk: str


class PlannedMachineResult(TypedDict):
    """A machine as it is planned. `why_not` is None if nothing stands against it.

    `left_to_do` is None if the swap is all of it.
    """

    id: str
    name: str
    resource_group: str
    power: str | None
    ready: bool
    why_not: str | None
    exists: bool
    left_to_do: str | None
    from_disks: MachineOption | None
    disks_exist: bool
    vaults: list[str]
    disks: list[PlannedDiskResult]
    swaps: list[SwapOption]
    unprotected_disks: list[str]
    checks: list[CheckResult]
    findings: list[FindingResult]


def plan_result(planned: Sequence[PlannedMachine]) -> dict[str, object]:
    """The machines that can be recovered, those that can't, and what disk_restore_batch is to restore."""
    ready = [disk for each in planned if each.why_not is None for disk in each.disks]
    return {
        "virtual_machines": [_machine(each) for each in planned],
        "disks": [_restore(disk) for disk in ready],
        "used_source_disks": [disk.source.id for disk in ready if disk.current and disk.current.key == disk.source.key],
        "vaults": _vaults(ready),
    }


def way_back_result(planned: Sequence[PlannedMachine]) -> dict[str, object]:
    """The machines with the swaps that can be undone."""
    machines = [_machine(each) for each in planned]
    return {"virtual_machines": machines, "disks": [], "used_source_disks": [], "vaults": []}


def _vaults(disks: Sequence[PlannedDisk]) -> list[str]:
    """The vaults that protect these disks, each once."""
    vaults = [each.source.protection.vault.id for each in disks]
    return [str(vault) for vault in {vault.key: vault for vault in vaults}.values()]


def _machine(planned: PlannedMachine) -> PlannedMachineResult:
    swaps = planned.swaps
    return {
        "id": str(planned.id),
        "name": planned.id.name,
        "resource_group": planned.id.resource_group,
        "power": planned.machine.power if planned.machine else None,
        "ready": planned.why_not is None and bool(swaps),
        "why_not": planned.why_not,
        "exists": not planned.is_gone,
        "left_to_do": planned.left_to_do,
        "from_disks": planned.from_disks,
        "disks_exist": all(each.restored for each in planned.disks),
        "vaults": _vaults(planned.disks),
        "disks": [_disk(each) for each in planned.disks],
        "swaps": [{"current_disk": str(each.former), "new_disk": str(each.new)} for each in swaps],
        "unprotected_disks": planned.unprotected,
        "checks": check_results(planned.checks),
        "findings": finding_results(planned.checks),
    }


def _disk(each: PlannedDisk) -> PlannedDiskResult:
    return {
        "role": "os" if each.attachment.is_os else "data",
        "lun": each.attachment.lun,
        "source_disk": each.source.id,
        "current_disk": str(each.current) if each.current else None,
        "backup_instance": each.source.protection.instance.name,
        "target_disk": str(each.target),
        "exists": each.restored is not None,
    }


def _restore(each: PlannedDisk) -> dict[str, str]:
    return {
        "backup_instance": each.source.protection.instance.id,
        "target_disk": each.target.name,
        "target_resource_group": each.target.resource_group,
        "target_subscription_id": each.target.subscription_id,
    }
