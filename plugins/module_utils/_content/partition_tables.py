# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Partition tables: GPT with its copy and checksums, and MBR.

Layout: UEFI specification 2.10, chapter 5.
"""

from __future__ import annotations

import struct
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from .findings import Finding

GPT, MBR = "gpt", "mbr"
SECTOR = 512
SECTORS = (SECTOR, 4096)
GPT_MARK = b"EFI PART"
GPT_HEADER = 92
MOST_ENTRY_BYTES = 1024 * 1024
SMALLEST_ENTRY, LARGEST_ENTRY = 128, 4096
UNUSED = bytes(16)
BOOT_END = b"\x55\xaa"
MBR_ENTRIES, MBR_ENTRY = 446, 16
PROTECTIVE = 0xEE
BOOT_FLAGS = (0x00, 0x80)


@dataclass(frozen=True)
class Edges:
    """The first and the last bytes of a disk, and its size."""

    first: bytes
    last: bytes
    size: int

    def at(self, offset: int, length: int) -> bytes:
        """Bytes of the disk; none if they are not all known."""
        behind = offset - (self.size - len(self.last))
        for known, start in ((self.first, offset), (self.last, behind)):
            if start >= 0 and start + length <= len(known):
                return known[start : start + length]
        return b""

    @property
    def are_empty(self) -> bool:
        """Whether all of them are zero."""
        return not any(self.first) and not any(self.last)


@dataclass(frozen=True)
class Entry:
    """A partition. `start` and `size` are in bytes; `type` is a GUID, or a number such as 0x83."""

    number: int
    start: int
    size: int
    type: str


@dataclass(frozen=True)
class Table:
    """A partition table, and what is wrong with it."""

    kind: str
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...] = ()


def find_gpt(edges: Edges) -> Table | None:
    """The GPT of a disk; None if it has none."""
    protective = any(kind == PROTECTIVE for _number, kind, _first, _count in _mbr_entries(edges))
    for sector in SECTORS:
        end = edges.size // sector - 1
        primary, copy = _Copy(edges, sector, 1), _Copy(edges, sector, end)
        if primary.is_valid:
            return Table(GPT, primary.entries, tuple(_doubts(primary, copy, end)))
        if copy.is_valid and (protective or primary.is_marked or not any(edges.first)):
            lost = Finding(
                "gpt_primary_damaged", "The partition table is damaged. Its copy at the end of the disk is not."
            )
            return Table(GPT, copy.entries, (lost,))
        if primary.is_marked:
            return Table(GPT, (), (_DAMAGED,))
    return Table(GPT, (), (_DAMAGED,)) if protective else None


def find_mbr(edges: Edges, sector: int) -> Table | None:
    """The MBR of a disk; None if it has none, or if it has no partition that can be one."""
    entries = tuple(
        Entry(number, first * sector, count * sector, f"0x{kind:02x}")
        for number, kind, first, count in _mbr_entries(edges)
    )
    return Table(MBR, entries) if entries else None


_DAMAGED = Finding("gpt_damaged", "The partition table and its copy at the end of the disk are damaged.")


class _Copy:
    """One of the two copies of a GPT: the header at this sector, and its entries."""

    def __init__(self, edges: Edges, sector: int, place: int) -> None:
        raw = edges.at(place * sector, sector)
        self.is_marked = raw.startswith(GPT_MARK)
        self.is_valid = False
        self.other = 0
        self.entries: tuple[Entry, ...] = ()
        if not self.is_marked:
            return
        length, checksum = struct.unpack_from("<II", raw, 12)
        mine, self.other = struct.unpack_from("<QQ", raw, 24)
        table, count, size, sum_of_entries = struct.unpack_from("<QIII", raw, 72)
        if not GPT_HEADER <= length <= sector or mine != place or checksum != _sum_of_header(raw[:length]):
            return
        if size % SMALLEST_ENTRY or not SMALLEST_ENTRY <= size <= LARGEST_ENTRY or count * size > MOST_ENTRY_BYTES:
            return
        entries = edges.at(table * sector, count * size)
        if len(entries) == count * size and zlib.crc32(entries) == sum_of_entries:
            self.is_valid = True
            self.entries = tuple(_gpt_entries(entries, size, sector))


def _doubts(primary: _Copy, copy: _Copy, end: int) -> Iterator[Finding]:
    if copy.is_valid:
        return
    if primary.other == end:
        yield Finding("gpt_backup_damaged", "The copy of the partition table at the end of the disk is damaged.")
    else:
        yield Finding("gpt_backup_elsewhere", "The copy of the partition table is not at the end of the disk.")


def _sum_of_header(header: bytes) -> int:
    return zlib.crc32(header[:16] + bytes(4) + header[20:])


def _gpt_entries(entries: bytes, size: int, sector: int) -> Iterator[Entry]:
    for number, offset in enumerate(range(0, len(entries), size), start=1):
        kind = entries[offset : offset + 16]
        first, last = struct.unpack_from("<QQ", entries, offset + 32)
        if kind != UNUSED:
            yield Entry(number, first * sector, max(0, last - first + 1) * sector, str(uuid.UUID(bytes_le=kind)))


def _mbr_entries(edges: Edges) -> Iterator[tuple[int, int, int, int]]:
    """The number, type, first sector and length of each entry; none if one of them can't be one."""
    if edges.first[510:512] != BOOT_END:
        return
    found = []
    for number in range(1, 5):
        flag, kind, first, count = struct.unpack_from(
            "<BxxxBxxxII", edges.first, MBR_ENTRIES + (number - 1) * MBR_ENTRY
        )
        if flag not in BOOT_FLAGS or (kind and not (first and count)):
            return
        if kind:
            found.append((number, kind, first, count))
    yield from found
