# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random disks after a drill, mishaps and meddlers, and what must hold for all of them. A seed is one world."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Sequence
from datetime import timedelta

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import TaskError
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.session import ArmSession
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.waiter import Steps
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.drill_marks import Mark, drill_activity_id
from ansible_collections.azure_dr.backup.plugins.module_utils._drill.clean_up import CleanUpRequest, clean_up
from ansible_collections.azure_dr.backup.plugins.module_utils._drill.conditions import Sweep
from ansible_collections.azure_dr.backup.plugins.module_utils._drill.records import CleanUpRecords
from ansible_collections.azure_dr.backup.plugins.module_utils._run.progress_reporter import tell_nobody
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.support.machine_room import MISHAPS, Killed, MachineRoom, seed

GROUP = "shop-drill"
OURS = ("marked", "unmarked", "released")
KINDS = (
    *OURS,
    "made again",
    "made again, unmarked",
    "copied under another name",
    "of another drill",
    "mark copied",
    "by hand",
    "foreign",
    "attached",
    "attaching",
    "altered",
)
LATEST_REQUEST = 60


def drive(works: Sequence[Steps[None]], session: ArmSession, look: object) -> None:
    """Run works one after the other on the clock of the room, in place of the scheduler."""
    for work in works:
        for pause in work:
            session.clock.sleep(pause)


class World:
    """One world: disks of many kinds in the group of drills, of which only those of `OURS` may be deleted."""

    def __init__(self, number: int) -> None:
        seed(number)
        self.draw = random.Random(number)
        self.room = MachineRoom()
        self.vault = self.room.estate.vault()
        self.ours: set[str] = set()
        self.others: set[str] = set()
        of_all = self.draw.random() < 0.3
        self.sweep = Sweep(older_than=timedelta(minutes=30)) if of_all else Sweep(drill_id="w48")
        for place in range(self.draw.randint(3, 8)):
            kind = self.draw.choice(KINDS)
            disk = self._add(f"disk-{place}", kind)
            deletable = kind in OURS or (kind == "of another drill" and self.sweep.drill_id is None)
            (self.ours if deletable else self.others).add(disk.unique_id)
        self.locked = self.draw.random() < 0.2
        self.mishaps = [(self.draw.choice(MISHAPS), self.draw.randrange(LATEST_REQUEST)) for _run in range(3)]
        self.meddling = self.draw.choice(("attach", "make again"))
        self.meddles_at = self.draw.randrange(12) if self.draw.random() < 0.4 else None

    def play(self) -> None:
        """Disturbed runs, then two that nobody disturbs, and what must hold after each."""
        group = self.room.estate.group(GROUP)
        group.lock = "CanNotDelete" if self.locked else None
        self._let_meddle()
        for mishap, number in self.mishaps:
            with contextlib.suppress(Killed, TaskError):  # What it has done must be right all the same.
                self._run(self.room.session(mishap, number))
            self._check()
            if self.locked:
                assert self.ours <= self._there()
        group.lock = None
        for _run in range(2):
            self._run(self.room.session())
            self._check()
        assert not self.ours & self._there(), "what the drill can prove is gone"

    def _run(self, session: ArmSession) -> None:
        vault = vault_ref(self.vault.subscription_id, self.vault.group, self.vault.name, "2025-07-01")
        request = CleanUpRequest([vault], self.vault.subscription_id, GROUP, self.sweep, False, 5.0)
        records = CleanUpRecords()
        clean_up(session, request, records, tell_nobody)
        there = {disk.id.lower() for disk in self.room.estate.disks.values()}
        assert all(record.target.key not in there for record in records.deleted)

    def _check(self) -> None:
        missing = self.others - self._there()
        assert not missing, "a disk is gone that the drill can't prove"

    def _there(self) -> set[str]:
        return {disk.unique_id for disk in self.room.estate.disks.values()}

    def _add(self, name: str, kind: str) -> Disk:
        estate, now = self.room.estate, self.room.clock.now()
        begun, ended = now - timedelta(hours=2), now - timedelta(hours=1)
        instance = self.draw.choice(list(self.vault.instances.values()))
        group = estate.group(GROUP)
        made = begun + timedelta(minutes=self.draw.randint(1, 50))
        disk = estate.add_disk(name, group, time_created=made, create_option="Copy", disk_state="Unattached")
        if kind == "foreign":
            return disk
        drill = "w49" if kind == "of another drill" else "w48"
        point = instance.points[0]
        activity = drill_activity_id(drill, ResourceId.parse(disk.id), instance.id, point.id)
        own = {} if kind in ("by hand", "mark copied") else {"activity_id": activity}
        job = estate.add_job(instance, "Restore", begun, end=ended, source_point=point, destination=disk.id, **own)
        expires = now + timedelta(days=1) if self.sweep.drill_id else ended
        mark = Mark(drill, disk.unique_id, job.id, expires).as_tags()
        disk.tags = {} if kind in ("unmarked", "by hand") else dict(mark)
        if kind == "altered":
            disk.tags["azure-dr-drill-job"] = "4f6d7c1a-2a1e-4bb5-8f39-4f1c0d5f2a77"
        if kind == "released":
            disk.last_ownership_update = now - timedelta(minutes=1)
        if kind == "made again":
            del estate.disks[disk.id]
            later = made + timedelta(milliseconds=1)
            return estate.add_disk(name, group, time_created=later, create_option="Copy", tags=dict(mark))
        if kind == "made again, unmarked":
            del estate.disks[disk.id]
            later = ended + timedelta(minutes=10)
            return estate.add_disk(name, group, time_created=later, create_option="Copy")
        if kind == "copied under another name":
            del estate.disks[disk.id]
            return estate.add_disk(f"{name}-copy", group, time_created=made, create_option="Copy", tags=dict(mark))
        if kind in ("attached", "attaching"):
            estate.add_machine(f"vm-{name}", group, disk)
        if kind == "attaching":
            disk.owners, disk.disk_state = [], "Unattached"
        return disk

    def _let_meddle(self) -> None:
        """Somebody takes a disk of ours at the beginning of a look, or the place of it: it is theirs from then on."""
        seen = 0

        def meddle(method: str, path: str) -> None:
            nonlocal seen
            if method != "GET" or not path.lower().endswith(f"/resourcegroups/{GROUP}"):
                return
            seen += 1
            mine = sorted(self.ours & self._there())
            if seen - 1 == self.meddles_at and mine:
                taken = self.draw.choice(mine)
                self.ours.remove(taken)
                disk = next(one for one in self.room.estate.disks.values() if one.unique_id == taken)
                self.others.add(self._take(disk).unique_id)

        self.room.meddle = meddle

    def _take(self, disk: Disk) -> Disk:
        """Attach the disk to a machine of somebody, or delete it and make another one of its name with its tags."""
        estate, group = self.room.estate, self.room.estate.group(GROUP)
        if self.meddling == "attach":
            estate.add_machine(f"vm-of-somebody-{disk.name}", group, disk)
            return disk
        del estate.disks[disk.id]
        now = self.room.clock.now()
        return estate.add_disk(disk.name, group, time_created=now, create_option="Copy", tags=dict(disk.tags))
