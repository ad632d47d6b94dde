# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What backup_job_info does."""

from __future__ import annotations

import contextlib
import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..._arm.errors import DeadlinePassed, LoginFailed, OptionRefused, RequestRefused, TaskError
from ..._arm.resource_ids import ResourceId, same_id
from ..._arm.session import ArmSession
from ..._arm.times import format_duration
from ..._arm.waiter import Steps, bounded
from ..._azure.dataprotection.jobs import (
    ENDED_BADLY,
    ENDED_WELL,
    UNDER_WAY,
    Job,
    age_order,
    get_job,
    job_name,
    list_jobs,
)
from ..._azure.dataprotection.vaults import VaultRef
from ..._backup.error_guide import Circumstances, explained
from ..._backup.errors import JobNotFound, JobsFailed
from ..._backup.option_values import OptionValues, read_resource_id, read_text
from ..._backup.shapes.jobs import job_result
from ..._backup.sources import Source, read_source_if_given
from ..._run.progress_reporter import ProgressReporter, Tell
from ..._run.scheduler import Scheduler, check_goes_on
from ..connection import READING_SECONDS, Connection, connect, read_vault
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..options import Spec, listing_options, source_options, vault_options, waiting_options
from ..runtime import Runtime
from .disk_options import seconds_option, tell_if_wanted
from .time_range import read_limit, read_time_range

JOB = "Microsoft.DataProtection/backupVaults/backupJobs"
OPERATIONS = frozenset({"backup", "restore"})
STATUSES = ENDED_WELL | ENDED_BADLY | UNDER_WAY
JOB_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}", re.ASCII)


@dataclass
class Awaited:
    """Jobs, of which those of some names are waited for. `unanswered`: Azure does not answer at the moment."""

    jobs: dict[str, Job]
    names: Sequence[str]
    truncated: bool
    unanswered: bool = False

    def named(self) -> list[Job]:
        """The jobs that are waited for."""
        return [self.jobs[name] for name in self.names]

    def running(self) -> list[str]:
        """The names of those that have not ended."""
        return [name for name in self.names if not self.jobs[name].has_ended]

    @property
    def unanswered_words(self) -> str:
        """What to say while Azure does not answer."""
        return ", Azure does not answer" if self.unanswered else ""

    def state(self) -> str:
        """How far they are: one by itself, many by their counts."""
        if len(self.names) == 1:
            (job,) = self.named()
            told = f"job {job.name} of {job_name(job.source_id or 'an unknown disk')}: {job.status}"
        else:
            counts = Counter(job.status for job in self.named())
            told = f"{len(self.names)} jobs: " + ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
        return told + self.unanswered_words

    def result(self, warnings: Sequence[str]) -> Result:
        """What is known of all jobs."""
        return _result(self.jobs.values(), self.truncated, warnings)


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


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Jobs of the vault, newest first: named ones, or those that filters leave. Those that run can be waited for."""
    login, vault = read_vault(options, runtime)
    wanted = _wanted(options)
    names = _names(options, vault)
    limit = read_limit(options)
    wait = options["wait"] is True and not runtime.check_mode
    seconds = seconds_option(options, "wait_timeout") if wait else READING_SECONDS
    poll_interval = seconds_option(options, "poll_interval")
    if names == []:
        return _result([], False, [])
    connection = connect(login, vault, runtime, seconds=seconds)
    connection.warnings.extend(_doubts(options))
    if names is None:
        newest = heapq.nlargest(limit + 1, filter(wanted, list_jobs(connection.session, vault)), key=age_order)
        jobs, truncated = {job.name: job for job in newest[:limit]}, len(newest) > limit
        awaited = [job.name for job in newest[:limit] if not job.has_ended]
    else:
        jobs, truncated = {name: _find(connection.session, vault, name) for name in names}, False
        awaited = names
    if wait:
        wanted_jobs = Awaited(jobs, awaited, truncated)
        _wait(connection, wanted_jobs, poll_interval, tell_if_wanted(options, runtime.tell))
    return _result(jobs.values(), truncated, connection.warnings)


def _wanted(options: OptionValues) -> Callable[[Job], bool]:
    """What the filters leave."""
    window = read_time_range(options)
    source = read_source_if_given(options)
    words = {status.lower() for status in _statuses(options)}
    operation = (read_text(options, "operation") or "").lower()

    def wanted(job: Job) -> bool:
        return (
            window.holds(job.started)
            and (not words or job.status.lower() in words)
            and (not operation or (job.operation or "").lower() == operation)
            and (source is None or _is_of(job, source))
        )

    return wanted


def _statuses(options: OptionValues) -> list[str]:
    given = options["status"]
    return [text for each in given if (text := str(each).strip())] if isinstance(given, list) else []


def _doubts(options: OptionValues) -> list[str]:
    """Filters that may be misspelled. A later version of the service may know them, so that they are not refused."""
    operation = read_text(options, "operation")
    given = [("operation", operation, OPERATIONS)] if operation else []
    given += [("status", status, STATUSES) for status in _statuses(options)]
    return [
        f"{name}: {word!r} is not a known value ({', '.join(sorted(known))}). If it is misspelled, no job is found."
        for name, word, known in given
        if word.lower() not in known
    ]


def _is_of(job: Job, source: Source) -> bool:
    if source.instance_name:
        return job_name(job.instance_id or "").lower() == source.instance_name.lower()
    if source.disk_id:
        return same_id(job.source_id, str(source.disk_id))
    return job_name(job.source_id or "").lower() == (source.disk_name or "").lower()


def _names(options: OptionValues, vault: VaultRef) -> list[str] | None:
    """The GUIDs in `job_ids`, which holds names, ARM ids or activity ids; None if it was not given."""
    given = options["job_ids"]
    if not isinstance(given, list):
        return None
    names = []
    for number, text in enumerate(str(each).strip() for each in given):
        option = f"job_ids[{number}]"
        if text.startswith("/"):
            parsed = read_resource_id(option, text, JOB, "a backup job")
            if parsed.names[0].lower() != vault.id.name.lower():
                raise OptionRefused(option, f"{text!r} is a job of another vault, not of {vault}")
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
                f"Vault {vault} has no job with the name or activity id {name} in its list of jobs.",
                problem=refusal.problem,
                trace=refusal.trace,
            ) from refusal
    return get_job(session, vault, max(same, key=age_order).name)


def _wait(connection: Connection, awaited: Awaited, poll_interval: float, tell: Tell) -> None:
    """Wait until all jobs end, and keep them up to date. Raises `TaskFailed` with the jobs if one does not succeed."""
    session = connection.session
    reporter = ProgressReporter(
        session.clock,
        tell,
        awaited.state,
        lambda state: f"{state} ({format_duration(round(reporter.elapsed))})",
    )

    def look() -> None:
        with contextlib.suppress(Exception):  # A failure to show progress does not stop the task.
            reporter.look()
        check_goes_on(session)

    try:
        waiting = _see_through(session, connection.vault, awaited, poll_interval)
        Scheduler([waiting], session.clock, session.threads).run(look)
    except Exception as error:
        raise TaskFailed(as_failure(error), awaited.result(connection.warnings)) from error
    bad = [job for job in awaited.named() if not job.ended_well]
    if bad:
        told = " ".join(
            f"Job {job.name} ended as {job.status}: {job.problem or 'Azure gives no reason'}" for job in bad
        )
        ended = JobsFailed(f"{len(bad)} of {len(awaited.names)} jobs did not succeed. {told}", problem=bad[0].problem)
        explained(ended, Circumstances(target=ResourceId.parse_if_one(bad[0].target_id)))
        raise TaskFailed(ended, awaited.result(connection.warnings))


def _see_through(session: ArmSession, vault: VaultRef, awaited: Awaited, poll_interval: float) -> Steps[None]:
    """Read the running jobs until they have ended. If Azure does not answer, they count as running."""
    while running := awaited.running():
        first = awaited.jobs[running[0]]
        yield bounded(poll_interval, session.deadline, f"Job {first.name} ({first.status}{awaited.unanswered_words})")
        for name in running:
            try:
                awaited.jobs[name] = get_job(session, vault, awaited.jobs[name].name)
            except TaskError as failure:
                if not (failure.passing or isinstance(failure, (LoginFailed, DeadlinePassed))):
                    raise
                awaited.unanswered = awaited.unanswered or failure.passing
                break
        else:
            awaited.unanswered = False


def _result(jobs: Iterable[Job], truncated: bool, warnings: Sequence[str]) -> Result:
    newest_first = sorted(jobs, key=age_order, reverse=True)
    return {
        "changed": False,
        "jobs": [job_result(job) for job in newest_first],
        "truncated": truncated,
        "warnings": list(warnings),
    }
