# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults on demand: what goes wrong, with which requests, and how often.

A Fault names requests by method, path and text of the body, and carries an action::

    azure.faults.add(Fault(answer(429, retry_after=5), "POST", r"/restore$", times=2))
    azure.faults.add(Fault(reset(after=True), "POST", r"/restore$"))
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from .cloud import Plan
from .errors import Failure, backup_error
from .messages import Json, Request, Response
from .names import made_up_guid

Meddle = Callable[[Response], Response]


@dataclass(frozen=True)
class Action:
    """What goes wrong. ``instead`` answers before the request takes effect, ``meddle`` changes its answer."""

    instead: Callable[[Request], Response] | None = None
    meddle: Meddle | None = None
    plan: Plan | None = None


@dataclass
class Fault:
    """An action for the requests that match: not for the first ``skip`` of them, and then for ``times`` (None: all).

    ``path`` and ``body`` are regular expressions, searched without case in the path and in the raw body.
    """

    action: Action
    method: str = "*"
    path: str = ""
    skip: int = 0
    times: int | None = 1
    body: str = ""
    hits: int = field(default=0, init=False)
    """How often it has struck."""

    def strikes(self, request: Request) -> bool:
        """Whether this request is hit; counts."""
        if self.method not in ("*", request.method) or not re.search(self.path, request.path, re.IGNORECASE):
            return False
        if self.body and not re.search(self.body, request.raw.decode("utf-8", "replace"), re.IGNORECASE):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        self.hits += 1
        return True


class Faults:
    """The faults in force. All that match a request strike it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """Puts a fault in force; keep it to read its ``hits``."""
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._faults.clear()

    def striking(self, request: Request) -> list[Action]:
        """What goes wrong with this request."""
        if not self._faults:
            return []
        with self._lock:
            return [fault.action for fault in self._faults if fault.strikes(request)]


def answer(
    status: int, body: Json = None, headers: dict[str, str] | None = None, retry_after: float | str | None = None
) -> Action:
    """Another answer: ``body`` is JSON, or text that is sent as it stands; None is an error in ARM's shape."""
    if body is None:
        code = {429: "TooManyRequests", 503: "ServiceUnavailable", 500: "InternalServerError"}.get(status, "Error")
        body = {"error": {"code": code, "message": f"The emulator was told to answer {status}."}}

    def instead(request: Request) -> Response:
        response = Response.of_json(body)
        if isinstance(body, str):
            response = Response(status, body.encode(), {"Content-Type": "text/plain"})
        response.status = status
        response.headers |= headers or {}
        if retry_after is not None:
            response.headers["Retry-After"] = str(retry_after)
        return response

    return Action(instead=instead)


def refused(code: str, message: str = "The emulator was told to refuse this.", status: int = 400) -> Action:
    """The Backup service refuses it, in its own shape; such as CloudDosTimeboudLimitReached."""
    failure = Failure(code, message, status=status)
    return Action(instead=lambda request: backup_error(failure, made_up_guid("activity", code)))


def html(status: int = 502) -> Action:
    """A proxy on the way answers in HTML."""
    page = f"<html><head><title>{status}</title></head><body><h1>Bad Gateway</h1></body></html>"
    return answer(status, page, {"Content-Type": "text/html", "Server": "proxy"})


def gateway_timeout() -> Action:
    """504 after the service did not answer in time: a job's GET in an azure-cli-extensions recording of 2023-02."""
    body = {"error": {"code": "GatewayTimeout", "message": "The gateway did not receive a response in time."}}
    return answer(504, body, {"x-ms-failure-cause": "service", "Connection": "close"})


def expired_token() -> Action:
    """401: the token has expired, says Resource Manager."""
    body = {"error": {"code": "ExpiredAuthenticationToken", "message": "The access token expiry UTC time is past."}}
    return answer(401, body, {"WWW-Authenticate": 'Bearer authorization_uri="https://login", error="invalid_token"'})


def claims_challenge(claims: str = "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ==") -> Action:
    """401: continuous access evaluation wants a token with these claims (base64)."""
    body = {"error": {"code": "InsufficientClaims", "message": "Continuous access evaluation needs a fresh token."}}
    challenge = f'Bearer realm="", authorization_uri="https://login", error="insufficient_claims", claims="{claims}"'
    return answer(401, body, {"WWW-Authenticate": challenge})


def redirect(url: str, status: int = 307) -> Action:
    """Elsewhere, says the answer."""
    return answer(status, "", {"Location": url})


def reset(*, after: bool = False) -> Action:
    """The connection is reset: before the request takes effect, or ``after`` it did, so that the answer is lost."""
    if after:
        return Action(meddle=lambda response: Response(response.status, drop=True))
    return Action(instead=lambda request: Response(0, drop=True))


def slow(seconds: float) -> Action:
    """The request takes effect at once; its answer takes so many real seconds."""

    def meddle(response: Response) -> Response:
        response.delay += seconds
        return response

    return Action(meddle=meddle)


def truncated_json(keep: int = 40) -> Action:
    """A complete answer whose JSON ends in the middle."""

    def meddle(response: Response) -> Response:
        response.body = _whole(response)[:keep]
        return response

    return Action(meddle=meddle)


def cut(keep: int = 40) -> Action:
    """The connection is closed after so many bytes of the body."""

    def meddle(response: Response) -> Response:
        response.cut = keep
        return response

    return Action(meddle=meddle)


def with_headers(**headers: str | None) -> Action:
    """Sets headers of the real answer (None removes one); ``_`` in a name stands for ``-``."""

    def meddle(response: Response) -> Response:
        for name, value in headers.items():
            name = name.replace("_", "-")
            for there in [one for one in response.headers if one.lower() == name.lower()]:
                del response.headers[there]
            if value is not None:
                response.headers[name] = value
        return response

    return Action(meddle=meddle)


def foreign_status_host(host: str = "management.example.net") -> Action:
    """The status URLs of a 202 point to another host."""

    def meddle(response: Response) -> Response:
        for name in ("Azure-AsyncOperation", "Location"):
            if name in response.headers:
                url = response.headers[name]
                response.headers[name] = urlsplit(url)._replace(netloc=host).geturl()
        return response

    return Action(meddle=meddle)


def changed_body(change: Callable[[Json], Json]) -> Action:
    """The JSON of the real answer, changed."""

    def meddle(response: Response) -> Response:
        response.body = json.dumps(change(json.loads(_whole(response)))).encode()
        return response

    return Action(meddle=meddle)


def failing_operation(code: str, message: str = "The emulator was told to fail this.") -> Action:
    """The operation that this validateRestore or restore starts will be Failed."""
    return Action(plan=Plan(failure=Failure(code, message, ("Nothing can be done.",))))


def failing_job(errors: list[dict[str, Any]] | None = None) -> Action:
    """The job that this restore or backup starts will fail, with these ``errorDetails``."""
    default = Failure("InternalServerError", "An error of the service.", ("Try again.",)).of_job()
    return Action(plan=Plan(errors=errors or default))


def job_with_warnings(warnings: list[dict[str, Any]] | None = None) -> Action:
    """That job will be CompletedWithWarnings."""
    message = "The restored disk is larger than its source."
    default: list[dict[str, Any]] = [{"resourceName": None, "warning": {"code": "Warning", "message": message}}]
    return Action(plan=Plan(warnings=warnings or default))


def stuck_job() -> Action:
    """That job will never end."""
    return Action(plan=Plan(stuck=True))


def long_job(seconds: float) -> Action:
    """That job takes so many of the service's seconds."""
    return Action(plan=Plan(seconds=seconds))


def name_taken() -> Action:
    """Somebody makes a disk of the wished name right after this restore was accepted."""
    return Action(plan=Plan(name_taken=True))


def _whole(response: Response) -> bytes:
    return response.body if isinstance(response.body, bytes) else b"".join(response.body)
