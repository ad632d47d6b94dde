# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backups on demand in one task, and in a loop."""

from __future__ import annotations

from collections.abc import Iterator

from . import ways
from .emulated import Azure
from .measures import Measure, beginning_jobs, extrapolated
from .playing import AS_MODULES

DISKS = 100
FEW = (1, 2)


def backups() -> Iterator[Measure]:
    """So many disks in one task, and in a loop of modules that wait, measured with few and extrapolated."""
    with Azure(DISKS) as azure:
        yield beginning_jobs("disk_backup, one task", azure, DISKS, ways.backups_in_one_task)
    few, more = (_in_a_loop(disks) for disks in FEW)
    yield from (few, more, extrapolated(few, more, DISKS))


def _in_a_loop(disks: int) -> Measure:
    with Azure(disks) as azure:
        return beginning_jobs("disk_backup, a loop that waits", azure, disks, ways.backups_in_a_loop, AS_MODULES)
