# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A machine that is made beside another, or deleted: ended at one of its changes, and meddled with by others.

`make crash-test` disturbs every request of it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.machines import MACHINE, VirtualMachine
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.machine_room import MISHAPS, Killed, Mishap
from ansible_collections.azure_dr.backup.tests.support.machines_beside import (
    NAME,
    BesideRoom,
    check_disturbed_machine,
    room_before,
)


def changes(*, wanted: bool) -> list[int]:
    """The numbers of the requests that change something, in an undisturbed run."""
    room = room_before(wanted=wanted)
    room.make(wanted=wanted)
    return [number for number, (method, _path) in enumerate(room.log) if method != "GET"]


@pytest.mark.parametrize("mishap", MISHAPS)
@pytest.mark.parametrize("wanted", [True, False], ids=["made", "deleted"])
def test_it_ends_as_was_asked_for_whatever_happens(mishap: Mishap, wanted: bool) -> None:
    for number in changes(wanted=wanted):
        for there in (number, number + 1):
            check_disturbed_machine(mishap, there, wanted=wanted)


def test_what_is_half_made_can_be_deleted() -> None:
    for number in changes(wanted=True):
        room = BesideRoom()
        with pytest.raises(Killed):
            room.make(wanted=True, mishap="killed after", number=number)

        record, failure = room.make(wanted=False)

        assert failure is None
        assert record.action == "deleted"
        room.check_gone()


def test_a_machine_that_somebody_makes_meanwhile_is_never_taken() -> None:
    room = BesideRoom()

    def meddle(method: str, path: str) -> None:
        if method == "PUT" and path.endswith(f"{MACHINE}/{NAME}"):
            web = room.estate.machine("shop-web")
            theirs = replace(web, name=NAME, group="shop-restored")
            room.estate.machines[theirs.id] = theirs
            room.meddle = lambda method, path: None

    room.meddle = meddle
    record, failure = room.make(wanted=True)

    assert failure
    assert failure.code == "NameTaken"
    assert record.action is None
    assert room.estate.machine(NAME).os_disk.name == "shop-web-os", "If-None-Match has kept it"


def _making(room: BesideRoom) -> list[VirtualMachine]:
    return [one for one in room.estate.machines.values() if one.name == NAME]


def test_a_machine_for_which_there_was_no_room_is_started_by_the_next_run() -> None:
    room = BesideRoom()

    def meddle(method: str, path: str) -> None:
        for one in _making(room):
            one.allocation_fails = True

    room.meddle = meddle
    first, failure = room.make(wanted=True)
    assert failure
    assert failure.problem.code == "AllocationFailed"
    assert (first.changed, first.action) == (True, None)
    room.meddle = lambda method, path: None
    _making(room)[0].allocation_fails = False

    record, failure = room.make(wanted=True)

    assert failure is None
    assert record.action == "started"
    room.check_made()


def test_a_disk_that_another_machine_wins_is_told() -> None:
    room = BesideRoom(Settings(retry_after="none", ownership_conflicts_show_in="operation"))
    web = room.estate.machine("shop-web")

    def meddle(method: str, path: str) -> None:
        if _making(room):
            room.estate.disks[str(room.swaps[1].new)].managed_by = web.id

    room.meddle = meddle
    _record, failure = room.make(wanted=True)
    assert failure
    assert failure.problem.code == "ConflictingUserInput"

    _record, again = room.make(wanted=True)

    assert again
    assert again.code == "MachineDiffers"
    assert "belongs to no machine" in str(again)


def test_the_interface_is_deleted_when_the_machine_has_gone() -> None:
    room = room_before(wanted=False)

    room.make(wanted=False)

    deletions = [path.rpartition("/")[2] for method, path in room.log if method == "DELETE"]
    assert deletions == [NAME, f"{NAME}-nic"], "none was refused because the machine was still there"
