# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a request asks for, and what the service answers to it when nothing disturbs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from . import documents
from .azure import SUBSCRIPTION, VAULT_ID, Azure, Refusal
from .documents import Json

HOST = "https://management.azure.com"
REGIONAL_HOST = "https://westeurope.management.azure.com"
RETRY_RESTORE, RETRY_VALIDATE = "30", "10"


@dataclass(frozen=True)
class Request:
    """A request as it reaches the service. `kind` says what for, `names` about what."""

    kind: str
    names: tuple[str, ...]
    body: Any
    activity: str

    @property
    def target(self) -> str | None:
        """The disk that a restore, or its validation, is to make, or the instance that is to be backed up."""
        if self.kind == "backup":
            return self.names[0]
        restore = self.body.get("restoreRequestObject", self.body) if isinstance(self.body, dict) else {}
        place = restore.get("restoreTargetInfo")
        return place["datasourceInfo"]["resourceName"] if place else None


@dataclass
class Response:
    """An answer. `text` is sent instead of the body where it is set."""

    status: int
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)
    text: str | None = None


def read_request(method: str, url: str, body: object, headers: Mapping[str, str]) -> Request:
    """What a request is about; of kind `unknown` where this service has no such thing."""
    path = unquote(urlsplit(url).path)
    activity = headers.get("x-ms-client-request-id", "")
    for asked, pattern, kind in _ROUTES:
        match = pattern.fullmatch(path)
        if asked == method and match:
            return Request(kind, match.groups(), body, activity)
    return Request("unknown", (path,), body, activity)


def respond(azure: Azure, request: Request) -> Response:
    """The service's answer, and its effect."""
    try:
        return _HANDLERS[request.kind](azure, request)
    except Refusal as refusal:
        return Response(refusal.status, documents.error_document(refusal.code, refusal.message))


def _vault(azure: Azure, request: Request) -> Response:
    return Response(200, documents.vault_document())


def _instances(azure: Azure, request: Request) -> Response:
    return _list([documents.instance_document(instance) for instance in azure.instances.values()])


def _instance(azure: Azure, request: Request) -> Response:
    return Response(200, documents.instance_document(azure.instance(request.names[0])))


def _points(azure: Azure, request: Request) -> Response:
    instance = azure.instance(request.names[0])
    return _list([documents.point_document(instance, point) for point in azure.points(instance)])


def _point(azure: Azure, request: Request) -> Response:
    instance = azure.instance(request.names[0])
    found = [point for point in azure.points(instance) if point.name == request.names[1]]
    if not found:
        raise Refusal(404, "ResourceNotFound", "There is no such recovery point.")
    return Response(200, documents.point_document(instance, found[0]))


def _validate(azure: Azure, request: Request) -> Response:
    wanted = request.body["restoreRequestObject"]
    instance = azure.instance(request.names[0])
    operation = azure.validate(instance, wanted["recoveryPointId"], request.target or "", request.activity)
    return _accepted(operation.name, RETRY_VALIDATE)


def _restore(azure: Azure, request: Request) -> Response:
    instance = azure.instance(request.names[0])
    operation = azure.restore(instance, request.body["recoveryPointId"], request.target or "", request.activity)
    return _accepted(operation.name, RETRY_RESTORE)


def _backup(azure: Azure, request: Request) -> Response:
    trigger = request.body["backupRuleOptions"]["triggerOption"]
    tag = trigger.get("retentionTagOverride", "Default")
    operation = azure.backup(azure.instance(request.names[0]), tag, request.activity)
    return _accepted(operation.name, RETRY_RESTORE)


def _policy(azure: Azure, request: Request) -> Response:
    return Response(200, documents.policy_document())


def _operation(azure: Azure, request: Request) -> Response:
    operation = azure.operations.get(request.names[0])
    if not operation:
        raise Refusal(404, "ResourceNotFound", "There is no such operation.")
    return Response(200, documents.operation_document(operation, azure.now))


def _jobs(azure: Azure, request: Request) -> Response:
    then, little = azure.now - azure.habits.list_lags, azure.habits.lists_tell_little
    listed = [documents.job_document(job, then, in_list=True, tells_little=little) for job in azure.jobs_of(then)]
    return Response(200, {"value": listed, "nextLink": None})


def _job(azure: Azure, request: Request) -> Response:
    job = azure.job(request.names[0])
    if not job:
        raise Refusal(404, "ResourceNotFound", "There is no such job.")
    return Response(200, documents.job_document(job, azure.now, in_list=False))


def _disks(azure: Azure, request: Request) -> Response:
    there = [disk for disk in azure.disks if disk.group == request.names[0] and disk.state_at(azure.now)]
    return _list([documents.disk_document(disk, azure.now) for disk in there])


def _disk(azure: Azure, request: Request) -> Response:
    disk = azure.disk(*request.names)
    if not disk:
        raise Refusal(404, "ResourceNotFound", "There is no such disk.")
    return Response(200, documents.disk_document(disk, azure.now))


def _graph(azure: Azure, request: Request) -> Response:
    if azure.habits.graph_lags is None or "backupjobs" not in request.body["query"].lower():
        raise Refusal(403, "AuthorizationFailed", "This login may not ask Resource Graph.")
    then, little = azure.now - azure.habits.graph_lags, azure.habits.lists_tell_little
    rows = [documents.job_document(job, then, in_list=False, tells_little=little) for job in azure.jobs_of(then)]
    return Response(200, {"totalRecords": len(rows), "data": rows, "resultTruncated": "false"})


def _unknown(azure: Azure, request: Request) -> Response:
    raise Refusal(404, "InvalidResourceType", f"There is nothing at {request.names[0]}.")


def _list(items: list[Json]) -> Response:
    return Response(200, {"value": items})


def _accepted(operation: str, retry_after: str) -> Response:
    url = f"{REGIONAL_HOST}{VAULT_ID}/operationStatus/{operation}?api-version=2025-07-01&t=638&c=x&s=y&h=z"
    return Response(202, None, {"azure-asyncoperation": url, "retry-after": retry_after})


_INSTANCES = f"{VAULT_ID}/backupInstances"
_DISKS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/([^/]+)/providers/Microsoft.Compute/disks"
_ROUTES = tuple(
    (method, re.compile(pattern), kind)
    for method, pattern, kind in (
        ("GET", VAULT_ID, "vault"),
        ("GET", _INSTANCES, "instances"),
        ("GET", f"{_INSTANCES}/([^/]+)", "instance"),
        ("GET", f"{_INSTANCES}/([^/]+)/recoveryPoints", "points"),
        ("GET", f"{_INSTANCES}/([^/]+)/recoveryPoints/([^/]+)", "point"),
        ("POST", f"{_INSTANCES}/([^/]+)/validateRestore", "validate"),
        ("POST", f"{_INSTANCES}/([^/]+)/restore", "restore"),
        ("POST", f"{_INSTANCES}/([^/]+)/backup", "backup"),
        ("GET", f"{VAULT_ID}/backupPolicies/([^/]+)", "policy"),
        ("GET", f"{VAULT_ID}/operationStatus/([^/]+)", "operation"),
        ("GET", f"{VAULT_ID}/backupJobs", "jobs"),
        ("GET", f"{VAULT_ID}/backupJobs/([^/]+)", "job"),
        ("GET", _DISKS, "disks"),
        ("GET", f"{_DISKS}/([^/]+)", "disk"),
        ("POST", "/providers/Microsoft.ResourceGraph/resources", "graph"),
    )
)
_HANDLERS: Mapping[str, Callable[[Azure, Request], Response]] = {
    "vault": _vault,
    "instances": _instances,
    "instance": _instance,
    "points": _points,
    "point": _point,
    "validate": _validate,
    "restore": _restore,
    "backup": _backup,
    "policy": _policy,
    "operation": _operation,
    "jobs": _jobs,
    "job": _job,
    "disks": _disks,
    "disk": _disk,
    "graph": _graph,
    "unknown": _unknown,
}
