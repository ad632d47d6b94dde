# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Resources: the tags of a disk, changed one by one, without a right on the disk itself.

Requests and answers: azure-cli recording of 2021-07 (tag update). The limits: learn.microsoft.com, "Use tags to
organize your Azure resources".
"""

from __future__ import annotations

from .cloud import Call
from .compute import compute_id, group_of
from .compute_writes import check_lock
from .errors import AzureError, arm_error, resource_not_found
from .messages import Response
from .routing import Route

_MOST_TAGS = 50
_LONGEST_NAME = 512
_LONGEST_VALUE = 256


def patch_tags(call: Call) -> Response:
    """Merge, Replace or Delete; the whole set comes back at once."""
    identifier = compute_id(call, "disks")
    disk = call.estate.disks.get(identifier)
    if disk is None:
        raise AzureError(resource_not_found("Microsoft.Compute/disks", call.names["disk"], call.names["group"]))
    check_lock(group_of(call), identifier, deleting=False)
    body = call.request.json or {}
    given: dict[str, str] = (body.get("properties") or {}).get("tags") or {}
    tags = _changed(dict(disk.tags), given, str(body.get("operation")))
    if len(tags) > _MOST_TAGS or any(len(k) > _LONGEST_NAME or len(v) > _LONGEST_VALUE for k, v in tags.items()):
        raise AzureError(arm_error(400, "InvalidTagValueLength", "A resource has at most 50 tags of 256 characters."))
    disk.tags = tags
    document = {
        "id": f"{identifier}/providers/Microsoft.Resources/tags/default",
        "name": "default",
        "type": "Microsoft.Resources/tags",
        "properties": {"tags": tags},
    }
    return Response.of_json(document)


def _changed(tags: dict[str, str], given: dict[str, str], operation: str) -> dict[str, str]:
    if operation == "Replace":
        return given
    if operation not in ("Merge", "Delete"):
        raise AzureError(arm_error(400, "InvalidTagOperation", f"There is no operation '{operation}'."))
    for name, value in given.items():
        there = next((one for one in tags if one.lower() == name.lower()), name)
        if operation == "Merge":
            tags[there] = value
        elif tags.get(there) == value:
            del tags[there]
    return tags


_DISK = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/disks/{disk}"
ROUTES = [
    Route("PATCH", f"{_DISK}/providers/Microsoft.Resources/tags/default", patch_tags, "Microsoft.Resources/tags/write"),
]
