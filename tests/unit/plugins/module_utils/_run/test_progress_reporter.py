# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When it is told how far something is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._run.progress_reporter import ProgressReporter
from ansible_collections.azure_dr.backup.tests.support.clock import Clock


def told_of(state: Callable[[float], str | None], seconds: float, *, spread: float = 0.0) -> list[tuple[float, str]]:
    """When what is told of a state, looked at ten times a second."""
    clock = Clock()
    told: list[tuple[float, str]] = []
    reporter = ProgressReporter(
        clock,
        lambda line: told.append((clock.seconds, line)),
        lambda: state(clock.seconds),
        lambda state: f"{state}!",
        spread=spread,
    )
    while clock.seconds < seconds:
        clock.seconds = round(clock.seconds + 0.1, 1)
        reporter.look()
    return told


def test_what_changes_is_told_at_once() -> None:
    told = told_of(lambda now: "validating" if now < 3 else "restoring", 20)

    assert told == [(0.5, "validating!"), (3.0, "restoring!")]


def test_what_does_not_change_is_told_each_minute() -> None:
    told = told_of(lambda now: "restoring", 185)

    assert [round(when) for when, _line in told] == [0, 60, 120, 180]


def test_what_is_over_at_once_is_not_told() -> None:
    assert told_of(lambda now: "restoring" if now < 0.4 else None, 100) == []


def test_with_a_spread_lines_come_further_apart() -> None:
    told = [when for when, _line in told_of(str, 3600, spread=0.05)]

    gaps = [round(later - earlier, 1) for earlier, later in pairwise(told)]
    assert gaps[0] == pytest.approx(2, abs=0.2)
    assert gaps[-1] == pytest.approx(60, abs=0.2)
    assert all(later >= earlier - 0.2 for earlier, later in pairwise(gaps))
    assert len(told) < 150
