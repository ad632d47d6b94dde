# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The estate that a recording shows: who and what was there before its first request, and what changed meanwhile."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.model import (
    BackupInstance,
    BackupPolicy,
    RecoveryPoint,
    ResourceGuard,
    RoleAssignment,
    Vault,
)
from ansible_collections.azure_dr.backup.tests.emulator.timestamps import parse_time

from .exchanges import Exchange, Recording

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
CALLER = "12f8ea5c-1212-449e-b31c-0a574f43076e"
REGION = "centraluseuap"
DISKS = "Microsoft.Compute/disks"
_VAULT = re.compile(
    r"(/subscriptions/[^/]+/resourceGroups/[^/]+)/providers/Microsoft\.DataProtection/backupVaults/([\w-]+)", re.I
)
_INSTANCE = re.compile(_VAULT.pattern + r"/backupInstances/([\w-]+)", re.I)
_GROUP = re.compile(r"/subscriptions/([^/\"]+)/resourceGroups/([^/?\"]+)", re.I)


def moment(text: str) -> datetime:
    """A time as it was written."""
    found = parse_time(text)
    assert found, text
    return found


class Surroundings:
    """Builds an estate out of what a recording tells."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        started = recording.exchanges[0].time
        assert started
        self.estate = Estate.empty()
        self.estate.born = started
        self.estate.tenant_id = TENANT
        self.estate.access.principals[names.CLIENT_ID].object_id = CALLER
        self._made = set(made_in(recording))
        self._add_groups()
        self._add_vaults()
        self._add_instances()
        self._add_rules()
        for document in self._documents("recoverypoints"):
            if document["id"].lower().partition("/recoverypoints/")[0] in self._instances:
                self._add_point(document)
        self._add_jobs()
        for document in self._documents("roleassignments"):
            self._add_assignment(document)
        for exchange in recording.exchanges:
            if exchange.method == "PUT" and "/roleAssignments/" in exchange.url:
                self.estate.access.directory.add(exchange.body["properties"]["principalId"])

    def as_at(self, exchange: Exchange, ours: dict[str, str], target: str | None) -> None:
        """Lets vaults, instances, points and groups be what this answer says; how they became so is not replayed.

        ``ours`` are the names here of what Azure named. ``target`` is a disk that could be made, so that one which had
        been restored under this name before was gone.
        """
        self.estate.disks.pop(target or "", None)
        for document in exchange.documents():
            if document["name"] in ours and document["type"].lower().endswith("/recoverypoints"):
                self._add_point(document, ours[document["name"]])
            kind = document["type"].lower().rpartition("/")[2]
            if kind == "resourcegroups":
                self.estate.groups[document["id"]].tags = document["tags"]
            if kind == "backupvaults" and "properties" in document:
                vault = self.estate.vaults[_path(document["id"])]
                _describe_vault(vault, document)
                self._let_restore(vault)
            if kind == "backupinstances" and document["id"].lower() in self._instances:
                _describe_instance(self._instances[document["id"].lower()], document)
            if kind == "backupresourceguardproxies":
                self._map_guard(document)

    def _let_restore(self, vault: Vault) -> None:
        """The roles of its identity were given before, if there are restores."""
        if any(one.url.partition("?")[0].endswith("/restore") for one in self._recording.exchanges):
            for role in (names.DISK_RESTORE_OPERATOR, names.DISK_SNAPSHOT_CONTRIBUTOR):
                self.estate.grant(str(vault.principal_id), role.name, "/")

    def _documents(self, kind: str) -> Iterator[dict[str, Any]]:
        for exchange in self._recording.exchanges:
            for document in exchange.documents():
                if document["type"].lower().endswith(f"/{kind}") and document["name"] not in self._made:
                    yield document

    def _add_groups(self) -> None:
        for exchange in self._recording.exchanges:
            for subscription, group in _GROUP.findall(f"{exchange.url} {exchange.body} {exchange.answer}"):
                self.estate.subscription_id = subscription
                self.estate.add_subscription(subscription)
                self.estate.add_group(group.strip("'"), REGION, subscription)

    def _add_vaults(self) -> None:
        for exchange in self._recording.exchanges:
            for match in _VAULT.finditer(f"{exchange.url} {exchange.answer}"):
                group = self.estate.groups[match[1]]
                identifier = f"{group.id}/providers/Microsoft.DataProtection/backupVaults/{match[2]}"
                if identifier not in self.estate.vaults:
                    vault = self.estate.add_vault(match[2], group, cross_subscription_restore=None, soft_delete="Off")
                    self._let_restore(vault)
            started = exchange.headers.get("azure-asyncoperation", "")
            if "/operationStatus/" in started and "/backupVaults/" in started:
                operation = base64.b64decode(started.partition("/operationStatus/")[2].partition("?")[0]).decode()
                self.estate.vaults[_path(started)].operation_prefix = operation.partition(";")[0]

    def _add_instances(self) -> None:
        self._instances: dict[str, BackupInstance] = {}
        disks = {job["backupInstanceId"].lower(): job for job in self._disk_jobs()}
        described = {
            one["id"].lower(): one
            for one in self._documents("backupinstances")
            if one["properties"]["dataSourceInfo"]["datasourceType"] == DISKS
        }
        for match in _INSTANCE.finditer(" ".join(one.url for one in self._recording.exchanges)):
            disks.setdefault(match[0].lower(), {})
        for key in sorted({*disks, *described}):
            self._add_instance(key, disks.get(key) or {}, described.get(key))

    def _add_instance(self, key: str, job: dict[str, Any], document: dict[str, Any] | None) -> None:
        match = _INSTANCE.search(key)
        assert match
        vault = self.estate.vaults[_path(key)]
        name = re.sub(r"-[0-9a-f-]{36}$", "", match[3])
        disk_name = job.get("dataSourceName") or name[: len(name) // 2]
        disk_id = job.get("dataSourceId") or f"{match[1]}/providers/{DISKS}/{disk_name}"
        if document:
            disk_id = document["properties"]["dataSourceInfo"]["resourceID"]
        group = self.estate.groups["/".join(disk_id.split("/")[:5])]
        disk_name = disk_id.rpartition("/")[2]
        disk = self.estate.disks.get(disk_id) or self.estate.add_disk(
            disk_name, group, size_gb=4, sku="StandardSSD_LRS"
        )
        name = job.get("backupInstanceId", key).rpartition("/")[2]
        policy = job.get("policyName") or "diskpolicy"
        instance = self._instances[key] = self.estate.protect(disk, vault, group, name=name, policy=policy)
        instance.disk_id = disk_id
        if document:
            _describe_instance(self._instances[key], document)

    def _add_rules(self) -> None:
        """On-demand backups name the backup rules of policies."""
        for exchange in self._recording.exchanges:
            match = _INSTANCE.search(exchange.url)
            if match and exchange.url.partition("?")[0].endswith("/backup") and match[0].lower() in self._instances:
                instance = self._instances[match[0].lower()]
                rule = exchange.body["backupRuleOptions"]["ruleName"]
                self.estate.add_policy(instance.vault, instance.policy, rule=rule)

    def _disk_jobs(self) -> Iterator[dict[str, Any]]:
        for exchange in self._recording.exchanges:
            for document in exchange.documents():
                if document.get("properties", {}).get("dataSourceType") == DISKS:
                    yield document["properties"]

    def _add_point(self, document: dict[str, Any], name: str | None = None) -> None:
        """``name`` is that of the point here, if it is another one."""
        properties = document["properties"]
        store = properties["recoveryPointDataStoresDetails"][0]
        instance = self._instances[document["id"].lower().partition("/recoverypoints/")[0]]
        created, name = moment(store["creationTime"]), name or document["name"]
        point = RecoveryPoint(
            name,
            created,
            moment(properties["recoveryPointTime"]),
            moment(store["expiryTime"]) if store.get("expiryTime") else None,
            self.estate.add_snapshot(instance, name, created).id,
            properties["retentionTagName"],
        )
        instance.points = [one for one in instance.points if one.id != name]
        self._keep(instance, point)

    def _keep(self, instance: BackupInstance, point: RecoveryPoint) -> None:
        if point.id not in [one.id for one in instance.points]:
            instance.points = sorted([*instance.points, point], key=lambda one: one.time, reverse=True)

    def _add_jobs(self) -> None:
        jobs: dict[str, dict[str, Any]] = {}
        for document in self._documents("backupjobs"):
            properties = document["properties"]
            if properties["dataSourceType"] == DISKS:
                told = {name: value for name, value in properties.items() if value is not None}
                jobs[document["name"]] = {**jobs.get(document["name"], {}), **told}
        for name, job in jobs.items():
            self._add_job(name, job)
        for properties in self._disk_jobs():
            source = (properties.get("extendedInfo") or {}).get("sourceRecoverPoint")
            if source and source["recoveryPointID"] not in self._made:
                instance = self._instances[properties["backupInstanceId"].lower()]
                self._keep(instance, self._point_of(instance, source))

    def _add_job(self, name: str, job: dict[str, Any]) -> None:
        instance, extended = self._instances[job["backupInstanceId"].lower()], job.get("extendedInfo") or {}
        source, target = extended.get("sourceRecoverPoint"), extended.get("targetRecoverPoint")
        details = extended.get("additionalDetails") or {}
        self.estate.add_job(
            instance,
            job["operation"],
            moment(job["startTime"]),
            id=name,
            activity_id=job["activityID"],
            end=moment(job["endTime"]) if "endTime" in job else None,
            status=job["status"],
            user_triggered=job["isUserTriggered"],
            source_point=self._point_of(instance, source) if source else None,
            target_point=self._point_of(instance, target) if target else None,
            destination=extended.get("recoveryDestination"),
            retention_tag=details.get("RetentionTag", "Default"),
        )

    def _point_of(self, instance: BackupInstance, told: dict[str, str]) -> RecoveryPoint:
        """What a job says of a point, and for the rest something likely."""
        time = moment(told["recoveryPointTime"])
        if time.year == 1:
            return RecoveryPoint(told["recoveryPointID"], time, time, None, "")
        created = time - timedelta(seconds=80) if time.year > 2022 else time
        snapshot = self.estate.add_snapshot(instance, told["recoveryPointID"], created)
        return RecoveryPoint(told["recoveryPointID"], created, time, None, snapshot.id)

    def _add_assignment(self, document: dict[str, Any]) -> None:
        told = document["properties"]
        created = moment(told["createdOn"])
        one = RoleAssignment(
            document["name"],
            told["scope"],
            told["roleDefinitionId"].rpartition("/")[2],
            told["principalId"],
            created,
            created,
            told["principalType"],
            told["createdBy"],
            told["updatedBy"],
            moment(told["updatedOn"]),
            told["description"],
        )
        self.estate.access.assignments[document["id"]] = one

    def _map_guard(self, document: dict[str, Any]) -> None:
        told = document["properties"]
        identifier = told["resourceGuardResourceId"].split("/")
        mapped = moment(told["lastUpdatedTime"])
        guard = ResourceGuard(identifier[-1], identifier[4], identifier[2], TENANT, mapped)
        self.estate.vaults[_path(document["id"])].guard = guard


def made_in(recording: Recording) -> Iterator[str]:
    """The names of jobs, points and role assignments that the recorded requests themselves made."""
    jobs = set()
    for exchange in recording.exchanges:
        answer = exchange.answer if isinstance(exchange.answer, dict) else {}
        result = answer.get("properties") or {}
        if isinstance(result, dict) and "jobId" in result:
            jobs.add(result["jobId"].rpartition("/")[2])
        if exchange.method == "PUT" and "/roleAssignments/" in exchange.url:
            yield exchange.url.partition("/roleAssignments/")[2].partition("?")[0]
    yield from jobs
    for document in (one for exchange in recording.exchanges for one in exchange.documents()):
        made = (document.get("properties", {}).get("extendedInfo") or {}).get("targetRecoverPoint")
        if document["name"] in jobs and made:
            yield made["recoveryPointID"]


def _path(text: str) -> str:
    """The id of the vault that a path or URL names, in one spelling."""
    match = _VAULT.search(text)
    assert match, text
    return f"{match[1]}/providers/Microsoft.DataProtection/backupVaults/{match[2]}"


def _describe_vault(vault: Vault, document: dict[str, Any]) -> None:
    told = document["properties"]
    security, features = told.get("securitySettings") or {}, told.get("featureSettings") or {}
    identity, soft_delete = document.get("identity") or {}, security.get("softDeleteSettings") or {}
    vault.location, vault.tags = document["location"], document.get("tags")
    vault.principal_id, vault.tenant_id = identity.get("principalId"), identity.get("tenantId", TENANT)
    vault.soft_delete = soft_delete.get("state")
    vault.soft_delete_days = soft_delete.get("retentionDurationInDays", vault.soft_delete_days)
    vault.immutability = security.get("immutabilitySettings", {}).get("state")
    vault.redundancy = told["storageSettings"][0]["type"]
    vault.replicated_regions = told.get("replicatedRegions") or []
    vault.cross_subscription_restore = features.get("crossSubscriptionRestoreSettings", {}).get("state")
    vault.cross_region_restore = features.get("crossRegionRestoreSettings", {}).get("state")
    vault.alerts_for_jobs = (
        told.get("monitoringSettings", {}).get("azureMonitorAlertSettings", {}).get("alertsForAllJobFailures")
    )
    vault.id_of_old = "/BackupVaults/" in document["id"]


def _describe_instance(instance: BackupInstance, document: dict[str, Any]) -> None:
    told = document["properties"]
    instance.state, instance.tags = told["currentProtectionState"], document.get("tags")
    instance.disk_id = told["dataSourceInfo"]["resourceID"]
    instance.resource_uri = told["dataSourceInfo"]["resourceUri"]
    instance.names_set = bool(told.get("dataSourceSetInfo"))
    extended = told.get("backupInstanceExtendedProperties")
    if extended:
        _describe_policy(instance, extended["policyExtendedInfo"])
    latest = (extended or {}).get("recoveryPointInfo", {})
    times = (latest.get("latestRecoveryPointInPrimaryRegion"), latest.get("oldestRecoveryPointInPrimaryRegion"))
    if all(times) and not instance.points:
        if times[0].startswith("0001-"):
            instance.points_in_graph = "unknown"
        instance.points = [RecoveryPoint("", moment(one), moment(one), None, "") for one in times if one]


def _describe_policy(instance: BackupInstance, told: dict[str, str]) -> None:
    """Of a policy whose instance is protected, when it keeps points for so many days."""
    days = re.match(r"(\d+)\.00:00:00$", told["configuredMaximumRetention"])
    if days and instance.state == "ProtectionConfigured":
        name = instance.policy_id.rpartition("/")[2]
        instance.vault.policies[name] = BackupPolicy(name, retention=timedelta(days=int(days[1])))
