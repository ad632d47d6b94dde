# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Recovery points: the moments to which a disk can go back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .._arm.session import ArmSession
from . import wire
from .instances import instance_path
from .vaults import VaultRef

POINT_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}", re.ASCII)


@dataclass(frozen=True)
class RecoveryPoint:
    """One recovery point.

    `time` is the service's `recoveryPointTime`, 61 to 178 seconds after `created`, when the snapshot began
    (95 of 95 recorded points); `exact_time` is its spelling, with up to seven fractional digits.
    `state` is null before api-version 2023-11-01.
    """

    id: str
    name: str
    time: datetime
    exact_time: str
    created: datetime | None
    expires: datetime | None
    state: str | None
    type: str | None
    retention_tag: str | None
    policy: str | None

    def is_complete(self) -> bool:
        """Whether the backup behind it ended well."""
        return (self.state or "completed").lower() == "completed"

    def is_expired(self, now: datetime) -> bool:
        """Whether its time is over; such points can still stand in the list."""
        return self.expires is not None and self.expires <= now


def list_recovery_points(session: ArmSession, ref: VaultRef, instance_name: str) -> Iterator[RecoveryPoint]:
    """All points of an instance that have a time (RecoveryPoints_List), in the order of the service."""
    path = f"{instance_path(ref, instance_name)}/recoveryPoints"
    doing = f"listing the recovery points of backup instance {instance_name!r}"
    for item in session.items(path, query=ref.query, doing=doing):
        point = _read(item)
        if point:
            yield point


def get_recovery_point(session: ArmSession, ref: VaultRef, instance_name: str, point_id: str) -> RecoveryPoint | None:
    """One point by its id (RecoveryPoints_Get); None where the answer is not one with a time."""
    path = f"{instance_path(ref, instance_name)}/recoveryPoints/{point_id}"
    doing = f"reading the recovery point {point_id!r} of backup instance {instance_name!r}"
    return _read(session.get(path, query=ref.query, doing=doing).body)


def why_not_a_point(point_id: str) -> str | None:
    """Why this can't be the id of a recovery point, None where it can."""
    if POINT_ID.fullmatch(point_id):
        return None
    return f"{point_id!r} is not the id of a recovery point, which is made of letters, digits and hyphens"


def _read(body: object) -> RecoveryPoint | None:
    properties = wire.mapping(body, "properties")
    time = wire.moment(properties, "recoveryPointTime")
    name = wire.text(body, "name") or wire.text(properties, "recoveryPointId")
    if time is None or name is None:
        return None
    stores = wire.items(properties, "recoveryPointDataStoresDetails")
    store = next(
        (each for each in stores if wire.text(each, "type") == "OperationalStore"), stores[0] if stores else {}
    )
    return RecoveryPoint(
        id=wire.text(body, "id") or "",
        name=name,
        time=time,
        exact_time=wire.text(properties, "recoveryPointTime") or "",
        created=wire.moment(store, "creationTime"),
        expires=wire.moment(properties, "expiryTime") or wire.moment(store, "expiryTime"),
        state=wire.text(properties, "recoveryPointState"),
        type=wire.text(properties, "recoveryPointType"),
        retention_tag=wire.text(properties, "retentionTagName"),
        policy=wire.text(properties, "policyName"),
    )
