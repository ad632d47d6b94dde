# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What users write in options, as values. Raises `OptionRefused`, which names the option."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from .._arm.errors import OptionRefused
from .._arm.resource_ids import ResourceId
from .._arm.times import format_moment, parse_exact_moment

LATEST = "latest"
CLOCKS_MAY_DIFFER = timedelta(minutes=1)
# Thirty years are as good as any longer time, which neither clocks nor threads may bear.
FOREVER_SECONDS = 1e9

OptionValues = Mapping[str, object]


def is_blank(value: object) -> bool:
    """Whether nothing was said: null, or a text of nothing but spaces. Zero and false say something."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_text(options: OptionValues, name: str) -> str | None:
    """An option that is a text, None where it is empty."""
    value = options.get(name)
    return None if is_blank(value) else str(value).strip()


def as_seconds(value: float) -> float:
    """A time that a user gave, however long."""
    return float(min(value, FOREVER_SECONDS))


def read_as_of(text: str, option: str) -> datetime | None:
    """The moment in `as_of`, None for `latest`. Refused: a moment without its offset from UTC."""
    return None if text.strip().lower() == LATEST else read_moment(text, option)


def check_not_in_the_future(moment: datetime, now: datetime, option: str) -> None:
    """Raise `OptionRefused` for a moment after `now`, which is the service's: the clock here may be hours off."""
    if moment > now + CLOCKS_MAY_DIFFER:
        why = f"{format_moment(moment)} is in the future: Azure's clock says {format_moment(now)}"
        raise OptionRefused(option, why)


def read_moment(text: str, option: str) -> datetime:
    """A moment given by a user, which must say its offset from UTC."""
    try:
        return parse_exact_moment(text, offset_required=True)
    except ValueError as error:
        raise OptionRefused(option, f"{text!r}: {error}") from None


def read_resource_id(option: str, text: str, kind: str, what: str) -> ResourceId:
    """The ARM id of such a resource, which messages call so."""
    try:
        parsed = ResourceId.parse(text)
    except ValueError as error:
        raise OptionRefused(option, f"{text!r}: {error}") from None
    if not parsed.is_a(kind):
        raise OptionRefused(option, f"{text!r} is the id of a {parsed.kind}, not of {what}")
    return parsed


def check_name(option: str, text: str, why_not: Callable[[str], str | None]) -> None:
    """Raise `OptionRefused` where a name can't be one."""
    if why := why_not(text):
        raise OptionRefused(option, why)


def read_texts(options: OptionValues, name: str) -> list[str]:
    """An option that is a list of texts, each once; empty if it is not given.

    A list without a text is refused: it would select everything instead of nothing.
    """
    value = options.get(name)
    if value is None:
        return []
    texts = [str(each).strip() for each in value if not is_blank(each)] if isinstance(value, list) else []
    if not texts:
        raise OptionRefused(name, "is an empty list: name at least one, or leave the option out")
    return list(dict.fromkeys(texts))
