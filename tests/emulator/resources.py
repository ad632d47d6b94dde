# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Resources: subscriptions and resource groups."""

from __future__ import annotations

from typing import Any

from .arm_ids import is_at_or_below
from .cloud import Call
from .errors import AzureError, arm_error, group_not_found
from .messages import Response
from .model import ResourceGroup
from .routing import Route


def group_document(group: ResourceGroup) -> dict[str, Any]:
    """GET of a resource group."""
    return {
        "id": group.id,
        "name": group.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": group.location,
        "tags": group.tags,
        "properties": {"provisioningState": "Succeeded"},
    }


def get_subscription(call: Call) -> Response:
    """GET of a subscription."""
    identifier = call.names["subscription"].lower()
    return Response.of_json(
        {
            "id": f"/subscriptions/{identifier}",
            "subscriptionId": identifier,
            "tenantId": call.estate.tenant_id,
            "displayName": call.estate.subscriptions[identifier],
            "state": "Enabled",
            "authorizationSource": "RoleBased",
        }
    )


def list_groups(call: Call) -> Response:
    """All of a subscription."""
    mine = call.names["subscription"].lower()
    found = [group_document(one) for one in call.estate.groups.values() if one.subscription_id.lower() == mine]
    return Response.of_json({"value": found})


def get_group(call: Call) -> Response:
    """GET of a resource group."""
    return Response.of_json(group_document(_group(call)))


def head_group(call: Call) -> Response:
    """204 if it is there, else 404, both without a body."""
    return Response(204 if _id(call) in call.estate.groups else 404)


def put_group(call: Call) -> Response:
    """201 for a new one, 200 for one that was there."""
    body, there = call.request.json or {}, call.estate.groups.get(_id(call))
    if "location" not in body:
        raise AzureError(arm_error(400, "LocationRequired", "The location is required for this resource."))
    if there and there.location != body["location"]:
        message = f"The resource group '{there.name}' is in {there.location}; it can't be moved."
        raise AzureError(arm_error(409, "InvalidResourceGroupLocation", message))
    group = there or call.estate.add_group(call.names["group"], body["location"], call.names["subscription"])
    group.tags = body.get("tags") or {}
    return Response.of_json(group_document(group), 200 if there else 201)


def delete_group(call: Call) -> Response:
    """202; the group and the disks and snapshots in it are gone at once."""
    group, estate = _group(call), call.estate
    if group.lock:
        raise AzureError(arm_error(409, "ScopeLocked", f"The scope '{group.id}' is locked."))
    del estate.groups[group.id]
    for kept in (estate.disks, estate.snapshots, estate.vaults):
        for identifier in [one for one in kept if is_at_or_below(one, group.id)]:
            del kept[identifier]
    return Response(202)


def _id(call: Call) -> str:
    return f"/subscriptions/{call.names['subscription']}/resourceGroups/{call.names['group']}"


def _group(call: Call) -> ResourceGroup:
    group = call.estate.groups.get(_id(call))
    if group is None:
        raise AzureError(group_not_found(call.names["group"]))
    return group


_SUBSCRIPTION, _RIGHT = "/subscriptions/{subscription}", "Microsoft.Resources/subscriptions"
_GROUP = f"{_SUBSCRIPTION}/resourceGroups/{{group}}"
ROUTES = [
    Route("GET", _SUBSCRIPTION, get_subscription, f"{_RIGHT}/read"),
    Route("GET", f"{_SUBSCRIPTION}/resourceGroups", list_groups, f"{_RIGHT}/resourceGroups/read"),
    Route("GET", _GROUP, get_group, f"{_RIGHT}/resourceGroups/read"),
    Route("HEAD", _GROUP, head_group, f"{_RIGHT}/resourceGroups/read"),
    Route("PUT", _GROUP, put_group, f"{_RIGHT}/resourceGroups/write"),
    Route("DELETE", _GROUP, delete_group, f"{_RIGHT}/resourceGroups/delete"),
]
