# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual time: whatever waits is a greenlet, and one loop resumes what is due next."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from random import Random

from greenlet import GreenletExit, getcurrent, greenlet


class Process:
    """What a controller runs a task in. Once it is dead, none of its threads is resumed any more."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.alive = True


class Thread:
    """A thread of a simulated process."""

    def __init__(self, process: Process, name: str, work: Callable[[], None], hub: greenlet) -> None:
        self.process = process
        self.name = f"{process.name}/{name}"
        self.waits = 0
        self.woken_by: object = None
        self.thrown: BaseException | None = None
        self.greenlet = greenlet(work, parent=hub)


class Scheduler:
    """Resumes threads and calls what was arranged, in the order of virtual time; a seed decides among equals.

    `now` is in seconds since the world began.
    """

    def __init__(self, seed: str, until: float) -> None:
        self.now = 0.0
        self.over = False
        self._until = until
        self._random = Random(seed)
        self._agenda: list[tuple[float, float, int, Callable[[], None]]] = []
        self._number = 0
        self._hub = getcurrent()
        self._threads: dict[object, Thread] = {}

    @property
    def current(self) -> Thread:
        """The thread that runs now. When all is over, none does."""
        self._end_if_over()
        return self._threads[getcurrent()]

    def at(self, moment: float, act: Callable[[], None]) -> None:
        """Arrange for `act` to be called then. It must not wait."""
        self._number += 1
        heapq.heappush(self._agenda, (max(moment, self.now), self._random.random(), self._number, act))

    def start(self, process: Process, work: Callable[[], None], name: str) -> Thread:
        """A new thread, which runs as soon as it is its turn."""
        thread = Thread(process, name, work, self._hub)
        self._threads[thread.greenlet] = thread
        self.at(self.now, lambda: self._resume(thread))
        return thread

    def sleep(self, seconds: float) -> None:
        """Let the current thread wait."""
        self.wait(seconds)

    def wait(self, seconds: float | None) -> object:
        """Let the current thread wait until it is woken, or so many seconds are over; what it was woken by, or None."""
        thread = self.current
        thread.waits += 1
        thread.woken_by = None
        if seconds is not None:
            number = thread.waits
            self.at(self.now + seconds, lambda: self._resume(thread, number))
        self._hub.switch()
        self._end_if_over()
        if thread.thrown:
            thrown, thread.thrown = thread.thrown, None
            raise thrown
        return thread.woken_by

    def waker(self) -> Callable[[object], None]:
        """What ends the wait that the current thread begins next, and no later one; to be called by what is due."""
        thread = self.current
        number = thread.waits + 1
        return lambda reason: self._resume(thread, number, reason)

    def wake(self, thread: Thread, reason: object) -> None:
        """End the wait of a thread, when it is its turn."""
        number = thread.waits
        self.at(self.now, lambda: self._resume(thread, number, reason))

    def interrupt(self, thread: Thread, error: BaseException) -> None:
        """Raise an error in a thread, wherever it waits."""
        thread.thrown = error
        self.wake(thread, None)

    def run(self) -> None:
        """Go on until nothing is left to do, or the time is over."""
        while self._agenda and self._agenda[0][0] <= self._until:
            self.now, _tie, _number, act = heapq.heappop(self._agenda)
            act()

    def end(self) -> None:
        """End all threads, in which nothing waits or is sent any more."""
        self.over = True
        for thread in self._unfinished():
            thread.greenlet.throw(GreenletExit)
        self._threads.clear()
        self._agenda.clear()

    def _end_if_over(self) -> None:
        if self.over:
            raise GreenletExit

    def _unfinished(self) -> Iterator[Thread]:
        return (thread for thread in list(self._threads.values()) if not thread.greenlet.dead)

    def _resume(self, thread: Thread, number: int = 0, reason: object = None) -> None:
        """Go on with a thread, unless its process is dead, or it waits for something else by now."""
        if thread.process.alive and thread.waits == number and thread.greenlet in self._threads:
            thread.woken_by = reason
            thread.waits += 1
            thread.greenlet.switch()
            if thread.greenlet.dead:
                del self._threads[thread.greenlet]
