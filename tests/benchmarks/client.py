# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Restores disks with azure-mgmt-dataprotection, as its documentation has it: send all, then look at each job.

A program of its own that runs with nothing but that client: client.py GROUP VAULT INSTANCE=POINT...
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from azure.identity import ClientSecretCredential
from azure.mgmt.dataprotection import DataProtectionMgmtClient, models

POLL_SECONDS = 5
TARGET_GROUP = "erp-restored"
REGION = "westeurope"


def main() -> None:
    """Restore each instance from its point."""
    group, vault, *wished = sys.argv[1:]
    url, subscription = os.environ["AZURE_CLOUD_ENVIRONMENT"], os.environ["AZURE_SUBSCRIPTION_ID"]
    credential = ClientSecretCredential(
        os.environ["AZURE_TENANT"],
        os.environ["AZURE_CLIENT_ID"],
        os.environ["AZURE_SECRET"],
        authority=url,
        disable_instance_discovery=True,
    )
    here = {"base_url": url, "credential_scopes": [f"{url}/.default"], "polling_interval": POLL_SECONDS}
    client: Any = DataProtectionMgmtClient(credential, subscription, **here)
    sent = []
    for number, wish in enumerate(wished):
        instance, _equals, point = wish.partition("=")
        body = request(f"/subscriptions/{subscription}/resourceGroups/{TARGET_GROUP}", f"restored-{number}", point)
        sent.append(client.backup_instances.begin_trigger_restore(group, vault, instance, body))
    for operation in sent:
        name = operation.result().job_id.rpartition("/")[2]
        while (job := client.jobs.get(group, vault, name).properties).status == "InProgress":
            time.sleep(POLL_SECONDS)
        if job.status != "Completed":
            sys.exit(f"job {name} ended as {job.status}")


def request(group_id: str, name: str, point: str) -> Any:
    """The restore of a point to a disk of that name."""
    target = models.Datasource(
        object_type="Datasource",
        resource_id=f"{group_id}/providers/Microsoft.Compute/disks/{name}",
        resource_name=name,
        datasource_type="Microsoft.Compute/disks",
    )
    return models.AzureBackupRecoveryPointBasedRestoreRequest(
        recovery_point_id=point,
        source_data_store_type="OperationalStore",
        restore_target_info=models.RestoreTargetInfo(
            recovery_option="FailIfExists", restore_location=REGION, datasource_info=target
        ),
    )


if __name__ == "__main__":
    main()
