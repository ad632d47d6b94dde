# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Choosing a point."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.recovery_points import RecoveryPoint
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.errors import (
    NoUsableRecoveryPoint,
    RecoveryPointInOtherTier,
    RecoveryPointTooOld,
    SkewTooLarge,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.point_choice import (
    PointRequest,
    check_store,
    choose_point,
    choose_set,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.usable_points import newest_usable

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
LATEST = PointRequest(None, None, None)


def point(minutes_ago: int, *, expires: datetime | None = None, **members: Any) -> RecoveryPoint:
    time = NOW - timedelta(minutes=minutes_ago)
    usable = RecoveryPoint("", f"p{minutes_ago}", time, "", None, expires, "Completed", None, None, None)
    return replace(usable, **members)


points = st.lists(
    st.builds(
        point,
        st.integers(-100, 10_000),
        state=st.sampled_from(["Completed", "Partial", "completed", None]),
        store_state=st.sampled_from(["COMMITTED", "DELETED", "Committed", None]),
        expires=st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(timezone.utc)),
    )
)


@given(points, st.integers(0, 10_000))
def test_the_newest_usable_one_that_is_not_after_the_moment(known: list[RecoveryPoint], minutes: int) -> None:
    as_of = NOW - timedelta(minutes=minutes)

    found = newest_usable(known, as_of, NOW)

    usable = [
        each
        for each in known
        if each.time <= as_of
        and (each.state or "Completed").lower() == "completed"
        and (each.store_state or "Committed").lower() == "committed"
        and not (each.expires and each.expires <= NOW)
    ]
    assert (found.time if found else None) == max((each.time for each in usable), default=None)
    assert found is None or found in usable


@pytest.mark.parametrize(
    ("members", "flaw"),
    [
        ({}, None),
        ({"state": None, "store_state": None, "store_type": None}, None),
        ({"store_type": "OPERATIONALSTORE", "store_state": "committed"}, None),
        ({"state": "Partial"}, "Partial"),
        ({"state": "Tomorrow"}, "Tomorrow"),
        ({"store_state": "DELETED"}, "DELETED in its store"),
        ({"store_state": "Partial"}, "Partial in its store"),
        ({"store_type": "VaultStore"}, "in VaultStore"),
        ({"store_type": "ArchiveStore"}, "in ArchiveStore"),
        ({"visible": False}, "hidden"),
    ],
)
def test_what_makes_a_point_unusable(members: dict[str, Any], flaw: str | None) -> None:
    newest, older = point(5, **members), point(90)

    assert newest.flaw == flaw
    assert choose_point([newest, older], LATEST, NOW, NOW) is (older if flaw else newest)


def test_a_point_of_the_very_moment_counts() -> None:
    exact = point(30)

    assert choose_point([exact], LATEST, exact.time, NOW) is exact


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ([], "no recovery point yet"),
        (
            [point(5, state="Partial"), point(6, expires=NOW)],
            "none of its 2 recovery points can be restored: 1 Partial, 1 expired",
        ),
        (
            [point(5, store_state="DELETED")] * 3,
            "none of its 3 recovery points can be restored: 3 DELETED in its store",
        ),
        ([point(5), point(90)], "the oldest usable recovery point is of 2026-11-22T10:30:00Z"),
    ],
)
def test_what_there_is_instead_is_said(known: list[RecoveryPoint], told: str) -> None:
    with pytest.raises(NoUsableRecoveryPoint, match=told):
        choose_point(known, LATEST, NOW - timedelta(hours=2), NOW)


def test_a_point_may_be_too_old() -> None:
    request = replace(LATEST, max_age_seconds=3600)

    assert choose_point([point(60)], request, NOW, NOW).name == "p60"
    with pytest.raises(RecoveryPointTooOld, match="max_point_age"):
        choose_point([point(61)], request, NOW, NOW)


@pytest.mark.parametrize("store", ["VaultStore", "ArchiveStore", "SnapshotStore"])
def test_disks_come_back_from_the_operational_store_only(store: str) -> None:
    check_store(point(5, store_type="operationalStore"))
    check_store(point(5, store_type=None))
    with pytest.raises(RecoveryPointInOtherTier, match=f"p5 of 2026-11-22T11:55:00Z is in {store}"):
        check_store(point(5, store_type=store))


def test_a_set_within_the_limit() -> None:
    chosen = choose_set([("os", [point(5), point(90)]), ("data", [point(15), point(91)])], [], 600)

    assert [each.name for each in chosen] == ["p5", "p15"]


def test_the_closest_set_is_named_if_none_is_within_the_limit() -> None:
    with pytest.raises(SkewTooLarge) as told:
        choose_set([("os", [point(5)]), ("data", [point(15), point(900)]), ("log", [point(7)])], [], 599)

    assert str(told.value) == (
        "No set of recovery points of all disks lies within 599 seconds (max_skew). The closest are 600 seconds "
        "apart: data of 2026-11-22T11:45:00Z, log of 2026-11-22T11:53:00Z, os of 2026-11-22T11:55:00Z. Nothing was "
        "sent. To use these points, set max_skew: 600."
    )


def test_of_many_disks_the_outermost_are_named() -> None:
    with pytest.raises(SkewTooLarge) as told:
        choose_set([(f"disk-{number}", [point(number)]) for number in range(40)], [], 60)

    assert "disk-35 of 2026-11-22T11:25:00Z, 30 disks between them, disk-4 of 2026-11-22T11:56:00Z" in str(told.value)


def test_a_set_of_no_disks() -> None:
    assert choose_set([], [], 60) == []


def test_disks_that_are_there_draw_the_others_to_their_points() -> None:
    chosen = choose_set([("os", [point(5), point(90)])], [point(91).time], 600)

    assert [each.name for each in chosen] == ["p90"]


def test_disks_that_are_there_can_be_too_far_apart_themselves() -> None:
    with pytest.raises(SkewTooLarge, match="an existing disk of 2026-11-22T10:29:00Z"):
        choose_set([], [point(5).time, point(91).time], 600)
