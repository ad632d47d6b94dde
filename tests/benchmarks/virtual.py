# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Azure's emulator and a task on virtual time, so that neither the machine nor what else it does takes any.

What is measured is what the protocol takes: requests, answers, waits. What the processor takes is not in it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from azure.core.credentials import AccessToken

from ...plugins.module_utils._ansible.execution import outcome
from ...plugins.module_utils._ansible.options import Spec
from ...plugins.module_utils._ansible.runtime import Runtime
from ...plugins.module_utils._ansible.tasks import disk_restore_batch
from ...plugins.module_utils._arm.errors import Trace
from ...plugins.module_utils._arm.json_text import read_json
from ...plugins.module_utils._arm.transport import LONGEST_EXCHANGE, Answer, nothing_before
from ..emulator import names
from ..emulator.clock import Clock
from ..emulator.cloud import Cloud
from ..emulator.entra import Entra
from ..emulator.estate import Estate
from ..emulator.faults import Faults
from ..emulator.gateway import Gateway
from ..emulator.messages import Headers, RecordedRequest, Request, Response
from ..emulator.settings import Settings
from ..simulation.scheduler import Process, Scheduler
from ..simulation.threads import SimulatedThreads
from .emulated import LATENCY_SECONDS, Traffic, summed_up
from .playing import DidNotWork

URL = "https://management.azure.com"
FOREVER = 1e9


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
    """An emulated Azure on virtual time, in which one task is run."""

    def __init__(self, estate: Estate, **settings: Any) -> None:
        self.estate = estate
        self._scheduler = Scheduler("benchmark", FOREVER)
        self._clock = VirtualClock(self._scheduler)
        self._cloud = Cloud(estate, self._clock, Settings(**settings), url=URL)
        entra = Entra(estate, self._clock, self._cloud.settings, URL)
        self._gateway = Gateway(self._cloud, entra, Faults())
        principal = estate.access.principals[names.CLIENT_ID]
        self._credential = Credential(lambda: entra.issue(principal), self._clock)
        self.requests: list[RecordedRequest] = []

    def restore(self, **options: Any) -> tuple[float, Traffic]:
        """Restore disks. Returns how many seconds that took, and what was asked of Azure. Raises `DidNotWork`."""
        random.seed(0)
        results: list[dict[str, Any]] = []
        given = {
            "subscription_id": self.estate.subscription_id,
            "client_id": names.CLIENT_ID,
            "secret": names.CLIENT_SECRET,
            "tenant": self.estate.tenant_id,
            **options,
        }
        task_options = _filled(disk_restore_batch.spec(), given)
        process = Process("benchmark")
        runtime = Runtime(
            environment={},
            folder=Path("/nowhere"),
            clock=self._clock,
            threads=SimulatedThreads(self._scheduler, process),
            open_transport=lambda verify: self,
            choose_credential=lambda login: lambda authority: self._credential,
            watch_starters=lambda: lambda: True,
        )
        ended: list[float] = []

        def work() -> None:
            results.append(outcome(disk_restore_batch.run, task_options, runtime, diff=False))
            ended.append(self._scheduler.now)
            process.alive = False

        self._scheduler.start(process, work, "main")
        self._scheduler.run()
        self._scheduler.end()
        if not results or results[0].get("failed"):
            raise DidNotWork(str(results[0].get("msg") if results else "the task has not ended"))
        return ended[0], summed_up(self.requests)

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
        response = self._exchange(method, url, headers, body, before_send)
        content = _content(response)
        return _answer(response, url, headers, read_json(content) if content else None)

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
        content = _content(response)
        if response.status != 200:
            return _answer(response, url, headers, read_json(content) if content else None), iter(())
        return _answer(response, url, headers, None), iter((content,))

    def close(self) -> None:
        """There are no connections to close."""

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: object, before_send: Callable[[], None]
    ) -> Response:
        before_send()
        self._scheduler.sleep(LATENCY_SECONDS / 2)
        raw = json.dumps(body).encode() if body is not None else b""
        request = Request(
            method, url.removeprefix(URL), Headers({name.lower(): it for name, it in headers.items()}), raw
        )
        response = self._gateway.answer(request)
        now = self._clock.now()
        recorded = RecordedRequest(method, request.path, {}, Headers(), None, b"", "", self._scheduler.now, now)
        recorded.status = response.status
        self.requests.append(recorded)
        self._scheduler.sleep(LATENCY_SECONDS / 2 + response.delay)
        return response


def _content(response: Response) -> bytes:
    return response.body if isinstance(response.body, bytes) else b"".join(response.body)


def _answer(response: Response, url: str, headers: Mapping[str, str], body: object) -> Answer:
    trace = Trace(
        response.status, url.split("?", 1)[0], "request", "correlation", headers.get("x-ms-client-request-id")
    )
    told = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, told, body, True, trace)


def _filled(spec: Spec, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a task as Ansible hands them over: with the defaults, and None for what is not given."""
    options: dict[str, Any] = {name: given.get(name, option.get("default")) for name, option in spec.items()}
    if disks := given.get("disks"):
        options["disks"] = [_filled(spec["disks"]["options"], disk) for disk in disks]
    return options
