# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Azure Resource Graph: queries over what the caller may read, some seconds behind.

Requests, answers and headers: azure-cli-extensions recordings of 2024-05, 2025-03 and 2025-11 (api-version 2021-03-01).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from . import graph_backup, graph_containers, graph_resources, graph_roles, kql
from .cloud import Call
from .errors import AzureError, arm_error
from .graph_rows import Reach
from .graph_wanted import alternatives
from .kql_values import KqlError
from .messages import Response
from .model import Wanted
from .routing import Route
from .views import Document

_TABLES: dict[str, Callable[[Reach, list[Wanted]], Iterator[Document]]] = {
    "recoveryservicesresources": graph_backup.rows,
    "resources": graph_resources.rows,
    "resourcecontainers": graph_containers.rows,
    "authorizationresources": graph_roles.rows,
}


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
    reach = Reach(call)
    try:
        parsed = kql.parse(str(body.get("query", "")))
        return _answer(parsed, reach, body.get("options") or {})
    except KqlError as error:
        details = [{"code": "InvalidQuery", "message": f"The query is invalid: {error}."}]
        raise AzureError(arm_error(400, "BadRequest", "The query can't be run.", details=details)) from error


def _answer(parsed: kql.Query, reach: Reach, options: dict[str, Any]) -> Document:
    """A page of rows. What can't have pages is cut, and says so; a query that takes some rows skips none."""
    skip = 0 if parsed.has("take", "limit") else options.get("$skip")
    start = int(options.get("$skipToken") or skip or 0)
    end = start + min(int(options.get("$top") or 1000), reach.settings.graph_page)
    total, page = 0, []
    for row in parsed.run(lambda query: _rows(query, reach)):
        if start <= total < end:
            page.append(kql.as_document(row))
        total += 1
    has_pages = parsed.has_pages and (reach.settings.graph_pages_summaries or not parsed.has("summarize"))
    more = {"$skipToken": str(end)} if end < total and has_pages else {}
    truncated = str(end < total and not has_pages).lower()
    counts = {"totalRecords": total, "count": len(page), "data": page, "facets": []}
    return {**counts, **more, "resultTruncated": truncated}


def _rows(query: kql.Query, reach: Reach) -> Iterator[Document]:
    """The rows of a table that the query may be about, of what the caller may read."""
    if query.table not in _TABLES:
        raise KqlError(f"there is no table '{query.table}'")
    stale = reach.kept(reach.estate.stale_rows.items())
    yield from (row for _id, row in stale if _table(row["type"]) == query.table and reach.shows(row["id"], _right(row)))
    old = {identifier for identifier, _row in stale}
    yield from (row for row in _TABLES[query.table](reach, alternatives(query)) if row["id"].lower() not in old)


def _table(type_: str) -> str:
    """The table that has the rows of a type."""
    if "/backupvaults/" in type_:
        return "recoveryservicesresources"
    provider = type_.partition("/")[0]
    known = {"microsoft.resources": "resourcecontainers", "microsoft.authorization": "authorizationresources"}
    return known.get(provider, "resources")


def _right(row: Document) -> str:
    return f"{row['type']}/read"


_PROVIDER = "Microsoft.ResourceGraph"
ROUTES = [Route("POST", f"/providers/{_PROVIDER}/resources", query, f"{_PROVIDER}/resources/read", locked=False)]
