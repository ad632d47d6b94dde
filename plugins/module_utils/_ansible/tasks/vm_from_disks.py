# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What vm_from_disks does."""

from __future__ import annotations

from ..._arm.errors import OptionRefused
from ..._arm.resource_ids import ResourceId, why_not_a_resource_group, why_not_a_subscription
from ..._azure.compute.machine_profiles import why_not_a_machine
from ..._azure.compute.virtual_machines import VIRTUAL_MACHINE
from ..._azure.disk_names import DISK, disk_id, why_not_a_disk
from ..._azure.network.networks import SECURITY_GROUP, SUBNET
from ..._backup.option_values import OptionValues, check_name, read_resource_id, read_text
from ..._backup.shapes.recovery_map import MachineMap
from ..._vm.beside import BesideRecord, BesideRequest, DataDisk, Design
from ..._vm.beside_results import beside_result
from ..._vm.beside_run import BesideRun
from ..._vm.likeness import find_in_map, live_machine
from ..connection import login_warnings, open_session, read_login
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..options import Spec, login_options, waiting_options
from ..runtime import Runtime
from ..selection import recovery_map_option
from .disk_options import seconds_option, tell_if_wanted
from .luns import read_lun
from .machine_runs import see_through

CACHINGS = ["None", "ReadOnly", "ReadWrite"]


def spec() -> Spec:
    """The options."""
    data_disk: Spec = {
        "disk": {"type": "str", "required": True},
        "lun": {"type": "int"},
        "caching": {"type": "str", "choices": CACHINGS},
    }
    return {
        **login_options(),
        "name": {"type": "str", "required": True},
        "resource_group": {"type": "str", "required": True},
        "os_disk": {"type": "str"},
        "data_disks": {"type": "list", "elements": "dict", "options": data_disk},
        "like": {"type": "str"},
        "recovery_map": {"type": "raw"},
        "size": {"type": "str"},
        "subnet_id": {"type": "str"},
        "network_security_group_id": {"type": "str"},
        "wait_for_agent": {"type": "bool", "default": True},
        "boot_timeout": {"type": "int", "default": 900},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **waiting_options(),
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Make sure that the machine is there and runs, or that it is not there."""
    login = read_login(options, runtime)
    request = _read_request(options, _read_machine(options, login.subscription_id), runtime)
    session = open_session(login, runtime, seconds=seconds_option(options, "wait_timeout"))
    record = BesideRecord(request, warnings=login_warnings(login))
    try:
        steps = BesideRun(session, record).run()
        see_through(session, steps, record, request.machine.name, tell_if_wanted(options, runtime.tell))
    except Exception as error:
        raise TaskFailed(as_failure(error), beside_result(record)) from error
    return beside_result(record)


def _read_machine(options: OptionValues, subscription_id: str | None) -> ResourceId:
    name, group = read_text(options, "name") or "", read_text(options, "resource_group") or ""
    check_name("name", name, why_not_a_machine)
    check_name("resource_group", group, why_not_a_resource_group)
    if not subscription_id:
        raise OptionRefused(
            "subscription_id", "say in which subscription the machine is to be, here or in AZURE_SUBSCRIPTION_ID"
        )
    check_name("subscription_id", subscription_id, why_not_a_subscription)
    return ResourceId(subscription_id, group, VIRTUAL_MACHINE, (name,))


def _read_request(options: OptionValues, machine: ResourceId, runtime: Runtime) -> BesideRequest:
    interval = seconds_option(options, "poll_interval")
    if options["state"] == "absent":
        return BesideRequest(machine, check_mode=runtime.check_mode, poll_interval=interval)
    os_disk, subnet = read_text(options, "os_disk"), read_text(options, "subnet_id")
    group = read_text(options, "network_security_group_id")
    like, size = _read_like(options, machine, runtime), read_text(options, "size")
    if not os_disk:
        raise OptionRefused("os_disk", "name the disk that the machine boots from")
    if not subnet:
        raise OptionRefused("subnet_id", "give the ARM id of the subnet that the machine is to be in")
    if not (like or size):
        raise OptionRefused("size", "say of which size the machine is to be, or give in like a machine of that size")
    design = Design(
        os_disk=_read_disk("os_disk", os_disk, machine),
        data_disks=_read_data_disks(options, machine),
        like=like,
        size=size,
        subnet=_read_own("subnet_id", subnet, SUBNET, "a subnet", machine),
        security_group=_read_own("network_security_group_id", group, SECURITY_GROUP, "a security group", machine)
        if group
        else None,
    )
    return BesideRequest(
        machine=machine,
        design=design,
        wait_for_agent=options["wait_for_agent"] is True,
        boot_seconds=seconds_option(options, "boot_timeout"),
        check_mode=runtime.check_mode,
        poll_interval=interval,
    )


def _read_like(options: OptionValues, machine: ResourceId, runtime: Runtime) -> ResourceId | MachineMap | None:
    text = read_text(options, "like")
    recovery_map = recovery_map_option(options.get("recovery_map"), runtime)
    if recovery_map and not text:
        raise OptionRefused("like", "say which machine of the recovery map the new one is to be like")
    if not text:
        return None
    if recovery_map:
        return find_in_map(recovery_map, text)
    return live_machine(text, machine.subscription_id, machine.resource_group)


def _read_data_disks(options: OptionValues, machine: ResourceId) -> tuple[DataDisk, ...]:
    given = options.get("data_disks")
    used = {_read_disk("os_disk", read_text(options, "os_disk") or "", machine).key: "os_disk"}
    luns: dict[int, str] = {}
    disks = []
    for number, each in enumerate(given if isinstance(given, list) else []):
        where = f"data_disks[{number}]"
        disk = _read_disk(f"{where}.disk", read_text(each, "disk") or "", machine)
        lun = read_lun(each, "lun", f"{where}.lun")
        if (other := used.setdefault(disk.key, f"{where}.disk")) != f"{where}.disk":
            raise OptionRefused(f"{where}.disk", f"is the disk of {other} too: {disk}")
        if lun is not None and (other := luns.setdefault(lun, f"{where}.lun")) != f"{where}.lun":
            raise OptionRefused(f"{where}.lun", f"is the LUN of {other} too: {lun}")
        disks.append(DataDisk(disk, lun, read_text(each, "caching")))
    return tuple(disks)


def _read_disk(option: str, text: str, machine: ResourceId) -> ResourceId:
    """A disk by its ARM id, or by its name in the resource group of the machine."""
    if text.startswith("/"):
        return _read_own(option, text, DISK, "a disk", machine)
    check_name(option, text, why_not_a_disk)
    return disk_id(machine.subscription_id, machine.resource_group, text)


def _read_own(option: str, text: str, kind: str, what: str, machine: ResourceId) -> ResourceId:
    """An id in the subscription of the machine."""
    found = read_resource_id(option, text, kind, what)
    if found.subscription_id.lower() != machine.subscription_id.lower():
        raise OptionRefused(option, "is in another subscription than the machine, which can't use it")
    return found
