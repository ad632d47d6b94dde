# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A swap that is killed, or one of whose requests goes wrong, and that is then run until it ends."""

from __future__ import annotations

from typing import Any, Literal

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import TaskError
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.decisions import Goal
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.records import SwapRecord
from ansible_collections.azure_dr.backup.tests.support.machine_room import Killed, MachineRoom, Mishap, seed

RUNS = 5
Then = Literal["swapped", "rolled_back"]


def check_disturbed_swap(mishap: Mishap, number: int, then: Then) -> None:
    """Disturb the request of that number, run the same or its contrary until it ends, and see what is there."""
    seed(number)
    room = MachineRoom()
    before = room.attached()
    first: SwapRecord | None = None
    try:
        first, failure = room.run(mishap=mishap, number=number)
        check_what_is_said(room, before, first, failure)
    except Killed:
        failure = None
    record = first
    goal = Goal(back=True, wait_for_agent=False) if then == "rolled_back" else None
    if first is None or failure or goal:
        for _run in range(RUNS):
            record, failure = room.run(goal)
            check_what_is_said(room, before, record, failure)
            if failure is None:
                break
    assert failure is None, failure
    assert record is not None
    assert record.action in (then, "unchanged")
    wanted = before if then == "rolled_back" else new_ones(before)
    assert room.attached() == wanted
    assert room.machine.power == "running"
    if then == "rolled_back":
        assert [disk.tags for swap in room.swaps if (disk := room.disk(swap.new))] == [{"cost": "7"}] * len(room.swaps)


def check_what_is_said(
    room: MachineRoom, before: dict[str, Any], record: SwapRecord, failure: TaskError | None
) -> None:
    """Every disk is there, and the result says what is so."""
    assert all(room.disk(disk) for swap in room.swaps for disk in (swap.former, swap.new))
    if failure is None:
        assert record.action in ("swapped", "rolled_back", "unchanged")
    if record.action == "swapped":
        assert room.attached() == new_ones(before)
    if record.action == "rolled_back":
        assert room.attached() == before


def new_ones(before: dict[str, Any]) -> dict[str, Any]:
    """The same attachments, of the new disks."""
    return {f"{name}-new": facts for name, facts in before.items()}
