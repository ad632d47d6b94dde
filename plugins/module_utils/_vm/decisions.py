# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is done next: one table for the first run, for a run after a kill, and for the way back.

It is read from the top; the first line that holds is done, then everything is read again. *Left* are the swaps whose
machine does not use exactly the disk that it is to use in the end: the new one, or, on the way back, the former one.
The way back from a swap that failed is for the swaps only that are noted as under way: those done earlier stay.

| the machine, its disks and what is noted on the new ones | to the new disks | back to the former ones |
|---|---|---|
| Azure is changing it: it is starting, stopping, or a disk is being detached | wait | wait |
| left, and the new disk is noted for another swap | stop | stop |
| left: it uses neither disk, and nothing is noted | stop | stop |
| left: the OS disk is neither of the two | stop | stop, unless it is the new one of another swap of the same disk |
| left: it uses both disks, and nothing is noted | stop | stop |
| left: it uses the new disk, and nothing is noted | (not left) | stop |
| left: it uses the former disk, and how it is attached is not noted as under way | note | (not left) |
| left: the OS disk; it runs; `power: as_is` | stop | deallocate |
| left; it runs; another `power` | deallocate | deallocate |
| left: data disks | exchange them | exchange them |
| left: the OS disk | exchange it | exchange it |
| nothing left, nothing noted as under way (on the way back: nothing noted at all) | end | end |
| nothing left; it is to run and does not | start | start |
| nothing left; it is to be off, and runs (with `power: deallocate`: is not deallocated) | deallocate | deallocate |
| nothing left; it is to run, its agent is awaited and has not reported since the start | wait for it | (not awaited) |
| nothing left | note that it is done | delete the notes |

What a machine *is to be* in the end:

| | to the new disks | back |
|---|---|---|
| `deallocate_and_start` | running | as it was before |
| `deallocate` | deallocated | deallocated; as it was before if the swap failed |
| `as_is` | as it is | as it is |

A disk that a failed change has left marked as to be detached counts as left, whichever it is.

Exchanging means: detach the disk that is not to be used, if it is, and attach the other, if it is not. So a machine
that lost a disk half-way gets it back, in either direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .._arm.resource_ids import ResourceId
from .notes import PowerOption
from .situation import Situation, SwapSeen

MOST_NAMED = 5

Act = Literal[
    "wait",
    "note",
    "deallocate",
    "exchange_data",
    "exchange_os",
    "start",
    "wait_for_agent",
    "mark_done",
    "forget",
    "end",
    "stop",
]
Power = Literal["running", "off", "deallocated"]


@dataclass(frozen=True)
class Goal:
    """Where a machine is to come to.

    `back`: to the former disks. `power` is what was asked for; on the way back what was noted counts. `undoes`: the way
    back was not asked for, but a swap has failed.
    """

    back: bool = False
    power: PowerOption | None = None
    wait_for_agent: bool = True
    undoes: bool = False


@dataclass(frozen=True)
class Step:
    """What is done next, with which of the swaps; `why` says why nothing can be done."""

    act: Act
    swaps: tuple[SwapSeen, ...] = ()
    why: str = ""


def left(goal: Goal, situation: Situation) -> tuple[SwapSeen, ...]:
    """The swaps whose machine does not use exactly the disk that it is to use in the end."""
    place = "former" if goal.back else "new"
    return tuple(each for each in _meant(goal, situation) if each.place != place or each.is_loose)


def _meant(goal: Goal, situation: Situation) -> tuple[SwapSeen, ...]:
    return tuple(each for each in situation.swaps if not goal.undoes or each.noted == "under way")


def decide(goal: Goal, situation: Situation) -> Step:
    """What is done next."""
    if situation.is_changing:
        return Step("wait")
    rest = left(goal, situation)
    return _move(goal, situation, rest) if rest else _finish(goal, situation)


def _move(goal: Goal, situation: Situation, rest: tuple[SwapSeen, ...]) -> Step:
    for each in rest:
        if why := _why_not(each, goal, situation):
            return Step("stop", (each,), why)
    unnoted = tuple(each for each in rest if each.needs_note and not goal.back)
    if unnoted:
        return Step("note", unnoted)
    of_os = tuple(each for each in rest if each.is_os)
    if situation.runs:
        as_is = _asked_power(goal, situation) == "as_is"
        if as_is and of_os and not goal.back:
            return Step("stop", of_os, "the OS disk is never swapped under a running machine")
        if of_os or not as_is:
            return Step("deallocate")
    data = tuple(each for each in rest if not each.is_os)
    return Step("exchange_data", data) if data else Step("exchange_os", of_os)


def _why_not(each: SwapSeen, goal: Goal, situation: Situation) -> str | None:
    former, new = each.swap.former.name, each.swap.new.name
    if each.place == ("former" if goal.back else "new"):
        return None
    if each.noted == "another":
        return (
            f"the disk {new!r} carries the notes of another swap (its tags azure-dr-swap-...): undo that swap with "
            "state: rolled_back, or delete these tags if it is never to be undone"
        )
    if each.note is None:
        if each.place == "neither":
            used = _others(situation)
            return f"the machine uses neither the disk {former!r} nor {new!r}, and nothing is noted of them{used}"
        if each.place == "both":
            return f"the machine uses the disk {new!r} already, beside {former!r}"
        if goal.back:
            return f"nothing is noted on the disk {new!r} of how the disk {former!r} was attached"
    if each.is_os and each.place in ("neither", "both") and not (goal.back and _is_put_back_anyway(each, situation)):
        return f"the machine boots neither from the disk {former!r} nor from {new!r}{_others(situation)}"
    return None


def _is_put_back_anyway(each: SwapSeen, situation: Situation) -> bool:
    """Whether the machine boots from a disk that another recovery, at the same time, noted for the same former one."""
    former = each.swap.former.key
    return any(other.swap.former.key == former and other.place == "new" and other.note for other in situation.swaps)


def _others(situation: Situation) -> str:
    """The disks that the machine uses and no swap is about: they show what another run, or a person, has done."""
    known = {key for each in situation.swaps for key in (each.swap.former.key, each.swap.new.key)}
    used = (ResourceId.parse(each.disk_id) for each in situation.machine.attachments)
    others = [repr(disk.name) for disk in used if disk.key not in known]
    more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    return f"; it uses {', '.join(others[:MOST_NAMED])}{more}" if others else ""


def _finish(goal: Goal, situation: Situation) -> Step:
    open_notes = [each for each in _meant(goal, situation) if each.note and (goal.back or each.noted == "under way")]
    if not open_notes:
        return Step("end")
    power = wanted_power(goal, situation)
    if power == "running" and not situation.runs:
        return Step("start")
    if power == "off" and situation.runs:
        return Step("deallocate")
    if power == "deallocated" and situation.machine.power != "deallocated":
        return Step("deallocate")
    if power == "running" and goal.wait_for_agent and not goal.back and not situation.machine.agent_is_fresh:
        return Step("wait_for_agent")
    return Step("forget" if goal.back else "mark_done", tuple(open_notes))


def wanted_power(goal: Goal, situation: Situation) -> Power | None:
    """What a machine is to be in the end; None: as it is."""
    asked = _asked_power(goal, situation)
    if asked == "as_is":
        return None
    if not goal.back:
        return "running" if asked == "deallocate_and_start" else "deallocated"
    if asked == "deallocate" and not goal.undoes:
        return "deallocated"
    before = {each.note.power_before for each in _meant(goal, situation) if each.note}
    return "running" if "running" in before else "off"


def power_to_note(situation: Situation) -> str:
    """The power before the swap: as a run noted it that was interrupted, else as it is."""
    noted = {note.power_before for note in situation.notes if note.stage == "under way"}
    if noted:
        return "running" if "running" in noted else min(noted)
    return situation.machine.power or "unknown"


def _asked_power(goal: Goal, situation: Situation) -> PowerOption:
    if goal.power and not goal.back:
        return goal.power
    noted = {each.note.power_option for each in _meant(goal, situation) if each.note}
    return noted.pop() if len(noted) == 1 else "deallocate_and_start"
