# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Time: a clock that a test can replace, and deadlines."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Protocol

from .errors import DeadlinePassed
from .times import format_duration


class Clock(Protocol):
    """The time of day, a monotonic clock, and a way to wait."""

    def now(self) -> datetime:
        """The time of day, UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back."""

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        return datetime.now(timezone.utc)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


SYSTEM_CLOCK = SystemClock()


class Deadline:
    """A point in time after which nothing new is started."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until the deadline, never below zero."""
        return max(0.0, self._end - self._clock.monotonic())

    @property
    def overrun(self) -> float:
        """Seconds since the deadline, never below zero."""
        return max(0.0, self._clock.monotonic() - self._end)

    def check(self, doing: str) -> None:
        """Raise `DeadlinePassed` if no time is left for what is being done."""
        if not self.left:
            raise DeadlinePassed(f"No time left for {doing}: the {format_duration(self.seconds)} allowed are over.")
