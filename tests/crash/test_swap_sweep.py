# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A swap of an OS disk and three data disks, disturbed at each of its requests, then run again or rolled back.

After each: the machine runs on its new disks or is exactly as before, every disk is there, and what the results say is
so. Run by `make crash-test`; the clock is virtual, so that the thousands of runs take minutes.
"""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.tests.support.disturbed_swaps import Then, check_disturbed_swap
from ansible_collections.azure_dr.backup.tests.support.machine_room import MISHAPS, MachineRoom, Mishap

# An undisturbed swap makes a few more than a hundred requests: the number is divided among the tests.
PARTS = 6


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("mishap", MISHAPS)
@pytest.mark.parametrize("then", ["swapped", "rolled_back"])
def test_on_the_new_disks_or_exactly_as_before_whatever_happens(then: Then, mishap: Mishap, part: int) -> None:
    room = MachineRoom()
    room.run()

    for number in range(part, room.requests.sent, PARTS):
        check_disturbed_swap(mishap, number, then)
