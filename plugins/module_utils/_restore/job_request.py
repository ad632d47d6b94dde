# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is sent once to restore a disk."""

from __future__ import annotations

from .._arm.errors import RunEnded
from .._azure.dataprotection.restores import follow_restore, restoring, send_restore
from .._backup.drill_marks import Drill, drill_activity_id
from .._backup.errors import Postponed
from .._backup.run_context import RunContext
from .._backup.send_once import JobRequest, activity_id_of
from .plans import Plan
from .restore_run import RestoreRun


def job_request(plan: Plan, context: RunContext, run: RestoreRun, drill: Drill | None) -> JobRequest:
    """The request for the restore that was planned. The same run sends the same restore under the same activity id.

    So does the same drill, whichever run of it.
    """
    body = plan.body
    instance_id, target = plan.choice.instance.id, body.target
    if drill:
        activity_id = drill_activity_id(drill.id, target, instance_id, plan.choice.point_id)
    else:
        activity_id = activity_id_of(run.orders.run_id, target.key, instance_id.lower(), plan.choice.point_id)

    def check() -> None:
        """Raise if the run is over, or stops."""
        if run.over.is_set():
            raise RunEnded(f"The run is over, so {restoring(body)} was not started.")
        if run.stopped:
            raise Postponed(0.0, RunEnded(f"Another disk has failed, so {restoring(body)} was not started."))
        context.job_index.note_ours(activity_id, target)

    return JobRequest(
        doing=restoring(body),
        activity_id=activity_id,
        seen_at=plan.seen_at,
        check=check,
        post=lambda before_send: send_restore(
            context.session, context.ref, body, activity_id=activity_id, before_send=before_send
        ),
        follow=lambda accepted: follow_restore(context.session, body, accepted, poll_interval=run.orders.poll_interval),
    )
