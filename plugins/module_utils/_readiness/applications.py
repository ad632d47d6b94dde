# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Applications: disks with one value of a tag, and how far their newest recovery points lie apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from .._arm.times import format_duration
from .._backup.applications import application_of
from .._backup.selected_disks import SelectedDisk
from .aims import Aims
from .findings import Finding, finding
from .states import DiskState


@dataclass(frozen=True)
class Application:
    """The disks of an application: the range of their newest points, and its length if all of them are known.

    `ready`: all of its disks are.
    """

    name: str
    ready: bool
    disks: int
    unprotected: int
    newest: datetime | None
    oldest: datetime | None
    skew_seconds: float | None
    findings: tuple[Finding, ...]


def find_applications(
    states: Sequence[DiskState], unprotected: Sequence[SelectedDisk], not_ready: Set[str], aims: Aims
) -> list[Application]:
    """The applications, by name; none if nobody said which tag names them. `not_ready` are keys of disks."""
    if not aims.application_tag:
        return []
    protected: defaultdict[str, list[DiskState]] = defaultdict(list)
    alone: defaultdict[str, list[SelectedDisk]] = defaultdict(list)
    for state in states:
        if name := application_of(state.disk, aims.application_tag):
            protected[name].append(state)
    for disk in unprotected:
        if name := application_of(disk, aims.application_tag):
            alone[name].append(disk)
    names = sorted({*protected, *alone}, key=lambda name: (name.lower(), name))
    return [_application(name, protected[name], alone[name], not_ready, aims) for name in names]


def _application(
    name: str, states: Sequence[DiskState], unprotected: Sequence[SelectedDisk], not_ready: Set[str], aims: Aims
) -> Application:
    protected = {state.disk.key for state in states}
    keys = protected | {disk.key for disk in unprotected}
    # A disk with several instances has the newest point of all of them.
    points = sorted((state.points.newest, state.disk.key) for state in states if state.points.newest)
    moments = {key: moment for moment, key in points}
    newest, oldest = max(moments.values(), default=None), min(moments.values(), default=None)
    skew = (newest - oldest).total_seconds() if newest and oldest and moments.keys() == protected else None
    found: list[Finding] = []
    if skew is not None and aims.max_skew is not None and skew > aims.max_skew:
        words = {"count": len(protected), "tag": aims.application_tag, "application": name}
        apart = {"skew": format_duration(skew), "most": format_duration(aims.max_skew)}
        found.append(finding("skew_too_large", **apart, **words))
    return Application(name, not keys & not_ready, len(keys), len(unprotected), newest, oldest, skew, tuple(found))
