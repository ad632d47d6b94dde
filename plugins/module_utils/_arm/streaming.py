# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads a list from JSON as it arrives, an item at a time: a vault's jobs can be a hundred megabytes."""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator
from json import JSONDecodeError, JSONDecoder

Json = dict[str, object]

SPACE = " \t\r\n"
LARGEST_VALUE = 4_000_000


def read_items(chunks: Iterator[bytes]) -> Generator[Json, None, Json]:
    """Yield the objects in the member `value`, and return the other members.

    Raises ValueError where the text is no JSON object, ends early, or holds no such list.
    """
    text = _Text(chunks)
    others: Json = {}
    listed = False
    text.expect("{")
    while not text.skip("}"):
        name = text.value()
        text.expect(":")
        if name == "value" and text.skip("["):
            listed = True
            while not text.skip("]"):
                item = text.value()
                text.skip(",")
                if isinstance(item, dict):
                    yield item
        else:
            others[str(name)] = text.value()
        text.skip(",")
    if not listed:
        raise ValueError("there is no list")
    return others


class _Text:
    """Text that grows as it is read. What was read is let go."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = codecs.iterdecode(chunks, "utf-8-sig")
        self._decoder = JSONDecoder()
        self._text = ""
        self._at = 0

    def value(self) -> object:
        """The JSON value that comes next."""
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except JSONDecodeError:
                end = len(self._text)
            except RecursionError:
                raise ValueError("it is nested too deeply") from None
            if end < len(self._text):
                self._at = end
                return value
            self._grow()

    def expect(self, sign: str) -> None:
        """Read this sign."""
        if not self.skip(sign):
            raise ValueError(f"{sign} is missing")

    def skip(self, sign: str) -> bool:
        """Read this sign if it comes next."""
        found = self._peek() == sign
        self._at += found
        return found

    def _peek(self) -> str:
        """The next sign that is no space."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            self._grow()

    def _grow(self) -> None:
        if len(self._text) - self._at > LARGEST_VALUE:
            raise ValueError("an item of it does not end")
        try:
            more = next(self._chunks)
        except StopIteration:
            raise ValueError("it ends early") from None
        self._text = self._text[self._at :] + more
        self._at = 0
