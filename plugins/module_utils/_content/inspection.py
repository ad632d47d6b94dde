# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judges the content of a disk from a few reads: its beginning, its end, and the beginnings of its first partitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .._arm.signed_reads import Piece
from .findings import ERROR, Finding
from .partition_tables import SECTOR, Edges, Entry, Table, find_gpt, find_mbr
from .signatures import HEAD_BYTES, boot_sector_file_system, file_system

EDGE = 1024 * 1024
MOST_FOLLOWED = 8
# What is read is a VHD of a fixed size: the bytes of the disk, then a footer.
FOOTER, FOOTER_MARK = 512, b"conectix"

RECOGNIZED, UNKNOWN, EMPTY, DAMAGED = "recognized", "unknown", "empty", "damaged"

Read = Callable[[int, int], Piece]
"""Reads so many bytes (second) from an offset on (first)."""


@dataclass(frozen=True)
class Partition:
    """A partition, and what it begins with; None if that is not known, or was not read."""

    entry: Entry
    file_system: str | None


@dataclass(frozen=True)
class Content:
    """What is on a disk. `file_system` is that of a disk without partitions."""

    size: int
    partition_table: str | None = None
    file_system: str | None = None
    partitions: tuple[Partition, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def verdict(self) -> str:
        """`empty`, `damaged`, `recognized` or `unknown`."""
        if any(finding.code == "disk_empty" for finding in self.findings):
            return EMPTY
        if any(finding.severity == ERROR for finding in self.findings):
            return DAMAGED
        known = [self.file_system, *(partition.file_system for partition in self.partitions)]
        return RECOGNIZED if any(known) else UNKNOWN


def inspect(read: Read, sector: int = SECTOR) -> Content:
    """What is on the disk that `read` reads. `sector` is the size of its sectors."""
    edges = _read_edges(read)
    if edges.are_empty:
        empty = Finding("disk_empty", "The first and the last MiB of the disk contain only zeros.")
        return Content(edges.size, findings=(empty,))
    if table := find_gpt(edges):
        return _with_partitions(read, edges, table)
    if own := boot_sector_file_system(edges.first):
        return Content(edges.size, file_system=own)
    if table := find_mbr(edges, sector):
        return _with_partitions(read, edges, table)
    return Content(edges.size, file_system=file_system(edges.first))


def _read_edges(read: Read) -> Edges:
    first = read(0, EDGE)
    start = max(0, first.total - EDGE - FOOTER)
    last = read(start, first.total - start).data
    if last[-FOOTER:].startswith(FOOTER_MARK):
        return Edges(first.data, last[:-FOOTER], first.total - FOOTER)
    return Edges(first.data, last, first.total)


def _with_partitions(read: Read, edges: Edges, table: Table) -> Content:
    findings = list(table.findings)
    partitions = []
    for place, entry in enumerate(table.entries):
        found = None
        if entry.size <= 0 or entry.start + entry.size > edges.size:
            message = f"Partition {entry.number} does not lie within the disk, which has {edges.size} bytes."
            findings.append(Finding("partition_outside", message))
        elif place < MOST_FOLLOWED:
            head = read(entry.start, min(HEAD_BYTES, entry.size)).data
            found = file_system(head)
            if not any(head):
                findings.append(Finding("partition_empty", f"Partition {entry.number} begins with zeros."))
        partitions.append(Partition(entry, found))
    if (left := len(table.entries) - MOST_FOLLOWED) > 0:
        findings.append(Finding("partitions_not_read", f"{left} more partitions were not read."))
    return Content(edges.size, table.kind, None, tuple(partitions), tuple(findings))
