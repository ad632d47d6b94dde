# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes are sent as fast as Azure takes them, and no faster."""

from __future__ import annotations

from typing import cast

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.pace import Pace
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.rate_limits import writes_left
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.session import ArmSession
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SYSTEM_THREADS
from ansible_collections.azure_dr.backup.tests.support.clock import Clock

AT_ONCE = 199


class Session:
    """What pacing sees of a session: a clock, and how many writes Azure says are left."""

    def __init__(self) -> None:
        self.clock = Clock(1000.0)
        self.threads = SYSTEM_THREADS
        self.left: dict[str, int | None] = {}

    def writes_left(self, subscription_id: str) -> int | None:
        return self.left.get(subscription_id)


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def pace(session: Session) -> Pace:
    return Pace(cast(ArmSession, session), "ours")


def waits(pace: Pace, session: Session) -> float:
    """How many seconds the next turn is waited for."""
    began = session.clock.seconds
    for pause in pace.turn():
        session.clock.seconds += pause
    waited = session.clock.seconds - began
    session.clock.seconds = began
    return waited


def test_a_full_bucket_at_once_then_ten_a_second(pace: Pace, session: Session) -> None:
    at_once = [waits(pace, session) for _each in range(AT_ONCE)]
    later = [waits(pace, session) for _each in range(20)]

    assert max(at_once) == pytest.approx(0, abs=1e-6)
    assert later == pytest.approx([0.1 * number for number in range(1, 21)])


def test_a_full_bucket_gets_no_fuller_until_the_first_is_written(pace: Pace, session: Session) -> None:
    began = session.clock.seconds
    for _each in range(AT_ONCE):
        for pause in pace.turn(starts_in=2.0):
            session.clock.seconds += pause

    assert session.clock.seconds - began == pytest.approx(2.0)
    assert waits(pace, session) == pytest.approx(0.1)


def test_of_many_subscriptions_none_empties_its_bucket_while_others_wait_for_a_thread(session: Session) -> None:
    subscriptions = [Pace(cast(ArmSession, session), str(number), lambda: 20) for number in range(20)]

    waited = [[waits(pace, session) for _each in range(400)] for pace in subscriptions]

    first_seconds = [wait for waits_of_one in waited for wait in waits_of_one if wait < 5.0]
    assert len(first_seconds) == pytest.approx(5 * 400, rel=0.1)
    assert [waits_of_one[-1] for waits_of_one in waited] == pytest.approx([20.1] * 20)


def test_the_bucket_fills_up_again(pace: Pace, session: Session) -> None:
    for _each in range(AT_ONCE + 20):
        waits(pace, session)

    session.clock.seconds += 3.0

    assert [waits(pace, session) for _each in range(10)] == pytest.approx([0] * 10, abs=1e-6)


@pytest.mark.parametrize(("left", "seconds"), [(None, 5.0), (199, 5.0), (200, 5.0), (201, 0.0), (1199, 0.0)])
def test_where_azure_takes_more_nobody_waits(pace: Pace, session: Session, left: int | None, seconds: float) -> None:
    for _each in range(AT_ONCE + 49):
        waits(pace, session)

    session.left["ours"] = left

    assert waits(pace, session) == pytest.approx(seconds)


def test_who_waits_goes_on_within_a_second_once_azure_takes_more(pace: Pace, session: Session) -> None:
    for _each in range(AT_ONCE + 49):
        waits(pace, session)
    turn = pace.turn()

    pause = next(turn)
    session.clock.seconds += pause
    session.left["ours"] = 799

    assert pause == pytest.approx(1.0)
    with pytest.raises(StopIteration):
        next(turn)


@pytest.mark.parametrize(
    ("headers", "left"),
    [
        ({"x-ms-ratelimit-remaining-subscription-writes": "1199"}, 1199),
        ({"x-ms-ratelimit-remaining-subscription-writes": "many"}, None),
        ({"x-ms-ratelimit-remaining-subscription-reads": "11999"}, None),
        ({}, None),
    ],
)
def test_what_an_answer_tells(headers: dict[str, str], left: int | None) -> None:
    assert writes_left(headers) == left
