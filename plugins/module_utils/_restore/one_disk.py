# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""One disk, from a request to a verified disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from .._arm.errors import OperationFailed, RequestRefused, TaskError
from .._arm.resource_ids import ResourceId
from .._arm.unexpected import failure_of
from .._arm.waiter import Steps
from .._azure.compute.disks import Disk
from .._azure.dataprotection.jobs import ENDED_WITH_WARNINGS, Job
from .._azure.dataprotection.recovery_points import RecoveryPoint
from .._azure.dataprotection.restores import validate_restore
from .._azure.resources.tags import merge_tags
from .._backup.disk_comparison import Difference
from .._backup.drill_marks import Mark, read_mark
from .._backup.error_guide import Circumstances, explain, may_come
from .._backup.errors import OutcomeUnknown
from .._backup.job_wait import wait_for_job
from .._backup.point_choice import Choice
from .._backup.provenance import prove
from .._backup.send_once import SendOnce
from .approval import Planned
from .errors import NotMarked, NotVerified
from .failures import job_failed, meaning_of
from .job_request import job_request
from .plans import Plan, choose, for_a_free_name, judge_again, plan, warnings_of, with_point
from .records import Phase, Record, Span, Validation
from .requests import RestoreRequest
from .reserve import RESTORES_A_DAY
from .restore_run import RestoreRun
from .verification import find_differences, not_made_by, read_back, weaker_protection, weaker_service

RESTORES_TO_WARN_OF = 8


class OneDisk:
    """Prepares and carries out one request. Everything known stands in `record`, whatever fails."""

    def __init__(self, request: RestoreRequest, run: RestoreRun) -> None:
        self.record = Record(request)
        self._run = run
        self._context = run.context(request.ref)
        self._orders = run.orders
        self._session = run.session
        self._plan: Plan | None = None
        self._name = request.target.name

    def choose(self) -> Steps[None]:
        """Find the instance and the point."""
        self._unless_failed(self._choose)
        yield from ()

    def take_point(self, point: RecoveryPoint) -> None:
        """Restore this point, chosen together with those of the other disks."""
        if self._plan:
            self._plan = with_point(self._plan, point)
            self.record.choice = self._plan.choice

    @property
    def planned(self) -> Planned:
        """What is known of the disk, and what is to be done."""
        return Planned(self.record, self._plan)

    @property
    def open_choice(self) -> Choice | None:
        """The choice for a disk that is still to be restored, so that another point can be taken."""
        return self._plan.choice if self._plan and self._plan.decision.action == "restore" else None

    @property
    def found_job(self) -> Job | None:
        """The job that has made, or is making, a disk that was found."""
        return self._plan.decision.job if self._plan else None

    def judge(self, not_before: float) -> Steps[None]:
        """Judge what is there at that moment (monotonic) or later. Sends nothing that changes anything."""
        if self.record.choice:
            yield from self._context.while_read(self.record.request.target)
            self._unless_failed(lambda: self._judge(not_before))

    def carry_out(self) -> Steps[None]:
        """Do what was planned, as far as the orders go."""
        if self._plan is None:
            return
        try:
            yield from self._carry_out(self._plan)
        except Exception as error:
            self._fail(error)
        self._note_time()

    def give_up(self, failure: TaskError) -> None:
        """Say that the run ended, for that reason, before this disk was done."""
        if not self.record.is_over:
            self._fail(failure)

    def _choose(self) -> None:
        in_set = self._orders.max_skew_seconds is not None
        all_points = self._run.disks == 1 or in_set
        choice = choose(self.record.request, self._context, read_named_points=all_points)
        self.record.choice = replace(choice, in_set=in_set)

    def _judge(self, not_before: float) -> None:
        if self.record.choice:
            self._plan = plan(self.record.request, self.record.choice, self._context, not_before=not_before)

    def _carry_out(self, plan: Plan) -> Steps[None]:
        self._count_restores(plan)
        self.record.warnings += warnings_of(plan, self._context.now())
        if plan.decision.action != "restore":
            if self._orders.check_mode and self._orders.validate_existing:
                with self._phase("validation"):
                    yield from self._validate(for_a_free_name(plan, self._orders.run_id))
            yield from self._settle(plan)
            return
        if self._run.stopped:
            return
        if self.record.request.validate or self._orders.check_mode:
            yield from self._validate(plan)
        if self._orders.check_mode:
            self.record.outcome, self.record.would_send = "would_restore", True
            return
        yield from self._restore_in_turn(plan)

    def _settle(self, plan: Plan) -> Steps[None]:
        """Nothing is to be sent: attach to what is under way, or leave the disk as it is."""
        record, job = self.record, plan.decision.job
        record.job, record.disk = job, plan.disk
        record.job_name = job.name if job else None
        if record.in_doubt and plan.decision.action == "keep":
            raise OutcomeUnknown("A disk with that name exists now, and no job shows which restore made it.")
        record.in_doubt = False
        if plan.decision.action == "attach" and job:
            yield from self._attach(plan, job.name)
        else:
            self._leave(plan)

    def _count_restores(self, plan: Plan) -> None:
        """Tell how much of the day's budget is used: Azure allows ten restores of an instance a day."""
        instance = plan.choice.instance
        count = self._context.job_index.begun_in_a_day(instance.id, self._session.service_now)
        self.record.restores_last_24h = count
        if count >= RESTORES_TO_WARN_OF and plan.decision.action == "restore":
            self.record.warnings.append(
                f"{count} restores of {instance.source_name!r} were started in the last 24 hours; Azure allows "
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
            if proven:
                self._mark(disk, plan.decision.job)
                self._compare(disk, plan)
            else:
                record.differences = self._find_differences(disk, plan)
            if disk.attached_to:
                since = " since it was restored" if proven else ""
                record.warnings.append(f"The disk {disk.name!r} is attached to {disk.attached_to}{since}.")

    def _validate(self, plan: Plan) -> Steps[None]:
        """Have Azure validate the restore, again and again while rights are missing that may still come."""
        began = self._session.clock.monotonic()
        orders, gate = self._orders, self._run.gate
        validation = Validation("failed")
        try:
            with self._phase("validation"):
                refusal = yield from self._ask_for_validation(plan)
            if refusal is None:
                validation = Validation("passed")
            elif not may_come(refusal.problem, self._circumstances()):
                raise refusal
            elif orders.check_mode and orders.permission_pending:
                validation = Validation("skipped", pending_grant=True)
            elif orders.check_mode or not orders.permission_seconds:
                raise refusal
            else:
                with self._phase("rights"):
                    yield from self._await_rights(plan, refusal)
                validation = Validation("passed")
        finally:
            gate.done(self._grant(plan), self, passed=validation.status == "passed")
            elapsed = round(self._session.clock.monotonic() - began, 3)
            self.record.validation = replace(validation, elapsed_seconds=elapsed)

    def _await_rights(self, plan: Plan, refusal: OperationFailed) -> Steps[None]:
        """Validate again and again until the rights on the target group have come. Raises what else is the matter."""
        missing: OperationFailed | None = refusal
        while missing:
            if not may_come(missing.problem, self._circumstances()):
                raise missing
            if not (yield from self._run.gate.wait(self._grant(plan), self)):
                raise missing
            missing = yield from self._ask_for_validation(plan)

    def _grant(self, plan: Plan) -> str:
        """What rights come with, for all disks of the vault that go there: its identity's grant on the group."""
        return f"{self._context.ref.id.key} {plan.body.target_group}"

    def _ask_for_validation(self, plan: Plan) -> Steps[OperationFailed | None]:
        """Azure's refusal of the restore; None if it would accept it."""
        yield from self._context.pace.turn()
        interval = self._orders.poll_interval
        try:
            yield from validate_restore(
                self._session, self._context.ref, plan.body, poll_interval=interval, usual=self._run.validations
            )
        except OperationFailed as refusal:
            return refusal
        return None

    def _restore_in_turn(self, plan: Plan) -> Steps[None]:
        """Restore when there is room for one more.

        Whatever delays it, what is there is judged anew right before anything is sent.
        """
        sender = SendOnce(self.record, self._context, self._run.limit, self._orders.poll_interval)
        again = f"The wait for another try to restore {self._name!r}"
        found = yield from self._run.in_turn(lambda turn: self._restore_now(plan, sender, turn), self._context, again)
        if found:
            yield from self._settle(found)

    def _restore_now(self, plan: Plan, sender: SendOnce, turn: float) -> Steps[Plan | None]:
        """Restore, and see it through. The plan as things are now, if nothing is to be sent by it."""
        if self._run.stopped:
            self._stop()
            return None
        yield from self._context.while_read(self.record.request.target)
        plan = judge_again(plan, self.record.request, self._context, turn)
        if plan.decision.action == "restore":
            yield from self._restore(plan, sender)
            return None
        if (job := plan.decision.job) and sender.has_sent(job):
            yield from self._see_ours(plan, job.name)
            return None
        return plan

    def _stop(self) -> None:
        """Send nothing more. Raises `OutcomeUnknown` if what was sent may have been accepted."""
        if self.record.in_doubt:
            raise OutcomeUnknown("Azure lists no job for it. It is not sent again, because another disk has failed.")

    def _restore(self, plan: Plan, sender: SendOnce) -> Steps[None]:
        with self._phase("operation"):
            job = yield from sender.send(job_request(plan, self._context, self._run, self.record.request.drill))
        self._context.job_index.note_ours(job, self.record.request.target)
        yield from self._see_ours(plan, job)

    def _see_ours(self, plan: Plan, job: str) -> Steps[None]:
        """See the restore that this run has sent to where the orders end."""
        record = self.record
        record.job_name, record.in_doubt, record.sent, record.under_way = job, False, True, True
        if record.restores_last_24h is not None:
            record.restores_last_24h += 1
        if self._orders.wait:
            yield from self._see_through(job, plan)
            record.outcome = "restored"
            return
        if self._run.disks == 1:
            yield from self._see(job, to_its_end=False)
        record.outcome = "started"

    def _see(self, name: str, *, to_its_end: bool) -> Steps[Job]:
        interval = self._orders.poll_interval
        return wait_for_job(self.record, name, self._context, poll_interval=interval, to_its_end=to_its_end)

    def _see_through(self, name: str, plan: Plan) -> Steps[None]:
        """Wait for the job's end, then read the disk back."""
        with self._phase("job"):
            job = yield from self._see(name, to_its_end=True)
        self.record.under_way = False
        if not job.ended_well:
            raise job_failed(job, self.record.request, self._rival(job))
        if job.status.lower() in ENDED_WITH_WARNINGS:
            unnamed = f"The job {name} completed with warnings that Azure does not name."
            self.record.warnings += job.warnings or [unnamed]
        with self._phase("verification"):
            yield from self._verify(plan, job, ended_before=self._context.watch.known_at(name))

    def _rival(self, ours: Job) -> Job | None:
        """Another restore that makes, or has made, the disk that our job was to make."""
        target, now = self.record.request.target, self._session.clock.monotonic()
        try:
            look = self._context.job_index.look(now)
            disk = self._context.disks.find(target, not_before=look.read_at)
            jobs = self._context.job_index.jobs_to(target, disk, look)
        except TaskError:
            return None
        others = [job for job in jobs if job.name != ours.name and (job.ended_well or not job.has_ended)]
        return others[0] if others else None

    def _verify(self, plan: Plan, job: Job, *, ended_before: float) -> Steps[None]:
        """Read the disk back, as it was at that moment (monotonic) or later, and see that the job made it."""
        record, disks = self.record, self._context.disks
        interval = self._orders.poll_interval
        yield from self._context.while_read(record.request.target)
        record.disk = yield from read_back(
            disks, record.request.target, self._session, not_before=ended_before, poll_interval=interval
        )
        # Not every answer says where a job restores to: of this one it is known.
        made = job if job.target_id else replace(job, target_id=str(record.request.target))
        provenance = prove(record.disk, [made], plan.choice.instance)
        if provenance.job is None:
            raise not_made_by(job, record.disk, provenance.why_not)
        record.origin = "proven"
        self._mark(record.disk, made)
        self._compare(record.disk, plan)

    def _mark(self, disk: Disk, job: Job | None) -> None:
        """Write on a disk of a drill which drill and which job made it, before anything else is done with it."""
        drill = self.record.request.drill
        if drill is None or job is None or self._orders.check_mode:
            return
        if not disk.unique_id:
            raise NotMarked(f"Compute gives no unique id of the disk {disk.name!r}, so it can't be marked.")
        known = read_mark(disk.tags)
        if known and (known.drill_id, known.unique_id, known.job_name) == (drill.id, disk.unique_id, job.name):
            return
        expires = self._session.service_now + timedelta(seconds=drill.seconds_to_live)
        mark = Mark(drill.id, disk.unique_id, job.name, expires)
        try:
            merge_tags(self._session, self.record.request.target, mark.as_tags())
        except RequestRefused as refusal:
            words = f"The disk {disk.name!r} was restored, but can't be marked for the drill {drill.id}: {refusal}"
            raise NotMarked(words, problem=refusal.problem, trace=refusal.trace) from refusal

    def _compare(self, disk: Disk, plan: Plan) -> None:
        """Compare a disk with its source. Raises `NotVerified` if it has to be as well protected, and is not."""
        record = self.record
        record.differences = self._find_differences(disk, plan)
        told = [
            f"The disk {disk.name!r} is less protected than its source: {each}."
            for each in weaker_protection(record.differences or [])
        ]
        if record.request.require_same_protection and record.differences is None:
            told = [
                f"The protection of the disk {disk.name!r} can't be compared with its source's, which can't be read."
            ]
        if told and record.request.require_same_protection:
            raise NotVerified(" ".join(told))
        record.warnings += told
        record.warnings += [
            f"The disk {disk.name!r} has a lower service level than its source: {each}."
            for each in weaker_service(record.differences or [])
        ]

    def _find_differences(self, disk: Disk, plan: Plan) -> list[Difference] | None:
        """How a disk differs from its source. Then neither is looked at any more, and of thousands, little is kept."""
        disks, source_id = self._context.disks, plan.choice.instance.source_id
        differences = find_differences(disks, disk, source_id)
        for each in (self.record.request.target, ResourceId.parse_if_one(source_id)):
            if each:
                disks.forget(each)
        self.record.disk = replace(disk, settings={})
        return differences

    def _unless_failed(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """Keep why this disk failed: whatever happens to one disk is no reason to lose the others."""
        record = self.record
        failure = failure_of(error)
        record.outcome, record.failure = meaning_of(failure, record)
        record.failure.advice = explain(record.failure, self._circumstances())
        self._run.failed.set()
        self._note_time()

    def _circumstances(self) -> Circumstances:
        """What an explanation speaks of: the target, and the identity that restores, as far as it is known."""
        identity = self._plan.body.user_identity_id if self._plan else None
        return Circumstances(self.record.request.target, self._context.principal_of(identity))

    @contextmanager
    def _phase(self, phase: Phase) -> Iterator[None]:
        """Note in the record when this phase begins and ends."""
        span = Span(self._run.seconds())
        self.record.phases[phase] = span
        self.record.phase = phase
        try:
            yield
        finally:
            self.record.phase = None
            span.ended = self._run.seconds()

    def _note_time(self) -> None:
        self.record.elapsed_seconds = self._run.seconds()
