# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the disks that are restored in a run have in common."""

from __future__ import annotations

from collections.abc import Sequence

from .._arm.session import ArmSession
from .._arm.usual_time import UsualTime
from .._backup.disk_run import DiskRun
from .._backup.role_propagation import RolePropagation
from .._backup.run_contexts import Asked
from .records import Orders, Record
from .requests import RestoreRequest


class RestoreRun(DiskRun):
    """A run that restores disks.

    `digest` is that of its plan, as soon as there is one. `validations` knows how long they take.
    """

    digest: str | None = None

    def __init__(self, session: ArmSession, requests: Sequence[RestoreRequest], orders: Orders) -> None:
        super().__init__(
            session,
            [Asked(request.ref, request.source, request.target) for request in requests],
            "Restore",
            max_parallel=orders.max_parallel,
            stop_on_failure=orders.stop_on_failure,
        )
        self.orders = orders
        self.gate = RolePropagation(session.clock, session.threads, orders.permission_seconds)
        self.validations = UsualTime(session.clock, session.threads)

    def usual_seconds(self, record: Record) -> float | None:
        """How long restores such as that of this disk have taken; None if that is not known."""
        instances = {record.choice.instance.id} if record.choice else set()
        return self.context(record.request.ref).job_index.usual_seconds(instances)
