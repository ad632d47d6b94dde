# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The attachment of a disk that is killed, or one of whose requests goes wrong, and that is then run until it ends."""

from __future__ import annotations

import contextlib

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import TaskError
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.attachment import AttachmentRecord, AttachmentRequest
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.attachment_run import AttachmentRun
from ansible_collections.azure_dr.backup.tests.support.machine_room import Killed, MachineRoom, Mishap, seed

RUNS = 5
LUN = 3


class AttachmentRoom(MachineRoom):
    """Beside shop-db there is shop-app, which is to have one of the new disks."""

    def has_it(self) -> bool:
        """Whether the machine has the disk, as was asked for, and the disk says so too."""
        app = self.estate.machine("shop-app")
        found = next((one for one in app.data_disks if one.disk_id == self.wanted), None)
        owner = self.estate.disks[self.wanted].managed_by
        assert (found is not None) == (owner == app.id), "machine and disk say the same"
        assert found is None or (found.lun, found.caching, found.delete_option) == (LUN, "ReadOnly", "Detach")
        return found is not None

    @property
    def wanted(self) -> str:
        """The id of the disk."""
        return str(self.swaps[1].new)

    def attach(
        self, *, wanted: bool, mishap: Mishap | None = None, number: int = -1
    ) -> tuple[AttachmentRecord, TaskError | None]:
        """One run: what it knows in the end, and how it failed. Raises `Killed`."""
        machine = ResourceId.parse(self.estate.machine("shop-app").id)
        request = AttachmentRequest(machine, ResourceId.parse(self.wanted), wanted, LUN, "ReadOnly", poll_interval=5.0)
        record = AttachmentRecord(request)
        try:
            for pause in AttachmentRun(self.session(mishap, number), record).run():
                self.clock.sleep(pause)
        except TaskError as failure:
            return record, failure
        return record, None


def requests_of(*, wanted: bool) -> int:
    """How many requests an undisturbed run sends."""
    room = _room(wanted=wanted)
    room.attach(wanted=wanted)
    return room.requests.sent


def check_disturbed_attachment(mishap: Mishap, number: int, *, wanted: bool) -> None:
    """Disturb the request of that number, run the same again until it ends, and see what is there."""
    seed(number)
    room = _room(wanted=wanted)
    failure: TaskError | None = None
    record: AttachmentRecord | None = None
    with contextlib.suppress(Killed):
        record, failure = room.attach(wanted=wanted, mishap=mishap, number=number)
    for _run in range(RUNS):
        if record and failure is None:
            break
        record, failure = room.attach(wanted=wanted)
    assert failure is None, failure
    assert record
    assert record.action in ("attached" if wanted else "detached", "unchanged")
    assert room.has_it() == wanted
    if record.action != "unchanged":
        assert record.changed


def _room(*, wanted: bool) -> AttachmentRoom:
    room = AttachmentRoom()
    if not wanted:
        room.attach(wanted=True)
        assert room.has_it()
    room.log.clear()
    return room
