# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A clock for tests."""

from __future__ import annotations

from datetime import datetime, timezone


class Clock:
    """A clock that is set by hand, and in which waiting takes no time."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime.now(timezone.utc)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
