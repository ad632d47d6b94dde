# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Things that happen some time after others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from .scheduler import Scheduler
from .world import Stage, When


class Triggers:
    """Calls what waits for a moment, or for a request to come so far."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._waiting: list[tuple[When, Callable[[], None]]] = []
        self._counts: Counter[int] = Counter()

    def arrange(self, when: When, act: Callable[[], None]) -> None:
        """Call `act` then, counted from now."""
        if when.request:
            self._waiting.append((when, act))
        else:
            self._scheduler.at(self._scheduler.now + when.seconds, act)

    def saw(self, kind: str, stage: Stage, controller: int) -> None:
        """A request has come so far."""
        for number, (when, act) in enumerate(self._waiting):
            if when.request == kind and when.stage == stage and when.by in (None, controller):
                self._counts[number] += 1
                if self._counts[number] == when.nth:
                    self._scheduler.at(self._scheduler.now + when.seconds, act)
