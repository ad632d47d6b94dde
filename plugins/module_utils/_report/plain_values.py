# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads untrusted values: the expected type, safe to show, or None."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .._arm.plain_text import printable, without_credentials
from .._arm.times import parse_moment

LONGEST_TEXT = 3000


def as_text(value: object) -> str | None:
    """One line that is fit to be shown; None for what is no text or empty."""
    if not isinstance(value, str):
        return None
    shown = printable(without_credentials(" ".join(value.split())))
    return f"{shown[:LONGEST_TEXT]} ..." if len(shown) > LONGEST_TEXT else shown or None


def as_number(value: object) -> float | None:
    """A finite number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None


def as_whole_number(value: object) -> int | None:
    """A whole number that is not negative."""
    number = as_number(value)
    return int(number) if number is not None and number.is_integer() else None


def as_moment(value: object) -> datetime | None:
    """A moment in ISO 8601, in UTC."""
    return parse_moment(value)


def as_mapping(value: object) -> Mapping[str, Any]:
    """A mapping; empty for anything else."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: object) -> list[Any]:
    """A list; empty for anything else."""
    return value if isinstance(value, list) else []


def as_texts(value: object) -> tuple[str, ...]:
    """The texts in a list."""
    return tuple(text for each in as_list(value) if (text := as_text(each)))
