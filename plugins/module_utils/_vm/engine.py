# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Swaps the disks of a machine: looks, decides by the table of `decisions`, does one step, and looks again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .._arm.errors import TaskError, capitalised
from .._arm.session import ArmSession, backoff
from .._arm.unexpected import failure_of
from .._arm.waiter import Steps, bounded, look_times
from .._azure.authorization.locks import Lock
from .._azure.compute.disks import Disk
from .._azure.compute.skus import Size
from .._azure.compute.virtual_machines import get_virtual_machine
from .._azure.dataprotection.vaults import VaultRef
from .._backup.error_guide import explain
from .changes import agent_words
from .check import Check, Surroundings
from .checks import check_all
from .decisions import Act, Goal, decide, left
from .errors import AgentNotReady, SwapHalfDone, SwapImpossible, SwapRefused, SwapUndone
from .noted_swaps import find_noted
from .notes import Note
from .plans import check_digest, plan_digest
from .proof import check_proofs
from .records import SwapRecord
from .refusals import meaning_of
from .situation import Situation, recall, see
from .surroundings import find_disk_or_none, read_locks, read_size
from .swap_steps import SwapSteps
from .swap_words import ended, sentence, state_words, step_words, undone_words

MOST_TRIES = 10
MOST_STEPS = 200
WAITS = frozenset({"wait", "wait_for_agent"})
TO_GO_ON = "Run the same task again to go on, or with state: rolled_back (playbook undo_recovery) to go back."


@dataclass
class _Course:
    """How it goes on: `latest` is what is being done `since` that moment (monotonic).

    `done` is how often it was done without an effect that shows, and `waited` how often that was waited for. `tries`
    counts failures in a row.
    """

    pauses: Iterator[float]
    latest: Act | None = None
    since: float = 0.0
    done: int = 0
    waited: int = 0
    tries: int = 0
    fresh: bool = True
    exchanging: bool = False

    def begin(self, act: Act, pauses: Iterator[float], now: float) -> None:
        """Note that something else is being done now."""
        self.latest, self.pauses, self.since = act, pauses, now
        self.done = self.waited = 0


class SwapRun:
    """One swap of one machine. `record` says meanwhile what is known of it."""

    def __init__(self, session: ArmSession, record: SwapRecord, vaults: Sequence[VaultRef]) -> None:
        self._session = session
        self._record = record
        self._request = record.request
        self._vaults = vaults
        self._swaps = record.request.swaps
        self._disks: dict[str, Disk] = {}
        self._notes: dict[str, Note] = {}
        self._size: Size | None = None
        self._sized: str | None = None
        self._locks: Sequence[Lock] | None = None
        self._steps = SwapSteps(session, record, self._notes)

    def run(self) -> Steps[None]:
        """See it through. Raises a `TaskError`; the record then says how far it came."""
        record, goal = self._record, self._request.goal
        situation = yield from self._rest()
        if not self._swaps:
            self._swaps = find_noted(self._session, self._request.machine, situation.machine)
            situation = self._look(goal)
        record.before = situation
        record.digest = plan_digest(goal, self._request.machine, situation, proven=self._request.needs_proof)
        check_digest(self._request.approved_digest, record.digest)
        try:
            self._read_surroundings(situation)
            self._judge(goal, situation, with_proof=True)
            if self._request.check_mode:
                self._foretell(goal, situation)
                return
            yield from self._reach(goal)
        except Exception as error:
            yield from self._after(failure_of(error))
        record.action = ("rolled_back" if goal.back else "swapped") if self._steps.touched else "unchanged"

    # Reading

    def _look(self, goal: Goal, *, disks: bool = True) -> Situation:
        machine = get_virtual_machine(self._session, self._request.machine)
        if disks or not self._disks:
            self._disks = {}
            for each in {disk.key: disk for swap in self._swaps for disk in (swap.former, swap.new)}.values():
                if found := find_disk_or_none(self._session, each):
                    self._disks[each.key] = found
        seen = recall(see(self._request.machine, machine, self._swaps, self._disks), self._notes, back=goal.back)
        self._notes.update({each.swap.new.key: each.note for each in seen.swaps if each.note})
        self._record.situation = seen
        return seen

    def _rest(self) -> Steps[Situation]:
        """A look at the machine when Azure has finished what somebody has begun; check mode does not wait for that."""
        goal = self._request.goal
        situation = self._look(goal)
        for pause in look_times(self._request.poll_interval):
            if self._request.check_mode or not situation.is_changing:
                break
            self._record.doing = f"waiting for Azure to finish a change of {situation.machine.name}"
            yield self._pause(pause)
            situation = self._look(goal)
        return situation

    def _read_surroundings(self, situation: Situation) -> None:
        """What the checks need beside the machine and its disks. What may not be read stays unknown."""
        machine, own = situation.machine, self._request.machine
        if machine.size and machine.location and self._sized != machine.size:
            self._sized = machine.size
            self._size = read_size(self._session, machine, own)
        if self._locks is None:
            self._locks = read_locks(self._session, [str(own), *(disk.id for disk in situation.disks.values())])

    # Judging

    def _judge(self, goal: Goal, situation: Situation, *, with_proof: bool = False) -> None:
        """Raise `SwapRefused` if a check says no, with all that do."""
        checks = check_all(goal, situation, Surroundings(self._size, self._locks))
        if with_proof and self._request.needs_proof:
            checks += check_proofs(self._session, self._vaults, situation, noted=goal.back)
        step = decide(goal, situation)
        if step.act == "stop":
            checks += [Check("attached", None, "refused", sentence(step.why), "correct swaps, or detach the disk")]
        if with_proof:
            self._record.checks = checks
        refused = [each for each in checks if each.verdict == "refused"]
        if refused:
            told = " ".join(f"{ended(each.message)} Fix: {each.remedy or 'see the message'}." for each in refused)
            refusal = SwapRefused(f"The disks of {situation.machine.name!r} can't be swapped. {told}")
            refusal.passing = all(each.passing for each in refused)
            raise refusal

    def _foretell(self, goal: Goal, situation: Situation) -> None:
        nothing_to_do = decide(goal, situation).act == "end"
        self._record.action = "unchanged" if nothing_to_do else "would_roll_back" if goal.back else "would_swap"
        self._record.changed = not nothing_to_do

    # Doing

    def _reach(self, goal: Goal) -> Steps[None]:
        """Do what the table says until the end is reached."""
        course = _Course(look_times(self._request.poll_interval))
        steps = 0
        while steps < MOST_STEPS:
            course.exchanging = False
            try:
                if (yield from self._advance(goal, course)):
                    return
                steps += course.latest not in WAITS
            except TaskError as failure:
                course.tries += 1
                steps += 1
                meaning = meaning_of(failure, exchanging=course.exchanging)
                if meaning in ("over", "unknown") or course.tries >= MOST_TRIES:
                    raise
                course.fresh = True
                if meaning == "in_one_put":
                    self._steps.in_one_put = True
                    continue
                yield self._pause(failure.retry_after or backoff(course.tries))
        raise SwapImpossible("The machine and its disks do not come to rest: somebody else may be changing them.")

    def _advance(self, goal: Goal, course: _Course) -> Steps[bool]:
        """Look, and do what is next. Whether the end is reached."""
        situation = self._look(goal, disks=course.fresh)
        step = decide(goal, situation)
        if step.act != course.latest:
            course.begin(step.act, look_times(self._request.poll_interval), self._session.clock.monotonic())
        if step.act == "end":
            return True
        if step.act == "stop":
            raise SwapImpossible(f"{sentence(step.why)} Nothing more was done.")
        self._record.doing = step_words(step, situation.machine)
        course.fresh = step.act not in WAITS
        if (
            step.act == "wait_for_agent"
            and self._session.clock.monotonic() - course.since >= self._request.boot_seconds
        ):
            raise AgentNotReady(
                f"The agent of {situation.machine.name!r} was not ready within boot_timeout "
                f"({self._request.boot_seconds:g} seconds); it {agent_words(situation.machine)}."
            )
        if course.done > MOST_TRIES:
            raise SwapImpossible(f"{capitalised(self._record.doing)} has no effect that can be read back.")
        if step.act in WAITS or course.waited < course.done:
            course.waited += 1
            course.tries = 0 if step.act in WAITS else course.tries
            yield self._pause(next(course.pauses, self._request.poll_interval))
            return False
        course.exchanging = step.act == "exchange_data" and not self._steps.in_one_put
        if left(goal, situation):
            self._read_surroundings(situation)
            self._judge(goal, situation)
        yield from self._steps.do(step, goal, situation)
        course.tries = 0
        course.done += 1
        return False

    def _pause(self, seconds: float) -> float:
        return bounded(seconds, self._session.deadline, capitalised(self._record.doing))

    # After a failure

    def _after(self, failure: TaskError) -> Steps[None]:
        """Put the machine back if that is possible and wanted, and raise what is to be told."""
        goal = self._request.goal
        seen = self._record.situation
        begun = self._steps.touched or (seen is not None and any(each.noted == "under way" for each in seen.swaps))
        if self._request.check_mode or not begun:
            raise failure
        is_over = meaning_of(failure, exchanging=False) == "over"
        if goal.back or is_over or not self._request.roll_back_on_failure:
            raise self._half_done(failure) from failure
        try:
            yield from self._reach(Goal(back=True, undoes=True, wait_for_agent=False))
        except Exception as error:
            second = failure_of(error)
            message = f"{failure} The way back failed, too: {second}"
            both = _explained_as(TaskError(message, problem=failure.problem), failure)
            raise self._half_done(both) from second
        self._record.warnings.append(f"The swap failed and was undone: {failure}")
        self._record.action = "rolled_back"
        words = undone_words(self._record.situation)
        undone = SwapUndone(f"The disks were not swapped: {ended(str(failure))} {words}", problem=failure.problem)
        raise _explained_as(undone, failure) from failure

    def _half_done(self, failure: TaskError) -> TaskError:
        self._record.action = None
        words = f"{ended(str(failure))} {state_words(self._record.situation)} {TO_GO_ON}"
        return _explained_as(SwapHalfDone(words, problem=failure.problem), failure)


def _explained_as(told: TaskError, failure: TaskError) -> TaskError:
    """What is to be told, with what is known of the failure behind it."""
    told.trace, told.passing, told.advice = failure.trace, failure.passing, failure.advice or explain(failure)
    return told
