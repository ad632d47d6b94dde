# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service minds: said by validateRestore in its operation, otherwise by the job of the restore."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

Change = Callable[[Emulator, dict[str, Any]], object]


def take_the_name(azure: Emulator, body: dict[str, Any]) -> None:
    azure.estate.add_disk("new", azure.estate.group("erp-restored"))


def lose_the_snapshot(azure: Emulator, body: dict[str, Any]) -> None:
    del azure.estate.snapshots[azure.estate.instance("erp-data").points[0].snapshot_id]


def expire_the_point(azure: Emulator, body: dict[str, Any]) -> None:
    azure.clock.advance(timedelta(days=31).total_seconds())
    azure.settings.token_lifetime = 1e9


def move_the_target(azure: Emulator, body: dict[str, Any]) -> None:
    body["restoreTargetInfo"]["restoreLocation"] = "northeurope"


def point_elsewhere(group: str) -> Change:
    def change(azure: Emulator, body: dict[str, Any]) -> None:
        info = body["restoreTargetInfo"]["datasourceInfo"]
        info["resourceID"] = info["resourceID"].replace("/erp-restored/", f"/{group}/")

    return change


def close_the_subscription(azure: Emulator, body: dict[str, Any]) -> None:
    azure.estate.vault().cross_subscription_restore = "Disabled"
    info = body["restoreTargetInfo"]["datasourceInfo"]
    info["resourceID"] = info["resourceID"].replace(
        azure.estate.subscription_id, azure.estate.add_subscription("other")
    )


def forget_the_snapshot_role(azure: Emulator, body: dict[str, Any]) -> None:
    estate = azure.estate
    estate.access.revoke(str(estate.vault().principal_id), estate.group("erp-snapshots").id)


@pytest.mark.parametrize(
    ("change", "validate_says", "job_says"),
    [
        (take_the_name, "UserErrorSameNameDiskAlreadyExists", None),
        (lose_the_snapshot, "UserErrorDiskSnapshotNotFound", None),
        (expire_the_point, "UserErrorDiskSnapshotNotFound", None),
        (move_the_target, "DppPluginInvalidInputParameters", None),
        (close_the_subscription, "DppPluginInvalidInputParameters", None),
        (forget_the_snapshot_role, "UserErrorNotEnoughPermissionOnSnapshotRG", None),
        (point_elsewhere("nowhere"), "UserErrorRestoreTargetRGNotFound", None),
        (
            point_elsewhere("erp-drill"),
            "UserErrorNotEnoughPermissionOnTargetRG",
            "UserErrorMissingRequiredPermissions",
        ),
    ],
)
def test_found_by_validation_and_by_the_job(
    azure: Emulator, client: Any, change: Change, validate_says: str, job_says: str | None
) -> None:
    body = client.restore_request("new")
    change(azure, body)
    client.session.headers["Authorization"] = f"Bearer {azure.token(lifetime=1e9)}"
    validation = client.validated(body)
    assert (validation["status"], validation["error"]["code"]) == ("Failed", validate_says)
    info = validation["error"]["additionalInfo"][0]["info"]
    assert info["code"] == validate_says and "details" not in info
    job = client.restored(body)
    assert (job["status"], job["errorDetails"][0]["details"][0]["code"]) == ("Failed", job_says or validate_says)


def lock(azure: Emulator, body: dict[str, Any]) -> None:
    azure.estate.group("erp-restored").lock = "ReadOnly"


def forbid(azure: Emulator, body: dict[str, Any]) -> None:
    azure.estate.group("erp-restored").denying_policy = "no-new-disks"


@pytest.mark.parametrize(("change", "inner"), [(lock, "ScopeLocked"), (forbid, "RequestDisallowedByPolicy")])
def test_found_by_the_job_only(azure: Emulator, client: Any, change: Change, inner: str) -> None:
    body = client.restore_request("new")
    change(azure, body)
    assert client.validated(body)["status"] == "Succeeded"
    assert client.restored(body)["errorDetails"][0]["innerError"]["code"] == inner


def test_the_quota_of_disks(azure: Emulator, client: Any) -> None:
    azure.estate.disk_quota = 3
    job = client.restored(client.restore_request("new"))
    assert job["errorDetails"][0]["code"] == "UserErrorSubscriptionDiskQuotaLimitReached"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("objectType", "AzureBackupRecoveryTimeBasedRestoreRequest"),
        ("recoveryPointId", "0" * 32),
        ("restoreTargetInfo", None),
    ],
)
def test_a_wrong_body_is_refused_at_once(azure: Emulator, client: Any, member: str, value: object) -> None:
    body = {**client.restore_request("new"), member: value}
    for answer in (client.post("restore", body), client.post("validateRestore", {"restoreRequestObject": body})):
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (400, "DppPluginInvalidInputParameters")
        assert error["additionalInfo"][0]["info"]["innerError"] is None


def test_a_guarded_vault_wants_its_request(azure: Emulator, client: Any) -> None:
    vault = azure.estate.vault()
    guard = azure.estate.add_guard(vault, azure.estate.group("backup"))
    proxy = client.get(f"{vault.id}/backupResourceGuardProxies/DppResourceGuardProxy")["properties"]
    assert client.get(vault.id)["properties"]["isVaultProtectedByResourceGuard"] is True
    body = client.restore_request("new")
    assert client.post("restore", body).status_code == 403
    details = {
        one["vaultCriticalOperation"]: one.get("defaultResourceRequest")
        for one in proxy["resourceGuardOperationDetails"]
    }
    operation = "Microsoft.DataProtection/backupVaults/backupInstances/restore/action"
    body["resourceGuardOperationRequests"] = [details[operation]]
    assert details[operation] == guard.restore_request
    assert client.post("restore", body).status_code == 202


def test_a_guard_of_another_tenant_wants_a_token_of_it_too(azure: Emulator, client: Any) -> None:
    tenant = "9c8b7a65-0000-4000-8000-000000000009"
    guard = azure.estate.add_guard(azure.estate.vault(), azure.estate.group("backup"), tenant)
    body = {**client.restore_request("new"), "resourceGuardOperationRequests": [guard.restore_request]}
    assert client.post("restore", body).status_code == 403
    client.session.headers["x-ms-authorization-auxiliary"] = "Bearer of-the-other-tenant"
    assert client.post("restore", body).status_code == 202


def test_ten_restores_a_day(azure: Emulator, client: Any) -> None:
    for number in range(10):
        assert client.post("restore", client.restore_request(f"new-{number}")).status_code == 202
        azure.clock.advance(1)
    assert (
        client.post("restore", client.restore_request("new")).json()["error"]["code"] == "CloudDosTimeboudLimitReached"
    )


def test_a_limit_of_concurrent_restores(azure: Emulator, client: Any) -> None:
    azure.settings.concurrent_restores = 1
    assert client.post("restore", client.restore_request("one")).status_code == 202
    refused = client.post("restore", client.restore_request("two"))
    assert refused.json()["error"]["code"] == "UserErrorMaxConcurrentOperationLimitReached"
    azure.clock.advance(300)
    assert client.post("restore", client.restore_request("two")).status_code == 202


def test_of_two_restores_to_one_name_the_second_fails(azure: Emulator, client: Any) -> None:
    body = client.restore_request("new")
    client.post("restore", body)
    azure.clock.advance(1)
    assert client.restored(body)["status"] == "Failed"
    assert azure.estate.disk("new", "erp-restored")


@pytest.mark.parametrize("stage", ["operation", "request"])
def test_failures_can_show_earlier(azure: Emulator, client: Any, stage: Any) -> None:
    azure.settings.restore_failures_show_in = stage
    answer = client.post("restore", client.restore_request("erp-new", "erp-drill"))
    azure.clock.advance(2)
    error = (
        answer.json()["error"] if stage == "request" else client.get(answer.headers["Azure-AsyncOperation"])["error"]
    )
    assert error["code"] == "UserErrorMissingRequiredPermissions"


def test_a_user_assigned_identity_does_the_work(azure: Emulator, client: Any) -> None:
    estate = azure.estate
    identity = estate.add_user_identity("restorer", estate.group("backup"))
    estate.vault().user_identities.append(identity)
    for group in ("erp-drill", "erp-snapshots"):
        estate.grant(identity.principal_id, "b24988ac-6180-42a0-ab88-20f7382dd24c", estate.group(group).id)
    body = client.restore_request("new", "erp-drill")
    body["identityDetails"] = {"useSystemAssignedIdentity": False, "userAssignedIdentityArmUrl": identity.id}
    assert client.restored(body)["status"] == "Completed"


def test_a_caller_without_the_right_is_told_which(azure: Emulator, client: Any) -> None:
    group = azure.estate.group("erp-restored").id
    azure.estate.access.deny("Microsoft.Compute/disks/read", group)
    answer = client.disk("new")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (403, "AuthorizationFailed")
    assert "Microsoft.Compute/disks/read" in error["message"] and group in error["message"]
    assert client.disk("erp-data", "erp-prod").status_code == 200


def test_a_caller_confined_to_a_group_reads_no_status_by_location(azure: Emulator, client: Any) -> None:
    (caller,) = (one for one in azure.estate.access.principals.values() if one.secret)
    caller.only_below = [azure.estate.group("backup").id]
    accepted = client.post("restore", client.restore_request("new"))
    assert client.send("GET", accepted.headers["Azure-AsyncOperation"]).status_code == 200
    assert client.send("GET", accepted.headers["Location"]).status_code == 403
    assert client.disk("new").status_code == 403


def test_names_beyond_ascii(azure: Emulator, client: Any) -> None:
    estate = azure.estate
    group = estate.add_group("sicherung_(pr\u00fcfung)")
    vault = estate.add_vault("second", group)
    disk = estate.disk("erp-data", "erp-prod")
    assert disk
    instance = estate.protect(disk, vault, estate.group("erp-snapshots"))
    point = estate.add_point(instance, estate.born - timedelta(hours=1))
    body = {**client.restore_request("new"), "recoveryPointId": point.id}
    accepted = client.send("POST", f"{instance.id}/restore", body)
    assert client.get(accepted.headers["Azure-AsyncOperation"])["status"] == "Inprogress"
