# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The job index: the jobs of one kind of a vault, such as its restores.

The vault's own list of jobs is the truth, without delay, and can't be filtered. So it is read while it is short, which
it is in most vaults: one request for all disks of a run. Where it is long, Resource Graph is asked, which filters but
lags behind; it is asked again right before anything is sent, and what it finds is confirmed by the job itself. The
whole long list is read only where Graph may not be asked, or where an answer was lost and Graph knows nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from statistics import median

from .._arm.errors import NoAnswer, RequestRefused, TaskError
from .._arm.resource_ids import ResourceId, same_id
from .._arm.session import ArmSession
from .._arm.times import format_moment
from .._azure.compute.disks import Disk
from .._azure.dataprotection.jobs import Job, JobKind, age_order, get_job, list_jobs
from .._azure.dataprotection.vaults import VaultRef
from .._azure.disk_names import DISK
from .job_rows import find_jobs
from .provenance import made_in_time

# A list is short that has no more jobs than this, or than this for each disk that is to be restored.
SHORT_LIST = 3000
SHORT_LIST_A_DISK = 50
FEW = 20
FEWEST_TO_SHARE = 3
DAY = timedelta(days=1)
CLOCKS_ROUND = timedelta(seconds=1)
# So old may the look at the jobs be when something is sent.
LOOK_HOLDS_SECONDS = 1.0


@dataclass(frozen=True)
class Look:
    """What one look at the jobs of a vault found, of one kind: `oldest` is how far back it reaches.

    It was begun `at` that moment (monotonic), and what was to be read had been read at `read_at`.
    """

    jobs: Sequence[Job]
    oldest: datetime | None
    at: float
    read_at: float

    @cached_property
    def by_name(self) -> Mapping[str, Job]:
        """The jobs by their names."""
        return {job.name: job for job in self.jobs}

    @cached_property
    def by_activity(self) -> Mapping[str, Job]:
        """The newest job of each activity id, in lower case."""
        return {(job.activity_id or "").lower(): job for job in sorted(self.jobs, key=age_order)}


class JobIndex:
    """Jobs of one kind of one vault, shared by all that is done in a run; safe to use from many threads.

    `targets` are the disks that are to be restored.
    """

    def __init__(self, session: ArmSession, ref: VaultRef, kind: JobKind, targets: Sequence[ResourceId] = ()) -> None:
        self.kind = kind
        self._session = session
        self._ref = ref
        self._targets = targets
        self._short_list = max(SHORT_LIST, SHORT_LIST_A_DISK * len(targets))
        self._lock = session.threads.lock()
        self.is_being_read = False
        """Whether a thread reads the jobs now. All others that want them would wait for it."""
        self._list_is_long = False
        self._latest: Look | None = None
        self._failure: TaskError | None = None
        self._failed_at = float("-inf")
        self._details: dict[str, Job] = {}
        self._reading: defaultdict[str, AbstractContextManager[object]] = defaultdict(session.threads.lock)
        self._ours: dict[str, str] = {}

    @property
    def reach(self) -> str:
        """How far back the index goes, in words."""
        oldest = self._latest.oldest if self._latest else None
        return f"the known restores go back to {format_moment(oldest)}" if oldest else "the vault lists no jobs"

    @property
    def list_is_short(self) -> bool:
        """Whether the vault's whole list of jobs is cheap to read, as the latest look told."""
        return self._latest is not None and not self._list_is_long

    @property
    def is_shared(self) -> bool:
        """Whether a look is for so many disks that it costs less than a request for each."""
        return len(self._targets) >= FEWEST_TO_SHARE

    def shown(self, activity_id: str, since: datetime | None) -> Job | None:
        """The job with that activity id that began no earlier than that, as far as the latest look shows one."""
        job = self._latest.by_activity.get(activity_id.lower()) if self._latest else None
        return job if job and _began_by(job, since) else None

    def look(self, not_before: float) -> Look:
        """A look that was begun at that moment (monotonic) or later: the latest one, or a new one."""
        with self._lock:
            if self._latest is None or self._latest.at < not_before:
                self._latest = self._look_again(not_before)
            return self._latest

    def jobs_to(self, target: ResourceId, disk: Disk | None, look: Look) -> list[Job]:
        """Restore jobs to a target, newest first, with their details.

        Those under way, and those that can have made `disk`. A list doesn't tell where a job restores to, so each that
        comes into question is read.
        """
        candidates = _candidates(look.jobs, target, disk, self._ours)
        jobs = [job for job in map(self._with_details, candidates) if same_id(job.target_id, str(target))]
        return sorted(jobs, key=age_order, reverse=True)

    def has_news(self, target: ResourceId, look: Look, newer: Look) -> bool:
        """Whether a newer look tells of a restore to that target, or of its end, and this one did not."""
        known = {(job.name, job.has_ended) for job in look.jobs}
        news = (job for job in newer.jobs if (job.name, job.has_ended) not in known)
        ours = (job for job in news if not _is_to_another(job, target, self._ours))
        return any(same_id(self._with_details(job).target_id, str(target)) for job in ours)

    def note_ours(self, name: str, target: ResourceId) -> None:
        """Say that the job of that name, or with that activity id, is one of this run, and restores to that disk."""
        self._ours[name.lower()] = target.key

    def find_by_activity(
        self, activity_id: str, since: datetime | None, *, thoroughly: bool = False, not_before: float | None = None
    ) -> Job | None:
        """The newest job with that activity id that began no earlier than that.

        From a look that was begun at that moment (monotonic) or later, or from a new one. `thoroughly`: in the whole
        list, however long.
        """
        now = self._session.clock.monotonic()
        if thoroughly:
            look = self._seen(list_jobs(self._session, self._ref), now)
        else:
            look = self.look(now if not_before is None else not_before)
        ours = [job for job in look.jobs if same_id(job.activity_id, activity_id) and _began_by(job, since)]
        return max(ours, key=age_order, default=None)

    def under_way_of(self, instance_id: str, look: Look) -> list[Job]:
        """The jobs of an instance that had not ended at that look, newest first."""
        running = [job for job in look.jobs if same_id(job.instance_id, instance_id) and not job.has_ended]
        return sorted(running, key=age_order, reverse=True)

    def begun_in_a_day(self, instance_id: str, now: datetime) -> int:
        """How many jobs of an instance were begun in the 24 hours before `now`, as far as the latest look tells."""
        known = self._latest.jobs if self._latest else ()
        return sum(
            1 for job in known if same_id(job.instance_id, instance_id) and job.started and job.started > now - DAY
        )

    def usual_seconds(self, instance_ids: Set[str]) -> float | None:
        """How long jobs of these instances have taken (the median), as far as the latest look tells.

        Of any instances, where it tells of none of these; None where it tells of no job that ended well.
        """
        known = self._latest.jobs if self._latest else ()
        took = [(job, job.duration_seconds) for job in known if job.ended_well and job.duration_seconds]
        wanted = {each.lower() for each in instance_ids}
        own = [seconds for job, seconds in took if (job.instance_id or "").lower() in wanted]
        return median(own or [seconds for _job, seconds in took]) if took else None

    def _look_again(self, not_before: float) -> Look:
        """A new look. If one that was begun at that moment or later was refused, it is for all who want it."""
        at = self._session.clock.monotonic()
        if self._failure and self._failed_at >= not_before:
            raise self._failure.again()
        self.is_being_read = True
        try:
            return self._read(at)
        except TaskError as failure:
            if not failure.passing:
                self._failure, self._failed_at = failure.again(), at
            raise
        finally:
            self.is_being_read = False

    def _read(self, at: float) -> Look:
        if not self._list_is_long:
            jobs = list_jobs(self._session, self._ref)
            look = self._seen(islice(jobs, self._short_list), at)
            if next(jobs, None) is None:
                return replace(look, jobs=self._placed(look.jobs))
            self._list_is_long = True
        try:
            return self._seen(find_jobs(self._session, self._ref, self.kind, self._targets), at)
        except (RequestRefused, NoAnswer):
            return self._seen(list_jobs(self._session, self._ref), at)

    def _placed(self, jobs: Sequence[Job]) -> Sequence[Job]:
        """The jobs, with what Graph knows of them where so many are under way that reading each would take long."""
        running = sum(
            1 for job in jobs if not job.has_ended and job.name not in self._details and not self._is_ours(job)
        )
        if running <= FEW or not self._targets:
            return jobs
        try:
            known = {job.name: job for job in find_jobs(self._session, self._ref, self.kind, self._targets)}
        except (RequestRefused, NoAnswer):
            return jobs
        return [known.get(job.name, job) if not job.has_ended else job for job in jobs]

    def _is_ours(self, job: Job) -> bool:
        return any(name and name.lower() in self._ours for name in (job.name, job.activity_id))

    def _seen(self, jobs: Iterable[Job], at: float) -> Look:
        """A look at these jobs, begun at that moment (monotonic). Only those of the kind are kept."""
        of_kind: list[Job] = []
        oldest: datetime | None = None
        for job in jobs:
            if job.started and (oldest is None or job.started < oldest):
                oldest = job.started
            if job.can_be(self.kind):
                of_kind.append(job)
        return Look(of_kind, oldest, at, self._session.clock.monotonic())

    def _with_details(self, job: Job) -> Job:
        """The job itself, read once, and as far as it was at the look."""
        with self._lock:
            reading = self._reading[job.name]
        with reading:
            known = self._details.get(job.name)
            if known is None or known.has_ended != job.has_ended:
                known = get_job(self._session, self._ref, job.name)
                if known.target_id is None and not known.has_ended and all(map(_can_restore_a_disk, (job, known))):
                    raise NoAnswer(
                        f"The restore job {job.name} is running, and Azure does not say to which disk. Nothing was "
                        "sent. Run the same task again."
                    )
                self._details[job.name] = known
        # It may have ended since the look. The disk was looked at in between, and can be older than that end.
        return replace(known, status=job.status, ended=None) if known.has_ended and not job.has_ended else known


def _candidates(
    restores: Sequence[Job], target: ResourceId, disk: Disk | None, ours: Mapping[str, str]
) -> Iterator[Job]:
    for job in restores:
        if _is_to_another(job, target, ours):
            continue
        if job.target_id or not job.has_ended or (disk and made_in_time(job, disk)):
            yield job


def _is_to_another(job: Job, target: ResourceId, ours: Mapping[str, str]) -> bool:
    """Whether it is known without reading the job that it restores to another disk."""
    known = ours.get(job.name.lower()) or ours.get((job.activity_id or "").lower())
    told = job.target_id is not None and not same_id(job.target_id, str(target))
    return told or (known is not None and known != target.key)


def _can_restore_a_disk(job: Job) -> bool:
    """Whether a job can be the restore of a disk: other kinds of sources have no destination of that kind."""
    if not job.can_be("Restore"):
        return False
    source = ResourceId.parse_if_one(job.source_id)
    return source is None or source.is_a(DISK)


def _began_by(job: Job, since: datetime | None) -> bool:
    """Whether a job began no earlier: one that began before our request was sent is not ours."""
    return since is None or job.started is None or job.started >= since - CLOCKS_ROUND
