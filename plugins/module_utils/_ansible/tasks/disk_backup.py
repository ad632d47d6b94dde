# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What disk_backup does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta

from ..._arm.times import format_moment
from ..._backup.option_values import OptionValues
from ..._backup.shared_causes import Undone, shared_causes, what_failed
from ..._on_demand.engine import back_up, skew_seconds, snapshot_skew_seconds
from ..._on_demand.records import Orders, Record
from ..._on_demand.requests import read_terms
from ..._on_demand.results import backup_result, diff_result, failure_result, summary_result
from ..connection import login_warnings, open_session
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..options import Spec, results_options, selection_options, source_options, unprotected_options, waiting_options
from ..results_file import read_results_file
from ..runtime import Runtime
from .backup_requests import read_requests
from .disk_options import number_option, seconds_option, tell_if_wanted

NOT_BACKED_UP = Undone("can't be backed up", "are not backed up", "still being backed up")


def spec() -> Spec:
    """The options."""
    return {
        **selection_options(),
        **source_options(),
        **unprotected_options(),
        "max_age": {"type": "int"},
        "rule_name": {"type": "str"},
        "retention_tag": {"type": "str"},
        "min_retention": {"type": "int"},
        "max_parallel": {"type": "int"},
        "on_failure": {"type": "str", "choices": ["continue", "stop"], "default": "continue"},
        "wait": {"type": "bool", "default": True},
        **waiting_options(),
        **results_options(),
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Make sure that every disk has such a recovery point."""
    login, find = read_requests(options, runtime, read_terms(options))
    orders = _read_orders(options, runtime)
    results_file = read_results_file(options, runtime)
    session = open_session(login, runtime, seconds=seconds_option(options, "wait_timeout"))
    began = session.clock.monotonic()
    batch = find(session)
    records = back_up(session, batch.requests, orders, tell_if_wanted(options, runtime.tell))
    with _known_at_least(records):
        now, elapsed = session.service_now, session.clock.monotonic() - began
        causes = shared_causes(records)
        result: Result = {
            "changed": any(record.changed for record in records),
            "backups": [backup_result(record, now) for record in records],
            "failures": [failure_result(cause) for cause in causes],
            "skew_seconds": skew_seconds(records),
            "snapshot_skew_seconds": snapshot_skew_seconds(records),
            "summary": summary_result(records),
            "login": asdict(session.caller) if session.caller else None,
            "started_at": format_moment(now - timedelta(seconds=elapsed)),
            "elapsed_seconds": round(elapsed, 3),
            "warnings": [
                *login_warnings(login),
                *batch.warnings,
                *(each for record in records for each in record.warnings),
            ],
            "diff": diff_result(records),
        }
        result = results_file.keep(result, backups=_open_ones(result, records))
        if causes:
            words = causes[0].failure.message if len(records) == 1 else what_failed(causes, records, NOT_BACKED_UP)
            raise TaskFailed(causes[0].failure, result, words)
    return result


def _open_ones(result: Result, records: Sequence[Record]) -> list[Result]:
    """The backups that someone must look at: those that failed, and those that go on."""
    return [
        each
        for each, record in zip(result["backups"], records, strict=True)
        if not record.succeeded or record.under_way
    ]


def _read_orders(options: OptionValues, runtime: Runtime) -> Orders:
    return Orders(
        run_id=runtime.run_id,
        check_mode=runtime.check_mode,
        wait=options["wait"] is True,
        poll_interval=seconds_option(options, "poll_interval"),
        max_parallel=None if options["max_parallel"] is None else number_option(options, "max_parallel"),
        stop_on_failure=options["on_failure"] == "stop",
    )


@contextmanager
def _known_at_least(records: Sequence[Record]) -> Iterator[None]:
    """Whatever happens while a result is made of records: what was sent, and as which job, is not lost."""
    try:
        yield
    except TaskFailed:
        raise
    except Exception as error:
        known = [
            {
                "source_disk": record.name,
                "action": record.outcome,
                "changed": record.changed,
                "job_id": record.job_name,
            }
            for record in records
        ]
        result: Result = {"changed": any(record.changed for record in records), "backups": known}
        raise TaskFailed(as_failure(error), result) from error
