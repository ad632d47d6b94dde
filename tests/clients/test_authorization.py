# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""azure-mgmt-authorization gives and takes roles on the emulator as in Azure."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.mgmt.authorization import AuthorizationManagementClient

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

NAME = "17ed73c0-3c0a-4c82-86cd-c0e6939a0a7e"


@pytest.fixture
def client(azure: Emulator, credential: Any, here: dict[str, Any]) -> Any:
    return AuthorizationManagementClient(credential, azure.estate.subscription_id, "2022-04-01", **here)


def test_it_makes_lists_and_deletes_an_assignment(azure: Emulator, client: Any) -> None:
    scope, principal = azure.estate.group("erp-drill").id, azure.estate.vault().principal_id
    (role,) = client.role_definitions.list(scope, filter="roleName eq 'Disk Restore Operator'")
    wish = {"role_definition_id": role.id, "principal_id": principal, "principal_type": "ServicePrincipal"}
    made = client.role_assignments.create(scope, NAME, wish)
    assert (made.scope, made.principal_id, made.role_definition_id) == (scope, principal, role.id)
    with pytest.raises(ResourceExistsError) as exists:
        client.role_assignments.create(scope, "00000000-0000-4000-8000-000000000001", wish)
    assert exists.value.error and exists.value.error.code == "RoleAssignmentExists"

    assert [one.name for one in client.role_assignments.list_for_scope(scope, filter="atScope()")] == [NAME]
    found = client.role_assignments.list_for_scope(scope, filter=f"principalId eq '{principal}'")
    assert NAME in [one.name for one in found]
    assert client.role_assignments.delete(scope, NAME).name == NAME
    with pytest.raises(ResourceNotFoundError):
        client.role_assignments.get(scope, NAME)
