# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Does one step of a swap. Nothing else of a swap writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from .._arm.operations import follow_operation
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._arm.transport import Answer
from .._arm.waiter import Steps
from .._azure.compute.virtual_machines import (
    attach_detach,
    changing_data_disks,
    deallocate,
    put_disks,
    replacing,
    start,
)
from .._azure.resources.tags import delete_tags, merge_tags
from .changes import noting_a_change
from .decisions import Goal, Step, power_to_note
from .notes import Note, noted_tags, read_note
from .records import SwapRecord
from .situation import Situation, Swap, SwapSeen


class SwapSteps:
    """The steps of one swap.

    `notes` are those that were seen on the new disks, by the disk's key. `in_one_put` says that Azure exchanges data
    disks of this machine by a PUT of all of them only. `touched` says whether anything was written.
    """

    def __init__(self, session: ArmSession, record: SwapRecord, notes: dict[str, Note]) -> None:
        self._session = session
        self._record = record
        self._request = record.request
        self._notes = notes
        self.in_one_put = False
        self.touched = False

    def do(self, step: Step, goal: Goal, situation: Situation) -> Steps[None]:
        """Do one step and follow it to its end. Raises a `TaskError`."""
        machine = self._request.machine
        if step.act == "note":
            self._note(step.swaps, goal, situation)
        elif step.act == "mark_done":
            for each in step.swaps:
                if each.note:
                    self._write(each.swap.new, replace(each.note, stage="done"))
        elif step.act == "forget":
            for each in step.swaps:
                self._forget(each, situation)
        elif step.act == "deallocate":
            with self._changing():
                answer = deallocate(self._session, machine)
            yield from self._follow(answer, f"deallocating {machine.name!r}")
        elif step.act == "start":
            with self._changing():
                answer = start(self._session, machine)
            yield from self._follow(answer, f"starting {machine.name!r}")
        else:
            yield from self._exchange(step.swaps, goal, situation)

    def _note(self, swaps: Sequence[SwapSeen], goal: Goal, situation: Situation) -> None:
        """Note how the former disks are attached. It is read back before anything else is done."""
        before = power_to_note(situation)
        for each in swaps:
            if each.former:
                note = Note(
                    self._request.machine, each.former, before, goal.power or "deallocate_and_start", "under way"
                )
                self._write(each.swap.new, note)

    def _forget(self, each: SwapSeen, situation: Situation) -> None:
        """Delete the notes of this swap; those that somebody has written over them are none of ours."""
        disk = situation.disks.get(each.swap.new.key)
        said = read_note(disk, self._request.machine.subscription_id) if disk else None
        if disk and isinstance(said, Note) and said.machine.key == self._request.machine.key:
            with self._changing():
                delete_tags(self._session, each.swap.new, noted_tags(disk))
        self._notes.pop(each.swap.new.key, None)

    def _write(self, disk: ResourceId, note: Note) -> None:
        with self._changing():
            merge_tags(self._session, disk, note.as_tags())

    def _exchange(self, swaps: Sequence[SwapSeen], goal: Goal, situation: Situation) -> Steps[None]:
        """Detach what is not to be used, and attach what is, as the former disk was attached."""
        machine, seen = self._request.machine, situation.machine
        pairs = [(each, *self._directed(each.swap, goal)) for each in swaps]
        detach = [going for _each, _coming, going in pairs if seen.attachment_of(going)]
        # Each once, though two disks may be noted for the place of one: as it is noted on the one that has the place.
        pairs.sort(key=lambda pair: seen.attachment_of(pair[2]) is not None)
        to_attach = {
            coming.key: attachment
            for each, coming, _going in pairs
            if not seen.attachment_of(coming) and (attachment := each.attach(coming))
        }
        replaced = {
            going.key: to_attach[coming.key]
            for _each, coming, going in pairs
            if going in detach and coming.key in to_attach
        }
        is_loose = any(each.is_loose for each in swaps)
        if is_loose or (replaced and (self.in_one_put or swaps[0].is_os)):
            dropped = {going.key for going in detach if going.key not in replaced} if is_loose else set()
            with self._changing():
                answer = put_disks(self._session, machine, seen, replaced, dropped)
            yield from self._follow(answer, replacing(machine))
        else:
            # Without a PUT of all, what is detached comes first if Azure does not take both together.
            together = not (self.in_one_put and detach)
            with self._changing():
                attach = list(to_attach.values()) if together else []
                answer = attach_detach(self._session, machine, list(map(str, detach)), attach)
            yield from self._follow(answer, changing_data_disks(machine))

    @staticmethod
    def _directed(swap: Swap, goal: Goal) -> tuple[ResourceId, ResourceId]:
        """The disk that comes, and the one that goes."""
        return (swap.former, swap.new) if goal.back else (swap.new, swap.former)

    def _follow(self, answer: Answer, doing: str) -> Steps[None]:
        interval = self._request.poll_interval
        yield from follow_operation(self._session, answer, doing=doing, poll_interval=interval)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """What is written meanwhile has changed something, unless Azure refuses it for good."""
        self.touched = True
        with noting_a_change(self._record):
            yield
