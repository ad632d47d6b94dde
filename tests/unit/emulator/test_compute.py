# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks, snapshots and locks, as people make, change and delete them beside restores."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.unit.emulator.conftest import COMPUTE

EMPTY = {"location": "westeurope", "properties": {"creationData": {"createOption": "Empty"}, "diskSizeGB": 8}}


def sent(client: Any, method: str, path: str, body: Any = None) -> Any:
    return client.send(method, path, body, **{"api-version": COMPUTE})


def of(azure: Emulator, type_: str, name: str = "new", group: str = "erp-drill") -> str:
    return f"{azure.estate.group(group).id}/providers/Microsoft.Compute/{type_}/{name}"


@pytest.mark.parametrize(("type_", "count"), [("disks", 3), ("snapshots", 42)])
def test_lists_of_a_subscription_and_of_a_group(azure: Emulator, client: Any, type_: str, count: int) -> None:
    provider = f"providers/Microsoft.Compute/{type_}"
    subscription = sent(client, "GET", f"/subscriptions/{azure.estate.subscription_id}/{provider}").json()["value"]
    group = {"disks": "erp-prod", "snapshots": "erp-snapshots"}[type_]
    assert subscription == sent(client, "GET", f"{azure.estate.group(group).id}/{provider}").json()["value"]
    assert len(subscription) == count
    assert sent(client, "GET", f"{azure.estate.group('backup').id}/{provider}").json()["value"] == []


def test_an_operation_says_what_came_of_it(azure: Emulator, client: Any) -> None:
    accepted = sent(client, "PUT", of(azure, "disks"), EMPTY)
    assert (accepted.status_code, accepted.json()["properties"]["provisioningState"]) == (202, "Updating")
    assert client.get(accepted.headers["Azure-AsyncOperation"])["status"] == "InProgress"
    assert client.send("GET", accepted.headers["Location"]).status_code == 202
    azure.clock.advance(2)
    disk = client.disk("new", "erp-drill").json()
    operation = client.get(accepted.headers["Azure-AsyncOperation"])
    assert (operation["status"], operation["properties"]["output"]) == ("Succeeded", disk)
    assert operation["endTime"] == client.get(accepted.headers["Azure-AsyncOperation"])["endTime"]
    assert client.get(accepted.headers["Location"]) == disk


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "LocationRequired"), ({"location": "westeurope", "properties": {"diskSizeGB": 8}}, "InvalidParameter")],
)
def test_a_new_disk_needs_a_location_and_says_how_it_is_made(
    azure: Emulator, client: Any, body: dict[str, Any], code: str
) -> None:
    refused = sent(client, "PUT", of(azure, "disks"), body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, code)
    assert azure.estate.disk("new", "erp-drill") is None


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_disk_that_is_there_is_changed_and_stays_what_it_is(azure: Emulator, client: Any, method: str) -> None:
    before = client.disk("erp-data", "erp-prod").json()
    body = {"tags": {"owner": "dr"}, **({"location": "westeurope"} if method == "PUT" else {})}
    assert sent(client, method, before["id"], body).status_code == 202
    azure.clock.advance(2)
    assert client.disk("erp-data", "erp-prod").json() == {**before, "tags": {"owner": "dr"}}
    assert sent(client, "PATCH", f"{before['id']}x", body).status_code == 404


def test_a_snapshot_and_a_disk_made_of_it(azure: Emulator, client: Any) -> None:
    source = azure.estate.instance("erp-data").disk_id
    creation = {"createOption": "Copy", "sourceResourceId": source}
    body = {"location": "westeurope", "properties": {"creationData": creation, "incremental": True}}
    assert sent(client, "PUT", of(azure, "snapshots"), body).status_code == 202
    snapshot = sent(client, "GET", of(azure, "snapshots")).json()
    assert (snapshot["properties"]["diskSizeGB"], snapshot["properties"]["incremental"]) == (1024, True)
    creation["sourceResourceId"] = snapshot["id"]
    sent(client, "PUT", of(azure, "disks"), body)
    assert client.disk("new", "erp-drill").json()["properties"]["diskSizeGB"] == 1024
    assert sent(client, "DELETE", snapshot["id"]).status_code == 202
    assert sent(client, "DELETE", snapshot["id"]).status_code == 204


def test_a_point_whose_snapshot_somebody_deleted_is_not_restored(azure: Emulator, client: Any) -> None:
    sent(client, "DELETE", azure.estate.instance("erp-data").points[0].snapshot_id)
    assert client.validated(client.restore_request("new"))["error"]["code"] == "UserErrorDiskSnapshotNotFound"


def test_a_lock_is_made_listed_felt_and_taken_away(azure: Emulator, client: Any) -> None:
    azure.estate.add_disk("kept", azure.estate.group("erp-drill"))
    locks = f"{azure.estate.group('erp-drill').id}/providers/Microsoft.Authorization/locks"
    assert sent(client, "GET", locks).json()["value"] == []
    assert sent(client, "PUT", f"{locks}/mine", {"properties": {"level": "CanNotDelete"}}).status_code == 201
    assert sent(client, "PUT", f"{locks}/mine", {"properties": {"level": "ReadOnly"}}).status_code == 200
    (lock,) = sent(client, "GET", locks).json()["value"]
    assert (lock["name"], lock["properties"]["level"]) == ("mine", "ReadOnly")
    everywhere = f"/subscriptions/{azure.estate.subscription_id}/providers/Microsoft.Authorization/locks"
    assert sent(client, "GET", everywhere).json()["value"] == [lock] == [sent(client, "GET", lock["id"]).json()]
    for method, body in (("DELETE", None), ("PATCH", {"tags": {}})):
        refused = sent(client, method, of(azure, "disks", "kept"), body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "ScopeLocked")
    assert sent(client, "DELETE", f"{locks}/yours").status_code == 204
    assert sent(client, "DELETE", f"{locks}/mine").status_code == 200
    assert sent(client, "GET", f"{locks}/mine").status_code == 404
    assert sent(client, "DELETE", of(azure, "disks", "kept")).status_code == 202


def test_a_lock_has_a_level(azure: Emulator, client: Any) -> None:
    lock = f"{azure.estate.group('erp-drill').id}/providers/Microsoft.Authorization/locks/mine"
    assert sent(client, "PUT", lock, {"properties": {"level": "Weak"}}).status_code == 400
