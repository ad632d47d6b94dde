# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads a list from JSON as it arrives, an item at a time: a vault's jobs can be a hundred megabytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Generator, Iterator
from json import JSONDecodeError

from .json_text import DECODER, made_sound

Json = dict[str, object]

LARGEST_VALUE = 4_000_000
LARGEST_GAP = 100_000
WHOLE = frozenset('}]"')

_SPACE = re.compile(r"[ \t\r\n]*")


def read_items(chunks: Iterator[bytes]) -> Generator[Json, None, Json]:
    """Yield the objects in the member `value`, and return the other members.

    Raises ValueError if the text is not a JSON object, ends early, has no such list, or is larger than the limit.
    """
    text = _Text(chunks)
    others: Json = {}
    kept = 0
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
            begin = text.position
            others[str(name)] = text.value()
            kept += text.position - begin
            if kept > LARGEST_VALUE:
                raise ValueError("what follows its list does not end")
        text.skip(",")
    if not listed:
        raise ValueError("there is no list")
    return others


class _Text:
    """Text that grows while it is read. What was read is dropped."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = codecs.iterdecode(chunks, "utf-8-sig")
        self._text = ""
        self._at = 0
        self._before = 0

    @property
    def position(self) -> int:
        """How much was read."""
        return self._before + self._at

    def value(self) -> object:
        """The next JSON value."""
        self._peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except JSONDecodeError:
                pass
            except RecursionError:
                raise ValueError("it is nested too deeply") from None
            else:
                if end < len(self._text) or self._text[end - 1] in WHOLE:
                    sound = made_sound(value, self._text[self._at : end])
                    self._at = end
                    return sound
            # It is read again from its start only when it has doubled: so all readings together cost no
            # more than twice the last one.
            self._grow(len(self._text) - self._at)

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
        begin = self.position
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self.position - begin > LARGEST_GAP:
                raise ValueError("it is empty")
            self._grow(1)

    def _grow(self, least: int) -> None:
        """Read at least so much more, or all that is left. Raises ValueError if there is nothing more."""
        pieces = [self._text[self._at :]]
        if len(pieces[0]) > LARGEST_VALUE:
            raise ValueError("an item of it does not end")
        more = 0
        for piece in self._chunks:
            pieces.append(piece)
            more += len(piece)
            if more >= least:
                break
        if not more:
            raise ValueError("it ends early")
        self._before += self._at
        self._text = "".join(pieces)
        self._at = 0
