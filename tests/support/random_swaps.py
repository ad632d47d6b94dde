# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random machines, swaps, mishaps and meddlers, and what must hold for all of them. A seed is one world."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import TaskError
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.decisions import Goal
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.records import SwapRecord
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.situation import Swap
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.machine_room import MISHAPS, Killed, MachineRoom, seed

RUNS = 6
LATEST_REQUEST = 140


class World:
    """One world: a machine, what is asked for, what goes wrong, and what was seen before."""

    def __init__(self, number: int) -> None:
        seed(number)
        draw = self.draw = random.Random(number)
        settings = Settings(
            retry_after="none",
            attach_and_detach_at_once=draw.random() < 0.7,
            attach_detach_api=draw.random() < 0.9,
            conditions_count=draw.random() < 0.8,
            os_swap_while_running=draw.random() < 0.2,
            ownership_conflicts_show_in=draw.choice(["request", "operation"]),
            allocation_failures_show_in=draw.choice(["request", "operation"]),
            failed_change_stays=draw.random() < 0.3,
        )
        self.room = MachineRoom(settings)
        machine = self.room.machine
        machine.power = draw.choice(["running", "running", "stopped", "deallocated"])
        luns = draw.sample(range(16), len(machine.data_disks))
        for one, lun in zip(machine.data_disks, luns, strict=True):
            one.lun, one.caching = lun, draw.choice(["None", "ReadOnly", "ReadWrite"])
            one.delete_option = draw.choice(["Detach", "Delete"])
        machine.os_disk.caching = draw.choice(["None", "ReadOnly", "ReadWrite"])
        self.swaps: tuple[Swap, ...] = tuple(draw.sample(self.room.swaps, draw.randint(1, len(self.room.swaps))))
        self.goal = Goal(
            power=draw.choice(["deallocate_and_start", "deallocate_and_start", "deallocate", "as_is"]),
            wait_for_agent=draw.random() < 0.8,
        )
        self.never_boots = draw.random() < 0.1
        self.no_room = draw.random() < 0.05
        if self.never_boots:
            self.room.estate.disks[str(self.room.swaps[0].new)].boots = False
        machine.allocation_fails = self.no_room
        self.before, self.power = self.room.attached(), machine.power
        self.mishaps = [(draw.choice(MISHAPS), draw.randrange(LATEST_REQUEST)) for _run in range(draw.randint(0, 3))]
        self.meddler = draw.choice(MEDDLERS) if draw.random() < 0.25 else None
        self.meddled = False
        self.back = draw.random() < 0.4

    @property
    def swapped(self) -> dict[str, Any]:
        """How the machine uses its disks when the swap is done."""
        new = {swap.former.name: swap.new.name for swap in self.swaps}
        return {new.get(name, name): facts for name, facts in self.before.items()}

    def play(self) -> None:
        """Disturbed runs, then runs until one ends, and what must hold after each."""
        if self.meddler:
            self._let_meddle(self.meddler)
        for mishap, number in self.mishaps:
            goal = Goal(back=True, wait_for_agent=False) if self.back and self.draw.random() < 0.3 else self.goal
            try:
                record, failure = self.room.run(goal, mishap=mishap, number=number, swaps=self.swaps)
            except Killed:
                continue
            self._check(record, failure)
        goal = Goal(back=True, wait_for_agent=False) if self.back else self.goal
        for _run in range(RUNS):
            record, failure = self.room.run(goal, swaps=self.swaps)
            self._check(record, failure)
            if failure is None or record.action == "rolled_back" or failure.code == "SwapRefused":
                break
        if not self.meddled:
            self._check_end(record, failure)

    def _check(self, record: SwapRecord, failure: TaskError | None) -> None:
        """What is said is so, whatever happened."""
        assert failure is None or isinstance(failure, TaskError)
        assert failure is None or failure.code != "UnexpectedError", failure
        assert all(self.room.disk(swap.former) for swap in self.room.swaps)
        names = self.room.attached()
        if record.action == "swapped":
            assert all(swap.new.name in names and swap.former.name not in names for swap in self.swaps)
        if record.action == "rolled_back":
            # What was on a new disk before this run, and is not noted any more, is no part of what failed.
            kept = (
                {one.swap for one in record.before.swaps if one.place == "new"} if failure and record.before else set()
            )
            assert all(swap.former.name in names for swap in self.swaps if swap not in kept)
            if not self.meddled:
                assert not any(swap.new.name in names for swap in self.swaps)
        if failure is None:
            assert record.action in ("swapped", "rolled_back", "unchanged")

    def _check_end(self, record: SwapRecord, failure: TaskError | None) -> None:
        """Nobody has meddled: on the new disks, or exactly as before."""
        there = self.room.attached()
        assert there in (self.before, self.swapped), (there, self.before, str(failure))
        boots_new = any(swap.former.name == "shop-db-os" for swap in self.swaps) and self.never_boots
        if failure is None:
            assert there == (self.before if self.back else self.swapped)
            if not self.back and self.goal.power == "deallocate_and_start" and record.action == "swapped":
                assert self.room.machine.power == "running"
            return
        under_it = self.goal.power == "as_is" and self.power == "running"
        assert boots_new or self.no_room or under_it, failure
        if self.power == "running" and not self.no_room:
            assert self.room.machine.power == "running"

    def _let_meddle(self, meddler: Meddler) -> None:
        when, seen = self.draw.randrange(LATEST_REQUEST), 0

        def meddle(method: str, path: str) -> None:
            nonlocal seen
            seen += 1
            if seen == when:
                self.meddled = True
                meddler(self)

        self.room.meddle = meddle


Meddler = Callable[[World], None]


def changes_something(world: World) -> None:
    """A change of the machine that is none of ours."""
    world.room.machine.revision += 1


def stops_it(world: World) -> None:
    """Somebody deallocates the machine."""
    if world.room.machine.operation is None:
        world.room.machine.power = "deallocated"


def starts_it(world: World) -> None:
    """Somebody starts the machine."""
    if world.room.machine.operation is None:
        world.room.machine.power = "running"


def resizes_it(world: World) -> None:
    """Somebody makes it smaller than it can be."""
    world.room.machine.size = "Standard_A1_v2"


def takes_a_disk(world: World) -> None:
    """Somebody attaches a new disk to another machine."""
    disk = world.room.estate.disks[str(world.swaps[0].new)]
    if not disk.owners:
        disk.owners = [world.room.machine.id.replace("shop-db", "shop-web")]


def deletes_a_disk(world: World) -> None:
    """Somebody deletes a new disk that no machine uses."""
    disk = world.room.estate.disks[str(world.swaps[0].new)]
    if not disk.owners and not any(one.is_of(disk.id) for one in world.room.machine.attachments):
        del world.room.estate.disks[disk.id]


def deletes_tags(world: World) -> None:
    """Somebody tidies up."""
    for swap in world.swaps:
        if disk := world.room.disk(swap.new):
            disk.tags = {}


def overwrites_tags(world: World) -> None:
    """Somebody notes another swap on a new disk."""
    if disk := world.room.disk(world.swaps[0].new):
        disk.tags |= {"azure-dr-swap-vm": "shop-prod/another", "azure-dr-swap-stage": "under way"}


MEDDLERS: list[Meddler] = [
    changes_something,
    stops_it,
    starts_it,
    resizes_it,
    takes_a_disk,
    deletes_a_disk,
    deletes_tags,
    overwrites_tags,
]
