# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for something, on a clock that is set by hand."""

from __future__ import annotations

from itertools import islice

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clock import Deadline
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import DeadlinePassed, NoAnswer
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.waiter import (
    bounded,
    doubling,
    look_for,
    look_times,
    wait_for,
)
from ansible_collections.azure_dr.backup.tests.support.clock import Clock
from ansible_collections.azure_dr.backup.tests.support.waits import finish


def there_at(moment: float, *, pause: float = 10.0, seconds: float = 100.0) -> tuple[float, list[float]]:
    """When something is found that is there from that moment on, and the pauses between the looks."""
    clock = Clock()

    def look() -> float | None:
        return clock.seconds if clock.seconds >= moment else None

    found = finish(wait_for(look, lambda: pause, Deadline(clock, seconds), "The thing"), clock)
    return found, clock.slept


def test_what_is_there_is_found_at_once() -> None:
    clock = Clock()

    assert finish(wait_for(lambda: 0, lambda: 10.0, Deadline(clock, 100.0), "The thing"), clock) == 0
    assert clock.slept == []


def test_what_comes_later_is_found_by_the_next_look() -> None:
    assert there_at(25.0) == (30.0, [10.0, 10.0, 10.0])


def test_the_last_look_is_at_the_deadline() -> None:
    assert there_at(95.0, pause=60.0) == (100.0, [60.0, 40.0])


def test_what_does_not_come_ends_at_the_deadline() -> None:
    with pytest.raises(DeadlinePassed, match=r"The thing did not end within wait_timeout \(1 min 40 s\)"):
        there_at(101.0)


def test_what_a_look_raises_is_raised() -> None:
    clock = Clock()

    def look() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        finish(wait_for(look, lambda: 10.0, Deadline(clock, 100.0), "The thing"), clock)


def test_looks_come_further_apart() -> None:
    assert list(islice(look_times(5.0), 5)) == [1.0, 2.0, 4.0, 5.0, 5.0]
    assert list(islice(look_times(0.5), 2)) == [0.5, 0.5]
    assert list(islice(look_times(5.0, 0.0), 3)) == [0.0, 1.0, 2.0]


def test_a_pause_is_cut_at_the_deadline() -> None:
    clock = Clock()
    deadline = Deadline(clock, 100.0)

    assert bounded(30.0, deadline, "It") == 30.0
    assert bounded(300.0, deadline, "It") == 100.0
    clock.seconds = 100.0
    with pytest.raises(DeadlinePassed):
        bounded(30.0, deadline, "It")


def looked_for(*answers: object, seconds: float = 100.0) -> list[float]:
    """The seconds that each look is told, at pauses of 1, 2, 4, ... seconds, until one answers with 0."""
    clock, told, left = Clock(), list[float](), list(answers)

    def look(looked: float) -> int | None:
        told.append(looked)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return 0 if answer == 0 else None

    finish(look_for(look, doubling(1.0, 8.0), Deadline(clock, seconds), "The thing"), clock)
    return told


def no_answer(*, passing: bool) -> NoAnswer:
    failure = NoAnswer("No answer.")
    failure.passing = passing
    return failure


def test_a_search_is_told_for_how_long_it_has_looked() -> None:
    assert looked_for(None, None, None, None, None, 0) == [0.0, 1.0, 3.0, 7.0, 15.0, 23.0]


def test_while_azure_does_not_answer_the_time_does_not_count() -> None:
    assert looked_for(None, no_answer(passing=True), no_answer(passing=True), None, 0) == [0.0, 1.0, 1.0, 1.0, 9.0]


def test_what_does_not_pass_ends_a_search() -> None:
    with pytest.raises(NoAnswer):
        looked_for(None, no_answer(passing=False))


def test_a_search_ends_at_the_deadline_at_last() -> None:
    with pytest.raises(DeadlinePassed):
        looked_for(*[no_answer(passing=True)] * 10, seconds=20.0)
