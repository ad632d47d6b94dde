# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Pacing: requests are sent no faster than Azure Resource Manager takes them, instead of being bounced."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from .clock import Clock

# learn.microsoft.com, "Understand how Azure Resource Manager throttles requests": a bucket of 200 writes for each
# subscription, login and region, refilled with 10 a second. One is left, for answers that overtake each other.
BURST = 199
SECONDS_A_WRITE = 0.1
# Its bucket of reads is refilled with 25 a second. Answers tell how many are left, under several names.
REMAINING = "x-ms-ratelimit-remaining-"
FEW_READS = 10
SECONDS_A_READ = 0.04


class Pace:
    """Gives out turns to write. Safe to use from many threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._empty_at = 0.0

    def turn(self) -> float:
        """Take the next turn, and tell how many seconds it is away."""
        with self._lock:
            now = self._clock.monotonic()
            self._empty_at = max(self._empty_at, now) + SECONDS_A_WRITE
            return max(0.0, self._empty_at - now - BURST * SECONDS_A_WRITE)


def pause_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait before the next read, where an answer tells that few are left of those that Azure takes."""
    left = [
        int(value)
        for name, value in headers.items()
        if name.lower().startswith(REMAINING) and "write" not in name.lower() and value.isascii() and value.isdigit()
    ]
    return SECONDS_A_READ * (FEW_READS - min(left)) if left and min(left) < FEW_READS else 0.0
