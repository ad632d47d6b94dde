# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute: what a change of a virtual machine starts, and what its status URLs say.

Shapes: azure-cli recordings of 2021-07 to 2024-10: 202 with ``Azure-AsyncOperation`` and ``Location``, or 200 with the
former alone and a change that is not finished.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from .cloud import Call
from .compute import pretty
from .compute_errors import Refusal
from .compute_limits import SECONDS_A_CHANGE, Bucket
from .errors import AzureError, arm_error
from .machines import MachineOperation, VirtualMachine
from .messages import Response
from .names import made_up_guid
from .routing import Route
from .signatures import signed
from .timestamps import compute_time

FIRST_SIGNED = "2021-11-01"
"""From here on status URLs are signed: the recordings of 2024 have no older version, those of 2021 none that is."""
LIMITS = "x-ms-ratelimit-remaining-resource"
Finish = Callable[[datetime], "Refusal | None"]
"""What a change does at its end, or why it fails."""


def count(call: Call, bucket: Bucket, machine_id: str) -> str:
    """Takes a change of the machine from its limits; the header that says how many remain."""
    size = call.cloud.settings.machine_changes
    if size is None:
        size, refill = 1_000_000, timedelta(microseconds=1)
    else:
        refill = call.cloud.clock.lasting(SECONDS_A_CHANGE)
    return call.cloud.compute_limits.take(bucket, machine_id, size, call.now, refill)


def begin(
    call: Call, machine: VirtualMachine, seconds: float, finish: Finish, undo: Callable[[], None] | None = None
) -> MachineOperation:
    """A change from now on. If it fails, ``undo`` puts the machine back (unless Settings say that nothing does)."""
    settings, plan = call.cloud.settings, call.plan
    end = None if plan.stuck else call.now + call.cloud.clock.lasting(plan.seconds or seconds)
    operation = MachineOperation(call.now, end)
    call.cloud.machine_operations[call.request_id] = operation
    machine.operation = operation

    def complete(moment: datetime) -> None:
        if machine.operation is not operation:
            return
        failure = Refusal(plan.failure.code, plan.failure.message) if plan.failure else finish(moment)
        machine.operation = None
        machine.provisioned = moment
        machine.provisioning_state = "Failed" if failure else "Succeeded"
        if failure:
            operation.error = failure.document()
            if undo and not settings.failed_change_stays:
                undo()

    if end:
        call.cloud.agenda.at(end, complete)
    return operation


def with_status_urls(call: Call, response: Response, location: str, *, monitor: bool) -> Response:
    """The answer with the URLs of the operation that began with this request."""
    place = f"/subscriptions/{call.names['subscription']}/providers/Microsoft.Compute/locations"
    path = f"{place}/{location}/operations/{call.request_id}"
    for header, more in (("Azure-AsyncOperation", ""), ("Location", "&monitor=true")):
        if header == "Location" and not monitor:
            continue
        query = f"p={made_up_guid('p')}{more}&api-version={call.api_version}"
        query = signed(path, query, call.now) if call.api_version >= FIRST_SIGNED else query
        response.headers[header] = f"{call.cloud.url}{path}?{query}"
    if call.api_version >= FIRST_SIGNED:
        response.headers["Azure-AsyncNotification"] = "Enabled"
    return response


def get_operation(call: Call) -> Response:
    """Its outcome, also at its Location, which is asked with ``monitor=true``."""
    guid = call.names["operation"]
    operation = call.cloud.machine_operations.get(guid)
    if operation is None:
        raise AzureError(arm_error(404, "NotFound", f"There is no operation '{guid}'."))
    limits = "GetOperationResource;44,Microsoft.Compute/GetOperationSubscriptionMaximum;14999"
    over = operation.is_over(call.now)
    if call.request.query.get("monitor") == "true":
        response = pretty({"error": operation.error}, limits)
        response.status = 409
        if not operation.error:
            response = Response(200 if over else 202, b"", {LIMITS: response.headers[LIMITS]})
        return response
    document: dict[str, Any] = {"startTime": compute_time(operation.start)}
    if over and operation.end:
        document["endTime"] = compute_time(operation.end)
    document["status"] = ("Failed" if operation.error else "Succeeded") if over else "InProgress"
    if operation.error:
        document["error"] = operation.error
    return pretty({**document, "name": guid}, limits)


_PATH = "/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operation}"
ROUTES = [Route("GET", _PATH, get_operation, "Microsoft.Compute/locations/operations/read")]
