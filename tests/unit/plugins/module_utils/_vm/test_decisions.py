# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of what is done next, by values: each line of it, and that all of it leads to an end."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._vm.decisions import Goal, decide, power_to_note
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.notes import Note
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.situation import Situation, Swap, see
from ansible_collections.azure_dr.backup.tests.support.swap_values import (
    DATA,
    MACHINE,
    OS,
    attachment,
    disk,
    machine,
    note,
    situation,
)

START, OFF, AS_IS = "deallocate_and_start", "deallocate", "as_is"
PLACES = ("former", "new", "both", "neither")
NOTED = ("nothing", "under way", "done", "another")
POWERS = ("running", "stopped", "deallocated", "starting")


def noted(swap: Swap, what: str, **members: Any) -> dict[Swap, Note]:
    if what == "nothing":
        return {}
    if what == "another":
        return {swap: note(swap, former=attachment(OS.new, 3))}
    return {swap: note(swap, stage=what, **members)}


def seen(
    swap: Swap, place: str, what: str, power: str = "running", agent: bool = True, option: str = START
) -> Situation:
    return situation({swap: place}, noted(swap, what, power_option=option), power=power, agent_ready=agent)


FORWARD = [
    # the disk, its place, what is noted, power, agent, the option; what is done next
    (DATA, "former", "nothing", "starting", True, START, "wait"),
    (DATA, "former", "another", "running", True, START, "stop"),
    (DATA, "neither", "nothing", "running", True, START, "stop"),
    (DATA, "neither", "nothing", "deallocated", True, START, "stop"),
    (DATA, "both", "nothing", "running", True, START, "stop"),
    (OS, "neither", "under way", "running", True, START, "stop"),
    (DATA, "former", "nothing", "running", True, START, "note"),
    (DATA, "former", "done", "running", True, START, "note"),
    (OS, "former", "nothing", "running", True, AS_IS, "note"),
    (OS, "former", "under way", "running", True, AS_IS, "stop"),
    (OS, "former", "under way", "running", True, START, "deallocate"),
    (DATA, "former", "under way", "running", True, OFF, "deallocate"),
    (DATA, "former", "under way", "running", True, AS_IS, "exchange_data"),
    (DATA, "former", "under way", "deallocated", True, START, "exchange_data"),
    (DATA, "neither", "under way", "deallocated", True, START, "exchange_data"),
    (DATA, "both", "under way", "deallocated", True, START, "exchange_data"),
    (OS, "former", "under way", "deallocated", True, START, "exchange_os"),
    (OS, "former", "under way", "stopped", True, AS_IS, "exchange_os"),
    (DATA, "new", "nothing", "running", True, START, "end"),
    (DATA, "new", "nothing", "deallocated", True, START, "end"),
    (DATA, "new", "another", "running", True, START, "end"),
    (DATA, "new", "done", "running", True, START, "end"),
    (DATA, "new", "done", "deallocated", False, START, "end"),
    (DATA, "new", "under way", "deallocated", True, START, "start"),
    (DATA, "new", "under way", "stopped", True, START, "start"),
    (DATA, "new", "under way", "stopped", True, OFF, "deallocate"),
    (DATA, "new", "under way", "running", False, START, "wait_for_agent"),
    (DATA, "new", "under way", "running", False, AS_IS, "mark_done"),
    (DATA, "new", "under way", "running", True, START, "mark_done"),
    (DATA, "new", "under way", "deallocated", True, OFF, "mark_done"),
]


@pytest.mark.parametrize(("swap", "place", "what", "power", "agent", "option", "act"), FORWARD)
def test_to_the_new_disks(swap: Swap, place: str, what: str, power: str, agent: bool, option: Any, act: str) -> None:
    assert decide(Goal(power=option), seen(swap, place, what, power, agent, option)).act == act


BACK = [
    (DATA, "new", "under way", "starting", START, "wait"),
    (DATA, "new", "nothing", "running", START, "stop"),
    (DATA, "new", "another", "running", START, "stop"),
    (DATA, "neither", "nothing", "running", START, "stop"),
    (OS, "neither", "done", "running", START, "stop"),
    (DATA, "new", "done", "running", START, "deallocate"),
    (DATA, "new", "done", "running", AS_IS, "exchange_data"),
    (OS, "new", "done", "running", AS_IS, "deallocate"),
    (OS, "new", "done", "deallocated", START, "exchange_os"),
    (DATA, "new", "under way", "deallocated", START, "exchange_data"),
    (DATA, "neither", "under way", "deallocated", START, "exchange_data"),
    (DATA, "former", "nothing", "running", START, "end"),
    (DATA, "former", "another", "running", START, "end"),
    (DATA, "former", "under way", "deallocated", START, "start"),
    (DATA, "former", "done", "deallocated", OFF, "forget"),
    (DATA, "former", "under way", "running", START, "forget"),
]


@pytest.mark.parametrize(("swap", "place", "what", "power", "option", "act"), BACK)
def test_back(swap: Swap, place: str, what: str, power: str, option: str, act: str) -> None:
    assert decide(Goal(back=True), seen(swap, place, what, power, option=option)).act == act


@pytest.mark.parametrize(
    ("option", "before", "undoes", "act"),
    [
        (START, "running", False, "start"),
        (START, "deallocated", False, "forget"),
        (OFF, "running", False, "forget"),
        (OFF, "running", True, "start"),
        (AS_IS, "running", False, "forget"),
    ],
)
def test_the_power_that_the_way_back_ends_with(option: str, before: str, undoes: bool, act: str) -> None:
    there = situation(
        {DATA: "former"}, {DATA: note(DATA, power_option=option, power_before=before)}, power="deallocated"
    )

    assert decide(Goal(back=True, undoes=undoes), there).act == act


def test_data_disks_come_before_the_os_disk() -> None:
    both = situation({OS: "former", DATA: "former"}, {OS: note(OS), DATA: note(DATA)}, power="deallocated")
    step = decide(Goal(power="deallocate"), both)

    assert (step.act, [each.swap for each in step.swaps]) == ("exchange_data", [DATA])


def test_a_swap_that_failed_is_undone_without_those_that_were_done_before() -> None:
    there = situation({OS: "new", DATA: "new"}, {OS: note(OS, stage="done"), DATA: note(DATA)}, power="deallocated")
    step = decide(Goal(back=True, undoes=True), there)

    assert (step.act, [each.swap for each in step.swaps]) == ("exchange_data", [DATA])


def test_an_attachment_that_was_changed_since_it_was_noted_is_noted_again() -> None:
    there = situation({DATA: "former"}, {DATA: note(DATA, former=attachment(DATA.former, 3, caching="None"))})

    assert decide(Goal(power="deallocate"), there).act == "note"


def test_the_power_before_is_what_a_run_noted_that_was_interrupted() -> None:
    assert power_to_note(situation({DATA: "former"}, power="stopped")) == "stopped"
    assert power_to_note(situation({DATA: "former"}, {DATA: note(DATA)}, power="deallocated")) == "running"
    done = {DATA: note(DATA, stage="done")}
    assert power_to_note(situation({DATA: "former"}, done, power="deallocated")) == "deallocated"


@pytest.mark.parametrize("disk", [OS, DATA])
def test_the_whole_table_leads_to_an_end_and_swaps_no_os_disk_under_a_running_machine(disk: Swap) -> None:
    """Each combination, with what each act does to it, until it ends, stops or waits for somebody else."""
    goals = [*(Goal(power=option) for option in (START, OFF, AS_IS)), Goal(back=True), Goal(back=True, undoes=True)]
    for goal, place, what, power, option in product(goals, PLACES, NOTED, POWERS, (START, OFF, AS_IS)):
        where, stage, now, agent = place, what, power, False
        acts: list[str] = []
        while not acts or acts[-1] not in ("end", "stop"):
            there = seen(disk, where, stage, now, agent, option)
            act = decide(goal, there).act
            acts.append(act)
            assert len(acts) < 10, (goal, place, what, power, option, acts)
            if act in ("exchange_os", "exchange_data"):
                assert stage != "nothing", "nothing is exchanged before it is noted"
                assert act == "exchange_data" or now in ("stopped", "deallocated")
                where = "former" if goal.back else "new"
            now = {"wait": "running", "deallocate": "deallocated", "start": "running"}.get(act, now)
            stage = {"note": "under way", "mark_done": "done", "forget": "nothing"}.get(act, stage)
            option = goal.power if act == "note" and goal.power else option
            agent = agent or act == "wait_for_agent"
        if acts[-1] == "end" and not (goal.undoes and what != "under way"):
            assert where == ("former" if goal.back else "new")


def test_a_data_disk_whose_notes_say_that_it_is_the_os_disk_is_left() -> None:
    forged = note(DATA, former=attachment(DATA.former, None), stage="done")
    there = machine(attachment(OS.former, None), attachment(DATA.new, 3))

    step = decide(Goal(back=True), see(MACHINE, there, [DATA], {DATA.new.key: disk(DATA.new, forged)}))

    assert step.act == "stop"
    assert "notes of another swap" in step.why


def test_a_disk_that_took_the_place_meanwhile_is_named() -> None:
    """Two people recover a machine to two moments: the second learns on which disk the first left it."""
    before = situation({OS: "neither"}, noted(OS, "under way"))
    others = attachment(DATA.new, None)
    machine_now = replace(before.machine, os_disk=others)

    step = decide(Goal(power=START), replace(before, machine=machine_now))

    assert (step.act, step.why.partition("; ")[2]) == ("stop", f"it uses {DATA.new.name!r}")
