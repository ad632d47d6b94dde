# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Work that mostly waits, written as a generator: it yields the seconds until it wants to go on.

So a few threads can run many of them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

from .clock import Deadline
from .errors import DeadlinePassed, TaskError
from .times import format_duration

T = TypeVar("T")
Steps = Generator[float, None, T]

FIRST_LOOK = 1.0


def look_times(longest: float, first: float | None = None) -> Iterator[float]:
    """Pauses between looks at something that usually ends soon: `first` if given, then doubling up to `longest`."""
    if first is not None:
        yield first
    yield from doubling(min(FIRST_LOOK, longest), longest)


def doubling(pause: float, longest: float) -> Iterator[float]:
    """Pauses of which each is twice as long as the one before, up to `longest`."""
    while True:
        yield pause
        pause = min(longest, pause * 2)


def wait_for(
    look: Callable[[], T | None], pause: Callable[[], float], deadline: Deadline, waiting_for: str
) -> Steps[T]:
    """What `look` finds: it is called at once, and again after each `pause` as long as it finds nothing (None).

    Raises what `look` raises, and `DeadlinePassed`.
    """
    while (found := look()) is None:
        yield bounded(pause(), deadline, waiting_for)
    return found


def look_for(
    look: Callable[[float], T | None], pauses: Iterator[float], deadline: Deadline, waiting_for: str
) -> Steps[T]:
    """What `look` finds: it is called at once, and again after each pause as long as it finds nothing (None).

    It is told for how many seconds it has been looked for. Those in which Azure does not answer do not count: nothing
    is known of them. Raises what else `look` raises, and `DeadlinePassed`.
    """
    looked_for = 0.0
    while True:
        answered = True
        try:
            if (found := look(looked_for)) is not None:
                return found
        except TaskError as failure:
            if not failure.passing:
                raise
            answered = False
        pause = bounded(next(pauses, FIRST_LOOK), deadline, waiting_for)
        looked_for += pause if answered else 0.0
        yield pause


def bounded(pause: float, deadline: Deadline, waiting_for: str) -> float:
    """The pause, limited by the deadline. Raises `DeadlinePassed` if no time is left."""
    if not deadline.left:
        raise DeadlinePassed(f"{waiting_for} did not end within wait_timeout ({format_duration(deadline.seconds)}).")
    return min(pause, deadline.left)
