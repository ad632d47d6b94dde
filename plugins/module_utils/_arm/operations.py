# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Long-running operations: follows what a 202 started until it ends."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import NoAnswer, OperationFailed, Trace, capitalised
from .problem_reader import read_problem
from .problems import Problem
from .session import ArmSession
from .times import parse_retry_after
from .transport import Answer
from .usual_time import UsualTime
from .waiter import Steps, bounded, look_times, wait_for

# The longest wait before a look, whatever an answer asks for: operations of Azure Backup take seconds.
LONGEST_WAIT = 60.0
# The longest pause between two looks, whatever poll_interval says, for the same reason.
LONGEST_PAUSE = 5.0
# ARM's async contract: anything else means "go on". Compared without case: Azure Backup says `Inprogress`.
SUCCEEDED = "succeeded"
FAILED = frozenset({"failed", "canceled", "cancelled"})


@dataclass(frozen=True)
class Operation:
    """An operation that succeeded, and the answer that said so: an empty `body` if Azure sent none."""

    body: dict[str, object]


def follow_operation(
    session: ArmSession, accepted: Answer, *, doing: str, poll_interval: float, usual: UsualTime | None = None
) -> Steps[Operation]:
    """Read the operation that an answer started until it ends.

    The status URL comes in `Azure-AsyncOperation` and is used byte for byte: it can be signed. It answers
    HTTP 200 for failed operations too. `Retry-After` stands on the 202 and says when to look first; status
    answers carry none. `Location` is left alone: it needs rights on the subscription. An answer other than 202 that
    names an operation is not finished either (Compute answers a PUT so). One of many is read when it is `usual` that
    it has ended.
    Raises `OperationFailed`, or what `ArmSession.get` raises if the status can't be read.
    """
    url = accepted.headers.get("azure-asyncoperation")
    if not url:
        if accepted.status != 202:
            return _finished(accepted)
        raise NoAnswer(f"Azure accepted {doing} but named no operation to follow.", trace=accepted.trace)
    answer, waiting_for, began = accepted, capitalised(doing), session.clock.monotonic()
    longest = min(poll_interval, LONGEST_PAUSE)
    pauses = look_times(longest, asked_to_wait(accepted, session))

    def look() -> Operation | None:
        nonlocal answer
        answer = session.get(url, doing=f"looking at the operation of {doing}")
        status = _status(answer)
        if status in FAILED:
            problem = read_problem(answer.body) or Problem("OperationFailed", f"the operation ended as {status}")
            raise OperationFailed(f"{waiting_for} failed: {problem}", problem=problem, trace=_trace(answer, accepted))
        return _finished(answer) if status == SUCCEEDED else None

    def pause() -> float:
        return max(next(pauses, longest), asked_to_wait(answer, session) or 0.0)

    yield bounded(next(pauses, longest), session.deadline, waiting_for)
    if usual is None:
        return (yield from wait_for(look, pause, session.deadline, waiting_for))
    yield from usual.until_due(began)
    try:
        ended = yield from wait_for(look, pause, session.deadline, waiting_for)
    except OperationFailed:
        usual.note(None)
        raise
    usual.note(session.clock.monotonic() - began)
    return ended


def asked_to_wait(answer: Answer, session: ArmSession) -> float | None:
    """Seconds that an answer asks to wait, limited so that time is left for another look. None if it does not ask."""
    asked = parse_retry_after(answer.headers.get("retry-after"), answer.headers.get("date"))
    return None if asked is None else min(asked, LONGEST_WAIT, session.deadline.left / 2)


def _status(answer: Answer) -> str:
    status = answer.body.get("status") if isinstance(answer.body, dict) else None
    return status.lower() if isinstance(status, str) else ""


def _finished(answer: Answer) -> Operation:
    return Operation(answer.body if isinstance(answer.body, dict) else {})


def _trace(answer: Answer, accepted: Answer) -> Trace:
    """The trace of a failed operation: the request that began it is the one that support asks for."""
    return Trace(
        answer.status,
        answer.trace.url,
        answer.trace.request_id,
        answer.trace.correlation_id,
        accepted.trace.client_request_id,
    )
