# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is on a disk: nothing but zeros, and the signatures by which its partitions and file systems are known.

A description has one or two words: a partition table (``gpt``, ``mbr``) or none, and what is on the partition or,
without a table, on the whole disk: ``ext4``, ``xfs``, ``btrfs``, ``ntfs``, ``refs``, ``lvm``, ``luks``, ``bitlocker``.
Or it is ``zero``. A disk is read as a VHD of a fixed size: its bytes, then a footer of 512.

Offsets: UEFI specification (GPT), the on-disk formats in the kernel's and util-linux' headers; "Virtual Hard Disk Image
Format Specification" (footer).
"""

from __future__ import annotations

import struct
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

FOOTER = 512
_SECTOR, _MIB, _GIB = 512, 1024**2, 1024**3
_BOOT_END = (510, b"\x55\xaa")
_GUID = uuid.UUID("6f1c9f5e-27a4-4d7c-9d0e-53a1c2b4e8f7").bytes_le
_GUID_OF_LINUX = uuid.UUID("0fc63daf-8483-4772-8e79-3d69d8477de4").bytes_le
_GUID_OF_WINDOWS = uuid.UUID("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7").bytes_le
_OF_WINDOWS = ("ntfs", "refs", "bitlocker")
_ENTRIES, _ENTRY = 128, 128
Piece = tuple[int, bytes]
"""Where bytes are that are not zero."""

_FILE_SYSTEMS: dict[str, tuple[Piece, ...]] = {
    "ext4": (
        (1024, struct.pack("<II", 65_536, 262_144)),
        (1024 + 56, struct.pack("<HH", 0xEF53, 1)),
        (1024 + 92, struct.pack("<III", 0x3C, 0x2C2, 0x46B)),
    ),
    "xfs": ((0, b"XFSB" + struct.pack(">I", 4096)),),
    "btrfs": ((0x10040, b"_BHRfS_M"),),
    "ntfs": ((0, b"\xeb\x52\x90NTFS    "), _BOOT_END),
    "refs": ((0, b"\0\0\0ReFS\0\0\0\0\0\0\0\0\0FSRS"),),
    "bitlocker": ((0, b"\xeb\x58\x90-FVE-FS-"), _BOOT_END),
    "lvm": ((_SECTOR, b"LABELONE" + struct.pack("<QII", 1, 0, 32) + b"LVM2 001"),),
    "luks": ((0, b"LUKS\xba\xbe" + struct.pack(">H", 2)),),
}


@dataclass(frozen=True)
class DiskContent:
    """The bytes of a disk of so many GiB."""

    description: str
    size_gb: int

    @property
    def size(self) -> int:
        """With the footer."""
        return self.size_gb * _GIB + FOOTER

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` to before ``end``."""
        found = bytearray(end - start)
        for offset, data in self._pieces():
            first, last = max(offset, start), min(offset + len(data), end)
            if first < last:
                found[first - start : last - start] = data[first - offset : last - offset]
        return bytes(found)

    def chunks(self, start: int, end: int) -> Iterator[bytes]:
        """The same, a MiB at a time."""
        while start < end:
            stop = min(end, start + _MIB)
            yield self.read(start, stop)
            start = stop

    def _pieces(self) -> Iterator[Piece]:
        disk_size = self.size_gb * _GIB
        yield disk_size, _footer(disk_size)
        words = self.description.lower().split()
        if words == ["zero"]:
            return
        table = words.pop(0) if words[0] in ("gpt", "mbr") else ""
        start = _MIB if table else 0
        if table == "gpt":
            windows = bool(words) and words[0] in _OF_WINDOWS
            yield from _gpt(disk_size // _SECTOR, _GUID_OF_WINDOWS if windows else _GUID_OF_LINUX)
        elif table == "mbr":
            kind = 0x07 if words and words[0] in _OF_WINDOWS else 0x83
            yield from _mbr(kind, _MIB // _SECTOR, (disk_size - _MIB) // _SECTOR)
        for word in words:
            for offset, data in _FILE_SYSTEMS[word]:
                yield start + offset, data


def _mbr(kind: int, first: int, count: int) -> Iterator[Piece]:
    yield 446, struct.pack("<B3sB3sII", 0, b"\0\2\0", kind, b"\xff\xff\xff", first, min(count, 0xFFFFFFFF))
    yield _BOOT_END


def _gpt(sectors: int, kind: bytes) -> Iterator[Piece]:
    """The protective MBR, the header and its entries, and the copies of both at the end of the disk."""
    yield from _mbr(0xEE, 1, sectors - 1)
    name = "data".encode("utf-16-le").ljust(72, b"\0")
    entry = kind + _GUID + struct.pack("<QQQ", _MIB // _SECTOR, sectors - _MIB // _SECTOR, 0) + name
    entries = entry.ljust(_ENTRIES * _ENTRY, b"\0")
    last, copy = sectors - 1, sectors - 33
    yield _SECTOR, _gpt_header(1, last, 2, sectors, entries)
    yield 2 * _SECTOR, entry
    yield copy * _SECTOR, entry
    yield last * _SECTOR, _gpt_header(last, 1, copy, sectors, entries)


def _gpt_header(mine: int, other: int, table: int, sectors: int, entries: bytes) -> bytes:
    places = struct.pack("<QQQQ", mine, other, 34, sectors - 34) + _GUID
    tail = places + struct.pack("<QIII", table, _ENTRIES, _ENTRY, zlib.crc32(entries))
    start = b"EFI PART" + struct.pack("<II", 0x00010000, 92)
    checksum = zlib.crc32(start + struct.pack("<II", 0, 0) + tail)
    return start + struct.pack("<II", checksum, 0) + tail


def _footer(disk_size: int) -> bytes:
    """Of a VHD of a fixed size."""
    head = b"conectix" + struct.pack(">IIQI4sI4s", 2, 0x00010000, 0xFFFFFFFFFFFFFFFF, 0, b"win ", 0x000A0000, b"Wi2k")
    body = (head + struct.pack(">QQII", disk_size, disk_size, 0, 2)).ljust(FOOTER, b"\0")
    return body[:64] + struct.pack(">I", ~sum(body) & 0xFFFFFFFF) + body[68:]
