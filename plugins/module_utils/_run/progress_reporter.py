# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""When to show a line of progress: never the same line twice, not too often, and not too seldom."""

from __future__ import annotations

from collections.abc import Callable

from .._arm.clock import Clock

Tell = Callable[[str], None]

# A line every minute shows that the run is still working.
LONGEST_SILENCE_SECONDS = 60.0
LOOK_SECONDS = 0.5
LEAST_GAP_SECONDS = 2.0


class ProgressReporter:
    """Shows a line when the state has changed, and once a minute.

    `state` is None if there is nothing to show. With `spread`, the time between lines grows: it is that part of the
    time that has passed, at least 2 seconds.
    """

    def __init__(
        self,
        clock: Clock,
        tell: Tell,
        state: Callable[[], str | None],
        line: Callable[[str], str],
        *,
        spread: float = 0.0,
    ) -> None:
        self._clock = clock
        self._tell = tell
        self._state = state
        self._line = line
        self._spread = spread
        self._began = self._looked_at = clock.monotonic()
        self._told_at = float("-inf")
        self._told = ""

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self._clock.monotonic() - self._began

    def look(self) -> None:
        """Show a line, if it is time."""
        now = self._clock.monotonic()
        if now - self._looked_at < LOOK_SECONDS or now - self._told_at < self._least_gap():
            return
        self._looked_at = now
        state = self._state()
        if state and (state != self._told or now - self._told_at >= LONGEST_SILENCE_SECONDS):
            self._told, self._told_at = state, now
            self._tell(self._line(state))

    def _least_gap(self) -> float:
        if not self._spread:
            return 0.0
        return min(LONGEST_SILENCE_SECONDS, max(LEAST_GAP_SECONDS, self._spread * self.elapsed))


def tell_nobody(line: str) -> None:
    """For tasks that can't show progress, or must not."""
