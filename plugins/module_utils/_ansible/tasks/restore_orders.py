# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the tasks that restore have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..._arm.times import format_moment
from ..._backup.option_values import OptionValues
from ..._restore.records import Orders, Record
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..runtime import Runtime
from .disk_options import seconds_option

MOST_NAMED = 5


def read_orders(options: OptionValues, runtime: Runtime) -> Orders:
    """The options for the whole run."""
    return Orders(
        run_id=runtime.run_id,
        check_mode=runtime.check_mode,
        wait=options["wait"] is True,
        poll_interval=seconds_option(options, "poll_interval"),
        permission_seconds=seconds_option(options, "permission_timeout", least=0),
        permission_pending=options["permission_pending"] is True,
        validate_existing=options["validate_existing"] is True,
    )


def notes_on(records: Sequence[Record], orders: Orders) -> list[str]:
    """Warnings for a success: a kept disk is of unknown origin, or Azure validated nothing."""
    notes = [_note_on_kept(record) for record in records if record.outcome == "kept"]
    left_out = [record for record in records if record.succeeded and "validation" not in record.phases]
    if orders.check_mode and left_out:
        names = ", ".join(record.request.target.name for record in left_out[:MOST_NAMED])
        more = f" and {len(left_out) - MOST_NAMED} more" if len(left_out) > MOST_NAMED else ""
        notes.append(
            f"Azure has validated nothing for {len(left_out)} of {len(records)} disks, which already exist or are "
            f"being restored: {names}{more}. To validate these too, set validate_existing: true."
        )
    return notes


def _note_on_kept(record: Record) -> str:
    whose = "Nothing shows that Azure Backup made it."
    if job := record.job:
        point = f"recovery point {job.recovery_point_id} of {format_moment(job.recovery_point_time)}"
        whose = f"Job {job.name} made it from {point}, which is not what this task asks for."
    disk = record.disk
    state = f" Compute says that it is {disk.provisioning_state}." if disk and disk.is_broken else ""
    return f"The disk {record.request.target.name!r} existed before the task, and was kept.{state} {whose}"


@contextmanager
def known_at_least(records: Sequence[Record]) -> Iterator[None]:
    """If making the result fails, raise a failure that still says what was sent, and as which job."""
    try:
        yield
    except TaskFailed:
        raise
    except Exception as error:
        known = [
            {
                "target_disk": str(record.request.target),
                "vault_id": str(record.request.ref.id),
                "outcome": record.outcome,
                "changed": record.changed,
                "job_id": record.job_name,
            }
            for record in records
        ]
        result: Result = {"changed": any(record.changed for record in records), "restores": known}
        raise TaskFailed(as_failure(error), result) from error
