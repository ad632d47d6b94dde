# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Resource Graph: the queries of az, some others, and its lag."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

INSTANCES = "RecoveryServicesResources | where type =~ 'microsoft.dataprotection/backupvaults/backupinstances'"
JOBS = "RecoveryServicesResources | where type =~ 'microsoft.dataprotection/backupvaults/backupjobs'"
OPERATION = (
    "| extend operation = case(tolower(properties.operationCategory) startswith 'backup' and "
    "properties.isUserTriggered == 'true', strcat('OnDemand', properties.operationCategory), "
    "tolower(properties.operationCategory) startswith 'backup' and properties.isUserTriggered == 'false', "
    "strcat('Scheduled', properties.operationCategory), properties.operationCategory)"
)


def test_an_instance_is_found_by_its_disk(azure: Emulator, client: Any) -> None:
    disk = azure.estate.instance("erp-data").disk_id.upper()
    found = client.query(
        f"{INSTANCES} | extend vaultName = split(split(id, '/Microsoft.DataProtection/backupVaults/')[1], '/')[0]"
        "| extend datasourceId = properties.dataSourceInfo.resourceID"
        "| where properties.dataSourceInfo.datasourceType in~ ('Microsoft.Compute/disks')"
        f"| where datasourceId in~ ('{disk}')"
    ).json()
    (row,) = found["data"]
    assert (found["totalRecords"], found["resultTruncated"], row["vaultName"]) == (1, "false", "dr-vault")
    assert row["properties"]["currentProtectionState"] == "ProtectionConfigured"


def test_a_job_shows_late_and_ends_late(azure: Emulator, client: Any) -> None:
    body = client.restore_request("new")
    target = body["restoreTargetInfo"]["datasourceInfo"]["resourceID"]
    query = (
        f"{JOBS} | where properties.extendedInfo.recoveryDestination =~ '{target}' | extend status = properties.status"
    )

    def statuses() -> list[str]:
        return [row["status"] for row in client.query(query).json()["data"]]

    client.post("restore", body)
    azure.clock.advance(10)
    assert statuses() == []
    azure.clock.advance(15)
    assert statuses() == ["InProgress"]
    azure.clock.advance(220)
    assert azure.estate.disk("new", "erp-restored") and statuses() == ["InProgress"]
    azure.clock.advance(20)
    assert statuses() == ["Completed"]


def test_jobs_are_filtered_sorted_and_cut(azure: Emulator, client: Any) -> None:
    rows = client.query(
        f"{JOBS} {OPERATION} | where operation == 'ScheduledBackup' and properties.dataSourceId has 'erp-os'"
        "| order by tostring(properties.startTime) desc | limit 3 | project name, start = properties.startTime"
    ).json()["data"]
    assert len(rows) == 3 and list(rows[0]) == ["name", "start"]
    assert [row["start"] for row in rows] == sorted((row["start"] for row in rows), reverse=True)


def test_pages(azure: Emulator, client: Any) -> None:
    body = {"query": JOBS, "options": {"$top": 40}}
    path = "/providers/Microsoft.ResourceGraph/resources"
    first = client.send("POST", path, body, **{"api-version": "2021-03-01"}).json()
    body["options"] = {"$top": 40, "$skipToken": first["$skipToken"]}
    second = client.send("POST", path, body, **{"api-version": "2021-03-01"}).json()
    assert (first["count"], second["count"], second["totalRecords"]) == (40, 2, 42)
    assert "$skipToken" not in second


@pytest.mark.parametrize(
    "text", [f"{JOBS} | evaluate bag_unpack(tags)", f"{JOBS} | where colour == 'red'", "VMs", JOBS + " |"]
)
def test_what_it_does_not_know_it_refuses(azure: Emulator, client: Any, text: str) -> None:
    answer = client.query(text)
    assert answer.status_code == 400
    assert answer.json()["error"]["details"][0]["code"] == "InvalidQuery"


def test_fifteen_queries_in_five_seconds(azure: Emulator, client: Any) -> None:
    left = [client.query(f"{JOBS} | take 1").headers["x-ms-user-quota-remaining"] for _time in range(15)]
    assert (left[0], left[-1]) == ("14", "0")
    refused = client.query(JOBS)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "RateLimiting")


@pytest.mark.parametrize(
    ("rows_of", "fraction", "located"), [("2025-03", ".1230000Z", True), ("2025-11", ".1234565Z", False)]
)
def test_a_job_of_each_year(azure: Emulator, client: Any, rows_of: Any, fraction: str, located: bool) -> None:
    azure.settings.graph_rows_of, instance = rows_of, azure.estate.instance("erp-data")
    point = replace(instance.points[0], time=instance.points[0].time.replace(microsecond=123456))
    instance.points = [point, *instance.points[1:]]
    client.restored(client.restore_request("new"))
    azure.clock.advance(2 * 3600)
    client.session.headers["Authorization"] = f"Bearer {azure.token()}"
    (row,) = client.query(f"{JOBS} | where properties.operation == 'Restore'").json()["data"]
    assert row["properties"]["extendedInfo"]["sourceRecoverPoint"]["recoveryPointTime"].endswith(fraction)
    assert bool(row["location"]) is located
