# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""From options to what is asked for. What can't be right is refused by the name of its option."""

from __future__ import annotations

from collections.abc import Mapping

from .._arm.errors import OptionRefused
from .._arm.resource_ids import ResourceId, why_not_a_resource_group, why_not_a_subscription
from .._azure.compute.virtual_machines import VIRTUAL_MACHINE
from .._azure.disk_names import DISK, disk_id, why_not_a_disk
from .._backup.option_values import OptionValues, check_name, read_resource_id, read_text
from .decisions import Goal
from .notes import PowerOption
from .situation import Swap

POWERS: Mapping[str, PowerOption] = {
    "deallocate_and_start": "deallocate_and_start",
    "deallocate": "deallocate",
    "as_is": "as_is",
}
# Everything but the few characters that Azure forbids in the name of a resource of its own.
FORBIDDEN = frozenset("\\/\"'[]:|<>+=;,?*@&#%")
LONGEST_NAME = 64


def read_machine(options: OptionValues, subscription_id: str | None) -> ResourceId:
    """The machine: an ARM id, or a name in `vm_resource_group` of the subscription of the login."""
    text, group = read_text(options, "virtual_machine"), read_text(options, "vm_resource_group")
    if not text:
        raise OptionRefused("virtual_machine", "say which virtual machine is meant")
    if text.startswith("/"):
        machine = read_resource_id("virtual_machine", text, VIRTUAL_MACHINE, "a virtual machine")
        if group and group.lower() != machine.resource_group.lower():
            raise OptionRefused("vm_resource_group", f"{group!r} is not the group of the id in virtual_machine")
        return machine
    if len(text) > LONGEST_NAME or FORBIDDEN & set(text) or text.endswith("."):
        raise OptionRefused("virtual_machine", f"{text!r} is not a name of a virtual machine")
    if not group:
        raise OptionRefused("vm_resource_group", "say in which resource group the machine is, or give its ARM id")
    check_name("vm_resource_group", group, why_not_a_resource_group)
    if not subscription_id:
        raise OptionRefused("subscription_id", "say in which subscription the machine is, here or in its ARM id")
    check_name("subscription_id", subscription_id, why_not_a_subscription)
    return ResourceId(subscription_id, group, VIRTUAL_MACHINE, (text,))


def read_swaps(options: OptionValues, machine: ResourceId) -> tuple[Swap, ...]:
    """The pairs of disks. No disk may be in two of them.

    On the way back a former disk may: if two recoveries of a machine ran at once, both noted it on their disks.
    """
    back = options.get("state") == "rolled_back"
    given = options.get("swaps")
    swaps: list[Swap] = []
    used: dict[str, str] = {}
    for number, each in enumerate(given if isinstance(given, list) else []):
        former = _read_disk(each, "current_disk", f"swaps[{number}].", machine)
        new = _read_disk(each, "new_disk", f"swaps[{number}].", machine)
        for option, disk in ((f"swaps[{number}].current_disk", former), (f"swaps[{number}].new_disk", new)):
            other = used.setdefault(disk.key, option)
            if other != option and not (back and all(name.endswith("].current_disk") for name in (other, option))):
                raise OptionRefused(option, f"is the disk of {other} too: {disk}")
        swaps.append(Swap(former, new))
    return tuple(swaps)


def read_goal(options: OptionValues) -> Goal:
    """Where the machine is to come to."""
    if options.get("state") == "rolled_back":
        return Goal(back=True, wait_for_agent=False)
    power = POWERS.get(read_text(options, "power") or "")
    if power is None:
        raise OptionRefused(
            "power",
            "say whether the machine may be stopped: deallocate_and_start, deallocate or as_is; there is no default",
        )
    return Goal(power=power, wait_for_agent=options.get("wait_for_agent") is True)


def _read_disk(swap: OptionValues, name: str, where: str, machine: ResourceId) -> ResourceId:
    text = read_text(swap, name)
    if not text:
        raise OptionRefused(where + name, "name the disk")
    if not text.startswith("/"):
        check_name(where + name, text, why_not_a_disk)
        return disk_id(machine.subscription_id, machine.resource_group, text)
    disk = read_resource_id(where + name, text, DISK, "a disk")
    if disk.subscription_id.lower() != machine.subscription_id.lower():
        raise OptionRefused(where + name, "is in another subscription than the machine, which can't use it")
    return disk
