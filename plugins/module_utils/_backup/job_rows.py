# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Jobs found by Azure Resource Graph: the only place that can filter jobs, some seconds behind the service."""

from __future__ import annotations

from collections.abc import Sequence

from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._azure.dataprotection.jobs import Job, JobKind, read_job
from .._azure.dataprotection.vaults import VaultRef
from .._azure.resource_graph.queries import query_rows, quoted

TARGETS_A_QUERY = 200


def find_jobs(session: ArmSession, ref: VaultRef, kind: JobKind, targets: Sequence[ResourceId]) -> list[Job]:
    """Jobs of that kind to any of these disks, and all of that kind of the last day, with their details.

    The index lags behind (14 and 21 seconds were recorded) and reaches about 16 days back. Raises `RequestRefused`
    where the login may not ask it, and `NoAnswer` if it answers without rows: that is not the same as none.
    """
    jobs: dict[str, Job] = {}
    doing = f"asking Resource Graph for {kind.lower()} jobs of vault {ref}"
    for start in range(0, max(len(targets), 1), TARGETS_A_QUERY):
        some = targets[start : start + TARGETS_A_QUERY]
        for row in query_rows(session, [ref.id.subscription_id], _query(ref, kind, some), doing=doing):
            if job := read_job(row, ref):
                jobs[job.name] = job
    return list(jobs.values())


def _query(ref: VaultRef, kind: JobKind, targets: Sequence[ResourceId]) -> str:
    ids = ", ".join(quoted(str(target)) for target in targets)
    to_any = f"properties.extendedInfo.recoveryDestination in~ ({ids}) or " if targets else ""
    return (
        "RecoveryServicesResources"
        " | where type =~ 'microsoft.dataprotection/backupvaults/backupjobs'"
        f" | where id startswith {quoted(f'{ref.id}/')}"
        f" | where properties.operationCategory =~ {quoted(kind)}"
        f" | where {to_any}todatetime(properties.startTime) > ago(1d)"
        " | project id, name, properties"
    )
