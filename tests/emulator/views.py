# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Vaults, instances, points and jobs as the Backup service writes them, by api-version.

Members and their order: azure-cli-extensions recordings 2023-05-01 to 2025-07-01, azure-powershell recordings
2021-07-01 and 2026-06-01, Microsoft.DataProtection swaggers.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from .model import BackupInstance, Job, RecoveryPoint, Vault
from .names import made_up_guid
from .timestamps import NEVER, clock_duration, etag, iso_duration, trimmed_time, wire_time

Document = dict[str, Any]
GIB = 1024**3


def vault_document(vault: Vault, api_version: str) -> Document:
    """GET of a vault."""
    properties: Document = {
        "provisioningState": "Succeeded",
        "storageSettings": [{"datastoreType": "VaultStore", "type": vault.redundancy}],
    }
    if api_version >= "2022-05-01":
        properties["isVaultProtectedByResourceGuard"] = vault.guard is not None
    if vault.alerts_for_jobs:
        alerts = {"alertsForAllJobFailures": vault.alerts_for_jobs}
        properties["monitoringSettings"] = {"azureMonitorAlertSettings": alerts}
    if api_version >= "2022-12-01":
        properties |= _settings(vault)
    score, level = vault.security
    if api_version >= "2023-05-01":
        properties["secureScore"] = score
    if api_version >= "2023-11-01":
        properties |= {"bcdrSecurityLevel": level, "replicatedRegions": vault.replicated_regions}
    identifier = vault.id
    if vault.id_of_old:
        identifier = identifier.replace("/resourceGroups/", "/resourcegroups/").replace("/backupV", "/BackupV")
    document: Document = {"location": vault.location, "identity": _identity(vault)}
    if vault.tags is not None:
        document["tags"] = vault.tags
    type_ = "Microsoft.DataProtection/backupVaults"
    return {**document, "properties": properties, "id": identifier, "name": vault.name, "type": type_}


def _settings(vault: Vault) -> Document:
    """``securitySettings`` and, if any is set, ``featureSettings``."""
    security: Document = {"softDeleteSettings": {"state": vault.soft_delete, "retentionDurationInDays": 14.0}}
    if vault.immutability:
        security["immutabilitySettings"] = {"state": vault.immutability}
    features = {
        "crossSubscriptionRestoreSettings": vault.cross_subscription_restore,
        "crossRegionRestoreSettings": vault.cross_region_restore,
    }
    stated = {name: {"state": state} for name, state in features.items() if state}
    return {"securitySettings": security, **({"featureSettings": stated} if stated else {})}


def _identity(vault: Vault) -> Document:
    identity: Document = {"type": vault.identity_type}
    if vault.principal_id:
        identity |= {"principalId": vault.principal_id, "tenantId": vault.tenant_id}
    if vault.user_identities:
        identity["userAssignedIdentities"] = {
            one.id: {"principalId": one.principal_id, "clientId": one.client_id} for one in vault.user_identities
        }
    return identity


def data_source(instance: BackupInstance) -> Document:
    """``dataSourceInfo`` of an instance."""
    return {
        "resourceID": instance.disk_id,
        "resourceUri": instance.disk_id if instance.resource_uri is None else instance.resource_uri,
        "datasourceType": "Microsoft.Compute/disks",
        "resourceName": instance.disk_name,
        "resourceType": "Microsoft.Compute/disks",
        "resourceLocation": instance.location,
        "objectType": "Datasource",
    }


def instance_document(instance: BackupInstance, api_version: str) -> Document:
    """GET of a backup instance."""
    store = {
        "dataStoreType": "OperationalStore",
        "objectType": "AzureOperationalStoreParameters",
        "resourceGroupId": instance.snapshot_group_id,
    }
    properties: Document = {
        "friendlyName": instance.disk_name,
        "dataSourceInfo": data_source(instance),
        "policyInfo": {"policyId": instance.policy_id, "policyParameters": {"dataStoreParametersList": [store]}},
        "protectionStatus": {"status": instance.state},
        "currentProtectionState": instance.state,
        "provisioningState": "Succeeded",
        "objectType": "BackupInstance",
    }
    if api_version >= "2023-05-01" and instance.identity_details:
        properties["identityDetails"] = instance.identity_details
    type_ = "Microsoft.DataProtection/backupVaults/backupInstances"
    tags = {} if instance.tags is None else {"tags": instance.tags}
    return {**tags, "properties": properties, "id": instance.id, "name": instance.name, "type": type_}


def point_document(instance: BackupInstance, point: RecoveryPoint, api_version: str, *, in_list: bool) -> Document:
    """A recovery point; only when asked for by name it tells of its snapshot."""
    expiry = wire_time(point.expires) if point.expires else None
    store: Document = {
        "id": made_up_guid("store", instance.vault.id),
        "type": "OperationalStore",
        "creationTime": wire_time(point.created),
        "expiryTime": expiry,
        "metaData": None if in_list else _snapshot_details(instance, point),
        "visible": True,
        "state": point.store_state,
        "rehydrationExpiryTime": None,
        "rehydrationStatus": None,
    }
    properties: Document = {
        "objectType": "AzureBackupDiscreteRecoveryPoint",
        "recoveryPointId": point.id,
        "recoveryPointTime": wire_time(point.time),
        "recoveryPointType": "Incremental",
        "friendlyName": point.id if api_version >= "2023-01-01" else made_up_guid("snapshot", point.id),
        "recoveryPointDataStoresDetails": [store],
        "retentionTagName": point.tag,
        "retentionTagVersion": "638224851417049008",
        "policyName": instance.policy,
        "policyVersion": None,
    }
    if api_version >= "2022-12-01":
        properties["expiryTime"] = expiry
    if api_version >= "2023-11-01":
        properties["recoveryPointState"] = point.state if api_version >= "2023-12-01" else None
    if api_version >= "2026-06-01":
        store = {name: value for name, value in store.items() if value is not None}
        properties["recoveryPointDataStoresDetails"] = [store]
        properties = {"immutabilityProperties": {"isImmutable": True}, **properties}
        properties = {name: value for name, value in properties.items() if value is not None}
    type_ = "Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints"
    return {"properties": properties, "id": f"{instance.id}/recoveryPoints/{point.id}", "name": point.id, "type": type_}


def _snapshot_details(instance: BackupInstance, point: RecoveryPoint) -> str:
    """JSON in a string."""
    source, snapshot = instance.disk_id.split("/"), point.snapshot_id.split("/")
    details = {
        "diskName": instance.disk_name,
        "sizeBytes": instance.size_gb * GIB,
        "diskSnapshotConsistency": "CrashConsistent",
        "subscriptionId": source[2],
        "location": instance.location,
        "resourceGroupName": source[4],
        "skuName": instance.sku,
        "osType": "",
        "managedBy": None,
        "snapshotSubscriptionId": snapshot[2],
        "snapshotRGName": snapshot[4],
        "snapshotName": snapshot[-1],
    }
    return json.dumps([details], separators=(",", ":"))


def job_document(job: Job, api_version: str, now: datetime, *, in_list: bool) -> Document:
    """A job: lists write the duration otherwise, and leave out ``extendedInfo``."""
    over = job.is_over(now)
    instance, source = job.instance, job.instance.disk_id.split("/")
    properties: Document = {
        "activityID": job.activity_id,
        "subscriptionId": instance.vault.subscription_id,
        "backupInstanceId": instance.id,
        "policyId": instance.policy_id,
        "dataSourceId": instance.disk_id,
        "vaultName": instance.vault.name,
        "backupInstanceFriendlyName": instance.disk_name,
        "policyName": instance.policy,
        "sourceResourceGroup": source[4],
        "dataSourceSetName": None,
        "dataSourceName": instance.disk_name,
        "sourceDataStoreName": None,
        "sourceDataStoreType": "OperationalStore" if job.operation == "Restore" else None,
        "destinationDataStoreName": "OperationalTierStore" if job.operation == "Backup" and over else None,
        "progressEnabled": False,
        "etag": etag(job.end if over and job.end else job.start),
        "sourceSubscriptionID": source[2],
        "dataSourceLocation": instance.location,
        "startTime": trimmed_time(job.start),
        "endTime": trimmed_time(job.end) if over and job.end else None,
        "dataSourceType": "Microsoft.Compute/disks",
        "operationCategory": job.operation,
        "operation": job.operation,
        "status": job.status if over or job.end is None else "InProgress",
        "restoreType": None,
        "isUserTriggered": job.user_triggered,
        "rehydrationPriority": None,
        "supportedActions": [""] if job.user_triggered else [],
        "duration": (clock_duration if in_list else iso_duration)(job.duration if over else timedelta()),
        "progressUrl": None,
        "isCrossRegionRestore": None,
        "errorDetails": job.errors if over else None,
        "extendedInfo": None if in_list else extended_info(job, api_version, now),
    }
    if api_version < "2023-05-01":
        del properties["sourceDataStoreType"], properties["isCrossRegionRestore"]
    if api_version >= "2026-06-01":
        properties["backupType"] = None
    type_ = "Microsoft.DataProtection/backupVaults/backupJobs"
    return {"properties": properties, "id": job.arm_id, "name": job.id, "type": type_}


def extended_info(job: Job, api_version: str, now: datetime) -> Document:
    """``extendedInfo`` of a job."""
    task: Document = {
        "taskId": 1,
        "taskName": f"Trigger {job.operation}",
        "taskStatus": job.status if job.is_over(now) else "InProgress",
        "taskProgress": None,
        "additionalDetails": None,
    }
    if job.is_over(now) and api_version >= "2023-01-01":
        size = {"DataTransferredInBytes": "0"}
        if job.operation == "Backup":
            seen = job.instance.size_gb if job.status.startswith("Completed") else 0
            size = {"OriginalDatasourceSizeInBytes": str(seen * GIB)}
        type_ = "Microsoft.Compute/disks"
        task["additionalDetails"] = {**size, "TaskId": job.activity_id, "DatasourceType": type_}
    info: Document = {
        "backupInstanceState": None,
        "dataTransferredInBytes" if api_version >= "2022-01-01" else "dataTransferedInBytes": None,
        "targetRecoverPoint": _point_of_job(job.target_point, made=True) if job.is_over(now) else None,
        "sourceRecoverPoint": _point_of_job(job.source_point, made=False),
        "recoveryDestination": job.destination,
        "subTasks": [task],
        "additionalDetails": {"RetentionTag": job.retention_tag} if job.operation == "Backup" else None,
    }
    if api_version >= "2023-11-01":
        info["warningDetails"] = job.warnings if job.is_over(now) else None
    if api_version >= "2026-06-01":
        info |= {"isAutohealJob": False, "autohealParentFailedJobId": None}
    return info


def _point_of_job(point: RecoveryPoint | None, *, made: bool) -> Document | None:
    """A backup knows only the id of the point that it made."""
    if point is None:
        return None
    return {"recoveryPointID": point.id, "recoveryPointTime": NEVER if made else wire_time(point.time)}
