# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of Resource Graph tell the same as the REST API, in rows of one shape."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.names import DISK_RESTORE_OPERATOR
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

INSTANCES = "RecoveryServicesResources | where type =~ 'microsoft.dataprotection/backupvaults/backupinstances'"
JOBS = "RecoveryServicesResources | where type =~ 'microsoft.dataprotection/backupvaults/backupjobs'"
COLUMNS = ["id", "name", "type", "tenantId", "kind", "location", "resourceGroup", "subscriptionId", "managedBy"]
COLUMNS += ["sku", "plan", "properties", "tags", "identity", "zones", "extendedLocation"]
NO_SPAN = "-10675199.02:48:05.4775808"


def rows(client: Any, query: str) -> list[dict[str, Any]]:
    answer = client.query(query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


@pytest.mark.parametrize(
    ("table", "type_", "version"),
    [
        ("resources", "Microsoft.Compute/disks", "2024-03-02"),
        ("resources", "Microsoft.Compute/snapshots", "2024-03-02"),
        ("resources", "Microsoft.DataProtection/backupVaults", "2025-07-01"),
        ("resourcecontainers", "Microsoft.Resources/subscriptions/resourceGroups", "2021-04-01"),
        ("authorizationresources", "Microsoft.Authorization/roleAssignments", "2022-04-01"),
    ],
)
def test_a_row_tells_what_a_get_tells(azure: Emulator, client: Any, table: str, type_: str, version: str) -> None:
    azure.estate.disks[azure.estate.instance("erp-data").disk_id].tags = {"Application": "ERP"}
    azure.estate.group("erp-prod").tags = {"environment": "production"}

    found = rows(client, f"{table} | where type =~ '{type_}'")

    assert found
    for row in found:
        told = client.send("GET", row["id"], **{"api-version": version}).json()
        assert list(row) == COLUMNS
        assert row["type"] == type_.lower() and row["subscriptionId"] == azure.estate.subscription_id
        told.get("properties", {}).pop("roleDefinitionId", None)
        row["properties"].pop("roleDefinitionId", None)
        for member in ("id", "name", "properties", "tags", "identity", "sku", "zones"):
            assert row[member] == told.get(member), member
        assert row["managedBy"] == told.get("managedBy", "")


def test_instances_and_jobs_tell_what_a_get_tells(azure: Emulator, client: Any) -> None:
    for query in (INSTANCES, JOBS):
        for row in rows(client, query):
            told = client.get(row["id"])["properties"]
            assert list(row) == COLUMNS
            for member in (
                "friendlyName",
                "currentProtectionState",
                "operation",
                "status",
                "startTime",
                "errorDetails",
            ):
                assert row["properties"].get(member) == told.get(member)


def test_subscriptions_are_those_of_the_list(azure: Emulator, client: Any) -> None:
    other = azure.estate.add_subscription("f3a1c2d4-0000-4000-8000-000000000001", "Other")
    found = client.send(
        "POST",
        "/providers/Microsoft.ResourceGraph/resources",
        {"query": "resourcecontainers | where type == 'microsoft.resources/subscriptions' | order by name asc"},
        **{"api-version": "2021-03-01"},
    ).json()["data"]
    told = client.get("/subscriptions", **{"api-version": "2022-12-01"})["value"]
    assert [(row["subscriptionId"], row["name"]) for row in found] == [
        (azure.estate.subscription_id, "DR rehearsal"),
        (other, "Other"),
    ]
    assert {row["id"] for row in found} == {one["id"] for one in told}


def test_roles_are_named_without_a_subscription(azure: Emulator, client: Any) -> None:
    (row,) = rows(
        client,
        "authorizationresources | where type =~ 'microsoft.authorization/roleassignments'"
        "| extend role = tolower(tostring(properties.roleDefinitionId)), scope = tostring(properties.scope)"
        "| join kind=inner (authorizationresources | where type =~ 'microsoft.authorization/roledefinitions'"
        "  | project role = tolower(id), roleName = tostring(properties.roleName)) on role"
        "| where roleName == 'Disk Restore Operator' | project scope, role, principal = properties.principalId",
    )
    assert row["scope"] == azure.estate.group("erp-restored").id
    assert row["role"].endswith(DISK_RESTORE_OPERATOR.name) and row["role"].startswith("/providers/")
    assert row["principal"] == azure.estate.vault().principal_id


def extended(client: Any, disk: str) -> Any:
    (row,) = rows(client, f"{INSTANCES} | where properties.friendlyName == '{disk}'")
    return row["properties"]["backupInstanceExtendedProperties"]


def test_what_is_known_of_points(azure: Emulator, client: Any) -> None:
    points = azure.estate.instance("erp-data").points
    known = extended(client, "erp-data")["recoveryPointInfo"]
    assert points[0].time.isoformat()[:26] == known["latestRecoveryPointInPrimaryRegion"][:26]
    assert points[-1].time.isoformat()[:26] == known["oldestRecoveryPointInPrimaryRegion"][:26]


@pytest.mark.parametrize(("told", "latest"), [("unknown", "0001-01-01T00:00:00Z"), ("absent", None)])
def test_an_unknown_newest_point(azure: Emulator, client: Any, told: Any, latest: str | None) -> None:
    azure.estate.instance("erp-data").points_in_graph = told
    assert extended(client, "erp-data")["recoveryPointInfo"].get("latestRecoveryPointInPrimaryRegion") == latest
    assert extended(client, "erp-log")["recoveryPointInfo"]["latestRecoveryPointInPrimaryRegion"] > "2"

    azure.settings.graph_points = told
    assert extended(client, "erp-log")["recoveryPointInfo"].get("latestRecoveryPointInPrimaryRegion") == latest


def test_a_point_that_is_too_new_for_the_index(azure: Emulator, client: Any) -> None:
    instance, now = azure.estate.instance("erp-data"), azure.clock.now()
    before = extended(client, "erp-data")["recoveryPointInfo"]["latestRecoveryPointInPrimaryRegion"]
    azure.estate.add_point(instance, now)
    assert extended(client, "erp-data")["recoveryPointInfo"]["latestRecoveryPointInPrimaryRegion"] == before
    azure.clock.advance(25)
    assert extended(client, "erp-data")["recoveryPointInfo"]["latestRecoveryPointInPrimaryRegion"] > before


@pytest.mark.parametrize("rows_of", ["2024-05", "2025-03", "2025-11"])
def test_times_are_padded_or_not(azure: Emulator, client: Any, rows_of: Any) -> None:
    azure.settings.graph_rows_of = rows_of
    info = extended(client, "erp-data")
    padded = rows_of < "2025-11"
    known = info["recoveryPointInfo"]
    assert known["latestRecoveryPointInPrimaryRegion"].endswith("0000Z") is padded
    assert known["latestRecoveryPointInSecondaryRegion"].endswith(".0000000Z") is padded
    assert ("EditBackupInstance" in info["allowedOperations"]) is (rows_of > "2024-05")


def test_a_policy_of_its_own(azure: Emulator, client: Any) -> None:
    vault, instance = azure.estate.vault(), azure.estate.instance("erp-data")
    azure.estate.add_policy(
        vault, "often", interval=timedelta(hours=4), retention=timedelta(days=7), rule="BackupHourly"
    )
    instance.policy = "often"
    spans = extended(client, "erp-data")["policyExtendedInfo"]
    assert spans["configuredRPGenerationFrequency"] == "04:00:00"
    assert spans["rpoWarningThresholdInPrimaryRegion"] == "06:00:00"
    assert spans["configuredMaximumRetention"] == "7.00:00:00"
    rules = client.get(instance.policy_id)["properties"]["policyRules"]
    assert rules[0]["name"] == "BackupHourly"
    assert rules[0]["trigger"]["schedule"]["repeatingTimeIntervals"][0].endswith("/PT4H")
    assert rules[1]["lifecycles"][0]["deleteAfter"]["duration"] == "P7D"
    assert extended(client, "erp-log")["policyExtendedInfo"]["rpoWarningThresholdInPrimaryRegion"] == "1.12:00:00"


def test_protection_that_has_been_stopped_still_restores(azure: Emulator, client: Any) -> None:
    azure.estate.instance("erp-data").state = "ProtectionStopped"
    info = extended(client, "erp-data")
    assert info["allowedOperations"] == ["Restore", "ResumeBackup", "Delete"]
    assert info["policyExtendedInfo"]["configuredRPGenerationFrequency"] == NO_SPAN
    assert info["policyExtendedInfo"]["rpoWarningThresholdInPrimaryRegion"] == NO_SPAN


@pytest.mark.parametrize("state", ["BackupsSuspended", "ProtectionError"])
def test_without_protection_there_is_no_backup_now(azure: Emulator, client: Any, state: str) -> None:
    azure.estate.instance("erp-data").state = state
    allowed = extended(client, "erp-data")["allowedOperations"]
    assert "Restore" in allowed and "BackupNow" not in allowed
    assert "BackupNow" in extended(client, "erp-log")["allowedOperations"]


def test_protection_in_error(azure: Emulator, client: Any) -> None:
    instance = azure.estate.instance("erp-data")
    instance.state = "ProtectionError"
    instance.protection_error = {"code": "UserErrorMissingRequiredPermissions", "message": "A role is missing."}
    (row,) = rows(client, f"{INSTANCES} | where isnotempty(properties.protectionErrorDetails)")
    told = client.get(instance.id)["properties"]
    assert row["properties"]["protectionErrorDetails"] == told["protectionErrorDetails"] == instance.protection_error
    assert row["properties"]["protectionStatus"] == told["protectionStatus"]


def test_jobs_name_their_points_errors_and_destinations(azure: Emulator, client: Any) -> None:
    instance, errors = azure.estate.instance("erp-data"), [{"code": "InternalServerError"}]
    now = azure.clock.now()
    with azure.estate.lock:
        start = now - timedelta(hours=1)
        azure.estate.add_job(instance, "Backup", start, end=start, status="Failed", errors=errors)
    client.restored(client.restore_request("new"))
    azure.clock.advance(60)
    found = rows(client, f"{JOBS} | where properties.dataSourceId =~ '{instance.disk_id}'")
    completed = [one["properties"] for one in found if one["properties"]["status"] == "Completed"]
    backups = [one for one in completed if one["operation"] == "Backup"]
    assert {one["extendedInfo"]["targetRecoverPoint"]["recoveryPointID"] for one in backups} == {
        point.id for point in instance.points
    }
    (failed,) = [one["properties"] for one in found if one["properties"]["status"] == "Failed"]
    assert failed["errorDetails"] == errors and failed["extendedInfo"]["targetRecoverPoint"] is None
    (restore,) = [one for one in completed if one["operation"] == "Restore"]
    assert restore["extendedInfo"]["recoveryDestination"].endswith("/disks/new")
