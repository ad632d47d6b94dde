# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the disks of a run have in common, whatever is done for them: what each vault says, and whether it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import Protocol, TypeVar

from .._arm.errors import TaskError
from .._arm.session import ArmSession
from .._arm.unexpected import failure_of
from .._arm.waiter import Steps, bounded
from .._azure.dataprotection.jobs import JobKind
from .._azure.dataprotection.vaults import VaultRef
from .._run.concurrency_limit import ConcurrencyLimit
from .._run.works import RunOver
from .errors import Postponed
from .run_context import RunContext
from .run_contexts import Asked, RunContexts

T = TypeVar("T")
FEWEST_TO_GATHER = 3
GATHER_SECONDS = 0.5
GATHER_SECONDS_A_DISK = 0.002
LONGEST_GATHER_SECONDS = 1.0


class DiskWork(Protocol):
    """What is done for one disk."""

    def give_up(self, failure: TaskError) -> None:
        """Say that the run ended, for that reason, before this disk was done."""


class DiskRun:
    """Shared by all disks of a run, which began at that moment (monotonic); safe to use from many threads.

    `failed` is set once one of them has, `over` once the run has ended: threads that outlive it send nothing more.
    """

    def __init__(
        self,
        session: ArmSession,
        asked: Sequence[Asked],
        kind: JobKind,
        *,
        max_parallel: int | None,
        stop_on_failure: bool,
    ) -> None:
        self.session = session
        self.disks = len(asked)
        self.began = session.clock.monotonic()
        self.limit = ConcurrencyLimit(max_parallel, session.threads)
        self.failed, self.over = Event(), Event()
        self._contexts = RunContexts(session, asked, kind)
        self._stop_on_failure = stop_on_failure

    def context(self, ref: VaultRef) -> RunContext:
        """What is known of a vault."""
        return self._contexts.of(ref)

    @property
    def stopped(self) -> bool:
        """Whether nothing more is to be sent."""
        return self._stop_on_failure and self.failed.is_set()

    def seconds(self) -> float:
        """Seconds since the run began."""
        return round(self.session.clock.monotonic() - self.began, 3)

    def until_others_look(self, context: RunContext) -> float:
        """Seconds until the moment at which those of many disks of a vault that are ready look together; 0 for a few.

        Each vault has moments of its own: what is seen there holds for a second, for all that is sent meanwhile.
        """
        if self.disks < FEWEST_TO_GATHER:
            return 0.0
        seconds = min(LONGEST_GATHER_SECONDS, max(GATHER_SECONDS, self.disks * GATHER_SECONDS_A_DISK))
        return seconds - (self.session.clock.monotonic() + context.share_of_time * seconds) % seconds

    def carry_out(self, steps: Callable[[], None], disks: Sequence[DiskWork]) -> None:
        """Carry out the steps of the run. If it ends before they do, all disks that are not done are given up.

        Raises the `TaskError` for which nothing was sent for any disk.
        """
        try:
            steps()
        except Exception as error:
            self.over.set()
            if isinstance(error, TaskError):
                raise
            for disk in disks:
                disk.give_up(error.failure if isinstance(error, RunOver) else failure_of(error))
        finally:
            self.over.set()

    def in_turn(self, attempt: Callable[[float], Steps[T]], context: RunContext, waiting_for: str) -> Steps[T]:
        """What `attempt` returns: it is tried when there is room for one more, and it is its turn to write.

        It is told when that came (monotonic): what was seen since then can be shared by all whose turn it is.
        If it raises `Postponed`, it is tried again after the pause that this says.
        """
        while True:
            yield from self.limit.enter()
            try:
                turn = yield from self._turn(context)
                return (yield from attempt(turn))
            except Postponed as postponed:
                pause = postponed.seconds
            finally:
                self.limit.leave()
            yield bounded(pause, self.session.deadline, waiting_for)

    def _turn(self, context: RunContext) -> Steps[float]:
        """Wait for the turn to write. Of many disks, those that are ready at about the same time share one look."""
        yield from context.pace.turn(self.until_others_look(context))
        now = self.session.clock.monotonic()
        if pause := self.until_others_look(context):
            yield pause
        return now + pause
