# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How long operations of one kind usually take: a few are watched, and the many others are read when they are due."""

from __future__ import annotations

from statistics import median

from .clock import Clock
from .threads import Threads
from .waiter import Steps

SCOUTS = 3
LOOK_SECONDS = 1.0
# After so long, an operation is read whether others have ended or not.
LONGEST_SECONDS = 120.0


class UsualTime:
    """What the operations of a run that have ended tell of those that go on. Safe to use from many threads."""

    def __init__(self, clock: Clock, threads: Threads) -> None:
        self._clock = clock
        self._lock = threads.lock()
        self._begun = 0
        self._took: list[float] = []
        self._some_failed = False

    def until_due(self, began: float) -> Steps[None]:
        """Wait until an operation that began at that moment (monotonic) may have ended; the first ones don't wait."""
        with self._lock:
            self._begun += 1
            if self._begun <= SCOUTS:
                return
        while (pause := self._due(began) - self._clock.monotonic()) > 0:
            yield min(pause, LOOK_SECONDS)

    def note(self, seconds: float | None) -> None:
        """Say how long one took that has succeeded; None for one that has failed."""
        with self._lock:
            if seconds is None:
                self._some_failed = True
            else:
                self._took.append(seconds)

    def _due(self, began: float) -> float:
        with self._lock:
            if self._took:
                return began + min(median(self._took), LONGEST_SECONDS)
            return began if self._some_failed else began + LONGEST_SECONDS
