# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A list read from JSON as it arrives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._arm import json_stream
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.json_stream import LARGEST_GAP, Json, read_items

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(),
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
        (b'{"value": [{"a": ' + b"[" * 200 + b"]" * 200 + b"}]}", "nested too deeply"),
        (b"\xff\xfe", "can't decode"),
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


class CountingDecoder:
    """Decodes, and counts the signs that it was given."""

    def __init__(self) -> None:
        self.signs = 0

    def raw_decode(self, text: str, at: int) -> Any:
        self.signs += len(text) - at
        return json.JSONDecoder().raw_decode(text, at)


@pytest.mark.parametrize("size", [7, 1000, 65536])
def test_a_large_item_is_not_read_from_its_beginning_with_each_chunk(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    decoder = CountingDecoder()
    monkeypatch.setattr(json_stream, "DECODER", decoder)
    raw = json.dumps({"value": [{"a": "x" * 500_000}]}).encode()

    items, _others = read(raw[start : start + size] for start in range(0, len(raw), size))

    assert items == [{"a": "x" * 500_000}]
    assert decoder.signs < 5 * len(raw)


def endless(*pieces: bytes) -> Iterator[bytes]:
    """These, and the last of them again and again: somebody would read it for ever, but for bounds."""
    yield from pieces
    for _number in range(10_000):
        yield pieces[-1]
    raise AssertionError("there was no end to the reading")


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ((b" " * 65536,), "it is empty"),
        ((b'{"value": [', b"\n" * 65536), "it is empty"),
        ((b'{"value": [{"a": 1}, ', b"\t" * 65536), "it is empty"),
        ((b'{"value": [], "a": "b"', b', "x": "' + b"y" * 65536 + b'"'), "what follows its list"),
        ((b'{"value": [{"a": ', b"1" * 65536), "an item of it does not end"),
        ((b'{"', b"x" * 65536), "an item of it does not end"),
    ],
)
def test_what_does_not_end(pieces: tuple[bytes, ...], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read(endless(*pieces))


def test_space_between_items_is_taken() -> None:
    items, _others = read(iter([b'{"value": [{},', b" " * (LARGEST_GAP - 1), b"{}]}"]))
    assert items == [{}, {}]


@pytest.mark.parametrize(("text", "number"), [("NaN", None), ("-Infinity", None), ("1E400", None), ("1" * 5000, None)])
def test_a_number_that_no_machine_keeps_is_null(text: str, number: None) -> None:
    items, _others = read(iter([b'{"value": [{"size": ' + text.encode() + b"}]}"]))
    assert items == [{"size": number}]


def test_half_a_surrogate_is_a_question_mark() -> None:
    raw = rb'{"value": [{"name": "a\ud800b \uD83D\uDE00 \\ud800"}]}'
    items, _others = read(iter([raw]))
    assert items == [{"name": "a?b \U0001f600 \\ud800"}]
