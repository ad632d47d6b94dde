# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Of Microsoft Graph the service principals, by which az shows and finds to whom a role is given.

Bodies: azure-cli-extensions recording of 2023-09 (of their members those by which clients go).
"""

from __future__ import annotations

import re
from typing import Any

from .estate import Estate
from .messages import Request, Response

_OBJECTS, _PRINCIPALS = "/v1.0/directoryObjects/getByIds", "/v1.0/servicePrincipals"
_BY_NAME = re.compile(r"servicePrincipalNames/any\(\w+:\w+ eq '([^']*)'\)$")
_BY_MEMBER = re.compile(r"(appId|displayName) eq '([^']*)'$")
_BY_START = re.compile(r"startswith\(displayName,'([^']*)'\)$")
PATHS = "/v1.0/"


def answer(request: Request, estate: Estate, url: str) -> Response:
    """The answer to a request under ``PATHS``; ``url`` is that of the service."""
    with estate.lock:
        found = list(_service_principals(estate))
    path, method = request.path.rstrip("/"), request.method
    if (method, path.lower()) == ("POST", _OBJECTS.lower()):
        ids = (request.json or {}).get("ids", [])
        listed = [{"@odata.type": "#microsoft.graph.servicePrincipal", **one} for one in found if one["id"] in ids]
        return _of_list(url, "directoryObjects", listed)
    if (method, path.lower()) == ("GET", _PRINCIPALS.lower()):
        chosen = _filtered(found, request.query.get("$filter", ""))
        if chosen is None:
            return _error(400, "Request_UnsupportedQuery", "That filter is not supported.")
        return _of_list(url, "servicePrincipals", chosen)
    wanted = path.rpartition("/")[2]
    one = next((one for one in found if path.lower() == f"{_PRINCIPALS}/{one['id']}".lower()), None)
    if method == "GET" and one:
        return Response.of_json({"@odata.context": f"{url}/v1.0/$metadata#servicePrincipals/$entity", **one})
    return _error(404, "Request_ResourceNotFound", f"There is no '{wanted}'.")


def _service_principals(estate: Estate) -> list[dict[str, Any]]:
    """Applications and managed identities."""
    found = {}
    for principal in estate.access.principals.values():
        named = (principal.resource_id or "").rpartition("/")[2]
        kind = "Application" if principal.secret else "ManagedIdentity"
        name = named or ("the-controller" if principal.secret is None else "the-application")
        found[principal.object_id] = _document(principal.object_id, principal.client_id, name, kind, named)
    for vault in estate.vaults.values():
        if vault.principal_id:
            found[vault.principal_id] = _document(
                vault.principal_id, vault.principal_id, vault.name, "ManagedIdentity", vault.id
            )
    return list(found.values())


def _document(object_id: str, app_id: str, name: str, kind: str, resource: str) -> dict[str, Any]:
    return {
        "id": object_id,
        "deletedDateTime": None,
        "accountEnabled": True,
        "alternativeNames": ["isExplicit=False", resource] if resource else [],
        "appDisplayName": name if kind == "Application" else None,
        "appId": app_id,
        "displayName": name,
        "servicePrincipalNames": [app_id],
        "servicePrincipalType": kind,
        "tags": [],
    }


def _filtered(found: list[dict[str, Any]], text: str) -> list[dict[str, Any]] | None:
    """None if the filter can't be read."""
    if not text:
        return found
    if match := _BY_NAME.match(text):
        return [one for one in found if match[1].lower() in one["servicePrincipalNames"]]
    if match := _BY_MEMBER.match(text):
        return [one for one in found if one[match[1]] == match[2]]
    if match := _BY_START.match(text):
        return [one for one in found if one["displayName"].startswith(match[1])]
    return None


def _of_list(url: str, kind: str, found: list[dict[str, Any]]) -> Response:
    return Response.of_json({"@odata.context": f"{url}/v1.0/$metadata#{kind}", "value": found})


def _error(status: int, code: str, message: str) -> Response:
    return Response.of_json({"error": {"code": code, "message": message}}, status)
