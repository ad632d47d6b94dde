# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute: virtual machines as they are read, made from disks, changed and deleted.

Requests, statuses and headers: azure-cli recordings of 2021-07 to 2024-10 (VM show, update, disk attach, delete).
"""

from __future__ import annotations

from datetime import datetime

from . import attachments, interfaces
from .arm_ids import is_at_or_below
from .attachment_rules import changed
from .attachments import Arrangement
from .cloud import Call
from .compute import compute_id, group_of, pretty
from .compute_errors import Refusal
from .compute_limits import Bucket
from .compute_writes import check_lock
from .errors import AzureError, arm_error, resource_not_found
from .linked import check_linked
from .machine_operations import begin, count, with_status_urls
from .machine_sizes import SIZES
from .machine_views import machine_document, storage_document
from .machines import MACHINE, Attachment, VirtualMachine
from .messages import Json, Response
from .names import made_up_guid
from .operations import seconds_to_retry
from .routing import Route

_READS = "LowCostGetSubscriptionMaximum;23999,Microsoft.Compute/LowCostGetResource;35"
_LISTS = "HighCostGetSubscriptionMaximum;1199,Microsoft.Compute/HighCostGetResource;35"
_OWN_MEMBERS = ("hardwareProfile", "storageProfile", "provisioningState", "vmId", "instanceView", "timeCreated")
_DISK = "Microsoft.Compute/disks"


def get_machine(call: Call) -> Response:
    """GET of a machine, whose etag is a header too unless the instance view is asked for (recorded)."""
    machine = find(call)
    expanded = call.request.query.get("$expand", "").lower() == "instanceview"
    response = pretty(machine_document(machine, call.now, with_instance_view=expanded), _READS)
    if not expanded:
        response.headers["ETag"] = machine.etag
    return response


def list_machines(call: Call) -> Response:
    """Of a subscription, or of a resource group."""
    scope = group_of(call).id if "group" in call.names else f"/subscriptions/{call.names['subscription']}"
    expanded = call.request.query.get("$expand", "").lower() == "instanceview"
    found = [
        machine_document(one, call.now, with_instance_view=expanded)
        for one in call.estate.machines.values()
        if is_at_or_below(one.id, scope)
    ]
    return pretty({"value": found}, _LISTS)


def put_machine(call: Call) -> Response:
    """201 for a new one, made from disks; 200 for one that is there. Neither is finished then."""
    body = call.request.json
    if not isinstance(body, dict) or "location" not in body:
        raise AzureError(arm_error(400, "LocationRequired", "The location is required for this resource."))
    identifier = compute_id(call, "virtualMachines")
    check_lock(group_of(call), identifier, deleting=False)
    machine = call.estate.machines.get(identifier)
    check_conditions(call, machine)
    if machine is None:
        return _create(call, body)
    if body["location"].lower() != machine.location.lower():
        message = f"The resource '{machine.name}' is in {machine.location}; it can't be moved."
        raise AzureError(arm_error(409, "InvalidResourceLocation", message))
    return _update(call, machine, body, "PutVM", whole=True)


def patch_machine(call: Call) -> Response:
    """Some values of a machine: the others stay."""
    machine, body = find(call), call.request.json or {}
    check_lock(group_of(call), machine.id, deleting=False)
    check_conditions(call, machine)
    return _update(call, machine, body, "UpdateVM", whole=False)


def _update(call: Call, machine: VirtualMachine, body: Json, bucket: Bucket, *, whole: bool) -> Response:
    check_idle(call, machine)
    properties = body.get("properties") or {}
    if body.get("zones") and body["zones"] != machine.zones:
        raise _error(call, changed("zones"))
    _check_interfaces(call, machine, properties)
    arrangement = attachments.by_profile(call, machine, properties.get("storageProfile") or {}, whole=whole)
    size = (properties.get("hardwareProfile") or {}).get("vmSize", machine.size)
    _check_size(call, size)
    _check_disk_access(call, machine, arrangement)
    attachments.check(call, machine, arrangement)
    remaining = count(call, bucket, machine.id)
    machine.size, machine.tags = size, body.get("tags", {} if whole else machine.tags) or {}
    machine.profile |= {name: value for name, value in properties.items() if name not in _OWN_MEMBERS}
    _rearrange(call, machine, arrangement, call.cloud.settings.machine_update_seconds)
    response = pretty(machine_document(machine, call.now), "")
    response.headers |= {"x-ms-ratelimit-remaining-resource": remaining, "ETag": machine.etag}
    return with_status_urls(call, response, machine.location, monitor=False)


def attach_and_detach(call: Call) -> Response:
    """POST attachDetachDataDisks: 200 with the storage profile, and a change that is not finished."""
    machine, body, settings = find(call), call.request.json or {}, call.cloud.settings
    check_lock(group_of(call), machine.id, deleting=False)
    if not settings.attach_detach_api:
        message = "The subscription is not enabled for using the attach detach data disks API."
        raise _error(call, Refusal("BadRequest", message, 400, sure=False))
    arrangement = attachments.by_lists(call, machine, body)
    _check_disk_access(call, machine, arrangement)
    attachments.check(call, machine, arrangement)
    check_idle(call, machine)
    remaining = count(call, "AttachDetachVMDisks", machine.id)
    forced = all(one.detach_option == "ForceDetach" for one in arrangement.detached)
    quick = forced and not any(arrangement.added(machine))
    _rearrange(call, machine, arrangement, settings.force_detach_seconds if quick else settings.attach_seconds)
    response = pretty(storage_document(machine), "")
    response.headers |= {"x-ms-ratelimit-remaining-resource": remaining, "ETag": machine.etag}
    return with_status_urls(call, response, machine.location, monitor=False)


def _rearrange(call: Call, machine: VirtualMachine, arrangement: Arrangement, seconds: float) -> None:
    """The machine shows its new disks from now on; they follow at the end. Detaching counts as a change twice."""
    added = list(arrangement.added(machine))
    former = machine.os_disk
    swapped = arrangement.os_disk.disk_id != former.disk_id
    undo = attachments.put_in_place(machine, arrangement)
    machine.revision += 1
    machine.provisioning_state = "Updating"
    leaving = [*arrangement.detached, *([former] if swapped else [])]

    def finish(moment: datetime) -> Refusal | None:
        refusal = attachments.settle(call, machine, added, leaving, moment)
        if refusal is None and leaving:
            machine.revision += 1
        if refusal is None and swapped and machine.power == "running":
            machine.agent_before, machine.agent_due = None, attachments.boots_at(call, machine, moment)
        return refusal

    begin(call, machine, seconds, finish, undo)


def _create(call: Call, body: Json) -> Response:
    properties, estate = body.get("properties") or {}, call.estate
    size = str((properties.get("hardwareProfile") or {}).get("vmSize"))
    _check_size(call, size)
    storage = properties.get("storageProfile") or {}
    arrangement = attachments.of_new(call, storage)
    os_disk = estate.disks[arrangement.os_disk.disk_id or ""]
    machine = VirtualMachine(
        call.names["virtualMachine"],
        group_of(call).name,
        call.names["subscription"],
        body["location"],
        size,
        Attachment(None, "", 0, os_type=os_disk.os_type),
        call.now,
        made_up_guid("machine", call.request_id),
        zones=body.get("zones"),
        tags=body.get("tags") or {},
        identity=body.get("identity"),
        profile={name: value for name, value in properties.items() if name not in _OWN_MEMBERS},
        hyper_v_generation=os_disk.hyper_v_generation or "V1",
        disk_controller=storage.get("diskControllerType"),
        power="deallocated",
        provisioning_state="Creating",
    )
    if not machine.interface_ids:
        message = "Required parameter 'networkProfile' is missing (null)."
        raise _error(call, Refusal("InvalidParameter", message, 400, "networkProfile"))
    _check_interfaces(call, machine, properties)
    _check_disk_access(call, machine, arrangement)
    attachments.check(call, machine, arrangement)
    _check_capacity(call, machine)
    remaining = count(call, "PutVM", machine.id)
    added = list(arrangement.added(machine))
    attachments.put_in_place(machine, arrangement)
    estate.machines[machine.id] = machine
    interfaces.connect(call, machine)

    def finish(moment: datetime) -> Refusal | None:
        refusal = attachments.settle(call, machine, added, [], moment)
        if refusal or machine.allocation_fails:
            return refusal or allocation_failed()
        machine.power = "running"
        machine.agent_due = attachments.boots_at(call, machine, moment)
        return None

    begin(call, machine, call.cloud.settings.machine_creation_seconds, finish)
    response = pretty(machine_document(machine, call.now), "")
    response.status = 201
    response.headers |= {"x-ms-ratelimit-remaining-resource": remaining, "ETag": machine.etag}
    return with_status_urls(call, response, machine.location, monitor=False)


def delete_machine(call: Call) -> Response:
    """204 for one that is not there. Its disks and interfaces go with it if they say so, at the end."""
    machine = call.estate.machines.get(compute_id(call, "virtualMachines"))
    if machine is None:
        return Response(204)
    check_lock(group_of(call), machine.id, deleting=True)
    remaining = count(call, "DeleteVM", machine.id)
    settings = call.cloud.settings
    seconds = settings.machine_deletion_seconds
    if machine.power == "deallocated":
        seconds = settings.deallocated_machine_deletion_seconds
    machine.provisioning_state = "Deleting"

    def finish(moment: datetime) -> Refusal | None:
        for one in machine.attachments:
            disk = call.estate.disks.get(one.disk_id or "")
            attachments.release(disk, machine, moment)
            if disk and one.delete_option == "Delete":
                del call.estate.disks[disk.id]
        interfaces.disconnect(call, machine)
        del call.estate.machines[machine.id]
        return None

    begin(call, machine, seconds, finish)
    return accepted(call, machine, remaining)


def accepted(call: Call, machine: VirtualMachine, remaining: str) -> Response:
    """202 without a body."""
    response = Response(202, b"", {"x-ms-ratelimit-remaining-resource": remaining})
    wait = seconds_to_retry(call.cloud, 10)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return with_status_urls(call, response, machine.location, monitor=True)


def find(call: Call) -> VirtualMachine:
    """The machine that the path names."""
    machine = call.estate.machines.get(compute_id(call, "virtualMachines"))
    if machine is None:
        raise AzureError(resource_not_found(MACHINE, call.names["virtualMachine"], call.names["group"]))
    return machine


def check_conditions(call: Call, machine: VirtualMachine | None) -> None:
    """If-Match and If-None-Match. That a machine has its own 412 is taken from scale sets; Settings can ignore them."""
    wanted, unwanted = call.request.headers.get("if-match"), call.request.headers.get("if-none-match")
    if not call.cloud.settings.conditions_count:
        return
    there = machine.etag if machine else None
    if wanted and (there is None or wanted not in ("*", there)):
        message = f"Etag provided in if-match header {wanted} does not match etag {there} of resource."
        raise _error(call, Refusal("PreconditionFailed", message, 412, sure=False))
    if unwanted and there is not None and unwanted in ("*", there):
        message = f"Etag provided in if-none-match header {unwanted} matches etag {there} of resource."
        raise _error(call, Refusal("PreconditionFailed", message, 412, sure=False))


def check_idle(call: Call, machine: VirtualMachine) -> None:
    """One change of a machine at a time."""
    if machine.operation is not None:
        raise _error(call, Refusal("Conflict", "The request failed due to conflict with a concurrent request."))


def allocation_failed() -> Refusal:
    """The region has no room."""
    message = "Allocation failed. We do not have sufficient capacity for the requested VM size in this region."
    return Refusal("AllocationFailed", message)


def _check_disk_access(call: Call, machine: VirtualMachine, arrangement: Arrangement) -> None:
    leaving = [machine.os_disk] if arrangement.os_disk.disk_id != machine.os_disk.disk_id else []
    for one in [*arrangement.added(machine), *arrangement.detached, *leaving]:
        for right in ("read", "write"):
            if one.disk_id:
                check_linked(call, f"{_DISK}/{right}", one.disk_id)


def _check_interfaces(call: Call, machine: VirtualMachine, properties: Json) -> None:
    for one in (properties.get("networkProfile") or {}).get("networkInterfaces") or []:
        interfaces.check_free(call, machine, one["id"])
        check_linked(call, "Microsoft.Network/networkInterfaces/join/action", one["id"])


def _check_size(call: Call, size: str) -> None:
    if size.lower() not in SIZES:
        message = f"The value '{size}' provided for the VM size is not valid."
        raise _error(call, Refusal("InvalidParameter", message, 400, "vmSize"))


def _check_capacity(call: Call, machine: VirtualMachine) -> None:
    """SkuNotAvailable."""
    if machine.size in call.estate.unavailable_sizes:
        raise _error(call, sku_not_available(machine))


def sku_not_available(machine: VirtualMachine) -> Refusal:
    """The size can't be had in the region."""
    message = (
        f"The requested VM size for resource '{machine.id}' is currently not available in location "
        f"'{machine.location}'. Try another size or deploy to a different location or different zone."
    )
    return Refusal("SkuNotAvailable", message)


def _error(call: Call, refusal: Refusal) -> AzureError:
    return refusal.as_error(call.cloud.settings)


_SUBSCRIPTION = "/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachines"
_GROUP = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines"
_ONE = f"{_GROUP}/{{virtualMachine}}"
_ATTACH = "attachDetachDataDisks"
_ATTACH_SINCE = "2024-03-01"
ROUTES = [
    Route("GET", _SUBSCRIPTION, list_machines, f"{MACHINE}/read"),
    Route("GET", _GROUP, list_machines, f"{MACHINE}/read"),
    Route("GET", _ONE, get_machine, f"{MACHINE}/read"),
    Route("PUT", _ONE, put_machine, f"{MACHINE}/write"),
    Route("PATCH", _ONE, patch_machine, f"{MACHINE}/write"),
    Route("DELETE", _ONE, delete_machine, f"{MACHINE}/delete"),
    Route("POST", f"{_ONE}/{_ATTACH}", attach_and_detach, f"{MACHINE}/{_ATTACH}/action", since=_ATTACH_SINCE),
]
