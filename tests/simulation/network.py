# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way between a simulated process and the service."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from ...plugins.module_utils._arm.errors import ConnectionLost, ConnectionNotMade, Trace
from ...plugins.module_utils._arm.json_text import read_json
from ...plugins.module_utils._arm.transport import LONGEST_EXCHANGE, Answer, nothing_before
from .azure import Azure
from .chance import Chance
from .documents import http_date
from .faults import Fault, Faults, spoilt
from .history import SENDS, Exchange, History
from .scheduler import Process, Scheduler
from .service import Request, Response, read_request, respond
from .triggers import Triggers

BROKEN = "broken"
WAITS = frozenset({"slow", "late"})
HOST = "management.azure.com"


class SimulatedTransport:
    """Sends the requests of one process."""

    def __init__(
        self,
        scheduler: Scheduler,
        azure: Azure,
        faults: Faults,
        history: History,
        process: Process,
        controller: int,
        chance: Chance,
        triggers: Triggers,
    ) -> None:
        self._scheduler = scheduler
        self._azure = azure
        self._faults = faults
        self._history = history
        self._process = process
        self._controller = controller
        self._chance = chance
        self._triggers = triggers
        self._sent = 0

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: object = None,
        timeout: float = LONGEST_EXCHANGE,
        before_send: Callable[[], None] = nothing_before,
    ) -> Answer:
        """One exchange."""
        response, _fault = self._exchange(method, url, headers, body, timeout, before_send)
        return self._answer(response, url, headers)

    def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        timeout: float,
        before_send: Callable[[], None] = nothing_before,
    ) -> tuple[Answer, Iterator[bytes]]:
        """A GET whose body is read as it comes."""
        response, fault = self._exchange("GET", url, headers, None, timeout, before_send)
        answer = self._answer(response, url, headers, is_read=response.status != 200)
        if response.status != 200:
            return answer, iter(())
        return answer, self._chunks(_text(response), fault, timeout)

    def close(self) -> None:
        """There are no connections."""

    def _exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: object,
        timeout: float,
        before_send: Callable[[], None],
    ) -> tuple[Response, Fault | None]:
        scheduler = self._scheduler
        thread = scheduler.current
        request = read_request(method, url, body, headers)
        fault = self._faults.strike(request.kind, self._controller, scheduler.now)
        self._sent += 1
        number = self._sent
        exchange = Exchange(self._process.name, thread.name, request.kind, request.names, request.target, scheduler.now)
        self._history.exchanges.append(exchange)
        scheduler.sleep(self._chance.between(0.0, 0.05, "connect", number))
        try:
            self._leave(request, exchange, fault, before_send)
            arrive = scheduler.waker()
            delay = self._chance.between(0.01, 0.3, "up", number)
            if fault and fault.act == "late":
                delay += fault.seconds
            if not fault or fault.act not in ("lost_before", "silent_before", "status_before"):
                scheduler.at(scheduler.now + delay, lambda: self._serve(request, exchange, fault, number, arrive))
            elif fault.act == "status_before":
                instead = spoilt(Response(0), fault)
                scheduler.at(scheduler.now + delay, lambda: arrive(instead))
            elif fault.act == "lost_before":
                scheduler.at(scheduler.now + delay, lambda: arrive(BROKEN))
            came = _whole(scheduler.wait(min(LONGEST_EXCHANGE, timeout)), fault)
        except (ConnectionNotMade, ConnectionLost, KeyError) as failure:
            exchange.ended = scheduler.now
            self._triggers.saw(request.kind, "ended", self._controller)
            self._note(exchange, f"{_said(request)}: {failure}")
            raise
        exchange.ended, exchange.status = scheduler.now, came.status
        exchange.understood = fault is None or fault.act in WAITS
        self._triggers.saw(request.kind, "ended", self._controller)
        if exchange.operation is None and request.kind == "operation" and came.body:
            _note_job(exchange, came)
        self._note(exchange, f"{_said(request)}: {came.status}{_because(fault)}")
        return came, fault

    def _leave(
        self, request: Request, exchange: Exchange, fault: Fault | None, before_send: Callable[[], None]
    ) -> None:
        """The moment at which the first byte leaves, unless something is in the way."""
        if fault and fault.act == "bug_before":
            raise KeyError("a bug")
        if fault and fault.act == "refused":
            self._scheduler.sleep(fault.seconds)
            raise ConnectionNotMade(f"{HOST} could not be reached (connection refused)")
        before_send()
        exchange.left = self._scheduler.now
        self._triggers.saw(request.kind, "left", self._controller)
        if request.kind in SENDS:
            self._note(exchange, f"sends the {request.kind} of {request.target}")

    def _serve(
        self, request: Request, exchange: Exchange, fault: Fault | None, number: int, arrive: Callable[[object], None]
    ) -> None:
        """The moment at which the request takes effect."""
        scheduler = self._scheduler
        exchange.served = scheduler.now
        response = respond(self._azure, request)
        self._triggers.saw(request.kind, "served", self._controller)
        if request.kind in SENDS and response.status == 202:
            exchange.operation = list(self._azure.operations.values())[-1]
            self._note(exchange, f"has its {request.kind} of {request.target} accepted")
        if fault:
            response = spoilt(response, fault)
        delay = self._chance.between(0.01, 0.3, "down", number)
        if fault and fault.act == "slow":
            delay += fault.seconds
        reason = BROKEN if fault and fault.act == "lost_after" else response
        if not fault or fault.act != "silent_after":
            scheduler.at(scheduler.now + delay, lambda: arrive(reason))

    def _answer(self, response: Response, url: str, headers: Mapping[str, str], *, is_read: bool = True) -> Answer:
        body: object = response.body if is_read else None
        is_json = True
        if is_read and response.text is not None:
            try:
                body = read_json(response.text.encode())
            except ValueError:
                is_json = False
        asked, activity = url.split("?", 1)[0], headers.get("x-ms-client-request-id")
        trace = Trace(response.status, asked, "request", "correlation", activity)
        dated = {"date": http_date(self._scheduler.now), **response.headers}
        return Answer(response.status, dated, body, is_json, trace)

    def _chunks(self, text: str, fault: Fault | None, timeout: float) -> Iterator[bytes]:
        if fault and fault.act == "truncated":
            yield text[: len(text) // 2].encode()
            self._scheduler.sleep(min(fault.seconds, timeout))
            raise ConnectionLost(f"the connection to {HOST} broke before the answer was complete")
        yield text.encode()

    def _note(self, exchange: Exchange, text: str) -> None:
        self._history.note(self._scheduler, f"{exchange.run}  {text}")


def _whole(came: object, fault: Fault | None) -> Response:
    """What came back, if it is an answer."""
    if came is None:
        raise ConnectionLost(f"{HOST} did not answer in time")
    if not isinstance(came, Response):
        raise ConnectionLost(f"the connection to {HOST} broke before the answer was complete")
    if fault and fault.act == "bug_after":
        raise KeyError("a bug")
    return came


def _text(response: Response) -> str:
    return response.text if response.text is not None else json.dumps(response.body)


def _note_job(exchange: Exchange, response: Response) -> None:
    properties = response.body.get("properties") if response.body else None
    if isinstance(properties, dict) and properties.get("jobId") and response.text is None:
        exchange.told_job = str(properties.get("jobId")).rpartition("/")[2]


def _said(request: Request) -> str:
    about = (request.target, *(name[:13] for name in request.names[-1:]))
    return " ".join((request.kind, *filter(None, about)))


def _because(fault: Fault | None) -> str:
    return f" ({fault.act})" if fault else ""
