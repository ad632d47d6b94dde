# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Deletes what a drill has restored, and nothing else.

Which disks come into question is read once. Whether one of them may be deleted is read again right before its DELETE,
the disk itself last. What it depends on is in `conditions`. It writes nothing but the DELETE, so it can be killed at
any request, and run again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .._arm.errors import DeadlinePassed, LoginFailed, RequestRefused, RunEnded, TaskError
from .._arm.operations import follow_operation
from .._arm.resource_ids import ResourceId, same_id
from .._arm.session import ArmSession
from .._arm.unexpected import failure_of
from .._arm.waiter import Steps
from .._azure.authorization.locks import list_locks
from .._azure.compute.disks import Disk, delete_disk, deleting, find_disk, list_disks
from .._azure.compute.machine_profiles import list_group_machines
from .._azure.dataprotection.jobs import Job, get_job
from .._azure.dataprotection.vaults import VaultRef
from .._azure.disk_names import DISK
from .._azure.resources.groups import get_group
from .._backup.drill_marks import check_marked, drill_id_on, is_by_drill, read_mark
from .._backup.error_guide import explained
from .._backup.job_index import JobIndex
from .._run.progress_reporter import ProgressReporter, Tell
from .._run.scheduler import run_works
from .conditions import Kept, Seen, Sweep, drill_jobs, keeps, proof, seconds_to_wait, whose
from .records import CleanUpRecord, CleanUpRecords

LOCKED, NOT_FOUND = "scopelocked", 404


@dataclass(frozen=True)
class CleanUpRequest:
    """Where to look, whose disks to delete, and which vaults restored them."""

    vaults: Sequence[VaultRef]
    subscription_id: str
    resource_group: str
    sweep: Sweep
    check_mode: bool
    poll_interval: float


def clean_up(session: ArmSession, request: CleanUpRequest, records: CleanUpRecords, tell: Tell) -> None:
    """Delete all disks of the group that may be deleted, and say in `records` why the others stay.

    Raises `DrillGroupNotMarked`, and what keeps it from finding the disks.
    """
    check_marked(session, request.subscription_id, request.resource_group)
    run = _CleanUp(session, request, records)
    reporter = ProgressReporter(session.clock, tell, records.state, lambda state: f"clean-up: {state}")
    run_works([run.find()], session, reporter.look)
    records.doing = "deleting the disks of the drill"
    works = [run.delete(record) for record in records.in_order if record.disk and not record.kept]
    try:
        run_works(works, session, reporter.look)
    except TaskError as over:
        for record in records.in_order:
            if not (record.kept or record.deleted or record.would_delete):
                record.kept = _unfinished(record, over)


class _CleanUp:
    def __init__(self, session: ArmSession, request: CleanUpRequest, records: CleanUpRecords) -> None:
        self._session = session
        self._request = request
        self._sweep = request.sweep
        self._records = records

    def find(self) -> Steps[None]:
        """Find the disks of the group, and wait for restores of the drill that are under way."""
        while True:
            found, running = self._look()
            if not running or self._request.check_mode or not self._has_time(self._request.poll_interval):
                break
            self._records.doing = f"waiting for the restore job {running[0].name} of the drill"
            yield self._request.poll_interval
        self._records.by_key.update({record.target.key: record for record in (*found, *map(_of_running, running))})

    def delete(self, record: CleanUpRecord) -> Steps[None]:
        """Delete a disk, if all that must hold does right before. Its record says what became of it."""
        try:
            while True:
                kept, disk = self._judge(record)
                if disk is None:
                    return
                pause = seconds_to_wait(disk, self._session.service_now)
                waits = kept is not None and kept.reason == "just_handed_over" and not self._request.check_mode
                if not waits or not self._has_time(pause):
                    break
                yield pause
            record.kept = kept
            if kept:
                return
            if self._request.check_mode:
                record.would_delete = True
                return
            yield from self._send(record)
        except (DeadlinePassed, RunEnded, LoginFailed) as over:
            record.kept = _unfinished(record, over)
        except Exception as error:
            record.kept = _unfinished(record, failure_of(error)) if record.sent else _not_checked(failure_of(error))

    def _send(self, record: CleanUpRecord) -> Steps[None]:
        try:
            answer = delete_disk(self._session, record.target)
            record.sent = True
            doing, interval = deleting(record.target), self._request.poll_interval
            yield from follow_operation(self._session, answer, doing=doing, poll_interval=interval)
        except (DeadlinePassed, RunEnded, LoginFailed):
            raise
        except TaskError as refusal:
            record.sent = record.sent or refusal.passing
            if self._is_gone(record):
                record.deleted, record.deleted_at = True, self._session.service_now
                return
            record.kept = _refused(refusal)
            return
        if self._is_gone(record):
            record.deleted, record.deleted_at = True, self._session.service_now
        else:
            record.kept = Kept("being_deleted", "Azure has deleted it, and still shows it: look again later.")

    def _judge(self, record: CleanUpRecord) -> tuple[Kept | None, Disk | None]:
        """Why the disk must stay, and the disk, as things are now; no disk if it is gone."""
        session, request, target = self._session, self._request, record.target
        jobs = list(self._jobs_again(record))
        group = get_group(session, request.subscription_id, request.resource_group)
        locks = list(list_locks(session, target.path))
        machines = list(list_group_machines(session, request.subscription_id, request.resource_group))
        disk = find_disk(session, target)
        if disk is None:
            record.disk = None
            return None, None
        record.disk = disk
        record.drill_id = drill_id_on(disk.tags) or request.sweep.drill_id
        job = proof(disk, jobs, record.drill_id)
        record.job_name = job.name if job else None
        return keeps(Seen(disk, group, jobs, machines, locks), request.sweep, session.service_now), disk

    def _jobs_again(self, record: CleanUpRecord) -> Iterable[Job]:
        """The jobs that come into question, each read now: that of the mark, and the one that was found."""
        mark = read_mark(record.disk.tags) if record.disk else None
        names = dict.fromkeys(name for name in (mark.job_name if mark else None, record.job_name) if name)
        for vault in self._request.vaults:
            for name in names:
                try:
                    yield get_job(self._session, vault, name)
                except RequestRefused as refusal:
                    if refusal.status != NOT_FOUND:
                        raise

    def _look(self) -> tuple[list[CleanUpRecord], list[Job]]:
        """A record for each disk of the group, and the restores of the drill into it that are under way.

        First the jobs, then the disks: the disk of a job that has ended meanwhile is there. Before both, the
        names of the disks, so that a long list of jobs can be asked for these.
        """
        session, request = self._session, self._request
        names = [ResourceId.parse(disk.id) for disk in self._disks()]
        now = session.clock.monotonic()
        indexes = [JobIndex(session, vault, "Restore", names) for vault in request.vaults]
        looks = [(vault, index, index.look(now)) for vault, index in zip(request.vaults, indexes, strict=True)]
        under_way = [(vault, job.name) for vault, _index, look in looks for job in look.jobs if not job.has_ended]
        running = list(filter(self._is_of_drill, (get_job(session, vault, name) for vault, name in under_way)))
        records = []
        for disk in self._disks():
            target = ResourceId.parse(disk.id)
            jobs = [job for _vault, index, look in looks for job in index.jobs_to(target, disk, look)]
            ours = [job for job in drill_jobs(disk, jobs, self._sweep.drill_id) if job.has_ended]
            marked = drill_id_on(disk.tags)
            records.append(
                CleanUpRecord(
                    target,
                    disk,
                    marked or (self._sweep.drill_id if ours else None),
                    ours[0].name if ours else None,
                    whose(disk, jobs, self._sweep),
                )
            )
        return records, running

    def _disks(self) -> list[Disk]:
        return list(list_disks(self._session, self._request.subscription_id, self._request.resource_group))

    def _is_of_drill(self, job: Job) -> bool:
        """Whether it is a restore of the drill into the group that has not ended. A sweep waits for none."""
        target = ResourceId.parse_if_one(job.target_id)
        if job.has_ended or target is None or not target.is_a(DISK) or self._sweep.drill_id is None:
            return False
        here = (self._request.subscription_id.lower(), self._request.resource_group.lower())
        place = (target.subscription_id.lower(), target.resource_group.lower())
        return place == here and is_by_drill(job, self._sweep.drill_id)

    def _is_gone(self, record: CleanUpRecord) -> bool:
        """Whether the disk is there no more; another one of its name is none of ours."""
        now = find_disk(self._session, record.target)
        return now is None or not (record.disk and same_id(now.unique_id, record.disk.unique_id))

    def _has_time(self, seconds: float) -> bool:
        return self._session.deadline.left > seconds


def _of_running(job: Job) -> CleanUpRecord:
    kept = Kept("restore_running", f"The restore job {job.name} of the drill is under way, and makes this disk.")
    return CleanUpRecord(ResourceId.parse(job.target_id or ""), None, None, job.name, kept)


def _unfinished(record: CleanUpRecord, over: TaskError) -> Kept:
    if record.sent:
        return Kept("being_deleted", f"Azure has accepted the deletion, and its end is not known. {over}")
    return Kept("not_checked", f"It was not judged to the end. {over}")


def _not_checked(failure: TaskError) -> Kept:
    return Kept("not_checked", f"What its deletion depends on could not be read. {explained(failure).message}")


def _refused(refusal: TaskError) -> Kept:
    if refusal.problem.code.lower() == LOCKED:
        return Kept("locked", str(refusal))
    return Kept("refused", explained(refusal).message)
