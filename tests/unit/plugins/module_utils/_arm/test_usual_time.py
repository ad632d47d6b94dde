# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Of many operations, a few are watched, and the others wait as long as those have taken."""

from __future__ import annotations

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SYSTEM_THREADS
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.usual_time import (
    LONGEST_SECONDS,
    SCOUTS,
    UsualTime,
)
from ansible_collections.azure_dr.backup.tests.support.clock import Clock
from ansible_collections.azure_dr.backup.tests.support.waits import finish


def after_scouts(clock: Clock) -> UsualTime:
    """The usual time, when the scouts have begun, who wait for nobody."""
    usual = UsualTime(clock, SYSTEM_THREADS)
    for _scout in range(SCOUTS):
        finish(usual.until_due(clock.seconds), clock)
    assert clock.slept == []
    return usual


def test_the_others_wait_as_long_as_the_typical_one_has_taken() -> None:
    clock = Clock()
    usual = after_scouts(clock)
    for seconds in (40.0, 42.0, 90.0):
        usual.note(seconds)

    finish(usual.until_due(clock.seconds), clock)

    assert clock.seconds == 42.0


def test_if_some_have_failed_and_none_has_ended_well_nobody_waits() -> None:
    clock = Clock()
    usual = after_scouts(clock)
    usual.note(None)

    finish(usual.until_due(clock.seconds), clock)

    assert clock.seconds == 0.0


def test_nobody_waits_for_scouts_for_ever() -> None:
    clock = Clock()
    usual = after_scouts(clock)

    finish(usual.until_due(clock.seconds), clock)

    assert clock.seconds == LONGEST_SECONDS
