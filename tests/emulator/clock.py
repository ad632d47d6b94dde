# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's clock, and what is due on it."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone


class Clock:
    """Real UTC plus an offset. ``speed`` shortens what the service takes time for, never the time of day."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._offset = timedelta()
        self._stopped_at: datetime | None = None

    def now(self) -> datetime:
        """The service's time of day, aware, in UTC."""
        return (self._stopped_at or datetime.now(timezone.utc)) + self._offset

    def monotonic(self) -> float:
        """Seconds that never go back, nor on when time is let pass at once."""
        return time.monotonic()

    def advance(self, seconds: float) -> None:
        """Lets ``seconds`` pass at once."""
        self._offset += timedelta(seconds=seconds)

    def stop_at(self, moment: datetime) -> None:
        """Makes it that moment, until the clock is stopped at another or advanced."""
        self._stopped_at, self._offset = moment, timedelta()

    def lasting(self, seconds: float) -> timedelta:
        """How long something takes here that takes ``seconds`` in Azure."""
        return timedelta(seconds=seconds / self.speed)


class Agenda:
    """Things that happen by themselves: each is done once its moment has come, in order of their moments."""

    def __init__(self) -> None:
        self._due: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._order = itertools.count()
        self._lock = threading.RLock()

    def at(self, moment: datetime, event: Callable[[datetime], None]) -> None:
        """Plans ``event``, which is called with ``moment``."""
        with self._lock:
            heapq.heappush(self._due, (moment, next(self._order), event))

    def run_until(self, now: datetime) -> None:
        """Does all that is due."""
        with self._lock:
            while self._due and self._due[0][0] <= now:
                moment, _order, event = heapq.heappop(self._due)
                event(moment)
