# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of what is done next with a machine beside another: every combination, by values, and that all end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import product

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import TaskError
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.virtual_machines import VirtualMachine
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.network.interfaces import NetworkInterface
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.beside import (
    BesideRequest,
    DataDisk,
    Design,
    decide,
)
from ansible_collections.azure_dr.backup.tests.support.swap_values import (
    DATA,
    MACHINE,
    OS,
    SUBSCRIPTION,
    attachment,
    machine,
)

STARTED = datetime(2026, 11, 26, 8, 0, tzinfo=timezone.utc)
SUBNET = ResourceId(SUBSCRIPTION, "net", "Microsoft.Network/virtualNetworks/subnets", ("n", "servers"))
OTHER = str(MACHINE).replace("/db", "/web")
DESIGN = Design(OS.new, (DataDisk(DATA.new, 3),), None, None, SUBNET, None)
POWERS = ("running", "stopped", "deallocated", "starting")


@dataclass(frozen=True)
class Machine:
    """A machine, in the words of the table."""

    ours: bool
    power: str = "running"
    fits: bool = True
    takes_disks: bool = False
    agent: bool = True
    updating: bool = False

    @property
    def changing(self) -> bool:
        """Whether Azure is changing it."""
        return self.updating or self.power == "starting"

    def value(self, request: BesideRequest) -> VirtualMachine:
        """The machine as it is read."""
        option = "Delete" if self.takes_disks else "Detach"
        disks = (OS.new, None), (DATA.new if self.fits else DATA.former, 3)
        attached = [attachment(disk, lun, delete_option=option, caching="None") for disk, lun in disks]
        return machine(
            *attached,
            power=self.power,
            provisioning_state="Updating" if self.updating else "Succeeded",
            provisioned=STARTED,
            agent_reported=STARTED + timedelta(minutes=1 if self.agent else -1),
            model={"id": str(request.machine), "tags": request.mark if self.ours else {}},
        )


@dataclass(frozen=True)
class Interface:
    """A network interface, in the words of the table. `owner`: the machine that has it, ours or another."""

    ours: bool
    fits: bool = True
    owner: str | None = None
    state: str = "Succeeded"

    @property
    def foreign(self) -> bool:
        """Whether it is not ours, or another machine has it."""
        return not self.ours or self.owner == "another"

    @property
    def right(self) -> bool:
        """Whether it is as it is to be."""
        return self.fits and self.state != "Failed"

    def value(self, request: BesideRequest) -> NetworkInterface:
        """The interface as it is read."""
        owners = {"its machine": str(request.machine), "another": OTHER, None: None}
        return NetworkInterface(
            id=str(request.interface),
            subnet_ids=(str(SUBNET) if self.fits else f"{SUBNET}-2",),
            security_group_id=None,
            accelerated=False,
            provisioning_state=self.state,
            machine_id=owners[self.owner],
            tags=request.mark if self.ours else {},
        )


# The lines of the table from the top: when one holds, and what is done. None: the next line that holds.
Holds = Callable[["Machine | None", "Interface | None"], object]
TABLE: list[tuple[Holds, str | None, str | None]] = [
    (lambda vm, nic: vm and not vm.ours and nic and (nic.owner or nic.foreign), "stop", "end"),
    (lambda vm, nic: vm and not vm.ours, "stop", None),
    (lambda vm, nic: vm and vm.ours and vm.changing, "wait", "wait"),
    (lambda vm, nic: vm and vm.ours and vm.takes_disks, None, "stop"),
    (lambda vm, nic: vm and vm.ours and (not vm.fits or (nic and not nic.fits)), "stop", "delete_machine"),
    (lambda vm, nic: vm and vm.ours and vm.power != "running", "start", "delete_machine"),
    (lambda vm, nic: vm and vm.ours and not vm.agent, "wait_for_agent", "delete_machine"),
    (lambda vm, nic: vm and vm.ours, "end", "delete_machine"),
    (lambda vm, nic: nic and nic.foreign, "stop", "end"),
    (lambda vm, nic: nic and (nic.owner or nic.state == "Updating"), "wait", "wait"),
    (lambda vm, nic: nic is None, "make_interface", "end"),
    (lambda vm, nic: nic and not nic.right, "make_interface", "delete_interface"),
    (lambda vm, nic: True, "make_machine", "delete_interface"),
]


def machines() -> Iterator[Machine | None]:
    truths = (True, False)
    yield None
    yield from (Machine(*each) for each in product(truths, POWERS, truths, truths, truths, truths))


def interfaces() -> Iterator[Interface | None]:
    yield None
    owners, states = (None, "its machine", "another"), ("Succeeded", "Updating", "Failed")
    yield from (Interface(*each) for each in product((True, False), (True, False), owners, states))


def done(wanted: bool, vm: Machine | None, nic: Interface | None) -> str:
    """What is done next; `stop` if nothing can be."""
    request = BesideRequest(MACHINE, DESIGN if wanted else None)
    try:
        return decide(request, vm.value(request) if vm else None, nic.value(request) if nic else None)
    except TaskError:
        return "stop"


def by_table(wanted: bool, vm: Machine | None, nic: Interface | None) -> str:
    lines = (present if wanted else absent for holds, present, absent in TABLE if holds(vm, nic))
    return next(act for act in lines if act)


@pytest.mark.parametrize("wanted", [True, False], ids=["present", "absent"])
def test_every_combination_is_decided_as_the_table_says(wanted: bool) -> None:
    for vm, nic in product(machines(), interfaces()):
        assert done(wanted, vm, nic) == by_table(wanted, vm, nic), (vm, nic)


@pytest.mark.parametrize("wanted", [True, False], ids=["present", "absent"])
def test_every_combination_comes_to_an_end(wanted: bool) -> None:
    """With what each act does to it, until it ends or stops. What is not ours is as it was."""
    for vm, nic in product(machines(), interfaces()):
        now, there = vm, nic
        acts: list[str] = []
        while not acts or acts[-1] not in ("end", "stop"):
            act = done(wanted, now, there)
            acts.append(act)
            assert len(acts) < 10, (vm, nic, acts)
            assert act not in ("delete_machine", "start") or (now and now.ours)
            assert act != "delete_interface" or (there and not there.foreign)
            if act == "wait" and now and now.ours:
                now = replace(now, updating=False, power="running")
            elif act == "wait" and there:
                there = replace(there, owner=None, state="Succeeded")
            elif act == "delete_machine":
                now = None
            elif act == "delete_interface":
                there = None
            elif act == "make_interface":
                there = Interface(ours=True)
            elif act == "make_machine":
                now = Machine(ours=True, agent=False)
            elif act in ("start", "wait_for_agent") and now:
                now = replace(now, power="running", agent=act == "wait_for_agent")
        if acts[-1] == "end" and wanted:
            assert now, (vm, nic)
            assert (now.ours, now.power, now.agent) == (True, "running", True)
        if acts[-1] == "end" and not wanted:
            assert now is None or not now.ours
