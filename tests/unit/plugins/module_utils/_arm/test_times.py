# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Moments and durations in Azure's spelling."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.times import (
    format_duration,
    format_moment,
    parse_duration,
    parse_exact_moment,
    parse_http_date,
    parse_moment,
    parse_retry_after,
)


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("2025-03-11T08:36:09.4563125Z", 456312),
        ("2021-07-08T20:59:35.0060264Z", 6026),
        ("2021-07-08T20:59:57Z", 0),
        ("2025-03-11T08:36:09.45Z", 450000),
        ("2021-07-08T20:59:35.0060264", 6026),
        ("2023-06-09T09:46:06.3855974+00:00", 385597),
    ],
)
def test_spellings_that_azure_uses(text: str, micros: int) -> None:
    moment = parse_moment(text)

    assert moment
    assert moment.tzinfo is timezone.utc
    assert moment.microsecond == micros


@pytest.mark.parametrize(
    "text", [None, "", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00", 7, "soon", "2025-02-30T00:00:00Z"]
)
def test_what_is_no_moment(text: object) -> None:
    assert parse_moment(text) is None


def test_an_offset_is_taken_into_account() -> None:
    assert parse_exact_moment("2026-11-22T03:00:00+01:30") == datetime(2026, 11, 22, 1, 30, tzinfo=timezone.utc)
    assert parse_exact_moment("2026-11-22T03:00:00-0130") == datetime(2026, 11, 22, 4, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T03:00:00Z",
        "2026-11-24T03:00Z",
        "2026-11-24T03Z",
        "20261124T030000Z",
        "20261124T0300Z",
        "20261124t03z",
        "2026-11-24 03:00:00+00:00",
        "2026-11-24T03:00:00,000Z",
        "2026-11-24T04:00:00+01",
        "2026-11-24T0400+0100",
        "2026-11-23T19:30-07:30",
    ],
)
def test_people_write_one_moment_in_many_ways(text: str) -> None:
    """ISO 8601 leaves out what is zero, the marks between, and the minutes of an offset."""
    assert parse_exact_moment(text, offset_required=True) == datetime(2026, 11, 24, 3, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-11-22T03:00:00", "no offset from UTC: add Z"),
        ("2026-11-22T03", "no offset from UTC: add Z"),
        ("2026-11-22", "a date without a time"),
        ("20261122", "a date without a time"),
        ("yesterday", "not a time such as 2026-11-22T03:00:00Z"),
        ("2026-1122T03:00:00Z", "not a time such as 2026-11-22T03:00:00Z"),
        ("22.11.2026 03:00Z", "not a time such as 2026-11-22T03:00:00Z"),
        ("0", "not a time such as 2026-11-22T03:00:00Z"),
        ("2026-02-30T03:00:00Z", "no such moment .* 2026-11-22T03:00:00Z"),
        ("2026-11-22T25:00:00Z", "no such moment .* 2026-11-22T03:00:00Z"),
        ("2026-11-22T03:00:60Z", "no such moment .* 2026-11-22T03:00:00Z"),
        ("9999-12-31T23:00:00-02:00", "no such moment .* 2026-11-22T03:00:00Z"),
    ],
)
def test_what_is_no_moment_with_an_offset_is_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_exact_moment(text, offset_required=True)


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(timezone.utc)))
def test_what_is_written_can_be_read(moment: datetime) -> None:
    text = format_moment(moment)

    assert text
    assert text.endswith("Z")
    assert parse_moment(text) == moment


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    parse_moment(text)
    parse_duration(text)
    parse_retry_after(text, text)
    parse_http_date(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT3M34.5834143S", 214.5834143),
        ("PT6M5.7409896S", 365.7409896),
        ("00:03:35.1109964", 215.1109964),
        ("1.02:03:04", 93784.0),
        ("P1DT1H", 90000.0),
        ("PT0S", 0.0),
        ("PT", None),
        ("P", None),
        ("three minutes", None),
        (None, None),
        (215, None),
    ],
)
def test_durations_of_single_jobs_and_of_lists(text: object, seconds: float | None) -> None:
    assert parse_duration(text) == (pytest.approx(seconds) if seconds is not None else None)


@given(st.integers(min_value=0, max_value=9_999_999))
def test_retry_after_in_seconds(seconds: int) -> None:
    assert parse_retry_after(str(seconds)) in (float(seconds), None)


SENT = "Tue, 11 Mar 2025 08:36:10 GMT"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Tue, 11 Mar 2025 08:36:40 GMT", 30.0),
        ("Tue, 11 Mar 2025 08:36:40 -0000", 30.0),
        ("Tue, 11 Mar 2025 09:36:40 +0100", 30.0),
        ("Tue, 11 Mar 2025 08:36:10 GMT", 0.0),
        ("Mon, 10 Mar 2025 08:36:10 GMT", 0.0),
    ],
)
def test_retry_after_as_a_date_is_measured_by_the_clock_of_the_service(text: str, seconds: float) -> None:
    assert parse_retry_after(text, SENT) == seconds


@pytest.mark.parametrize("date", [None, "", "soon"])
def test_a_date_says_nothing_if_the_clock_of_the_service_is_not_known(date: str | None) -> None:
    assert parse_retry_after(SENT, date) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (2.34, "2.3 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (252, "4 min 12 s"),
        (3599.7, "1 h"),
        (7384, "2 h 3 min"),
        (90061, "1 day 1 h"),
        (864000, "10 days"),
    ],
)
def test_durations_in_words(seconds: float, words: str) -> None:
    assert format_duration(seconds) == words
