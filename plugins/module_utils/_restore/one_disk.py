# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""One disk, from a wish to a verified disk."""

from __future__ import annotations

from dataclasses import replace

from .._arm.errors import DeadlinePassed, Failure, OperationFailed, RequestRefused, Trace
from .._arm.problems import Problem
from .._arm.waiting import Steps, bounded
from .._dataprotection.disks import find_disk
from .._dataprotection.jobs import ENDED_BADLY, ENDED_WITH_WARNINGS, Job, get_job
from .._dataprotection.restores import validate_restore
from .explaining import Circumstances, explain
from .knowledge import Knowledge
from .planning import Plan, choose, judge_again, plan
from .records import Orders, Outcome, Record, Validation
from .sending import OutcomeUnknown, send_once
from .verifying import NotVerified, find_differences, read_back, weaker_protection
from .wishes import Wish

JOB_MISSING_FOR_SECONDS = 120.0
# learn.microsoft.com, Azure Disk Backup support matrix.
RESTORES_A_DAY = 10
RESTORES_TO_WARN_OF = 8


class JobFailed(Failure):
    """The restore's job ended, and not well."""

    code = "JobFailed"


class StillRunning(Failure):
    """The time to wait is over, and the restore goes on in Azure."""

    code = "StillRunning"


class OneDisk:
    """Prepares and carries out one wish. Everything known stands in `record`, whatever fails."""

    def __init__(self, wish: Wish, knowledge: Knowledge, orders: Orders) -> None:
        self.record = Record(wish)
        self._knowledge = knowledge
        self._orders = orders
        self._session = knowledge.session
        self._ref = knowledge.ref
        self._plan: Plan | None = None
        self._began = self._session.clock.monotonic()

    def prepare(self) -> Steps[None]:
        """Choose and judge. Sends nothing that changes anything."""
        try:
            self.record.choice = choose(self.record.wish, self._knowledge)
            self._plan = plan(self.record.wish, self.record.choice, self._knowledge)
        except Failure as failure:
            self._fail(failure)
        yield from ()

    def carry_out(self) -> Steps[None]:
        """Do what was planned, as far as the orders go."""
        if self._plan is None:
            return
        try:
            yield from self._carry_out(self._plan)
        except Failure as failure:
            self._fail(failure)
        self._note_time()

    def _carry_out(self, plan: Plan) -> Steps[None]:
        record = self.record
        self._count_restores(plan)
        if plan.decision.action == "restore":
            if record.wish.validate or self._orders.check_mode:
                yield from self._validate(plan)
            if self._orders.check_mode:
                record.outcome, record.would_send = "would_restore", True
                return
            plan = judge_again(plan, record.wish, self._knowledge)
        record.job, record.disk = plan.decision.job, plan.disk
        if plan.decision.action == "restore":
            yield from self._restore(plan)
        elif plan.decision.action == "attach" and plan.decision.job:
            yield from self._attach(plan, plan.decision.job.name)
        else:
            self._leave(plan)

    def _count_restores(self, plan: Plan) -> None:
        """Tell how much of the day's budget is used: Azure allows ten restores of an instance a day."""
        instance = plan.choice.instance
        count = self._knowledge.evidence.restores_of(instance.id, self._session.service_now)
        self.record.restores_last_24h = count
        if count >= RESTORES_TO_WARN_OF and plan.decision.action == "restore":
            self.record.warnings.append(
                f"{count} restores of {instance.source_name!r} were begun in the last 24 hours; Azure allows "
                f"{RESTORES_A_DAY} a day for each backup instance."
            )

    def _attach(self, plan: Plan, job: str) -> Steps[None]:
        if self._orders.wait and not self._orders.check_mode:
            yield from self._see_through(job, plan)
        self.record.outcome = "attached"

    def _leave(self, plan: Plan) -> None:
        """The disk is there, and stays as it is."""
        record, disk = self.record, plan.disk
        proven = plan.decision.action == "unchanged"
        record.outcome, record.origin = ("unchanged", "proven") if proven else ("kept", "unproven")
        if disk:
            record.differences = find_differences(self._session, disk, plan.choice.instance.source_id)
            if disk.attached_to:
                record.warnings.append(
                    f"The disk {disk.name!r} is attached to {disk.attached_to} since it was restored."
                )

    def _restore(self, plan: Plan) -> Steps[None]:
        record = self.record
        job = yield from send_once(plan, record, self._knowledge, self._orders)
        if record.restores_last_24h is not None:
            record.restores_last_24h += 1
        if self._orders.wait:
            yield from self._see_through(job, plan)
            record.outcome = "restored"
        else:
            yield from self._see(job)
            record.outcome = "started"

    def _validate(self, plan: Plan) -> Steps[None]:
        began = self._session.clock.monotonic()
        passed = False
        try:
            interval = self._orders.poll_interval
            yield from validate_restore(self._session, self._ref, plan.request, poll_interval=interval)
            passed = True
        finally:
            elapsed = round(self._session.clock.monotonic() - began, 3)
            self.record.validation = Validation("passed" if passed else "failed", elapsed)

    def _see(self, name: str) -> Steps[Job]:
        """The job, waiting for it to show: a job can be named a little before it can be read."""
        waited = 0.0
        while True:
            try:
                self.record.job = get_job(self._session, self._ref, name)
                return self.record.job
            except RequestRefused as refusal:
                if refusal.status != 404 or waited >= JOB_MISSING_FOR_SECONDS:
                    raise
            pause = bounded(self._orders.poll_interval, self._session.deadline, f"The wait for job {name}")
            waited += pause
            yield pause

    def _see_through(self, name: str, plan: Plan) -> Steps[None]:
        """Wait for the job's end, then read the disk back."""
        job = yield from self._see(name)
        while not job.has_ended:
            yield bounded(self._orders.poll_interval, self._session.deadline, f"The restore job {name}")
            job = yield from self._see(name)
        if not job.ended_well:
            raise _job_failed(job, self.record.wish, self._rival(job, plan))
        if job.status.lower() in ENDED_WITH_WARNINGS:
            unnamed = f"The job {name} completed with warnings that Azure does not name."
            self.record.warnings += job.warnings or [unnamed]
        yield from self._verify(plan)

    def _rival(self, ours: Job, plan: Plan) -> Job | None:
        """Another restore that makes, or has made, the disk that our job was to make."""
        target = self.record.wish.target
        try:
            disk = find_disk(self._session, target)
            jobs = self._knowledge.evidence.jobs_to(target, disk, max_age=0.0)
        except Failure:
            return None
        others = [job for job in jobs if job.name != ours.name and (job.ended_well or not job.has_ended)]
        return others[0] if others else None

    def _verify(self, plan: Plan) -> Steps[None]:
        record = self.record
        record.disk = yield from read_back(self._session, record.wish.target, poll_interval=self._orders.poll_interval)
        record.origin = "proven"
        record.differences = find_differences(self._session, record.disk, plan.choice.instance.source_id)
        for weakness in weaker_protection(record.differences or []):
            told = f"The restored disk {record.disk.name!r} is less protected than its source: {weakness}."
            if record.wish.require_same_protection:
                raise NotVerified(told)
            record.warnings.append(told)

    def _fail(self, failure: Failure) -> None:
        record = self.record
        record.outcome, record.failure = _told(failure, record)
        circumstances = Circumstances(record.wish.target, self._restoring_principal())
        record.failure.advice = explain(record.failure.problem, circumstances)
        self._note_time()

    def _restoring_principal(self) -> str | None:
        """The object id of the identity that restores, as far as it is known."""
        identity = self._plan.request.user_identity_id if self._plan else None
        return self._knowledge.principal_of(identity)

    def _note_time(self) -> None:
        self.record.elapsed_seconds = round(self._session.clock.monotonic() - self._began, 3)


def _job_failed(job: Job, wish: Wish, rival: Job | None) -> JobFailed:
    problem = job.problem or Problem("JobFailed", f"Azure gives no reason for the status {job.status!r}")
    known = "" if job.status.lower() in ENDED_BADLY else " (a status that this version does not know)"
    other = ""
    if rival:
        doing = "has made" if rival.ended_well else "is making"
        other = f" Another restore, job {rival.name} (activity id {rival.activity_id}), {doing} a disk of that name."
    return JobFailed(
        f"The restore of disk {wish.target.name!r} was accepted, and its job {job.name} ended as "
        f"{job.status}{known}: {problem}{other}",
        problem=problem,
        trace=Trace(client_request_id=job.activity_id),
    )


def _told(failure: Failure, record: Record) -> tuple[Outcome, Failure]:
    """What a failure means for the disk, and the failure in words that say so."""
    if isinstance(failure, DeadlinePassed) and record.job:
        return "running", StillRunning(
            f"{failure.message} The restore goes on in Azure as job {record.job.name}: the same task again attaches "
            f"to it, and backup_job_info with job_ids: [{record.job.name}] and wait: true waits for its end.",
            trace=Trace(client_request_id=record.activity_id),
        )
    if not record.sent or isinstance(failure, (JobFailed, NotVerified, OperationFailed)):
        return "failed", failure
    return "outcome_unknown", OutcomeUnknown(
        f"The restore of disk {record.wish.target.name!r} was sent, and what became of it is not known: "
        f"{failure.message} Look for a job with activity id {record.activity_id} in the vault (backup_job_info with "
        f"job_ids: [{record.activity_id}]) and for the disk before it is sent again.",
        problem=failure.problem if isinstance(failure, RequestRefused) else None,
        trace=replace(failure.trace, client_request_id=record.activity_id),
    )
