# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Sending once what begins a job, such as a restore, whatever becomes of the answer.

| what the POST brought | was it accepted | then |
|---|---|---|
| 202 or 200 | yes | a shared look shows the job, or its operation names it; if that fails, it is looked for |
| 429, no connection, 401, no room for another | no | what is there is judged again, then it is sent again |
| any other 4xx | no | an error |
| 408, 5xx, time-out, reset, an answer that is none | unknown | the job is looked for by activity id, for 120 seconds |

Looked for and found: it was accepted. Not found: what is there is judged again, and it is sent once more under the same
activity id. Unknown again and not found again: `OutcomeUnknown`, with what to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid5

from .._arm.errors import DeadlinePassed, NoAnswer, OperationFailed, TaskError
from .._arm.operations import asked_to_wait
from .._arm.resource_ids import same_id
from .._arm.session import BeforeSend, backoff
from .._arm.transport import Answer
from .._arm.unexpected import failure_of
from .._arm.waiter import Steps, bounded, doubling, look_for
from .._azure.dataprotection.jobs import Job, job_name
from .._run.concurrency_limit import ConcurrencyLimit
from .errors import JobListOutdated, OutcomeUnknown, Postponed
from .job_index import LOOK_HOLDS_SECONDS
from .run_context import RunContext

ACTIVITIES = UUID("6f0d9a52-3a6c-5a0e-9d1c-2b7f4f0c8e11")
FIRST_LOOK_SECONDS = 2.0
LONGEST_LOOK_SECONDS = 30.0
LOOK_FOR_SECONDS = 120.0
SENDS = 2
# When a job shows that was just sent, in the vault's list and in Resource Graph.
FIRST_SHOWN_SECONDS = 1.0
NEXT_SHOWN_SECONDS = 5.0
GRAPH_LAGS_SECONDS = 30.0
MOST_REFUSALS = 6
TOO_MANY_AT_ONCE = "UserErrorMaxConcurrentOperationLimitReached"


def activity_id_of(*parts: str) -> str:
    """The id under which a run sends something, each time, and which its job then carries. `parts` say what it is."""
    return str(uuid5(ACTIVITIES, "|".join(parts)))


@dataclass(frozen=True)
class JobRequest:
    """What is to be sent once, and begins a job.

    `doing` names it in messages. `seen_at` is when the jobs were read from which it was decided (monotonic). `check`
    is called right before it leaves: what it raises is raised, and nothing is sent. `post` sends it, and `follow` leads
    from the answer that accepted it to the ARM id of its job, None if Azure names none.
    """

    doing: str
    activity_id: str
    seen_at: float
    check: Callable[[], None]
    post: Callable[[BeforeSend], Answer]
    follow: Callable[[Answer], Steps[str | None]]


class Sending(Protocol):
    """What is known of something that is sent once.

    `in_doubt`: it was sent, and it is not known whether Azure accepted it. `sent`: Azure accepted it. `under_way`:
    Azure accepted it, and its end is not known.
    """

    activity_id: str | None
    in_doubt: bool
    sent: bool
    under_way: bool


class SendOnce:
    """Sends one thing. `sending` says meanwhile what is known of it."""

    def __init__(self, sending: Sending, context: RunContext, limit: ConcurrencyLimit, poll_interval: float) -> None:
        self._sending = sending
        self._job_index = context.job_index
        self._session = context.session
        self._ref = context.ref
        self._limit = limit
        self._poll_interval = poll_interval
        self._refusals: Counter[str] = Counter()
        self._sends_in_doubt = 0
        self._since: datetime | None = None

    def send(self, request: JobRequest) -> Steps[str]:
        """Send what was decided a moment ago, and return the name of its job.

        Raises `Postponed` if it was not accepted and can be tried again.
        """
        sending, was_in_doubt = self._sending, self._sending.in_doubt
        sending.activity_id = request.activity_id
        self._since = self._since or self._session.service_now

        def before_send() -> None:
            request.check()
            self._check_look(request)
            sending.in_doubt = True

        try:
            accepted = request.post(before_send)
        except TaskError as failure:
            if not failure.in_doubt:
                sending.in_doubt = was_in_doubt
                pause = self._pause_after(failure)
                if pause is None:
                    raise
                raise Postponed(pause, failure) from failure
            return (yield from self._clear_doubt(request, failure))
        sending.in_doubt, sending.sent, sending.under_way = False, True, True
        return (yield from self._job_of(request, accepted))

    def has_sent(self, job: Job) -> bool:
        """Whether this is the job of what was sent, and whose answer was lost."""
        return self._sending.in_doubt and same_id(job.activity_id, self._sending.activity_id)

    def _check_look(self, request: JobRequest) -> None:
        """Raise if the jobs were read too long ago. Each time that this was too short, it may be longer."""
        age = self._session.clock.monotonic() - request.seen_at
        if age > LOOK_HOLDS_SECONDS * 2 ** self._refusals[JobListOutdated.code]:
            raise JobListOutdated(f"{age:.1f} seconds have passed since the jobs of vault {self._ref} were read.")

    def _pause_after(self, failure: TaskError) -> float | None:
        """Seconds until what was not accepted can be tried again; None if there is nothing to be gained."""
        pause = self._wanted_pause(failure)
        return pause if pause is not None and pause < self._session.deadline.left else None

    def _wanted_pause(self, failure: TaskError) -> float | None:
        if failure.problem.code == TOO_MANY_AT_ONCE:
            self._limit.narrow()
            return self._poll_interval
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

    def _clear_doubt(self, request: JobRequest, failure: TaskError) -> Steps[str]:
        """The name of the job of what was sent and whose answer was lost.

        Raises `Postponed` or `OutcomeUnknown` if there is none.
        """
        self._sends_in_doubt += 1
        found = yield from self._look_for_job(request.activity_id)
        if found:
            return found
        if self._sends_in_doubt < SENDS:
            raise Postponed(0.0, failure) from failure
        raise OutcomeUnknown(f"Azure lists no job for it. {failure}") from failure

    def _job_of(self, request: JobRequest, accepted: Answer) -> Steps[str]:
        """The name of the job of what was accepted. A status URL that can't be read is no end of it."""
        try:
            if self._job_index.is_shared:
                if shown := (yield from self._shown(request, accepted)):
                    return shown
                accepted = replace(accepted, headers={**accepted.headers, "retry-after": ""})
            job_id = yield from request.follow(accepted)
            if job_id:
                return job_name(job_id)
            failure: TaskError = NoAnswer(f"Azure finished {request.doing} without naming its job.")
        except OperationFailed as refusal:
            self._sending.under_way = False
            pause = self._pause_after(refusal)
            if pause is None:
                raise
            self._sending.sent = False
            raise Postponed(pause, refusal) from refusal
        except DeadlinePassed:
            raise
        except Exception as unreadable:
            failure = failure_of(unreadable)
        found = yield from self._look_for_job(request.activity_id)
        if found:
            return found
        raise OutcomeUnknown(
            f"Azure accepted it, but lists no job for it. {failure}", trace=accepted.trace
        ) from failure

    def _shown(self, request: JobRequest, accepted: Answer) -> Steps[str | None]:
        """The name of the job, if a look that is shared shows it when its operation would be read; None if not."""
        clock, index = self._session.clock, self._job_index
        began = due = clock.monotonic()
        asked = asked_to_wait(accepted, self._session)
        pause = FIRST_SHOWN_SECONDS if asked is None else asked
        while True:
            due += pause
            yield bounded(pause, self._session.deadline, f"The search for the job of {request.doing}")
            with suppress(TaskError):
                if not index.shown(request.activity_id, self._since):
                    index.look(due - pause / 2)
            if job := index.shown(request.activity_id, self._since):
                return job.name
            if index.list_is_short or clock.monotonic() - began >= GRAPH_LAGS_SECONDS:
                return None
            pause = NEXT_SHOWN_SECONDS

    def _look_for_job(self, activity_id: str) -> Steps[str | None]:
        """The name of our job, looked for by its activity id at growing intervals; None if none shows."""
        waiting_for = f"The search for the job with activity id {activity_id}"
        pauses, deadline = doubling(FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS), self._session.deadline

        def look(looked_for: float) -> str | None:
            """The name of the job; an empty one if it shows nowhere, and it is not looked for any longer."""
            thoroughly = FIRST_LOOK_SECONDS + looked_for >= LOOK_FOR_SECONDS
            found = self._job_index.find_by_activity(activity_id, self._since, thoroughly=thoroughly)
            return found.name if found else "" if thoroughly else None

        yield bounded(next(pauses, 0.0), deadline, waiting_for)
        return (yield from look_for(look, pauses, deadline, waiting_for)) or None
