# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is sent once to back a disk up."""

from __future__ import annotations

from contextlib import suppress

from .._arm.errors import RunEnded, TaskError
from .._arm.transport import Answer
from .._arm.waiter import Steps, bounded
from .._azure.dataprotection.backups import BackupBody, backing_up, follow_backup, send_backup
from .._backup.errors import Postponed
from .._backup.run_context import RunContext
from .._backup.send_once import JobRequest, activity_id_of
from .backup_run import BackupRun
from .plans import Plan

LOOK_SECONDS = 1.0
LOOK_FOR_SECONDS = 10.0


def job_request(plan: Plan, context: RunContext, run: BackupRun) -> JobRequest:
    """The request for the backup that was planned. The same run sends the same one under the same activity id."""
    body = plan.body
    activity_id = activity_id_of(run.orders.run_id, "backup", plan.instance.id.lower())

    def check() -> None:
        """Raise if the run is over, or stops."""
        if run.over.is_set():
            raise RunEnded(f"The run is over, so that {backing_up(body)} was not sent.")
        if run.stopped:
            raise Postponed(0.0, RunEnded(f"Another disk has failed, so that {backing_up(body)} was not sent."))

    return JobRequest(
        doing=backing_up(body),
        activity_id=activity_id,
        seen_at=plan.seen_at,
        check=check,
        post=lambda before_send: send_backup(
            context.session, context.ref, body, activity_id=activity_id, before_send=before_send
        ),
        follow=lambda accepted: _follow(accepted, body, activity_id, context, run),
    )


def _follow(
    accepted: Answer, body: BackupBody, activity_id: str, context: RunContext, run: BackupRun
) -> Steps[str | None]:
    """The job of an accepted backup. Azure asks to look at the operation after half a minute only.

    The job shows in the list after some seconds. Whoever does not wait for jobs, because an application is frozen
    meanwhile, is not to wait longer; and one look at a short list has the jobs of many disks.
    """
    looked_for, many = 0.0, context.job_index.list_is_short and run.until_others_look(context) > 0
    while (many or not run.orders.wait) and looked_for < LOOK_FOR_SECONDS:
        pause = LOOK_SECONDS + run.until_others_look(context)
        due = context.session.clock.monotonic() + pause
        yield bounded(pause, context.session.deadline, f"The search for the job with activity id {activity_id}")
        looked_for += pause
        with suppress(TaskError):
            if job := context.job_index.find_by_activity(activity_id, None, not_before=due):
                return job.name
    return (yield from follow_backup(context.session, body, accepted, poll_interval=run.orders.poll_interval))
