# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many works that mostly wait, on a few threads."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clock import Deadline
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import DeadlinePassed, RunEnded
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SystemThreads
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.waiter import Steps
from ansible_collections.azure_dr.backup.plugins.module_utils._run.scheduler import (
    GRACE_SECONDS,
    MOST_THREADS,
    USUAL_THREADS,
    Scheduler,
    run_works,
)
from ansible_collections.azure_dr.backup.tests.support.clock import Clock


class Idle(Exception):
    """A thread has nothing to do until another one wakes it."""


class OneAfterAnother:
    """Threads that are run one after another, each until it has nothing to do. Waiting moves the clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.started: list[str] = []

    def lock(self) -> Any:
        return threading.Lock()

    def condition(self) -> Any:
        return OneAfterAnotherCondition(self._clock)

    def start(self, work: Callable[[], None], name: str) -> None:
        self.started.append(name)
        with contextlib.suppress(Idle):
            work()

    def bounded(self, work: Callable[[], Any], seconds: float, name: str) -> Any:
        raise NotImplementedError


class OneAfterAnotherCondition(contextlib.nullcontext[bool]):
    def __init__(self, clock: Clock) -> None:
        super().__init__(True)
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        if timeout is None:
            raise Idle
        self._clock.sleep(timeout)
        return False

    def notify(self, n: int = 1) -> None:
        """Nobody waits."""

    notify_all = notify


def test_works_wait_at_the_same_time_and_go_on_when_they_are_due() -> None:
    clock, went_on = Clock(), list[tuple[float, str]]()

    def work(name: str, *pauses: float) -> Steps[None]:
        for pause in pauses:
            yield pause
            went_on.append((clock.seconds, name))

    Scheduler([work("a", 5, 5), work("b", 3, 3, 3), work("c", 4)], clock, OneAfterAnother(clock)).run()

    assert went_on == [(3, "b"), (4, "c"), (5, "a"), (6, "b"), (9, "b"), (10, "a")]


@pytest.mark.parametrize(("works", "most"), [(8, 8), (1000, USUAL_THREADS), (10_000, MOST_THREADS)])
def test_many_works_share_a_few_threads(works: int, most: int) -> None:
    clock, done = Clock(), list[int]()
    threads = OneAfterAnother(clock)

    def work(number: int) -> Steps[None]:
        yield 10.0
        done.append(number)

    Scheduler([work(number) for number in range(works)], clock, threads).run()

    assert sorted(done) == list(range(works))
    assert len(threads.started) == most
    assert clock.seconds == 10.0


@pytest.mark.parametrize("available", [0, 1])
def test_a_machine_without_threads(available: int) -> None:
    clock, done = Clock(), list[int]()

    class FewThreads(OneAfterAnother):
        def start(self, work: Callable[[], None], name: str) -> None:
            if len(self.started) == available:
                raise RuntimeError("can't start new thread")
            super().start(work, name)

    def work(number: int) -> Steps[None]:
        yield 1.0
        done.append(number)

    scheduler = Scheduler([work(0), work(1)], clock, FewThreads(clock))
    if not available:
        with pytest.raises(RuntimeError):
            scheduler.run()
    else:
        scheduler.run()
    assert done == list(range(2 * available))


class Hanging(OneAfterAnother):
    """Threads that never come to anything."""

    def start(self, work: Callable[[], None], name: str) -> None:
        self.started.append(name)


def run_in_vain(clock: Clock, *, wanted: bool = True) -> None:
    """Run a work that does not end by itself, with 100 seconds for it."""
    session: Any = SimpleNamespace(
        clock=clock, deadline=Deadline(clock, 100.0), wanted=lambda: wanted, threads=Hanging(clock)
    )

    def work() -> Steps[None]:
        yield 0.0

    def look() -> None:
        raise ValueError("what can't be told stops nothing")

    run_works([work()], session, look)


def test_works_that_do_not_end_by_themselves_at_the_deadline_are_left() -> None:
    clock = Clock()

    with pytest.raises(DeadlinePassed, match=r"within wait_timeout \(1 min 40 s\)"):
        run_in_vain(clock)
    assert 100.0 + GRACE_SECONDS < clock.seconds <= 101.0 + GRACE_SECONDS


def test_works_that_nobody_wants_any_more_are_left_at_once() -> None:
    clock = Clock()

    with pytest.raises(RunEnded):
        run_in_vain(clock, wanted=False)
    assert clock.seconds < 1.0


class CountingThreads(SystemThreads):
    """Counts how often a thread that waited goes on."""

    def __init__(self) -> None:
        self.wakes = 0

    def condition(self) -> Any:
        threads = self

        class Counting(threading.Condition):
            def wait(self, timeout: float | None = None) -> bool:
                notified = super().wait(timeout)
                threads.wakes += 1
                return notified

        return Counting()


def test_for_a_work_that_is_due_no_more_threads_wake_than_it_takes() -> None:
    threads = CountingThreads()

    def work(number: int) -> Steps[None]:
        yield 0.1 + number * 0.005

    Scheduler([work(number) for number in range(USUAL_THREADS)], threads=threads).run()

    # One for what is due, and one that then looks after what is due next. All wake once more at the end.
    assert threads.wakes <= 4 * USUAL_THREADS


def test_a_work_is_never_in_two_threads() -> None:
    inside: set[int] = set()

    def work(number: int) -> Steps[None]:
        for _step in range(20):
            assert number not in inside
            inside.add(number)
            time.sleep(0.001)
            inside.remove(number)
            yield 0

    Scheduler([work(number) for number in range(8)]).run()


def test_an_exception_ends_all_at_once() -> None:
    def waits() -> Steps[None]:
        yield 3600

    def fails() -> Steps[None]:
        yield 0.01
        raise ZeroDivisionError

    began = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        Scheduler([waits(), fails(), waits()]).run()

    assert time.monotonic() - began < 5


def test_threads_that_hang_are_not_waited_for() -> None:
    release = threading.Event()

    def hangs() -> Steps[None]:
        release.wait(30)
        yield 0

    def fails() -> Steps[None]:
        yield 0.05
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        Scheduler([hangs(), fails()]).run()
    release.set()

    assert time.monotonic() - began < 5


def test_no_works() -> None:
    Scheduler([]).run()
