# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many things are under way at a time."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SYSTEM_THREADS
from ansible_collections.azure_dr.backup.plugins.module_utils._run.concurrency_limit import ConcurrencyLimit


def enters(limit: ConcurrencyLimit) -> bool:
    """Whether there is room at once; if so, it is taken."""
    return next(limit.enter(), None) is None


@pytest.mark.parametrize("width", [1, 3])
def test_as_many_enter_as_there_is_room_for(width: int) -> None:
    limit = ConcurrencyLimit(width, SYSTEM_THREADS)

    assert [enters(limit) for _number in range(width + 2)] == [True] * width + [False] * 2

    limit.leave()
    assert [enters(limit), enters(limit)] == [True, False]


def test_without_a_width_all_enter() -> None:
    limit = ConcurrencyLimit(None, SYSTEM_THREADS)

    assert all(enters(limit) for _number in range(1000))


def test_whoever_waits_enters_when_another_leaves() -> None:
    limit = ConcurrencyLimit(1, SYSTEM_THREADS)
    assert enters(limit)
    waiting = limit.enter()
    assert [next(waiting), next(waiting)] == [1.0, 1.0]

    limit.leave()

    assert next(waiting, "inside") == "inside"


def test_a_refusal_leaves_room_for_those_beside_the_refused_one() -> None:
    limit = ConcurrencyLimit(None, SYSTEM_THREADS)
    assert all(enters(limit) for _number in range(3))

    limit.narrow()
    limit.leave()

    assert not enters(limit), "room for two, and two are inside"
    limit.leave()
    assert enters(limit)


def test_there_is_always_room_for_one_and_never_more_than_at_first() -> None:
    limit = ConcurrencyLimit(1, SYSTEM_THREADS)
    assert enters(limit)

    limit.narrow()
    limit.leave()

    assert [enters(limit), enters(limit)] == [True, False]
