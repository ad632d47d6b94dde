# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Choosing a set: one recovery point for each disk, as close together as they can be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta


def closest_set(choices: Sequence[Sequence[datetime]]) -> list[int]:
    """For each list of moments the index of one, so that the newest and the oldest of all are closest together.

    Of several such sets the newest. O(n log n) in the number of moments: a window that slides over all of them, newest
    first, and always holds one of each list. Raises ValueError where a list is empty.
    """
    if not all(choices):
        raise ValueError("every list needs a moment")
    newest_first = sorted(
        ((moment, number, index) for number, moments in enumerate(choices) for index, moment in enumerate(moments)),
        key=lambda each: each[0],
        reverse=True,
    )
    held = [0] * len(choices)
    missing = len(choices)
    start = 0
    best: tuple[timedelta, int, int] | None = None
    for end, (oldest, number, _index) in enumerate(newest_first):
        missing -= held[number] == 0
        held[number] += 1
        while held[newest_first[start][1]] > 1:
            held[newest_first[start][1]] -= 1
            start += 1
        spread = newest_first[start][0] - oldest
        if not missing and (best is None or spread < best[0]):
            best = (spread, start, end)
    picked: dict[int, int] = {}
    if best:
        for _moment, number, index in newest_first[best[1] : best[2] + 1]:
            picked.setdefault(number, index)
    return [picked[number] for number in range(len(choices))]
