# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Roles: assigned once, effective later."""

from __future__ import annotations

from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator.names import DISK_RESTORE_OPERATOR, READER
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

ROLES = "/providers/Microsoft.Authorization"
NAME = "17ed73c0-3c0a-4c82-86cd-c0e6939a0a7e"
VERSION = {"api-version": "2022-04-01"}


def assign(azure: Emulator, client: Any, name: str = NAME, principal: str | None = None) -> Any:
    scope = azure.estate.group("erp-drill").id
    role = f"/subscriptions/{azure.estate.subscription_id}{ROLES}/roleDefinitions/{DISK_RESTORE_OPERATOR.name}"
    properties = {"roleDefinitionId": role, "principalId": principal or azure.estate.vault().principal_id}
    return client.send("PUT", f"{scope}{ROLES}/roleAssignments/{name}", {"properties": properties}, **VERSION)


def test_a_role_takes_effect_after_a_while(azure: Emulator, client: Any) -> None:
    body = client.restore_request("new", "erp-drill")
    answer = assign(azure, client)
    assert (answer.status_code, answer.json()["properties"]["createdBy"]) == (201, None)
    assert client.validated(body)["error"]["code"] == "UserErrorNotEnoughPermissionOnTargetRG"
    azure.clock.advance(azure.settings.role_propagation_seconds)
    assert client.validated(body)["status"] == "Succeeded"


def test_the_end_of_a_role_takes_effect_after_a_while(azure: Emulator, client: Any) -> None:
    azure.settings.role_propagation_seconds = 0
    body = client.restore_request("new", "erp-drill")
    assign(azure, client)
    path = f"{azure.estate.group('erp-drill').id}{ROLES}/roleAssignments/{NAME}"
    assert client.send("DELETE", path, **VERSION).status_code == 200
    assert client.validated(body)["status"] == "Succeeded"
    azure.clock.advance(azure.settings.role_removal_seconds)
    assert client.validated(body)["error"]["code"] == "UserErrorNotEnoughPermissionOnTargetRG"


def test_the_same_again(azure: Emulator, client: Any) -> None:
    assign(azure, client)
    assert assign(azure, client).status_code == 200
    other = assign(azure, client, name="00000000-0000-4000-8000-000000000001")
    assert (other.status_code, other.json()["error"]["code"]) == (409, "RoleAssignmentExists")
    unknown = assign(azure, client, NAME, "00000000-0000-4000-8000-000000000002")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (400, "PrincipalNotFound")


def test_assignments_are_listed_by_scope_and_by_principal(azure: Emulator, client: Any) -> None:
    assign(azure, client)
    scope, principal = azure.estate.group("erp-drill").id, azure.estate.vault().principal_id

    def names(where: str, text: str) -> list[str]:
        found = client.get(f"{where}{ROLES}/roleAssignments", **VERSION, **{"$filter": text})["value"]
        return [one["name"] for one in found]

    assert names(scope, "atScope()") == names(scope, f"principalId eq '{principal}'") == [NAME]
    assert names(f"/subscriptions/{azure.estate.subscription_id}", "atScope()") == []
    assert NAME in names(f"/subscriptions/{azure.estate.subscription_id}", f"assignedTo('{principal}')")
    path = f"{scope}{ROLES}/roleAssignments/{NAME}"
    assert client.send("DELETE", path, **VERSION).status_code == 200
    assert client.send("DELETE", path, **VERSION).status_code == 204
    assert client.send("GET", path, **VERSION).status_code == 404


def test_a_role_is_found_by_its_name(azure: Emulator, client: Any) -> None:
    scope = azure.estate.group("erp-drill").id
    text = "roleName eq 'Disk Restore Operator'"
    (role,) = client.get(f"{scope}{ROLES}/roleDefinitions", **VERSION, **{"$filter": text})["value"]
    assert role["name"] == DISK_RESTORE_OPERATOR.name
    assert "Microsoft.Compute/disks/write" in role["properties"]["permissions"][0]["actions"]


def test_a_caller_by_roles_may_do_only_what_its_roles_allow(azure: Emulator, client: Any) -> None:
    (caller,) = (one for one in azure.estate.access.principals.values() if one.secret)
    caller.only_by_roles = True
    assert client.disk("erp-data", "erp-prod").status_code == 403
    azure.estate.grant(caller.object_id, READER.name, azure.estate.group("erp-prod").id)
    assert client.disk("erp-data", "erp-prod").status_code == 200
    assert assign(azure, client).status_code == 403
