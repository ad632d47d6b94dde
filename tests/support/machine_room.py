# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual machines of the emulated Azure without a socket and on a clock of their own, where a run can be killed.

Waiting takes no time, an operation takes as long as in Azure, and a killed run sends nothing more: thousands of swaps
can be disturbed at each of their requests.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Literal
from urllib.parse import urlsplit

from azure.core.credentials import AccessToken

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clock import Deadline
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clouds import Cloud as ArmCloud
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import (
    ConnectionLost,
    ConnectionNotMade,
    TaskError,
    Trace,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.session import ArmSession
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.tokens import Tokens
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.transport import (
    LONGEST_EXCHANGE,
    Answer,
    nothing_before,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.waiter import Steps
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.decisions import Goal
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.engine import SwapRun
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.records import SwapRecord, SwapRequest
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.situation import Swap
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.clock import Clock
from ansible_collections.azure_dr.backup.tests.emulator.cloud import Cloud
from ansible_collections.azure_dr.backup.tests.emulator.entra import Entra
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Faults
from ansible_collections.azure_dr.backup.tests.emulator.gateway import Gateway
from ansible_collections.azure_dr.backup.tests.emulator.machines import Attachment, VirtualMachine
from ansible_collections.azure_dr.backup.tests.emulator.messages import Headers, Request, Response
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings

URL = "https://management.azure.com"
EPOCH = datetime(2026, 11, 26, 8, 0, tzinfo=timezone.utc)
LONG = 7200.0

Mishap = Literal[
    "killed before", "killed after", "never sent", "answer lost", "reset", "429", "503 before", "503 after", "500 after"
]
MISHAPS: tuple[Mishap, ...] = (
    "killed before",
    "killed after",
    "never sent",
    "answer lost",
    "reset",
    "429",
    "503 before",
    "503 after",
    "500 after",
)


class Killed(BaseException):
    """The process that runs a task is gone."""


class VirtualClock(Clock):
    """The clock of Azure and of whoever waits for it: it moves only if somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def now(self) -> datetime:
        return EPOCH + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


class _Credential:
    def __init__(self, token: str, clock: VirtualClock) -> None:
        self._token, self._clock = token, clock

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        return AccessToken(self._token, int(self._clock.now().timestamp()) + 10 * 86400)


@dataclass
class Requests:
    """The way to the emulator, on which a mishap befalls the request of that number."""

    room: MachineRoom
    mishap: Mishap | None = None
    number: int = -1
    sent: int = 0

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
        before_send()
        mishap = self.mishap if self.sent == self.number else None
        self.sent += 1
        self.room.clock.advance(0.02)
        if mishap == "killed before":
            raise Killed
        if mishap == "never sent":
            raise ConnectionNotMade("no connection came about in time")
        if mishap == "reset":
            raise ConnectionLost("the connection broke")
        if mishap in ("429", "503 before"):
            return _answer(_refusal(int(mishap[:3])), url)
        raw = b"" if body is None else json.dumps(body).encode()
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        self.room.log.append((method, parts.path))
        self.room.meddle(method, parts.path)
        response = self.room.gateway.answer(
            Request(method, target, Headers({k.lower(): v for k, v in headers.items()}), raw)
        )
        if mishap == "killed after":
            raise Killed
        if mishap == "answer lost":
            raise ConnectionLost("the connection broke")
        if mishap in ("503 after", "500 after"):
            return _answer(_refusal(int(mishap[:3])), url)
        return _answer(response, url)

    def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        timeout: float,
        before_send: Callable[[], None] = nothing_before,
    ) -> tuple[Answer, Iterator[bytes]]:
        """A GET whose body is read as it comes."""
        answer = self.send("GET", url, headers=headers, timeout=timeout, before_send=before_send)
        return answer, iter([json.dumps(answer.body).encode()] if answer.status == 200 else [])

    def close(self) -> None:
        """There are no connections."""


def _refusal(status: int) -> Response:
    code = {429: "TooManyRequests", 500: "InternalServerError", 503: "ServiceUnavailable"}[status]
    response = Response.of_json({"error": {"code": code, "message": "Told to refuse."}}, status)
    if status == 429:
        response.headers["Retry-After"] = "2"
    return response


def _answer(response: Response, url: str) -> Answer:
    raw = response.body if isinstance(response.body, bytes) else b"".join(response.body)
    headers = {name.lower(): value for name, value in response.headers.items()}
    body = json.loads(raw) if raw else None
    return Answer(response.status, headers, body, True, Trace(response.status, url.partition("?")[0]))


class MachineRoom:
    """The machine shop-db with an OS disk and three data disks, and a new disk for each of them."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.clock = VirtualClock()
        self.settings = settings or Settings(retry_after="none")
        estate = Estate.application()
        self._cloud = Cloud(estate, self.clock, self.settings)
        self._cloud.url = URL
        self._entra = Entra(estate, self.clock, self.settings, URL)
        self.gateway = Gateway(self._cloud, self._entra, Faults())
        self.log: list[tuple[str, str]] = []
        self.meddle: Callable[[str, str], None] = lambda method, path: None
        self.swaps: list[Swap] = []
        for each in self.machine.attachments:
            former = estate.disks[each.disk_id or ""]
            new = replace(
                former, name=f"{former.name}-new", managed_by=None, disk_state="Unattached", tags={"cost": "7"}
            )
            estate.disks[new.id] = new
            self.swaps.append(Swap(ResourceId.parse(former.id), ResourceId.parse(new.id)))
        for each in estate.machines.values():
            each.agent_due = self.clock.now()

    @property
    def estate(self) -> Estate:
        """The state as it is now."""
        self._cloud.settle()
        return self._cloud.estate

    @property
    def machine(self) -> VirtualMachine:
        """The machine."""
        return next(one for one in self.estate.machines.values() if one.name == "shop-db")

    def disk(self, which: ResourceId) -> Disk | None:
        """A disk, as it is now."""
        return self.estate.disks.get(str(which))

    def attached(self) -> dict[str, tuple[Any, ...]]:
        """How the machine uses its disks, by the name of the disk."""
        return {one.name: facts(one) for one in self.machine.attachments}

    def rest(self) -> None:
        """Let everything end that is under way."""
        self.clock.advance(300.0)
        self._cloud.settle()

    def session(self, mishap: Mishap | None = None, number: int = -1, seconds: float = LONG) -> ArmSession:
        """A session, and the mishap that befalls one of its requests."""
        token = self._entra.issue(self.estate.access.principals[names.CLIENT_ID], lifetime=10 * 86400)
        deadline = Deadline(self.clock, seconds)
        credential = _Credential(token, self.clock)
        tokens = Tokens(lambda: credential, f"{URL}/.default", self.clock, deadline)
        self.requests = Requests(self, mishap, number)
        return ArmSession(
            ArmCloud("AzureCloud", URL, URL, f"{URL}/.default"), tokens, self.requests, self.clock, deadline
        )

    def run(
        self,
        goal: Goal | None = None,
        *,
        mishap: Mishap | None = None,
        number: int = -1,
        swaps: tuple[Swap, ...] | None = None,
        **members: Any,
    ) -> tuple[SwapRecord, TaskError | None]:
        """One run: what it knows in the end, and how it failed. Raises `Killed`."""
        goal = goal or Goal(power="deallocate_and_start")
        machine = ResourceId.parse(self.machine.id)
        wanted = tuple(self.swaps) if swaps is None else swaps
        record = SwapRecord(SwapRequest(machine, wanted, goal, **{"boot_seconds": 120.0, **members}))
        try:
            self._drive(SwapRun(self.session(mishap, number), record, ()).run())
        except TaskError as failure:
            return record, failure
        return record, None

    def _drive(self, steps: Steps[None]) -> None:
        for pause in steps:
            self.clock.sleep(pause)


def facts(one: Attachment) -> tuple[Any, ...]:
    """What must be kept of an attachment."""
    return (one.lun, one.caching, bool(one.write_accelerator), one.delete_option)


def seed(number: int) -> None:
    """Let the jitter of pauses be the same each time."""
    random.seed(number)
