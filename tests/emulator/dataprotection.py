# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.DataProtection: vaults, backup instances, recovery points and jobs."""

from __future__ import annotations

import bisect
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from . import backups, operations, policies, protection, restores
from .cloud import Call
from .errors import AzureError, Failure, backup_error, not_found, resource_not_found
from .messages import Json, Response
from .model import BackupInstance, Job, RecoveryPoint, Vault
from .points_filter import filter_points
from .routing import Handler, Route
from .timestamps import wire_time
from .versions import FIRST_BY_DISK, FIRST_BY_VAULT
from .views import Document, instance_document, job_document, point_document, point_in, vault_document

_CHUNK = 200
_GUARDED = {
    "backupVaults/backupInstances/delete": "deleteBackupInstanceRequests",
    "backupVaults/backupResourceGuardProxies/delete": "deleteResourceGuardProxyRequests",
    "backupVaults/write#reduceImmutabilityState": "dppReduceImmutabilityStateRequests",
    "backupVaults/write#reduceSoftDeleteSecurity": "dppReduceSoftDeleteSecurityRequests",
    "backupVaults/write#modifyEncryptionSettings": "dppModifyEncryptionSettingsRequests",
    "backupVaults/backupInstances/stopProtection/action": "dppDisableStopProtectionRequests",
    "backupVaults/backupInstances/suspendBackups/action": "dppDisableSuspendBackupsRequests",
    "backupVaults/backupInstances/write": "dppModifyPolicy",
    "backupVaults/backupInstances/restore/action": "dppTriggerRestoreRequests",
}
"""What a resource guard guards, and the collection of its requests."""


def get_vault(call: Call) -> Response:
    """GET of a vault."""
    return Response.of_json(vault_document(call.vault, call.api_version))


def list_vaults(call: Call) -> Response:
    """Of a subscription, or of a resource group."""
    scope = f"/subscriptions/{call.names['subscription']}/"
    if "group" in call.names:
        scope += f"resourceGroups/{call.names['group']}/"
    found = [vault for vault in call.estate.vaults.values() if vault.id.lower().startswith(scope.lower())]
    return Response.of_json({"value": [vault_document(vault, call.api_version) for vault in found]})


def list_instances(call: Call) -> Response:
    """All of a vault, in the order in which they were made. Streamed, since they may be many."""
    found = list(call.vault.instances.values())
    page, link = _page(call, found, call.cloud.settings.instances_page)
    response = Response.of_json(None)
    response.body = _stream((instance_document(one, call.api_version) for one in page), link)
    return response


def get_instance(call: Call) -> Response:
    """GET of a backup instance."""
    return Response.of_json(instance_document(_instance(call), call.api_version))


def list_instances_of_disk(call: Call) -> Response:
    """What protects a disk: BackupInstancesExtensionRouting_List, whose ids hang below the disk by its example."""
    names = call.names
    type_ = f"{names['namespace']}/{names['type']}"
    group = f"/subscriptions/{names['subscription']}/resourceGroups/{names['group']}"
    disk_id = f"{group}/providers/{type_}/{names['resource']}"
    found = [
        {
            **instance_document(instance, call.api_version),
            "id": f"{disk_id}/providers/Microsoft.DataProtection/backupInstances/{instance.name}",
        }
        for vault in call.estate.vaults.values()
        for instance in vault.instances.values()
        if instance.disk_id.lower() == disk_id.lower()
    ]
    return Response.of_json({"value": found})


def list_points(call: Call) -> Response:
    """Newest first. A page has no ``nextLink`` member at all unless there is another one."""
    instance = _instance(call)
    text, settings = call.request.query.get("$filter", ""), call.cloud.settings
    start, end = settings.filter_start_inclusive, settings.filter_end_inclusive
    known = (point_in(call.api_version, point) for point in instance.points)
    points = filter_points(known, text, start_inclusive=start, end_inclusive=end)
    if points is None:
        failure = Failure("DppPluginInvalidInputParameters", "The filter can't be read.", ("Correct the filter.",))
        raise AzureError(backup_error(failure, call.activity_id))
    page, link = _page(call, points, call.cloud.settings.points_page)
    documents = [point_document(instance, point, call.api_version, in_list=True) for point in page]
    return Response.of_json({"value": documents, **link})


def get_point(call: Call) -> Response:
    """GET of a recovery point, expired or not."""
    instance, wanted = _instance(call), call.names["point"].lower()
    point: RecoveryPoint | None = next((one for one in instance.points if one.id == wanted), None)
    if point is None:
        raise AzureError(not_found(f"recovery point {wanted}", call.api_version))
    return Response.of_json(point_document(instance, point, call.api_version, in_list=False))


def get_job(call: Call) -> Response:
    """GET of a job, with its ``extendedInfo``; 404 until it shows."""
    vault, wanted = call.vault, call.names["job"]
    job = vault.jobs.get(wanted) or (vault.history.find(wanted) if vault.history else None)
    if job is None or (job.visible and job.visible > call.now):
        raise AzureError(not_found(f"job {wanted}", call.api_version))
    return Response.of_json(job_document(job, call.api_version, call.now, in_list=False))


def list_jobs(call: Call) -> Response:
    """Oldest first, 14 days deep, ``nextLink`` null: 13 of 13 recorded lists. Streamed, since it may be long."""
    total, jobs = _listed_jobs(call)
    size = call.cloud.settings.jobs_page
    link = None
    if size:
        start = _skip(call)
        jobs = itertools.islice(jobs, start, start + size)
        link = _next_link(call, start + size) if start + size < total else None
    response = Response.of_json(None)
    documents = (job_document(job, call.api_version, call.now, in_list=True) for job in jobs)
    response.body = _stream(documents, {"nextLink": link})
    return response


def _listed_jobs(call: Call) -> tuple[int, Iterator[Job]]:
    vault, oldest = call.vault, call.now - timedelta(days=call.cloud.settings.jobs_depth_days)
    shown = [job for job in vault.jobs.values() if job.start >= oldest and (not job.listed or job.listed <= call.now)]
    shown.sort(key=lambda job: job.start)
    history = vault.history
    if not history:
        return len(shown), iter(shown)
    first = bisect.bisect_left(range(len(history)), oldest, key=lambda index: history[index].start)
    past = (history[index] for index in range(first, len(history)))
    return len(history) - first + len(shown), itertools.chain(past, shown)


def _stream(documents: Iterator[Document], last: Mapping[str, str | None]) -> Iterator[bytes]:
    """A list as JSON, some documents at a time, with the members that follow it."""
    separator = '{"value":['
    encode = json.JSONEncoder(separators=(",", ":")).encode
    while chunk := list(itertools.islice(documents, _CHUNK)):
        yield (separator + ",".join(map(encode, chunk))).encode()
        separator = ","
    end = "".join(f',"{name}":{json.dumps(value)}' for name, value in last.items())
    yield (("" if separator == "," else separator) + f"]{end}}}").encode()


def get_guard_proxy(call: Call) -> Response:
    """What a vault under multi-user authorization asks for (azure-cli-extensions recording of 2025-04)."""
    vault: Vault = call.vault
    if vault.guard is None or call.names["proxy"].lower() != "dppresourceguardproxy":
        raise AzureError(not_found(f"resource guard proxy {call.names['proxy']}", call.api_version))
    requests = {operation: vault.guard.request(kind) for operation, kind in _GUARDED.items()}
    details = [
        {"vaultCriticalOperation": f"Microsoft.DataProtection/{operation}", "defaultResourceRequest": request}
        for operation, request in requests.items()
    ]
    properties = {
        "resourceGuardResourceId": vault.guard.id,
        "resourceGuardOperationDetails": details,
        "lastUpdatedTime": wire_time(vault.guard.mapped),
    }
    name, type_ = "DppResourceGuardProxy", "Microsoft.DataProtection/vaults/backupResourceGuardProxies"
    identifier = f"{vault.id}/backupResourceGuardProxies/{name}"
    return Response.of_json({"properties": properties, "id": identifier, "name": name, "type": type_})


def _instance(call: Call) -> BackupInstance:
    if call.names["instance"] not in call.vault.instances:
        raise AzureError(not_found(f"backup instance {call.names['instance']}", call.api_version))
    return call.instance


def _page(call: Call, items: list[Json], size: int) -> tuple[list[Json], dict[str, str]]:
    start = _skip(call)
    more = start + size < len(items)
    return items[start : start + size], ({"nextLink": _next_link(call, start + size)} if more else {})


def _skip(call: Call) -> int:
    token = call.request.query.get("$skipToken", "0")
    return int(token) if token.isdecimal() else 0


def _next_link(call: Call, start: int) -> str:
    kept = [part for part in call.request.query_string.split("&") if not part.lower().startswith(("$skip", "%24skip"))]
    return f"{call.cloud.url}{call.request.target.partition('?')[0]}?{'&'.join([*kept, f'$skipToken={start}'])}"


def _of_vault(handler: Handler) -> Handler:
    def with_vault(call: Call) -> Response:
        names = call.names
        identifier = f"/subscriptions/{names['subscription']}/resourceGroups/{names['group']}"
        if f"{identifier}/providers/Microsoft.DataProtection/backupVaults/{names['vault']}" not in call.estate.vaults:
            type_ = "Microsoft.DataProtection/backupVaults"
            raise AzureError(resource_not_found(type_, names["vault"], names["group"]))
        if "instance" in names:
            _instance(call)
        return handler(call)

    return with_vault


def _routes() -> list[Route]:
    subscription = "/subscriptions/{subscription}"
    group = f"{subscription}/resourceGroups/{{group}}"
    provider = "providers/Microsoft.DataProtection"
    vaults, right = f"{group}/{provider}/backupVaults", "Microsoft.DataProtection/backupVaults"
    vault = f"{vaults}/{{vault}}"
    instance, instances = f"{vault}/backupInstances/{{instance}}", f"{right}/backupInstances"
    place, location = f"{subscription}/{provider}/locations/{{location}}", "Microsoft.DataProtection/locations"
    status, results = "operationStatus/{operation}", "operationResults/{operation}"
    proxies = "backupResourceGuardProxies"
    disk = f"{group}/providers/{{namespace}}/{{type}}/{{resource}}"
    in_vault = [
        Route("GET", vault, get_vault, f"{right}/read"),
        Route("GET", f"{vault}/backupInstances", list_instances, f"{instances}/read"),
        Route("GET", f"{vault}/backupPolicies", policies.list_policies, f"{right}/backupPolicies/read"),
        Route("GET", f"{vault}/backupPolicies/{{policy}}", policies.get_policy, f"{right}/backupPolicies/read"),
        Route("GET", instance, get_instance, f"{instances}/read"),
        Route("GET", f"{instance}/recoveryPoints", list_points, f"{instances}/recoveryPoints/read"),
        Route("GET", f"{instance}/recoveryPoints/{{point}}", get_point, f"{instances}/recoveryPoints/read"),
        Route("POST", f"{instance}/validateRestore", restores.validate, f"{instances}/validateRestore/action"),
        Route("POST", f"{instance}/restore", restores.restore, f"{instances}/restore/action"),
        Route("POST", f"{instance}/backup", backups.backup, f"{instances}/backup/action"),
        Route("POST", f"{instance}/stopProtection", protection.stop, f"{instances}/stopProtection/action"),
        Route("POST", f"{instance}/suspendBackups", protection.suspend, f"{instances}/suspendBackups/action"),
        Route("POST", f"{instance}/resumeProtection", protection.resume, f"{instances}/resumeProtection/action"),
        Route("GET", f"{vault}/backupJobs", list_jobs, f"{right}/backupJobs/read"),
        Route("GET", f"{vault}/backupJobs/{{job}}", get_job, f"{right}/backupJobs/read"),
        Route("GET", f"{vault}/{status}", operations.status, f"{right}/operationStatus/read", since=FIRST_BY_VAULT),
        Route("GET", f"{vault}/{proxies}/{{proxy}}", get_guard_proxy, f"{right}/{proxies}/read"),
    ]
    return [
        Route("GET", vaults, list_vaults, f"{right}/read"),
        Route("GET", f"{subscription}/{provider}/backupVaults", list_vaults, f"{right}/read"),
        Route(
            "GET",
            f"{disk}/{provider}/backupInstances",
            list_instances_of_disk,
            f"{instances}/read",
            since=FIRST_BY_DISK,
        ),
        Route(
            "GET",
            f"{group}/{provider}/{status}",
            operations.status,
            f"{location}/operationStatus/read",
            since=FIRST_BY_VAULT,
        ),
        Route("GET", f"{place}/{status}", operations.status, f"{location}/operationStatus/read"),
        Route("GET", f"{place}/{results}", operations.results, f"{location}/operationResults/read"),
        *(replace(one, handler=_of_vault(one.handler)) for one in in_vault),
    ]


ROUTES = _routes()
