# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes wrong on the way: which request is struck, and how."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .documents import error_document
from .service import Response

Act = Literal[
    "refused",
    "lost_before",
    "lost_after",
    "silent_before",
    "silent_after",
    "slow",
    "late",
    "status_before",
    "status_after",
    "failing",
    "html",
    "truncated",
    "not_a_number",
    "missing",
    "null",
    "nonsense",
    "bad_url",
    "strange_url",
    "far_retry",
    "bad_redirect",
    "bug_before",
    "bug_after",
]
BAD_URL = "https://[::1/x"
STRANGE_URL = "https://evil.test/operationStatus/1"


@dataclass(frozen=True)
class Fault:
    """Strikes requests of a kind (`any`: all): `times` of them, from the `nth` on. `by`: of one controller only.

    A bug is an exception that nobody expects, raised before the request leaves, or when its answer has come.

    `missing`: without the members that `code` names.

    `seconds` is how long something takes, `status`, `code` and `retry_after` are of the answer that comes instead.
    """

    on: str
    act: Act
    nth: int = 1
    times: int = 1
    by: int | None = None
    seconds: float = 0.0
    status: int = 0
    code: str = ""
    retry_after: str = ""


@dataclass(frozen=True)
class Outage:
    """A time in which every request meets the same fault."""

    since: float
    until: float
    fault: Fault


class Faults:
    """The faults of a world, met in the order in which requests are made."""

    def __init__(self, faults: Sequence[Fault], outages: Sequence[Outage]) -> None:
        self._faults = faults
        self._outages = outages
        self._counts: Counter[tuple[Fault, str]] = Counter()

    def strike(self, kind: str, controller: int, moment: float) -> Fault | None:
        """The fault that the next request of this kind meets."""
        found: Fault | None = None
        for fault in dict.fromkeys(self._faults):
            if fault.on in (kind, "any") and fault.by in (None, controller) and (fault.on == kind or kind != "thread"):
                self._counts[fault, ""] += 1
                if fault.nth <= self._counts[fault, ""] < fault.nth + fault.times:
                    found = found or fault
        if found or kind == "thread":
            return found
        for outage in self._outages:
            if outage.since <= moment < outage.until and outage.fault.on in (kind, "any"):
                return outage.fault
        return None


def spoilt(response: Response, fault: Fault) -> Response:
    """The answer as a fault leaves it."""
    if fault.act in ("status_before", "status_after"):
        headers = {"retry-after": fault.retry_after} if fault.retry_after else {}
        return Response(fault.status, error_document(fault.code) if fault.code else None, headers)
    headers = dict(response.headers)
    if fault.act == "bad_redirect":
        return Response(302, None, {"location": BAD_URL})
    if fault.act == "far_retry":
        return Response(response.status, response.body, {**headers, "retry-after": "86400"})
    if fault.act in ("bad_url", "strange_url"):
        url = BAD_URL if fault.act == "bad_url" else STRANGE_URL
        if "azure-asyncoperation" in headers:
            return Response(response.status, response.body, {**headers, "azure-asyncoperation": url})
        if response.body and "value" in response.body:
            return Response(response.status, {**response.body, "nextLink": url}, headers)
        return response
    if fault.act in ("truncated", "not_a_number") and response.body is not None:
        whole = json.dumps(response.body)
        text = whole[: len(whole) // 2] if fault.act == "truncated" else whole.replace(": 64,", f": {fault.code},")
        return Response(response.status, None, headers, text)
    if fault.act == "missing" and response.body is not None:
        return Response(response.status, _without(response.body, fault.code), headers)
    texts = {
        "html": "<html><body>Sign in to the proxy</body></html>",
        "null": "null",
        "nonsense": '{"properties": [], "value": {"a": 1}, "status": 7, "id": {}, "error": "?"}',
    }
    if fault.act in texts:
        return Response(response.status, None, headers, texts[fault.act])
    return response


def _without(value: Any, name: str) -> Any:
    """The same JSON without the members of that name, wherever they stand."""
    if isinstance(value, dict):
        return {key: _without(inner, name) for key, inner in value.items() if key != name}
    return [_without(inner, name) for inner in value] if isinstance(value, list) else value
