# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A restore from the list of points to the disk, with what each api-version says on the way."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

ACTIVITY = "b7e31d32-b8cc-49a8-b57d-5c1c63bed376"


@pytest.mark.parametrize("version", ["2021-01-01", "2025-07-01"])
def test_from_point_to_disk(azure: Emulator, client: Any, version: str) -> None:
    client.version = version
    instance = azure.estate.instance("erp-data")
    points = client.get(f"{instance.id}/recoveryPoints", **{"$filter": ""})
    assert len(points["value"]) == 14 and "nextLink" not in points
    body = client.restore_request("erp-data-new")
    body["recoveryPointId"] = points["value"][3]["name"]

    validation = client.validated(body)
    assert validation["status"] == "Succeeded" and "properties" not in validation

    client.session.headers["x-ms-client-request-id"] = ACTIVITY
    accepted = client.post("restore", body)
    assert (accepted.status_code, accepted.content, accepted.headers["Retry-After"]) == (202, b"", "30")
    running = client.get(accepted.headers["Azure-AsyncOperation"])
    assert (running["status"], running["endTime"][:19]) == ("Inprogress", "0001-01-01T00:00:00")
    assert ACTIVITY not in client.send("GET", f"{instance.vault.id}/backupJobs").text
    azure.clock.advance(2)
    operation = client.get(accepted.headers["Azure-AsyncOperation"])
    job_id = operation["properties"]["jobId"]
    assert client.get(accepted.headers["Location"])["jobId"] == job_id

    job = client.get(job_id)["properties"]
    assert (job["status"], job.get("endTime"), job["activityID"]) == ("InProgress", None, ACTIVITY)
    assert job["duration"] == "PT0S"
    azure.clock.advance(240)
    job = client.get(job_id)["properties"]
    assert (job["status"], job["duration"]) == ("Completed", "PT4M0S")
    listed = client.get(f"{instance.vault.id}/backupJobs")
    assert listed["nextLink"] is None
    newest = listed["value"][-1]["properties"]
    assert (newest["activityID"], newest["duration"], newest.get("extendedInfo")) == (ACTIVITY, "00:04:00", None)

    disk = client.disk("erp-data-new").json()
    assert disk["id"] == job["extendedInfo"]["recoveryDestination"]
    assert disk["properties"]["creationData"]["createOption"] == "Copy"
    assert "/erp-snapshots/" in disk["properties"]["creationData"]["sourceResourceId"]


def test_old_status_urls_are_of_the_location_new_ones_of_the_vault_and_signed(azure: Emulator, client: Any) -> None:
    body = client.restore_request("new")
    client.version = "2021-07-01"
    old = client.post("restore", body).headers["Azure-AsyncOperation"]
    assert "/locations/westeurope/operationStatus/" in old and old.endswith("?api-version=2021-07-01")
    client.version = "2024-04-01"
    new = client.post("restore", body).headers["Azure-AsyncOperation"]
    assert "/backupVaults/dr-vault/operationStatus/" in new and 3000 < len(new) < 3800
    assert client.send("GET", new[:-1]).status_code == 400


def test_each_status_url_has_a_signature_of_its_own(azure: Emulator, client: Any) -> None:
    accepted = client.post("restore", client.restore_request("new")).headers
    status, results = (accepted[name].partition("?") for name in ("Azure-AsyncOperation", "Location"))
    assert status[2] != results[2]
    assert client.send("GET", f"{status[0]}?{results[2]}").json()["error"]["code"] == "InvalidSignature"
    assert client.send("GET", f"{status[0]}?api-version={client.version}").status_code == 400
    azure.settings.strict_signatures = False
    assert client.send("GET", f"{status[0]}?api-version={client.version}").status_code == 200


@pytest.mark.parametrize("version", ["2021-07-01", "2025-07-01"])
def test_a_status_url_lasts_as_long_as_is_set(azure: Emulator, client: Any, version: str) -> None:
    azure.settings.status_url_lifetime, client.version = 3600.0, version
    accepted = client.post("restore", client.restore_request("new"))
    azure.clock.advance(3500)
    assert client.get(accepted.headers["Azure-AsyncOperation"])["status"] == "Succeeded"
    azure.clock.advance(200)
    client.session.headers["Authorization"] = f"Bearer {azure.token()}"
    for name in ("Azure-AsyncOperation", "Location"):
        assert client.send("GET", accepted.headers[name]).status_code == 404
    assert azure.estate.disk("new", "erp-restored")


def test_a_status_url_on_a_regional_host_is_reached_by_proxy(azure: Emulator, client: Any) -> None:
    azure.settings.regional_status_host = True
    url = client.post("restore", client.restore_request("new")).headers["Azure-AsyncOperation"]
    assert url.startswith("https://westeurope.localhost:")
    client.session.proxies["https"] = azure.proxy_environment()["HTTPS_PROXY"]
    assert client.get(url)["status"] == "Inprogress"
    with pytest.raises(requests.exceptions.ProxyError):
        client.session.get("https://management.azure.com/")


def test_durations_and_retry_after_shrink_with_the_speed(azure: Emulator, client: Any) -> None:
    azure.clock.speed = 4.0
    assert client.post("restore", client.restore_request("a")).headers["Retry-After"] == "8"
    azure.clock.speed = 240.0
    assert "Retry-After" not in client.post("restore", client.restore_request("b")).headers
    azure.settings.retry_after = 7
    assert client.post("restore", client.restore_request("c")).headers["Retry-After"] == "7"
    azure.clock.advance(1.1)
    assert azure.estate.disk("b", "erp-restored")


def test_a_backup_makes_a_point(azure: Emulator, client: Any) -> None:
    instance = azure.estate.instance("erp-log")
    rule = {"backupRuleOptions": {"ruleName": "BackupDaily", "triggerOption": {}}}
    accepted = client.post("backup", rule, "erp-log")
    azure.clock.advance(2)
    job_id = client.get(accepted.headers["Azure-AsyncOperation"])["properties"]["jobId"]
    azure.clock.advance(240)
    job = client.get(job_id)["properties"]
    assert job["extendedInfo"]["targetRecoverPoint"]["recoveryPointID"] == azure.estate.instance("erp-log").points[0].id
    assert len(instance.points) == 15


def test_what_is_not_there(azure: Emulator, client: Any) -> None:
    vault = azure.estate.vault()

    def code(path: str) -> Any:
        answer = client.send("GET", path)
        assert answer.status_code == 404
        return answer.json()["error"]["code"]

    assert code(vault.id.replace("/backup/", "/nowhere/")) == "ResourceGroupNotFound"
    assert code(f"{vault.id}x") == "ResourceNotFound"
    assert code(f"{vault.id}/backupInstances/none") == "UserErrorGenericResourceNotFound"
    assert code(f"{vault.id}/backupJobs/{ACTIVITY}") == "UserErrorGenericResourceNotFound"
    old = client.get(f"{vault.id}/backupJobs/{ACTIVITY}", **{"api-version": "2021-07-01"})
    assert old["ErrorCode"] == "UserErrorGenericResourceNotFound"
    assert code("/subscriptions/none/resourceGroups/x") == "SubscriptionNotFound"
    assert client.get(vault.id.upper().replace("/SUBSCRIPTIONS/", "/subscriptions/"))["id"] == vault.id


def test_every_request_is_recorded(azure: Emulator, client: Any) -> None:
    client.post("restore", client.restore_request("new"))
    (sent,) = azure.requests_to("POST", "/RESTORE")
    assert (sent.status, sent.query, sent.body["sourceDataStoreType"]) == (
        202,
        {"api-version": "2025-07-01"},
        "OperationalStore",
    )
    assert sent.headers["AUTHORIZATION"].startswith("Bearer ")
    azure.forget_requests()
    assert azure.requests == []
