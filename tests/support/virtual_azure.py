# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Azure's emulator and a task on virtual time, so that neither the machine nor what else it does takes any.

What takes time is the protocol: requests, answers, waits. What the processor takes is not in it.
"""

from __future__ import annotations

import importlib
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from azure.core.credentials import AccessToken

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible import tasks
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.execution import outcome
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.options import Spec
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.runtime import Runtime
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import Trace
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.json_text import read_json
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.transport import (
    LONGEST_EXCHANGE,
    STREAMED,
    Answer,
    nothing_before,
)
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.certificates import DISK_HOST
from ansible_collections.azure_dr.backup.tests.emulator.clock import Clock
from ansible_collections.azure_dr.backup.tests.emulator.cloud import Cloud
from ansible_collections.azure_dr.backup.tests.emulator.entra import Entra
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Faults
from ansible_collections.azure_dr.backup.tests.emulator.gateway import Gateway
from ansible_collections.azure_dr.backup.tests.emulator.messages import Headers, RecordedRequest, Request, Response
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.simulation.scheduler import Process, Scheduler
from ansible_collections.azure_dr.backup.tests.simulation.threads import SimulatedThreads

URL = "https://management.azure.com"
FOREVER = 1e9
LATENCY_SECONDS = 0.08


class VirtualClock(Clock):
    """The clock of the service and of the task. It goes on when the scheduler says so."""

    def __init__(self, scheduler: Scheduler) -> None:
        super().__init__()
        self._scheduler = scheduler
        self._born = super().now()

    def now(self) -> datetime:
        return self._born + timedelta(seconds=self._scheduler.now)

    def monotonic(self) -> float:
        return self._scheduler.now

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds."""
        self._scheduler.sleep(seconds)


@dataclass(frozen=True)
class Credential:
    """Gives the tokens of the emulated Entra ID."""

    issue: Callable[[], str]
    clock: VirtualClock

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """A token that is good for an hour."""
        return AccessToken(self.issue(), int(self.clock.now().timestamp()) + 3600)


class VirtualAzure:
    """An emulated Azure on virtual time, in which one task is run: on its `estate`, and with its `faults`."""

    def __init__(self, estate: Estate, **settings: Any) -> None:
        self.estate = estate
        self.faults = Faults()
        self.requests: list[RecordedRequest] = []
        self.elsewhere: list[str] = []
        """The URLs of other hosts that were called."""
        self.seconds = 0.0
        """How long the task has taken."""
        self._scheduler = Scheduler("virtual", FOREVER)
        self._clock = VirtualClock(self._scheduler)
        self._cloud = Cloud(estate, self._clock, Settings(disk_host=True, **settings), url=URL)
        entra = Entra(estate, self._clock, self._cloud.settings, URL)
        self._gateway = Gateway(self._cloud, entra, self.faults)
        principal = estate.access.principals[names.CLIENT_ID]
        self._credential = Credential(lambda: entra.issue(principal), self._clock)

    def run(self, module: str, **options: Any) -> dict[str, Any]:
        """What the task of a module returns, or nothing if it never ends."""
        random.seed(0)
        result: dict[str, Any] = {}
        login = {
            "subscription_id": self.estate.subscription_id,
            "client_id": names.CLIENT_ID,
            "secret": names.CLIENT_SECRET,
            "tenant": self.estate.tenant_id,
        }
        task = importlib.import_module(f"{tasks.__name__}.{module}")
        task_options = _filled(task.spec(), {**login, **options})
        process = Process("virtual")
        runtime = Runtime(
            environment={},
            folder=Path("/nowhere"),
            clock=self._clock,
            threads=SimulatedThreads(self._scheduler, process),
            open_transport=lambda verify: self,
            choose_credential=lambda login: lambda authority: self._credential,
            watch_starters=lambda: lambda: True,
        )

        def work() -> None:
            result.update(outcome(task.run, task_options, runtime, diff=False))
            self.seconds = self._scheduler.now
            process.alive = False

        self._scheduler.start(process, work, "main")
        self._scheduler.run()
        self._scheduler.end()
        return result

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
        """One exchange, as a transport has it."""
        return _read(self._exchange(method, url, headers, body, before_send), url, headers)

    def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        timeout: float,
        before_send: Callable[[], None] = nothing_before,
    ) -> tuple[Answer, Iterator[bytes]]:
        """A GET whose body is read as it comes."""
        response = self._exchange("GET", url, headers, None, before_send)
        if response.status not in STREAMED:
            return _read(response, url, headers), iter(())
        return _answer(response, url, headers, None), iter((_content(response),))

    def close(self) -> None:
        """There are no connections to close."""

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: object, before_send: Callable[[], None]
    ) -> Response:
        before_send()
        if not url.startswith((f"{URL}/", f"https://{DISK_HOST}/")):
            self.elsewhere.append(url)
        self._scheduler.sleep(LATENCY_SECONDS / 2)
        raw = json.dumps(body).encode() if body is not None else b""
        target = "/" + url.split("/", 3)[3]
        request = Request(method, target, Headers({name.lower(): it for name, it in headers.items()}), raw)
        response = self._gateway.answer(request)
        now = self._clock.now()
        recorded = RecordedRequest(method, request.path, {}, Headers(), None, b"", "", self._scheduler.now, now)
        recorded.status = response.status
        self.requests.append(recorded)
        self._scheduler.sleep(LATENCY_SECONDS / 2 + response.delay)
        return response


def _content(response: Response) -> bytes:
    return response.body if isinstance(response.body, bytes) else b"".join(response.body)


def _read(response: Response, url: str, headers: Mapping[str, str]) -> Answer:
    content = _content(response)
    try:
        return _answer(response, url, headers, read_json(content) if content else None)
    except ValueError:
        return _answer(response, url, headers, None, is_json=False)


def _answer(response: Response, url: str, headers: Mapping[str, str], body: object, *, is_json: bool = True) -> Answer:
    called = headers.get("x-ms-client-request-id")
    trace = Trace(response.status, url.split("?", 1)[0], "request", "correlation", called)
    told = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, told, body, is_json, trace)


def _filled(spec: Spec, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a task as Ansible hands them over: with the defaults, and None for what is not given."""
    assert given.keys() <= spec.keys(), given.keys() - spec.keys()
    options: dict[str, Any] = {name: given.get(name, option.get("default")) for name, option in spec.items()}
    for name, option in spec.items():
        if "options" in option and isinstance(options[name], list):
            options[name] = [_filled(option["options"], each) for each in options[name]]
    return options
