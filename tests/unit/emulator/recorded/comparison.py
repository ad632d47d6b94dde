# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where two answers differ: members, their order, types, and the forms of what is written as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_FORMS = (
    (r"(?<=[?&][tcsh]=)[^&]+", "<signed>"),
    (r"[A-Za-z0-9+/]{96,}==", "<operation>"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<guid>"),
    (r"\b[0-9a-fA-F]{32}\b", "<hex>"),
    (r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", "<http date>"),
    (r"\d{4}-\d\d-\d\dT\d\d(:|%3A)\d\d(:|%3A)\d\d", "<moment>"),
    (r"PT(\d+H)?(\d+M)?\d+(?=[.S])", "<duration>"),
    (r"\d\d:\d\d:\d\d", "<clock>"),
    (r"^[A-Z]+:\d{8}T\d{6}Z", "<region and moment>"),
    (r"(?<![.\d])[1-9]\d*\b", "<number>"),
)
_FRACTION = re.compile(r"(?<=>)(?:\.(\d{1,7}))?(?=Z|S|\+00:00|'|$)")


@dataclass(frozen=True)
class Difference:
    """``place`` is a path without indexes, such as ``body.value.properties.etag``.

    Kinds: ``absent`` here, ``extra`` here, ``order`` of members, ``length`` of a list, ``type`` (null is one),
    ``form`` of a text, ``value`` of the same form, and ``digit``: the seventh of a fraction of a second.
    """

    place: str
    kind: str
    recorded: Any
    emulated: Any


def compare(recorded: Any, emulated: Any, place: str) -> Iterator[Difference]:
    """All differences of two JSON values."""
    if _type(recorded) != _type(emulated):
        yield Difference(place, "type", recorded, emulated)
    elif isinstance(recorded, dict):
        yield from _compare_objects(recorded, emulated, place)
    elif isinstance(recorded, list):
        if len(recorded) != len(emulated):
            yield Difference(place, "length", recorded, emulated)
        for one, other in zip(recorded, emulated, strict=False):
            yield from compare(one, other, place)
    elif isinstance(recorded, str) and recorded.startswith("[{") and emulated.startswith("[{"):
        yield from compare(json.loads(recorded), json.loads(emulated), f"{place}.json")
    elif recorded != emulated:
        yield Difference(place, _kind(str(recorded), str(emulated)), recorded, emulated)


def _compare_objects(recorded: dict[str, Any], emulated: dict[str, Any], place: str) -> Iterator[Difference]:
    for name in recorded.keys() - emulated.keys():
        yield Difference(f"{place}.{name}", "absent", recorded[name], None)
    for name in emulated.keys() - recorded.keys():
        yield Difference(f"{place}.{name}", "extra", None, emulated[name])
    ours = [name for name in emulated if name in recorded]
    theirs = [name for name in recorded if name in emulated]
    if ours != theirs:
        yield Difference(place, "order", theirs, ours)
    for name in theirs:
        yield from compare(recorded[name], emulated[name], f"{place}.{name}")


def _type(value: Any) -> str:
    return type(value).__name__


def _kind(recorded: str, emulated: str) -> str:
    ours, theirs = _form(emulated), _form(recorded)
    if _FRACTION.sub("", ours) != _FRACTION.sub("", theirs):
        return "form"
    pairs = zip(_FRACTION.findall(ours), _FRACTION.findall(theirs), strict=False)
    same = len(_FRACTION.findall(ours)) == len(_FRACTION.findall(theirs)) and all(
        _writers(one) & _writers(other) for one, other in pairs
    )
    if not same:
        return "form"
    return "digit" if _to_microseconds(recorded) == _to_microseconds(emulated) else "value"


def _to_microseconds(text: str) -> str:
    return re.sub(r"\.(\d{1,7})(?!\d)", lambda fraction: f".{fraction[1]:0<6}"[:7], text)


def _form(text: str) -> str:
    for pattern, name in _FORMS:
        text = re.sub(pattern, name, text)
    return text


def _writers(fraction: str) -> set[str]:
    """Who writes such a fraction of a second: one who always writes seven digits, or one who leaves out zeros.

    Without any it is a whole second, by the latter or by one who writes no fractions.
    """
    if not fraction:
        return {"trimmed", "none"}
    writers = {"seven"} if len(fraction) == 7 else set()
    return writers if fraction.endswith("0") else {*writers, "trimmed"}
