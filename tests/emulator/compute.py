# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute: managed disks and snapshots as they are read.

Bodies, headers and pretty-printing: azure-cli-extensions recording of 2023-06 (disk show), azure-cli recordings of 2024
(snapshot show).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from .arm_ids import resource_id
from .cloud import Call
from .errors import AzureError, resource_not_found
from .messages import Json, Response
from .model import Disk, ResourceGroup, Snapshot
from .routing import Route
from .timestamps import compute_time

T = TypeVar("T", Disk, Snapshot)
GIB = 1024**3
_PREMIUM = (
    (4, "P1", 120, 25),
    (8, "P2", 120, 25),
    (16, "P3", 120, 25),
    (32, "P4", 120, 25),
    (64, "P6", 240, 50),
    (128, "P10", 500, 100),
    (256, "P15", 1100, 125),
    (512, "P20", 2300, 150),
    (1024, "P30", 5000, 200),
    (2048, "P40", 7500, 250),
    (4096, "P50", 7500, 250),
    (8192, "P60", 16000, 500),
    (16384, "P70", 18000, 750),
    (32767, "P80", 20000, 900),
)
"""Tiers of premium disks: up to so many GiB, IOPS, MB/s (learn.microsoft.com, "Azure managed disk types")."""


def disk_document(disk: Disk) -> dict[str, Any]:
    """GET of a disk."""
    creation: dict[str, Any] = {"createOption": disk.create_option}
    if disk.source_resource_id:
        creation["sourceResourceId"] = disk.source_resource_id
    if disk.source_unique_id:
        creation["sourceUniqueId"] = disk.source_unique_id
    encryption: dict[str, Any] = {"type": disk.encryption_type}
    if disk.disk_encryption_set_id:
        encryption["diskEncryptionSetId"] = disk.disk_encryption_set_id
    tier, operations, megabytes = _performance(disk)
    properties: dict[str, Any] = {
        "osType": disk.os_type,
        "hyperVGeneration": disk.hyper_v_generation,
        "supportsHibernation": disk.supports_hibernation,
        "supportedCapabilities": disk.supported_capabilities,
        "creationData": creation,
        "diskSizeGB": disk.size_gb,
        "diskIOPSReadWrite": operations,
        "diskMBpsReadWrite": megabytes,
        "encryption": encryption,
        "networkAccessPolicy": disk.network_access_policy,
        "securityProfile": {"securityType": disk.security_type} if disk.security_type else None,
        "publicNetworkAccess": disk.public_network_access,
        "dataAccessAuthMode": disk.data_access_auth_mode,
        "timeCreated": compute_time(disk.time_created),
        "provisioningState": disk.provisioning_state,
        "diskState": disk.disk_state,
        "LastOwnershipUpdateTime": compute_time(disk.last_ownership_update) if disk.last_ownership_update else None,
        "maxShares": disk.max_shares,
        "completionPercent": disk.completion_percent,
        "diskSizeBytes": disk.size_gb * GIB,
        "uniqueId": disk.unique_id,
        "tier": tier,
    }
    document = {
        "name": disk.name,
        "id": disk.id,
        "type": "Microsoft.Compute/disks",
        "location": disk.location,
        "tags": disk.tags,
        "managedBy": disk.managed_by,
        "managedByExtended": disk.owners if disk.also_managed_by else None,
        "zones": disk.zones,
        "sku": {"name": disk.sku, "tier": disk.sku.split("_")[0]},
        "properties": {name: value for name, value in properties.items() if value is not None},
    }
    return {name: value for name, value in document.items() if value is not None}


def _performance(disk: Disk) -> tuple[str | None, int, int]:
    """The tier, which only premium disks have, IOPS, and MB/s."""
    if not disk.sku.startswith("Premium_"):
        return None, 500, 60
    _size, tier, operations, megabytes = next((one for one in _PREMIUM if disk.size_gb <= one[0]), _PREMIUM[-1])
    return tier, operations, megabytes


def snapshot_document(snapshot: Snapshot) -> dict[str, Any]:
    """GET of a snapshot."""
    return {
        "name": snapshot.name,
        "id": snapshot.id,
        "type": "Microsoft.Compute/snapshots",
        "location": snapshot.location,
        "tags": snapshot.tags,
        "sku": {"name": snapshot.sku, "tier": snapshot.sku.split("_")[0]},
        "properties": {
            "creationData": {"createOption": "Copy", "sourceResourceId": snapshot.disk_id},
            "diskSizeGB": snapshot.size_gb,
            "encryption": {"type": "EncryptionAtRestWithPlatformKey"},
            "incremental": snapshot.incremental,
            "networkAccessPolicy": "AllowAll",
            "publicNetworkAccess": "Enabled",
            "timeCreated": compute_time(snapshot.time_created),
            "provisioningState": "Succeeded",
            "diskState": "Unattached",
            "diskSizeBytes": snapshot.size_gb * GIB,
            "uniqueId": snapshot.unique_id,
        },
    }


def get_disk(call: Call) -> Response:
    """GET of a disk, in a bucket of Compute of its own."""
    disk = call.estate.disks.get(compute_id(call, "disks"))
    if disk is None:
        raise AzureError(resource_not_found("Microsoft.Compute/disks", call.names["disk"], call.names["group"]))
    return pretty(disk_document(disk), "LowCostGet3Min;14999,Microsoft.Compute/LowCostGet30Min;119999")


def list_disks(call: Call) -> Response:
    """Of a subscription, or of a resource group."""
    found = [disk_document(disk) for disk in _listed(call, call.estate.disks.values())]
    return pretty({"value": found}, "HighCostGet3Min;999,Microsoft.Compute/HighCostGet30Min;4999")


def list_snapshots(call: Call) -> Response:
    """Of a subscription, or of a resource group."""
    found = [snapshot_document(one) for one in _listed(call, call.estate.snapshots.values())]
    return pretty({"value": found}, "HighCostGet3Min;999,Microsoft.Compute/HighCostGet30Min;4999")


def _listed(call: Call, all_: Iterable[T]) -> Iterator[T]:
    group = group_of(call).name.lower() if "group" in call.names else None
    subscription = call.names["subscription"].lower()
    return (
        one
        for one in all_
        if one.subscription_id.lower() == subscription and (group is None or one.group.lower() == group)
    )


def get_snapshot(call: Call) -> Response:
    """GET of a snapshot."""
    snapshot = call.estate.snapshots.get(compute_id(call, "snapshots"))
    if snapshot is None:
        raise AzureError(resource_not_found("Microsoft.Compute/snapshots", call.names["snapshot"], call.names["group"]))
    return pretty(snapshot_document(snapshot), "LowCostGet3Min;14999,Microsoft.Compute/LowCostGet30Min;119999")


def group_of(call: Call) -> ResourceGroup:
    """The resource group that the path names."""
    return call.estate.groups[f"/subscriptions/{call.names['subscription']}/resourceGroups/{call.names['group']}"]


def compute_id(call: Call, type_: str) -> str:
    """The id of the disk or snapshot that the path names."""
    names = call.names
    return resource_id(names["subscription"], names["group"], f"Microsoft.Compute/{type_}", names[type_[:-1]])


def pretty(document: Json, limits: str) -> Response:
    """An answer as Compute writes it, with what remains of its limits."""
    response = Response.of_json(document, pretty=True)
    response.headers["x-ms-ratelimit-remaining-resource"] = f"Microsoft.Compute/{limits}"
    return response


_SUBSCRIPTION = "/subscriptions/{subscription}/providers/Microsoft.Compute"
_GROUP = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute"
ROUTES = [
    Route("GET", f"{_SUBSCRIPTION}/disks", list_disks, "Microsoft.Compute/disks/read"),
    Route("GET", f"{_SUBSCRIPTION}/snapshots", list_snapshots, "Microsoft.Compute/snapshots/read"),
    Route("GET", f"{_GROUP}/disks", list_disks, "Microsoft.Compute/disks/read"),
    Route("GET", f"{_GROUP}/snapshots", list_snapshots, "Microsoft.Compute/snapshots/read"),
    Route("GET", f"{_GROUP}/disks/{{disk}}", get_disk, "Microsoft.Compute/disks/read"),
    Route("GET", f"{_GROUP}/snapshots/{{snapshot}}", get_snapshot, "Microsoft.Compute/snapshots/read"),
]
