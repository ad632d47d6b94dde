# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Which job of a run takes clearly longer than such jobs do: for the line of progress, which has room for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from typing import TypeVar

from .._arm.plain_text import cut_in_the_middle
from .._arm.times import format_duration

T = TypeVar("T")

LATE = 1.5
# What is usual is searched for in all jobs of a vault.
MOST_LOOKED_AT = 3
LONGEST_NAME = 30


def told_late(
    disks: Iterable[tuple[T, float]], usual_seconds: Callable[[T], float | None], name: Callable[[T], str]
) -> str:
    """The end of a line: the disk whose job is late; empty if none is. With each disk is how long its job has run."""
    longest: Sequence[tuple[T, float]] = nlargest(MOST_LOOKED_AT, disks, key=lambda each: each[1])
    for disk, seconds in longest:
        usual = usual_seconds(disk)
        if usual and seconds > LATE * usual:
            told = cut_in_the_middle(name(disk), LONGEST_NAME)
            return f"; longer than usual: {told} ({format_duration(round(seconds))})"
    return ""
