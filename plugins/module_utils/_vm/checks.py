# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What must hold before a machine is touched: each check of each disk, in words, all of them together.

They are decided on values that were read, and are decided again before each change: a machine that somebody has resized
meanwhile is judged as it is then.
"""

from __future__ import annotations

from collections.abc import Iterator

from .._arm.resource_ids import ResourceId
from .._azure.compute.disks import Disk
from .._azure.compute.virtual_machines import Attachment, VirtualMachine
from .check import Check, Surroundings
from .data_disk_checks import of_data_disk
from .decisions import Goal, left
from .disk_checks import background_copy, in_any_direction, of_any_disk, region, sku, zone
from .fit import Fit
from .machine_checks import of_machine, room_for_data_disks
from .os_disk_checks import of_os_disk
from .situation import Situation, Swap, SwapSeen


def check_all(goal: Goal, situation: Situation, around: Surroundings) -> list[Check]:
    """All checks of all swaps that are left. On the way back only what would make Azure refuse it for good."""
    rest = left(goal, situation)
    checks = [*of_machine(goal, situation, rest, around)] if rest else []
    for each in rest:
        coming, going = (each.swap.former, each.swap.new) if goal.back else (each.swap.new, each.swap.former)
        disk = situation.disks.get(coming.key)
        if disk is None:
            why = f"The disk {coming.name!r} does not exist in resource group {coming.resource_group!r}."
            checks.append(Check("present", str(coming), "refused", why, "check the name and the group of the disk"))
            continue
        fit = Fit(each, disk, situation.disks.get(going.key), situation, around.size)
        checks += [*in_any_direction(fit, around)]
        if not goal.back:
            checks += [*of_any_disk(fit), *(of_os_disk(fit) if each.is_os else of_data_disk(fit))]
    return checks


def check_data_disk(machine: VirtualMachine, disk: Disk, attachment: Attachment, around: Surroundings) -> list[Check]:
    """The checks of a data disk that comes to those that the machine has."""
    fit = _alone(machine, disk, attachment, around)
    return [room_for_data_disks(fit.situation, fit.situation.swaps, around.size), *_of_new_disk(fit, around)]


def check_os_disk(machine: VirtualMachine, disk: Disk, attachment: Attachment, around: Surroundings) -> list[Check]:
    """The checks of the OS disk of a machine that is to be made of it."""
    fit = _alone(machine, disk, attachment, around)
    kinds = [each for each in of_os_disk(fit) if each.name in ("security_type", "architecture", "controller")]
    return [*_of_new_disk(fit, around), *kinds]


def _alone(machine: VirtualMachine, disk: Disk, attachment: Attachment, around: Surroundings) -> Fit:
    """A disk that takes the place of no other."""
    disk_id = ResourceId.parse(disk.id)
    seen = SwapSeen(Swap(disk_id, disk_id), "neither", "nothing", attachment, None)
    return Fit(seen, disk, None, Situation(machine, (seen,), {}), around.size)


def _of_new_disk(fit: Fit, around: Surroundings) -> Iterator[Check]:
    yield from in_any_direction(fit, around)
    yield region(fit)
    yield zone(fit)
    yield sku(fit)
    yield background_copy(fit)
