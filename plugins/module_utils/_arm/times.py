# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Moments and durations in Azure's spelling."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})[Tt ](?P<time>\d{2}:\d{2}:\d{2})(?:\.(?P<fraction>\d{1,9}))?"
    r"(?P<offset>[Zz]|[+-]\d{2}:?\d{2})?",
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

    Azure writes up to seven fractional digits, trims zeros, and once in a while leaves the Z away (seen in
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
    """A moment in ISO 8601 with up to nine fractional digits, of which six are kept, in UTC.

    Raises ValueError where it isn't one, or where it has no offset and one is required.
    """
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        raise ValueError("not a moment such as 2026-11-22T03:00:00Z")
    offset = (match["offset"] or "").upper()
    if offset_required and not offset:
        raise ValueError("has no offset from UTC: add Z or one such as +01:00")
    moment = datetime.fromisoformat(f"{match['date']}T{match['time']}.{(match['fraction'] or '')[:6]:0<6}")
    if offset in ("", "Z"):
        return moment.replace(tzinfo=timezone.utc)
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    try:
        return (moment - ahead if offset[0] == "+" else moment + ahead).replace(tzinfo=timezone.utc)
    except OverflowError:
        raise ValueError("out of range") from None


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
        return parsedate_to_datetime(text).astimezone(timezone.utc) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def parse_retry_after(text: str | None) -> float | None:
    """Seconds from a Retry-After header: Azure sends whole seconds, proxies in between may send a date."""
    if not text:
        return None
    if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text.strip(), re.ASCII):
        return float(text)
    until = parse_http_date(text)
    return max(0.0, (until - datetime.now(timezone.utc)).total_seconds()) if until else None


def format_moment(moment: datetime | None) -> str | None:
    """UTC with Z, with a fraction of six digits where there is one."""
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
