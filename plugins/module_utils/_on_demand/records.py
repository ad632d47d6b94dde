# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is known of the backup of one disk so far: filled as it goes, so that a failure loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from .._arm.errors import TaskError
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.jobs import Job
from .._azure.dataprotection.recovery_points import RecoveryPoint
from .decisions import made_at
from .requests import BackupRequest
from .rule_choice import ChosenRule

Outcome = Literal[
    "backed_up",
    "started",
    "attached",
    "unchanged",
    "would_back_up",
    "failed",
    "running",
    "not_sent",
    "outcome_unknown",
]
Phase = Literal["sending", "job", "reading"]
SUCCESSES: frozenset[Outcome] = frozenset({"backed_up", "started", "attached", "unchanged", "would_back_up"})


@dataclass(frozen=True)
class Orders:
    """How a run is to go: without writing, without waiting for jobs, and how often (seconds) to look at one.

    `run_id` tells this run from all others. `max_parallel` backups are under way at a time. With `stop_on_failure`
    nothing more is sent once a disk has failed.
    """

    run_id: str
    check_mode: bool
    wait: bool
    poll_interval: float
    max_parallel: int | None = None
    stop_on_failure: bool = False


@dataclass
class Record:
    """One request and what came of it.

    `sent`: Azure accepted a backup of this run, `would_send`: in check mode it would. `in_doubt`: a backup was sent,
    and it is not known whether Azure accepted it. `under_way`: Azure accepted it, and its end is not known. `began` is
    when the present phase began, and `sent_seconds` when the job was known, in seconds since the run began.
    `unanswered`: Azure doesn't answer at the moment.
    """

    request: BackupRequest
    instance: BackupInstance | None = None
    rule: ChosenRule | None = None
    outcome: Outcome = "not_sent"
    sent: bool = False
    would_send: bool = False
    in_doubt: bool = False
    under_way: bool = False
    activity_id: str | None = None
    backups_last_24h: int | None = None
    job_name: str | None = None
    job: Job | None = None
    point: RecoveryPoint | None = None
    warnings: list[str] = field(default_factory=list)
    failure: TaskError | None = None
    elapsed_seconds: float | None = None
    sent_seconds: float | None = None
    phase: Phase | None = None
    began: float = 0.0
    unanswered: bool = False

    @property
    def name(self) -> str:
        """The disk, as people call it."""
        return (self.instance and self.instance.source_name) or self.request.source.key

    @property
    def own_names(self) -> list[str | None]:
        """Names that messages on this disk may have, and those on other disks have not."""
        source, instance, point = self.request.source, self.instance, self.point
        names = [source.instance_name, source.disk_name, source.disk_id.name if source.disk_id else None]
        if instance:
            names += [instance.name, instance.source_name]
        return [*names, point.name if point else None]

    @property
    def is_over(self) -> bool:
        """Whether nothing more is done for it."""
        return self.elapsed_seconds is not None

    @property
    def succeeded(self) -> bool:
        """Whether it ended as wanted."""
        return self.failure is None and self.outcome in SUCCESSES

    @property
    def changed(self) -> bool:
        """Whether this run sent a backup that Azure accepted, or may have accepted, or would have sent one."""
        return self.sent or self.would_send or self.outcome == "outcome_unknown"

    @property
    def expires(self) -> datetime | None:
        """When the point expires: as Azure says, else as its tag in the policy says; None if neither is known."""
        point, rule = self.point, self.rule
        if point is None or point.expires:
            return point.expires if point else None
        same_tag = rule and (point.retention_tag or "").lower() == (rule.tag or "").lower()
        if not (rule and rule.retention_seconds and same_tag):
            return None
        try:
            return made_at(point) + timedelta(seconds=rule.retention_seconds)
        except OverflowError:
            return None
