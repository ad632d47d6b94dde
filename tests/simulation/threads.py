# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clock, locks, conditions and threads of a simulated process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import TypeVar

from .scheduler import Process, Scheduler, Thread

T = TypeVar("T")

EPOCH = datetime(2026, 11, 22, 3, 0, tzinfo=timezone.utc)
NOTIFIED = "notified"


class SimulatedClock:
    """The clock of one controller, which is `ahead` of the world's by so many seconds."""

    def __init__(self, scheduler: Scheduler, ahead: float, monotonic_start: float) -> None:
        self._scheduler = scheduler
        self._ahead = timedelta(seconds=ahead)
        self._start = monotonic_start

    def now(self) -> datetime:
        return EPOCH + timedelta(seconds=self._scheduler.now) + self._ahead

    def monotonic(self) -> float:
        return self._start + self._scheduler.now

    def sleep(self, seconds: float) -> None:
        if not 0 <= seconds <= threading.TIMEOUT_MAX:
            raise ValueError(f"no time to sleep: {seconds}")
        self._scheduler.sleep(seconds)


class SimulatedLock:
    """A lock. Whoever waits longest does not always come first."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._owner: Thread | None = None
        self._waiting: list[Thread] = []

    def __enter__(self) -> bool:
        if self._scheduler.over:
            return True
        thread = self._scheduler.current
        if self._owner is thread:
            raise AssertionError(f"{thread.name} waits for a lock that it holds")
        while self._owner:
            self._waiting.append(thread)
            self._scheduler.wait(None)
        self._owner = thread
        return True

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._owner = None
        waiting, self._waiting = self._waiting, []
        for thread in waiting:
            self._scheduler.wake(thread, NOTIFIED)


class SimulatedCondition(SimulatedLock):
    """A condition with a lock of its own."""

    def __init__(self, scheduler: Scheduler) -> None:
        super().__init__(scheduler)
        self._listeners: list[Thread] = []

    def wait(self, timeout: float | None = None) -> bool:
        if timeout is not None and timeout > threading.TIMEOUT_MAX:
            raise OverflowError("timeout value is too large")
        thread = self._scheduler.current if not self._scheduler.over else None
        if thread:
            self._listeners.append(thread)
        self.__exit__(None, None, None)
        try:
            notified = self._scheduler.wait(None if timeout is None else max(0.0, timeout)) is NOTIFIED
        finally:
            if thread in self._listeners:
                self._listeners.remove(thread)
            self.__enter__()
        return notified

    def notify(self, n: int = 1) -> None:
        some, self._listeners = self._listeners[:n], self._listeners[n:]
        for thread in some:
            self._scheduler.wake(thread, NOTIFIED)

    def notify_all(self) -> None:
        self.notify(len(self._listeners))


class SimulatedThreads:
    """The threads of one process. `may_start` is asked before each: a machine can have no more of them."""

    def __init__(self, scheduler: Scheduler, process: Process, may_start: Callable[[], bool] = lambda: True) -> None:
        self._scheduler = scheduler
        self._process = process
        self._may_start = may_start

    def lock(self) -> AbstractContextManager[object]:
        return SimulatedLock(self._scheduler)

    def condition(self) -> SimulatedCondition:
        return SimulatedCondition(self._scheduler)

    def start(self, work: Callable[[], None], name: str) -> None:
        if not self._may_start():
            raise RuntimeError("can't start new thread")
        self._scheduler.start(self._process, work, name)

    def bounded(self, work: Callable[[], T], seconds: float, name: str) -> T:
        done = self.condition()
        results: list[T] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                results.append(work())
            except BaseException as error:
                errors.append(error)
            with done:
                done.notify_all()

        self.start(run, name)
        with done:
            if not (results or errors):
                done.wait(seconds)
        if errors:
            raise errors[0]
        if not results:
            raise TimeoutError(f"{name} did not end within {seconds:g} seconds")
        return results[0]
