# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Words about a swap: what is being done, and how the machine stands."""

from __future__ import annotations

from .._arm.errors import capitalised
from .._azure.compute.virtual_machines import VirtualMachine
from .decisions import Step
from .situation import Situation, SwapSeen


def step_words(step: Step, machine: VirtualMachine) -> str:
    """What is being done, for whoever watches."""
    words = {
        "wait": f"waiting for Azure to finish a change of {machine.name}",
        "note": "noting the former disks on the new ones",
        "deallocate": f"deallocating {machine.name}",
        "exchange_data": f"exchanging data disks of {machine.name}",
        "exchange_os": f"exchanging the OS disk of {machine.name}",
        "start": f"starting {machine.name}",
        "wait_for_agent": f"waiting for the agent of {machine.name}",
        "mark_done": "noting that it is done",
        "forget": "deleting the notes",
    }
    return words[step.act]


def state_words(situation: Situation | None) -> str:
    """Where the machine stands, as it was last seen."""
    if situation is None:
        return "How the machine stands is not known."
    on = ", ".join(_disk_words(each) for each in situation.swaps)
    return f"When it was last seen, {situation.machine.name!r} was {situation.machine.power}: {on}."


def undone_words(situation: Situation | None) -> str:
    """The same after the way back."""
    if situation and all(each.place == "former" for each in situation.swaps):
        power = situation.machine.power or "in an unknown state"
        return f"The machine is on its former disks again, and is {power}."
    return state_words(situation)


def sentence(why: str) -> str:
    """The words as a sentence."""
    return ended(capitalised(why))


def ended(text: str) -> str:
    """The text with a full stop, if it has no end of its own."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _disk_words(each: SwapSeen) -> str:
    on = {
        "former": f"on the former disk {each.swap.former.name!r}",
        "new": f"on the new disk {each.swap.new.name!r}",
        "both": f"on both {each.swap.former.name!r} and {each.swap.new.name!r}",
        "neither": f"on neither {each.swap.former.name!r} nor {each.swap.new.name!r}",
    }
    return on[each.place]
