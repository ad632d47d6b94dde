# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""When to read which of many jobs, if no list shows them all: a few again and again, the others when they are due."""

from __future__ import annotations

from itertools import islice
from statistics import median

SCOUTS = 3
NEXT_SECONDS = 1.0
ABOUT_NOW_SECONDS = 0.1
# After so long, a job is read whether others have ended or not.
LONGEST_SECONDS = 600.0


class JobTimes:
    """What the jobs that have ended tell of those that run. Not safe to use from many threads."""

    def __init__(self) -> None:
        self._read_at: dict[str, float] = {}
        self._took: list[float] = []

    def is_due(self, name: str, since: float, now: float, interval: float) -> bool:
        """Whether to read this job now, which is waited for since that moment (monotonic). If so, it is noted as read.

        Of the jobs that run, the first are read once in an interval. The others wait until they are as old as those
        that have ended.
        """
        read_at = self._read_at.setdefault(name, float("-inf"))
        if now - read_at < interval - ABOUT_NOW_SECONDS:
            return False
        usual = median(self._took) if self._took else LONGEST_SECONDS
        if name not in islice(self._read_at, SCOUTS) and now - since < usual:
            return False
        self._read_at[name] = now
        return True

    def note_end(self, name: str, seconds: float) -> None:
        """Say that a job has ended so many seconds after it was first waited for."""
        if self._read_at.pop(name, None) is not None:
            self._took.append(seconds)

    def next_look(self, interval: float) -> float:
        """Seconds until a job can be due."""
        return interval if len(self._read_at) <= SCOUTS else min(interval, NEXT_SECONDS)
