# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Signatures: what is at the beginning of a disk or a partition, by its first bytes.

Offsets and values: the on-disk formats in the headers of the Linux kernel and of util-linux (libblkid), "NTFS" and
"exFAT" of Microsoft, the LUKS specifications, and the label of LVM2.
"""

from __future__ import annotations

import struct

HEAD_BYTES = 66 * 1024
"""How many bytes must be known: the mark of Btrfs lies behind the first 64 KiB."""

Mark = tuple[int, bytes]
BOOT_END: Mark = (510, b"\x55\xaa")

# Those that begin with a boot sector, which ends like a partition table of the MBR.
BOOT_SECTORS: tuple[tuple[str, tuple[Mark, ...]], ...] = (
    ("ntfs", ((3, b"NTFS    "), BOOT_END)),
    ("bitlocker", ((3, b"-FVE-FS-"), BOOT_END)),
    ("refs", ((3, b"ReFS\0"), (16, b"FSRS"))),
    ("exfat", ((3, b"EXFAT   "), BOOT_END)),
)
FAT_MARKS: tuple[Mark, ...] = ((54, b"FAT12   "), (54, b"FAT16   "), (54, b"FAT     "), (82, b"FAT32   "))
FAT_SECTORS = (512, 1024, 2048, 4096)
OTHERS: tuple[tuple[str, tuple[Mark, ...]], ...] = (
    ("luks1", ((0, b"LUKS\xba\xbe\0\x01"),)),
    ("luks2", ((0, b"LUKS\xba\xbe\0\x02"),)),
    ("xfs", ((0, b"XFSB"),)),
    ("btrfs", ((0x10040, b"_BHRfS_M"),)),
)
# A label of LVM2 is in one of the first four sectors.
LVM_PLACES = (0, 512, 1024, 1536)
LVM_MARKS: tuple[Mark, ...] = ((0, b"LABELONE"), (24, b"LVM2 001"))
SWAP_PAGES = (4096, 8192, 16_384, 65_536)
SWAP_MARKS = (b"SWAPSPACE2", b"SWAP-SPACE")
# The superblock of ext2, ext3 and ext4, and the features by which they differ.
EXT_SUPERBLOCK, EXT_MAGIC, EXT_FEATURES = 1024, (56, b"\x53\xef"), 92
EXT_JOURNAL = 0x0004
# The features that ext3 has, too: file types, recovery, journal devices, meta block groups; sparse copies, large files.
EXT3_KNOWS_INCOMPATIBLE = 0x0002 | 0x0004 | 0x0008 | 0x0010
EXT3_KNOWS_READ_ONLY = 0x0001 | 0x0002 | 0x0004


def boot_sector_file_system(head: bytes) -> str | None:
    """The file system whose boot sector this is; None if it is none."""
    return next((name for name, marks in BOOT_SECTORS if _has_all(head, marks)), None) or _fat(head)


def file_system(head: bytes) -> str | None:
    """What begins with these bytes; None if it is not known. The first `HEAD_BYTES` are enough."""
    return (
        boot_sector_file_system(head)
        or next((name for name, marks in OTHERS if _has_all(head, marks)), None)
        or ("lvm2" if any(_has_all(head[place:], LVM_MARKS) for place in LVM_PLACES) else None)
        or _ext(head)
        or ("swap" if any(head[page - 10 : page] in SWAP_MARKS for page in SWAP_PAGES) else None)
    )


def _has_all(data: bytes, marks: tuple[Mark, ...]) -> bool:
    return all(data[offset : offset + len(mark)] == mark for offset, mark in marks)


def _fat(head: bytes) -> str | None:
    """FAT has no mark that nothing else has, so the size of its sectors must be one, too."""
    if not _has_all(head, (BOOT_END,)) or struct.unpack_from("<H", head, 11)[0] not in FAT_SECTORS:
        return None
    return "fat" if any(_has_all(head, (mark,)) for mark in FAT_MARKS) else None


def _ext(head: bytes) -> str | None:
    superblock = head[EXT_SUPERBLOCK : 2 * EXT_SUPERBLOCK]
    if len(superblock) < EXT_SUPERBLOCK or not _has_all(superblock, (EXT_MAGIC,)):
        return None
    compatible, incompatible, read_only = struct.unpack_from("<III", superblock, EXT_FEATURES)
    if incompatible & ~EXT3_KNOWS_INCOMPATIBLE or read_only & ~EXT3_KNOWS_READ_ONLY:
        return "ext4"
    return "ext3" if compatible & EXT_JOURNAL else "ext2"
