# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the disks of a run have in common: how it is to go, and what each vault says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from .._arm.errors import TaskError
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._arm.waiter import Steps
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.policies import BackupPolicy, get_policy
from .._azure.dataprotection.vaults import VaultRef
from .._azure.resource_graph.tables import snapshot_counts
from .._backup.disk_run import DiskRun
from .._backup.run_contexts import Asked
from .errors import BackupRuleNotFound
from .records import Orders, Record
from .requests import BackupRequest

# A count that is to warn, or to save a backup that can't succeed, is not worth more.
COUNT_SECONDS = 5.0


class BackupRun(DiskRun):
    """A run that backs disks up. `snapshots` has the number of those of each disk by its id in lower case, if known."""

    def __init__(self, session: ArmSession, requests: Sequence[BackupRequest], orders: Orders) -> None:
        super().__init__(
            session,
            [Asked(request.ref, request.source) for request in requests],
            "Backup",
            max_parallel=orders.max_parallel,
            stop_on_failure=orders.stop_on_failure,
        )
        self.orders = orders
        self.snapshots: Mapping[str, int] = {}
        self._lock = session.threads.lock()
        self._policies: dict[str, BackupPolicy | TaskError] = {}

    def count_snapshots(self, instances: Sequence[BackupInstance]) -> Steps[None]:
        """Count the snapshots that each disk has. Without a prompt answer, their numbers stay unknown."""
        with suppress(TaskError):
            session = self.session.for_at_most(COUNT_SECONDS)
            self.snapshots = snapshot_counts(session, [each.source_id for each in instances if each.source_id])
        yield from ()

    def usual_seconds(self, record: Record) -> float | None:
        """How long backups such as that of this disk have taken; None if that is not known."""
        instances = {record.instance.id} if record.instance else set()
        return self.context(record.request.ref).job_index.usual_seconds(instances)

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


def _read_policy(session: ArmSession, ref: VaultRef, name: str) -> BackupPolicy | TaskError:
    try:
        return get_policy(session, ref, name)
    except TaskError as failure:
        return failure
