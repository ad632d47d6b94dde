# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of the Kusto query language, and what operators and functions make of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from .timestamps import parse_time, wire_time


class KqlError(Exception):
    """A query that can't be read, or not here."""


def element(value: Any, step: Any) -> Any:
    """A member of an object by its name, or of a list by its place; null if there is none."""
    if isinstance(value, dict):
        return value.get(step) if isinstance(step, str) else None
    return (
        value[step] if isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value) else None
    )


def text(value: Any) -> str:
    """A value as a string; null is empty."""
    if value is None:
        return ""
    if isinstance(value, (bool, dict, list)):
        return json.dumps(value, separators=(",", ":"))
    return wire_time(value) if isinstance(value, datetime) else str(value)


def order_key(value: Any) -> tuple[bool, float, str]:
    """Sorts numbers and moments as such, the rest as text; null first."""
    if isinstance(value, (int, float)):
        return True, float(value), ""
    return (value is not None), 0.0, text(value)


def _compare(left: Any, right: Any) -> int:
    """-1, 0 or 1; -2 if one of them is no value to compare."""
    if isinstance(left, datetime) or isinstance(right, datetime):
        left, right = _moment(left), _moment(right)
    elif isinstance(left, str) or isinstance(right, str):
        left, right = text(left), text(right)
    return int(left > right) - int(left < right) if left is not None and right is not None else -2


def _moment(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else parse_time(text(value))


def _word_in(word: str, sentence: str) -> bool:
    return bool(re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", sentence, re.IGNORECASE))


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: _compare(left, right) == 0,
    "!=": lambda left, right: _compare(left, right) != 0,
    ">": lambda left, right: _compare(left, right) == 1,
    ">=": lambda left, right: _compare(left, right) in (0, 1),
    "<": lambda left, right: _compare(left, right) == -1,
    "<=": lambda left, right: _compare(left, right) in (0, -1),
    "=~": lambda left, right: text(left).lower() == text(right).lower(),
    "!~": lambda left, right: text(left).lower() != text(right).lower(),
    "contains": lambda left, right: text(right).lower() in text(left).lower(),
    "!contains": lambda left, right: text(right).lower() not in text(left).lower(),
    "has": lambda left, right: _word_in(text(right), text(left)),
    "!has": lambda left, right: not _word_in(text(right), text(left)),
    "startswith": lambda left, right: text(left).lower().startswith(text(right).lower()),
    "!startswith": lambda left, right: not text(left).lower().startswith(text(right).lower()),
    "endswith": lambda left, right: text(left).lower().endswith(text(right).lower()),
    "in": lambda left, right: text(left) in map(text, right),
    "!in": lambda left, right: text(left) not in map(text, right),
    "in~": lambda left, right: text(left).lower() in [text(one).lower() for one in right],
    "!in~": lambda left, right: text(left).lower() not in [text(one).lower() for one in right],
}


def _case(*values: Any) -> Any:
    pairs = zip(values[:-1:2], values[1:-1:2], strict=True)
    return next((value for condition, value in pairs if condition is True), values[-1])


def _whole_number(value: Any) -> int | None:
    try:
        return int(float(text(value)))
    except ValueError:
        return None


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "tolower": lambda value: text(value).lower(),
    "toupper": lambda value: text(value).upper(),
    "tostring": text,
    "isempty": lambda value: text(value) == "",
    "isnotempty": lambda value: text(value) != "",
    "isnull": lambda value: value is None,
    "isnotnull": lambda value: value is not None,
    "strcat": lambda *values: "".join(map(text, values)),
    "split": lambda value, separator: text(value).split(separator),
    "coalesce": lambda *values: next((value for value in values if text(value)), None),
    "bag_keys": lambda value: list(value) if isinstance(value, dict) else None,
    "array_length": lambda value: len(value) if isinstance(value, list) else None,
    "toint": _whole_number,
    "tolong": _whole_number,
    "case": _case,
    "iff": _case,
    "not": lambda value: value is not True,
    "tobool": lambda value: text(value).lower() == "true",
    "todatetime": _moment,
    "datetime": _moment,
    "now": lambda: datetime.now(timezone.utc),
    "ago": lambda span: datetime.now(timezone.utc) - span,
}
DYNAMIC_FUNCTIONS = {"split", "bag_keys"}
"""What they return is dynamic."""
PASSING_FUNCTIONS = {"case", "iff", "coalesce"}
"""They return one of their arguments, dynamic if that is."""
