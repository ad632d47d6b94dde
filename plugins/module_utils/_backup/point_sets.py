# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Choosing a set: one recovery point for each disk, that belong together.

Both choices slide a window over all moments, newest first, that is as narrow as it can be: O(n log n) in their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

Choices = Sequence[Sequence[datetime]]


class Span(NamedTuple):
    """From the oldest to the newest moment of a set."""

    oldest: datetime
    newest: datetime

    @property
    def length(self) -> timedelta:
        """How far they are apart."""
        return self.newest - self.oldest


def newest_set(choices: Choices, most: timedelta) -> list[int] | None:
    """For each list of moments the index of one, so that all lie within `most`; None if there is no such set.

    Of all such sets it is the one whose oldest moment is newest, then the one that ends first. Within it, each list
    gives its newest moment. Raises ValueError if a list is empty.
    """
    for span in _spans(choices):
        if span.length <= most:
            return _picked(choices, span)
    return None


def closest_set(choices: Choices) -> list[int]:
    """For each list of moments the index of one, so that the newest and the oldest of all are closest together.

    If several sets are equally close, it is the newest of them. Raises ValueError if a list is empty.
    """
    return _picked(choices, min(_spans(choices), key=lambda span: span.length))


def _spans(choices: Choices) -> Iterator[Span]:
    """For each moment that can be the oldest of a set, newest first, the shortest span that has one of each list."""
    if not all(choices):
        raise ValueError("every list needs a moment")
    newest_first = sorted(
        ((moment, number) for number, moments in enumerate(choices) for moment in moments), reverse=True
    )
    held = [0] * len(choices)
    missing = len(choices)
    start = 0
    for oldest, same in groupby(newest_first, key=lambda each: each[0]):
        for _moment, number in same:
            missing -= held[number] == 0
            held[number] += 1
        while held[newest_first[start][1]] > 1:
            held[newest_first[start][1]] -= 1
            start += 1
        if not missing:
            yield Span(oldest, newest_first[start][0])


def _picked(choices: Choices, span: Span) -> list[int]:
    """The index of the newest moment of each list within the span."""
    return [
        max((moment, index) for index, moment in enumerate(moments) if span.oldest <= moment <= span.newest)[1]
        for moments in choices
    ]
