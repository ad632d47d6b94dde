# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the tasks that list have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..._arm.errors import OptionRefused
from ..._backup.option_values import OptionValues, read_moment, read_text
from .disk_options import number_option


@dataclass(frozen=True)
class TimeRange:
    """A span of time, both ends in it, each of them open if it is null."""

    after: datetime | None
    before: datetime | None

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment lies in it. An unknown moment lies in no window but the open one."""
        if moment is None:
            return self.after is None and self.before is None
        return (self.after is None or moment >= self.after) and (self.before is None or moment <= self.before)


def read_time_range(options: OptionValues) -> TimeRange:
    """The window between `started_after` and `started_before`."""
    after, before = _moment(options, "started_after"), _moment(options, "started_before")
    if after and before and after > before:
        raise OptionRefused("started_before", "is before started_after, so no job can match")
    return TimeRange(after, before)


def read_limit(options: OptionValues) -> int:
    """The most items to return."""
    return number_option(options, "limit")


def _moment(options: OptionValues, name: str) -> datetime | None:
    text = read_text(options, name)
    return read_moment(text, name) if text else None
