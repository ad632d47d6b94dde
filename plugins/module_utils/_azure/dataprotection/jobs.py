# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Jobs of a vault: where a backup or a restore shows how it goes and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Literal

from ..._arm.problem_reader import read_problem
from ..._arm.problems import Problem
from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from ..._arm.times import parse_duration
from .. import wire
from ..resource_names import last_name, resource_name
from .vaults import VaultRef

JobKind = Literal["Backup", "Restore"]
# The service's words changed over the versions; compared without case.
ENDED_WELL = frozenset({"completed", "completedwithwarnings", "success", "succeeded", "successwithwarning"})
ENDED_WITH_WARNINGS = frozenset({"completedwithwarnings", "successwithwarning"})
ENDED_BADLY = frozenset({"failed", "cancelled", "canceled"})
NEVER = datetime.min.replace(tzinfo=timezone.utc)
UNDER_WAY = frozenset({"inprogress", "started", "cancelling", "paused"})


@dataclass(frozen=True)
class Job:
    """One job. What only a single job's answer tells (`details_known`) is null in jobs of a list.

    `recovery_point_id` is the point that a restore is made from, `made_point_id` the one that a backup has made.
    """

    id: str
    name: str
    activity_id: str | None
    operation: str | None
    status: str
    started: datetime | None
    ended: datetime | None
    duration_seconds: float | None
    instance_id: str | None
    source_id: str | None
    details_known: bool
    recovery_point_id: str | None
    recovery_point_time: datetime | None
    target_id: str | None
    problem: Problem | None
    warnings: tuple[str, ...]
    made_point_id: str | None = None
    user_triggered: bool | None = None

    @property
    def has_ended(self) -> bool:
        """Whether it is over: by its status, or, where the status is none that we know, by its end time."""
        word = self.status.lower()
        return word in ENDED_WELL or word in ENDED_BADLY or (word not in UNDER_WAY and self.ended is not None)

    @property
    def ended_well(self) -> bool:
        """Whether it is over and did what it was to do."""
        return self.status.lower() in ENDED_WELL

    def with_details_of(self, known: Job | None) -> Job:
        """The same job, with the details that an earlier answer told and this one, such as that of a list, does not."""
        if known is None or known.name != self.name:
            return self
        return replace(
            self,
            details_known=self.details_known or known.details_known,
            recovery_point_id=self.recovery_point_id or known.recovery_point_id,
            recovery_point_time=self.recovery_point_time or known.recovery_point_time,
            target_id=self.target_id or known.target_id,
            made_point_id=self.made_point_id or known.made_point_id,
        )

    def can_be(self, kind: JobKind) -> bool:
        """Whether it is of that kind, or does not say what it does."""
        return self.operation is None or self.operation.lower() == kind.lower()


def list_jobs(session: ArmSession, ref: VaultRef) -> Iterator[Job]:
    """The vault's jobs, oldest first and about 14 days back (Jobs_List, which has no filter in any version)."""
    doing = f"listing the jobs of vault {ref}"
    items = session.items(f"{ref.id.path}/backupJobs", query=ref.query, doing=doing)
    return (job for item in items if (job := read_job(item, ref)))


def get_job(session: ArmSession, ref: VaultRef, name: str) -> Job:
    """One job by its name, the GUID at the end of its id (Jobs_Get), by which it is known whatever the answer says."""
    path = _job_id(ref, name).path
    return _read(session.get(path, query=ref.query, doing=f"reading the job {name} of vault {ref}").body, ref, name)


def job_name(job_id: str) -> str:
    """The name in the id of a job; operations give an ARM id, cross-region ones a bare GUID."""
    return last_name(job_id)


def age_order(job: Job) -> tuple[bool, datetime, str]:
    """What jobs are sorted by to be in order of time. One without a start is older than all others."""
    return (job.started is not None, job.started or NEVER, job.name)


def read_job(body: object, ref: VaultRef) -> Job | None:
    """A job from what a list, or Resource Graph, says of it; None if that does not tell which it is."""
    name = resource_name(body)
    return _read(body, ref, name) if name else None


def _job_id(ref: VaultRef, name: str) -> ResourceId:
    return ref.id.child("backupJobs", name)


def _read(body: object, ref: VaultRef, name: str) -> Job:
    properties = wire.mapping(body, "properties")
    details = wire.mapping(properties, "extendedInfo")
    warnings = wire.items(details, "warningDetails")
    started, ended = wire.moment(properties, "startTime"), wire.moment(properties, "endTime")
    by_user = wire.member(properties, "isUserTriggered")
    return Job(
        id=wire.text(body, "id") or str(_job_id(ref, name)),
        name=name,
        activity_id=wire.text(properties, "activityID"),
        operation=wire.text(properties, "operationCategory") or wire.text(properties, "operation"),
        status=wire.text(properties, "status") or "",
        started=started,
        ended=ended,
        duration_seconds=parse_duration(wire.member(properties, "duration")) or _between(started, ended),
        instance_id=wire.text(properties, "backupInstanceId"),
        source_id=wire.text(properties, "dataSourceId"),
        details_known=bool(details),
        recovery_point_id=wire.text(details, "sourceRecoverPoint", "recoveryPointID"),
        recovery_point_time=wire.moment(details, "sourceRecoverPoint", "recoveryPointTime"),
        target_id=wire.text(details, "recoveryDestination"),
        problem=read_problem(wire.member(properties, "errorDetails")),
        warnings=tuple(
            words
            for warning in warnings
            if (words := wire.text(warning, "warning", "message") or wire.text(warning, "message"))
        ),
        made_point_id=wire.text(details, "targetRecoverPoint", "recoveryPointID"),
        user_triggered=by_user if isinstance(by_user, bool) else None,
    )


def _between(started: datetime | None, ended: datetime | None) -> float | None:
    """The seconds between two moments, None if one is not known or they are not in this order."""
    return (ended - started).total_seconds() if started and ended and ended > started else None
