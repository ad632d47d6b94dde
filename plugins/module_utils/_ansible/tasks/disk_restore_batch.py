# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What disk_restore_batch does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from ..._arm.errors import OptionRefused
from ..._arm.session import ArmSession
from ..._arm.times import format_moment
from ..._backup.drill_marks import check_marked
from ..._backup.option_values import OptionValues
from ..._backup.plan_digests import read_digest
from ..._backup.shared_causes import Undone, shared_causes, what_failed
from ..._restore.engine import restore, rpo_seconds, skew_seconds
from ..._restore.records import UNFINISHED, Orders, Record
from ..._restore.requests import RestoreRequest
from ..._restore.reserve import RESTORES_A_DAY
from ..._restore.results import diff_result, failure_result, slim_result, summary_result, surroundings_result
from ..connection import login_warnings, open_session
from ..errors import TaskFailed
from ..execution import Result
from ..options import (
    Spec,
    batch_options,
    disk_options,
    drill_options,
    restore_options,
    selection_options,
    unprotected_options,
)
from ..results_file import read_results_file
from ..runtime import Runtime
from .batch_requests import read_batch
from .disk_options import number_option, seconds_option, tell_if_wanted
from .restore_orders import known_at_least, notes_on, read_orders

UNCERTAIN_SECONDS = 180
NOT_BACK = Undone("can't be restored", "are not restored", "still being restored")


def spec() -> Spec:
    """The options: those of a disk can be given in common and for each disk."""
    one_disk = disk_options()
    one_disk["target_disk"]["required"] = True
    common = disk_options()
    for own in ("backup_instance", "source_disk", "target_disk"):
        del common[own]
    return {
        **selection_options(),
        "disks": {"type": "list", "elements": "dict", "options": one_disk},
        "target_disk_name": {"type": "str"},
        **unprotected_options(),
        **common,
        **restore_options(),
        **batch_options(),
        **drill_options(),
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Make sure that every disk exists, restored from the recovery point that the task asks for."""
    login, find_batch = read_batch(options, runtime)
    orders = replace(
        read_orders(options, runtime),
        max_parallel=None if options["max_parallel"] is None else number_option(options, "max_parallel"),
        max_skew_seconds=None if options["max_skew"] is None else seconds_option(options, "max_skew", least=0),
        stop_on_failure=options["on_failure"] == "stop",
        reserve_restores=_read_reserve(options),
        approved_digest=read_digest(options),
    )
    results_file = read_results_file(options, runtime)
    session = open_session(login, runtime, seconds=seconds_option(options, "wait_timeout"))
    clock = session.clock
    began = clock.monotonic()
    batch = find_batch(session)
    _check_groups(session, batch.requests)
    restored = restore(session, batch.requests, orders, tell_if_wanted(options, runtime.tell))
    records = restored.records
    with known_at_least(records):
        result = {**batch_result(records), **surroundings_result(records, batch.vaults, session.caller)}
        result["plan_digest"] = restored.plan_digest
        elapsed = clock.monotonic() - began
        result["started_at"] = format_moment(session.service_now - timedelta(seconds=elapsed))
        result["elapsed_seconds"] = round(elapsed, 3)
        result["warnings"] = [
            *login_warnings(login),
            *batch.warnings,
            *_warnings(records, orders),
            *notes_on(records, orders),
        ]
        causes = shared_causes(records)
        result = results_file.keep(result, restores=_open_ones(result, records), source_disks=[])
        if restored.refusal:
            raise TaskFailed(restored.refusal, result)
        if causes:
            raise TaskFailed(causes[0].failure, result, what_failed(causes, records, NOT_BACK))
    return result


def batch_result(records: Sequence[Record]) -> Result:
    """The result for all disks. `as_of` is the requested time, null if it differs between disks."""
    moments = {record.choice.as_of for record in records if record.choice}
    return {
        "changed": any(record.changed for record in records),
        "restores": [slim_result(record) for record in records],
        "failures": [failure_result(cause) for cause in shared_causes(records)],
        "as_of": format_moment(moments.pop()) if len(moments) == 1 else None,
        "skew_seconds": skew_seconds(records),
        "rpo_seconds": rpo_seconds(records),
        "summary": summary_result(records),
        "diff": diff_result(records),
    }


def _open_ones(result: Result, records: Sequence[Record]) -> list[Result]:
    """The restores that someone must look at: those that failed, and those that go on."""
    return [
        each
        for each, record in zip(result["restores"], records, strict=True)
        if not record.succeeded or record.outcome in UNFINISHED
    ]


def _read_reserve(options: OptionValues) -> int | None:
    """How many of the restores of a day a drill must leave; None if it is no drill."""
    drill = options["drill"]
    if not isinstance(drill, Mapping):
        return None
    reserve = drill["reserve_restores"]
    if not isinstance(reserve, int) or not 0 <= reserve <= RESTORES_A_DAY:
        raise OptionRefused("drill.reserve_restores", f"{reserve!r} is not a number from 0 to {RESTORES_A_DAY}")
    return reserve


def _check_groups(session: ArmSession, requests: Sequence[RestoreRequest]) -> None:
    """Raise `DrillGroupNotMarked` if a drill would restore into a group that is not for drills."""
    groups = {(one.target.subscription_id, one.target.resource_group.lower()): one for one in requests if one.drill}
    for (subscription, _name), one in groups.items():
        check_marked(session, subscription, one.target.resource_group)


def _warnings(records: Sequence[Record], orders: Orders) -> list[str]:
    warnings = [warning for record in records for warning in record.warnings]
    if orders.max_skew_seconds is not None and orders.max_skew_seconds < UNCERTAIN_SECONDS:
        warnings.append(
            f"max_skew is {orders.max_skew_seconds:.0f} seconds, and the time of a recovery point is uncertain by up "
            f"to {UNCERTAIN_SECONDS}: Azure sets it one to three minutes after it starts the snapshot."
        )
    return warnings
