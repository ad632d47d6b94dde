# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Managed disks, read from Microsoft.Compute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from sys import intern
from urllib.parse import quote

from ..._arm.errors import RequestRefused
from ..._arm.json_stream import Json
from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from ..._arm.transport import Answer
from .. import wire
from ..disk_names import DISK, disk_id
from ..resource_names import resource_name

COMPUTE_API_VERSION = "2023-04-02"
READY = "succeeded"
BROKEN = frozenset({"failed", "canceled", "cancelled", "deleting"})
GIB = 1024**3
# What two disks never have in common, what is told of a moment only, and what repeats another member.
NO_SETTINGS = frozenset(
    {
        *("id", "name", "type", "etag", "systemData", "managedBy", "managedByExtended", "sku.tier"),
        *("diskSizeBytes", "diskState", "provisioningState", "timeCreated", "uniqueId", "shareInfo"),
        *("burstingEnabledTime", "completionPercent", "LastOwnershipUpdateTime", "propertyUpdatesInProgress"),
    }
)
# Of what a disk was made from, all but these is about where it came from.
KEPT_OF_CREATION = frozenset({"creationData.performancePlus", "creationData.logicalSectorSize"})


@dataclass(frozen=True)
class Disk:
    """A managed disk as Compute describes it.

    `settings` is all that a copy of it can have in common with it, by the path of the member, such as
    `encryption.type`. What is null or empty is left out. `shared_by` are the machines that use a shared disk.
    `handed_over` is when a machine last took or released it.
    `completion_percent` is how much of what it is made of was copied, while it is being copied.
    """

    id: str
    name: str
    location: str | None
    zones: tuple[str, ...]
    sku: str | None
    size_gb: float | None
    encryption_type: str | None
    disk_encryption_set_id: str | None
    network_access_policy: str | None
    public_network_access: str | None
    provisioning_state: str | None
    disk_state: str | None
    created: datetime | None
    create_option: str | None
    created_from: str | None
    attached_to: str | None
    settings: Mapping[str, object] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    shared_by: tuple[str, ...] = ()
    completion_percent: float | None = None
    unique_id: str | None = None
    os_type: str | None = None
    handed_over: datetime | None = None

    @property
    def is_ready(self) -> bool:
        """Whether Compute has finished with it."""
        return (self.provisioning_state or "").lower() == READY

    @property
    def is_broken(self) -> bool:
        """Whether it will never be ready: making it failed, or it is being deleted."""
        return (self.provisioning_state or "").lower() in BROKEN


def get_disk(session: ArmSession, disk: ResourceId) -> Disk:
    """Read a disk (Disks_Get)."""
    answer = session.get(
        disk.path,
        query={"api-version": COMPUTE_API_VERSION},
        doing=f"reading the disk {disk.name!r} in resource group {disk.resource_group!r}",
    )
    return _read(answer.body, disk)


def find_disk(session: ArmSession, disk: ResourceId) -> Disk | None:
    """Read a disk, None if there is none. Its group missing, or no right to read it, is an error."""
    try:
        return get_disk(session, disk)
    except RequestRefused as refusal:
        if refusal.status == 404 and refusal.problem.code in ("ResourceNotFound", "NotFound"):
            return None
        raise


def list_all_disks(session: ArmSession, subscription_id: str) -> Iterator[Disk]:
    """All disks of a subscription (Disks_List), without their settings."""
    path = f"/subscriptions/{subscription_id}/providers/{DISK}"
    doing = f"listing the disks of subscription {subscription_id}"
    for item in session.items(path, query={"api-version": COMPUTE_API_VERSION}, doing=doing):
        if disk := read_disk(item):
            yield disk


def read_disk(body: object) -> Disk | None:
    """A disk by what is known of it in a list, without its settings; None if it has no id that is one of a disk."""
    parsed = ResourceId.parse_if_one(wire.text(body, "id"))
    return replace(_read(body, parsed), settings={}) if parsed and parsed.is_a(DISK) else None


def list_disks(session: ArmSession, subscription_id: str, resource_group: str) -> Iterator[Disk]:
    """All disks of a resource group (Disks_ListByResourceGroup)."""
    group = quote(resource_group, safe="")
    path = f"/subscriptions/{subscription_id}/resourceGroups/{group}/providers/{DISK}"
    doing = f"listing the disks of resource group {resource_group!r}"
    for item in session.items(path, query={"api-version": COMPUTE_API_VERSION}, doing=doing):
        if name := resource_name(item):
            yield _read(item, disk_id(subscription_id, resource_group, name))


def delete_disk(session: ArmSession, disk: ResourceId) -> Answer:
    """Delete a disk (Disks_Delete). The answer comes before the deletion ends."""
    return session.delete(disk.path, query={"api-version": COMPUTE_API_VERSION}, doing=deleting(disk))


def deleting(disk: ResourceId) -> str:
    """What is being done, for messages."""
    return f"deleting the disk {disk.name!r} in resource group {disk.resource_group!r}"


def _read(body: object, disk: ResourceId) -> Disk:
    properties = wire.mapping(body, "properties")
    zones = wire.member(body, "zones")
    return Disk(
        id=wire.text(body, "id") or str(disk),
        name=wire.text(body, "name") or disk.name,
        location=wire.text(body, "location"),
        zones=tuple(str(zone) for zone in zones) if isinstance(zones, list) else (),
        sku=wire.text(body, "sku", "name"),
        size_gb=_size_gb(properties),
        encryption_type=wire.text(properties, "encryption", "type"),
        disk_encryption_set_id=wire.text(properties, "encryption", "diskEncryptionSetId"),
        network_access_policy=wire.text(properties, "networkAccessPolicy"),
        public_network_access=wire.text(properties, "publicNetworkAccess"),
        provisioning_state=wire.text(properties, "provisioningState"),
        disk_state=wire.text(properties, "diskState"),
        created=wire.moment(properties, "timeCreated"),
        create_option=wire.text(properties, "creationData", "createOption"),
        created_from=wire.text(properties, "creationData", "sourceResourceId"),
        attached_to=wire.text(body, "managedBy"),
        settings=dict(_settings(body)),
        tags=wire.texts_by_name(body, "tags"),
        shared_by=_texts(wire.member(body, "managedByExtended")),
        completion_percent=wire.number(properties, "completionPercent"),
        unique_id=wire.text(properties, "uniqueId"),
        os_type=wire.text(properties, "osType"),
        handed_over=wire.moment(properties, "LastOwnershipUpdateTime"),
    )


def _settings(body: object) -> Iterator[tuple[str, object]]:
    top = wire.mapping(body)
    own = {name: value for name, value in top.items() if name not in ("properties", "tags")}
    for path, value in (*_leaves(own), *_leaves(wire.mapping(body, "properties")), ("tags", top.get("tags"))):
        part = path.partition(".")[0]
        is_one = path in KEPT_OF_CREATION if part == "creationData" else not NO_SETTINGS & {path, part}
        if is_one and value not in (None, "", [], {}):
            # Thousands of disks have the same settings, most of them with the same values.
            yield intern(path), intern(value) if isinstance(value, str) else value


def _leaves(members: Json, prefix: str = "") -> Iterator[tuple[str, object]]:
    """All values that are no objects, by their paths."""
    for name, value in members.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def _size_gb(properties: Json) -> float | None:
    size, exact = wire.number(properties, "diskSizeGB"), wire.number(properties, "diskSizeBytes")
    return size if size is not None or exact is None else exact / GIB
