# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small Azure Backup in memory: points, restores, jobs and disks, and what became of them when.

All moments are seconds since the world began.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .chance import Chance
from .scheduler import Scheduler

SUBSCRIPTION = "b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20"
VAULT_GROUP, VAULT = "backup", "dr-vault"
_BACKUP_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{VAULT_GROUP}"
VAULT_ID = f"{_BACKUP_GROUP}/providers/Microsoft.DataProtection/backupVaults/{VAULT}"
SOURCE_GROUP, TARGET_GROUP, SNAPSHOT_GROUP = "erp", "erp-restored", "snapshots"
REGION = "westeurope"
TOO_MANY = "UserErrorMaxConcurrentOperationLimitReached"
NO_RIGHTS = "UserErrorNotEnoughPermissionOnTargetRG"
NAME_TAKEN = "UserErrorSameNameDiskAlreadyExists"
NEVER = float("inf")
POLICY = "daily"
GOOD_ENDS = ("Completed", "CompletedWithWarnings", "Unheard")


def disk_id(group: str, name: str) -> str:
    """The ARM id of a disk."""
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/disks/{name}"


@dataclass(frozen=True)
class Point:
    """A recovery point of an instance. It shows from `shows_at` on."""

    name: str
    time: float
    shows_at: float = -NEVER
    expires: float = NEVER
    complete: bool = True
    tag: str = "Default"
    snapshot: float | None = None

    @property
    def created(self) -> float:
        """When its snapshot was made."""
        return self.time - 100 if self.snapshot is None else self.snapshot


@dataclass(frozen=True)
class Instance:
    """What protects a disk."""

    name: str
    source: str
    points: tuple[Point, ...]

    @property
    def id(self) -> str:
        return f"{VAULT_ID}/backupInstances/{self.name}"


@dataclass
class Disk:
    """A disk, one among those that had its name. `made_by` is the job that made it, None for anybody else."""

    group: str
    name: str
    made_by: str | None
    created: float
    states: list[tuple[float, str]]
    from_snapshot: bool
    deleted: float = NEVER

    def state_at(self, moment: float) -> str | None:
        """Its provisioning state then; None if it is not there."""
        if not self.states[0][0] <= moment < self.deleted:
            return None
        return [state for since, state in self.states if since <= moment][-1]

    def was(self, state: str, since: float, until: float) -> bool:
        """Whether it was in that state at some moment of a time."""
        ends = [*(begin for begin, _state in self.states[1:]), self.deleted]
        spans = zip(self.states, ends, strict=True)
        return any(name == state and begin <= until and min(end, self.deleted) > since for (begin, name), end in spans)


@dataclass
class Job:
    """What was accepted. Its status can be read from `shows_at` on, in the list from `listed_at` on.

    A restore is made from `point`, and its `target` is a disk. That of a backup is the instance; the backup gets a
    point with `tag`, which is `made` at its end.
    """

    name: str
    activity: str
    kind: Literal["Restore", "Backup"]
    instance: Instance
    point: Point | None
    tag: str
    target: str
    started: float
    shows_at: float
    listed_at: float
    statuses: list[tuple[float, str]] = field(default_factory=list)
    ended: float = NEVER
    error: str | None = None
    made: Point | None = None

    def status_at(self, moment: float) -> str:
        """Its status then."""
        return [status for since, status in self.statuses if since <= moment][-1]


@dataclass
class Operation:
    """What a 202 began: it runs until `ends`, then fails with `error`, or has succeeded and names `job`.

    `made` is the job that it began, named or not.
    """

    name: str
    activity: str
    began: float
    ends: float
    error: str | None = None
    job: Job | None = None
    made: Job | None = None


@dataclass(frozen=True)
class Habits:
    """How Azure goes about it. With the defaults of the second part it keeps its word."""

    validate_seconds: float = 41.0
    operation_seconds: float = 2.0
    job_seconds: float = 215.0
    job_starts: float = 1.0
    """How much of the operation's time is over when its job says that it started."""
    disk_appears: float = 0.6
    """The part of the job's time after which the disk is there."""
    most_at_once: int = 1000
    too_many_shows: Literal["request", "operation"] = "request"
    rights_since: float = -NEVER
    backups_at_once: bool = False
    """Whether a backup is accepted while another of the same instance runs."""

    list_lags: float = 0.0
    """For how long the list tells of jobs as they were before."""
    graph_lags: float | None = None
    """For how long Resource Graph, which is asked if the list is long, does the same; None if the list is short."""
    lists_tell_little: bool = False
    """Whether neither of them says of a job what it does, and to which disk."""
    hides_jobs: tuple[tuple[int, float], ...] = ()
    """Which of the accepted restores and backups, counted from 1, shows its job so much later than it should."""
    job_ends: tuple[tuple[int, str], ...] = ()
    """Which of them ends as something else than Completed; `lying`: Completed, without a disk or point made by it."""
    disk_ends: tuple[tuple[int, str], ...] = ()
    """Whose disk is left in which provisioning state."""
    unnamed_jobs: tuple[int, ...] = ()
    """Whose operation ends without naming its job."""
    other_activities: tuple[int, ...] = ()
    """Whose job carries another activity id than it was sent with."""

    @property
    def jobs_lag(self) -> float:
        """For how long a look at the jobs can tell of them as they were before."""
        return max(self.list_lags, self.graph_lags or 0.0)

    @property
    def keep_their_word(self) -> bool:
        """Whether nothing of this is odd."""
        lies = any(end == "lying" for _number, end in self.job_ends)
        return not (self.jobs_lag or self.hides_jobs or self.unnamed_jobs or self.other_activities or lies)


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Azure:
    """The service: what there is, and what was there before."""

    def __init__(self, scheduler: Scheduler, instances: tuple[Instance, ...], habits: Habits, chance: Chance) -> None:
        self.habits = habits
        self.instances = {instance.name.lower(): instance for instance in instances}
        self.jobs: list[Job] = []
        self.operations: dict[str, Operation] = {}
        self.disks: list[Disk] = []
        self.accepted = 0
        self.made: dict[str, list[Point]] = {}
        self._numbers: dict[str, int] = {}
        self._scheduler = scheduler
        self._chance = chance
        for source in dict.fromkeys(instance.source for instance in instances):
            self.disks.append(Disk(SOURCE_GROUP, source, None, -86400.0, [(-86400.0, "Succeeded")], False))

    @property
    def now(self) -> float:
        """This moment."""
        return self._scheduler.now

    def disk(self, group: str, name: str) -> Disk | None:
        """The disk that has that name now."""
        same = (each for each in self.disks if (each.group, each.name) == (group, name))
        return next((each for each in same if each.state_at(self.now)), None)

    def jobs_of(self, moment: float) -> list[Job]:
        """The jobs that were in the list then, oldest first."""
        return sorted((job for job in self.jobs if job.listed_at <= moment), key=lambda job: (job.started, job.name))

    def job(self, name: str) -> Job | None:
        """A job by its name, once it shows."""
        return next((job for job in self.jobs if job.name == name and job.shows_at <= self.now), None)

    def instance(self, name: str) -> Instance:
        """An instance by its name."""
        found = self.instances.get(name.lower())
        if not found:
            raise Refusal(404, "ResourceNotFound", f"There is no backup instance {name}.")
        return found

    def points(self, instance: Instance) -> list[Point]:
        """The points that show, newest first. Those that have expired show for another hour."""
        all_points = (*instance.points, *self.made.get(instance.name, ()))
        there = [point for point in all_points if point.shows_at <= self.now < point.expires + 3600]
        return sorted(there, key=lambda point: -point.time)

    def validate(self, instance: Instance, point: str, target: str, activity: str) -> Operation:
        """Begin to validate a restore."""
        self._point(instance, point)
        operation = self._begin(activity, self.habits.validate_seconds)

        def finish() -> None:
            operation.error = self._against(target)

        self._scheduler.at(operation.ends, finish)
        return operation

    def restore(self, instance: Instance, name: str, target: str, activity: str) -> Operation:
        """Accept a restore: its job shows when its operation has ended."""
        point = self._point(instance, name)
        return self._accept("Restore", instance, point, "", target, activity, too_many=False)

    def backup(self, instance: Instance, tag: str, activity: str) -> Operation:
        """Accept a backup, likewise."""
        running = any(job.kind == "Backup" and job.instance is instance and job.ended > self.now for job in self.jobs)
        too_many = running and not self.habits.backups_at_once
        return self._accept("Backup", instance, None, tag, instance.name, activity, too_many=too_many)

    def _accept(
        self,
        kind: Literal["Restore", "Backup"],
        instance: Instance,
        point: Point | None,
        tag: str,
        target: str,
        activity: str,
        *,
        too_many: bool,
    ) -> Operation:
        under_way = sum(1 for job in self.jobs if job.ended > self.now)
        too_many = too_many or under_way >= self.habits.most_at_once
        if too_many and self.habits.too_many_shows == "request":
            raise Refusal(400, TOO_MANY, "Too many operations are under way in this vault.")
        self.accepted += 1
        number = self.accepted
        operation = self._begin(activity, self.habits.operation_seconds)

        def finish() -> None:
            if too_many:
                operation.error = TOO_MANY
                return
            operation.made = self._begin_job(number, kind, instance, point, tag, target, operation)
            operation.job = None if number in self.habits.unnamed_jobs else operation.made

        self._scheduler.at(operation.ends, finish)
        return operation

    def make_disk(
        self, group: str, name: str, made_by: str | None, *, state: str = "Succeeded", age: float = 0.0
    ) -> Disk | None:
        """Make a disk, or move one here that was made some time ago, unless one of that name is there."""
        if self.disk(group, name):
            return None
        disk = Disk(group, name, made_by, self.now - age, [(self.now, state)], made_by is not None)
        self.disks.append(disk)
        return disk

    def hurry(self) -> None:
        """All jobs that are under way end now."""
        for job in self.jobs:
            if job.ended == NEVER:
                number = self._numbers[job.name]
                end = dict(self.habits.job_ends).get(number, "Completed")
                self._make(job, end)
                self._end(job, number, end)

    def delete_disk(self, group: str, name: str) -> None:
        """Somebody deletes a disk."""
        if disk := self.disk(group, name):
            disk.deleted = self.now

    def set_state(self, group: str, name: str, state: str) -> None:
        """Something happens to a disk."""
        if disk := self.disk(group, name):
            disk.states.append((self.now, state))

    def _point(self, instance: Instance, name: str) -> Point:
        for point in self.points(instance):
            if point.name == name:
                return point
        raise Refusal(400, "UserErrorRecoveryPointNotFound", f"There is no recovery point {name}.")

    def _begin(self, activity: str, seconds: float) -> Operation:
        name = self._chance.guid("operation", len(self.operations))
        operation = self.operations[name] = Operation(name, activity, self.now, self.now + seconds)
        return operation

    def _against(self, target: str) -> str | None:
        """What stands against making a disk now."""
        if self.now < self.habits.rights_since:
            return NO_RIGHTS
        return NAME_TAKEN if self.disk(TARGET_GROUP, target) else None

    def _begin_job(
        self,
        number: int,
        kind: Literal["Restore", "Backup"],
        instance: Instance,
        point: Point | None,
        tag: str,
        target: str,
        operation: Operation,
    ) -> Job:
        hidden = dict(self.habits.hides_jobs).get(number, 0.0)
        job = Job(
            name=self._chance.guid("job", number),
            activity=self._chance.guid("activity", number)
            if number in self.habits.other_activities
            else operation.activity,
            kind=kind,
            instance=instance,
            point=point,
            tag=tag,
            target=target,
            started=operation.began + self.habits.operation_seconds * self.habits.job_starts,
            shows_at=self.now + hidden,
            listed_at=self.now + hidden,
            statuses=[(self.now, "InProgress")],
        )
        self.jobs.append(job)
        self._numbers[job.name] = number
        seconds = self.habits.job_seconds * self._chance.between(0.7, 1.3, "job", number)
        end = dict(self.habits.job_ends).get(number, "Completed")
        self._scheduler.at(self.now + seconds * self.habits.disk_appears, lambda: self._make(job, end))
        self._scheduler.at(self.now + seconds, lambda: self._end(job, number, end))
        return job

    def _make(self, job: Job, end: str) -> None:
        """The moment at which a restore makes its disk."""
        if job.kind == "Backup":
            return
        made = any(disk.made_by == job.name for disk in self.disks)
        if job.ended == NEVER and not made and end in GOOD_ENDS:
            job.error = self._against(job.target)
            if not job.error:
                self.make_disk(TARGET_GROUP, job.target, job.name, state="Creating")

    def _end(self, job: Job, number: int, end: str) -> None:
        if job.ended != NEVER:
            return
        job.ended = self.now
        if job.kind == "Backup" and end in GOOD_ENDS:
            snapshot = job.started + (job.ended - job.started) / 3
            name = self._chance.name(32, "made", number)
            job.made = Point(name, self.now, shows_at=self.now, tag=job.tag, snapshot=snapshot)
            self.made.setdefault(job.instance.name, []).append(job.made)
        if end == "lying":
            end = "Completed"
        elif end == "Failed":
            job.error = job.error or "InternalServerError"
        job.statuses.append((self.now, "Failed" if job.error else end))
        disk = self.disk(TARGET_GROUP, job.target)
        if disk and disk.made_by == job.name:
            disk.states.append((self.now, dict(self.habits.disk_ends).get(number, "Succeeded")))
