# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a failure means for a disk, in words that say it."""

from __future__ import annotations

from .._arm.errors import TaskError, Trace
from .._arm.problems import Problem
from .._azure.dataprotection.jobs import ENDED_BADLY, Job
from .._backup.errors import JobFailed, OutcomeUnknown, StillRunning
from .._backup.failure_words import told_as
from .errors import RecoveryPointNotMade
from .records import Outcome, Record


def job_failed(job: Job, record: Record) -> JobFailed:
    """The failure of a job that ended otherwise than well."""
    problem = job.problem or Problem("JobFailed", f"Azure gives no reason for the status {job.status!r}")
    known = "" if job.status.lower() in ENDED_BADLY else " (a status that this version does not know)"
    return JobFailed(
        f"The backup of disk {record.name!r} was accepted, and its job {job.name} ended as {job.status}{known}: "
        f"{problem}",
        problem=problem,
        trace=Trace(client_request_id=job.activity_id),
    )


def meaning_of(failure: TaskError, record: Record) -> tuple[Outcome, TaskError]:
    """What a failure means for the disk, and the failure in words that say so."""
    if record.in_doubt or isinstance(failure, OutcomeUnknown):
        words = (
            f"It is not known whether Azure has started the backup of disk {record.name!r} (activity id "
            f"{record.activity_id}): {failure}{_how_to_go_on(record)}"
        )
        return "outcome_unknown", told_as(OutcomeUnknown, words, failure, record.activity_id)
    known = record.job_name or record.activity_id if record.under_way else record.job_name
    if known is None or isinstance(failure, (JobFailed, RecoveryPointNotMade)):
        return "failed", failure
    words = f"{failure} {_what_goes_on(record)}{_how_to_go_on(record)}"
    return "running", told_as(StillRunning, words, failure, record.activity_id)


def _what_goes_on(record: Record) -> str:
    if record.job and record.job.ended_well:
        return f"The backup job {record.job_name} has completed, but its recovery point could not be read yet."
    if record.job_name:
        return f"The backup continues in Azure as job {record.job_name}."
    return f"Azure has accepted the backup and continues it (activity id {record.activity_id})."


def _how_to_go_on(record: Record) -> str:
    """What a run that comes later needs, so that a backup that has ended by then counts."""
    if record.request.terms.max_age_seconds is not None:
        return ""
    return " Set max_age when you run the task again: without it, a backup that has ended meanwhile is made once more."
