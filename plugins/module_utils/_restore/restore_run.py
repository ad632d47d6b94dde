# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the disks of a run have in common: how it is to go, and what each vault says."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

from .._arm.session import ArmSession
from .._arm.usual_time import UsualTime
from .._azure.dataprotection.vaults import VaultRef
from .._backup.role_propagation import RolePropagation
from .._backup.run_context import RunContext
from .._backup.run_contexts import RunContexts
from .._run.concurrency_limit import ConcurrencyLimit
from .records import Orders, Record


@dataclass(frozen=True)
class RestoreRun:
    """Shared by all disks of a run, which began at that moment (monotonic). `failed` is set once one
    of them has, `over` once the run has ended. `validations` knows how long they take."""

    session: ArmSession
    contexts: RunContexts
    orders: Orders
    gate: RolePropagation
    limit: ConcurrencyLimit
    disks: int
    began: float
    validations: UsualTime
    failed: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)

    def context(self, ref: VaultRef) -> RunContext:
        """What is known of a vault."""
        return self.contexts.of(ref)

    def usual_seconds(self, record: Record) -> float | None:
        """How long restores such as that of this disk have taken; None if that is not known."""
        instances = {record.choice.instance.id} if record.choice else set()
        return self.context(record.request.ref).job_index.usual_seconds(instances)

    @property
    def is_over(self) -> bool:
        """Whether the run has ended: threads that outlive it send nothing more."""
        return self.over.is_set()

    @property
    def stopped(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.orders.stop_on_failure and self.failed.is_set()
