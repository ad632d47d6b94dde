# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""One disk, from a request to a recovery point that was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .._arm.errors import TaskError
from .._arm.times import format_moment
from .._arm.unexpected import failure_of
from .._arm.waiter import Steps
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.jobs import ENDED_WITH_WARNINGS, Job
from .._backup.error_guide import explain
from .._backup.errors import OutcomeUnknown
from .._backup.job_wait import wait_for_job
from .._backup.send_once import SendOnce
from .._run.concurrency_limit import ConcurrencyLimit
from .backup_run import BackupRun
from .decisions import is_as_young, is_kept, made_at
from .errors import OtherBackupUnderWay
from .failures import job_failed, meaning_of
from .job_request import job_request
from .made_points import read_made_point
from .objections import check_allowed, check_budget, check_protection, check_snapshots, warnings_of
from .plans import Plan, judge_again, plan
from .records import Phase, Record
from .requests import BackupRequest
from .rule_choice import ChosenRule, choose_rule

# What ends with a backup that this run sends.
WRITES = ("back_up", "wait_for_other")


class OneDisk:
    """Prepares and carries out one request. Everything known stands in `record`, whatever fails."""

    def __init__(self, request: BackupRequest, run: BackupRun) -> None:
        self.record = Record(request)
        self._run = run
        self._context = run.context(request.ref)
        self._orders = run.orders
        self._session = run.session
        self._plan: Plan | None = None
        self._over: set[str] = set()

    def choose(self) -> Steps[None]:
        """Find the instance, and the rule in its policy."""
        self._unless_failed(self._choose)
        yield from ()

    def judge(self, not_before: float) -> Steps[None]:
        """Judge what is there at that moment (monotonic) or later. Sends nothing."""
        instance, rule = self.record.instance, self.record.rule
        if instance and rule:
            self._unless_failed(lambda: self._judge(instance, rule, not_before))
        yield from ()

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
        request, record = self.record.request, self.record
        record.instance = self._context.instance(request.source)
        record.rule = choose_rule(self._run.policy(request.ref, record.instance), request.terms)

    def _judge(self, instance: BackupInstance, rule: ChosenRule, not_before: float) -> None:
        planned = plan(self.record.request, instance, rule, self._context, not_before=not_before)
        self.record.backups_last_24h = len(planned.on_demand)
        self.record.warnings += warnings_of(planned.instance, planned.on_demand, self._run.snapshots)
        if planned.decision.action in WRITES:
            self._check(planned)
        self._plan = planned

    def _check(self, plan: Plan) -> None:
        """Raise for what stands against a backup."""
        check_protection(plan.instance)
        check_allowed(plan.instance, self.record.request.refused_state)
        check_budget(plan.instance, plan.on_demand, self._session.service_now)
        check_snapshots(plan.instance, self._run.snapshots)

    def _carry_out(self, plan: Plan) -> Steps[None]:
        if self._orders.check_mode:
            self._predict(plan)
            return
        if self._run.stopped and plan.decision.action in WRITES:
            return
        while not (yield from self._done(plan)):
            plan = judge_again(plan, self.record.request, self._context, self._over)

    def _predict(self, plan: Plan) -> None:
        """Say what would be done, and do nothing."""
        record, decision = self.record, plan.decision
        record.job, record.job_name = decision.job, decision.job.name if decision.job else None
        if decision.action == "unchanged":
            self._leave(plan)
        elif decision.action == "attach":
            record.outcome = "attached"
        else:
            record.outcome, record.would_send = "would_back_up", True
            if decision.job:
                record.warnings.append(
                    f"{_under_way(decision.job)}. The task would wait for its end, and then back up {record.name!r}."
                )

    def _done(self, plan: Plan) -> Steps[bool]:
        """Do what is to be done as things are. Whether the disk then has the point that was asked for."""
        action, job = plan.decision.action, plan.decision.job
        if action == "unchanged":
            self._leave(plan)
            return True
        if action == "back_up" or job is None:
            return (yield from self._back_up_in_turn(plan))
        if action == "wait_for_other":
            yield from self._wait_for_other(job)
            return False
        return (yield from self._attach(plan, job))

    def _leave(self, plan: Plan) -> None:
        """The disk has such a point already."""
        self.record.outcome, self.record.point = "unchanged", plan.decision.point

    def _wait_for_other(self, job: Job) -> Steps[None]:
        """Wait for the end of a backup whose point does not do: Azure begins no other meanwhile."""
        if not self._orders.wait:
            raise OtherBackupUnderWay(
                f"{_under_way(job)}, which is earlier than max_age allows. Azure starts no other backup of "
                f"{self.record.name!r} before it ends. Run the same task again when it has ended, or with wait: true."
            )
        with self._phase("job"):
            yield from self._see(job.name)
        self._over.add(job.name)
        self.record.job = None

    def _attach(self, plan: Plan, job: Job) -> Steps[bool]:
        """See a backup of somebody else through. Whether its point is what was asked for."""
        record = self.record
        record.job, record.job_name = job, job.name
        if self._orders.wait:
            yield from self._see_through(plan, job.name)
            if not self._is_good():
                self._over.add(job.name)
                record.job = record.job_name = record.point = None
                return False
        record.outcome = "attached"
        return True

    def _back_up_in_turn(self, plan: Plan) -> Steps[bool]:
        """Back the disk up when there is room for one more. Whether that was to be done, and is.

        Whatever delays it, what is there is judged anew right before anything is sent.
        """
        # Too many at once means this disk alone: the others go on as they are.
        limit = ConcurrencyLimit(None, self._session.threads)
        sender = SendOnce(self.record, self._context, limit, self._orders.poll_interval)
        again = f"The wait for another try to back {self.record.name!r} up"
        found = yield from self._run.in_turn(lambda _turn: self._back_up_now(plan, sender), self._context, again)
        if found is None:
            return True
        if self.record.in_doubt and found.decision.action == "unchanged":
            raise OutcomeUnknown("There is a new recovery point, and no job shows which backup made it.")
        self.record.in_doubt = False
        return (yield from self._done(found))

    def _back_up_now(self, plan: Plan, sender: SendOnce) -> Steps[Plan | None]:
        """Back the disk up, and see it through. The plan as things are now, if nothing is to be sent by it."""
        if self._run.stopped:
            self._stop()
            return None
        plan = judge_again(plan, self.record.request, self._context, self._over)
        if plan.decision.action == "back_up":
            self._check(plan)
            yield from self._back_up(plan, sender)
            return None
        if (job := plan.decision.job) and sender.has_sent(job):
            yield from self._see_ours(plan, job.name)
            return None
        return plan

    def _stop(self) -> None:
        """Send nothing more. Raises `OutcomeUnknown` if what was sent may have been accepted."""
        if self.record.in_doubt:
            raise OutcomeUnknown("Its job was not found, and it is not sent again, because another disk has failed.")

    def _back_up(self, plan: Plan, sender: SendOnce) -> Steps[None]:
        with self._phase("sending"):
            job = yield from sender.send(job_request(plan, self._context, self._run))
        yield from self._see_ours(plan, job)

    def _see_ours(self, plan: Plan, job: str) -> Steps[None]:
        """See the backup that this run has sent to where the orders end."""
        record = self.record
        record.job_name, record.in_doubt, record.sent, record.under_way = job, False, True, True
        record.sent_seconds = record.sent_seconds or self._run.seconds()
        record.backups_last_24h = (record.backups_last_24h or 0) + 1
        if not self._orders.wait:
            record.outcome = "started"
            return
        yield from self._see_through(plan, job)
        if not self._is_good():
            record.warnings.append(
                f"The new recovery point of {record.name!r} is not what was asked for: its tag is "
                f"{record.point and record.point.retention_tag!r}, and it expires at {format_moment(record.expires)}."
            )
        record.outcome = "backed_up"

    def _see_through(self, plan: Plan, name: str) -> Steps[None]:
        """Wait for the job's end, then read the point that it has made."""
        record = self.record
        with self._phase("job"):
            job = yield from self._see(name)
        record.under_way = False
        if not job.ended_well:
            raise job_failed(job, record)
        if job.status.lower() in ENDED_WITH_WARNINGS:
            unnamed = f"The job {name} completed with warnings that Azure does not name."
            record.warnings += job.warnings or [unnamed]
        with self._phase("reading"):
            record.job, record.point = yield from read_made_point(
                job, plan.instance, self._context, poll_interval=self._orders.poll_interval
            )

    def _is_good(self) -> bool:
        """Whether the point that was made is what was asked for."""
        point, rule, terms = self.record.point, self.record.rule, self.record.request.terms
        if point is None or rule is None:
            return False
        return is_kept(point, terms, rule) and is_as_young(made_at(point), terms, self._context.now())

    def _see(self, name: str) -> Steps[Job]:
        """The job, once it has ended."""
        interval = self._orders.poll_interval
        return wait_for_job(self.record, name, self._context, poll_interval=interval, to_its_end=True)

    def _unless_failed(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """Keep why this disk failed: whatever happens to one disk is no reason to lose the others."""
        record = self.record
        record.outcome, record.failure = meaning_of(failure_of(error), record)
        record.failure.advice = explain(record.failure)
        self._run.failed.set()
        self._note_time()

    @contextmanager
    def _phase(self, phase: Phase) -> Iterator[None]:
        """Note in the record what is being done."""
        self.record.phase, self.record.began = phase, self._run.seconds()
        try:
            yield
        finally:
            self.record.phase = None

    def _note_time(self) -> None:
        self.record.elapsed_seconds = self._run.seconds()


def _under_way(job: Job) -> str:
    return f"Backup job {job.name} has been running since {format_moment(job.started)}"
