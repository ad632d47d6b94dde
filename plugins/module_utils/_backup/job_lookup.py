# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Finding jobs of a vault: by what they are called, by what they back up or restore, or the newest."""

from __future__ import annotations

import heapq
from collections.abc import Callable

from .._arm.errors import RequestRefused
from .._arm.resource_ids import same_id
from .._arm.session import ArmSession
from .._azure.dataprotection.jobs import Job, age_order, get_job, job_name, list_jobs
from .._azure.dataprotection.vaults import VaultRef
from .errors import JobNotFound
from .sources import Source


def find_job(session: ArmSession, ref: VaultRef, name: str) -> Job:
    """The job of that name, else the newest with that activity id. Raises `JobNotFound`."""
    try:
        return get_job(session, ref, name)
    except RequestRefused as refusal:
        if refusal.status != 404:
            raise
        same = [job for job in list_jobs(session, ref) if (job.activity_id or "").lower() == name.lower()]
        if not same:
            raise JobNotFound(
                f"Vault {ref} has no job with the name or activity id {name} in its list of jobs.",
                problem=refusal.problem,
                trace=refusal.trace,
            ) from refusal
    return get_job(session, ref, max(same, key=age_order).name)


def newest_jobs(
    session: ArmSession, ref: VaultRef, wanted: Callable[[Job], bool], limit: int
) -> tuple[list[Job], bool]:
    """The newest of the wanted jobs, `limit` of them at most, and whether there are more."""
    newest = heapq.nlargest(limit + 1, filter(wanted, list_jobs(session, ref)), key=age_order)
    return newest[:limit], len(newest) > limit


def is_job_of(job: Job, source: Source) -> bool:
    """Whether a job backed up or restored this source."""
    if source.instance_name:
        return job_name(job.instance_id or "").lower() == source.instance_name.lower()
    if source.disk_id:
        return same_id(job.source_id, str(source.disk_id))
    return job_name(job.source_id or "").lower() == (source.disk_name or "").lower()
