# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Moments and durations in Azure's spelling."""

from __future__ import annotations

import re
from datetime import MAXYEAR, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

LONGEST_DATE = 100

_MOMENT = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})"
    r"(?:[Tt ](?P<hour>\d{2})(?:(?P<colon>:?)(?P<minute>\d{2})(?:(?P=colon)(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?:(?P<zulu>[Zz])|(?P<sign>[+-])(?P<hours>\d{2})(?::?(?P<minutes>\d{2}))?)?)?",
    re.ASCII,
)
_ISO_DURATION = re.compile(
    r"P(?:(?P<days>\d{1,7})D)?(?:T(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,7})M)?"
    r"(?:(?P<seconds>\d{1,7}(?:\.\d{1,9})?)S)?)?",
    re.ASCII,
)
_CLOCK_DURATION = re.compile(
    r"(?:(?P<days>\d{1,7})\.)?(?P<hours>\d{1,2}):(?P<minutes>\d{2}):(?P<seconds>\d{2}(?:\.\d{1,9})?)", re.ASCII
)


def parse_moment(text: object) -> datetime | None:
    """A moment that Azure sent, in UTC; None for null, nonsense and the year 1 that stands for "not yet".

    Azure writes up to seven fractional digits, trims zeros, and sometimes leaves out the Z (seen in
    operations of api-version 2021-01-01); its times are UTC.
    """
    try:
        moment = parse_exact_moment(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if moment is None or moment.year <= 1:
        return None
    return moment


def parse_exact_moment(text: str, *, offset_required: bool = False) -> datetime:
    """A moment in ISO 8601, in UTC: calendar dates, basic or extended, to the hour, minute or second, or finer.

    Of up to nine fractional digits six are kept. Raises ValueError if it isn't one, or if it has no offset and one
    is required.
    """
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        raise ValueError("not a time such as 2026-11-22T03:00:00Z")
    if match["hour"] is None:
        raise ValueError("a date without a time: add the time and its offset from UTC, as in 2026-11-22T03:00:00Z")
    if offset_required and not (match["zulu"] or match["sign"]):
        raise ValueError("has no offset from UTC: add Z or one such as +01:00")
    year, month, day, hour, minute, second, hours, minutes = (
        int(match[part] or 0) for part in ("year", "month", "day", "hour", "minute", "second", "hours", "minutes")
    )
    micros = int(f"{(match['fraction'] or '')[:6]:0<6}")
    ahead = timedelta(hours=hours, minutes=minutes)
    try:
        there = datetime(year, month, day, hour, minute, second, micros, tzinfo=timezone.utc)
        return there + ahead if match["sign"] == "-" else there - ahead
    except (ValueError, OverflowError) as error:
        raise ValueError(f"there is no such moment ({error}); one is 2026-11-22T03:00:00Z") from None


def parse_duration(text: object) -> float | None:
    """Seconds from `PT3M35.1S` (a single job) or `00:03:35.1` (jobs in a list); None for anything else."""
    if not isinstance(text, str):
        return None
    match = _CLOCK_DURATION.fullmatch(text) or _ISO_DURATION.fullmatch(text)
    if not match or text in ("P", "PT"):
        return None
    days, hours, minutes, seconds = (float(match[part] or 0) for part in ("days", "hours", "minutes", "seconds"))
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def parse_http_date(text: str | None) -> datetime | None:
    """The `Date` of an answer: the service's own clock."""
    try:
        moment = parsedate_to_datetime(text[:LONGEST_DATE]) if text else None
        if moment and moment.year == MAXYEAR:  # nothing can be later, as any clock soon would be
            return None
        # "-0000" is UTC, too, which datetime takes for the time of this machine.
        return moment.replace(tzinfo=moment.tzinfo or timezone.utc).astimezone(timezone.utc) if moment else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def parse_retry_after(text: str | None, date: str | None = None) -> float | None:
    """Seconds from a Retry-After header: Azure sends whole seconds, proxies in between may send a date.

    `date` is the `Date` of the same answer. A date is measured by it, since the clock of this machine can be wrong by
    hours; without it, the date is ignored.
    """
    if not text:
        return None
    if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text.strip(), re.ASCII):
        return float(text)
    until, sent = parse_http_date(text), parse_http_date(date)
    return max(0.0, (until - sent).total_seconds()) if until and sent else None


def format_moment(moment: datetime | None) -> str | None:
    """UTC with Z, with a fraction of six digits if there is one."""
    if moment is None:
        return None
    return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def format_duration(seconds: float) -> str:
    """Such as `4 min 12 s` or `10 days`: the two largest units, and tenths below ten seconds."""
    if seconds < 10:
        return f"{seconds:.1f} s".replace(".0 s", " s")
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = [(days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min"), (rest, "s")]
    first = next(index for index, (number, _unit) in enumerate(units) if number)
    return " ".join(f"{number} {unit}" for number, unit in units[first : first + 2] if number)
