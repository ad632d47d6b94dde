# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a failure means for a disk, in words that say it."""

from __future__ import annotations

from dataclasses import replace

from .._arm.errors import TaskError, Trace
from .._arm.problems import Cause, Problem
from .._azure.dataprotection.jobs import ENDED_BADLY, Job
from .._backup.errors import OutcomeUnknown
from .errors import JobFailed, NotVerified, StillRunning
from .records import Outcome, Record
from .requests import RestoreRequest


def job_failed(job: Job, request: RestoreRequest, rival: Job | None) -> JobFailed:
    """The failure of a job that ended otherwise than well; `rival` is another one that makes, or has made, the disk."""
    problem = job.problem or Problem("JobFailed", f"Azure gives no reason for the status {job.status!r}")
    known = "" if job.status.lower() in ENDED_BADLY else " (a status that this version does not know)"
    other = ""
    if rival:
        doing = "has made" if rival.ended_well else "is making"
        other = f" Another restore, job {rival.name} (activity id {rival.activity_id}), {doing} a disk with that name."
    return JobFailed(
        f"The restore of disk {request.target.name!r} was accepted, and its job {job.name} ended as "
        f"{job.status}{known}: {problem}{other}",
        problem=problem,
        trace=Trace(client_request_id=job.activity_id),
    )


def meaning_of(failure: TaskError, record: Record) -> tuple[Outcome, TaskError]:
    """What a failure means for the disk, and the failure in words that say so."""
    if record.in_doubt or isinstance(failure, OutcomeUnknown):
        words = (
            f"It is not known whether Azure has started the restore of disk {record.request.target.name!r} (activity "
            "id "
            f"{record.activity_id}): {failure}"
        )
        return "outcome_unknown", _instead(OutcomeUnknown, words, failure, record)
    known = record.job_name or record.activity_id if record.under_way else record.job_name
    if known is None or isinstance(failure, (JobFailed, NotVerified)):
        return "failed", failure
    return "running", _instead(StillRunning, f"{failure} {_what_goes_on(record)}", failure, record)


def _instead(kind: type[TaskError], words: str, failure: TaskError, record: Record) -> TaskError:
    """The failure that another one means. What Azure has said to it stays there, as its cause."""
    said = failure.problem
    causes = (Cause(said.code, said.message), *said.causes) if said.code != failure.code else ()
    problem = Problem(kind.code, words, target=said.target, causes=causes, activity_id=record.activity_id)
    meaning = kind(words, problem=problem, trace=replace(failure.trace, client_request_id=record.activity_id))
    meaning.__cause__ = failure
    return meaning


def _what_goes_on(record: Record) -> str:
    if record.job and record.job.ended_well:
        return f"The restore job {record.job_name} has completed, but the disk could not be verified yet."
    if record.job_name:
        return f"The restore continues in Azure as job {record.job_name}."
    return f"Azure has accepted the restore and continues it (activity id {record.activity_id})."
