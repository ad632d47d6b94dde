# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Sending a restore once, whatever becomes of the answer.

| what the POST brought | was it accepted | then |
|---|---|---|
| 202 or 200 | yes | its operation is followed to the job; if that can't be read, the job is looked for |
| 429, no connection, 401, no room for another | no | what is there is judged again, then it is sent again |
| any other 4xx | no | an error |
| 408, 5xx, time-out, reset, an answer that is none | unknown | the job is looked for by activity id, for 120 seconds |

Looked for and found: it was accepted. Not found: what is there is judged again, and it is sent once more under the same
activity id. Unknown again and not found again: `OutcomeUnknown`, with what to look at.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID, uuid5

from .._arm.errors import DeadlinePassed, NoAnswer, OperationFailed, RunEnded, TaskError
from .._arm.resource_ids import same_id
from .._arm.session import backoff
from .._arm.transport import Answer
from .._arm.unexpected import failure_of
from .._arm.waiter import Steps, bounded
from .._azure.dataprotection.jobs import Job, job_name
from .._azure.dataprotection.restores import follow_restore, restoring, send_restore
from .errors import JobListOutdated, OutcomeUnknown, Postponed
from .plans import LOOK_HOLDS_SECONDS, Plan
from .records import Record
from .restore_run import RestoreRun

ACTIVITIES = UUID("6f0d9a52-3a6c-5a0e-9d1c-2b7f4f0c8e11")
FIRST_LOOK_SECONDS = 2.0
LONGEST_LOOK_SECONDS = 30.0
LOOK_FOR_SECONDS = 120.0
SENDS = 2
MOST_REFUSALS = 6
TOO_MANY_AT_ONCE = "UserErrorMaxConcurrentOperationLimitReached"


class Sender:
    """Sends the restore of one disk. `record` says meanwhile what is known of it."""

    def __init__(self, record: Record, run: RestoreRun) -> None:
        self._record = record
        self._run = run
        self._context = run.context
        self._session = run.context.session
        self._refusals: Counter[str] = Counter()
        self._sends_in_doubt = 0
        self._since: datetime | None = None

    def send(self, plan: Plan) -> Steps[str]:
        """Send the restore that was planned a moment ago, and return the name of its job.

        Raises `Postponed` if it was not accepted and can be tried again.
        """
        record, was_in_doubt = self._record, self._record.in_doubt
        record.activity_id = activity = self._activity_id(plan)
        self._since = self._since or self._session.service_now

        def before_send() -> None:
            self._check_look(plan)
            self._context.job_index.note_ours(activity, record.request.target)
            record.in_doubt = True

        try:
            accepted = send_restore(
                self._session,
                self._context.ref,
                plan.body,
                activity_id=activity,
                before_send=before_send,
            )
        except TaskError as failure:
            if not failure.in_doubt:
                record.in_doubt = was_in_doubt
                pause = self._pause_after(failure)
                if pause is None:
                    raise
                raise Postponed(pause, failure) from failure
            return (yield from self._clear_doubt(failure))
        record.in_doubt, record.sent, record.under_way = False, True, True
        return (yield from self._job_of(accepted, plan))

    def has_sent(self, job: Job) -> bool:
        """Whether this is the job of a restore whose answer was lost."""
        return self._record.in_doubt and same_id(job.activity_id, self._record.activity_id)

    def _activity_id(self, plan: Plan) -> str:
        """The id under which this run sends this restore, each time, and which its job then carries."""
        parts = (self._run.orders.run_id, plan.body.target.key, plan.choice.instance.id.lower())
        return str(uuid5(ACTIVITIES, "|".join((*parts, plan.choice.point_id))))

    def _check_look(self, plan: Plan) -> None:
        """Raise where nothing may leave: the run is over or stops, or what was judged is too old."""
        if self._run.is_over:
            raise RunEnded(f"The run is over, so {restoring(plan.body)} was not started.")
        if self._run.stopped:
            raise Postponed(0.0, RunEnded(f"Another disk has failed, so {restoring(plan.body)} was not started."))
        age = self._session.clock.monotonic() - plan.seen_at
        # Longer each time that this was too short, so that it is sent at last.
        if age > LOOK_HOLDS_SECONDS * 2 ** self._refusals[JobListOutdated.code]:
            raise JobListOutdated(
                f"{age:.1f} seconds have passed since the jobs of vault {self._context.ref} were read."
            )

    def _pause_after(self, failure: TaskError) -> float | None:
        """Seconds until what was not accepted can be tried again; None if there is nothing to be gained."""
        pause = self._wanted_pause(failure)
        return pause if pause is not None and pause < self._session.deadline.left else None

    def _wanted_pause(self, failure: TaskError) -> float | None:
        if failure.problem.code == TOO_MANY_AT_ONCE:
            self._run.limit.narrow()
            return self._run.orders.poll_interval
        kind = str(failure.trace.http_status or failure.problem.code)
        if not (failure.passing or isinstance(failure, JobListOutdated)):
            return None
        self._refusals[kind] += 1
        number = self._refusals[kind]
        if isinstance(failure, JobListOutdated):
            return 0.0 if number <= MOST_REFUSALS else None
        if failure.trace.http_status == 401:
            return 0.0 if number == 1 else None
        if failure.trace.http_status is None:
            return backoff(number) if number < MOST_REFUSALS else None
        return failure.retry_after or backoff(number)

    def _clear_doubt(self, failure: TaskError) -> Steps[str]:
        """The name of the job of a restore whose answer was lost. Raises `Postponed` or `OutcomeUnknown` if none is."""
        self._sends_in_doubt += 1
        found = yield from self._look_for_job()
        if found:
            return found
        if self._sends_in_doubt < SENDS:
            raise Postponed(0.0, failure) from failure
        raise OutcomeUnknown(f"Azure lists no job for it. {failure}") from failure

    def _job_of(self, accepted: Answer, plan: Plan) -> Steps[str]:
        """The name of the job of an accepted restore. A status URL that can't be read is no end of it."""
        body, interval = plan.body, self._run.orders.poll_interval
        try:
            job_id = yield from follow_restore(self._session, body, accepted, poll_interval=interval)
            if job_id:
                return job_name(job_id)
            failure: TaskError = NoAnswer(f"Azure finished {restoring(body)} without naming its job.")
        except OperationFailed as refusal:
            self._record.under_way = False
            pause = self._pause_after(refusal)
            if pause is None:
                raise
            self._record.sent = False
            raise Postponed(pause, refusal) from refusal
        except DeadlinePassed:
            raise
        except Exception as unreadable:
            failure = failure_of(unreadable)
        found = yield from self._look_for_job()
        if found:
            return found
        raise OutcomeUnknown(
            f"Azure accepted it, but lists no job for it. {failure}", trace=accepted.trace
        ) from failure

    def _look_for_job(self) -> Steps[str | None]:
        """The name of our job, looked for by its activity id at growing intervals; None if none shows.

        While Azure does not answer, nothing is known, and the time does not count.
        """
        session, activity = self._session, self._record.activity_id or ""
        pause, looked_for = FIRST_LOOK_SECONDS, 0.0
        while True:
            pause = bounded(pause, session.deadline, f"The search for the job with activity id {activity}")
            yield pause
            thoroughly = looked_for + pause >= LOOK_FOR_SECONDS
            try:
                found = self._context.job_index.find_by_activity(activity, self._since, thoroughly=thoroughly)
            except TaskError as failure:
                if not failure.passing:
                    raise
                continue
            if found:
                return found.name
            if thoroughly:
                return None
            looked_for += pause
            pause = min(LONGEST_LOOK_SECONDS, pause * 2)
