# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Work that waits, done at once by a clock that is set by hand."""

from __future__ import annotations

from typing import TypeVar

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.waiter import Steps
from ansible_collections.azure_dr.backup.tests.support.clock import Clock

T = TypeVar("T")


def finish(steps: Steps[T], clock: Clock) -> T:
    """Do all steps. The pauses between them are in `clock.slept`."""
    while True:
        try:
            pause = next(steps)
        except StopIteration as end:
            value: T = end.value
            return value
        clock.sleep(pause)
