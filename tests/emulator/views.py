# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Vaults, instances, points and jobs as the Backup service writes them, by api-version.

Members and their order: azure-cli-extensions recordings 2021-01-01 to 2025-07-01, azure-powershell recordings
2021-07-01 and 2026-06-01, Microsoft.DataProtection swaggers.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from .model import BackupInstance, Job, RecoveryPoint, Vault
from .names import made_up_guid
from .timestamps import clock_duration, etag, iso_duration, never, trimmed_time, wire_time
from .versions import FIRST, LAST_OF_ONE_TIME

Document = dict[str, Any]
GIB = 1024**3


def _without_nulls(value: Any) -> Any:
    """Whole documents without members that are null."""
    if isinstance(value, dict):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


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
    if api_version >= "2024-04-01":
        properties["bcdrSecurityLevel"] = level
    if api_version >= "2023-11-01":
        properties["replicatedRegions"] = vault.replicated_regions
    if api_version >= "2026-06-01":
        properties["regionOfChoiceSettings"] = {"status": "NotApplicable"}
    identifier = vault.id
    if vault.id_of_old:
        identifier = identifier.replace("/resourceGroups/", "/resourcegroups/").replace("/backupV", "/BackupV")
    tags = {} if vault.tags is None else {"tags": vault.tags}
    document: Document = {"location": vault.location, **tags, "identity": _identity(vault)}
    type_ = "Microsoft.DataProtection/backupVaults"
    return {**document, "properties": properties, "id": identifier, "name": vault.name, "type": type_}


def _settings(vault: Vault) -> Document:
    """``securitySettings`` and ``featureSettings``, each if anything of it is set."""
    security: Document = {}
    if vault.soft_delete:
        days = {"retentionDurationInDays": vault.soft_delete_days}
        security["softDeleteSettings"] = {"state": vault.soft_delete, **days}
    if vault.immutability:
        security["immutabilitySettings"] = {"state": vault.immutability}
    features = {
        "crossSubscriptionRestoreSettings": vault.cross_subscription_restore,
        "crossRegionRestoreSettings": vault.cross_region_restore,
    }
    stated = {name: {"state": state} for name, state in features.items() if state}
    settings = {"securitySettings": security, "featureSettings": stated}
    return {name: value for name, value in settings.items() if value}


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
    if api_version >= "2026-06-01":
        store = {"objectType": store.pop("objectType"), **store}
    properties: Document = {
        "friendlyName": instance.disk_name,
        "dataSourceInfo": data_source(instance),
        "policyInfo": {"policyId": instance.policy_id, "policyParameters": {"dataStoreParametersList": [store]}},
        "protectionStatus": _status(instance),
        "currentProtectionState": instance.state,
        "provisioningState": "Succeeded",
        "objectType": "BackupInstance",
    }
    if instance.protection_error:
        properties["protectionErrorDetails"] = instance.protection_error
    if api_version >= "2023-05-01" and instance.identity_details:
        properties["identityDetails"] = instance.identity_details
    type_ = "Microsoft.DataProtection/backupVaults/backupInstances"
    tags = {} if instance.tags is None else {"tags": instance.tags}
    return {**tags, "properties": properties, "id": instance.id, "name": instance.name, "type": type_}


def _status(instance: BackupInstance) -> Document:
    error = {"errorDetails": instance.protection_error} if instance.protection_error else {}
    return {**error, "status": instance.state}


def point_in(api_version: str, point: RecoveryPoint) -> RecoveryPoint:
    """A point as that version knows it."""
    return replace(point, time=point.created) if api_version <= LAST_OF_ONE_TIME else point


def point_document(instance: BackupInstance, point: RecoveryPoint, api_version: str, *, in_list: bool) -> Document:
    """A recovery point; only when asked for by name it tells of its snapshot."""
    point = point_in(api_version, point)
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
        "friendlyName": point.id if api_version >= "2022-05-01" else made_up_guid("snapshot", point.id),
        "recoveryPointDataStoresDetails": [store],
        "retentionTagName": point.tag,
        "retentionTagVersion": "638224851417049008",
        "policyName": instance.policy,
        "policyVersion": None,
    }
    if api_version >= "2022-05-01":
        properties["expiryTime"] = expiry
    if api_version >= "2023-11-01":
        properties["recoveryPointState"] = point.state if api_version >= "2023-12-01" else None
    if api_version >= "2026-06-01":
        properties = _without_nulls({"immutabilityProperties": {"isImmutable": True}, **properties})
    type_ = "Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints"
    known = {"id": f"{instance.id}/recoveryPoints/{point.id}", "name": point.id, "type": type_}
    return {**known, "properties": properties} if api_version == FIRST else {"properties": properties, **known}


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
        "backupType": None,
        "status": job.status if over or job.end is None else "InProgress",
        "restoreType": None,
        "isUserTriggered": job.user_triggered,
        "rehydrationPriority": None,
        "supportedActions": [""] if job.user_triggered else [],
        "duration": (clock_duration if in_list else iso_duration)(job.duration if over else timedelta()),
        "progressUrl": None,
        "isCrossRegionRestore": False if job.operation == "Restore" and api_version < "2023-01-01" else None,
        "errorDetails": job.errors if over else None,
        "extendedInfo": None if in_list else extended_info(job, api_version, now),
    }
    if api_version < "2022-05-01":
        del properties["isCrossRegionRestore"]
    if api_version < "2023-01-01":
        del properties["sourceDataStoreType"]
    if api_version < "2026-06-01":
        del properties["backupType"]
    if api_version == FIRST:
        properties = _without_nulls(properties)
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
    if job.is_over(now) and api_version >= "2022-05-01":
        size = {"DataTransferredInBytes": "0"}
        if job.operation == "Backup":
            seen = job.instance.size_gb if job.status.startswith("Completed") and api_version >= "2023-01-01" else 0
            size = {"OriginalDatasourceSizeInBytes": str(seen * GIB)}
        type_ = "Microsoft.Compute/disks"
        task["additionalDetails"] = {**size, "TaskId": job.activity_id, "DatasourceType": type_}
    info: Document = {
        "backupInstanceState": None,
        "dataTransferredInBytes" if api_version > "2022-05-01" else "dataTransferedInBytes": None,
        "targetRecoverPoint": _made_point(job.target_point, api_version) if job.is_over(now) else None,
        "isAutohealJob": None,
        "autohealParentFailedJobId": None,
        "sourceRecoverPoint": _restored_point(job.source_point, api_version),
        "recoveryDestination": job.destination,
        "subTasks": [task],
        "additionalDetails": {"RetentionTag": job.retention_tag} if job.operation == "Backup" else None,
    }
    if api_version >= "2023-11-01":
        info["warningDetails"] = job.warnings if job.is_over(now) else None
    if api_version < "2026-06-01":
        del info["isAutohealJob"], info["autohealParentFailedJobId"]
    return info


def _made_point(point: RecoveryPoint | None, api_version: str) -> Document | None:
    """A backup knows only the id of the point that it made."""
    return {"recoveryPointID": point.id, "recoveryPointTime": never(api_version)} if point else None


def _restored_point(point: RecoveryPoint | None, api_version: str) -> Document | None:
    if point is None:
        return None
    return {"recoveryPointID": point.id, "recoveryPointTime": trimmed_time(point_in(api_version, point).time)}
