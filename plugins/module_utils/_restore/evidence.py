# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Evidence: the restore jobs of a vault that tell what is being made, or was made, where."""

from __future__ import annotations

import threading
from datetime import datetime

from .._arm.resource_ids import ResourceId, same_id
from .._arm.session import ArmSession
from .._arm.times import format_moment
from .._dataprotection.disks import Disk
from .._dataprotection.jobs import Job, get_job, list_jobs
from .._dataprotection.vaults import VaultRef
from .judging import CLOCKS_MAY_DIFFER


class Evidence:
    """Restore jobs of one vault, read once for all disks of a run; safe to use from many threads."""

    def __init__(self, session: ArmSession, ref: VaultRef) -> None:
        self._session = session
        self._ref = ref
        self._lock = threading.Lock()
        self._restores: list[Job] | None = None
        self._oldest: datetime | None = None
        self._details: dict[str, Job] = {}

    @property
    def reach(self) -> str:
        """How far back the evidence goes, in words."""
        oldest = format_moment(self._oldest)
        return f"the vault's jobs reach back to {oldest}" if oldest else "the vault lists no jobs"

    def jobs_to(self, target: ResourceId, disk: Disk | None) -> list[Job]:
        """Restore jobs to a target, newest first, with their details.

        Those under way, and those that can have made `disk`: a list doesn't tell where a job restores to, so
        each that comes into question is read.
        """
        candidates = [job for job in self._all() if not job.has_ended or (disk and _can_have_made(job, disk))]
        jobs = [self._with_details(job) for job in candidates]
        ours = [job for job in jobs if same_id(job.target_id, str(target))]
        return sorted(ours, key=lambda job: (job.started is not None, job.started), reverse=True)

    def _all(self) -> list[Job]:
        with self._lock:
            if self._restores is None:
                restores = []
                for job in list_jobs(self._session, self._ref):
                    if job.started and (self._oldest is None or job.started < self._oldest):
                        self._oldest = job.started
                    if job.is_a_restore:
                        restores.append(job)
                self._restores = restores
            return self._restores

    def _with_details(self, job: Job) -> Job:
        if job.name not in self._details:
            self._details[job.name] = get_job(self._session, self._ref, job.name)
        return self._details[job.name]


def _can_have_made(job: Job, disk: Disk) -> bool:
    if not (job.ended_well and job.started and job.ended and disk.created):
        return False
    return job.started - CLOCKS_MAY_DIFFER <= disk.created <= job.ended
