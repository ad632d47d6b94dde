# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What backup_job_info does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from ..._arm.errors import OptionRefused
from ..._arm.times import format_duration
from ..._azure.dataprotection.jobs import ENDED_BADLY, ENDED_WELL, UNDER_WAY, Job, age_order
from ..._azure.dataprotection.vaults import VaultRef
from ..._backup.awaited_jobs import AwaitedJobs
from ..._backup.job_lookup import find_job, is_job_of, newest_jobs
from ..._backup.option_values import OptionValues, read_resource_id, read_text
from ..._backup.shapes.jobs import job_result
from ..._backup.sources import read_source_if_given
from ..._run.progress_reporter import ProgressReporter, Tell
from ..._run.scheduler import run_works
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
    session, truncated = connection.session, False
    if names is None:
        newest, truncated = newest_jobs(session, vault, wanted, limit)
        awaited = AwaitedJobs({job.name: job for job in newest}, [job.name for job in newest if not job.has_ended])
    else:
        awaited = AwaitedJobs({name: find_job(session, vault, name) for name in names}, names)
    if wait:
        try:
            _wait(connection, awaited, poll_interval, tell_if_wanted(options, runtime.tell))
        except Exception as error:
            result = _result(awaited.jobs.values(), truncated, connection.warnings)
            raise TaskFailed(as_failure(error), result) from error
    return _result(awaited.jobs.values(), truncated, connection.warnings)


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
            and (source is None or is_job_of(job, source))
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


def _wait(connection: Connection, awaited: AwaitedJobs, poll_interval: float, tell: Tell) -> None:
    session = connection.session
    reporter = ProgressReporter(
        session.clock,
        tell,
        awaited.state,
        lambda state: f"{state} ({format_duration(round(reporter.elapsed))})",
    )
    run_works([awaited.wait(session, connection.vault, poll_interval=poll_interval)], session, reporter.look)
    if failure := awaited.failure():
        raise failure


def _result(jobs: Iterable[Job], truncated: bool, warnings: Sequence[str]) -> Result:
    newest_first = sorted(jobs, key=age_order, reverse=True)
    return {
        "changed": False,
        "jobs": [job_result(job) for job in newest_first],
        "truncated": truncated,
        "warnings": list(warnings),
    }
