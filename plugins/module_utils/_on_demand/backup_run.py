# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the disks of a run have in common: how it is to go, and what each vault says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Event

from .._arm.errors import TaskError
from .._arm.pace import Pace
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._arm.waiter import Steps
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.policies import BackupPolicy, get_policy
from .._azure.dataprotection.vaults import VaultRef
from .._azure.resource_graph.tables import snapshot_counts
from .._backup.run_context import RunContext
from .._run.concurrency_limit import ConcurrencyLimit
from .errors import BackupRuleNotFound
from .records import Orders
from .requests import BackupRequest

# A count that is to warn, or to save a backup that can't succeed, is not worth more.
COUNT_SECONDS = 5.0
FEWEST_TO_GATHER = 3
GATHER_SECONDS = 0.5


class BackupRun:
    """Shared by all disks of a run, which began at that moment (monotonic); safe to use from many threads.

    `failed` is set once one of them has, `over` once the run has ended. `snapshots` has the number of those of each
    disk by its id in lower case, as far as it is known.
    """

    def __init__(self, session: ArmSession, requests: Sequence[BackupRequest], orders: Orders) -> None:
        self.session = session
        self.orders = orders
        self.disks = len(requests)
        self.began = session.clock.monotonic()
        self.limit = ConcurrencyLimit(orders.max_parallel, session.threads)
        self.failed, self.over = Event(), Event()
        self.snapshots: Mapping[str, int] = {}
        self._contexts = _contexts(session, requests)
        self._lock = session.threads.lock()
        self._policies: dict[str, BackupPolicy | TaskError] = {}

    def context(self, ref: VaultRef) -> RunContext:
        """What is known of a vault."""
        return self._contexts[ref.id.key]

    @property
    def stopped(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.orders.stop_on_failure and self.failed.is_set()

    def until_others_look(self) -> float:
        """Seconds until the moment at which those of many disks that are ready look together; 0 for a few."""
        return (
            0.0 if self.disks < FEWEST_TO_GATHER else GATHER_SECONDS - self.session.clock.monotonic() % GATHER_SECONDS
        )

    def count_snapshots(self, instances: Sequence[BackupInstance]) -> Steps[None]:
        """Count the snapshots that each disk has. Without a prompt answer, their numbers stay unknown."""
        with suppress(TaskError):
            session = self.session.for_at_most(COUNT_SECONDS)
            self.snapshots = snapshot_counts(session, [each.source_id for each in instances if each.source_id])
        yield from ()

    def policy(self, ref: VaultRef, instance: BackupInstance) -> BackupPolicy:
        """The policy by which a disk is backed up, read once for all of its disks."""
        parsed = ResourceId.parse_if_one(instance.policy_id)
        if parsed is None:
            raise BackupRuleNotFound(f"The backup instance {instance.name!r} names no backup policy.")
        with self._lock:
            if parsed.key not in self._policies:
                self._policies[parsed.key] = _read_policy(self.session, ref, parsed.name)
            found = self._policies[parsed.key]
        if isinstance(found, TaskError):
            raise found
        return found


def _contexts(session: ArmSession, requests: Sequence[BackupRequest]) -> dict[str, RunContext]:
    """One for each vault, with the disks that it is asked for. Those of a subscription share its turns to write."""
    refs = {request.ref.id.key: request.ref for request in requests}
    paces: dict[str, Pace] = {}
    contexts: dict[str, RunContext] = {}
    for key, ref in refs.items():
        sources = [request.source for request in requests if request.ref.id.key == key]
        contexts[key] = context = RunContext(session, ref, sources, kind="Backup")
        context.pace = paces.setdefault(ref.id.subscription_id.lower(), context.pace)
    return contexts


def _read_policy(session: ArmSession, ref: VaultRef, name: str) -> BackupPolicy | TaskError:
    try:
        return get_policy(session, ref, name)
    except TaskError as failure:
        return failure
