# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A machine that is made of an OS disk and three data disks, and deleted again, disturbed at each of its requests.

After each: the machine runs on its disks, or machine and interface are gone and every disk is there; the original is as
it was. Run by `make crash-test`.
"""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.tests.support.machine_room import MISHAPS, Mishap
from ansible_collections.azure_dr.backup.tests.support.machines_beside import check_disturbed_machine, room_before


@pytest.mark.parametrize("mishap", MISHAPS)
@pytest.mark.parametrize("wanted", [True, False], ids=["made", "deleted"])
def test_it_ends_as_was_asked_for_whatever_happens(mishap: Mishap, wanted: bool) -> None:
    room = room_before(wanted=wanted)
    room.make(wanted=wanted)

    for number in range(room.requests.sent):
        check_disturbed_machine(mishap, number, wanted=wanted)
