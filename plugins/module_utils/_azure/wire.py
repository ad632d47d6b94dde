# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reading members of Azure's answers, which may be null, absent, or of another type tomorrow."""

from __future__ import annotations

from datetime import datetime
from sys import intern

from .._arm.json_stream import Json
from .._arm.times import parse_moment

LARGEST_NUMBER = 1e300


def member(body: object, *path: str) -> object:
    """The member at the end of a path of names, None if the path ends early."""
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body


def text(body: object, *path: str) -> str | None:
    """A text that isn't empty. However often Azure says the same, it is kept once."""
    value = member(body, *path)
    return intern(value) if isinstance(value, str) and value else None


def number(body: object, *path: str) -> float | None:
    """A number that a machine can keep; retention periods, for one, come as 14.0."""
    value = member(body, *path)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) <= LARGEST_NUMBER:
        return None
    return float(value)


def moment(body: object, *path: str) -> datetime | None:
    """A moment in UTC."""
    return parse_moment(member(body, *path))


def items(body: object, *path: str) -> list[Json]:
    """The objects of a list."""
    value = member(body, *path)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def mapping(body: object, *path: str) -> Json:
    """An object, empty if there is none."""
    value = member(body, *path)
    return value if isinstance(value, dict) else {}


def truth(body: object, *path: str) -> bool | None:
    """True or false; None for anything else."""
    value = member(body, *path)
    return value if isinstance(value, bool) else None


def texts_by_name(body: object, *path: str) -> dict[str, str]:
    """The texts of an object, by their names: an empty one is a text, too."""
    return {name: value for name, value in mapping(body, *path).items() if isinstance(value, str)}
