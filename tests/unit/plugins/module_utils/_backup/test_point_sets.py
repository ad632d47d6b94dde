# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One recovery point for each disk: the newest set within a limit, and the closest set there is."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._backup.point_sets import closest_set, newest_set

MIDNIGHT = datetime(2026, 11, 22)
DAY = timedelta(days=1)
MOMENTS = st.integers(0, 60).map(lambda minutes: MIDNIGHT + timedelta(minutes=minutes))
CHOICES = st.lists(st.lists(MOMENTS, min_size=1, max_size=5), min_size=1, max_size=4)


def picked(choices: list[list[datetime]], indexes: list[int]) -> tuple[datetime, ...]:
    return tuple(moments[index] for moments, index in zip(choices, indexes, strict=True))


@given(CHOICES, st.integers(0, 70).map(lambda minutes: timedelta(minutes=minutes)))
def test_the_newest_of_all_sets_within_the_limit(choices: list[list[datetime]], limit: timedelta) -> None:
    indexes = newest_set(choices, limit)

    allowed = [each for each in itertools.product(*choices) if max(each) - min(each) <= limit]
    if indexes is None:
        assert not allowed
        return
    found = picked(choices, indexes)
    assert found in allowed
    assert min(found) == max(min(each) for each in allowed)
    assert max(found) == min(max(each) for each in allowed if min(each) == min(found))
    for each in allowed:
        if (min(each), max(each)) == (min(found), max(found)):
            assert all(one <= other for one, other in zip(each, found, strict=True))


@given(CHOICES)
def test_the_closest_of_all_sets(choices: list[list[datetime]]) -> None:
    found = picked(choices, closest_set(choices))

    best = min((max(each) - min(each), -max(each).timestamp()) for each in itertools.product(*choices))
    assert (max(found) - min(found), -max(found).timestamp()) == best


def test_newer_points_are_not_given_up_for_closer_ones() -> None:
    """Points every day: 232 seconds apart, and ten days ago 182."""
    days = [MIDNIGHT - day * DAY for day in range(14)]
    later = [day + timedelta(seconds=182 if number == 10 else 232) for number, day in enumerate(days)]

    assert newest_set([days, later], timedelta(seconds=600)) == [0, 0]
    assert newest_set([days, later], timedelta(seconds=200)) == [10, 10]
    assert closest_set([days, later]) == [10, 10]


def test_of_sets_with_the_same_oldest_point_the_one_with_the_smaller_skew() -> None:
    only = [MIDNIGHT]
    two = [MIDNIGHT + timedelta(minutes=9), MIDNIGHT + timedelta(minutes=4)]

    assert newest_set([only, two], timedelta(minutes=10)) == [0, 1]


def test_within_the_set_each_disk_gets_its_newest_point() -> None:
    first, last = [MIDNIGHT], [MIDNIGHT + timedelta(minutes=9)]
    between = [MIDNIGHT + timedelta(minutes=minute) for minute in (1, 8, 20)]

    assert newest_set([first, between, last], timedelta(minutes=10)) == [0, 1, 0]


def test_a_fixed_point_draws_the_others_to_it() -> None:
    days = [MIDNIGHT - day * DAY for day in range(5)]

    assert newest_set([[MIDNIGHT - 3 * DAY + timedelta(seconds=30)], days], timedelta(seconds=60)) == [0, 3]


def test_no_set_is_within_the_limit() -> None:
    assert newest_set([[MIDNIGHT], [MIDNIGHT + DAY]], DAY - timedelta(microseconds=1)) is None
    assert newest_set([[MIDNIGHT], [MIDNIGHT + DAY]], DAY) == [0, 0]


def test_of_equally_close_sets_the_newest() -> None:
    moments = [MIDNIGHT, MIDNIGHT + DAY, MIDNIGHT + 2 * DAY]

    assert closest_set([moments, [moment + timedelta(minutes=5) for moment in moments]]) == [2, 2]


def test_a_thousand_disks_with_a_month_of_points() -> None:
    choices = [[MIDNIGHT + timedelta(days=day, seconds=disk) for day in range(30)] for disk in range(1000)]

    assert newest_set(choices, timedelta(seconds=999)) == closest_set(choices) == [29] * 1000


@pytest.mark.parametrize("choose", [closest_set, lambda choices: newest_set(choices, DAY)])
def test_a_disk_without_points(choose: Callable[[list[list[datetime]]], object]) -> None:
    with pytest.raises(ValueError, match="needs a moment"):
        choose([[MIDNIGHT], []])
