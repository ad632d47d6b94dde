# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judges the recovery points of a disk: whether there is one, how old it is, how long it stays, and its snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from .._arm.times import format_duration, format_moment
from .._azure.resource_names import last_name
from .aims import Aims
from .findings import Finding, finding, unseen
from .states import DiskState

# A point's time is one to three minutes after its snapshot, a job's start some two before; schedules are 1 h at least.
SNAPSHOT_TOLERANCE = timedelta(minutes=20)
# A snapshot that was made a moment ago may not show yet.
JUST_MADE = timedelta(minutes=20)


def judge_points(state: DiskState, aims: Aims) -> Iterator[Finding]:
    """What is wrong with the points."""
    points, name = state.points, state.disk.name
    if points.newest is None:
        yield finding("no_point", disk=name) if points.were_read else finding("point_unknown", why=points.why_unknown)
        return
    newest = format_moment(points.newest)
    age = (aims.now - points.newest).total_seconds()
    if aims.rpo_target is not None and age > aims.rpo_target:
        yield finding(
            "point_too_old",
            age=format_duration(age),
            newest=newest,
            target=format_duration(aims.rpo_target),
            disk=name,
            policy=last_name(state.disk.protection.instance.policy_id or "") or "of its backup instance",
        )
    if points.expires and points.expires <= aims.now + timedelta(seconds=aims.expires_within):
        yield finding("point_expiring", newest=newest, expires=format_moment(points.expires), disk=name)
    yield from _judge_snapshot(state, aims)


def _judge_snapshot(state: DiskState, aims: Aims) -> Iterator[Finding]:
    newest, snapshots = state.points.newest, state.snapshots
    group = last_name(state.disk.protection.instance.snapshot_group_id or "")
    if newest is None:
        return
    if snapshots.newest is not None and snapshots.newest >= newest - SNAPSHOT_TOLERANCE:
        return
    words = {"group": group or "<not known>", "newest": format_moment(newest), "disk": state.disk.name}
    if snapshots.why_unknown:
        yield unseen("snapshot_missing", snapshots.why_unknown, **words)
    elif aims.now - newest > JUST_MADE:
        yield finding("snapshot_missing", **words)
