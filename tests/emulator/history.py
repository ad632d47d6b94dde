# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Points and jobs of a big vault, made by formula when they are asked for, so that they take no memory."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import overload

from .model import BackupInstance, Job, RecoveryPoint, Vault, Wanted
from .names import made_up_guid, snapshot_name

_JOB, _ACTIVITY = "-0000-4000-8000-00000000b0b0", "-0000-4000-8000-00000000ac71"
_DESTINATION = "properties.extendedInfo.recoveryDestination"


class DailyPoints(Sequence[RecoveryPoint]):
    """A point a day of one instance, newest first."""

    def __init__(self, instance: BackupInstance, newest: datetime, days: int) -> None:
        self._instance, self._newest, self._days = instance, newest, days

    def __len__(self) -> int:
        return self._days

    @overload
    def __getitem__(self, index: int) -> RecoveryPoint:
        """One point, the newest first."""

    @overload
    def __getitem__(self, index: slice) -> list[RecoveryPoint]:
        """Some of them."""

    def __getitem__(self, index: int | slice) -> RecoveryPoint | list[RecoveryPoint]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(self._days))]
        index = range(self._days)[index]
        guid = made_up_guid("point", self._instance.id, index).replace("-", "")
        created = self._newest - timedelta(days=index, seconds=int(guid[:3], 16), microseconds=int(guid[3:7], 16))
        name = snapshot_name(guid, created)
        snapshot = f"{self._instance.snapshot_group_id}/providers/Microsoft.Compute/snapshots/{name}"
        later = timedelta(seconds=61 + int(guid[7:9], 16) % 118)
        return RecoveryPoint(guid, created, created + later, created + timedelta(days=30), snapshot)


class _Backups:
    """Finished backup jobs by number. Their ids are made of it and of a tail, so that they are found by their ids."""

    def __init__(self, instances: list[BackupInstance], count: int, job_tail: str, activity_tail: str) -> None:
        self._instances, self._count = instances, count
        self._job_tail, self._activity_tail = job_tail, activity_tail

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Job:
        """One of them."""
        raise NotImplementedError

    def _of_instances(self, places: set[int]) -> Iterable[int]:
        """The numbers of the jobs of these instances, in any order."""
        raise NotImplementedError

    def _job(self, index: int, instance: BackupInstance, start: datetime, point: RecoveryPoint) -> Job:
        return Job(
            id=f"{index:08x}{self._job_tail}",
            instance=instance,
            operation="Backup",
            activity_id=f"{index:08x}{self._activity_tail}",
            start=start,
            end=start + timedelta(seconds=219, microseconds=721_432),
            status="Completed",
            user_triggered=False,
            target_point=point,
        )

    def find(self, job_id: str) -> Job | None:
        """The job of that id, if it is one of these."""
        return next(map(self.__getitem__, self._numbers([job_id.lower()], self._job_tail)), None)

    def matching(self, wanted: Wanted) -> Iterator[Job]:
        """By id, activity or disk if these are wanted; nothing if a restore is."""
        if not _allows(wanted, "properties.operation", "backup") or not _allows(wanted, _DESTINATION, ""):
            return iter(())
        numbers: Iterable[int] = range(self._count)
        if "name" in wanted:
            numbers = self._numbers(wanted["name"], self._job_tail)
        elif "properties.activityID" in wanted:
            numbers = self._numbers(wanted["properties.activityID"], self._activity_tail)
        elif "properties.dataSourceId" in wanted:
            disks = wanted["properties.dataSourceId"]
            there = {place for place, one in enumerate(self._instances) if one.disk_id.lower() in disks}
            numbers = sorted(self._of_instances(there))
        return map(self.__getitem__, numbers)

    def _numbers(self, guids: Iterable[str], tail: str) -> list[int]:
        """The numbers of the jobs that GUIDs with such a tail are made of, oldest first."""
        heads = (guid.partition("-")[0] for guid in guids if guid.endswith(tail))
        return sorted(number for head in heads if (number := int(head, 16)) < self._count)


class DailyBackups(_Backups):
    """Those of all instances in turn, oldest first, evenly spread over ``period`` up to ``newest``."""

    def __init__(self, vault: Vault, newest: datetime, count: int, period: timedelta) -> None:
        super().__init__(list(vault.instances.values()), count, _JOB, _ACTIVITY)
        self._newest, self._oldest, self._step = newest, newest - period, period / max(count, 1)

    def __getitem__(self, index: int) -> Job:
        index = range(self._count)[index]
        instance, start = self._instances[index % len(self._instances)], self._oldest + self._step * index
        age = min((self._newest - start).days, len(instance.points) - 1)
        return self._job(index, instance, start, instance.points[age])

    def _of_instances(self, places: set[int]) -> Iterable[int]:
        return itertools.chain(*(range(place, self._count, len(self._instances)) for place in places))


class BackupsOfPoints(_Backups):
    """The one of each point that the instances of a vault have by now, oldest first."""

    def __init__(self, vault: Vault) -> None:
        instances = list(vault.instances.values())
        made = sorted(
            (point.created, place, age)
            for place, instance in enumerate(instances)
            for age, point in enumerate(instance.points)
        )
        tails = [made_up_guid(kind, vault.id)[8:] for kind in ("jobs", "activities")]
        super().__init__(instances, len(made), *tails)
        self._made = [(place, age) for _created, place, age in made]

    def __getitem__(self, index: int) -> Job:
        index = range(self._count)[index]
        place, age = self._made[index]
        instance = self._instances[place]
        point = instance.points[age]
        return self._job(index, instance, point.created - timedelta(seconds=97), point)

    def _of_instances(self, places: set[int]) -> Iterable[int]:
        return (index for index, (place, _age) in enumerate(self._made) if place in places)


def _allows(wanted: Wanted, column: str, value: str) -> bool:
    return column not in wanted or value in wanted[column]
