# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JSON as services may send it."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.json_text import read_json
from ansible_collections.azure_dr.backup.plugins.module_utils._azure import wire

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_sound_is_read_as_it_is(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(b"\xef\xbb\xbf" + json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.text(alphabet=st.characters(categories=["Cs", "L"])))
def test_any_text_can_be_written_again(text: str) -> None:
    read = read_json(json.dumps({text: [text]}).encode())
    json.dumps(read, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1" * 401, "-" + "1" * 401, "9" * 5000]
)
def test_a_number_that_no_machine_keeps_is_null(text: str) -> None:
    assert read_json(f'{{"size": {text}, "name": "x"}}'.encode()) == {"size": None, "name": "x"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"\xff",
        b'{"a": 1} x',
        b'"\xed\xa0\x80"',
        b"[" * 100_000,
        b"[" * 101 + b"]" * 101,
        b'{"a":' * 101 + b"1" + b"}" * 101,
    ],
)
def test_what_is_no_json(content: bytes) -> None:
    with pytest.raises(ValueError):
        read_json(content)


def test_much_that_is_flat_is_not_deep() -> None:
    value = [{"a": [number]} for number in range(1000)]
    assert read_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400, True, "7", None])
def test_what_is_no_number(value: object) -> None:
    assert wire.number({"size": value}, "size") is None


@pytest.mark.parametrize("value", [7, 7.0, -1, 0])
def test_a_number(value: float) -> None:
    assert wire.number({"size": value}, "size") == value
