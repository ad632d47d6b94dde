# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What backup_job_info does."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from ..._arm.errors import Failure, OptionRefused, RequestRefused
from ..._arm.resource_ids import same_id
from ..._arm.session import ArmSession
from ..._arm.times import format_duration
from ..._arm.waiting import Steps, bounded
from ..._dataprotection.jobs import Job, age_order, get_job, job_name, list_jobs
from ..._dataprotection.vaults import VaultRef
from ..._restore.crew import Crew
from ..._restore.reading import read_resource_id, read_text
from ..._restore.shapes.jobs import job_result
from ..._restore.sources import Source, read_source_if_given
from ..._restore.telling import Tell, Teller
from ..connecting import READING_SECONDS, Connection, connect, read_vault
from ..options import Spec, listing_options, source_options, vault_options, waiting_options
from ..running import Result, TaskFailed, as_failure
from ..runtime import Runtime
from .listing import read_limit, read_window
from .reading import Options, seconds_option, tell_if_wanted

JOB = "Microsoft.DataProtection/backupVaults/backupJobs"
JOB_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}", re.ASCII)


class JobNotFound(Failure):
    """The vault knows no such job."""

    code = "JobNotFound"


class JobsEndedBadly(Failure):
    """A job that was waited for failed, was cancelled, or ended in a way that isn't known."""

    code = "JobsEndedBadly"


def spec() -> Spec:
    """The options."""
    return {
        **vault_options(),
        **source_options(),
        "job_ids": {"type": "list", "elements": "str"},
        "status": {"type": "list", "elements": "str"},
        "operation": {"type": "str"},
        **listing_options(),
        "wait": {"type": "bool", "default": False},
        **waiting_options(),
    }


def run(options: Options, runtime: Runtime) -> Result:
    """Jobs of the vault, newest first: named ones, which can be waited for, or those that filters leave."""
    login, vault = read_vault(options, runtime)
    wanted = _wanted(options)
    names = _names(options, vault)
    limit = read_limit(options)
    wait = options["wait"] is True and not runtime.check_mode
    seconds = seconds_option(options, "wait_timeout") if wait else READING_SECONDS
    poll_interval = seconds_option(options, "poll_interval")
    if names == [] or (names is None and options["wait"]):
        return _result([], False, [])
    connection = connect(login, vault, runtime, seconds=seconds)
    if names is None:
        newest = heapq.nlargest(limit + 1, filter(wanted, list_jobs(connection.session, vault)), key=age_order)
        return _result(newest[:limit], len(newest) > limit, connection.warnings)
    jobs = {name: _find(connection.session, vault, name) for name in names}
    if wait:
        _wait(connection, jobs, poll_interval, tell_if_wanted(options, runtime.tell))
    return _result(jobs.values(), False, connection.warnings)


def _wanted(options: Options) -> Callable[[Job], bool]:
    """What the filters leave."""
    window = read_window(options)
    source = read_source_if_given(options)
    statuses = options["status"]
    words = (
        {str(status).strip().lower() for status in statuses if str(status).strip()}
        if isinstance(statuses, list)
        else set()
    )
    operation = (read_text(options, "operation") or "").lower()

    def wanted(job: Job) -> bool:
        return (
            window.holds(job.started)
            and (not words or job.status.lower() in words)
            and (not operation or (job.operation or "").lower() == operation)
            and (source is None or _is_of(job, source))
        )

    return wanted


def _is_of(job: Job, source: Source) -> bool:
    if source.instance_name:
        return job_name(job.instance_id or "").lower() == source.instance_name.lower()
    if source.disk_id:
        return same_id(job.source_id, str(source.disk_id))
    return job_name(job.source_id or "").lower() == (source.disk_name or "").lower()


def _names(options: Options, vault: VaultRef) -> list[str] | None:
    """The GUIDs in `job_ids`, which holds names, ARM ids or activity ids; None where it was not given."""
    given = options["job_ids"]
    if not isinstance(given, list):
        return None
    names = []
    for number, text in enumerate(str(each).strip() for each in given):
        option = f"job_ids[{number}]"
        if text.startswith("/"):
            parsed = read_resource_id(option, text, JOB, "a backup job")
            if parsed.names[0].lower() != vault.id.name.lower():
                raise OptionRefused(option, f"{text!r} is a job of another vault than {vault}")
            text = parsed.name
        if not JOB_NAME.fullmatch(text):
            raise OptionRefused(option, f"{text!r} is neither the name, the ARM id nor the activity id of a job")
        names.append(text)
    return list(dict.fromkeys(names))


def _find(session: ArmSession, vault: VaultRef, name: str) -> Job:
    """The job of that name, else the newest with that activity id."""
    try:
        return get_job(session, vault, name)
    except RequestRefused as refusal:
        if refusal.status != 404:
            raise
        same = [job for job in list_jobs(session, vault) if (job.activity_id or "").lower() == name.lower()]
        if not same:
            raise JobNotFound(
                f"Vault {vault} has no job with the name or activity id {name} in the time that it lists.",
                problem=refusal.problem,
                trace=refusal.trace,
            ) from refusal
    return get_job(session, vault, max(same, key=age_order).name)


def _wait(connection: Connection, jobs: dict[str, Job], poll_interval: float, tell: Tell) -> None:
    """Wait for all jobs to end, keeping `jobs` up to date. Raises `TaskFailed` with them where one ends badly."""
    session, warnings = connection.session, connection.warnings
    teller = Teller(
        session.clock,
        tell,
        lambda: _state(list(jobs.values())),
        lambda state: f"{state} ({format_duration(round(teller.elapsed))})",
    )
    try:
        waiting = _see_through(session, connection.vault, jobs, poll_interval)
        Crew([waiting], session.clock, session.threads).run(teller.look)
    except Exception as error:
        raise TaskFailed(as_failure(error), _result(jobs.values(), False, warnings)) from error
    bad = [job for job in jobs.values() if not job.ended_well]
    if bad:
        told = " ".join(
            f"Job {job.name} ended as {job.status}: {job.problem or 'Azure gives no reason'}" for job in bad
        )
        message = f"{len(bad)} of {len(jobs)} jobs did not end well. {told}"
        raise TaskFailed(JobsEndedBadly(message, problem=bad[0].problem), _result(jobs.values(), False, warnings))


def _see_through(session: ArmSession, vault: VaultRef, jobs: dict[str, Job], poll_interval: float) -> Steps[None]:
    while running := [name for name, job in jobs.items() if not job.has_ended]:
        yield bounded(poll_interval, session.deadline, f"Job {jobs[running[0]].name}")
        for name in running:
            jobs[name] = get_job(session, vault, jobs[name].name)


def _state(jobs: Sequence[Job]) -> str:
    """How far jobs are: one by itself, many by their counts."""
    if len(jobs) == 1:
        return f"job {jobs[0].name} of {job_name(jobs[0].source_id or 'an unknown disk')}: {jobs[0].status}"
    counts = Counter(job.status for job in jobs)
    return f"{len(jobs)} jobs: " + ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))


def _result(jobs: Iterable[Job], truncated: bool, warnings: Sequence[str]) -> Result:
    newest_first = sorted(jobs, key=age_order, reverse=True)
    return {
        "changed": False,
        "jobs": [job_result(job) for job in newest_first],
        "truncated": truncated,
        "warnings": list(warnings),
    }
