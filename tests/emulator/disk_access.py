# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute: access to the bytes of a disk, by a URL with a shared access signature, for some time.

Requests, answers and operations: azure-cli recording of 2024-12 (disk grant-access). Refusals are unverified.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from .certificates import DISK_HOST
from .cloud import Call
from .compute import compute_id
from .compute_writes import ACTIVE_SAS, with_operation
from .errors import AzureError, arm_error, resource_not_found
from .messages import Response
from .model import Disk, DiskAccess
from .routing import Route

_DISK = "Microsoft.Compute/disks"
_LIMITS = "Microsoft.Compute/HighCostDiskHydrate3Min;999,Microsoft.Compute/HighCostDiskHydrate30Min;7999"
_SHORTEST, _LONGEST = 1, 60 * 24 * 3600


def begin_get_access(call: Call) -> Response:
    """POST beginGetAccess: 202, and an operation that ends with the URL. The seconds of the access are real ones."""
    disk, body = _disk(call), call.request.json or {}
    seconds = body.get("durationInSeconds")
    if body.get("access") not in ("Read", "Write"):
        raise AzureError(arm_error(400, "InvalidParameter", "The value of parameter 'access' is invalid."))
    if not isinstance(seconds, int) or not _SHORTEST <= seconds <= _LONGEST:
        raise AzureError(arm_error(400, "InvalidParameter", "The value of parameter 'durationInSeconds' is invalid."))
    _check(disk)
    access = call.cloud.disk_access(disk)
    if access is None:
        path, signature = f"/{secrets.token_hex(6)}/abcd", secrets.token_urlsafe(32)
        query = f"sv=2018-03-28&sr=b&si={secrets.token_hex(16)}&sig={signature}"
        host = f"https://{DISK_HOST}" if call.cloud.settings.disk_host else call.cloud.url
        access = DiskAccess(disk, f"{host}{path}?{query}", path, signature, call.now)
        call.cloud.disk_accesses[path] = access
    access.until = call.now + timedelta(seconds=seconds)
    disk.disk_state = ACTIVE_SAS

    def expire(_moment: datetime) -> None:
        if disk.disk_state == ACTIVE_SAS and call.cloud.disk_access(disk) is None:
            _end(call, access)

    call.cloud.agenda.at(access.until, expire)
    return with_operation(call, Response(202, b"", {"x-ms-ratelimit-remaining-resource": _LIMITS}), access)


def end_get_access(call: Call) -> Response:
    """POST endGetAccess: the URL opens nothing any more. 202 as well if there was no access."""
    access = call.cloud.disk_access(_disk(call))
    if access:
        _end(call, access)
    return with_operation(call, Response(202, b"", {"x-ms-ratelimit-remaining-resource": _LIMITS}), None)


def _end(call: Call, access: DiskAccess) -> None:
    access.disk.disk_state = "Reserved" if access.disk.managed_by else "Unattached"
    access.until = min(access.until, call.cloud.clock.now())


def _check(disk: Disk) -> None:
    if disk.network_access_policy == "DenyAll":
        message = f"Disk {disk.name} has the network access policy DenyAll: it can't be exported."
        raise AzureError(arm_error(409, "OperationNotAllowed", message))
    if disk.disk_state == "Attached":
        message = f"Disk {disk.name} is attached to VM {disk.managed_by}, which runs: it can't be exported."
        raise AzureError(arm_error(409, "OperationNotAllowed", message))


def _disk(call: Call) -> Disk:
    disk = call.estate.disks.get(compute_id(call, "disks"))
    if disk is None:
        raise AzureError(resource_not_found(_DISK, call.names["disk"], call.names["group"]))
    return disk


_PATH = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/disks/{disk}"
ROUTES = [
    Route("POST", f"{_PATH}/beginGetAccess", begin_get_access, f"{_DISK}/beginGetAccess/action"),
    Route("POST", f"{_PATH}/endGetAccess", end_get_access, f"{_DISK}/endGetAccess/action"),
]
