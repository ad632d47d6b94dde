# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Operations of the Backup service that begin a job."""

from __future__ import annotations

from ..._arm.operations import follow_operation
from ..._arm.session import ArmSession
from ..._arm.transport import Answer
from ..._arm.waiter import Steps
from .. import wire


def follow_to_job(session: ArmSession, accepted: Answer, *, doing: str, poll_interval: float) -> Steps[str | None]:
    """Follow the operation that an answer began to the ARM id of its job, None if it names none."""
    operation = yield from follow_operation(session, accepted, doing=doing, poll_interval=poll_interval)
    return wire.text(operation.body, "properties", "jobId") or wire.text(operation.body, "jobId")
