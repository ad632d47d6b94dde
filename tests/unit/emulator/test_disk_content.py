# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The signatures of partitions and file systems, where those look who know them."""

from __future__ import annotations

import struct
import zlib

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.disk_content import DiskContent

MIB, GIB = 1024**2, 1024**3


def at(description: str, offset: int, length: int) -> bytes:
    return DiskContent(description, 32_767).read(offset, offset + length)


@pytest.mark.parametrize(
    ("description", "offset", "signature"),
    [
        ("gpt ext4", MIB + 0x438, b"\x53\xef"),
        ("ext4", 0x438, b"\x53\xef"),
        ("gpt xfs", MIB, b"XFSB"),
        ("gpt btrfs", MIB + 0x10040, b"_BHRfS_M"),
        ("mbr ntfs", MIB + 3, b"NTFS    "),
        ("gpt refs", MIB + 3, b"ReFS\0"),
        ("gpt bitlocker", MIB + 3, b"-FVE-FS-"),
        ("lvm", 512, b"LABELONE"),
        ("lvm", 512 + 24, b"LVM2 001"),
        ("luks", 0, b"LUKS\xba\xbe\0\2"),
    ],
)
def test_each_is_where_it_is_looked_for(description: str, offset: int, signature: bytes) -> None:
    assert at(description, offset, len(signature)) == signature


def test_both_headers_of_a_gpt_have_good_checksums() -> None:
    last = 32_767 * GIB // 512 - 1
    for mine, other in ((1, last), (last, 1)):
        header = at("gpt ext4", mine * 512, 92)
        checksum, table = struct.unpack_from("<I", header, 16)[0], struct.unpack_from("<Q", header, 72)[0]
        assert (header[:8], struct.unpack_from("<QQ", header, 24)) == (b"EFI PART", (mine, other))
        assert zlib.crc32(header[:16] + bytes(4) + header[20:]) == checksum
        assert zlib.crc32(at("gpt ext4", table * 512, 128 * 128)) == struct.unpack_from("<I", header, 88)[0]
    assert at("gpt ext4", 446 + 4, 1) == b"\xee"


def test_the_partition_of_an_mbr() -> None:
    kind, first = struct.unpack("<4xB3xI", at("mbr ntfs", 446, 12))
    assert (kind, first, at("mbr ntfs", 510, 2)) == (7, 2048, b"\x55\xaa")


def test_zeros_but_for_the_footer() -> None:
    assert not any(at("zero", 0, MIB))
    assert not any(at("zero", 32_767 * GIB - MIB, MIB))
    assert at("zero", 32_767 * GIB, 8) == b"conectix"


def test_a_piece_is_cut_at_both_ends_of_a_range() -> None:
    assert at("gpt xfs", MIB + 1, 2) == b"FS"
    assert b"".join(DiskContent("gpt xfs", 1).chunks(MIB - 2, 3 * MIB))[:6] == b"\0\0XFSB"
