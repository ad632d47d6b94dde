# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Durations, moments and numbers for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from .._arm.times import format_duration
from .._restore.records import Outcome

NOT_KNOWN = "not known"
OUTCOMES: Mapping[Outcome, str] = {
    "restored": "restored",
    "unchanged": "already there",
    "kept": "kept",
    "would_restore": "would be restored",
    "started": "started",
    "attached": "attached",
    "running": "still running",
    "failed": "failed",
    "not_sent": "not sent",
    "outcome_unknown": "not known",
}

VERIFIED_MEANS = (
    "Azure's job for the disk has completed, and the task has read the disk: it is provisioned, it was made while the "
    "job ran, and, if Azure names its snapshot, from a snapshot of its backup. Its settings were compared with those "
    "of its source disk, if that still exists. The restore does not read the content of the disk."
)
CHECKED_BESIDES = "The checks of the drill say what was checked besides."


def duration(seconds: float | None) -> str:
    """Such as `4 min 12 s`."""
    return NOT_KNOWN if seconds is None else format_duration(seconds)


def moment(when: datetime | None) -> str:
    """Such as `2026-11-22 03:04:05 UTC`."""
    return f"{when.astimezone(timezone.utc):%Y-%m-%d %H:%M:%S} UTC" if when else NOT_KNOWN


def counted(number: int, what: str) -> str:
    """Such as `1 disk` or `2 disks`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def listed(names: Sequence[str], most: int) -> str:
    """The names, and how many more there are than are named."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
