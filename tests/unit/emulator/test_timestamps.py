# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments and durations are written as each part of Azure writes them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.azure_dr.backup.tests.emulator import timestamps

MOMENT = datetime(2025, 3, 1, 3, 45, 54, 452_291, tzinfo=timezone.utc)
"""Its seventh digit, made up, is 0."""


@pytest.mark.parametrize(
    ("write", "text"),
    [
        (timestamps.wire_time, "2025-03-01T03:45:54.4522910Z"),
        (timestamps.trimmed_time, "2025-03-01T03:45:54.452291Z"),
        (timestamps.whole_seconds, "2025-03-01T03:45:54Z"),
        (timestamps.compute_time, "2025-03-01T03:45:54.4522910+00:00"),
        (timestamps.etag, "W/\"datetime'2025-03-01T03%3A45%3A54.452291Z'\""),
        (timestamps.http_date, "Sat, 01 Mar 2025 03:45:54 GMT"),
    ],
)
def test_moments(write: object, text: str) -> None:
    assert callable(write) and write(MOMENT) == text
    assert timestamps.trimmed_time(MOMENT.replace(microsecond=0)) == "2025-03-01T03:45:54Z"


def test_what_is_written_can_be_read() -> None:
    for write in (timestamps.wire_time, timestamps.trimmed_time, timestamps.compute_time):
        assert timestamps.parse_time(write(MOMENT)) == MOMENT
    assert timestamps.parse_time("yesterday") is None


@pytest.mark.parametrize(
    ("microseconds", "by_name", "in_a_list"),
    [
        (214_583_411, "PT3M34.583411S", "00:03:34.5834110"),
        (214_583_414, "PT3M34.5834141S", "00:03:34.5834141"),
        (240_000_000, "PT4M0S", "00:04:00"),
        (13_721_177_284, "PT3H48M41.1772841S", "03:48:41.1772841"),
        (0, "PT0S", "00:00:00"),
    ],
)
def test_durations(microseconds: int, by_name: str, in_a_list: str) -> None:
    duration = timedelta(microseconds=microseconds)
    assert timestamps.iso_duration(duration) == by_name
    assert timestamps.clock_duration(duration) == in_a_list
