# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Authorization: role definitions and role assignments.

Bodies: azure-cli-extensions recordings of 2023-06 and 2025-03; 409 and 400: learn.microsoft.com, "Troubleshoot Azure
RBAC".
"""

from __future__ import annotations

import re
from typing import Any

from .arm_ids import is_at_or_below
from .cloud import Call
from .errors import AzureError, arm_error
from .messages import Response
from .model import RoleAssignment, RoleDefinition
from .routing import Route
from .timestamps import wire_time

_ROLE_NAME = re.compile(r"\s*roleName\s+eq\s+'([^']*)'\s*$", re.IGNORECASE)
_PRINCIPAL = re.compile(r"\s*(?:principalId\s+eq\s+'?([0-9a-f-]+)'?|assignedTo\('([0-9a-f-]+)'\))\s*$", re.IGNORECASE)


def role_document(call: Call, role: RoleDefinition) -> dict[str, Any]:
    """A role definition."""
    permission = {
        "actions": list(role.actions),
        "notActions": list(role.not_actions),
        "dataActions": [],
        "notDataActions": [],
    }
    properties = {
        "roleName": role.role_name,
        "type": "BuiltInRole",
        "description": role.description,
        "assignableScopes": ["/"],
        "permissions": [permission],
        "createdOn": role.created,
        "updatedOn": role.updated,
        "createdBy": None,
        "updatedBy": None,
    }
    type_ = "Microsoft.Authorization/roleDefinitions"
    return {"properties": properties, "id": _role_id(call, role.name), "type": type_, "name": role.name}


def assignment_document(call: Call, assignment: RoleAssignment, *, just_made: bool = False) -> dict[str, Any]:
    """A role assignment; ``createdBy`` is null in the answer that made it."""
    updated_by = assignment.created_by if assignment.updated_by is None else assignment.updated_by
    properties = {
        "roleDefinitionId": _role_id(call, assignment.role),
        "principalId": assignment.principal_id,
        "principalType": assignment.principal_type,
        "scope": assignment.scope,
        "condition": None,
        "conditionVersion": None,
        "createdOn": wire_time(assignment.created),
        "updatedOn": wire_time(assignment.updated or assignment.created),
        "createdBy": None if just_made else assignment.created_by,
        "updatedBy": updated_by,
        "delegatedManagedIdentityResourceId": None,
        "description": assignment.description,
    }
    type_ = "Microsoft.Authorization/roleAssignments"
    return {"properties": properties, "id": assignment.id, "type": type_, "name": assignment.name}


def list_roles(call: Call) -> Response:
    """By name, or all."""
    text = call.request.query.get("$filter", "")
    match = _ROLE_NAME.match(text)
    if text and not match:
        raise AzureError(arm_error(400, "InvalidFilter", f"The filter '{text}' can't be read."))
    roles = list(call.estate.access.roles.values())
    found = [role for role in roles if not match or role.role_name.lower() == match.group(1).lower()]
    return Response.of_json({"value": [role_document(call, role) for role in found]})


def get_role(call: Call) -> Response:
    """By its GUID."""
    role = call.estate.access.roles.get(call.names["role"])
    if role is None:
        raise AzureError(arm_error(404, "RoleDefinitionDoesNotExist", f"There is no role '{call.names['role']}'."))
    return Response.of_json(role_document(call, role))


def list_assignments(call: Call) -> Response:
    """``atScope()``: at the scope and above. By principal: at, above and below. Neither: as by principal."""
    scope, text = _scope(call), call.request.query.get("$filter", "")
    principal, below = None, True
    for clause in re.split(r"\s+and\s+", text) if text.strip() else ():
        match = _PRINCIPAL.match(clause)
        if clause.strip().lower() == "atscope()":
            below = False
        elif match:
            principal = (match.group(1) or match.group(2)).lower()
        else:
            raise AzureError(arm_error(400, "InvalidFilter", f"The filter '{text}' can't be read."))
    found = [
        one
        for one in call.estate.access.assignments.values()
        if (is_at_or_below(scope, one.scope) or (below and is_at_or_below(one.scope, scope)))
        and principal in (None, one.principal_id.lower())
    ]
    return Response.of_json({"value": [assignment_document(call, one) for one in found]})


def get_assignment(call: Call) -> Response:
    """By its name at its scope."""
    assignment = call.estate.access.assignments.get(_assignment_id(call))
    if assignment is None:
        message = f"There is no role assignment '{call.names['assignment']}'."
        raise AzureError(arm_error(404, "RoleAssignmentNotFound", message))
    return Response.of_json(assignment_document(call, assignment))


def put_assignment(call: Call) -> Response:
    """201 for a new one; 200 for the same again; 409 if the same stands under another name. Takes effect later."""
    access, cloud = call.estate.access, call.cloud
    properties = (call.request.json or {}).get("properties") or {}
    role = str(properties.get("roleDefinitionId", "")).rpartition("/")[2].lower()
    principal = str(properties.get("principalId", "")).lower()
    if role not in access.roles:
        raise AzureError(arm_error(400, "RoleDefinitionDoesNotExist", f"There is no role '{role}'."))
    if principal not in access.directory:
        message = f"The tenant has no principal '{principal}'. If it is new, set principalType, and try again."
        raise AzureError(arm_error(400, "PrincipalNotFound", message))
    scope, identifier = _scope(call), _assignment_id(call)
    wanted = (scope.lower(), role, principal)
    there = access.assignments.get(identifier)
    same = [one for one in access.assignments.values() if (one.scope.lower(), one.role, one.principal_id) == wanted]
    if there and there in same:
        return Response.of_json(assignment_document(call, there))
    if same:
        raise AzureError(arm_error(409, "RoleAssignmentExists", "The role assignment already exists."))
    if there:
        message = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated."
        raise AzureError(arm_error(400, "RoleAssignmentUpdateNotPermitted", message))
    effective = call.now + cloud.clock.lasting(cloud.settings.role_propagation_seconds)
    type_ = properties.get("principalType") or "ServicePrincipal"
    new = RoleAssignment(call.names["assignment"], scope, role, principal, call.now, effective, type_)
    new.created_by = call.caller.object_id
    access.assignments[identifier] = new
    return Response.of_json(assignment_document(call, new, just_made=True), 201)


def delete_assignment(call: Call) -> Response:
    """200 with the assignment that is gone, 204 if there was none. Takes effect later."""
    until = call.now + call.cloud.clock.lasting(call.cloud.settings.role_removal_seconds)
    assignment = call.estate.access.remove(_assignment_id(call), until)
    return Response.of_json(assignment_document(call, assignment)) if assignment else Response(204)


def _scope(call: Call) -> str:
    """What stands before ``/providers/Microsoft.Authorization``; ``/`` if nothing does."""
    path = call.request.path
    return path[: path.lower().rindex("/providers/microsoft.authorization/")] or "/"


def _assignment_id(call: Call) -> str:
    return f"{_scope(call).rstrip('/')}/providers/Microsoft.Authorization/roleAssignments/{call.names['assignment']}"


def _role_id(call: Call, role: str) -> str:
    subscription = call.names.get("subscription", call.estate.subscription_id)
    return f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"


def _routes() -> list[Route]:
    group = "/subscriptions/{subscription}/resourceGroups/{group}"
    scopes = ("", "/subscriptions/{subscription}", group, f"{group}/providers/{{namespace}}/{{type}}/{{resource}}")
    right, found = "Microsoft.Authorization", []
    for scope in scopes:
        base = f"{scope}/providers/Microsoft.Authorization"
        one = f"{base}/roleAssignments/{{assignment}}"
        found += [
            Route("GET", f"{base}/roleDefinitions", list_roles, f"{right}/roleDefinitions/read"),
            Route("GET", f"{base}/roleDefinitions/{{role}}", get_role, f"{right}/roleDefinitions/read"),
            Route("GET", f"{base}/roleAssignments", list_assignments, f"{right}/roleAssignments/read"),
            Route("GET", one, get_assignment, f"{right}/roleAssignments/read"),
            Route("PUT", one, put_assignment, f"{right}/roleAssignments/write"),
            Route("DELETE", one, delete_assignment, f"{right}/roleAssignments/delete"),
        ]
    return found


ROUTES = _routes()
