# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The moment that a drill goes back to if it is to be any: drawn by a seed, and the same for all of its disks."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from .drill_marks import Drill

PARTS = 2**64


def drawn_moment(drill: Drill, end: datetime) -> datetime:
    """A moment in the window before `end`. The same seed and the same end give the same moment."""
    if drill.window is None:
        return end
    number = int.from_bytes(sha256(drill.seed.encode()).digest()[:8], "big")
    return (end - drill.window * (number / PARTS)).replace(microsecond=0)


def start_of_day(now: datetime) -> datetime:
    """When the day began (UTC). A window that ends there is the same for all runs of a day."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
