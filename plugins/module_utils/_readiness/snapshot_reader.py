# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads which disks have snapshots: by Azure Resource Graph, and by the resource group itself before one is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from .._arm.errors import NoAnswer, RequestRefused
from .._arm.resource_ids import resource_group_id
from .._arm.session import ArmSession
from .._azure import wire
from .._azure.compute.snapshots import list_snapshots
from .._azure.resource_graph.summaries import newest_snapshot_rows
from .gone_groups import is_group_gone
from .points import SNAPSHOT_TOLERANCE
from .states import Snapshots

# The key of a disk, and that of the resource group that has its snapshots.
Place = tuple[str, str]


def read_snapshots(
    session: ArmSession, by_graph: bool, wanted: Mapping[Place, datetime]
) -> tuple[Mapping[Place, Snapshots], tuple[str, ...]]:
    """The newest snapshot in each place, and what is unknown, in sentences. `wanted` has the newest point of each.

    A group is listed once, and only if a snapshot of the newest point was not seen.
    """
    unknown: list[str] = []
    found: dict[Place, datetime] = {}
    if by_graph and wanted:
        try:
            found = _by_graph(session, wanted)
        except (RequestRefused, NoAnswer) as error:
            unknown.append(f"Azure Resource Graph did not say which snapshots there are: {error}")
    doubtful: defaultdict[str, list[Place]] = defaultdict(list)
    for place, point in wanted.items():
        if place not in found or found[place] < point - SNAPSHOT_TOLERANCE:
            doubtful[place[1]].append(place)
    snapshots = {place: Snapshots(found.get(place)) for place in wanted}
    for group, places in sorted(doubtful.items()):
        try:
            listed = _listed(session, group)
            snapshots |= {place: Snapshots(listed.get(place)) for place in places}
        except (RequestRefused, NoAnswer) as error:
            why = "" if is_group_gone(error) else str(error)
            snapshots |= {place: Snapshots(found.get(place), why) for place in places}
    return snapshots, tuple(unknown)


def _by_graph(session: ArmSession, wanted: Mapping[Place, datetime]) -> dict[Place, datetime]:
    subscriptions = sorted({group.split("/")[2] for _disk, group in wanted})
    disks = sorted({disk for disk, _group in wanted})
    found: dict[Place, datetime] = {}
    for row in newest_snapshot_rows(session, subscriptions, disks):
        group = resource_group_id(wire.text(row, "subscriptionId") or "", wire.text(row, "resourceGroup") or "")
        _note(found, (wire.text(row, "disk") or "", group.lower()), wire.moment(row, "newest"))
    return found


def _listed(session: ArmSession, group: str) -> dict[Place, datetime]:
    parts = group.split("/")
    found: dict[Place, datetime] = {}
    for snapshot in list_snapshots(session, parts[2], parts[4]):
        _note(found, ((snapshot.disk_id or "").lower(), group), snapshot.created)
    return found


def _note(found: dict[Place, datetime], place: Place, moment: datetime | None) -> None:
    if moment and (place not in found or moment > found[place]):
        found[place] = moment
