# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Resources: resource groups, and what is in them.

Filters: learn.microsoft.com, "Resources - List".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from .arm_ids import is_at_or_below
from .cloud import Call
from .compute import disk_document, snapshot_document
from .errors import AzureError, arm_error, group_not_found
from .interfaces import interface_document
from .machine_views import machine_document
from .messages import Response
from .model import ResourceGroup
from .routing import Route
from .versions import VERSIONS
from .views import vault_document

_CLAUSE = re.compile(r"\s*(resourceType|resourceGroup|name|location)\s+eq\s+'([^']*)'\s*$", re.IGNORECASE)
_TAG = re.compile(r"tagname eq '([^']*)'(?: and tagvalue eq '([^']*)')?$", re.IGNORECASE)
_FILTERED: dict[str, Callable[[dict[str, Any]], str]] = {
    "resourcetype": lambda one: one["type"],
    "resourcegroup": lambda one: one["id"].split("/")[4],
    "name": lambda one: one["name"],
    "location": lambda one: one["location"],
}


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


def list_groups(call: Call) -> Response:
    """All of a subscription, or those with a tag."""
    mine, text = call.names["subscription"].lower(), call.request.query.get("$filter", "")
    tag = _TAG.match(text)
    if text and not tag:
        raise AzureError(arm_error(400, "InvalidFilterInQueryString", f"The filter '{text}' can't be read."))
    found = [
        group_document(one)
        for one in call.estate.groups.values()
        if one.subscription_id.lower() == mine
        and (not tag or (tag[1] in one.tags and tag[2] in (None, one.tags[tag[1]])))
    ]
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


def patch_group(call: Call) -> Response:
    """Other tags, instead of all (azure-cli recording of 2024-10)."""
    group = _group(call)
    group.tags = (call.request.json or {}).get("tags", group.tags) or {}
    return Response.of_json(group_document(group))


def delete_group(call: Call) -> Response:
    """202, and a Location that says 200: the group and all in it are gone at once."""
    group, estate = _group(call), call.estate
    if group.lock:
        raise AzureError(arm_error(409, "ScopeLocked", f"The scope '{group.id}' is locked."))
    del estate.groups[group.id]
    machines = (estate.machines, estate.interfaces, estate.networks, estate.security_groups)
    for kept in (estate.disks, estate.snapshots, estate.vaults, *machines):
        for identifier in [one for one in kept if is_at_or_below(one, group.id)]:
            del kept[identifier]
    path = f"/subscriptions/{call.names['subscription']}/operationresults/{call.request_id}"
    return Response(202, b"", {"Location": f"{call.cloud.url}{path}?api-version={call.api_version}"})


def get_result(call: Call) -> Response:
    """What became of the deletion of a group."""
    return Response(200)


def list_resources(call: Call) -> Response:
    """Disks, snapshots, machines, interfaces and vaults of a subscription or a group, some members of each."""
    text, scope = call.request.query.get("$filter", ""), _scope(call)
    clauses = re.split(r"\s+and\s+", text) if text.strip() else []
    matches = [_CLAUSE.match(clause) for clause in clauses]
    if not all(matches):
        raise AzureError(arm_error(400, "InvalidFilterInQueryString", f"The filter '{text}' can't be read."))
    wanted = [(match[1].lower(), match[2].lower()) for match in matches if match]
    found = [
        one
        for one in _resources(call)
        if is_at_or_below(one["id"], scope)
        and all(_FILTERED[name](one).lower() == value for name, value in wanted)
        and call.estate.access.may_call(call.caller, f"{one['type']}/read", one["id"], call.now)
    ]
    return Response.of_json({"value": found})


def _resources(call: Call) -> Iterator[dict[str, Any]]:
    estate = call.estate
    for disk in estate.disks.values():
        yield _resource(disk_document(disk), "sku", "managedBy", "zones", "tags")
    for snapshot in estate.snapshots.values():
        yield _resource(snapshot_document(snapshot), "sku", "tags")
    for machine in estate.machines.values():
        yield _resource(machine_document(machine, call.now), "identity", "zones", "tags")
    for interface in estate.interfaces.values():
        yield _resource(interface_document(interface), "tags")
    for vault in estate.vaults.values():
        yield _resource(vault_document(vault, VERSIONS[-1]), "identity", "tags")


def _resource(document: dict[str, Any], *members: str) -> dict[str, Any]:
    """What a list of resources tells of one."""
    kept = ("id", "name", "type", "location", *members)
    return {**{name: document[name] for name in kept if name in document}, "provisioningState": "Succeeded"}


def _scope(call: Call) -> str:
    return _id(call) if "group" in call.names else f"/subscriptions/{call.names['subscription']}"


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
    Route("GET", f"{_SUBSCRIPTION}/resourceGroups", list_groups, f"{_RIGHT}/resourceGroups/read"),
    Route("GET", _GROUP, get_group, f"{_RIGHT}/resourceGroups/read"),
    Route("HEAD", _GROUP, head_group, f"{_RIGHT}/resourceGroups/read"),
    Route("PUT", _GROUP, put_group, f"{_RIGHT}/resourceGroups/write"),
    Route("PATCH", _GROUP, patch_group, f"{_RIGHT}/resourceGroups/write"),
    Route("DELETE", _GROUP, delete_group, f"{_RIGHT}/resourceGroups/delete"),
    Route("GET", f"{_SUBSCRIPTION}/operationresults/{{operation}}", get_result, f"{_RIGHT}/operationresults/read"),
    Route("GET", f"{_SUBSCRIPTION}/resources", list_resources, f"{_RIGHT}/resources/read"),
    Route("GET", f"{_GROUP}/resources", list_resources, f"{_RIGHT}/resourceGroups/resources/read"),
]
