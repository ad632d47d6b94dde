# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.


"""Decompresses gzip piece by piece, so that the size limit of an answer also holds for compressed ones."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from .errors import BodyNotReadable

PIECE_BYTES = 65536
PACKED = ("gzip", "x-gzip")
AS_IT_IS = ("", "identity")


def unpacked(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The pieces of a body, none longer than `PIECE_BYTES` if the body is compressed. Raises `BodyNotReadable`."""
    kind = encoding.strip().lower()
    if kind in AS_IT_IS:
        return pieces
    if kind in PACKED:
        return _gunzipped(pieces)
    raise BodyNotReadable("it has a compression that was not asked for")


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    is_whole = True
    for piece in pieces:
        rest, is_more_inside = piece, False
        while rest or is_more_inside:
            if member.eof:
                member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                part = member.decompress(rest, PIECE_BYTES)
            except zlib.error:
                raise BodyNotReadable("it can't be decompressed") from None
            is_whole = member.eof
            rest = member.unused_data if is_whole else member.unconsumed_tail
            is_more_inside = len(part) == PIECE_BYTES and not is_whole
            yield part
    if not is_whole:
        raise BodyNotReadable("it ends early")
