# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Azure Resource Graph: backup instances, backup jobs and vaults, some seconds behind.

Rows: azure-cli-extensions recordings of 2025-03 and 2025-11 (RecoveryServicesResources, api-version 2021-03-01), whose
jobs differ: ``Settings.graph_rows_of``.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from . import kql
from .cloud import Call
from .errors import AzureError, arm_error
from .graph_wanted import INSTANCE_COLUMNS, JOB_COLUMNS, alternatives, may_match
from .kql_expressions import KqlError
from .messages import Response
from .model import BackupInstance, Job, Vault, Wanted
from .routing import Route
from .timestamps import NEVER, wire_time
from .views import Document, extended_info, instance_document, job_document, vault_document

LATEST = "2025-07-01"
_LONG_NEVER = "0001-01-01T00:00:00.0000000Z"
_UNSET = "-10675199.02:48:05.4775808"
"""The smallest TimeSpan of .NET."""
_SPANS_UNSET = (
    "configuredRPGenerationFrequencyInSecondaryRegion",
    "configuredMaximumRetentionInSecondaryRegion",
    "rpoWarningThresholdInSecondaryRegion",
    "rpoWarningThresholdInPrimaryRegion",
    "configuredRPGenerationFrequency",
)
_NULLS_OF_AN_INSTANCE = (
    "datasourceAuthCredentials",
    "dataSourceProperties",
    "protectionErrorDetails",
    "resourceGuardOperationRequests",
    "validationType",
)
_FRESH = timedelta(hours=1.5)
"""So long a user's job has a location: with 68 minutes it had one, with 141 it had none (2025-11)."""
_TABLES = {"recoveryservicesresources", "resources"}
_VAULTS, _INSTANCES, _JOBS = "microsoft.dataprotection/backupvaults", "/backupinstances", "/backupjobs"


def query(call: Call) -> Response:
    """POST resources: runs a query over what the caller may read."""
    remaining, resets = 0, 0.0
    quota = call.cloud.settings.graph_quota
    if quota is not None:
        remaining, resets = call.throttle.query(call.caller.object_id, quota)
    headers = {
        "x-ms-user-quota-remaining": str(max(remaining, 0)),
        "x-ms-user-quota-resets-after": f"00:00:{math.ceil(resets):02}",
        "x-ms-ratelimit-remaining-tenant-resource-requests": str(max(remaining, 0)),
    }
    if remaining < 0:
        response = arm_error(429, "RateLimiting", "Too many queries in a short time.")
        response.headers |= {**headers, "Retry-After": str(math.ceil(resets))}
        raise AzureError(response)
    response = Response.of_json(_run(call))
    response.headers |= {**headers, "x-ms-resource-graph-request-duration": "0:00:00:00.0695538"}
    return response


def _run(call: Call) -> Document:
    body = call.request.json
    body = body if isinstance(body, dict) else {}
    options = body.get("options") or {}
    start = int(options.get("$skipToken") or options.get("$skip") or 0)
    end = start + min(int(options.get("$top") or 1000), call.cloud.settings.graph_page)
    total, page = 0, []
    try:
        parsed = kql.parse(str(body.get("query", "")))
        if parsed.table not in _TABLES:
            raise KqlError(f"there is no table '{parsed.table}'")
        for row in parsed.run(_rows(call, parsed, body.get("subscriptions"))):
            if start <= total < end:
                page.append(kql.as_document(row))
            total += 1
    except KqlError as error:
        details = [{"code": "InvalidQuery", "message": f"The query is invalid: {error}."}]
        raise AzureError(arm_error(400, "BadRequest", "The query can't be run.", details=details)) from error
    more = {"$skipToken": str(end)} if end < total else {}
    counts = {"totalRecords": total, "count": len(page), "data": page, "facets": []}
    return {**counts, **more, "resultTruncated": "false"}


def _rows(call: Call, query: kql.Query, subscriptions: list[str] | None) -> Iterator[Document]:
    """The rows that the query may be about, of what the caller may read."""
    found, settings = alternatives(query), call.cloud.settings
    oldest, fresh = call.now - timedelta(days=settings.graph_depth_days), call.now - _FRESH
    of_march = settings.graph_rows_of == "2025-03"
    seen = call.now - call.cloud.clock.lasting(settings.graph_late_seconds)
    with call.cloud.lock:
        vaults = _readable_vaults(call, subscriptions)
        instances = {vault.id: _instances(vault, found) for vault in vaults}
        jobs = {vault.id: _jobs(vault, found) for vault in vaults}
    for vault in vaults:
        if query.table == "resources":
            yield _row(vault, _vault_document(vault), "", vault.location)
            continue
        for instance in instances[vault.id]:
            yield _row(vault, _instance_document(instance), _INSTANCES, instance.location)
        for job in jobs[vault.id]:
            if oldest <= job.start and (job.visible or job.start) <= seen:
                located = job.user_triggered and (of_march or job.start > fresh)
                document = _job_document(job, seen, of_march=of_march)
                yield _row(vault, document, _JOBS, vault.location if located else "")


def _readable_vaults(call: Call, subscriptions: list[str] | None) -> list[Vault]:
    wanted = {one.lower() for one in subscriptions or call.estate.subscriptions}
    access, right = call.estate.access, "Microsoft.DataProtection/backupVaults/read"
    return [
        vault
        for vault in call.estate.vaults.values()
        if vault.subscription_id.lower() in wanted and access.may_call(call.caller, right, vault.id, call.now)
    ]


def _instances(vault: Vault, found: list[Wanted]) -> list[BackupInstance]:
    found = _of_type(found, _INSTANCES)
    return [one for one in vault.instances.values() if may_match(one, INSTANCE_COLUMNS, found)] if found else []


def _jobs(vault: Vault, found: list[Wanted]) -> Iterator[Job]:
    """Those of long ago are made one by one while they are looked at."""
    found = _of_type(found, _JOBS)
    past = [vault.history.matching(wanted) for wanted in found] if vault.history else []
    now = [job for job in vault.jobs.values() if may_match(job, JOB_COLUMNS, found)] if found else []
    return itertools.chain(_each_once(past), now)


def _each_once(lists: list[Iterable[Job]]) -> Iterator[Job]:
    """One list as it is, several without what they share."""
    if len(lists) == 1:
        return iter(lists[0])
    return iter({job.id: job for jobs in lists for job in jobs}.values())


def _of_type(found: list[Wanted], child: str) -> list[Wanted]:
    type_ = f"{_VAULTS}{child}"
    return [wanted for wanted in found if type_ in wanted.get("type", {type_})]


def _row(vault: Vault, document: Document, child: str, location: str) -> Document:
    return {
        "id": document["id"],
        "name": document["name"],
        "type": f"{_VAULTS}{child}",
        "tenantId": vault.tenant_id,
        "kind": "",
        "location": location,
        "resourceGroup": vault.group.lower(),
        "subscriptionId": vault.subscription_id,
        "managedBy": "",
        "sku": None,
        "plan": None,
        "properties": document["properties"],
        "tags": document.get("tags"),
        "identity": document.get("identity"),
        "zones": None,
        "extendedLocation": None,
    }


def _vault_document(vault: Vault) -> Document:
    document = vault_document(vault, LATEST)
    return {**document, "id": document["id"].replace("/resourcegroups/", "/resourceGroups/")}


def _job_document(job: Job, seen: datetime, *, of_march: bool) -> Document:
    """Like the one of a list, but with ``extendedInfo``; in 2025-03 a user's has times cut to milliseconds."""
    document = job_document(job, LATEST, seen, in_list=True)
    properties = document["properties"]
    extended = properties["extendedInfo"] = extended_info(job, LATEST, seen)
    if not of_march:
        return document
    if extended["targetRecoverPoint"]:
        extended["targetRecoverPoint"]["recoveryPointTime"] = _LONG_NEVER
    if not job.user_triggered:
        return document
    for name, moment in (("startTime", job.start), ("endTime", job.end)):
        if properties[name] and moment:
            properties[name] = _cut(moment)
    if job.source_point:
        extended["sourceRecoverPoint"]["recoveryPointTime"] = _cut(job.source_point.time)
    return document


def _cut(moment: datetime) -> str:
    return wire_time(moment)[:-5] + "0000Z"


def _instance_document(instance: BackupInstance) -> Document:
    """Unlike the Backup service, Resource Graph spells out what is null."""
    document: dict[str, Any] = instance_document(instance, LATEST)
    properties = document["properties"]
    source = {**properties["dataSourceInfo"], "resourceProperties": None, "baseUri": None}
    policy = properties["policyInfo"]
    parameters = {"backupDatasourceParametersList": None, "tags": None, **policy["policyParameters"]}
    document["properties"] = {
        **properties,
        **dict.fromkeys(_NULLS_OF_AN_INSTANCE),
        "protectionStatus": {"errorDetails": None, **properties["protectionStatus"]},
        "dataSourceInfo": source,
        "dataSourceSetInfo": {**source, "objectType": "DatasourceSet"} if instance.names_set else None,
        "policyInfo": {**policy, "policyParameters": parameters, "policyVersion": None},
        "identityDetails": instance.identity_details,
        "backupInstanceExtendedProperties": _extended_properties(instance),
    }
    return document


def _extended_properties(instance: BackupInstance) -> Document:
    points = instance.points
    newest, oldest = (wire_time(points[0].time), wire_time(points[-1].time)) if points else (NEVER, NEVER)
    stopped = instance.state == "ProtectionStopped"
    return {
        "allowedOperations": ["Restore", "ResumeBackup", "Delete"] if stopped else ["Restore", "StopProtection"],
        "protectionStateInSecondaryRegion": "NotProtected",
        "protectedPrimaryRegion": instance.location,
        "vaultId": instance.vault.id,
        "protectedSecondaryRegion": "",
        "dataSourceExtendedInfo": {"dataSourceId": instance.disk_name},
        "policyExtendedInfo": {**dict.fromkeys(_SPANS_UNSET, _UNSET), "configuredMaximumRetention": "36600.00:00:00"},
        "recoveryPointInfo": {
            "oldestRecoveryPointInSecondaryRegion": NEVER,
            "latestRecoveryPointInSecondaryRegion": NEVER,
            "latestRecoveryPointInPrimaryRegion": newest,
            "oldestRecoveryPointInPrimaryRegion": oldest,
        },
    }


_PROVIDER = "Microsoft.ResourceGraph"
ROUTES = [Route("POST", f"/providers/{_PROVIDER}/resources", query, f"{_PROVIDER}/resources/read", locked=False)]
