# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Long-running operations of the Backup service: their status URLs and their documents.

Status URLs are those of the azure-cli-extensions recordings (vault scope, signed) and, for api-versions up to
2021-07-01, of those of 2021-06 and the azure-powershell recording of 2021-08-28 (location scope, not signed).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from .errors import AzureError, arm_error, not_found
from .messages import Response
from .model import BackupInstance, Job, Vault
from .names import made_up_guid
from .signatures import is_genuine, signed
from .timestamps import never, trimmed_time, whole_seconds
from .versions import FIRST_SIGNED, LAST_OLD

if TYPE_CHECKING:
    from .cloud import Call, Cloud

PLAIN = "/=()"
"""What stands unescaped in the path of a status URL."""


@dataclass
class Operation:
    """A request to a vault or backup instance between its 202 and its end."""

    id: str
    vault: Vault
    start: datetime
    end: datetime
    activity_id: str
    starts_job: bool
    error: dict[str, Any] | None = None
    job: Job | None = None
    backs_up: BackupInstance | None = None
    """Of an on-demand backup: what it backs up."""

    def starts_job_at(self, now: datetime) -> bool:
        """Whether it has yet to start its job at that moment."""
        return self.starts_job and now < self.end

    def of_location(self, what: str) -> str:
        """The path of its ``operationStatus`` or ``operationResults`` in its location."""
        place = f"/subscriptions/{self.vault.subscription_id}/providers/Microsoft.DataProtection/locations"
        return f"{place}/{self.vault.location}/{what}/{self.id}"

    def status_id(self, api_version: str) -> str:
        """The id of its ``operationStatus``."""
        if api_version <= LAST_OLD:
            return self.of_location("operationStatus")
        return f"{self.vault.id}/operationStatus/{self.id}"

    def document(self, now: datetime, api_version: str) -> dict[str, Any]:
        """What operationStatus says."""
        known = {"id": self.status_id(api_version), "name": self.id}
        start = {"startTime": trimmed_time(self.start)}
        if now < self.end:
            return {**known, "status": "Inprogress", **start, "endTime": never(api_version)}
        end = {"endTime": whole_seconds(self.end)}
        if self.error:
            return {**known, "status": "Failed", "error": self.error, **start, **end}
        properties = {"properties": self.result()} if self.job else {}
        return {**known, "status": "Succeeded", **start, **end, **properties}

    def result(self) -> dict[str, Any]:
        """What operationResults says of a success."""
        job = {"jobId": self.job.arm_id} if self.job else {}
        return {**job, "objectType": "OperationJobExtendedInfo"}


def begin(call: Call, seconds: float, *, starts_job: bool) -> Operation:
    """A new operation of the vault, from now on."""
    vault, cloud = call.vault, call.cloud
    guid = made_up_guid("operation", call.request_id)
    identifier = base64.b64encode(f"{vault.operation_prefix};{guid}".encode()).decode()
    end = call.now + cloud.clock.lasting(seconds)
    operation = Operation(identifier, vault, call.now, end, call.activity_id, starts_job)
    cloud.operations[identifier] = operation
    return operation


def accepted(call: Call, operation: Operation, retry_after: int) -> Response:
    """The 202 that every operation begins with: no body, two URLs."""
    headers = {"Location": _url(call, operation, operation.of_location("operationResults"))}
    wait = seconds_to_retry(call.cloud, retry_after)
    if wait is not None:
        headers["Retry-After"] = str(wait)
    headers["Azure-AsyncOperation"] = _url(call, operation, operation.status_id(call.api_version))
    return Response(202, b"", headers)


def finished(operation: Operation | None = None) -> Response:
    """The 200 by which an operation may answer at once: what came out of it, nothing for a validation."""
    if operation and operation.error:
        return Response.of_json({"error": operation.error}, 400)
    return Response.of_json(operation.result() if operation else {"objectType": "OperationJobExtendedInfo"})


def of_activity(call: Call) -> Operation | None:
    """The operation that a request with the same client request id has started for this vault."""
    there = call.cloud.operations.values()
    same = (one for one in there if one.starts_job and one.vault is call.vault and one.activity_id == call.activity_id)
    return next(same, None)


def status(call: Call) -> Response:
    """GET operationStatus: always 200, whatever became of the operation."""
    return Response.of_json(_find(call).document(call.now, call.api_version))


def results(call: Call) -> Response:
    """GET operationResults: 202 while it lasts, then what came out."""
    operation = _find(call)
    if call.now < operation.end:
        return accepted(call, operation, 30)
    if operation.error:
        return Response.of_json({"error": operation.error}, 400)
    response = Response.of_json(operation.result())
    response.headers["Azure-AsyncOperation"] = _url(call, operation, operation.of_location("operationStatus"))
    response.headers["Retry-After"] = str(seconds_to_retry(call.cloud, 30) or 30)
    return response


def _find(call: Call) -> Operation:
    operation, cloud = call.cloud.operations.get(call.names["operation"]), call.cloud
    lifetime = cloud.settings.status_url_lifetime
    forgotten = operation and lifetime is not None and operation.start + cloud.clock.lasting(lifetime) <= call.now
    if operation is None or forgotten:
        raise AzureError(not_found(f"operation {call.names['operation']}", call.api_version))
    if cloud.settings.strict_signatures and call.api_version >= FIRST_SIGNED and not is_genuine(call.request):
        raise AzureError(
            arm_error(400, "InvalidSignature", "The query of this URL is not the one that was handed out.")
        )
    return operation


def _url(call: Call, operation: Operation, path: str) -> str:
    query = f"api-version={call.api_version}"
    if call.api_version >= FIRST_SIGNED:
        query = signed(path, query, call.now)
    return f"{_base(call.cloud, operation)}{quote(path, safe=PLAIN)}?{query}"


def _base(cloud: Cloud, operation: Operation) -> str:
    if not cloud.settings.regional_status_host:
        return cloud.url
    parts = urlsplit(cloud.url)
    return f"{parts.scheme}://{operation.vault.location}.{parts.netloc}"


def seconds_to_retry(cloud: Cloud, seconds: int) -> int | None:
    """What a Retry-After of so many seconds is here; None: there is none."""
    setting = cloud.settings.retry_after
    if setting == "none":
        return None
    if setting != "real":
        return setting
    return round(seconds / cloud.clock.speed) or None
