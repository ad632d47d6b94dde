# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The engine: gives disks the recovery points that were asked for, one disk or many, and keeps a record of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from .._arm.errors import WrongInput
from .._arm.session import ArmSession
from .._backup.run_contexts import vaults_in_turn
from .._run.progress_reporter import Tell
from .._run.works import run_to_the_end
from .backup_run import BackupRun
from .one_disk import OneDisk
from .progress import JUDGING, WAITING, Progress
from .records import Orders, Record
from .requests import BackupRequest


def back_up(session: ArmSession, requests: Sequence[BackupRequest], orders: Orders, tell: Tell) -> list[Record]:
    """Make every request true, or say in its record why not. The order is kept.

    All disks are found, and all is judged, before anything is sent for the first of them, and nothing is sent for any
    if the input of one is wrong. How far it is, is told meanwhile. It ends at the deadline, or when nobody wants it any
    more, whatever its threads are doing then.
    """
    run = BackupRun(session, requests, orders)
    disks = [OneDisk(request, run) for request in requests]
    run.carry_out(lambda: _carry_out(disks, run, tell), disks)
    # Threads that outlive the run change what is returned no more.
    return [replace(disk.record, warnings=list(disk.record.warnings)) for disk in disks]


def _carry_out(disks: Sequence[OneDisk], run: BackupRun, tell: Tell) -> None:
    session = run.session
    progress = Progress([disk.record for disk in disks], run.usual_seconds, session.clock, tell)
    in_turn = vaults_in_turn(disks, lambda disk: disk.record.request.ref)
    run_to_the_end([disk.choose() for disk in in_turn], session, progress.look)
    progress.begin(JUDGING)
    instances = [disk.record.instance for disk in disks if disk.record.instance]
    run_to_the_end([run.count_snapshots(instances)], session, progress.look)
    now = session.clock.monotonic()
    run_to_the_end([disk.judge(now) for disk in in_turn], session, progress.look)
    if any(isinstance(disk.record.failure, WrongInput) for disk in disks):
        return
    progress.begin(WAITING)
    run_to_the_end([disk.carry_out() for disk in in_turn], session, progress.look)


def skew_seconds(records: Sequence[Record]) -> float | None:
    """Newest minus oldest point of the disks; None if the point of one is not known."""
    return _between(record.point.time if record.point else None for record in records)


def snapshot_skew_seconds(records: Sequence[Record]) -> float | None:
    """Newest minus oldest snapshot of the disks; None if that of one is not known."""
    return _between(record.point.created if record.point else None for record in records)


def _between(moments: Iterable[datetime | None]) -> float | None:
    times = list(moments)
    known = [time for time in times if time]
    return (max(known) - min(known)).total_seconds() if known and len(known) == len(times) else None
