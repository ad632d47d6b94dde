# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ARM's token buckets (learn.microsoft.com, "Understand how Azure Resource Manager throttles requests").

And the quota of Resource Graph, 15 queries in 5 seconds.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from .clock import Clock

WINDOW = 5.0


@dataclass
class _Bucket:
    """Holds up to ``size`` tokens and gains ``rate`` a second."""

    size: float
    rate: float
    level: float
    filled: float

    def take(self, now: float) -> float:
        """Takes a token; otherwise the seconds until there is one."""
        self.level = min(self.size, self.level + (now - self.filled) * self.rate)
        self.filled = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate


class Throttle:
    """Buckets a principal, a subscription and a kind of request: reads, writes, deletes. Real seconds."""

    SIZES = {"reads": (250.0, 25.0), "writes": (200.0, 10.0), "deletes": (200.0, 10.0)}

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str, str], _Bucket] = {}
        self._windows: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()

    @staticmethod
    def kind(method: str) -> str:
        """Which bucket a request draws from."""
        return {"GET": "reads", "HEAD": "reads", "DELETE": "deletes"}.get(method, "writes")

    def take(self, principal: str, path: str, method: str) -> tuple[float, int]:
        """The seconds to wait (0: go on), and how many requests remain."""
        kind, now = self.kind(method), self._clock.monotonic()
        place = path.lower().partition("/subscriptions/")[2].partition("/")[0]
        with self._lock:
            size, rate = self.SIZES[kind]
            bucket = self._buckets.setdefault((principal, place, kind), _Bucket(size, rate, size, now))
            wait = bucket.take(now)
            return wait, int(bucket.level)

    def query(self, principal: str, quota: int) -> tuple[int, float]:
        """Counts a Resource Graph query: how many remain (below 0: refused), and the seconds until the next window."""
        now = self._clock.monotonic()
        with self._lock:
            began, count = self._windows.get(principal, (now, 0))
            if now - began >= WINDOW:
                began, count = now, 0
            self._windows[principal] = (began, count + 1)
            return quota - count - 1, WINDOW - (now - began)
