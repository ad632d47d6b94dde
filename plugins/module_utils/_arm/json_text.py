# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.


"""Reads JSON that services send into values that the rest of the code can rely on.

A number that no machine keeps (NaN, Infinity, 1E400, four hundred digits) is read as null, half a surrogate as "?", and
what is nested beyond all use is no JSON.
"""

from __future__ import annotations

import json
from math import isfinite

DEEPEST = 100
LONGEST_INTEGER = 20


def _float(text: str) -> float | None:
    value = float(text)
    return value if isfinite(value) else None


def _integer(text: str) -> int | None:
    return int(text) if len(text) <= LONGEST_INTEGER else None


def _nothing(_text: str) -> None:
    return None


DECODER = json.JSONDecoder(parse_float=_float, parse_int=_integer, parse_constant=_nothing)


def read_json(content: bytes) -> object:
    """The value of a JSON text in UTF-8. Raises ValueError if it is not JSON."""
    text = content.decode("utf-8-sig")
    try:
        value = DECODER.decode(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return made_sound(value, text)


def made_sound(value: object, text: str) -> object:
    """A value that was read from this text, without half surrogates. Raises ValueError if it is nested too deeply."""
    if text.count("[") + text.count("{") > DEEPEST and _depth_exceeds(value, DEEPEST):
        raise ValueError("it is nested too deeply")
    if "\\" in text and ("\\ud" in text or "\\uD" in text):
        whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        return json.loads(whole)
    return value


def _depth_exceeds(value: object, most: int) -> bool:
    level = [value]
    for _depth in range(most):
        lists = [each for each in level if isinstance(each, list)]
        lists += [list(each.values()) for each in level if isinstance(each, dict)]
        level = [inner for each in lists for inner in each]
    return any(isinstance(each, (list, dict)) for each in level)
