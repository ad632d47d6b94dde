# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft Graph, as az asks it to whom a role is given."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator


def found(client: Any, query: str) -> list[str]:
    answer = client.session.get(f"{client.azure.url}/v1.0/servicePrincipals", params={"$filter": query})
    return [one["displayName"] for one in answer.json()["value"]]


def test_who_an_object_id_is(azure: Emulator, client: Any) -> None:
    wanted = {"ids": [azure.estate.vault().principal_id, "11111111-2222-3333-4444-555555555555"]}
    (one,) = client.session.post(f"{azure.url}/v1.0/directoryObjects/getByIds", json=wanted).json()["value"]
    assert (one["@odata.type"], one["displayName"]) == ("#microsoft.graph.servicePrincipal", "dr-vault")
    assert one["alternativeNames"][1] == azure.estate.vault().id
    shown = client.session.get(f"{azure.url}/v1.0/servicePrincipals/{one['id']}").json()
    assert (shown["id"], shown["servicePrincipalType"]) == (one["id"], "ManagedIdentity")


@pytest.mark.parametrize(
    ("query", "names_found"),
    [
        (f"servicePrincipalNames/any(c:c eq '{names.CLIENT_ID}')", ["the-application"]),
        (f"servicePrincipalNames/any(c:c eq '{names.CLIENT_OBJECT_ID}')", []),
        (f"appId eq '{names.CONTROLLER_CLIENT_ID}'", ["the-controller"]),
        ("displayName eq 'dr-vault'", ["dr-vault"]),
        ("startswith(displayName,'dr-')", ["dr-vault"]),
    ],
)
def test_service_principals_by_a_filter(client: Any, query: str, names_found: list[str]) -> None:
    assert found(client, query) == names_found


def test_a_user_assigned_identity_has_its_own_name(azure: Emulator, client: Any) -> None:
    azure.estate.add_user_identity("restorer", azure.estate.group("backup"))
    assert found(client, "displayName eq 'restorer'") == ["restorer"]


def test_what_it_does_not_know_it_says(azure: Emulator, client: Any) -> None:
    unread = client.session.get(f"{azure.url}/v1.0/servicePrincipals", params={"$filter": "tags/any()"})
    assert (unread.status_code, unread.json()["error"]["code"]) == (400, "Request_UnsupportedQuery")
    assert client.session.get(f"{azure.url}/v1.0/users/me").json()["error"]["code"] == "Request_ResourceNotFound"


def test_it_wants_a_token(azure: Emulator) -> None:
    assert requests.get(f"{azure.url}/v1.0/servicePrincipals", verify=azure.ca_file, timeout=9).status_code == 401
