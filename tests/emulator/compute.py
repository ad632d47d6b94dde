# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute: managed disks and snapshots.

Bodies, headers and pretty-printing: azure-cli-extensions recording of 2023-06 (disk create and show).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .arm_ids import resource_id
from .cloud import Call
from .errors import AzureError, arm_error, resource_not_found
from .messages import Json, Response
from .model import Disk, ResourceGroup, Snapshot
from .names import made_up_guid
from .routing import Route
from .signatures import signed
from .timestamps import compute_time

GIB = 1024**3
FIRST_SIGNED = "2023-04-02"
"""From here on status URLs are signed: in recordings of 2024 and later, which have no older version."""
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
    encryption: dict[str, Any] = {"type": disk.encryption_type}
    if disk.disk_encryption_set_id:
        encryption["diskEncryptionSetId"] = disk.disk_encryption_set_id
    tier, operations, megabytes = _performance(disk)
    properties: dict[str, Any] = {
        "osType": disk.os_type,
        "hyperVGeneration": disk.hyper_v_generation,
        "creationData": creation,
        "diskSizeGB": disk.size_gb,
        "diskIOPSReadWrite": operations,
        "diskMBpsReadWrite": megabytes,
        "encryption": encryption,
        "networkAccessPolicy": disk.network_access_policy,
        "publicNetworkAccess": disk.public_network_access,
        "timeCreated": compute_time(disk.time_created),
        "provisioningState": disk.provisioning_state,
        "diskState": disk.disk_state,
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
        "sku": {"name": "Standard_LRS", "tier": "Standard"},
        "properties": {
            "creationData": {"createOption": "Copy", "sourceResourceId": snapshot.disk_id},
            "diskSizeGB": snapshot.size_gb,
            "timeCreated": compute_time(snapshot.time_created),
            "provisioningState": "Succeeded",
            "diskState": "Unattached",
            "incremental": True,
        },
    }


def get_disk(call: Call) -> Response:
    """GET of a disk, in a bucket of Compute of its own."""
    disk = call.estate.disks.get(_id(call, "disks"))
    if disk is None:
        raise AzureError(resource_not_found("Microsoft.Compute/disks", call.names["disk"], call.names["group"]))
    return _pretty(disk_document(disk), "LowCostGet3Min;14999,Microsoft.Compute/LowCostGet30Min;119999")


def list_disks(call: Call) -> Response:
    """Of a resource group."""
    scope = _group(call).id.lower() + "/"
    found = [disk_document(disk) for disk in call.estate.disks.values() if disk.id.lower().startswith(scope)]
    return _pretty({"value": found}, "HighCostGet3Min;999,Microsoft.Compute/HighCostGet30Min;4999")


def put_disk(call: Call) -> Response:
    """A new disk; a lock and a policy of the group refuse it."""
    group, body = _group(call), call.request.json
    if not isinstance(body, dict) or "location" not in body:
        raise AzureError(arm_error(400, "LocationRequired", "The location is required for this resource."))
    _check_lock(group, _id(call, "disks"), deleting=False)
    if group.denying_policy:
        message = f"Resource '{call.names['disk']}' was disallowed by policy '{group.denying_policy}'."
        raise AzureError(arm_error(403, "RequestDisallowedByPolicy", message))
    properties = body.get("properties") or {}
    created = properties.get("creationData") or {}
    disk = call.estate.add_disk(
        call.names["disk"],
        group,
        location=body["location"],
        time_created=call.now,
        tags=body.get("tags") or {},
        zones=body.get("zones"),
        size_gb=properties.get("diskSizeGB", 4),
        sku=(body.get("sku") or {}).get("name", "Standard_LRS"),
        create_option=created.get("createOption", "Empty"),
        source_resource_id=created.get("sourceResourceId"),
        hyper_v_generation=properties.get("hyperVGeneration"),
        os_type=properties.get("osType"),
        provisioning_state="Updating",
    )

    def finish(moment: datetime) -> None:
        disk.provisioning_state = "Succeeded"

    call.cloud.agenda.at(call.now + call.cloud.clock.lasting(call.cloud.settings.compute_seconds), finish)
    known = {"name": disk.name, "id": disk.id, "type": "Microsoft.Compute/disks"}
    echo = {**known, **body, "properties": {**properties, "provisioningState": "Updating"}}
    response = _pretty(echo, "CreateUpdateDisks3Min;2999,Microsoft.Compute/CreateUpdateDisks30Min;24999")
    response.status = 202
    return _with_operation(call, response)


def delete_disk(call: Call) -> Response:
    """204 for a disk that is not there."""
    identifier = _id(call, "disks")
    disk = call.estate.disks.get(identifier)
    if disk is None:
        return Response(204)
    _check_lock(_group(call), identifier, deleting=True)
    if disk.managed_by:
        message = f"Disk {disk.name} is attached to VM {disk.managed_by}."
        raise AzureError(arm_error(409, "OperationNotAllowed", message))
    del call.estate.disks[identifier]
    limits = "DeleteDisks3Min;2999,Microsoft.Compute/DeleteDisks30Min;23999"
    headers = {"x-ms-ratelimit-remaining-resource": f"Microsoft.Compute/{limits}"}
    return _with_operation(call, Response(202, b"", headers))


def get_operation(call: Call) -> Response:
    """DiskOperations: done after a few seconds. Its Location is asked with ``monitor=true``."""
    guid = call.names["operation"]
    start = call.cloud.disk_operations.get(guid)
    if start is None:
        raise AzureError(arm_error(404, "NotFound", f"There is no operation '{guid}'."))
    over = call.now >= start + call.cloud.clock.lasting(call.cloud.settings.compute_seconds)
    if call.request.query.get("monitor") == "true":
        return Response(200 if over else 202)
    document = {"startTime": compute_time(start), "status": "Succeeded" if over else "InProgress", "name": guid}
    return _pretty({**document, "endTime": compute_time(call.now)} if over else document, "GetOperation3Min;44999")


def get_snapshot(call: Call) -> Response:
    """GET of a snapshot."""
    snapshot = call.estate.snapshots.get(_id(call, "snapshots"))
    if snapshot is None:
        raise AzureError(resource_not_found("Microsoft.Compute/snapshots", call.names["snapshot"], call.names["group"]))
    return _pretty(snapshot_document(snapshot), "LowCostGet3Min;14999,Microsoft.Compute/LowCostGet30Min;119999")


def _with_operation(call: Call, response: Response) -> Response:
    place = f"/subscriptions/{call.names['subscription']}/providers/Microsoft.Compute/locations"
    path = f"{place}/{_group(call).location}/DiskOperations/{call.request_id}"
    call.cloud.disk_operations[call.request_id] = call.now
    for header, more in (("Azure-AsyncOperation", ""), ("Location", "&monitor=true")):
        query = f"p={made_up_guid('p')}{more}&api-version={call.api_version}"
        query = signed(path, query, call.now) if call.api_version >= FIRST_SIGNED else query
        response.headers[header] = f"{call.cloud.url}{path}?{query}"
    return response


def _check_lock(group: ResourceGroup, identifier: str, *, deleting: bool) -> None:
    if group.lock == "ReadOnly" or (deleting and group.lock):
        message = f"The scope '{identifier}' is locked at '{group.id}'. Remove the lock and try again."
        raise AzureError(arm_error(409, "ScopeLocked", message))


def _group(call: Call) -> ResourceGroup:
    return call.estate.groups[f"/subscriptions/{call.names['subscription']}/resourceGroups/{call.names['group']}"]


def _id(call: Call, type_: str) -> str:
    names = call.names
    return resource_id(names["subscription"], names["group"], f"Microsoft.Compute/{type_}", names[type_[:-1]])


def _pretty(document: Json, limits: str) -> Response:
    response = Response.of_json(document, pretty=True)
    response.headers["x-ms-ratelimit-remaining-resource"] = f"Microsoft.Compute/{limits}"
    return response


_GROUP = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute"
_OPERATION = "/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operation}"
ROUTES = [
    Route("GET", f"{_GROUP}/disks", list_disks, "Microsoft.Compute/disks/read"),
    Route("GET", f"{_GROUP}/disks/{{disk}}", get_disk, "Microsoft.Compute/disks/read"),
    Route("PUT", f"{_GROUP}/disks/{{disk}}", put_disk, "Microsoft.Compute/disks/write"),
    Route("DELETE", f"{_GROUP}/disks/{{disk}}", delete_disk, "Microsoft.Compute/disks/delete"),
    Route("GET", f"{_GROUP}/snapshots/{{snapshot}}", get_snapshot, "Microsoft.Compute/snapshots/read"),
    Route("GET", _OPERATION, get_operation, "Microsoft.Compute/locations/DiskOperations/read"),
]
