# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a failure means for a disk, in words that say it."""

from __future__ import annotations

from dataclasses import replace

from .._arm.errors import Failure, RequestRefused, Trace
from .._arm.problems import Problem
from .._dataprotection.jobs import ENDED_BADLY, Job
from .records import Outcome, Record
from .sending import OutcomeUnknown
from .verifying import NotVerified
from .wishes import Wish


class JobFailed(Failure):
    """The restore's job ended, and not well."""

    code = "JobFailed"


class StillRunning(Failure):
    """The time to wait is over, and the restore goes on in Azure."""

    code = "StillRunning"


def job_failed(job: Job, wish: Wish, rival: Job | None) -> JobFailed:
    """The failure of a job that ended otherwise than well; `rival` is another one that makes, or has made, the disk."""
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


def meaning_of(failure: Failure, record: Record) -> tuple[Outcome, Failure]:
    """What a failure means for the disk, and the failure in words that say so."""
    if record.in_doubt or isinstance(failure, OutcomeUnknown):
        return "outcome_unknown", _caused(
            OutcomeUnknown(
                f"The restore of disk {record.wish.target.name!r} was sent, and what became of it is not known: "
                f"{failure} Look for a job with activity id {record.activity_id} in the vault (backup_job_info with "
                f"job_ids: [{record.activity_id}]) and for the disk before it is sent again.",
                problem=failure.problem if isinstance(failure, RequestRefused) else None,
                trace=replace(failure.trace, client_request_id=record.activity_id),
            ),
            failure,
        )
    known = record.job_name or record.activity_id if record.under_way else record.job_name
    if known is None or isinstance(failure, (JobFailed, NotVerified)):
        return "failed", failure
    return "running", _caused(
        StillRunning(
            f"{failure} {_what_goes_on(record)} The same task again attaches to it, and backup_job_info with "
            f"job_ids: [{known}] and wait: true waits for its end.",
            problem=failure.problem if isinstance(failure, RequestRefused) else None,
            trace=replace(failure.trace, client_request_id=record.activity_id),
        ),
        failure,
    )


def _what_goes_on(record: Record) -> str:
    if record.job and record.job.ended_well:
        return f"The restore job {record.job_name} has completed, and the disk could not be verified yet."
    if record.job_name:
        return f"The restore goes on in Azure as job {record.job_name}."
    return f"Azure has accepted the restore, with activity id {record.activity_id}, and goes on with it."


def _caused(meaning: Failure, by: Failure) -> Failure:
    meaning.__cause__ = by
    return meaning
