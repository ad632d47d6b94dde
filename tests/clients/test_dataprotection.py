# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""azure-mgmt-dataprotection finds on the emulator what it finds in Azure."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.dataprotection import DataProtectionMgmtClient
from azure.mgmt.dataprotection import models as shapes

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

VAULT = ("backup", "dr-vault")


@pytest.fixture
def client(azure: Emulator, credential: Any, here: dict[str, Any]) -> Any:
    return DataProtectionMgmtClient(credential, azure.estate.subscription_id, **here)


@pytest.fixture
def instance(azure: Emulator) -> str:
    return azure.estate.instance("erp-data").name


def request(azure: Emulator, group: str) -> shapes.AzureBackupRecoveryPointBasedRestoreRequest:
    target = f"{azure.estate.group(group).id}/providers/Microsoft.Compute/disks/by-the-client"
    return shapes.AzureBackupRecoveryPointBasedRestoreRequest(
        recovery_point_id=azure.estate.instance("erp-data").points[0].id,
        source_data_store_type="OperationalStore",
        restore_target_info=shapes.RestoreTargetInfo(
            recovery_option="FailIfExists",
            restore_location="westeurope",
            datasource_info=shapes.Datasource(
                object_type="Datasource",
                resource_id=target,
                resource_name="by-the-client",
                datasource_type="Microsoft.Compute/disks",
            ),
        ),
    )


def test_it_reads_vaults_instances_and_points(azure: Emulator, client: Any, instance: str) -> None:
    assert client.backup_vaults.get(*VAULT).identity.principal_id == azure.estate.vault().principal_id
    assert [one.name for one in client.backup_instances.list(*VAULT)][1] == instance
    found = client.backup_instances.get(*VAULT, instance).properties
    assert found.data_source_info.resource_id == azure.estate.instance("erp-data").disk_id
    (store,) = found.policy_info.policy_parameters.data_store_parameters_list
    assert store.resource_group_id == azure.estate.group("erp-snapshots").id

    points = list(client.recovery_points.list(*VAULT, instance))
    assert [one.name for one in points] == [one.id for one in azure.estate.instance("erp-data").points]
    point = client.recovery_points.get(*VAULT, instance, points[0].name).properties
    assert point.recovery_point_time == azure.estate.instance("erp-data").points[0].time


def test_it_reads_policies(azure: Emulator, client: Any) -> None:
    (policy,) = client.backup_policies.list(*VAULT)
    assert policy.id == azure.estate.instance("erp-data").policy_id
    backup, retention = client.backup_policies.get(*VAULT, policy.name).properties.policy_rules
    assert (backup.name, backup.trigger.schedule.repeating_time_intervals[0][-3:]) == ("BackupDaily", "P1D")
    assert (retention.name, retention.lifecycles[0].delete_after.duration) == ("Default", "P30D")


def test_it_finds_what_protects_a_disk(azure: Emulator, client: Any, instance: str) -> None:
    found = client.backup_instances_extension_routing.list(azure.estate.instance("erp-data").disk_id.strip("/"))
    assert [one.name for one in found] == [instance]


def test_it_reads_pages(azure: Emulator, client: Any, instance: str) -> None:
    azure.settings.points_page = azure.settings.jobs_page = azure.settings.instances_page = 2
    assert len(list(client.recovery_points.list(*VAULT, instance))) == 14
    assert len(list(client.backup_instances.list(*VAULT))) == 3
    assert len(list(client.jobs.list(*VAULT))) == 42


def test_it_validates_restores_and_reads_the_job(azure: Emulator, client: Any, instance: str) -> None:
    body = request(azure, "erp-restored")
    validate = shapes.ValidateRestoreRequestObject(restore_request_object=body)
    client.backup_instances.begin_validate_for_restore(*VAULT, instance, validate).result()
    result = client.backup_instances.begin_trigger_restore(*VAULT, instance, body).result()
    job_id = result.job_id.rpartition("/")[2]
    assert client.jobs.get(*VAULT, job_id).properties.status == "InProgress"
    azure.clock.advance(1)
    job = client.jobs.get(*VAULT, job_id).properties
    assert job.status == "Completed"
    assert job.extended_info.recovery_destination.endswith("/by-the-client")
    listed = list(client.jobs.list(*VAULT))
    assert (listed[0].properties.operation, listed[-1].name) == ("Backup", job_id)


def test_it_understands_why_a_validation_failed(azure: Emulator, client: Any, instance: str) -> None:
    validate = shapes.ValidateRestoreRequestObject(restore_request_object=request(azure, "erp-drill"))
    poller = client.backup_instances.begin_validate_for_restore(*VAULT, instance, validate)
    with pytest.raises(HttpResponseError) as failed:
        poller.result()
    assert failed.value.error and failed.value.error.code == "UserErrorNotEnoughPermissionOnTargetRG"


def test_it_understands_what_is_refused_or_not_there(azure: Emulator, client: Any, instance: str) -> None:
    azure.settings.restores_a_day = 0
    with pytest.raises(HttpResponseError) as refused:
        client.backup_instances.begin_trigger_restore(*VAULT, instance, request(azure, "erp-restored"))
    assert refused.value.error and refused.value.error.code == "CloudDosTimeboudLimitReached"
    with pytest.raises(ResourceNotFoundError):
        client.backup_instances.get(*VAULT, "none")


def test_it_backs_up_on_demand(azure: Emulator, client: Any, instance: str) -> None:
    option = shapes.AdHocBackupRuleOptions(
        rule_name="BackupDaily", trigger_option=shapes.AdhocBackupTriggerOption(retention_tag_override="Default")
    )
    wanted = shapes.TriggerBackupRequest(backup_rule_options=option)
    result = client.backup_instances.begin_adhoc_backup(*VAULT, instance, wanted).result()
    azure.clock.advance(1)
    job = client.jobs.get(*VAULT, result.job_id.rpartition("/")[2]).properties
    assert (job.operation, job.status) == ("Backup", "Completed")
    point_id = job.extended_info.target_recover_point.recovery_point_id
    assert client.recovery_points.get(*VAULT, instance, point_id).properties.retention_tag_name == "Default"


def test_it_understands_a_wrong_rule(client: Any, instance: str) -> None:
    option = shapes.AdHocBackupRuleOptions(rule_name="Default", trigger_option=shapes.AdhocBackupTriggerOption())
    with pytest.raises(HttpResponseError) as refused:
        client.backup_instances.begin_adhoc_backup(
            *VAULT, instance, shapes.TriggerBackupRequest(backup_rule_options=option)
        )
    assert refused.value.error and refused.value.error.code == "DppPluginInvalidInputParameters"


def test_it_stops_suspends_and_resumes_protection(client: Any, instance: str) -> None:
    instances = client.backup_instances
    for begin, state in (
        (instances.begin_stop_protection, "ProtectionStopped"),
        (instances.begin_resume_protection, "ProtectionConfigured"),
        (instances.begin_suspend_backups, "BackupsSuspended"),
    ):
        begin(*VAULT, instance).result()
        assert instances.get(*VAULT, instance).properties.current_protection_state == state
