# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the answers of the Backup service changed with its api-versions, as recorded; see ``emulator/versions.py``."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

Members = dict[str, Any]
# fmt: off
CHANGED = [
    "2021-01-01", "2021-07-01", "2022-01-01", "2022-04-01", "2022-05-01", "2022-12-01", "2023-01-01", "2023-05-01",
    "2023-11-01", "2024-04-01", "2025-07-01", "2026-06-01",
]
# fmt: on


@pytest.fixture(params=CHANGED)
def version(request: pytest.FixtureRequest, client: Any) -> str:
    client.version = request.param
    return str(request.param)


def restored(client: Any) -> Members:
    """The properties of the job of a restore."""
    properties: Members = client.restored(client.restore_request("new"))
    return properties


def test_where_an_operation_is(client: Any, version: str) -> None:
    accepted = client.post("restore", client.restore_request("new"))
    running = client.get(accepted.headers["Azure-AsyncOperation"])
    of_location = version <= "2021-07-01"
    assert ("/locations/westeurope/operationStatus/" in running["id"]) is of_location
    assert (running["id"].split("/operationStatus/")[0] in accepted.headers["Azure-AsyncOperation"]) is True
    assert running["endTime"] == ("0001-01-01T00:00:00" if version == "2021-01-01" else "0001-01-01T00:00:00Z")


def test_where_the_status_of_an_operation_can_be_read(azure: Emulator, client: Any, version: str) -> None:
    name = client.get(client.post("restore", client.restore_request("new")).headers["Azure-AsyncOperation"])["name"]
    azure.settings.strict_signatures = False
    place = f"{azure.estate.group('backup').id}/providers/Microsoft.DataProtection"
    for scope in (azure.estate.vault().id, place):
        answer = client.send("GET", f"{scope}/operationStatus/{name}")
        assert answer.status_code == (200 if version >= "2022-01-01" else 404)


def test_what_a_job_tells(client: Any, version: str) -> None:
    job = restored(client)
    assert ("errorDetails" in job) is (version > "2021-01-01"), "2021-01-01 leaves out what is null"
    assert ("isCrossRegionRestore" in job) is (version >= "2022-05-01")
    assert ("sourceDataStoreType" in job) is (version >= "2023-01-01")
    assert ("backupType" in job) is (version >= "2026-06-01")


def test_what_a_job_tells_of_its_work(client: Any, version: str) -> None:
    info = restored(client)["extendedInfo"]
    old, new = "dataTransferedInBytes", "dataTransferredInBytes"
    assert (old in info, new in info) == ("2021-01-01" < version <= "2022-05-01", version > "2022-05-01")
    assert ("warningDetails" in info) is (version >= "2023-11-01")
    assert ("isAutohealJob" in info) is (version >= "2026-06-01")
    assert (info["subTasks"][0].get("additionalDetails") is not None) is (version >= "2022-05-01")


def test_what_a_point_tells(azure: Emulator, client: Any, version: str) -> None:
    (point, *_rest) = client.get(f"{azure.estate.instance('erp-data').id}/recoveryPoints")["value"]
    properties, store = point["properties"], point["properties"]["recoveryPointDataStoresDetails"][0]
    assert (next(iter(point)) == "id") is (version == "2021-01-01")
    assert (properties["recoveryPointTime"] == store["creationTime"]) is (version <= "2022-04-01")
    assert (properties["friendlyName"] == point["name"]) is (version >= "2022-05-01")
    assert ("expiryTime" in properties) is (version >= "2022-05-01")
    assert ("recoveryPointState" in properties) is (version >= "2023-11-01")
    assert ("rehydrationStatus" in store) is (version < "2026-06-01"), "leaves out what is null"
    assert ("immutabilityProperties" in properties) is (version >= "2026-06-01")


def test_a_filter_goes_by_the_time_that_is_told(azure: Emulator, client: Any, version: str) -> None:
    points = f"{azure.estate.instance('erp-data').id}/recoveryPoints"
    told = client.get(points)["value"][0]["properties"]["recoveryPointTime"]
    assert len(client.get(points, **{"$filter": f"startDate eq '{told}'"})["value"]) == 1


def test_what_a_vault_tells(azure: Emulator, client: Any, version: str) -> None:
    told = client.get(azure.estate.vault().id)["properties"]
    assert ("isVaultProtectedByResourceGuard" in told) is (version >= "2022-05-01")
    assert ("securitySettings" in told) is (version >= "2022-12-01")
    assert ("secureScore" in told) is (version >= "2023-05-01")
    assert ("replicatedRegions" in told) is (version >= "2023-11-01")
    assert ("bcdrSecurityLevel" in told) is (version >= "2024-04-01")
    assert ("regionOfChoiceSettings" in told) is (version >= "2026-06-01")


def test_a_disk_can_be_asked_what_protects_it(azure: Emulator, client: Any, version: str) -> None:
    disk_id = azure.estate.instance("erp-data").disk_id
    answer = client.send("GET", f"{disk_id}/providers/Microsoft.DataProtection/backupInstances")
    assert answer.status_code == (200 if version >= "2024-04-01" else 404)


def test_a_version_that_there_is_not_is_refused(azure: Emulator, client: Any) -> None:
    answer = client.send("GET", azure.estate.vault().id, **{"api-version": "2020-01-01"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "NoRegisteredProviderFound")


def test_a_vault_may_say_nothing_of_its_security(azure: Emulator, client: Any) -> None:
    azure.estate.vault().soft_delete = None
    assert "securitySettings" not in client.get(azure.estate.vault().id)["properties"]


def test_a_point_just_made_has_no_expiry_yet(azure: Emulator, client: Any) -> None:
    instance = azure.estate.instance("erp-log")
    client.post("backup", {"backupRuleOptions": {"ruleName": "BackupDaily", "triggerOption": {}}}, "erp-log")
    azure.clock.advance(300)
    newest = f"{instance.id}/recoveryPoints/{azure.estate.instance('erp-log').points[0].id}"
    assert client.get(newest)["properties"]["expiryTime"] is None
    azure.clock.advance(600)
    assert client.get(newest)["properties"]["expiryTime"] > "2026"


def test_a_failed_operation_leaves_out_nulls_but_not_its_empty_target(client: Any) -> None:
    operation = client.validated(client.restore_request("new", "erp-drill"))
    info = operation["error"]["additionalInfo"][0]["info"]
    assert (info["target"], "details" in info) == ("", False)
