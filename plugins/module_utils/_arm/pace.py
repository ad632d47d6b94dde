# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Pacing: writes are sent no faster than Azure Resource Manager takes them, instead of being bounced."""

from __future__ import annotations

from collections.abc import Callable

from .session import ArmSession
from .waiter import Steps

# learn.microsoft.com, "Understand how Azure Resource Manager throttles requests": a bucket of 200 writes for each
# subscription, login and region, refilled with 10 a second. One is left, for answers that overtake each other.
BUCKET = 200
RESERVE = 1
SECONDS_A_WRITE = 0.1
LOOK_SECONDS = 1.0
# So long it takes on average to send one, by the threads of a run that wait for answers at the same time.
SECONDS_TO_SEND = 0.0025


class Pace:
    """Gives out turns to write to a subscription, one of so many of a run. Safe to use from many threads."""

    def __init__(self, session: ArmSession, subscription_id: str, subscriptions: Callable[[], int] = lambda: 1) -> None:
        self._session = session
        self._subscription_id = subscription_id
        self._lock = session.threads.lock()
        self._subscriptions = subscriptions
        self._empty_at = self._next_at = 0.0

    def turn(self, starts_in: float = 0.0) -> Steps[None]:
        """Wait for the next turn, or until Azure tells that it takes more than is known of it.

        What is drawn now is written so many seconds later at the earliest: until then, a full bucket gets no fuller.
        """
        due = self._draw(starts_in)
        while (pause := due - self._session.clock.monotonic()) > 0 and not self._is_ample():
            yield min(pause, LOOK_SECONDS)

    def _draw(self, starts_in: float) -> float:
        """Take the next turn, and tell when it comes (monotonic)."""
        with self._lock:
            now = self._session.clock.monotonic()
            self._empty_at = max(self._empty_at, now + starts_in) + SECONDS_A_WRITE
            due = max(self._next_at, self._empty_at - (BUCKET - RESERVE) * SECONDS_A_WRITE)
            self._next_at = max(due, now) + self._between()
            return due

    def _between(self) -> float:
        """Seconds from one write to the next, in which the other subscriptions get theirs.

        If one emptied its bucket after the other, the last would begin late, and a full bucket gets no fuller.
        """
        return min(SECONDS_A_WRITE, (self._subscriptions() - 1) * SECONDS_TO_SEND)

    def _is_ample(self) -> bool:
        left = self._session.writes_left(self._subscription_id)
        return left is not None and left > BUCKET
