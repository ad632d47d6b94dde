# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service writes: the JSON of vaults, instances, points, operations, jobs, disks and errors."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

from .azure import (
    POLICY,
    REGION,
    SNAPSHOT_GROUP,
    SUBSCRIPTION,
    VAULT,
    VAULT_ID,
    Disk,
    Instance,
    Job,
    Operation,
    Point,
    disk_id,
)
from .threads import EPOCH

Json = dict[str, object]
SNAPSHOTS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{SNAPSHOT_GROUP}"


def moment_text(moment: float) -> str:
    """A moment as Azure Backup spells it."""
    return (EPOCH + timedelta(seconds=moment)).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


def http_date(moment: float) -> str:
    """A moment in a header."""
    return format_datetime(EPOCH + timedelta(seconds=moment), usegmt=True)


def vault_document() -> Json:
    """The vault."""
    return {
        "location": REGION,
        "identity": {"type": "SystemAssigned", "principalId": "d5e3c1b7-8f2a-46d9-b0c4-1a7e9f3d5b82"},
        "properties": {
            "provisioningState": "Succeeded",
            "isVaultProtectedByResourceGuard": False,
            "featureSettings": {"crossSubscriptionRestoreSettings": {"state": "Enabled"}},
        },
        "id": VAULT_ID,
        "name": VAULT,
    }


def instance_document(instance: Instance) -> Json:
    """A backup instance."""
    return {
        "properties": {
            "dataSourceInfo": {
                "resourceID": disk_id("erp", instance.source),
                "datasourceType": "Microsoft.Compute/disks",
                "resourceName": instance.source,
                "resourceLocation": REGION,
            },
            "policyInfo": {
                "policyId": f"{VAULT_ID}/backupPolicies/{POLICY}",
                "policyParameters": {"dataStoreParametersList": [{"resourceGroupId": SNAPSHOTS}]},
            },
            "currentProtectionState": "ProtectionConfigured",
        },
        "id": instance.id,
        "name": instance.name,
    }


def policy_document() -> Json:
    """The policy of all instances."""
    kept = {"Default": "P30D", "Weekly": "P12W"}
    criteria = [{"isDefault": tag == "Default", "tagInfo": {"tagName": tag}} for tag in kept]
    retentions = [
        {
            "objectType": "AzureRetentionRule",
            "name": tag,
            "isDefault": tag == "Default",
            "lifecycles": [{"deleteAfter": {"duration": duration}}],
        }
        for tag, duration in kept.items()
    ]
    backup = {"objectType": "AzureBackupRule", "name": "BackupDaily", "trigger": {"taggingCriteria": criteria}}
    return {
        "properties": {"policyRules": [backup, *retentions]},
        "id": f"{VAULT_ID}/backupPolicies/{POLICY}",
        "name": POLICY,
    }


def point_document(instance: Instance, point: Point) -> Json:
    """A recovery point."""
    expires = None if point.expires == float("inf") else moment_text(point.expires)
    return {
        "properties": {
            "objectType": "AzureBackupDiscreteRecoveryPoint",
            "recoveryPointId": point.name,
            "recoveryPointTime": moment_text(point.time),
            "recoveryPointType": "Incremental",
            "recoveryPointDataStoresDetails": [
                {"type": "OperationalStore", "creationTime": moment_text(point.created), "expiryTime": expires}
            ],
            "retentionTagName": point.tag,
            "expiryTime": expires,
            "recoveryPointState": "Completed" if point.complete else "Partial",
        },
        "id": f"{instance.id}/recoveryPoints/{point.name}",
        "name": point.name,
    }


def operation_document(operation: Operation, now: float) -> Json:
    """The status of an operation."""
    document: Json = {"id": f"{VAULT_ID}/operationStatus/{operation.name}", "name": operation.name}
    if now < operation.ends:
        return {
            **document,
            "status": "Inprogress",
            "startTime": moment_text(operation.began),
            "endTime": "0001-01-01T00:00:00Z",
        }
    document |= {"startTime": moment_text(operation.began), "endTime": moment_text(operation.ends)}
    if operation.error:
        return {**document, "status": "Failed", "error": error_document(operation.error)["error"]}
    if operation.job:
        document["properties"] = {
            "jobId": f"{VAULT_ID}/backupJobs/{operation.job.name}",
            "objectType": "OperationJobExtendedInfo",
        }
    return {**document, "status": "Succeeded"}


def job_document(job: Job, now: float, *, in_list: bool, tells_little: bool = False) -> Json:
    """A job as it is now. A list does not tell its point and target; if it tells little, not what the job does, too."""
    over = now >= job.ended
    operation = None if tells_little else job.kind
    problem = job.error if over else None
    return {
        "properties": {
            "activityID": job.activity,
            "backupInstanceId": job.instance.id,
            "dataSourceId": disk_id("erp", job.instance.source),
            "operation": operation,
            "operationCategory": operation,
            "status": job.status_at(now),
            "startTime": moment_text(job.started),
            "endTime": moment_text(job.ended) if over else None,
            "duration": "PT0S",
            "errorDetails": [{"code": problem, "message": f"It failed: {problem}."}] if problem else None,
            "extendedInfo": {"subTasks": []} if tells_little else None if in_list else _details(job),
            "isUserTriggered": job.kind == "Backup",
        },
        "id": f"{VAULT_ID}/backupJobs/{job.name}",
        "name": job.name,
    }


def _details(job: Job) -> Json:
    if job.point:
        return {
            "recoveryDestination": disk_id("erp-restored", job.target),
            "sourceRecoverPoint": _named(job.point),
        }
    return {"targetRecoverPoint": _named(job.made) if job.made else None}


def _named(point: Point) -> Json:
    return {"recoveryPointID": point.name, "recoveryPointTime": moment_text(point.time)}


def disk_document(disk: Disk, now: float) -> Json:
    """A managed disk as Compute tells of it."""
    creation: Json = {"createOption": "Empty"}
    if disk.from_snapshot:
        source = f"{SNAPSHOTS}/providers/Microsoft.Compute/snapshots/AzureBackup_{disk.name}"
        creation = {"createOption": "Copy", "sourceResourceId": source}
    return {
        "name": disk.name,
        "id": disk_id(disk.group, disk.name),
        "location": REGION,
        "sku": {"name": "Premium_LRS"},
        "properties": {
            "creationData": creation,
            "diskSizeGB": 64,
            "encryption": {"type": "EncryptionAtRestWithPlatformKey"},
            "networkAccessPolicy": "DenyAll",
            "publicNetworkAccess": "Disabled",
            "timeCreated": moment_text(disk.created),
            "provisioningState": disk.state_at(now),
            "diskState": "Unattached",
        },
    }


def error_document(code: str, message: str = "") -> Json:
    """An error as Azure Backup writes most of them."""
    return {"error": {"code": code, "message": message or f"It failed: {code}."}}
