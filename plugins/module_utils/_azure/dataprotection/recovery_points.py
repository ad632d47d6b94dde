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

from ..._arm.json_stream import Json
from ..._arm.session import ArmSession
from .. import wire
from ..resource_names import resource_name
from .instances import instance_id, instance_path
from .vaults import VaultRef

OPERATIONAL_STORE = "OperationalStore"
COMPLETE, KEPT = "completed", "committed"
POINT_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}", re.ASCII)


@dataclass(frozen=True)
class RecoveryPoint:
    """One recovery point.

    `time` is the service's `recoveryPointTime`, 61 to 178 seconds after `created`, when the snapshot began
    (95 of 95 recorded points); `exact_time` is its spelling, with up to seven fractional digits.
    `state` is null before api-version 2023-11-01. `store_type` and `store_state` are of the store that holds its
    snapshot.
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
    store_type: str | None = None
    store_state: str | None = None
    visible: bool = True

    @property
    def flaw(self) -> str | None:
        """Why no disk can be made from it, in a few words; None if one can. What Azure does not say is no flaw."""
        if (self.state or COMPLETE).lower() != COMPLETE:
            return self.state
        if not self.is_operational:
            return f"in {self.store_type}"
        if (self.store_state or KEPT).lower() != KEPT:
            return f"{self.store_state} in its store"
        return None if self.visible else "hidden"

    @property
    def is_operational(self) -> bool:
        """Whether it is in the store that disks are restored from."""
        return (self.store_type or OPERATIONAL_STORE).lower() == OPERATIONAL_STORE.lower()

    def is_complete(self) -> bool:
        """Whether its backup succeeded, and its snapshot still exists."""
        return self.flaw is None

    def is_expired(self, now: datetime) -> bool:
        """Whether its time is over; such points can still stand in the list."""
        return self.expires is not None and self.expires <= now


def list_recovery_points(session: ArmSession, ref: VaultRef, instance_name: str) -> Iterator[RecoveryPoint]:
    """All points of an instance that have a time (RecoveryPoints_List), in the order of the service."""
    path = f"{instance_path(ref, instance_name)}/recoveryPoints"
    doing = f"listing the recovery points of backup instance {instance_name!r}"
    for item in session.items(path, query=ref.query, doing=doing):
        name = resource_name(item) or wire.text(item, "properties", "recoveryPointId")
        if name and (point := _read(item, ref, instance_name, name)):
            yield point


def get_recovery_point(session: ArmSession, ref: VaultRef, instance_name: str, point_id: str) -> RecoveryPoint | None:
    """One point by its id (RecoveryPoints_Get); None if the answer is not one with a time."""
    path = instance_id(ref, instance_name).child("recoveryPoints", point_id).path
    doing = f"reading the recovery point {point_id!r} of backup instance {instance_name!r}"
    body = session.get(path, query=ref.query, doing=doing).body
    return _read(body, ref, instance_name, resource_name(body) or point_id)


def why_not_a_point(point_id: str) -> str | None:
    """Why this can't be the id of a recovery point, None if it can."""
    if POINT_ID.fullmatch(point_id):
        return None
    return f"{point_id!r} is not the id of a recovery point, which is made of letters, digits and hyphens"


def _read(body: object, ref: VaultRef, instance_name: str, name: str) -> RecoveryPoint | None:
    properties = wire.mapping(body, "properties")
    time = wire.moment(properties, "recoveryPointTime")
    if time is None:
        return None
    store = _store(properties)
    expiries = (wire.moment(properties, "expiryTime"), wire.moment(store, "expiryTime"))
    # Some builds of 2023 said so before there was a recoveryPointState.
    partial = "Partial" if wire.member(properties, "isPartialRP") is True else None
    return RecoveryPoint(
        id=wire.text(body, "id") or str(instance_id(ref, instance_name).child("recoveryPoints", name)),
        name=name,
        time=time,
        exact_time=wire.text(properties, "recoveryPointTime") or "",
        created=wire.moment(store, "creationTime"),
        expires=min((expiry for expiry in expiries if expiry), default=None),
        state=wire.text(properties, "recoveryPointState") or partial,
        type=wire.text(properties, "recoveryPointType"),
        retention_tag=wire.text(properties, "retentionTagName"),
        policy=wire.text(properties, "policyName"),
        store_type=wire.text(store, "type"),
        store_state=wire.text(store, "state"),
        visible=wire.member(store, "visible") is not False,
    )


def _store(properties: Json) -> Json:
    """The store that disks are restored from, else any; it is empty if the point names none."""
    stores = wire.items(properties, "recoveryPointDataStoresDetails")
    operational = (each for each in stores if (wire.text(each, "type") or "").lower() == OPERATIONAL_STORE.lower())
    return next(operational, stores[0] if stores else {})
