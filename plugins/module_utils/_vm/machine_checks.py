# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The checks of a machine whose disks are to be swapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .._azure.compute.skus import Size
from .check import Check, Surroundings
from .decisions import Goal
from .situation import Situation, SwapSeen


def of_machine(goal: Goal, situation: Situation, rest: Sequence[SwapSeen], around: Surroundings) -> Iterator[Check]:
    """What the machine itself must be, before any of its disks is judged."""
    machine = situation.machine
    yield _check(
        "scale_set",
        f"{machine.name} is an instance of the scale set {machine.scale_set_id}." if machine.scale_set_id else None,
        "swap the disks of a machine of its own; an instance of a scale set is made anew from its model",
    )
    yield _check(
        "ephemeral",
        f"The OS disk of {machine.name} is ephemeral: it can't be swapped." if machine.is_ephemeral else None,
        "make a machine from the restored disk",
    )
    encrypted = [each for each in machine.extensions if "azurediskencryption" in each.lower()]
    yield _check(
        "azure_disk_encryption",
        f"{machine.name} is encrypted by Azure Disk Encryption: its disks can't be swapped." if encrypted else None,
        "make a machine from the restored disks, and encrypt it anew",
    )
    if goal.back:
        return
    under_it = [each.swap.former.name for each in rest if each.is_os] if situation.runs else []
    refused = under_it and goal.power == "as_is"
    yield _check(
        "power",
        f"{machine.name} is {machine.power}, and its OS disk is never swapped while it runs." if refused else None,
        "choose power: deallocate_and_start or deallocate, or deallocate the machine first",
    )
    yield room_for_data_disks(situation, rest, around.size)


def room_for_data_disks(situation: Situation, rest: Sequence[SwapSeen], size: Size | None) -> Check:
    """The machine takes that many data disks."""
    machine = situation.machine
    more = sum(1 for each in rest if not each.is_os and each.place == "neither")
    count = len(machine.data_disks) + more
    if size is None or size.data_disks is None:
        return Check("data_disk_maximum", None, "unknown", f"How many data disks {machine.size} takes is not known.")
    wrong = f"{machine.size} takes {size.data_disks} data disks, and {machine.name} would have {count}."
    fits = count <= size.data_disks
    return _check("data_disk_maximum", None if fits else wrong, "detach a disk, or choose a larger size")


def _check(name: str, wrong: str | None, remedy: str) -> Check:
    return Check(name, None, "refused", wrong, remedy) if wrong else Check(name, None, "passed", "nothing against it")
