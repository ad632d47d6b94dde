# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Long-running operations, followed on values."""

from __future__ import annotations

from typing import Any, cast

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clock import Deadline
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import (
    DeadlinePassed,
    NoAnswer,
    OperationFailed,
    Trace,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.operations import Operation, follow_operation
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.session import ArmSession
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.transport import Answer
from ansible_collections.azure_dr.backup.tests.support.clock import Clock

STATUS = "https://management.azure.com/operations/1"
RUNNING = {"status": "Inprogress"}
DONE = {"status": "Succeeded", "properties": {"jobId": "/jobs/1"}}


def answer(status: int, body: object = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, body, True, Trace(http_status=status))


class Session:
    """Gives one answer after another for the status of an operation, and the last one again."""

    def __init__(self, *bodies: object, seconds: float = 300.0) -> None:
        self.clock = Clock()
        self.deadline = Deadline(self.clock, seconds)
        self._bodies = list(bodies)
        self.asked: list[str] = []

    def get(self, target: str, *, doing: str) -> Answer:
        self.deadline.check(doing)
        self.asked.append(target)
        return answer(200, self._bodies.pop(0) if len(self._bodies) > 1 else self._bodies[0])


def follow(session: Session, accepted: Answer) -> tuple[Operation, list[float]]:
    """The operation, and the pauses before its looks."""
    pauses: list[float] = []
    steps = follow_operation(cast(ArmSession, session), accepted, doing="restoring", poll_interval=30)
    while True:
        try:
            pauses.append(next(steps))
        except StopIteration as end:
            return end.value, pauses
        session.clock.sleep(pauses[-1])


@pytest.mark.parametrize("status", [200, 201, 202])
def test_an_answer_that_names_an_operation_is_not_finished(status: int) -> None:
    session = Session(RUNNING, DONE)

    operation, _pauses = follow(session, answer(status, {"id": "/vm"}, azure_asyncoperation=STATUS))

    assert session.asked == [STATUS, STATUS]
    assert operation.body == DONE


@pytest.mark.parametrize("status", [200, 201, 204])
def test_an_answer_that_names_none_is_finished(status: int) -> None:
    session = Session(RUNNING)

    operation, pauses = follow(session, answer(status, {"jobId": "/jobs/1"}))

    assert (operation.body, pauses, session.asked) == ({"jobId": "/jobs/1"}, [], [])


def test_what_was_accepted_must_name_its_operation() -> None:
    with pytest.raises(NoAnswer, match="named no operation to follow"):
        follow(Session(DONE), answer(202))


@pytest.mark.parametrize(
    ("asked", "seconds", "first"), [("10", 300, 10), ("0", 300, 0), ("86400", 7200, 60), ("86400", 40, 20)]
)
def test_the_first_wait_is_what_azure_asks_for_within_reason(asked: str, seconds: float, first: float) -> None:
    session = Session(DONE, seconds=seconds)

    _operation, pauses = follow(session, answer(202, azure_asyncoperation=STATUS, retry_after=asked))

    assert pauses == [first]


def test_an_operation_that_does_not_end_ends_at_the_deadline() -> None:
    session = Session(RUNNING, seconds=100)

    with pytest.raises(DeadlinePassed):
        follow(session, answer(202, azure_asyncoperation=STATUS))

    assert session.clock.seconds <= 101


@pytest.mark.parametrize("status", ["Failed", "Canceled", "cancelled"])
def test_an_operation_that_ends_badly(status: str) -> None:
    body: dict[str, Any] = {"status": status, "error": {"code": "Why", "message": "So."}}

    with pytest.raises(OperationFailed, match=r"Restoring failed: Why: So\."):
        follow(Session(body), answer(202, azure_asyncoperation=STATUS))
