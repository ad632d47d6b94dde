# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Waiting for jobs that are known to run, whether Azure answers or not."""

from __future__ import annotations

from typing import Protocol

from .._arm.errors import TaskError
from .._arm.waiter import Steps, wait_for
from .._azure.dataprotection.jobs import Job
from .awaited_jobs import goes_on
from .run_context import RunContext

MISSING_FOR_SECONDS = 120.0


class Awaited(Protocol):
    """What waits for a job: the latest that is known of it, and whether Azure does not answer at the moment."""

    job: Job | None
    unanswered: bool


def wait_for_job(
    awaited: Awaited, name: str, context: RunContext, *, poll_interval: float, to_its_end: bool
) -> Steps[Job]:
    """The job, once it shows, or once it has ended. A job can be named a little before it can be read."""
    session, watch = context.session, context.watch
    since = session.clock.monotonic()

    def look() -> Job | None:
        job: Job | None = None
        try:
            job = watch.see(name, since=since, interval=poll_interval)
            awaited.unanswered = False
        except TaskError as failure:
            if not (goes_on(failure) or _shows_later(failure, session.clock.monotonic() - since)):
                raise
            awaited.unanswered = failure.passing
        awaited.job = job.with_details_of(awaited.job) if job else awaited.job
        return job if job and (job.has_ended or not to_its_end) else None

    waiting_for = f"The {context.job_index.kind.lower()} job {name}"
    return wait_for(look, lambda: watch.next_look(poll_interval), session.deadline, waiting_for)


def _shows_later(failure: TaskError, missing_for: float) -> bool:
    return failure.trace.http_status == 404 and missing_for <= MISSING_FOR_SECONDS
