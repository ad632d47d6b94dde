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

from ..._arm.session import ArmSession
from .. import wire

QUERY = {"api-version": "2023-04-02"}


@dataclass(frozen=True)
class Snapshot:
    """A snapshot: the disk that it was made from, and when."""

    disk_id: str | None
    created: datetime | None


def list_snapshots(session: ArmSession, subscription_id: str, resource_group: str) -> Iterator[Snapshot]:
    """All snapshots of a resource group (Snapshots_ListByResourceGroup)."""
    group = quote(resource_group, safe="")
    path = f"/subscriptions/{subscription_id}/resourceGroups/{group}/providers/Microsoft.Compute/snapshots"
    doing = f"listing the snapshots of resource group {resource_group!r}"
    for item in session.items(path, query=QUERY, doing=doing):
        properties = wire.mapping(item, "properties")
        yield Snapshot(
            wire.text(properties, "creationData", "sourceResourceId"), wire.moment(properties, "timeCreated")
        )
