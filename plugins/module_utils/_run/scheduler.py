# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Runs many jobs, which mostly wait, on a few threads."""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Callable, Sequence

from .._arm.clock import SYSTEM_CLOCK, Clock
from .._arm.errors import DeadlinePassed, RunEnded
from .._arm.session import ArmSession
from .._arm.threads import SYSTEM_THREADS, Threads
from .._arm.times import format_duration
from .._arm.waiter import Steps

USUAL_THREADS = 32
MOST_THREADS = 64
WORKS_A_THREAD = 50
LISTEN_SECONDS = 0.5
GRACE_SECONDS = 5.0


def run_works(works: Sequence[Steps[None]], session: ArmSession, look: Callable[[], None]) -> None:
    """Run these works to their ends, and call `look` meanwhile, whose errors stop nothing.

    Raises what a work raises, and `DeadlinePassed` or `RunEnded` if they last too long or nobody wants them any more.
    """

    def look_and_check() -> None:
        with contextlib.suppress(Exception):  # What can't be told is no reason to stop what is under way.
            look()
        _check_goes_on(session)

    Scheduler(works, session.clock, session.threads).run(look_and_check)


class Scheduler:
    """Daemon threads that take a work when it is due, do one step of it, and put it back.

    The threads are never waited for: a task that is cancelled ends at once, whatever a request is waiting for.
    """

    def __init__(
        self, works: Sequence[Steps[None]], clock: Clock = SYSTEM_CLOCK, threads: Threads = SYSTEM_THREADS
    ) -> None:
        self._clock = clock
        self._threads = threads
        self._works = works
        self._due = [(0.0, index) for index in range(len(works))]
        self._unfinished = len(works)
        self._error: BaseException | None = None
        self._stopped = False
        self._watched_until = float("inf")
        self._changed, self._ended = threads.condition(), threads.condition()

    def run(self, look: Callable[[], None] = lambda: None) -> None:
        """Run all works to their ends. An exception of one ends them all and is raised here.

        Meanwhile `look` is called in this thread, twice a second at least. What it raises ends them all, too.
        """
        try:
            self._start_threads()
            while self._goes_on():
                look()
        finally:
            with self._changed:
                self._stopped = True
                self._changed.notify_all()
        if self._error:
            raise self._error

    def _start_threads(self) -> None:
        """As many threads as there is work for, or as the machine still has. Raises RuntimeError if it has none."""
        for number in range(_threads_for(len(self._works))):
            try:
                self._threads.start(self._serve, f"restore-{number}")
            except RuntimeError:
                if not number:
                    raise
                return

    def _goes_on(self) -> bool:
        """Wait a moment for the end. Return whether there is more to do."""
        with self._ended:
            if self._unfinished and not self._error:
                self._ended.wait(LISTEN_SECONDS)
            return bool(self._unfinished) and not self._error

    def _serve(self) -> None:
        while (index := self._take()) is not None:
            try:
                pause = next(self._works[index])
            except StopIteration:
                self._finish(None)
            except BaseException as error:
                self._finish(error)
            else:
                self._put_back(index, self._clock.monotonic() + pause)

    def _take(self) -> int | None:
        """The next work that is due, waiting for it; None when there is nothing more to do.

        One thread wakes up when it is due, and before it goes to work, it wakes another one, which does so next.
        """
        with self._changed:
            while not self._stopped:
                due, index = self._due[0] if self._due else (float("inf"), 0)
                ahead = due - self._clock.monotonic()
                if ahead <= 0:
                    heapq.heappop(self._due)
                    if self._due:
                        self._changed.notify()
                    return index
                if due < self._watched_until:
                    self._watched_until = due
                    self._changed.wait(ahead)
                    self._watched_until = float("inf")
                else:
                    self._changed.wait()
        return None

    def _put_back(self, index: int, due: float) -> None:
        """Keep a work for later. The thread that did its latest step sees by itself when it is due."""
        with self._changed:
            heapq.heappush(self._due, (due, index))

    def _finish(self, error: BaseException | None) -> None:
        with self._ended:
            self._unfinished -= 1
            self._error = self._error or error
            if self._error or not self._unfinished:
                self._ended.notify()


def _threads_for(works: int) -> int:
    """One for each of a few works, and more than usual for thousands, such as those of many subscriptions."""
    return min(works, max(USUAL_THREADS, min(MOST_THREADS, works // WORKS_A_THREAD)))


def _check_goes_on(session: ArmSession) -> None:
    """Raise `DeadlinePassed` or `RunEnded` where a run must end, whatever its threads are doing.

    To be asked in the main thread: at their deadline they have some seconds to end by themselves.
    """
    deadline = session.deadline
    if deadline.overrun > GRACE_SECONDS:
        raise DeadlinePassed(f"It did not end within wait_timeout ({format_duration(deadline.seconds)}).")
    if not session.wanted():
        raise RunEnded("The run has ended: nothing more is sent.")
