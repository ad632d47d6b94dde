# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A machine that is made beside another, or deleted, disturbed at one of its requests, and then run until it ends."""

from __future__ import annotations

import contextlib

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import TaskError
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.beside import (
    BesideRecord,
    BesideRequest,
    DataDisk,
    Design,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.beside_run import BesideRun
from ansible_collections.azure_dr.backup.tests.support.machine_room import Killed, MachineRoom, Mishap, seed

RUNS = 5
NAME = "shop-db-check"


class BesideRoom(MachineRoom):
    """Beside shop-db there is to be shop-db-check, of the new disks."""

    def make(
        self, *, wanted: bool, mishap: Mishap | None = None, number: int = -1
    ) -> tuple[BesideRecord, TaskError | None]:
        """One run: what it knows in the end, and how it failed. Raises `Killed`."""
        record = BesideRecord(self._request(wanted=wanted))
        try:
            for pause in BesideRun(self.session(mishap, number), record).run():
                self.clock.sleep(pause)
        except TaskError as failure:
            return record, failure
        return record, None

    def check_made(self) -> None:
        """It runs on its disks, with one interface that has no public address."""
        made = self.estate.machine(NAME)
        assert (made.power, made.provisioning_state) == ("running", "Succeeded")
        assert [one.disk_id for one in made.attachments] == [str(swap.new) for swap in self.swaps]
        assert {self.estate.disks[str(swap.new)].managed_by for swap in self.swaps} == {made.id}
        (interface,) = [self.estate.interfaces[one] for one in made.interface_ids]
        assert (interface.name, interface.public_address_id) == (f"{NAME}-nic", None)

    def check_gone(self) -> None:
        """Neither machine nor interface is left, and every disk is."""
        assert NAME not in [one.name for one in self.estate.machines.values()]
        assert f"{NAME}-nic" not in [one.name for one in self.estate.interfaces.values()]
        assert {self.estate.disks[str(swap.new)].managed_by for swap in self.swaps} == {None}

    def _request(self, *, wanted: bool) -> BesideRequest:
        original = ResourceId.parse(self.machine.id)
        machine = ResourceId(original.subscription_id, "shop-restored", original.kind, (NAME,))
        if not wanted:
            return BesideRequest(machine, poll_interval=5.0)
        network = next(iter(self.estate.networks.values()))
        os_disk, *data_disks = [swap.new for swap in self.swaps]
        subnet = ResourceId.parse(network.subnet_id("quarantine"))
        design = Design(os_disk, tuple(DataDisk(disk) for disk in data_disks), original, None, subnet, None)
        return BesideRequest(machine, design, poll_interval=5.0)


def room_before(*, wanted: bool) -> BesideRoom:
    """A room in which there is nothing yet, or what is to be deleted."""
    room = BesideRoom()
    if not wanted:
        _record, failure = room.make(wanted=True)
        assert failure is None
    room.log.clear()
    return room


def check_disturbed_machine(mishap: Mishap, number: int, *, wanted: bool) -> None:
    """Disturb the request of that number, run the same again until it ends, and see what is there."""
    seed(number)
    room = room_before(wanted=wanted)
    original = room.attached()
    record: BesideRecord | None = None
    failure: TaskError | None = None
    with contextlib.suppress(Killed):
        record, failure = room.make(wanted=wanted, mishap=mishap, number=number)
    for _run in range(RUNS):
        if record and failure is None:
            break
        record, failure = room.make(wanted=wanted)
    assert failure is None, failure
    assert record
    assert record.action in ("created", "started", "unchanged") if wanted else ("deleted", "unchanged")
    assert record.changed == (record.action != "unchanged")
    assert room.attached() == original, "the original is not touched"
    if wanted:
        room.check_made()
    else:
        room.check_gone()
