# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Resource Manager's front: faults, tokens, throttling, routes, api-versions, rights, and the headers of all answers.

Header names, case and figures: azure-powershell recordings of 2021 and 2023 (they keep the case), azure-cli-extensions
recordings of 2023 to 2025.
"""

from __future__ import annotations

import math
import random
import re
import traceback
import uuid
from collections.abc import Iterator

from . import (
    authorization,
    compute,
    compute_writes,
    dataprotection,
    directory,
    disk_access,
    disk_host,
    graph,
    interfaces,
    locks,
    machine_operations,
    machine_power,
    machine_sizes,
    resources,
    subscriptions,
    tags,
    virtual_machines,
)
from .arm_ids import group_id
from .cloud import Call, Cloud, Plan
from .entra import Entra
from .errors import AzureError, arm_error, group_not_found, unauthorized
from .faults import Action, Faults
from .messages import Request, Response
from .model import Principal
from .routing import Route, Router
from .throttle import Throttle
from .timestamps import http_date
from .versions import FIRST_SIGNED, LAST_OLD, VERSIONS

_PROVIDERS = (
    *(dataprotection, compute, compute_writes, disk_access),
    *(virtual_machines, machine_power, machine_operations, machine_sizes, interfaces),
    *(resources, tags, subscriptions, authorization, locks, graph),
)
_ROUTER = Router([route for provider in _PROVIDERS for route in provider.ROUTES])
_VERSION = re.compile(r"\d{4}-\d\d-\d\d(-preview)?$")
_COMMON = {
    "Cache-Control": "no-cache",
    "Pragma": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Expires": "-1",
}
_READ_BUCKETS = {
    "recoveryPoints": 99,
    "backupJobs": 199,
    "backupVaults": 499,
    "backupInstances": 1999,
    "operationStatus": 999,
    "operationResults": 199,
    "backupResourceGuardProxies": 999,
}


class Gateway:
    """Answers what is asked of the emulated Azure."""

    def __init__(self, cloud: Cloud, entra: Entra, faults: Faults) -> None:
        self._cloud, self._entra, self._faults = cloud, entra, faults
        self._throttle = Throttle(cloud.clock)

    def answer(self, request: Request) -> Response:
        """The whole answer to a request, after all that goes wrong with it."""
        actions = self._faults.striking(request)
        response = next((action.instead(request) for action in actions if action.instead), None)
        if response is None:
            response = disk_host.answer(request, self._cloud, self._entra)
        if response is None:
            response = self._entra.answer(request) or self._resource_manager(request, _plan(actions))
        else:
            self._decorate(request, response, str(uuid.uuid4()))
        for action in actions:
            if action.meddle:
                response = action.meddle(response)
        return response

    def _resource_manager(self, request: Request, plan: Plan) -> Response:
        request_id = str(uuid.UUID(int=random.getrandbits(128), version=4))
        try:
            response = self._handle(request, request_id, plan)
        except AzureError as error:
            response = error.response
        except Exception:  # the emulator's own mistake, which a test must be able to see
            traceback.print_exc()
            response = arm_error(500, "EmulatorError", traceback.format_exc())
        response.delay += self._cloud.settings.latency
        self._decorate(request, response, request_id)
        return response

    def _handle(self, request: Request, request_id: str, plan: Plan) -> Response:
        caller = self._caller(request)
        if request.path.startswith(directory.PATHS):
            return directory.answer(request, self._cloud.estate, self._cloud.url)
        remaining = self._take_token(request, caller) if self._cloud.settings.throttle else None
        found = _ROUTER.find(request.method, request.path)
        if found is None:
            self._check_place(request.path)
            raise AzureError(arm_error(404, "InvalidResourceType", f"Nothing answers {request.method} {request.path}."))
        route, names = found
        _check_version(request, route)
        if not self._cloud.estate.access.may_call(caller, route.action, request.path, self._cloud.clock.now()):
            raise AzureError(_forbidden(caller, route, request.path))
        with self._cloud.lock:
            now = self._cloud.settle()
            self._check_place(request.path)
            call = Call(self._cloud, request, caller, now, names, request_id, plan, self._throttle)
            response = route.handler(call) if route.locked else None
        response = response or route.handler(call)
        if remaining is not None:
            response.headers[_remaining(request)[0]] = str(remaining)
        return response

    def _caller(self, request: Request) -> Principal:
        kind, _space, bearer = str(request.headers.get("authorization", "")).partition(" ")
        login, tenant = f"{self._cloud.url}/", self._cloud.estate.tenant_id
        if kind.lower() != "bearer" or not bearer:
            message = "Authentication failed. The 'Authorization' header is missing."
            raise AzureError(unauthorized("AuthenticationFailed", message, login, tenant))
        token = self._entra.token(bearer.strip())
        if token is None:
            raise AzureError(unauthorized("InvalidAuthenticationToken", "The access token is invalid.", login, tenant))
        if token.expires <= self._cloud.clock.now():
            message = f"The access token has expired at {http_date(token.expires)}."
            raise AzureError(unauthorized("ExpiredAuthenticationToken", message, login, tenant))
        if token.audience != self._cloud.url:
            message = f"The access token is for the audience '{token.audience}', not for '{login}'."
            raise AzureError(unauthorized("InvalidAuthenticationTokenAudience", message, login, tenant))
        if token.tenant != tenant:
            message = f"The access token is from the tenant '{token.tenant}', the subscription is of '{tenant}'."
            raise AzureError(unauthorized("InvalidAuthenticationTokenTenant", message, login, tenant))
        return token.principal

    def _take_token(self, request: Request, caller: Principal) -> int:
        """How many requests remain."""
        wait, remaining = self._throttle.take(caller.object_id, request.path, request.method)
        if wait:
            kind = Throttle.kind(request.method)
            message = f"The number of '{kind}' of the principal exceeds its limit. Try again later."
            response = arm_error(429, "SubscriptionRequestsThrottled", message)
            response.headers["Retry-After"] = str(max(1, math.ceil(wait)))
            raise AzureError(response)
        return remaining

    def _check_place(self, path: str) -> None:
        """The subscription that a path names must be there, and the resource group if it is of something inside."""
        parts = path.strip("/").split("/")
        if len(parts) < 2 or parts[0].lower() != "subscriptions":
            return
        if parts[1] not in self._cloud.estate.subscriptions:
            raise AzureError(arm_error(404, "SubscriptionNotFound", f"There is no subscription '{parts[1]}'."))
        named = len(parts) > 4 and parts[2].lower() == "resourcegroups"
        if named and group_id(parts[1], parts[3]) not in self._cloud.estate.groups:
            raise AzureError(group_not_found(parts[3]))

    def _decorate(self, request: Request, response: Response, request_id: str) -> None:
        """The headers that every answer of Resource Manager has."""
        now, headers = self._cloud.clock.now(), response.headers
        correlation = request.headers.get("x-ms-correlation-request-id") or request_id
        common = {
            **_COMMON,
            "x-ms-request-id": request_id,
            "x-ms-correlation-request-id": correlation,
            "x-ms-routing-request-id": f"WESTEUROPE:{now:%Y%m%dT%H%M%SZ}:{correlation}",
            "Date": http_date(now),
        }
        counted = response.status < 400 or response.by_provider
        if counted and not request.path.lower().startswith("/providers/"):
            name, remaining = _remaining(request)
            forced = self._cloud.settings.remaining_requests
            common[name] = str(remaining if forced is None else forced)
        if str(request.headers.get("x-ms-return-client-request-id", "")).lower() == "true":
            common["x-ms-client-request-id"] = str(request.headers.get("x-ms-client-request-id", ""))
        by_provider = (
            headers.get("x-ms-failure-cause") != "gateway" and "/microsoft.dataprotection/" in request.path.lower()
        )
        if by_provider and request.api_version < FIRST_SIGNED:
            common |= {"x-ms-request-id": "", "X-Powered-By": "ASP.NET"}
            if "Content-Type" in headers:
                headers["Content-Type"] = "application/json"
                common |= {"Server": "Microsoft-IIS/10.0"} if response.status < 400 else {}
        else:
            common["X-Cache"] = "CONFIG_NOCACHE"
            common["X-MSEdge-Ref"] = (
                f"Ref A: {request_id.replace('-', '').upper()} Ref B: AMS Ref C: {now:%Y-%m-%dT%H:%M:%SZ}"
            )
        response.headers = {**common, **headers}


def _plan(actions: list[Action]) -> Plan:
    return next((action.plan for action in actions if action.plan), Plan())


def _check_version(request: Request, route: Route) -> None:
    version = request.api_version
    if not version:
        message = "The api-version query parameter (?api-version=) is required for all requests."
        raise AzureError(arm_error(400, "MissingApiVersionParameter", message))
    if route.provider == "microsoft.dataprotection" and version not in VERSIONS:
        known = ", ".join(VERSIONS)
        message = f"There is no api-version '{version}' of this resource type; there are '{known}'."
        raise AzureError(arm_error(400, "NoRegisteredProviderFound", message))
    if version < route.since:
        message = f"There is no such resource type in the api-version '{version}', only since '{route.since}'."
        raise AzureError(arm_error(404, "InvalidResourceType", message))
    if not _VERSION.match(version):
        raise AzureError(arm_error(400, "InvalidApiVersionParameter", f"The api-version '{version}' is invalid."))


def _forbidden(caller: Principal, route: Route, path: str) -> Response:
    message = (
        f"The client '{caller.client_id}' with object id '{caller.object_id}' is not authorized to perform the action "
        f"'{route.action}' over the scope '{path}', or the scope is invalid. Refresh the credentials if access was "
        "given recently."
    )
    return arm_error(403, "AuthorizationFailed", message)


def _remaining(request: Request) -> tuple[str, int]:
    prefix = "x-ms-ratelimit-remaining"
    if request.method == "DELETE":
        return f"{prefix}-subscription-deletes", 799
    if request.method in ("POST", "PUT", "PATCH"):
        return f"{prefix}-subscription-writes", 799
    if "/microsoft.dataprotection/" not in request.path.lower() or request.api_version <= LAST_OLD:
        return f"{prefix}-subscription-reads", 11999
    return f"{prefix}-subscription-resource-requests", next(_buckets(request.path), 999)


def _buckets(path: str) -> Iterator[int]:
    """The bucket of the last collection that a path names."""
    for part in reversed(path.split("/")):
        if part in _READ_BUCKETS:
            yield _READ_BUCKETS[part]
