# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a query of Resource Graph can see, and what it is refused: scopes, rights, lag, missing rows, pages."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.model import Principal
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

GRAPH = "/providers/Microsoft.ResourceGraph/resources"
DISKS = "resources | where type =~ 'microsoft.compute/disks' | order by name asc"
INSTANCES = "recoveryservicesresources | where type endswith '/backupinstances'"


def ask(client: Any, query: str, **body: Any) -> Any:
    return client.send("POST", GRAPH, {"query": query, **body}, **{"api-version": "2021-03-01"})


def seen(client: Any, query: str, **body: Any) -> list[str]:
    return [row["name"] for row in ask(client, query, **body).json()["data"]]


@pytest.fixture
def caller(azure: Emulator) -> Principal:
    return azure.estate.access.principals[names.CLIENT_ID]


@pytest.fixture
def elsewhere(azure: Emulator) -> str:
    """Another subscription with a disk."""
    subscription = azure.estate.add_subscription("f3a1c2d4-0000-4000-8000-000000000001")
    azure.estate.add_disk("far", azure.estate.add_group("far-away", subscription_id=subscription))
    return subscription


def test_the_scope_is_that_of_the_body(azure: Emulator, client: Any, elsewhere: str) -> None:
    mine = azure.estate.subscription_id
    assert seen(client, DISKS) == ["erp-data", "erp-log", "erp-os", "far"]
    assert seen(client, DISKS, subscriptions=[mine.upper()]) == ["erp-data", "erp-log", "erp-os"]
    assert seen(client, DISKS, subscriptions=[elsewhere]) == ["far"]
    assert seen(client, DISKS, subscriptions=[elsewhere, "no-such"]) == ["far"]


def test_no_subscription_of_the_login(azure: Emulator, client: Any, caller: Principal, elsewhere: str) -> None:
    caller.only_below = [f"/subscriptions/{azure.estate.subscription_id}"]
    refused = ask(client, DISKS, subscriptions=[elsewhere])
    assert refused.status_code == 400
    assert refused.json()["error"]["details"][0]["code"] == "NoValidSubscriptionsInQueryRequest"
    assert seen(client, DISKS) == ["erp-data", "erp-log", "erp-os"]


def test_management_groups_are_refused(azure: Emulator, client: Any) -> None:
    refused = ask(client, DISKS, managementGroups=["root"])
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "AuthorizationFailed")


def test_a_login_that_may_not_ask(azure: Emulator, client: Any) -> None:
    azure.estate.access.deny("Microsoft.ResourceGraph/*")
    refused = ask(client, DISKS)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "AuthorizationFailed")


def test_what_may_not_be_read_does_not_come(azure: Emulator, client: Any) -> None:
    access, disk = azure.estate.access, azure.estate.instance("erp-log")
    access.deny("Microsoft.Compute/disks/read", disk.disk_id)
    assert seen(client, DISKS) == ["erp-data", "erp-os"]
    access.deny("Microsoft.Compute/*", azure.estate.group("erp-prod").id)
    assert seen(client, DISKS) == []
    assert len(seen(client, INSTANCES)) == 3
    access.deny("Microsoft.DataProtection/backupVaults/backupInstances/read", disk.id)
    assert disk.name not in seen(client, INSTANCES)
    access.deny("Microsoft.DataProtection/backupVaults/read")
    assert seen(client, "recoveryservicesresources") == []


def test_rows_by_roles(azure: Emulator, client: Any, caller: Principal) -> None:
    caller.only_by_roles = True
    azure.estate.grant(caller.object_id, names.READER.name, azure.estate.instance("erp-os").disk_id)
    assert seen(client, DISKS) == ["erp-os"]
    azure.estate.grant(caller.object_id, names.READER.name, azure.estate.group("erp-prod").id)
    assert seen(client, DISKS) == ["erp-data", "erp-log", "erp-os"]


def test_the_index_lags(azure: Emulator, client: Any) -> None:
    now, group, principal = azure.clock.now(), azure.estate.group("erp-prod"), str(azure.estate.vault().principal_id)
    disk = azure.estate.add_disk("new", group, time_created=now)
    azure.estate.grant(principal, names.DISK_RESTORE_OPERATOR.name, group.id, now)
    assignments = f"authorizationresources | where properties.scope =~ '{group.id}'"
    assert disk.name not in seen(client, DISKS) and seen(client, assignments) == []
    azure.clock.advance(25)
    assert disk.name in seen(client, DISKS) and len(seen(client, assignments)) == 1


def test_rows_that_the_index_lacks(azure: Emulator, client: Any) -> None:
    instance = azure.estate.instance("erp-os")
    azure.estate.unindexed = {instance.disk_id.upper(), instance.id}
    assert seen(client, DISKS) == ["erp-data", "erp-log"]
    assert instance.name not in seen(client, INSTANCES)
    assert client.send("GET", instance.id).status_code == 200


def test_rows_that_are_stale(azure: Emulator, client: Any) -> None:
    """The index still has a disk that is gone, and has another as it was."""
    estate = azure.estate
    ids = {name: estate.instance(name).disk_id for name in ("erp-os", "erp-log")}
    for row in ask(client, DISKS).json()["data"]:
        if row["name"] in ids:
            estate.stale_rows[row["id"]] = row
    del estate.disks[ids["erp-log"]]
    estate.disks[ids["erp-os"]].managed_by = None

    found = {row["name"]: row for row in ask(client, DISKS).json()["data"]}

    assert list(found) == ["erp-data", "erp-log", "erp-os"]
    assert found["erp-os"]["managedBy"].endswith("/virtualMachines/erp")
    assert len(seen(client, INSTANCES)) == 3
    estate.access.deny("Microsoft.Compute/disks/read", ids["erp-log"])
    assert seen(client, DISKS) == ["erp-data", "erp-os"]


def test_assignments_above_the_subscription(azure: Emulator, client: Any) -> None:
    mine = [azure.estate.subscription_id]
    azure.estate.grant(str(azure.estate.vault().principal_id), names.DISK_RESTORE_OPERATOR.name, "/")
    query = "authorizationresources | where properties.scope == '/'"
    assert seen(client, query, subscriptions=mine) == []
    assert len(seen(client, query)) == 1
    above = {"authorizationScopeFilter": "AtScopeAndAbove"}
    assert len(seen(client, query, subscriptions=mine, options=above)) == 1


def test_a_page_that_ends_early(azure: Emulator, client: Any) -> None:
    azure.settings.graph_page = 2
    first = ask(client, DISKS, options={"$top": 1000}).json()
    rest = ask(client, DISKS, options={"$top": 1000, "$skipToken": first["$skipToken"]}).json()
    assert (first["count"], rest["count"], first["totalRecords"]) == (2, 1, 3)
    assert "$skipToken" not in rest and first["resultTruncated"] == rest["resultTruncated"] == "false"


@pytest.mark.parametrize("query", [f"{DISKS} | take 3", f"{DISKS} | project properties"])
def test_what_has_no_pages_is_cut(azure: Emulator, client: Any, query: str) -> None:
    azure.settings.graph_page = 2
    cut = ask(client, query).json()
    assert (cut["count"], cut["totalRecords"], cut["resultTruncated"]) == (2, 3, "true")
    assert "$skipToken" not in cut


def test_rows_are_skipped_unless_some_are_taken(azure: Emulator, client: Any) -> None:
    skipped = {"$skip": 1, "$top": 1000}
    assert seen(client, DISKS, options=skipped) == ["erp-log", "erp-os"]
    assert seen(client, f"{DISKS} | take 2", options=skipped) == ["erp-data", "erp-log"]


def test_summaries_may_have_no_pages(azure: Emulator, client: Any) -> None:
    azure.settings.graph_page = 2
    query = "resources | where type =~ 'microsoft.compute/disks' | summarize count() by name"
    assert "$skipToken" in ask(client, query).json()
    azure.settings.graph_pages_summaries = False
    assert ask(client, query).json()["resultTruncated"] == "true"


def test_tags_keep_their_case(azure: Emulator, client: Any) -> None:
    disk = azure.estate.disks[azure.estate.instance("erp-os").disk_id]
    disk.tags = {"Application": "ERP", "ünüsual 'key'": 'a "value"'}
    assert seen(client, f"{DISKS} | where tags['application'] == 'ERP'") == []
    (row,) = ask(client, f"{DISKS} | where tags['Application'] == 'ERP'").json()["data"]
    assert row["tags"] == disk.tags
    assert row["managedBy"] == disk.managed_by
