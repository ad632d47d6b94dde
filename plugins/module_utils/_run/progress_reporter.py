# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""When to show a line of progress: never the same line twice, not too often, and not too seldom."""

from __future__ import annotations

from collections.abc import Callable

from .._arm.clock import Clock

Tell = Callable[[str], None]

# Whoever watches wants to know each minute that it still goes on.
LONGEST_SILENCE_SECONDS = 60.0
LOOK_SECONDS = 0.5
LEAST_GAP_SECONDS = 2.0


class ProgressReporter:
    """Tells a line whenever the state has changed, and once a minute.

    `state` is None where there is nothing to tell. With `spread`, lines come further apart the longer it takes: by that
    part of the time that has passed, 2 seconds at least.
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
        """Seconds since the beginning."""
        return self._clock.monotonic() - self._began

    def look(self) -> None:
        """Tell, if it is time to."""
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
    """For those who can't tell anything before the end, or are not to."""
