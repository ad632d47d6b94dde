# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the bytes of a disk mean: whole ones, ones that are cut or damaged, and ones that only look like something."""

from __future__ import annotations

import random
import struct

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.signed_reads import Piece
from ansible_collections.azure_dr.backup.plugins.module_utils._content.inspection import EDGE, Content, inspect
from ansible_collections.azure_dr.backup.plugins.module_utils._content.signatures import file_system
from ansible_collections.azure_dr.backup.tests.emulator.disk_content import DiskContent

SECTOR, MIB, GIB = 512, 1024**2, 1024**3
SIZE = 64 * GIB
COPY = SIZE - SECTOR
EXT = 1024


class Image:
    """A disk of 64 GiB with some bytes changed, cut after `size` bytes, and what was read of it."""

    def __init__(self, content: str = "gpt ext4", size: int = SIZE, footer: bool = True) -> None:
        self._content = DiskContent(content, 64)
        self._size = size
        self._footer = self._content.read(SIZE, SIZE + SECTOR) if footer else b""
        self._changes: dict[int, bytes] = {}
        self.reads: list[tuple[int, int]] = []

    def change(self, offset: int, data: bytes) -> None:
        """Write this over what is there."""
        self._changes[offset] = data

    def read(self, start: int, length: int) -> Piece:
        """What a page blob answers."""
        self.reads.append((start, length))
        total = self._size + len(self._footer)
        end = min(start + length, total)
        data = bytearray(self._content.read(start, min(end, self._size)) if start < self._size else b"")
        for offset, change in self._changes.items():
            for place, byte in enumerate(change, offset - start):
                if 0 <= place < len(data):
                    data[place] = byte
        if end > self._size:
            data += self._footer[max(0, start - self._size) : end - self._size]
        return Piece(bytes(data), total)


def codes(content: Content) -> list[str]:
    return [finding.code for finding in content.findings]


def test_a_disk_with_or_without_a_footer() -> None:
    for footer in (True, False):
        content = inspect(Image(footer=footer).read)

        assert (content.size, content.verdict, codes(content)) == (SIZE, "recognized", [])


@pytest.mark.parametrize("damaged", [SECTOR + 16, SECTOR + 60, 2 * SECTOR + 3])
def test_a_damaged_table_whose_copy_is_whole(damaged: int) -> None:
    """Its checksum, a value, or an entry."""
    image = Image()
    image.change(damaged, b"\xa5")

    content = inspect(image.read)

    assert (content.verdict, codes(content)) == ("recognized", ["gpt_primary_damaged"])
    assert [partition.file_system for partition in content.partitions] == ["ext4"]


@pytest.mark.parametrize("damaged", [COPY, COPY + 16, COPY - 32 * SECTOR])
def test_a_damaged_copy(damaged: int) -> None:
    image = Image()
    image.change(damaged, b"\xa5")

    content = inspect(image.read)

    assert (content.verdict, codes(content)) == ("recognized", ["gpt_backup_damaged"])


@pytest.mark.parametrize("primary", [b"\xa5", bytes(8)])
def test_both_are_damaged(primary: bytes) -> None:
    image = Image()
    image.change(SECTOR + 16 if len(primary) == 1 else SECTOR, primary)
    image.change(COPY + 16, b"\xa5")

    content = inspect(image.read)

    assert (content.verdict, codes(content), content.partitions) == ("damaged", ["gpt_damaged"], ())


def test_a_disk_whose_beginning_is_lost() -> None:
    image = Image()
    image.change(0, bytes(MIB))

    content = inspect(image.read)

    assert (content.partition_table, codes(content)) == ("gpt", ["gpt_primary_damaged"])


def test_a_disk_that_ends_within_its_partition() -> None:
    content = inspect(Image(size=32 * GIB).read)

    assert (content.verdict, content.size) == ("damaged", 32 * GIB)
    assert "partition_outside" in codes(content)


def test_a_disk_that_was_made_larger() -> None:
    class Larger(Image):
        """The same bytes, and as many zeros."""

        def read(self, start: int, length: int) -> Piece:
            self.reads.append((start, length))
            known = super().read(start, length).data if start < SIZE else b""
            return Piece(known.ljust(length, b"\0"), 2 * SIZE)

    content = inspect(Larger(footer=False).read)

    assert (content.verdict, codes(content)) == ("recognized", ["gpt_backup_elsewhere"])


def test_nothing_but_zeros() -> None:
    assert codes(inspect(Image("zero").read)) == ["disk_empty"]


def test_data_that_nobody_knows() -> None:
    image = Image("zero")
    image.change(0, b"Oracle ASM or whatever")

    content = inspect(image.read)

    assert (content.verdict, content.partition_table, content.file_system) == ("unknown", None, None)


def test_a_table_of_many_partitions_is_not_followed_to_its_end() -> None:
    image = Image("mbr ext4")
    entry = struct.pack("<B3xB3xII", 0, 0x83, 2048, 2048)
    image.change(446, entry * 4)
    assert len(inspect(image.read).partitions) == 4

    image.change(446, entry * 3 + struct.pack("<B3xB3xII", 0x7F, 0x83, 2048, 2048))
    assert inspect(image.read).partition_table is None, "a flag that none has"


def test_few_reads_and_none_outside() -> None:
    image = Image()

    inspect(image.read)

    assert image.reads[:2] == [(0, EDGE), (SIZE - EDGE, EDGE + SECTOR)]
    assert len(image.reads) == 3


def test_sectors_of_4096_bytes() -> None:
    """An MBR counts in the sectors of its disk."""
    image = Image("mbr ext4")
    image.change(446, struct.pack("<B3xB3xII", 0, 0x83, 256, 4096))

    content = inspect(image.read, 4096)

    assert [(each.entry.start, each.file_system) for each in content.partitions] == [(MIB, "ext4")]


@pytest.mark.parametrize(
    ("features", "kind"), [((0, 0, 0), "ext2"), ((4, 6, 3), "ext3"), ((4, 0x42, 3), "ext4"), ((4, 2, 8), "ext4")]
)
def test_which_ext_it_is(features: tuple[int, int, int], kind: str) -> None:
    head = bytearray(66 * 1024)
    head[EXT + 56 : EXT + 58] = b"\x53\xef"
    struct.pack_into("<III", head, EXT + 92, *features)

    assert file_system(bytes(head)) == kind


@pytest.mark.parametrize(
    ("marks", "kind"),
    [
        ({4086: b"SWAPSPACE2"}, "swap"),
        ({65_526: b"SWAPSPACE2"}, "swap"),
        ({0: b"LUKS\xba\xbe\0\x01"}, "luks1"),
        ({3: b"EXFAT   ", 510: b"\x55\xaa"}, "exfat"),
        ({11: b"\0\x02", 82: b"FAT32   ", 510: b"\x55\xaa"}, "fat"),
        ({11: b"\0\x02", 54: b"FAT16   ", 510: b"\x55\xaa"}, "fat"),
        ({82: b"FAT32   ", 510: b"\x55\xaa"}, None),
        ({3: b"NTFS    "}, None),
        ({0: b"LUKS\xba\xbe\0\x09"}, None),
    ],
)
def test_signatures(marks: dict[int, bytes], kind: str | None) -> None:
    head = bytearray(66 * 1024)
    for offset, mark in marks.items():
        head[offset : offset + len(mark)] = mark

    assert file_system(bytes(head)) == kind


@pytest.mark.parametrize("seed", range(30))
def test_no_bytes_make_it_fail(seed: int) -> None:
    """Whatever is in a table, the judgement ends, and reads nothing that is not on the disk."""
    dice = random.Random(seed)
    image = Image(dice.choice(["gpt ext4", "mbr ntfs", "zero"]))
    for _change in range(8):
        image.change(dice.choice([0, 446, SECTOR, 2 * SECTOR, COPY]) + dice.randrange(64), dice.randbytes(24))

    inspect(image.read)

    assert len(image.reads) <= 10
    assert all(start >= 0 and start + length <= SIZE + SECTOR for start, length in image.reads)


@pytest.mark.parametrize("length", [0, 1, 511, 512, 1100, 2048])
def test_a_short_beginning(length: int) -> None:
    assert file_system(bytes(length)) is None
