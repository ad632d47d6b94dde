# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_content_check: what it tells of a disk, what it refuses, and that nobody can read the disk afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, changed_body, refused, reset
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.disk_reads import check, closed, restored_disk, through_proxy

GIB = 1024**3


@pytest.fixture
def disk(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk that nothing uses, on a host of its own as in Azure."""
    through_proxy(azure, monkeypatch)
    return restored_disk(azure)


def test_a_disk_with_one_partition(azure: Emulator, disk: Disk) -> None:
    result = check(disk)

    assert result["verdict"] == "recognized"
    assert result["changed"] is True
    (partition,) = result["content"]["partitions"]
    assert (partition["number"], partition["start"], partition["file_system"]) == (1, 1024**2, "ext4")
    assert (result["content"]["partition_table"], result["content"]["size"]) == ("gpt", disk.size_gb * GIB)
    assert result["findings"] == []
    assert 0 < result["bytes_read"] < 3 * 1024**2
    assert closed(azure, disk)
