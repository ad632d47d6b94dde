# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is known of one disk's restore so far: filled as it goes, so that a failure loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .._arm.errors import TaskError
from .._azure.compute.disks import Disk
from .._azure.dataprotection.jobs import Job
from .._backup.disk_comparison import Difference
from .._backup.point_choice import Choice
from .requests import RestoreRequest

Outcome = Literal[
    "restored",
    "started",
    "attached",
    "unchanged",
    "kept",
    "would_restore",
    "failed",
    "running",
    "not_sent",
    "outcome_unknown",
]
# In the order in which results have them: `rights`, the wait for rights between two validations, came later.
Phase = Literal["validation", "operation", "job", "verification", "rights"]
# After these, the restore can still go on in Azure.
UNFINISHED: frozenset[Outcome] = frozenset({"started", "running", "outcome_unknown"})
SUCCESSES: frozenset[Outcome] = frozenset({"restored", "started", "attached", "unchanged", "kept", "would_restore"})


@dataclass(frozen=True)
class Validation:
    """Azure's verdict on a restore. `status`: `passed`, `failed`, or `skipped` where it was not asked."""

    status: Literal["passed", "failed", "skipped"] = "skipped"
    elapsed_seconds: float | None = None
    pending_grant: bool = False


@dataclass(frozen=True)
class Orders:
    """How a run is to go: without writing, without waiting for jobs, and how often (seconds) to look at one.

    `run_id` tells this run from all others. `permission_seconds` is how long to validate again while rights are
    missing; with `permission_pending`, check mode takes missing rights for rights to come. With `validate_existing`, it
    validates what is there already, too. `max_parallel` restores are under way at a time. `max_skew_seconds` may lie
    between the oldest and the newest point. With `stop_on_failure` nothing more is sent once a disk has failed.
    Of the restores that Azure allows a day, `reserve_restores` of each instance must be left. `approved_digest` is that
    of the only plan that may be carried out.
    """

    run_id: str

    check_mode: bool
    wait: bool
    poll_interval: float
    permission_seconds: float = 0.0
    permission_pending: bool = False
    validate_existing: bool = False
    max_parallel: int | None = None
    max_skew_seconds: float | None = None
    stop_on_failure: bool = False
    reserve_restores: int | None = None
    approved_digest: str | None = None


@dataclass
class Span:
    """When a phase began and ended, in seconds since the run began; `ended` is None while it goes on."""

    began: float
    ended: float | None = None


@dataclass
class Record:
    """One request and what came of it.

    `sent`: Azure accepted a restore of this run, `would_send`: in check mode it would. `in_doubt`: a restore was sent,
    and it is not known whether Azure accepted it. `under_way`: Azure accepted it, and its end is not known. `phase` is
    where it is, None before, between and after. `unanswered`: Azure doesn't answer at the moment.
    """

    request: RestoreRequest
    choice: Choice | None = None
    outcome: Outcome = "not_sent"
    origin: Literal["proven", "unproven"] | None = None
    sent: bool = False
    would_send: bool = False
    in_doubt: bool = False
    under_way: bool = False
    activity_id: str | None = None
    restores_last_24h: int | None = None
    validation: Validation = field(default_factory=Validation)
    job_name: str | None = None
    job: Job | None = None
    disk: Disk | None = None
    differences: list[Difference] | None = None
    warnings: list[str] = field(default_factory=list)
    failure: TaskError | None = None
    elapsed_seconds: float | None = None
    phase: Phase | None = None
    phases: dict[Phase, Span] = field(default_factory=dict)
    unanswered: bool = False

    @property
    def name(self) -> str:
        """The disk, as people call it."""
        return self.request.target.name

    @property
    def own_names(self) -> list[str | None]:
        """Names that messages on this disk may have, and those on other disks have not."""
        source, choice = self.request.source, self.choice
        names = [self.name, source.instance_name, source.disk_name, source.disk_id.name if source.disk_id else None]
        return [*names, choice.instance.name, choice.instance.source_name, choice.point_id] if choice else names

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
        """Whether this run sent a restore that Azure accepted, or may have accepted, or would have sent one."""
        return self.sent or self.would_send or self.outcome == "outcome_unknown"
