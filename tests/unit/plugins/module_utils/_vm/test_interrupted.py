# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A swap that ends at one of its changes, and is run again. `make crash-test` disturbs every request of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._vm.decisions import Goal
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.situation import Swap
from ansible_collections.azure_dr.backup.tests.support.disturbed_swaps import Then, check_disturbed_swap
from ansible_collections.azure_dr.backup.tests.support.machine_room import Killed, MachineRoom, Mishap

CHANGES_AT_ONCE = 12
ACTIONS = ("deallocate", "attachDetachDataDisks", "shop-db", "start")


def changes() -> list[int]:
    """The numbers of the requests that change the machine, and of the first and the last note."""
    room = MachineRoom()
    room.run()
    writes = [number for number, (method, _path) in enumerate(room.log) if method != "GET"]
    of_machine = [number for number in writes if room.log[number][1].endswith(ACTIONS)]
    return [writes[0], *of_machine, writes[-1]]


@pytest.mark.parametrize("then", ["swapped", "rolled_back"])
@pytest.mark.parametrize("mishap", ["killed before", "killed after", "answer lost", "503 after"])
def test_on_the_new_disks_or_exactly_as_before(mishap: Mishap, then: Then) -> None:
    for number in changes():
        check_disturbed_swap(mishap, number, then)


@pytest.mark.parametrize(
    "mishap", ["never sent", "answer lost", "reset", "429", "503 before", "503 after", "500 after"]
)
def test_what_passes_ends_no_swap_and_nothing_is_put_back_for_it(mishap: Mishap) -> None:
    for number in changes():
        room = MachineRoom()

        record, failure = room.run(mishap=mishap, number=number)

        assert failure is None, (number, failure)
        assert record.action == "swapped"
        assert record.changed is True


@pytest.mark.parametrize("power", ["running", "stopped", "deallocated"])
def test_the_power_before_is_the_power_after_the_way_back(power: str) -> None:
    room = MachineRoom()
    room.machine.power = power
    before = room.attached()
    room.run()
    assert room.machine.power == "running", "deallocate_and_start starts what was off, too"

    room.run(Goal(back=True))

    assert room.attached() == before
    assert room.machine.power == ("running" if power == "running" else "deallocated")


def test_what_was_swapped_and_left_deallocated_stays_so_on_the_way_back() -> None:
    room = MachineRoom()
    room.run(Goal(power="deallocate"))
    assert room.machine.power == "deallocated"

    room.run(Goal(back=True))

    assert room.machine.power == "deallocated"


def test_a_swap_and_its_way_back_need_fewer_changes_than_compute_lets_a_machine_have_at_once() -> None:
    """Compute counts twelve changes of a machine for each kind of call; whoever else changes it is told by a 429."""
    room = MachineRoom()
    room.estate.disks[str(room.swaps[0].new)].boots = False

    record, _failure = room.run()

    assert record.action == "rolled_back"
    of_machine = [path for method, path in room.log if method != "GET" and path.endswith(ACTIONS)]
    assert len(of_machine) == 8 < CHANGES_AT_ONCE


def test_data_disks_can_be_swapped_under_a_running_machine() -> None:
    room = MachineRoom()

    record, failure = room.run(Goal(power="as_is"), swaps=tuple(room.swaps[1:]))

    assert failure is None
    assert record.action == "swapped"
    assert not any(path.endswith(("deallocate", "start")) for _method, path in room.log)


def test_the_os_disk_is_not() -> None:
    room = MachineRoom()

    _record, failure = room.run(Goal(power="as_is"))

    assert failure
    assert failure.code == "SwapRefused"
    assert not [method for method, _path in room.log if method != "GET"]


def test_a_swap_that_was_done_before_is_not_undone_with_one_that_fails() -> None:
    room = MachineRoom()
    room.run(swaps=tuple(room.swaps[1:2]))
    after_the_first = room.attached()
    room.machine.os_disk.caching = "ReadOnly"
    room.estate.disks[str(room.swaps[0].new)].boots = False

    record, failure = room.run()

    assert failure
    assert record.action == "rolled_back"
    assert room.attached() == {**after_the_first, "shop-db-os": (None, "ReadOnly", False, "Detach")}
    assert room.machine.power == "running"


def test_notes_that_were_lost_half_way_are_written_again_with_the_power_before() -> None:
    room = MachineRoom()

    def meddle(method: str, path: str) -> None:
        if path.endswith("/attachDetachDataDisks"):
            room.meddle = lambda method, path: None
            room.estate.disks[str(room.swaps[0].new)].tags = {}

    room.meddle = meddle
    room.estate.disks[str(room.swaps[0].new)].boots = False
    _record, failure = room.run()

    assert failure
    assert room.machine.power == "running", "as before, though it was off when that was noted again"


def test_notes_that_somebody_deletes_meanwhile_are_known_to_the_run_and_written_again() -> None:
    room = MachineRoom()

    def meddle(method: str, path: str) -> None:
        if path.endswith("/start"):
            room.meddle = lambda method, path: None
            for swap in room.swaps:
                room.estate.disks[str(swap.new)].tags = {}

    room.meddle = meddle
    before = room.attached()
    assert room.run()[0].action == "swapped"

    assert room.run(Goal(back=True))[0].action == "rolled_back"
    assert room.attached() == before


def test_a_machine_that_azure_is_about_to_change_is_waited_for_before_it_is_judged() -> None:
    room = MachineRoom()
    room.machine.power = "starting"

    def meddle(method: str, path: str) -> None:
        if room.clock.seconds > 30:
            room.meddle = lambda method, path: None
            room.machine.power = "running"

    room.meddle = meddle
    plan, _failure = room.run(check_mode=True)
    assert (plan.action, room.clock.seconds < 30) == ("would_swap", True)

    record, failure = room.run()

    assert failure is None
    assert record.action == "swapped"
    assert room.clock.seconds > 30


@pytest.mark.parametrize(
    ("what", "code"),
    [("resized", "SwapRefused"), ("taken", "SwapRefused"), ("deleted", "ResourceNotFound")],
)
def test_what_somebody_else_does_meanwhile_is_never_overrun(what: str, code: str) -> None:
    room = MachineRoom()
    before = room.attached()

    def meddle(method: str, path: str) -> None:
        if not path.endswith("/deallocate"):
            return
        room.meddle = lambda method, path: None
        if what == "resized":
            room.machine.size = "Standard_A1_v2"
        elif what == "deleted":
            del room.estate.machines[room.machine.id]
        else:
            room.estate.disks[str(room.swaps[1].new)].managed_by = room.machine.id.replace("shop-db", "shop-web")

    room.meddle = meddle
    record, failure = room.run()

    assert failure
    assert failure.problem.code == code
    if what != "deleted":
        assert record.action == "rolled_back"
        assert room.attached() == before
        assert room.machine.power == "running"


def test_a_machine_changed_since_it_was_read_is_read_and_judged_again() -> None:
    room = MachineRoom()

    def meddle(method: str, path: str) -> None:
        if method == "PUT":
            room.meddle = lambda method, path: None
            room.machine.revision += 1

    room.meddle = meddle
    record, failure = room.run()

    assert failure is None
    assert record.action == "swapped"
    assert [method for method, _path in room.log].count("PUT") == 2


def test_an_agent_is_waited_for_until_boot_timeout_however_often_it_is_looked_at() -> None:
    room = MachineRoom()
    room.machine.boot_seconds = 600.0

    record, failure = room.run(poll_interval=1.0, boot_seconds=900.0)

    assert failure is None, failure
    assert record.action == "swapped"


def test_what_the_agent_said_before_the_start_does_not_say_that_the_new_disks_boot() -> None:
    room = MachineRoom()
    before = room.attached()
    room.machine.power, room.machine.agent_before = "stopped", room.clock.now()
    room.estate.disks[str(room.swaps[0].new)].boots = False

    record, failure = room.run()

    assert failure
    assert "has not reported since the start" in str(failure)
    assert record.action == "rolled_back"
    assert room.attached() == before


def test_notes_that_somebody_overwrites_meanwhile_do_not_keep_a_failed_swap_from_being_undone() -> None:
    room = MachineRoom()
    before = room.attached()

    def meddle(method: str, path: str) -> None:
        if path.endswith("/start"):
            room.meddle = lambda method, path: None
            room.estate.disks[str(room.swaps[1].new)].tags["azure-dr-swap-vm"] = "shop-prod/another"

    room.meddle = meddle
    room.estate.disks[str(room.swaps[0].new)].boots = False
    record, failure = room.run()

    assert failure
    assert record.action == "rolled_back"
    assert room.attached() == before


@pytest.mark.parametrize("tags", [{}, {"azure-dr-swap-vm": "shop-prod/another", "azure-dr-swap-stage": "done"}])
def test_a_machine_that_ran_runs_again_though_somebody_changed_the_notes(tags: dict[str, str]) -> None:
    room = MachineRoom()
    before = room.attached()

    def meddle(method: str, path: str) -> None:
        if path.endswith("/start"):
            room.meddle = lambda method, path: None
            room.estate.disks[str(room.swaps[0].new)].tags = dict(tags)

    room.meddle = meddle
    room.estate.disks[str(room.swaps[0].new)].boots = False
    record, failure = room.run(swaps=tuple(room.swaps[:1]))

    assert failure
    assert record.action == "rolled_back"
    assert room.attached() == before
    assert room.machine.power == "running"
    assert room.estate.disks[str(room.swaps[0].new)].tags == tags, "what somebody else noted is not deleted"


def test_two_disks_that_are_noted_for_the_place_of_one_do_not_attach_it_twice() -> None:
    room = MachineRoom()
    before = room.attached()
    former, given_up = room.swaps[1].former, room.swaps[1].new
    with pytest.raises(Killed):
        room.run(swaps=(Swap(former, given_up),), mishap="killed before", number=note_number())
    chosen = room.swaps[2].new
    room.estate.disks[str(chosen)].size_gb = room.estate.disks[str(former)].size_gb
    room.run(swaps=(Swap(former, chosen),))

    record, failure = room.run(Goal(back=True), swaps=())

    assert failure is None, failure
    assert record.action == "rolled_back"
    assert room.attached() == before
    assert all("azure-dr-swap-vm" not in room.estate.disks[str(one)].tags for one in (given_up, chosen))


def note_number() -> int:
    """The number of the request after the one that notes how a data disk is attached."""
    room = MachineRoom()
    room.run(swaps=tuple(room.swaps[1:2]))
    return next(number for number, (method, _path) in enumerate(room.log) if method == "PATCH") + 1


def test_a_swap_whose_way_back_fails_is_not_said_to_be_undone() -> None:
    """Somebody else brings the machine to another moment at the same time."""
    room = MachineRoom()
    elsewhere = room.estate.add_disk("shop-db-os-of-another-recovery", room.estate.group("shop-prod"))

    def meddle(method: str, path: str) -> None:
        if path.endswith("/deallocate"):
            room.machine.os_disk = replace(room.machine.os_disk, name=elsewhere.name, disk_id=elsewhere.id)

    room.meddle = meddle
    record, failure = room.run()

    assert failure
    assert "The way back failed, too" in str(failure)
    assert f"it uses {elsewhere.name!r}" in str(failure)
    assert not [each for each in record.warnings if "was undone" in each]
