# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each table that is keyed by a fixed set of words has all of them: a new word is noticed here, not at night."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, get_args

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._report import cards, facts, signs, timeline, words
from ansible_collections.azure_dr.backup.plugins.module_utils._report.verdict import Result, Status
from ansible_collections.azure_dr.backup.plugins.module_utils._restore import progress, records

FAILURES = {"failed", "running", "outcome_unknown", "not_sent"}


@pytest.mark.parametrize(
    ("table", "words_of"),
    [
        (facts.STANDINGS, records.Outcome),
        (words.OUTCOMES, records.Outcome),
        (records.SUCCESSES | FAILURES, records.Outcome),
        (progress.DOING, records.Phase),
        (timeline.HEIGHTS, records.Phase),
        (signs.OF_STANDING, facts.Standing),
        (signs.OF_RESULT, Result),
        (cards.RESULTS, Result),
    ],
)
def test_it_is_total(table: Collection[str], words_of: Any) -> None:
    assert set(table) == set(get_args(words_of))


def test_signs_of_targets() -> None:
    assert set(signs.OF_STATUS) == {*get_args(Status), None}


def test_an_outcome_is_either_a_success_or_a_failure() -> None:
    assert not records.SUCCESSES & FAILURES
    assert set(get_args(records.Outcome)) > records.UNFINISHED


def test_what_may_go_on_does_not_stand_as_ended() -> None:
    assert {facts.STANDINGS[outcome] for outcome in records.UNFINISHED} == {"running", "unknown"}
