# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute: managed disks and snapshots as they are made, changed and deleted.

Bodies, headers and operations: azure-cli-extensions recording of 2023-06 (disk create), azure-cli recordings of 2024
(disk and snapshot create and update; what an operation says of its outcome).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .cloud import Call
from .compute import compute_id, disk_document, group_of, pretty, snapshot_document
from .compute_errors import Refusal
from .errors import AzureError, arm_error, resource_not_found
from .messages import Json, Response
from .model import Disk, DiskAccess, DiskOperation, ResourceGroup, Snapshot
from .names import made_up_guid
from .routing import Route
from .signatures import signed
from .timestamps import compute_time

FIRST_SIGNED = "2023-04-02"
"""From here on status URLs are signed: in recordings of 2024 and later, which have no older version."""
ACTIVE_SAS = "ActiveSAS"
"""The state of a disk that somebody may read by a URL; it is neither attached nor deleted then."""
_DISK, _SNAPSHOT = "Microsoft.Compute/disks", "Microsoft.Compute/snapshots"
_WRITES = "CreateUpdateDisks3Min;2999,Microsoft.Compute/CreateUpdateDisks30Min;24999"
_SNAPSHOT_WRITES = "HighCostSnapshotCreateHydrate3Min;999,Microsoft.Compute/HighCostSnapshotCreateHydrate30Min;7999"
_DELETES = "DeleteDisks3Min;2999,Microsoft.Compute/DeleteDisks30Min;23999"


def put_disk(call: Call) -> Response:
    """A new disk, or other values of one that is there; a lock and a policy of the group refuse it."""
    group, body = group_of(call), _body(call)
    identifier = compute_id(call, "disks")
    check_lock(group, identifier, deleting=False)
    if group.denying_policy:
        message = f"Resource '{call.names['disk']}' was disallowed by policy '{group.denying_policy}'."
        raise AzureError(arm_error(403, "RequestDisallowedByPolicy", message))
    disk = call.estate.disks.get(identifier) or _new_disk(call, group, body)
    _change(disk, body)
    return _accepted(call, body, disk, _WRITES)


def patch_disk(call: Call) -> Response:
    """Other values of a disk."""
    identifier, body = compute_id(call, "disks"), call.request.json or {}
    disk = call.estate.disks.get(identifier)
    if disk is None:
        raise AzureError(resource_not_found(_DISK, call.names["disk"], call.names["group"]))
    check_lock(group_of(call), identifier, deleting=False)
    _change(disk, body)
    return _accepted(call, {"location": disk.location, **body}, disk, _WRITES)


def _new_disk(call: Call, group: ResourceGroup, body: Json) -> Disk:
    properties = body.get("properties") or {}
    created = properties.get("creationData")
    if not created:
        raise AzureError(arm_error(400, "InvalidParameter", "Required parameter 'creationData' is missing (null)."))
    source_id = created.get("sourceResourceId")
    source = call.estate.disks.get(source_id or "") or call.estate.snapshots.get(source_id or "")
    origin = call.estate.disks.get(source.disk_id) if isinstance(source, Snapshot) else source
    return call.estate.add_disk(
        call.names["disk"],
        group,
        location=body["location"],
        time_created=call.now,
        zones=body.get("zones"),
        size_gb=source.size_gb if source else 4,
        sku="Standard_LRS",
        create_option=created.get("createOption", "Empty"),
        source_resource_id=source_id,
        source_unique_id=source.unique_id if source else None,
        hyper_v_generation=properties.get("hyperVGeneration") or (origin.hyper_v_generation if origin else None),
        os_type=properties.get("osType") or (origin.os_type if origin else None),
        security_type=origin.security_type if origin else None,
        supported_capabilities=origin.supported_capabilities if origin else None,
        content=source.content if source else Disk.content,
    )


def _change(disk: Disk, body: Json) -> None:
    properties = body.get("properties") or {}
    disk.tags = body.get("tags", disk.tags) or {}
    disk.sku = (body.get("sku") or {}).get("name", disk.sku)
    disk.size_gb = properties.get("diskSizeGB", disk.size_gb)
    disk.network_access_policy = properties.get("networkAccessPolicy", disk.network_access_policy)
    disk.data_access_auth_mode = properties.get("dataAccessAuthMode", disk.data_access_auth_mode)
    disk.public_network_access = properties.get("publicNetworkAccess", disk.public_network_access)
    disk.max_shares = properties.get("maxShares", disk.max_shares)
    disk.supported_capabilities = properties.get("supportedCapabilities", disk.supported_capabilities)
    disk.security_type = (properties.get("securityProfile") or {}).get("securityType", disk.security_type)
    disk.provisioning_state = "Updating"


def delete_disk(call: Call) -> Response:
    """204 for a disk that is not there."""
    identifier = compute_id(call, "disks")
    disk = call.estate.disks.get(identifier)
    if disk is None:
        return Response(204)
    check_lock(group_of(call), identifier, deleting=True)
    if disk.managed_by:
        message = f"Disk {disk.name} is attached to VM {disk.managed_by}."
        raise Refusal("OperationNotAllowed", message, sure=False).as_error(call.cloud.settings)
    if disk.disk_state == ACTIVE_SAS:
        message = f"Disk {disk.name} has an active shared access signature. End its access and try again."
        raise AzureError(arm_error(409, "OperationNotAllowed", message))
    del call.estate.disks[identifier]
    return _deleted(call)


def put_snapshot(call: Call) -> Response:
    """A snapshot of a disk, or other tags of one that is there."""
    group, body = group_of(call), _body(call)
    identifier = compute_id(call, "snapshots")
    check_lock(group, identifier, deleting=False)
    snapshot = call.estate.snapshots.get(identifier)
    if snapshot is None:
        properties = body.get("properties") or {}
        disk = call.estate.disks.get((properties.get("creationData") or {}).get("sourceResourceId") or "")
        if disk is None:
            raise AzureError(arm_error(400, "InvalidParameter", "A snapshot is made of a disk, and that is not there."))
        snapshot = Snapshot(
            call.names["snapshot"],
            group.name,
            group.subscription_id,
            body["location"],
            disk.id,
            disk.size_gb,
            call.now,
            incremental=properties.get("incremental", False),
            content=disk.content,
        )
        call.estate.snapshots[identifier] = snapshot
    snapshot.tags = body.get("tags", snapshot.tags) or {}
    return _accepted(call, body, snapshot, _SNAPSHOT_WRITES)


def delete_snapshot(call: Call) -> Response:
    """204 for a snapshot that is not there; a point whose snapshot is gone can't be restored."""
    identifier = compute_id(call, "snapshots")
    if identifier not in call.estate.snapshots:
        return Response(204)
    check_lock(group_of(call), identifier, deleting=True)
    del call.estate.snapshots[identifier]
    return _deleted(call)


def get_operation(call: Call) -> Response:
    """DiskOperations: its outcome, also at its Location, which is asked with ``monitor=true``."""
    guid = call.names["operation"]
    operation = call.cloud.disk_operations.get(guid)
    if operation is None:
        raise AzureError(arm_error(404, "NotFound", f"There is no operation '{guid}'."))
    over = call.now >= operation.end
    limits = "GetOperation3Min;44999"
    outcome = _document(operation.made) if operation.made and over else None
    if call.request.query.get("monitor") == "true":
        return pretty(outcome, limits) if outcome else Response(200 if over else 202)
    document: dict[str, Any] = {"startTime": compute_time(operation.start)}
    if over:
        document["endTime"] = compute_time(operation.end)
    document["status"] = "Succeeded" if over else "InProgress"
    if outcome:
        document["properties"] = {"output": outcome}
    return pretty({**document, "name": guid}, limits)


def _document(made: Disk | Snapshot | DiskAccess) -> dict[str, Any]:
    if isinstance(made, DiskAccess):
        return {"accessSAS": made.url}
    return disk_document(made) if isinstance(made, Disk) else snapshot_document(made)


def _body(call: Call) -> Json:
    body = call.request.json
    if not isinstance(body, dict) or "location" not in body:
        raise AzureError(arm_error(400, "LocationRequired", "The location is required for this resource."))
    return body


def _accepted(call: Call, body: Json, made: Disk | Snapshot, limits: str) -> Response:
    """202 with the request's own words."""
    properties = {**(body.get("properties") or {}), "provisioningState": "Updating"}
    type_ = _DISK if isinstance(made, Disk) else _SNAPSHOT
    response = pretty({"name": made.name, "id": made.id, "type": type_, **body, "properties": properties}, limits)
    response.status = 202
    return with_operation(call, response, made)


def _deleted(call: Call) -> Response:
    headers = {"x-ms-ratelimit-remaining-resource": f"Microsoft.Compute/{_DELETES}"}
    return with_operation(call, Response(202, b"", headers), None)


def with_operation(call: Call, response: Response, made: Disk | Snapshot | DiskAccess | None) -> Response:
    """A 202 with the URLs of a new operation, which ends with what is made."""
    end = call.now + call.cloud.clock.lasting(call.cloud.settings.compute_seconds)
    call.cloud.disk_operations[call.request_id] = DiskOperation(call.now, end, made)

    def finish(_moment: datetime) -> None:
        if isinstance(made, Disk):
            made.provisioning_state = "Succeeded"

    call.cloud.agenda.at(end, finish)
    place = f"/subscriptions/{call.names['subscription']}/providers/Microsoft.Compute/locations"
    path = f"{place}/{group_of(call).location}/DiskOperations/{call.request_id}"
    for header, more in (("Azure-AsyncOperation", ""), ("Location", "&monitor=true")):
        query = f"p={made_up_guid('p')}{more}&api-version={call.api_version}"
        query = signed(path, query, call.now) if call.api_version >= FIRST_SIGNED else query
        response.headers[header] = f"{call.cloud.url}{path}?{query}"
    return response


def check_lock(group: ResourceGroup, identifier: str, *, deleting: bool) -> None:
    """Refuses what the lock of the group refuses."""
    if group.lock == "ReadOnly" or (deleting and group.lock):
        message = f"The scope '{identifier}' is locked at '{group.id}'. Remove the lock and try again."
        raise AzureError(arm_error(409, "ScopeLocked", message))


_SUBSCRIPTION = "/subscriptions/{subscription}"
_GROUP = f"{_SUBSCRIPTION}/resourceGroups/{{group}}/providers/Microsoft.Compute"
_OPERATION = f"{_SUBSCRIPTION}/providers/Microsoft.Compute/locations/{{location}}/DiskOperations/{{operation}}"
ROUTES = [
    Route("PUT", f"{_GROUP}/disks/{{disk}}", put_disk, f"{_DISK}/write"),
    Route("PATCH", f"{_GROUP}/disks/{{disk}}", patch_disk, f"{_DISK}/write"),
    Route("DELETE", f"{_GROUP}/disks/{{disk}}", delete_disk, f"{_DISK}/delete"),
    Route("PUT", f"{_GROUP}/snapshots/{{snapshot}}", put_snapshot, f"{_SNAPSHOT}/write"),
    Route("DELETE", f"{_GROUP}/snapshots/{{snapshot}}", delete_snapshot, f"{_SNAPSHOT}/delete"),
    Route("GET", _OPERATION, get_operation, "Microsoft.Compute/locations/DiskOperations/read"),
]
