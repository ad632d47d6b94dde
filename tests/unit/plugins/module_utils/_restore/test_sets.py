# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One recovery point for each disk, as close together as they can be."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._restore.sets import closest_set

MIDNIGHT = datetime(2026, 11, 22)
MOMENTS = st.integers(0, 60).map(lambda minutes: MIDNIGHT + timedelta(minutes=minutes))


@given(st.lists(st.lists(MOMENTS, min_size=1, max_size=5), min_size=1, max_size=4))
def test_it_is_the_best_of_all_sets_there_are(choices: list[list[datetime]]) -> None:
    picked = [moments[index] for moments, index in zip(choices, closest_set(choices), strict=True)]

    best = min((max(each) - min(each), -max(each).timestamp()) for each in itertools.product(*choices))
    assert (max(picked) - min(picked), -max(picked).timestamp()) == best


def test_of_equal_sets_the_newest() -> None:
    day = timedelta(days=1)
    moments = [MIDNIGHT, MIDNIGHT + day, MIDNIGHT + 2 * day]

    assert closest_set([moments, [moment + timedelta(minutes=5) for moment in moments]]) == [2, 2]


def test_a_thousand_disks_with_a_month_of_points() -> None:
    choices = [[MIDNIGHT + timedelta(days=day, seconds=disk) for day in range(30)] for disk in range(1000)]

    assert closest_set(choices) == [29] * 1000


def test_a_disk_without_points() -> None:
    with pytest.raises(ValueError, match="needs a moment"):
        closest_set([[MIDNIGHT], []])
