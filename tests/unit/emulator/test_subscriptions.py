# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client asks for when it logs in and looks around: subscriptions, tenants, regions, providers, resources."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator


def listed(client: Any, path: str, **query: str) -> list[Any]:
    """The names, or else the ids, in a list."""
    answer = client.get(path, **{"api-version": "2022-12-01", **query})
    return [one.get("displayName") or one.get("name") or one["namespace"] for one in answer["value"]]


def test_the_cloud_tells_where_its_directory_is(azure: Emulator) -> None:
    for version in ("2019-05-01", "2022-09-01"):
        found = requests.get(
            f"{azure.url}/metadata/endpoints?api-version={version}", verify=azure.ca_file, timeout=9
        ).json()
        cloud = found[0] if isinstance(found, list) else found
        assert cloud["microsoftGraphResourceId"] == f"{azure.url}/"


@pytest.mark.parametrize("tenant", ["common", "organizations"])
def test_a_client_that_does_not_know_its_tenant_yet_finds_the_endpoints(azure: Emulator, tenant: str) -> None:
    url = f"{azure.url}/{tenant}/v2.0/.well-known/openid-configuration"
    found = requests.get(url, verify=azure.ca_file, timeout=9).json()
    assert found["token_endpoint"] == f"{azure.url}/{tenant}/oauth2/v2.0/token"


def test_subscriptions_and_tenants(azure: Emulator, client: Any) -> None:
    azure.estate.add_subscription("11111111-2222-3333-4444-555555555555", "Second")
    assert listed(client, "/subscriptions") == ["DR rehearsal", "Second"]
    (tenant,) = client.get("/tenants", **{"api-version": "2022-12-01"})["value"]
    assert tenant["tenantId"] == azure.estate.tenant_id
    one = client.get(f"/subscriptions/{azure.estate.subscription_id}", **{"api-version": "2022-12-01"})
    assert (one["tenantId"], one["state"]) == (azure.estate.tenant_id, "Enabled")


def test_a_caller_sees_only_subscriptions_in_which_it_has_a_right(azure: Emulator, client: Any) -> None:
    azure.estate.add_subscription("11111111-2222-3333-4444-555555555555", "Second")
    caller = azure.estate.access.principals[names.CLIENT_ID]
    caller.only_below = [azure.estate.group("backup").id]
    assert listed(client, "/subscriptions") == ["DR rehearsal"]
    caller.only_below, caller.only_by_roles = None, True
    assert listed(client, "/subscriptions") == []
    azure.estate.grant(caller.object_id, names.READER.name, "/subscriptions/11111111-2222-3333-4444-555555555555")
    assert listed(client, "/subscriptions") == ["Second"]


def test_groups_by_a_tag(azure: Emulator, client: Any) -> None:
    azure.estate.group("erp-drill").tags = {"owner": "dr"}
    groups = f"/subscriptions/{azure.estate.subscription_id}/resourceGroups"
    for text, found in (("tagName eq 'owner'", 1), ("tagName eq 'owner' and tagValue eq 'erp'", 0)):
        assert len(listed(client, groups, **{"$filter": text})) == found
    assert client.send("GET", groups, **{"$filter": "name eq 'erp-drill'"}).status_code == 400


def test_regions_and_providers(azure: Emulator, client: Any) -> None:
    subscription = f"/subscriptions/{azure.estate.subscription_id}"
    assert listed(client, f"{subscription}/locations") == ["westeurope"]
    assert "Microsoft.DataProtection" in listed(client, f"{subscription}/providers")
    for method, path in (("GET", "microsoft.compute"), ("POST", "Microsoft.Compute/register")):
        found = client.send(method, f"{subscription}/providers/{path}", **{"api-version": "2021-04-01"}).json()
        assert (found["namespace"], found["registrationState"]) == ("Microsoft.Compute", "Registered")
    missing = client.send("GET", f"{subscription}/providers/Microsoft.Nothing", **{"api-version": "2021-04-01"})
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "InvalidResourceNamespace")


def test_resources_of_a_subscription_and_of_a_group(azure: Emulator, client: Any) -> None:
    subscription, group = f"/subscriptions/{azure.estate.subscription_id}", azure.estate.group("erp-prod").id
    assert len(listed(client, f"{subscription}/resources")) == 3 + 42 + 1
    assert listed(client, f"{group}/resources") == ["erp-os", "erp-data", "erp-log"]
    disks = "resourceType eq 'Microsoft.Compute/disks'"
    assert len(listed(client, f"{subscription}/resources", **{"$filter": disks})) == 3
    one = f"resourceGroup eq 'ERP-prod' and name eq 'erp-log' and location eq 'westeurope' and {disks}"
    assert listed(client, f"{subscription}/resources", **{"$filter": one}) == ["erp-log"]
    wrong = client.send(
        "GET", f"{subscription}/resources", **{"api-version": "2021-04-01", "$filter": "colour eq 'red'"}
    )
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "InvalidFilterInQueryString")


def test_resources_that_a_caller_may_not_read_are_not_listed(azure: Emulator, client: Any) -> None:
    azure.estate.access.deny("Microsoft.Compute/snapshots/read")
    assert len(listed(client, f"/subscriptions/{azure.estate.subscription_id}/resources")) == 3 + 1


def test_slashes_that_are_doubled_count_once(azure: Emulator, client: Any) -> None:
    """As az writes them when it shows a resource by its type."""
    path = azure.estate.vault().id.replace("Microsoft.DataProtection/", "Microsoft.DataProtection//")
    assert client.get(path)["name"] == "dr-vault"


def test_a_group_is_deleted_and_says_so_at_its_location(azure: Emulator, client: Any) -> None:
    accepted = client.send("DELETE", azure.estate.group("erp-drill").id, **{"api-version": "2021-04-01"})
    assert accepted.status_code == 202
    assert client.send("GET", accepted.headers["Location"]).status_code == 200


def test_policies_of_a_vault(azure: Emulator, client: Any) -> None:
    (policy,) = client.get(f"{azure.estate.vault().id}/backupPolicies")["value"]
    assert policy["id"] == azure.estate.instance("erp-os").policy_id
    assert client.get(policy["id"]) == policy
    assert [rule["name"] for rule in policy["properties"]["policyRules"]] == ["BackupDaily", "Default"]
    assert client.send("GET", f"{policy['id']}x").status_code == 404
