# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Waiting for rights: a role that was just given takes some minutes to take effect.

Azure is asked again, by another validation, at most once a minute for each target group: one disk of the group asks,
and the others wait for its answer.
"""

from __future__ import annotations

from .._arm.clock import Clock
from .._arm.threads import Threads
from .._arm.waiter import Steps

ASK_SECONDS = 60.0
LISTEN_SECONDS = 1.0


class RolePropagation:
    """Shared by all disks of a run; safe to use from many threads. `group` is the key of a target group."""

    def __init__(self, clock: Clock, threads: Threads, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._lock = threads.lock()
        self._first_refusal: dict[str, float] = {}
        self._askers: dict[str, object] = {}
        self._passed: dict[str, int] = {}

    def wait(self, group: str, disk: object) -> Steps[bool]:
        """Wait after Azure refused this disk for want of rights. Whether to validate again: there is time left."""
        with self._lock:
            self._first_refusal.setdefault(group, self._clock.monotonic())
            passed_before = self._passed.get(group, 0)
        while left := self._left(group):
            with self._lock:
                asks = self._askers.setdefault(group, disk) is disk
                others_passed = self._passed.get(group, 0) > passed_before
            if others_passed:
                return True
            if asks:
                yield min(ASK_SECONDS, left)
                return True
            yield min(LISTEN_SECONDS, left)
        return False

    def done(self, group: str, disk: object, *, passed: bool) -> None:
        """Say how the validation of a disk ended at last: the others go on, or one of them asks in its place."""
        with self._lock:
            if self._askers.get(group) is disk:
                del self._askers[group]
            if passed:
                self._passed[group] = self._passed.get(group, 0) + 1

    def _left(self, group: str) -> float:
        return max(0.0, self._first_refusal[group] + self._seconds - self._clock.monotonic())
