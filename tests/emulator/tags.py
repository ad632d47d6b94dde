# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Resources/tags: the tags of a disk, snapshot, vault, machine or resource group as a resource of their own.

Bodies: azure-cli recording of 2021-07 (PUT, PATCH, DELETE; api-version 2022-09-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .arm_ids import group_id
from .cloud import Call
from .errors import AzureError, arm_error
from .messages import Response
from .routing import Route

_RIGHT = "Microsoft.Resources/tags"


def get_tags(call: Call) -> Response:
    """All tags."""
    return _answer(call)


def put_tags(call: Call) -> Response:
    """These instead of all."""
    _set(call, _given(call))
    return _answer(call)


def patch_tags(call: Call) -> Response:
    """Merge adds and changes, Replace is as PUT, Delete takes away. Names are without case; the answer has all tags."""
    operation, given = str((call.request.json or {}).get("operation")).lower(), _given(call)
    tags = _tagged(call).tags or {}
    if operation == "merge":
        spelled = {name.lower(): name for name in tags}
        _set(call, {**tags, **{spelled.get(name.lower(), name): value for name, value in given.items()}})
    elif operation == "replace":
        _set(call, given)
    elif operation == "delete":
        named = {name.lower(): value for name, value in given.items()}
        gone = {name for name, value in tags.items() if named.get(name.lower(), ...) in ("", None, value)}
        _set(call, {name: value for name, value in tags.items() if name not in gone})
    else:
        raise AzureError(arm_error(400, "InvalidTagsPatchOperation", "The operation is Merge, Replace or Delete."))
    return _answer(call)


def delete_tags(call: Call) -> Response:
    """All tags are gone."""
    _set(call, {})
    return Response(200)


def _answer(call: Call) -> Response:
    name, type_ = "default", "Microsoft.Resources/tags"
    identifier = f"{_tagged(call).id}/providers/{type_}/{name}"
    properties = {"tags": _tagged(call).tags or {}}
    return Response.of_json({"id": identifier, "name": name, "type": type_, "properties": properties})


def _given(call: Call) -> dict[str, str]:
    given = ((call.request.json or {}).get("properties") or {}).get("tags")
    if not isinstance(given, dict):
        raise AzureError(arm_error(400, "InvalidRequestContent", "The body has no tags."))
    return given


def _set(call: Call, tags: dict[str, str]) -> None:
    tagged = _tagged(call)
    group = call.estate.groups[group_id(call.names["subscription"], call.names["group"])]
    if group.lock == "ReadOnly":
        raise AzureError(arm_error(409, "ScopeLocked", f"The scope '{tagged.id}' is locked at '{group.id}'."))
    tagged.tags = tags


def _tagged(call: Call) -> Any:
    """The resource that has the tags."""
    names, estate = call.names, call.estate
    identifier = group_id(names["subscription"], names["group"])
    if "resource" not in names:
        return estate.groups[identifier]
    identifier += f"/providers/{names['namespace']}/{names['type']}/{names['resource']}"
    kinds: tuple[Mapping[str, Any], ...] = (estate.disks, estate.snapshots, estate.vaults, estate.machines)
    found = next((kind[identifier] for kind in kinds if identifier in kind), None)
    if found is None:
        raise AzureError(arm_error(404, "ResourceNotFound", f"There is no resource '{identifier}'."))
    return found


def _routes() -> list[Route]:
    group = "/subscriptions/{subscription}/resourceGroups/{group}"
    found = []
    for scope in (group, f"{group}/providers/{{namespace}}/{{type}}/{{resource}}"):
        path = f"{scope}/providers/{_RIGHT}/default"
        found += [
            Route("GET", path, get_tags, f"{_RIGHT}/read"),
            Route("PUT", path, put_tags, f"{_RIGHT}/write"),
            Route("PATCH", path, patch_tags, f"{_RIGHT}/write"),
            Route("DELETE", path, delete_tags, f"{_RIGHT}/delete"),
        ]
    return found


ROUTES = _routes()
