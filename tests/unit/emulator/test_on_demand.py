# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""On-demand backup of a disk: what is accepted, what comes of it, what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator import faults
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.timestamps import parse_time

ACTIVITY = "7d3c4f0e-5a7b-4c1d-9e2f-1b3a5c7d9e0f"

HOURLY: dict[str, Any] = {
    "rule": "BackupHourly",
    "interval": timedelta(hours=4),
    "retention": timedelta(days=7),
    "tags": {"Weekly": timedelta(weeks=12)},
}


def wanted(rule: str = "BackupDaily", tag: str | None = None) -> dict[str, Any]:
    """The body of a request."""
    return {"backupRuleOptions": {"ruleName": rule, "triggerOption": {"retentionTagOverride": tag} if tag else {}}}


def job_of(azure: Emulator, client: Any, accepted: Any) -> str:
    azure.clock.advance(2)
    found: str = client.get(accepted.headers["Azure-AsyncOperation"])["properties"]["jobId"]
    return found


def backed_up(azure: Emulator, client: Any, body: Any) -> Any:
    """The properties of the job of a backup that has ended."""
    accepted = client.post("backup", body)
    assert accepted.status_code == 202, accepted.text
    job = job_of(azure, client, accepted)
    azure.clock.advance(240)
    return client.get(job)["properties"]


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_an_operation_a_job_a_point_and_its_snapshot(azure: Emulator, client: Any) -> None:
    client.session.headers["x-ms-client-request-id"] = ACTIVITY

    accepted = client.post("backup", wanted())

    assert (accepted.status_code, accepted.content, accepted.headers["Retry-After"]) == (202, b"", "30")
    job_id = job_of(azure, client, accepted)
    running = client.get(job_id)["properties"]
    assert (running["operation"], running["status"], running["activityID"]) == ("Backup", "InProgress", ACTIVITY)
    azure.clock.advance(240)
    job = client.get(job_id)["properties"]
    made = job["extendedInfo"]["targetRecoverPoint"]
    assert (job["status"], made["recoveryPointTime"]) == ("Completed", "0001-01-01T00:00:00Z")
    point = client.get(f"{azure.estate.instance('erp-data').id}/recoveryPoints/{made['recoveryPointID']}")["properties"]
    assert (point["retentionTagName"], point["recoveryPointType"]) == ("Default", "Incremental")
    assert azure.estate.instance("erp-data").points[0].snapshot_id in azure.estate.snapshots


def test_the_tag_says_for_how_long_the_point_is_kept(azure: Emulator, client: Any) -> None:
    instance = azure.estate.instance("erp-data")
    policy = azure.estate.add_policy(instance.vault, "hourly", **HOURLY)
    instance.policy = policy.name

    job = backed_up(azure, client, wanted("BackupHourly", "weekly"))

    path = f"{instance.id}/recoveryPoints/{job['extendedInfo']['targetRecoverPoint']['recoveryPointID']}"
    assert client.get(path)["properties"]["expiryTime"] is None
    azure.clock.advance(700)
    point = client.get(path)["properties"]
    created = parse_time(point["recoveryPointDataStoresDetails"][0]["creationTime"])
    expires = parse_time(point["expiryTime"])
    assert created and expires and point["retentionTagName"] == "Weekly"
    assert abs(expires - created - timedelta(days=84)) < timedelta(seconds=1)


def test_a_policy_of_its_own_is_read_with_its_rules_and_tags(azure: Emulator, client: Any) -> None:
    vault = azure.estate.vault()
    azure.estate.add_policy(vault, "hourly", **HOURLY)

    listed = client.get(f"{vault.id}/backupPolicies")["value"]

    assert [one["name"] for one in listed] == ["disk-daily", "hourly"]
    backup, *retention = client.get(f"{vault.id}/backupPolicies/HOURLY")["properties"]["policyRules"]
    assert (backup["name"], backup["trigger"]["schedule"]["repeatingTimeIntervals"][0][-4:]) == ("BackupHourly", "PT4H")
    assert [one["tagInfo"]["tagName"] for one in backup["trigger"]["taggingCriteria"]] == ["Default", "Weekly"]
    kept = [(one["name"], one["isDefault"], one["lifecycles"][0]["deleteAfter"]["duration"]) for one in retention]
    assert kept == [("Default", True, "P7D"), ("Weekly", False, "P84D")]


def test_the_name_of_a_retention_rule_is_refused_without_a_name(azure: Emulator, client: Any) -> None:
    answer = client.post("backup", wanted("Default"))

    assert code_of(answer) == (400, "DppPluginInvalidInputParameters")
    assert "Default" not in answer.text and "BackupDaily" not in answer.text


@pytest.mark.parametrize("body", [wanted(tag="Yearly"), None, {}, {"backupRuleOptions": {"ruleName": "BackupDaily"}}])
def test_an_unknown_tag_and_half_a_body_are_refused(client: Any, body: Any) -> None:
    assert code_of(client.post("backup", body)) == (400, "DppPluginInvalidInputParameters")


@pytest.mark.parametrize("state", ["ProtectionStopped", "BackupsSuspended", "ProtectionError"])
def test_what_is_not_protected_is_not_backed_up(azure: Emulator, client: Any, state: str) -> None:
    azure.estate.instance("erp-data").state = state

    answer = client.post("backup", wanted())

    assert answer.status_code == 400 and state in answer.text


@pytest.mark.parametrize("seconds", [0, 60])
def test_another_backup_while_one_runs(azure: Emulator, client: Any, seconds: int) -> None:
    client.post("backup", wanted())
    azure.clock.advance(seconds)

    assert code_of(client.post("backup", wanted())) == (400, "UserErrorMaxConcurrentOperationLimitReached")
    azure.settings.backs_up_during_backup = True
    assert client.post("backup", wanted()).status_code == 202


def test_the_eleventh_of_a_day_is_refused(azure: Emulator, client: Any) -> None:
    azure.settings.too_many_backups_code = "TooMany"
    for _number in range(10):
        backed_up(azure, client, wanted())

    assert code_of(client.post("backup", wanted())) == (400, "TooMany")
    azure.clock.advance(86_400)
    client.session.headers["Authorization"] = f"Bearer {azure.token()}"
    assert client.post("backup", wanted()).status_code == 202


def test_scheduled_backups_do_not_count(azure: Emulator, client: Any) -> None:
    instance, now = azure.estate.instance("erp-data"), azure.clock.now()
    for minutes in range(10):
        start = now - timedelta(hours=1, minutes=minutes)
        azure.estate.add_job(instance, "Backup", start, end=start + timedelta(seconds=9), user_triggered=False)

    assert client.post("backup", wanted()).status_code == 202


def failed_with(job: Any) -> str:
    assert (job["status"], job["extendedInfo"]["targetRecoverPoint"]) == ("Failed", None)
    code: str = job["errorDetails"][0]["code"]
    return code


def test_a_disk_has_only_so_many_snapshots(azure: Emulator, client: Any) -> None:
    azure.settings.snapshots_a_disk = 14

    assert failed_with(backed_up(azure, client, wanted())) == "UserErrorSnapshotLimitReached"


def test_the_vault_must_be_let_make_snapshots(azure: Emulator, client: Any) -> None:
    azure.estate.access.revoke(azure.estate.vault().principal_id or "", azure.estate.group("erp-snapshots").id)

    assert failed_with(backed_up(azure, client, wanted())) == "UserErrorNotEnoughPermissionOnSnapshotRG"


def test_a_disk_that_is_gone_is_not_backed_up(azure: Emulator, client: Any) -> None:
    del azure.estate.disks[azure.estate.instance("erp-data").disk_id]

    assert failed_with(backed_up(azure, client, wanted())) == "UserErrorManagedDiskNotFound"


def test_failures_and_durations_can_be_planned(azure: Emulator, client: Any) -> None:
    azure.settings.backs_up_during_backup = True
    azure.faults.add(Fault(faults.failing_job(), "POST", r"/backup$"))
    assert failed_with(backed_up(azure, client, wanted())) == "InternalServerError"

    azure.faults.add(Fault(faults.failing_operation("SomeCode"), "POST", r"/backup$"))
    accepted = client.post("backup", wanted())
    azure.clock.advance(2)
    assert client.get(accepted.headers["Azure-AsyncOperation"])["error"]["code"] == "SomeCode"

    azure.faults.add(Fault(faults.long_job(1000), "POST", r"/backup$"))
    job = job_of(azure, client, client.post("backup", wanted()))
    azure.clock.advance(990)
    assert client.get(job)["properties"]["status"] == "InProgress"
    azure.clock.advance(20)
    assert client.get(job)["properties"]["status"] == "Completed"


def test_it_takes_its_own_right(azure: Emulator, client: Any) -> None:
    azure.estate.access.deny("Microsoft.DataProtection/backupVaults/backupInstances/backup/action")

    assert code_of(client.post("backup", wanted())) == (403, "AuthorizationFailed")
