# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Moments and durations as Azure writes them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from .versions import FIRST

NEVER = "0001-01-01T00:00:00Z"
_UNIX_EPOCH_TICKS = 621_355_968_000_000_000
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)?)?$")


def _tenth_of_a_microsecond(microsecond: int) -> int:
    """Python counts microseconds, .NET tenths of them: the missing digit, always the same for the same moment."""
    return (microsecond * 7 + 3) % 10 if microsecond else 0


def never(api_version: str) -> str:
    """How the Backup service writes that there is no such moment."""
    return NEVER[:-1] if api_version == FIRST else NEVER


def wire_time(moment: datetime) -> str:
    """``2025-03-11T08:36:09.4563125Z``: always seven digits."""
    return f"{moment.isoformat(timespec='microseconds')[:26]}{_tenth_of_a_microsecond(moment.microsecond)}Z"


def trimmed_time(moment: datetime) -> str:
    """Like wire_time, without trailing zeros: the ``startTime`` of an operation, and the times of a job."""
    return wire_time(moment)[:-1].rstrip("0").rstrip(".") + "Z"


def whole_seconds(moment: datetime) -> str:
    """``2025-03-11T08:36:10Z``: the ``endTime`` of an operation."""
    return moment.isoformat(timespec="seconds")[:19] + "Z"


def compute_time(moment: datetime) -> str:
    """``2023-06-09T09:46:06.3855974+00:00``: Microsoft.Compute writes no Z."""
    return wire_time(moment)[:-1] + "+00:00"


def etag(moment: datetime) -> str:
    """The etag of a job, ``W/"datetime'2025-03-11T08%3A36%3A09.7049614Z'"``."""
    return "W/\"datetime'" + trimmed_time(moment).replace(":", "%3A") + "'\""


def http_date(moment: datetime) -> str:
    """``Tue, 11 Mar 2025 08:34:56 GMT``."""
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[moment.month - 1]
    return f"{day}, {moment.day:02} {month} {moment.year} {moment.hour:02}:{moment.minute:02}:{moment.second:02} GMT"


def ticks(moment: datetime) -> int:
    """.NET ticks: tenths of a microsecond since the year 1."""
    return _UNIX_EPOCH_TICKS + int(moment.timestamp() * 10_000_000)


def _clockwork(duration: timedelta) -> tuple[int, int, int, str]:
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    micro = duration.microseconds
    return hours, minutes, seconds, f".{micro:06}{_tenth_of_a_microsecond(micro)}" if micro else ""


def iso_duration(duration: timedelta) -> str:
    """``PT3M34.5834143S``: as a job tells it when asked for by name."""
    hours, minutes, seconds, fraction = _clockwork(duration)
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}{seconds}{fraction.rstrip('0')}S"


def clock_duration(duration: timedelta) -> str:
    """``00:03:34.5834143``: as a list of jobs tells it."""
    hours, minutes, seconds, fraction = _clockwork(duration)
    return f"{hours:02}:{minutes:02}:{seconds:02}{fraction}"


def net_timespan(duration: timedelta) -> str:
    """``1.12:00:00``: a TimeSpan of .NET."""
    hours, minutes, seconds, fraction = _clockwork(duration)
    days, hours = divmod(hours, 24)
    return f"{f'{days}.' if days else ''}{hours:02}:{minutes:02}:{seconds:02}{fraction}"


def parse_time(text: str) -> datetime | None:
    """Reads any of the forms above, or a bare date; None if it is no moment. Without a zone it is UTC."""
    match = _MOMENT.match(text.strip())
    if not match:
        return None
    date, clock, fraction, zone = match.groups()
    micro = (fraction or "").ljust(6, "0")[:6]
    clock = (clock or "00:00:00") if not clock or len(clock) == 8 else clock + ":00"
    try:
        moment = datetime.fromisoformat(f"{date}T{clock}.{micro}{'+00:00' if zone in (None, 'Z') else zone}")
    except ValueError:
        return None
    return moment.astimezone(timezone.utc)
