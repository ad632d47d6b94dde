# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A list read from JSON as it arrives."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.streaming import Json, read_items

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ITEMS = st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=6)
OTHERS = st.dictionaries(st.text().filter(lambda name: name != "value"), VALUES, max_size=3)


def read(chunks: Iterator[bytes]) -> tuple[list[Json], Json]:
    items: list[Json] = []
    reading = read_items(chunks)
    while True:
        try:
            items.append(next(reading))
        except StopIteration as end:
            return items, end.value


@given(ITEMS, OTHERS, OTHERS, st.integers(1, 50), st.sampled_from([None, 2]))
def test_what_was_written_is_read_however_it_arrives(
    items: list[Json], before: Json, after: Json, size: int, indent: int | None
) -> None:
    document = {**before, "value": items, **after}
    raw = json.dumps(document, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")

    try:
        raw.decode()
    except UnicodeDecodeError:
        return
    found, others = read(raw[start : start + size] for start in range(0, len(raw), size))

    assert found == items
    assert others == {name: value for name, value in document.items() if name != "value"}


def test_items_come_before_the_rest_has_arrived() -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"value": [{"number": 1}, '
        raise AssertionError("the rest was asked for")

    assert next(read_items(chunks())) == {"number": 1}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "ends early"),
        (b"<html></html>", "missing"),
        (b'{"value": 7}', "no list"),
        (b'{"error": {"code": "x"}}', "no list"),
        (b'{"value": [{"a": 1}', "ends early"),
        (b'{"value": [{"a": 1}]', "ends early"),
        (b'{"value": [{"a": ' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_list(raw: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read(iter([raw]))


def test_an_item_without_end() -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"value": [{"a": "'
        while True:
            yield b"x" * 100_000

    with pytest.raises(ValueError, match="does not end"):
        read(chunks())
