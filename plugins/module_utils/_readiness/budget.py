# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judges how many restores Azure still allows for a backup instance today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from .._arm.times import format_moment
from .aims import Aims
from .findings import Finding, finding
from .states import DiskState

# learn.microsoft.com, "Azure Disk Backup support matrix".
MOST_RESTORES = 10
FEWEST_LEFT = 3


def judge_budget(state: DiskState, aims: Aims) -> Iterator[Finding]:
    """Whether few restores are left."""
    used = state.backups.restores_last_24h
    if used is not None and MOST_RESTORES - used <= FEWEST_LEFT:
        until = format_moment((aims.now + timedelta(days=1)).replace(microsecond=0))
        yield finding("budget_low", used=used, most=MOST_RESTORES, until=until)
