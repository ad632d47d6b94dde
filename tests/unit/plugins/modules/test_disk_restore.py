# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_restore, as conversations with Azure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import (
    Fault,
    answer,
    changed_body,
    failing_job,
    job_with_warnings,
    stuck_job,
)
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk as restore
from ansible_collections.azure_dr.backup.tests.support.passing_time import begin_long_jobs, end_jobs_when_seen


def sent(azure: Emulator) -> list[str]:
    """The last parts of the paths of all POSTs to Azure Backup, in order."""
    posts = [one for one in azure.requests if one.method == "POST" and "DataProtection" in one.path]
    return [one.path.rpartition("/")[2] for one in posts]


@pytest.mark.parametrize("api_version", ["2021-01-01", "2022-12-01", "2024-04-01", "2025-07-01", "2026-06-01"])
def test_restores_the_latest_point(azure: Emulator, api_version: str) -> None:
    newest = azure.estate.instance("erp-data").points[0]

    result = restore(api_version=api_version)

    assert (result["changed"], result["action"], result["origin"]) == (True, "restored", "proven")
    assert sent(azure) == ["validateRestore", "restore"]
    assert result["recovery_point"]["recovery_point_id"] == newest.id
    assert result["validation"]["status"] == "passed"
    assert result["job"]["status"] == "Completed"
    assert result["target_disk"]["provisioning_state"] == "Succeeded"
    assert result["target_disk"]["size_gb"] == 1024
    assert azure.estate.disk("erp-data-restored", "erp-restored")


def test_sends_what_the_service_documents(azure: Emulator) -> None:
    restore()

    (validation,), (body,) = (azure.requests_to("POST", end) for end in ("/validateRestore", "/restore"))
    target = (
        f"/subscriptions/{azure.estate.subscription_id}/resourceGroups/erp-restored"
        "/providers/Microsoft.Compute/disks/erp-data-restored"
    )
    assert body.body == {
        "objectType": "AzureBackupRecoveryPointBasedRestoreRequest",
        "recoveryPointId": azure.estate.instance("erp-data").points[0].id,
        "sourceDataStoreType": "OperationalStore",
        "restoreTargetInfo": {
            "objectType": "RestoreTargetInfo",
            "recoveryOption": "FailIfExists",
            "restoreLocation": "westeurope",
            "datasourceInfo": {
                "objectType": "Datasource",
                "datasourceType": "Microsoft.Compute/disks",
                "resourceID": target,
                "resourceName": "erp-data-restored",
                "resourceType": "Microsoft.Compute/disks",
                "resourceUri": target,
                "resourceLocation": "westeurope",
            },
        },
    }
    assert validation.body == {"restoreRequestObject": body.body}


def test_the_same_again_changes_nothing(azure: Emulator) -> None:
    first = restore()
    azure.forget_requests()

    again = restore()

    assert (again["changed"], again["action"], again["origin"]) == (False, "unchanged", "proven")
    assert sent(azure) == []
    assert again["job"]["job_id"] == first["job"]["job_id"]
    assert again["target_disk"]["id"] == first["target_disk"]["id"]


def test_a_rerun_with_the_returned_moment_means_the_same(azure: Emulator) -> None:
    first = restore()
    instance = azure.estate.instance("erp-data")
    azure.clock.advance(7200)
    azure.estate.add_point(instance, azure.clock.now() - timedelta(minutes=5))

    again = restore(as_of=first["as_of"])

    assert again["action"] == "unchanged"
    assert again["recovery_point"]["recovery_point_id"] == first["recovery_point"]["recovery_point_id"]


def test_latest_is_no_longer_what_was_restored_long_ago(azure: Emulator) -> None:
    restore()
    azure.clock.advance(3700)

    again = restore(rerun_window=3600)

    assert again["failed"]
    assert again["error"]["code"] == "TargetTaken"
    assert restore(rerun_window=7200)["action"] == "unchanged"


def test_latest_is_not_what_an_older_point_gave(azure: Emulator) -> None:
    older = azure.estate.instance("erp-data").points[3]
    restore(as_of=None, recovery_point_id=older.id)

    again = restore()

    assert again["error"]["code"] == "TargetTaken"
    assert older.id in again["msg"]


def test_check_mode_is_the_validation_of_azure(azure: Emulator) -> None:
    result = restore(check_mode=True)

    assert (result["changed"], result["action"]) == (True, "would_restore")
    assert sent(azure) == ["validateRestore"]
    assert result["validation"]["status"] == "passed"
    assert result["target_disk"]["provisioning_state"] is None
    assert "erp-data-restored" in result["diff"]["after"]
    assert result["recovery_point"]["recovery_point_id"] in result["diff"]["after"]
    assert azure.estate.disk("erp-data-restored", "erp-restored") is None


def test_check_mode_validates_even_where_a_run_would_not(azure: Emulator) -> None:
    restore(check_mode=True, validate=False)

    assert sent(azure) == ["validateRestore"]


def test_check_mode_fails_where_azure_would_refuse(azure: Emulator) -> None:
    result = restore(check_mode=True, target_resource_group="erp-drill")

    assert result["failed"]
    assert result["changed"] is False
    assert result["error"]["code"] == "UserErrorNotEnoughPermissionOnTargetRG"
    assert result["error"]["recommended_actions"]
    assert result["error"]["recommended_actions"][0] in result["msg"]
    assert result["validation"]["status"] == "failed"


def test_check_mode_says_what_is_there_already(azure: Emulator) -> None:
    restore()
    azure.forget_requests()

    result = restore(check_mode=True)

    assert (result["changed"], result["action"]) == (False, "unchanged")
    assert sent(azure) == []


def test_a_failing_validation_sends_no_restore(azure: Emulator) -> None:
    result = restore(target_resource_group="erp-drill")

    assert result["failed"]
    assert result["changed"] is False
    assert sent(azure) == ["validateRestore"]


def test_validation_can_be_left_out(azure: Emulator) -> None:
    result = restore(validate=False)

    assert sent(azure) == ["restore"]
    assert result["validation"] == {"status": "skipped", "elapsed_seconds": None, "pending_grant": False}


def test_a_job_that_fails_after_an_accepted_restore(azure: Emulator) -> None:
    result = restore(validate=False, target_resource_group="erp-drill")

    assert result["failed"]
    assert result["changed"] is True
    assert result["job"]["status"] == "Failed"
    assert result["error"]["code"] == "UserErrorMissingRequiredPermissions"
    assert any("Microsoft.Compute/disks/write" in cause["message"] for cause in result["error"]["causes"])
    assert result["job"]["job_id"] in result["msg"]
    assert result["error"]["activity_id"] == result["job"]["activity_id"]


def test_after_a_failed_job_the_same_task_tries_again(azure: Emulator) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"/restore$"))
    assert restore()["failed"]

    again = restore()

    assert (again["changed"], again["action"]) == (True, "restored")


@pytest.mark.parametrize("where", ["request", "operation", "job"])
def test_a_failure_is_told_wherever_azure_shows_it(azure: Emulator, where: Any) -> None:
    azure.settings.restore_failures_show_in = where

    result = restore(validate=False, target_resource_group="erp-drill")

    assert result["failed"]
    assert result["changed"] is (where != "request")
    assert result["error"]["code"].startswith("UserError")
    assert result["msg"].startswith(("Azure refused", "Restoring", "The restore"))


def test_a_job_that_completes_with_warnings(azure: Emulator) -> None:
    azure.faults.add(Fault(job_with_warnings(), "POST", r"/restore$"))

    result = restore()

    assert result["action"] == "restored"
    assert result["job"]["status"] == "CompletedWithWarnings"
    assert "larger than its source" in result["warnings"][0]


def test_the_restored_disk_is_waited_for_until_compute_has_it_ready(azure: Emulator) -> None:
    not_ready = answer(200, {"name": "erp-data-restored", "properties": {"provisioningState": "Updating"}})
    azure.faults.add(Fault(not_ready, "GET", r"/disks/erp-data-restored$", skip=2))

    result = restore()

    assert result["target_disk"]["provisioning_state"] == "Succeeded"
    assert len(azure.requests_to("GET", "/disks/erp-data-restored")) == 4


def test_a_restored_disk_that_compute_could_not_provision(azure: Emulator) -> None:
    broken = answer(200, {"name": "erp-data-restored", "properties": {"provisioningState": "Failed"}})
    azure.faults.add(Fault(broken, "GET", r"/disks/erp-data-restored$", skip=2, times=None))

    result = restore()

    assert result["failed"]
    assert result["changed"] is True
    assert result["error"]["code"] == "NotVerified"


def test_differences_from_the_source_are_told(azure: Emulator) -> None:
    source = azure.estate.disk("erp-data", "erp-prod")
    assert source
    source.network_access_policy, source.public_network_access = "DenyAll", "Disabled"

    result = restore()

    told = {each["what"]: (each["source"], each["restored"]) for each in result["target_disk"]["differences"]}
    assert told["network_access_policy"] == ("DenyAll", "AllowAll")
    assert any("network_access_policy" in warning for warning in result["warnings"])


@pytest.mark.parametrize(
    ("member", "value", "what"),
    [
        ("dataAccessAuthMode", "AzureActiveDirectory", "data_access_auth_mode"),
        ("diskAccessId", "/subscriptions/s/diskAccesses/a", "disk_access_id"),
        ("securityProfile", {"securityType": "ConfidentialVM_DiskEncryptedWithCustomerKey"}, "security_type"),
        ("securityProfile", {"secureVMDiskEncryptionSetId": "/set"}, "secure_vm_encryption_set_id"),
        ("encryptionSettingsCollection", {"enabled": True}, "azure_disk_encryption"),
    ],
)
def test_every_protection_of_the_source_counts(azure: Emulator, member: str, value: Any, what: str) -> None:
    def protected(body: dict[str, Any]) -> dict[str, Any]:
        body["properties"][member] = value
        return body

    azure.faults.add(Fault(changed_body(protected), "GET", r"/disks/erp-data$", times=None))

    warned = restore()
    refused = restore(target_disk="another", require_same_protection=True)

    assert any(f"{what} is " in warning for warning in warned["warnings"])
    (difference,) = (each for each in warned["target_disk"]["differences"] if each["what"] == what)
    assert difference["weakens"] == "protection"
    assert refused["error"]["code"] == "NotVerified"
    assert what in refused["msg"]


def test_less_performance_than_the_source_is_no_error(azure: Emulator) -> None:
    def faster(body: dict[str, Any]) -> dict[str, Any]:
        body["properties"]["tier"] = "P80"
        return body

    azure.faults.add(Fault(changed_body(faster), "GET", r"/disks/erp-data$", times=None))

    result = restore(require_same_protection=True)

    assert result["action"] == "restored"
    told = {each["what"]: each["weakens"] for each in result["target_disk"]["differences"]}
    assert told["tier"] == "performance"


def test_less_protection_than_the_source_can_be_an_error(azure: Emulator) -> None:
    source = azure.estate.disk("erp-data", "erp-prod")
    assert source
    source.network_access_policy = "DenyAll"

    result = restore(require_same_protection=True)

    assert result["failed"]
    assert result["changed"] is True
    assert result["error"]["code"] == "NotVerified"
    assert "network_access_policy" in result["msg"]


def test_the_source_disk_may_be_gone(azure: Emulator) -> None:
    source = azure.estate.disk("erp-data", "erp-prod")
    assert source
    del azure.estate.disks[source.id]

    result = restore()

    assert result["action"] == "restored"
    assert result["target_disk"]["differences"] is None


def test_without_waiting_the_job_is_known(azure: Emulator) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$"))

    result = restore(wait=False)

    assert (result["changed"], result["action"]) == (True, "started")
    assert result["job"]["status"] == "InProgress"
    assert result["target_disk"]["provisioning_state"] is None


def test_a_restore_under_way_is_attached_to(azure: Emulator) -> None:
    begin_long_jobs(azure)
    started = restore(wait=False)
    end_jobs_when_seen(azure)
    azure.forget_requests()

    result = restore()

    assert (result["changed"], result["action"]) == (False, "attached")
    assert sent(azure) == []
    assert result["job"]["job_id"] == started["job"]["job_id"]
    assert result["job"]["status"] == "Completed"
    assert result["target_disk"]["provisioning_state"] == "Succeeded"


def test_check_mode_does_not_wait_for_what_is_under_way(azure: Emulator) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$"))
    restore(wait=False)

    result = restore(check_mode=True)

    assert (result["changed"], result["action"], result["job"]["status"]) == (False, "attached", "InProgress")


def test_another_restore_to_the_same_disk_is_named(azure: Emulator) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$"))
    other = restore(wait=False, source_disk="erp-log", target_disk="erp-data-restored")

    result = restore(existing_disk="keep")

    assert result["failed"]
    assert result["changed"] is False
    assert result["error"]["code"] == "TargetTaken"
    for known in (other["job"]["job_id"], other["job"]["activity_id"], other["recovery_point"]["recovery_point_id"]):
        assert known in result["msg"]


def test_a_foreign_disk_of_the_name_is_an_error_unless_it_is_to_be_kept(azure: Emulator) -> None:
    azure.estate.add_disk("erp-data-restored", azure.estate.group("erp-restored"))

    refused = restore()
    kept = restore(existing_disk="keep")

    assert refused["failed"]
    assert refused["error"]["code"] == "TargetTaken"
    assert "go back to" in refused["msg"]
    assert (kept["changed"], kept["action"], kept["origin"]) == (False, "kept", "unproven")
    assert "Nothing shows that Azure Backup made it." in kept["warnings"][0]
    assert sent(azure) == []


def test_nobody_is_told_to_delete_the_disk_that_is_backed_up(azure: Emulator) -> None:
    refused = restore(target_disk="erp-data", target_resource_group="ERP-prod")

    assert refused["error"]["code"] == "TargetTaken"
    assert "It is the source disk" in refused["msg"]
    assert "delete" not in refused["msg"]
    assert "keep" not in refused["msg"]


def test_nobody_is_told_to_delete_a_disk_that_a_machine_uses(azure: Emulator) -> None:
    machine = f"{azure.estate.group('erp-restored').id}/providers/Microsoft.Compute/virtualMachines/erp"
    azure.estate.add_disk("erp-data-restored", azure.estate.group("erp-restored"), managed_by=machine)

    refused = restore()
    kept = restore(existing_disk="keep")

    assert f"It is attached to {machine}" in refused["msg"]
    assert "delete" not in refused["msg"]
    assert f"The disk 'erp-data-restored' is attached to {machine}." in kept["warnings"]


def test_a_disk_that_is_kept_may_be_broken(azure: Emulator) -> None:
    azure.estate.add_disk("erp-data-restored", azure.estate.group("erp-restored"), provisioning_state="Failed")

    kept = restore(existing_disk="keep")

    assert "Compute says that it is Failed." in kept["warnings"][0]


def test_a_disk_made_anew_under_the_old_name_is_foreign(azure: Emulator) -> None:
    restore()
    restored = azure.estate.disk("erp-data-restored", "erp-restored")
    assert restored
    azure.clock.advance(600)
    restored.time_created = azure.clock.now()

    assert restore()["error"]["code"] == "TargetTaken"


def test_a_disk_that_was_deleted_since_is_restored_again(azure: Emulator) -> None:
    first = restore()
    del azure.estate.disks[first["target_disk"]["id"]]

    again = restore()

    assert (again["changed"], again["action"]) == (True, "restored")
    assert again["job"]["job_id"] != first["job"]["job_id"]


def test_a_restored_disk_that_is_in_use_is_unchanged_with_a_warning(azure: Emulator) -> None:
    restore()
    restored = azure.estate.disk("erp-data-restored", "erp-restored")
    assert restored
    restored.managed_by, restored.disk_state = "/subscriptions/s/vm", "Attached"

    again = restore()

    assert again["action"] == "unchanged"
    assert "attached to" in again["warnings"][0]


def test_a_target_that_may_not_be_read_is_never_absent(azure: Emulator) -> None:
    azure.estate.access.deny("Microsoft.Compute/disks/read", azure.estate.group("erp-restored").id)

    result = restore()

    assert result["failed"]
    assert result["error"]["http_status"] == 403
    assert sent(azure) == []


def test_a_point_can_be_named(azure: Emulator) -> None:
    older = azure.estate.instance("erp-data").points[5]

    result = restore(as_of=None, recovery_point_id=older.id)

    assert result["recovery_point"]["recovery_point_id"] == older.id
    assert result["as_of"] is None


def test_as_of_takes_the_newest_point_not_after_it(azure: Emulator) -> None:
    points = azure.estate.instance("erp-data").points
    moment = points[2].time + timedelta(hours=1)

    result = restore(as_of=moment.isoformat())

    assert result["recovery_point"]["recovery_point_id"] == points[2].id


def test_a_point_too_old_is_refused(azure: Emulator) -> None:
    result = restore(max_point_age=3600)

    assert result["failed"]
    assert "max_point_age" in result["msg"]
    assert sent(azure) == []


def test_the_target_by_its_id_holds_group_and_subscription(azure: Emulator) -> None:
    target = (
        f"/subscriptions/{azure.estate.subscription_id}/resourcegroups/erp-restored"
        "/providers/microsoft.compute/disks/by-id"
    )

    result = restore(target_disk=target, target_resource_group=None)

    assert result["action"] == "restored"
    assert azure.estate.disk("by-id", "erp-restored")


def test_an_identity_of_the_vault_can_be_chosen(azure: Emulator) -> None:
    identity = azure.estate.add_user_identity("restorer", azure.estate.group("backup"))
    azure.estate.vault().user_identities.append(identity)
    azure.estate.grant(
        identity.principal_id, "b50d9833-a0cb-478e-945f-707fcc997c13", azure.estate.group("erp-drill").id
    )
    azure.estate.grant(
        identity.principal_id, "7efff54f-a5b4-42b5-a1c5-5411624893ce", azure.estate.group("erp-snapshots").id
    )

    result = restore(vault_identity=identity.id, target_resource_group="erp-drill")

    assert result["action"] == "restored"
    (body,) = azure.requests_to("POST", "/restore")
    assert body.body["identityDetails"] == {
        "useSystemAssignedIdentity": False,
        "userAssignedIdentityArmUrl": identity.id,
    }


def test_the_identity_of_the_instance_is_used(azure: Emulator) -> None:
    identity = azure.estate.add_user_identity("keeper", azure.estate.group("backup"))
    azure.estate.vault().user_identities.append(identity)
    instance = azure.estate.instance("erp-data")
    instance.identity_details = {"useSystemAssignedIdentity": False, "userAssignedIdentityArmUrl": identity.id}

    restore(check_mode=True)

    (body,) = azure.requests_to("POST", "/validateRestore")
    assert body.body["restoreRequestObject"]["identityDetails"]["userAssignedIdentityArmUrl"] == identity.id


def test_a_time_out_names_the_job_and_the_way_back(azure: Emulator) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$"))

    result = restore(wait_timeout=4)

    assert result["failed"]
    assert (result["changed"], result["action"]) == (True, "started")
    assert result["error"]["code"] == "StillRunning"
    assert result["job"]["job_id"] in result["msg"]
    assert result["elapsed_seconds"] < 6


def test_a_throttled_restore_is_sent_again_when_azure_says(azure: Emulator) -> None:
    azure.faults.add(Fault(answer(429, retry_after=2), "POST", r"/restore$"))

    result = restore()

    assert result["action"] == "restored"
    first, second = azure.requests_to("POST", "/restore")
    assert second.at - first.at >= 2
    assert first.headers["x-ms-client-request-id"] == second.headers["x-ms-client-request-id"]
