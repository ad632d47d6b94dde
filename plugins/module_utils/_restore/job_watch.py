# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Watching jobs by whatever costs fewer requests: each by itself, or the vault's list for all of them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from .._arm.session import ArmSession
from .._dataprotection.jobs import ENDED_WITH_WARNINGS, Job, get_job, list_jobs
from .._dataprotection.vaults import VaultRef
from .evidence import Evidence

MANY = 3
ABOUT_NOW_SECONDS = 0.1


@dataclass(frozen=True)
class JobsView:
    """The vault's restores by name, as they were `at` that moment (monotonic)."""

    jobs: Mapping[str, Job]
    at: float


class JobWatch:
    """Shared by all disks of a run; safe to use from many threads."""

    def __init__(self, session: ArmSession, ref: VaultRef, evidence: Evidence) -> None:
        self._session = session
        self._ref = ref
        self._evidence = evidence
        self._lock = threading.Lock()
        self._watched: set[str] = set()
        self._view = JobsView({}, float("-inf"))

    def see(self, name: str, *, since: float, interval: float) -> Job | None:
        """The job, looked at not more often than once in so many seconds; None where there is no news of it.

        `since` is when it was first waited for (monotonic). Raises `RequestRefused` where it doesn't show yet. One that
        has ended otherwise than well is read by itself: a list does not tell all about it.
        """
        with self._lock:
            self._watched.add(name)
            if self._list_is_cheaper():
                self._refresh(interval)
                job = self._view.jobs.get(name)
                if job is None and self._view.at < since:
                    return None
                if job and (not job.has_ended or _ended_plainly(job)):
                    if job.has_ended:
                        self._watched.discard(name)
                    return job
        job = get_job(self._session, self._ref, name)
        if job.has_ended:
            with self._lock:
                self._watched.discard(name)
        return job

    def next_look(self, interval: float) -> float:
        """Seconds until there can be news."""
        with self._lock:
            if not self._list_is_cheaper():
                return interval
            return max(ABOUT_NOW_SECONDS, self._view.at + interval - self._session.clock.monotonic())

    def _list_is_cheaper(self) -> bool:
        return len(self._watched) >= MANY and self._evidence.list_is_short

    def _refresh(self, interval: float) -> None:
        at = self._session.clock.monotonic()
        if at - self._view.at >= interval - ABOUT_NOW_SECONDS:
            restores = {job.name: job for job in list_jobs(self._session, self._ref) if job.is_a_restore}
            self._view = JobsView(restores, at)


def _ended_plainly(job: Job) -> bool:
    return job.ended_well and job.status.lower() not in ENDED_WITH_WARNINGS
