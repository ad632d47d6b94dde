# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft's own client finds on the emulator what it finds in Azure."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.identity import ClientSecretCredential
from azure.mgmt.dataprotection import DataProtectionMgmtClient
from azure.mgmt.dataprotection import models as shapes

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

NAMES = ("backup", "dr-vault")


@pytest.fixture
def official(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", azure.ca_file)
    azure.clock.speed = 1000.0
    exports = azure.environment()
    credential = ClientSecretCredential(
        exports["AZURE_TENANT"],
        exports["AZURE_CLIENT_ID"],
        exports["AZURE_SECRET"],
        authority=azure.url,
        disable_instance_discovery=True,
    )
    return DataProtectionMgmtClient(
        credential,
        exports["AZURE_SUBSCRIPTION_ID"],
        base_url=azure.url,
        credential_scopes=[f"{azure.url}/.default"],
        polling_interval=0.05,
    )


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


def test_it_lists_validates_restores_and_reads_the_job(azure: Emulator, official: Any) -> None:
    instance = azure.estate.instance("erp-data").name
    assert official.backup_vaults.get(*NAMES).identity.principal_id == azure.estate.vault().principal_id
    assert [one.name for one in official.backup_instances.list(*NAMES)][1] == instance
    assert len(list(official.recovery_points.list(*NAMES, instance))) == 14

    body = request(azure, "erp-restored")
    validate = shapes.ValidateRestoreRequestObject(restore_request_object=body)
    official.backup_instances.begin_validate_for_restore(*NAMES, instance, validate).result()
    result = official.backup_instances.begin_trigger_restore(*NAMES, instance, body).result()
    job_id = result.job_id.rpartition("/")[2]
    assert official.jobs.get(*NAMES, job_id).properties.status == "InProgress"
    azure.clock.advance(1)
    job = official.jobs.get(*NAMES, job_id).properties
    assert job.status == "Completed"
    assert job.extended_info.recovery_destination.endswith("/by-the-client")
    assert official.jobs.list(*NAMES).next().properties.operation == "Backup"


def test_it_understands_why_a_validation_failed(azure: Emulator, official: Any) -> None:
    validate = shapes.ValidateRestoreRequestObject(restore_request_object=request(azure, "erp-drill"))
    poller = official.backup_instances.begin_validate_for_restore(
        *NAMES, azure.estate.instance("erp-data").name, validate
    )
    with pytest.raises(HttpResponseError) as failed:
        poller.result()
    assert failed.value.error and failed.value.error.code == "UserErrorNotEnoughPermissionOnTargetRG"
