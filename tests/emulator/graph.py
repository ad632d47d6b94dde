# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Azure Resource Graph: backup instances, backup jobs and vaults, some seconds behind.

Rows: azure-cli-extensions recordings of 2025-03 and 2025-11 (RecoveryServicesResources, api-version 2021-03-01).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from . import kql
from .cloud import Call
from .errors import AzureError, arm_error
from .kql_expressions import KqlError
from .messages import Response
from .model import BackupInstance, Job, Vault
from .routing import Route
from .timestamps import NEVER, wire_time
from .views import Document, extended_info, instance_document, job_document, vault_document

LATEST = "2025-07-01"
_NULLS_OF_AN_INSTANCE = (
    "datasourceAuthCredentials",
    "dataSourceProperties",
    "dataSourceSetInfo",
    "protectionErrorDetails",
    "resourceGuardOperationRequests",
    "validationType",
)
_TABLES = {"recoveryservicesresources", "resources"}


def query(call: Call) -> Response:
    """POST resources: runs a query over what the caller may read."""
    remaining, resets = 0, 0.0
    quota = call.cloud.settings.graph_quota
    if quota is not None:
        remaining, resets = call.throttle.query(call.caller.object_id, quota)
    headers = {
        "x-ms-user-quota-remaining": str(max(remaining, 0)),
        "x-ms-user-quota-resets-after": f"00:00:{int(resets) + 1:02}",
        "x-ms-ratelimit-remaining-tenant-resource-requests": str(max(remaining, 0)),
    }
    if remaining < 0:
        response = arm_error(429, "RateLimiting", "Too many queries in a short time.")
        response.headers |= {**headers, "Retry-After": str(int(resets) + 1)}
        raise AzureError(response)
    response = Response.of_json(_run(call))
    response.headers |= {**headers, "x-ms-resource-graph-request-duration": "0:00:00:00.0695538"}
    return response


def _run(call: Call) -> Document:
    body = call.request.json
    body = body if isinstance(body, dict) else {}
    options = body.get("options") or {}
    try:
        parsed = kql.parse(str(body.get("query", "")))
        if parsed.table not in _TABLES:
            raise KqlError(f"there is no table '{parsed.table}'")
        found = [kql.as_document(row) for row in parsed.run(_rows(call, parsed.table, body.get("subscriptions")))]
    except KqlError as error:
        details = [{"code": "InvalidQuery", "message": f"The query is invalid: {error}."}]
        raise AzureError(arm_error(400, "BadRequest", "The query can't be run.", details=details)) from error
    start = int(options.get("$skipToken") or options.get("$skip") or 0)
    end = start + min(int(options.get("$top") or 1000), call.cloud.settings.graph_page)
    more = {"$skipToken": str(end)} if end < len(found) else {}
    page = found[start:end]
    counts = {"totalRecords": len(found), "count": len(page), "data": page, "facets": []}
    return {**counts, **more, "resultTruncated": "false"}


def _rows(call: Call, table: str, subscriptions: list[str] | None) -> Iterator[Document]:
    wanted = {one.lower() for one in subscriptions or call.estate.subscriptions}
    seen = call.now - call.cloud.clock.lasting(call.cloud.settings.graph_late_seconds)
    for vault in list(call.estate.vaults.values()):
        right = "Microsoft.DataProtection/backupVaults/read"
        if vault.subscription_id.lower() not in wanted or not call.estate.access.may_call(call.caller, right, vault.id):
            continue
        if table == "resources":
            document = vault_document(vault, LATEST)
            yield _row(vault, document, "", vault.location)
            continue
        for instance in list(vault.instances.values()):
            yield _row(vault, _instance_document(instance), "/backupinstances", instance.location)
        for job in _jobs(call, vault, seen):
            yield _row(vault, _job_document(job, seen), "/backupjobs", "")


def _jobs(call: Call, vault: Vault, seen: datetime) -> Iterator[Job]:
    oldest = call.now - timedelta(days=call.cloud.settings.graph_depth_days)
    history = vault.history
    past = (history[index] for index in range(len(history))) if history else iter(())
    for job in itertools.chain(past, list(vault.jobs.values())):
        if oldest <= job.start and (job.visible or job.start) <= seen:
            yield job


def _row(vault: Vault, document: Document, child: str, location: str) -> Document:
    return {
        "id": document["id"],
        "name": document["name"],
        "type": f"microsoft.dataprotection/backupvaults{child}",
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


def _job_document(job: Job, seen: datetime) -> Document:
    """Like the one of a list, but with ``extendedInfo``."""
    document = job_document(job, LATEST, seen, in_list=True)
    document["properties"]["extendedInfo"] = extended_info(job, LATEST, seen)
    return document


def _instance_document(instance: BackupInstance) -> Document:
    document: dict[str, Any] = instance_document(instance, LATEST)
    points = instance.points
    newest, oldest = (wire_time(points[0].time), wire_time(points[-1].time)) if points else (NEVER, NEVER)
    document["properties"] |= {
        **dict.fromkeys(_NULLS_OF_AN_INSTANCE),
        "identityDetails": instance.identity_details,
        "backupInstanceExtendedProperties": {
            "allowedOperations": ["Restore", "StopProtection"],
            "protectedPrimaryRegion": instance.location,
            "vaultId": instance.vault.id,
            "recoveryPointInfo": {
                "latestRecoveryPointInPrimaryRegion": newest,
                "oldestRecoveryPointInPrimaryRegion": oldest,
            },
        },
    }
    return document


_PROVIDER = "Microsoft.ResourceGraph"
ROUTES = [Route("POST", f"/providers/{_PROVIDER}/resources", query, f"{_PROVIDER}/resources/read")]
