# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Watching jobs by whatever costs fewer requests: each by itself, or the vault's list for all of them."""

from __future__ import annotations

from .._arm.errors import TaskError
from .._arm.session import ArmSession
from .._azure.dataprotection.jobs import ENDED_WITH_WARNINGS, Job, get_job
from .._azure.dataprotection.vaults import VaultRef
from .job_index import JobIndex, Look
from .job_times import JobTimes

FEWEST_TO_LIST_JOBS = 3
ABOUT_NOW_SECONDS = 0.1
SOON_SECONDS = 1.0
SOON_FOR_SECONDS = 5.0
NOTHING_SEEN = Look((), None, float("-inf"), float("-inf"))


class JobWatch:
    """Shared by all that is done in a run; safe to use from many threads."""

    def __init__(self, session: ArmSession, ref: VaultRef, job_index: JobIndex) -> None:
        self._session = session
        self._ref = ref
        self._job_index = job_index
        self._lock = session.threads.lock()
        self._watched: set[str] = set()
        self._look = NOTHING_SEEN
        self._looking = False
        self._failed_at = float("-inf")
        self._some_ended_at = float("-inf")
        self._known_at: dict[str, float] = {}
        self._times = JobTimes()

    def see(self, name: str, *, since: float, interval: float) -> Job | None:
        """The job, looked at not more often than once in so many seconds; None where there is no news of it.

        `since` is when it was first waited for (monotonic). Raises `RequestRefused` where it doesn't show yet. One that
        has ended otherwise than well is read by itself: a list does not tell all about it.
        """
        with self._lock:
            self._watched.add(name)
            by_list = self._list_is_cheaper()
            looks = by_list and not self._looking
            self._looking = self._looking or looks
        if looks:
            self._refresh(interval)
        with self._lock:
            job = self._look.by_name.get(name)
            if job and _ended_plainly(job):
                self._note_end(name, self._look.read_at)
                return job
            if by_list and job and not job.has_ended:
                return job
            if by_list and job is None and self._look.at < since:
                return None
            now = self._session.clock.monotonic()
            if not by_list and not self._times.is_due(name, since, now, self._pause_between_reads(interval)):
                return None
        job = get_job(self._session, self._ref, name)
        if job.has_ended:
            with self._lock:
                now = self._session.clock.monotonic()
                self._note_end(name, now)
                self._some_ended_at = now
                self._times.note_end(name, now - since)
        return job

    def known_at(self, name: str) -> float:
        """Since when it is known (monotonic) that a job has ended: since the list told so, or since it was read."""
        with self._lock:
            return self._known_at.get(name, self._session.clock.monotonic())

    def next_look(self, interval: float) -> float:
        """Seconds until there can be news."""
        with self._lock:
            if not self._list_is_cheaper():
                return self._times.next_look(self._pause_between_reads(interval))
            looked_at = max(self._look.at, self._failed_at)
            return max(ABOUT_NOW_SECONDS, looked_at + self._pause(interval) - self._session.clock.monotonic())

    def _list_is_cheaper(self) -> bool:
        return len(self._watched) >= FEWEST_TO_LIST_JOBS and self._job_index.list_is_short

    def _refresh(self, interval: float) -> None:
        """See the latest look, or a new one if that is too old. What is looked at for other disks is seen here, too.

        One thread does so at a time, and the others go on meanwhile: many threads that all wait for one look could do
        nothing for other vaults.
        """
        now = self._session.clock.monotonic()
        try:
            look = self._job_index.look(now - self._pause(interval) + ABOUT_NOW_SECONDS)
        except TaskError:
            self._failed_at = now
            raise
        else:
            with self._lock:
                if look is not self._look and any(
                    job.has_ended for name in self._watched if (job := look.by_name.get(name))
                ):
                    self._some_ended_at = look.at
                self._look = look
        finally:
            self._looking = False

    def _note_end(self, name: str, at: float) -> None:
        self._watched.discard(name)
        self._known_at.setdefault(name, at)

    def _pause(self, interval: float) -> float:
        """Seconds between looks. What was sent together ends together: if some have just ended, the next is soon."""
        some_just_ended = self._session.clock.monotonic() - self._some_ended_at <= SOON_FOR_SECONDS
        return min(SOON_SECONDS, interval) if some_just_ended else interval

    def _pause_between_reads(self, interval: float) -> float:
        """Seconds between two reads of a job by itself: the last few jobs of many end soon, too."""
        return self._pause(interval) if len(self._watched) < FEWEST_TO_LIST_JOBS else interval


def _ended_plainly(job: Job) -> bool:
    return job.ended_well and job.status.lower() not in ENDED_WITH_WARNINGS
