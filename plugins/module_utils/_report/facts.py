# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The facts of a report, typed, read from the result of disk_restore_batch only."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from .._arm.resource_ids import ResourceId
from .._azure.disk_names import DISK
from .._restore.records import Outcome, Phase
from .error_facts import ErrorFacts, read_disk_error, read_run_error
from .plain_values import as_list, as_mapping, as_moment, as_number, as_text, as_texts, as_whole_number

PHASES: tuple[Phase, ...] = get_args(Phase)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# How a disk stands, whatever it is called in the result: `back` is verified, `lost` is neither restored nor running.
Standing = Literal["back", "kept", "planned", "running", "lost", "unknown"]
STANDINGS: Mapping[Outcome, Standing] = {
    "restored": "back",
    "unchanged": "back",
    "kept": "kept",
    "would_restore": "planned",
    "started": "running",
    "attached": "running",
    "running": "running",
    "failed": "lost",
    "not_sent": "lost",
    "outcome_unknown": "unknown",
}


@dataclass(frozen=True)
class LoginFacts:
    """Who was logged in to Azure, by the ids in the token."""

    kind: str | None
    object_id: str | None
    application_id: str | None
    tenant_id: str | None


@dataclass(frozen=True)
class PhaseFacts:
    """A phase of a restore, in seconds since the start of the run. `end` is None if it was interrupted."""

    name: Phase
    begin: float
    end: float | None


@dataclass(frozen=True)
class DiskFacts:
    """What is known of one disk. `number` is its place in the list, from 1."""

    number: int
    target: str
    source: str | None
    source_id: str | None
    instance: str | None
    vault_id: str | None
    point_id: str | None
    point_time: datetime | None
    job_id: str | None
    outcome: Outcome
    changed: bool
    elapsed_seconds: float | None
    job_seconds: float | None
    size_gb: int | None
    phases: tuple[PhaseFacts, ...]
    error: ErrorFacts | None

    @property
    def name(self) -> str:
        """The name of the disk to make."""
        return self.target.rstrip("/").rpartition("/")[2] or self.target

    @property
    def resource_group(self) -> str | None:
        """The resource group of the disk to make."""
        disk = self._id
        return disk.resource_group if disk else None

    @property
    def subscription_id(self) -> str | None:
        """The subscription of the disk to make."""
        disk = self._id
        return disk.subscription_id if disk else None

    @property
    def activity_id(self) -> str | None:
        """What its restore is found by; it is told of those that failed."""
        return self.error.activity_id if self.error else None

    @property
    def standing(self) -> Standing:
        """The state of the disk. A run that attached has waited if it has verified the disk."""
        if self.outcome == "attached" and any(
            phase.name == "verification" and phase.end is not None for phase in self.phases
        ):
            return "back"
        return STANDINGS[self.outcome]

    @property
    def validated(self) -> bool:
        """Whether Azure has validated its restore, with any result."""
        return any(phase.name == "validation" for phase in self.phases)

    @property
    def delete_command(self) -> str | None:
        """What deletes the disk; None if its id is not one of a disk."""
        return f"az disk delete --ids {shlex.quote(self.target)} --yes" if self._id else None

    @property
    def _id(self) -> ResourceId | None:
        disk = ResourceId.parse_if_one(self.target)
        return disk if disk and disk.is_a(DISK) else None


@dataclass(frozen=True)
class Facts:
    """What is known of a run. `message` is that of the task, if it failed. `vault_id` is null if there are several."""

    check_mode: bool
    failed: bool
    message: str | None
    error: ErrorFacts | None
    started: datetime | None
    elapsed_seconds: float | None
    as_of: datetime | None
    plan_digest: str | None
    skew_seconds: float | None
    warnings: tuple[str, ...]
    login: LoginFacts | None
    vault_id: str | None
    locations: tuple[str, ...]
    disks: tuple[DiskFacts, ...]

    @property
    def why_no_disks(self) -> str:
        """Why there is no disk in the result. An interrupted task has no error."""
        if not self.failed:
            return "There was nothing to restore"
        if self.error is None:
            return f"The {'validation' if self.check_mode else 'run'} was interrupted, and has no result for its disks"
        if self.check_mode:
            return "The validation failed before Azure validated anything"
        return "The run failed before any restore was sent"

    @property
    def vault_ids(self) -> list[str]:
        """The vaults, each once."""
        ids = [self.vault_id, *(disk.vault_id for disk in self.disks)]
        return list({each.lower(): each for each in ids if each}.values())

    @property
    def vault_subscription_ids(self) -> list[str]:
        """The subscriptions of the vaults, each once."""
        vaults = map(ResourceId.parse_if_one, self.vault_ids)
        return list(dict.fromkeys(vault.subscription_id.lower() for vault in vaults if vault))

    @property
    def target_subscription_ids(self) -> list[str]:
        """The subscriptions of the disks to make, each once."""
        return list(dict.fromkeys(disk.subscription_id.lower() for disk in self.disks if disk.subscription_id))

    @property
    def words(self) -> str | None:
        """Why the task failed, without the advice, which the error has in its own fields."""
        told = self.error.explanation if self.error else None
        if self.message is None or told is None:
            return self.message
        return self.message.removesuffix(told.told).rstrip().removesuffix(told.cause or "").rstrip()

    @property
    def fails_the_same_again(self) -> bool:
        """Whether something must be fixed before the next run can succeed.

        For an interrupted run, no failure is known.
        """
        if not self.disks:
            return self.error is not None and not self.error.is_passing
        failed = [disk.error for disk in self.disks if disk.outcome == "failed"]
        return any(error is None or not error.is_passing for error in failed)

    def standing(self, *standings: Standing) -> list[DiskFacts]:
        """The disks in one of these states."""
        return [disk for disk in self.disks if disk.standing in standings]

    def first(self, most: int, disks: Sequence[DiskFacts]) -> Sequence[DiskFacts]:
        """So many of these disks at most. If there are more, those that need somebody come first."""
        if len(disks) <= most:
            return disks
        return sorted(disks, key=lambda disk: disk.standing in ("back", "kept", "planned"))[:most]

    @property
    def missing(self) -> list[DiskFacts]:
        """The disks that are not restored, or may not be; in check mode, those that could not be restored."""
        return self.standing("lost", "unknown") if self.check_mode else self.standing("running", "lost", "unknown")

    @property
    def kept(self) -> list[DiskFacts]:
        """The existing disks of unknown origin."""
        return self.standing("kept")

    @property
    def not_validated(self) -> list[DiskFacts]:
        """In check mode, the disks that were not validated, because they exist already or are being restored."""
        return [disk for disk in self.disks if self.check_mode and not disk.validated and disk not in self.missing]

    @property
    def good(self) -> list[DiskFacts]:
        """The disks that this run, or one before it, has restored; in check mode, those that pass."""
        others = (*self.missing, *(self.not_validated if self.check_mode else self.kept))
        return [disk for disk in self.disks if disk not in others]

    @property
    def created(self) -> list[DiskFacts]:
        """The disks that this run has made, or for which it has sent a restore."""
        return [] if self.check_mode else [disk for disk in self.disks if disk.changed]


def read_facts(outcome: Mapping[str, Any], *, check_mode: bool) -> Facts:
    """The facts in a result of disk_restore_batch. It is from check mode if it says so, or would restore a disk."""
    sources = [as_mapping(each) for each in as_list(outcome.get("source_disks"))]
    source_ids = {
        (as_text(each.get("vault_id")), as_text(each.get("backup_instance"))): as_text(each.get("source_disk_id"))
        for each in sources
    }
    explanations = _read_explanations(as_list(outcome.get("failures")))
    disks = tuple(
        _read_disk(number, as_mapping(each), source_ids, explanations)
        for number, each in enumerate(as_list(outcome.get("restores")), 1)
    )
    return Facts(
        check_mode=check_mode or any(disk.outcome == "would_restore" for disk in disks),
        failed=outcome.get("failed") is True,
        message=_message(outcome),
        error=read_run_error(outcome.get("error")),
        started=as_moment(outcome.get("started_at")),
        elapsed_seconds=as_number(outcome.get("elapsed_seconds")),
        as_of=as_moment(outcome.get("as_of")),
        plan_digest=as_text(outcome.get("plan_digest")),
        skew_seconds=as_number(outcome.get("skew_seconds")),
        warnings=as_texts(outcome.get("warnings")),
        login=read_login(outcome.get("login")),
        vault_id=as_text(outcome.get("vault_id")),
        locations=as_texts(outcome.get("locations")),
        disks=disks,
    )


def _read_explanations(told: Sequence[Any]) -> dict[str, object]:
    """The explanations of failures by the ids of the disks that they concern."""
    failures = [as_mapping(each) for each in told]
    return {
        target: failure.get("explanation") for failure in failures for target in as_texts(failure.get("target_disks"))
    }


def why_not_a_restore(outcome: Mapping[str, Any]) -> str | None:
    """Why this can't be what disk_restore_batch returned, or a task of a restore that failed; None if it can."""
    if isinstance(outcome.get("restores"), list):
        return None
    if outcome.get("skipped") is True:
        return "is the result of a skipped task, so nothing was restored"
    if outcome.get("action") and "origin" in outcome:
        return (
            "is the result of disk_restore: give the result of disk_restore_batch, which can also restore a single disk"
        )
    if outcome.get("failed") is True and _message(outcome):
        return None
    return "is not the result of disk_restore_batch: it has no restores and no error"


def read_login(told: object) -> LoginFacts | None:
    """Who was logged in, as the result of a task tells it."""
    if not isinstance(told, Mapping):
        return None
    return LoginFacts(*(as_text(told.get(name)) for name in ("kind", "object_id", "application_id", "tenant_id")))


def _read_disk(
    number: int,
    told: Mapping[str, Any],
    source_ids: Mapping[tuple[str | None, str | None], str | None],
    explanations: Mapping[str, object],
) -> DiskFacts:
    vault_id, instance = as_text(told.get("vault_id")), as_text(told.get("backup_instance"))
    target = as_text(told.get("target_disk")) or f"disk {number}"
    return DiskFacts(
        number=number,
        target=target,
        source=as_text(told.get("source_disk")),
        source_id=as_text(told.get("source_disk_id")) or source_ids.get((vault_id, instance)),
        instance=instance,
        vault_id=vault_id,
        point_id=as_text(told.get("recovery_point_id")),
        point_time=as_moment(told.get("recovery_point_time")),
        job_id=as_text(told.get("job_id")),
        outcome=_read_outcome(as_text(told.get("outcome"))),
        changed=told.get("changed") is True,
        elapsed_seconds=as_number(told.get("elapsed_seconds")),
        job_seconds=as_number(told.get("job_seconds")),
        size_gb=as_whole_number(told.get("size_gb")),
        phases=_read_phases(as_list(told.get("phases"))),
        error=read_disk_error(told.get("error"), target, told.get("explanation") or explanations.get(target)),
    )


def _read_outcome(told: str | None) -> Outcome:
    return next((outcome for outcome in OUTCOMES if outcome == told), "outcome_unknown")


def _read_phases(told: Sequence[Any]) -> tuple[PhaseFacts, ...]:
    """The phases, of which each is a pair of seconds in its own place."""
    read: list[PhaseFacts] = []
    for name, pair in zip(PHASES, told, strict=False):
        begin, end = [*as_list(pair), None, None][:2]
        if (began := as_number(begin)) is not None:
            ended = as_number(end)
            read.append(PhaseFacts(name, began, ended if ended is None else max(began, ended)))
    return tuple(read)


def _message(outcome: Mapping[str, Any]) -> str | None:
    """Why a task failed; of a task with a loop, why its items did."""
    items: Sequence[Mapping[str, Any]] = [as_mapping(item) for item in as_list(outcome.get("results"))]
    why = [words for item in items if item.get("failed") is True and (words := as_text(item.get("msg")))]
    return " ".join(dict.fromkeys(why)) or as_text(outcome.get("msg"))
