# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Sending a restore once, whatever becomes of the answer.

| what the POST brought | was it accepted | then |
|---|---|---|
| 202 or 200 | yes | its operation is followed to the job; where that can't be read, the job is looked for |
| 429 | no | sent again when Azure says (the session does that) |
| any other 4xx, no connection | no | an error |
| 408, 5xx, time-out, reset, an answer that is none | unknown | the job is looked for by activity id, for 120 seconds |

Looked for and found: it was accepted. Not found, and no disk there either: it is sent once more under the same activity
id. Unknown again and not found again: `OutcomeUnknown`, with what to look at.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from .._arm.errors import Failure, MisplacedTrust, NoAnswer, RequestRefused
from .._arm.transport import Answer, Lost
from .._arm.waiting import Steps, bounded
from .._dataprotection.jobs import job_name
from .._dataprotection.restores import follow_restore, restoring, send_restore
from .knowledge import Knowledge
from .planning import Plan
from .records import Orders, Record

ACTIVITIES = UUID("6f0d9a52-3a6c-5a0e-9d1c-2b7f4f0c8e11")
LOOKS = (2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0)
SENDS = 2


class OutcomeUnknown(Failure):
    """A restore was sent, and what became of it can't be told."""

    code = "OutcomeUnknown"


class NotWanted(Failure):
    """Whoever asked for the restore is gone: nothing is sent."""

    code = "NotWanted"


def activity_id(plan: Plan, knowledge: Knowledge) -> str:
    """The id that an attempt at a restore is sent under and that its job then carries.

    The same for every run that attempts the same, so that Azure, and whoever looks at its jobs, can tell.
    """
    instance = plan.choice.instance.id.lower()
    attempt = knowledge.evidence.last_ended(instance)
    return str(uuid5(ACTIVITIES, "|".join((plan.request.target.key, instance, plan.choice.point_id, attempt))))


def send_once(plan: Plan, record: Record, knowledge: Knowledge, orders: Orders) -> Steps[str]:
    """Send the restore and return the name of its job. `record` tells meanwhile whether it was sent, and as what."""
    record.activity_id = activity_id(plan, knowledge)
    failure: Failure | None = None
    for _send in range(SENDS):
        if not orders.still_wanted():
            raise NotWanted("The run that wanted this restore is gone, so that it was not sent.") from failure
        try:
            accepted = send_restore(knowledge.session, knowledge.ref, plan.request, activity_id=record.activity_id)
        except Failure as refused:
            if not _may_have_taken_effect(refused):
                raise
            failure = refused
        else:
            record.sent = True
            return (yield from _job_of(accepted, plan, record.activity_id, knowledge, orders))
        record.sent = True
        found = yield from _look_for(record.activity_id, knowledge)
        if found:
            return found
        if knowledge.disks.find(plan.request.target, not_before=knowledge.session.clock.monotonic()):
            break
    raise OutcomeUnknown(f"No job of it shows. {failure}") from failure


def _job_of(accepted: Answer, plan: Plan, activity: str, knowledge: Knowledge, orders: Orders) -> Steps[str]:
    """The name of the job of an accepted restore. A status URL that can't be read is no end of it."""
    request = plan.request
    try:
        job_id = yield from follow_restore(knowledge.session, request, accepted, poll_interval=orders.poll_interval)
        if job_id:
            return job_name(job_id)
        failure: Failure = NoAnswer(f"Azure finished {restoring(request)} without naming its job.")
    except (RequestRefused, NoAnswer, MisplacedTrust) as unreadable:
        failure = unreadable
    found = yield from _look_for(activity, knowledge)
    if found:
        return found
    raise OutcomeUnknown(f"It was accepted, but no job of it shows. {failure}", trace=accepted.trace) from failure


def _look_for(activity: str, knowledge: Knowledge) -> Steps[str | None]:
    """The name of the job with that activity id, looked for at growing intervals; None where none shows."""
    for number, pause in enumerate(LOOKS, 1):
        yield bounded(pause, knowledge.session.deadline, f"The search for the job with activity id {activity}")
        found = knowledge.evidence.find_by_activity(activity, thoroughly=number == len(LOOKS))
        if found:
            return found.name
    return None


def _may_have_taken_effect(failure: Failure) -> bool:
    """Whether a restore may have been accepted: its answer was lost, is none, or tells a trouble of the server."""
    if isinstance(failure, RequestRefused):
        return failure.status >= 500 or failure.status == 408
    return isinstance(failure, NoAnswer) and (
        isinstance(failure.__cause__, Lost) or failure.trace.http_status is not None
    )
