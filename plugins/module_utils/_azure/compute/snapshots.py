# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Snapshots: what a recovery point of a disk is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from .. import wire

SNAPSHOT = "Microsoft.Compute/snapshots"
QUERY = {"api-version": "2023-04-02"}


@dataclass(frozen=True)
class Snapshot:
    """A snapshot: the disk that it was made from, and when."""

    disk_id: str | None
    created: datetime | None
    disk_unique_id: str | None = None


def get_snapshot(session: ArmSession, snapshot: ResourceId) -> Snapshot:
    """Read a snapshot (Snapshots_Get)."""
    doing = f"reading the snapshot {snapshot.name!r} in resource group {snapshot.resource_group!r}"
    return _read(session.get(snapshot.path, query=QUERY, doing=doing).body)


def list_snapshots(session: ArmSession, subscription_id: str, resource_group: str) -> Iterator[Snapshot]:
    """All snapshots of a resource group (Snapshots_ListByResourceGroup)."""
    group = quote(resource_group, safe="")
    path = f"/subscriptions/{subscription_id}/resourceGroups/{group}/providers/{SNAPSHOT}"
    doing = f"listing the snapshots of resource group {resource_group!r}"
    for item in session.items(path, query=QUERY, doing=doing):
        yield _read(item)


def _read(body: object) -> Snapshot:
    properties = wire.mapping(body, "properties")
    return Snapshot(
        disk_id=wire.text(properties, "creationData", "sourceResourceId"),
        created=wire.moment(properties, "timeCreated"),
        disk_unique_id=wire.text(properties, "creationData", "sourceUniqueId"),
    )
