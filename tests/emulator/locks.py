# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Authorization: the lock of a resource group; there is one at most, here.

Bodies: azure-cli recordings of 2023-02 and 2025-01 (PUT 201 and 200, DELETE 200).
"""

from __future__ import annotations

from typing import Any

from .arm_ids import is_at_or_below
from .cloud import Call
from .errors import AzureError, arm_error
from .messages import Response
from .model import ResourceGroup
from .routing import Route

_TYPE = "Microsoft.Authorization/locks"


def list_locks(call: Call) -> Response:
    """Of a subscription and all in it, or of a resource group."""
    scope = f"/subscriptions/{call.names['subscription']}"
    if "group" in call.names:
        scope += f"/resourceGroups/{call.names['group']}"
    groups = [one for one in call.estate.groups.values() if one.lock and is_at_or_below(one.id, scope)]
    return Response.of_json({"value": [_document(one) for one in groups]})


def list_locks_at(call: Call) -> Response:
    """Those that hold at a resource: of its group, since resources have none of their own here."""
    group = call.estate.groups.get(f"/subscriptions/{call.names['subscription']}/resourceGroups/{call.names['group']}")
    return Response.of_json({"value": [_document(group)] if group and group.lock else []})


def get_lock(call: Call) -> Response:
    """By its name."""
    return Response.of_json(_document(_locked(call)))


def put_lock(call: Call) -> Response:
    """201 for a new one, 200 for one that was there."""
    group, level = _group(call), ((call.request.json or {}).get("properties") or {}).get("level")
    if level not in ("CanNotDelete", "ReadOnly"):
        raise AzureError(arm_error(400, "LockLevelIsInvalid", "A lock's level is CanNotDelete or ReadOnly."))
    there = group.lock is not None
    group.lock, group.lock_name = level, call.names["lock"]
    return Response.of_json(_document(group), 200 if there else 201)


def delete_lock(call: Call) -> Response:
    """200 for one that was there, else 204."""
    group = _group(call)
    there = group.lock and group.lock_name.lower() == call.names["lock"].lower()
    group.lock = None if there else group.lock
    return Response(200 if there else 204)


def _document(group: ResourceGroup) -> dict[str, Any]:
    identifier = f"{group.id}/providers/{_TYPE}/{group.lock_name}"
    return {"properties": {"level": group.lock}, "id": identifier, "type": _TYPE, "name": group.lock_name}


def _locked(call: Call) -> ResourceGroup:
    group, wanted = _group(call), call.names["lock"]
    if not group.lock or group.lock_name.lower() != wanted.lower():
        raise AzureError(arm_error(404, "LockNotFound", f"There is no lock '{wanted}'."))
    return group


def _group(call: Call) -> ResourceGroup:
    return call.estate.groups[f"/subscriptions/{call.names['subscription']}/resourceGroups/{call.names['group']}"]


_SUBSCRIPTION = "/subscriptions/{subscription}"
_GROUP = f"{_SUBSCRIPTION}/resourceGroups/{{group}}"
_LOCK = f"{_GROUP}/providers/{_TYPE}/{{lock}}"
ROUTES = [
    Route("GET", f"{_SUBSCRIPTION}/providers/{_TYPE}", list_locks, f"{_TYPE}/read"),
    Route("GET", f"{_GROUP}/providers/{_TYPE}", list_locks, f"{_TYPE}/read"),
    *(
        Route("GET", f"{_GROUP}/providers/Microsoft.Compute/{kind}/providers/{_TYPE}", list_locks_at, f"{_TYPE}/read")
        for kind in ("disks/{disk}", "virtualMachines/{virtualMachine}")
    ),
    Route("GET", _LOCK, get_lock, f"{_TYPE}/read"),
    Route("PUT", _LOCK, put_lock, f"{_TYPE}/write"),
    Route("DELETE", _LOCK, delete_lock, f"{_TYPE}/delete"),
]
