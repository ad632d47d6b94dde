# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulator: a local Azure over HTTPS."""

from __future__ import annotations

import copy
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from . import entra, names
from .certificates import certify
from .clock import Clock
from .cloud import Cloud
from .entra import Entra
from .estate import Estate
from .faults import Faults
from .gateway import Gateway
from .messages import RecordedRequest, Request, Response
from .model import Principal
from .settings import Settings
from .wire import HttpServer


class Emulator:
    """Serves an estate on ``https://localhost:<port>`` between ``start`` and ``stop``, or within a ``with``.

    ``speed`` divides the durations of Azure: at 240 a restore of four minutes lasts a second.
    """

    def __init__(
        self, estate: Estate | None = None, *, speed: float = 1.0, settings: Settings | None = None, port: int = 0
    ) -> None:
        self.clock = Clock(speed)
        self.settings = settings or Settings()
        self.faults = Faults()
        self._cloud = Cloud(estate or Estate.small(), self.clock, self.settings)
        self._port = port
        self._requests: list[RecordedRequest] = []
        self._recording = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def start(self) -> Emulator:
        """Listens from now on."""
        self._folder = tempfile.TemporaryDirectory(prefix="azure-emulator-")
        regions = {group.location for group in self._cloud.estate.groups.values()}
        context, ca_file = certify(Path(self._folder.name), sorted(regions))
        self.ca_file = str(ca_file)
        self._https = HttpServer(self._port, self._answer, context)
        self._http = HttpServer(0, self._answer_identity, None, tunnels_to=self._https.port)
        self.url = self._cloud.url = f"https://localhost:{self._https.port}"
        self._entra = Entra(self._cloud.estate, self.clock, self.settings, self.url)
        self._gateway = Gateway(self._cloud, self._entra, self.faults)
        self._https.start()
        self._http.start()
        return self

    def stop(self) -> None:
        """Ends with all connections."""
        self._https.stop()
        self._http.stop()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def estate(self) -> Estate:
        """The state as it is now. Change it under ``estate.lock``."""
        self._cloud.settle()
        return self._cloud.estate

    @property
    def identity_url(self) -> str:
        """Plain http, where a managed identity gets its tokens."""
        return f"http://localhost:{self._http.port}"

    def environment(self) -> dict[str, str]:
        """What a user exports to work here as an application with a secret."""
        return {
            "AZURE_CLOUD_ENVIRONMENT": self.url,
            "AZURE_SUBSCRIPTION_ID": self._cloud.estate.subscription_id,
            "AZURE_TENANT": self._cloud.estate.tenant_id,
            "AZURE_CLIENT_ID": names.CLIENT_ID,
            "AZURE_SECRET": names.CLIENT_SECRET,
            "AZURE_DISABLE_INSTANCE_DISCOVERY": "true",
            "REQUESTS_CA_BUNDLE": self.ca_file,
        }

    def proxy_environment(self) -> dict[str, str]:
        """What leads requests through a proxy that knows ``<region>.localhost``, whatever the resolver knows."""
        return {"HTTPS_PROXY": self.identity_url}

    def imds_environment(self) -> dict[str, str]:
        """What leads azure-identity to the managed identity of a virtual machine here."""
        return {"AZURE_POD_IDENTITY_AUTHORITY_HOST": self.identity_url}

    def app_service_environment(self) -> dict[str, str]:
        """What leads azure-identity to the managed identity of an App Service here."""
        return {"IDENTITY_ENDPOINT": f"{self.identity_url}/msi/token", "IDENTITY_HEADER": entra.IDENTITY_HEADER}

    def token(self, client_id: str = names.CLIENT_ID, lifetime: float | None = None) -> str:
        """A bearer token for Resource Manager, without asking the token endpoint."""
        principal: Principal = self._cloud.estate.access.principals[client_id]
        return self._entra.issue(principal, lifetime=lifetime)

    def expire_tokens(self) -> None:
        """All tokens that are out have expired, whatever they say."""
        self._entra.expire_tokens()

    @property
    def requests(self) -> list[RecordedRequest]:
        """All that came in, in the order in which it came: a copy."""
        with self._recording:
            return [copy.copy(one) for one in self._requests]

    def requests_to(self, method: str, path_end: str) -> list[RecordedRequest]:
        """Those of a method whose path ends so, without case."""
        end = path_end.lower()
        return [one for one in self.requests if one.method == method and one.path.lower().endswith(end)]

    def forget_requests(self) -> None:
        """Begins a new record."""
        with self._recording:
            self._requests.clear()

    def _answer(self, request: Request) -> tuple[Response, Callable[[int], None]]:
        return self._record(request, self._gateway.answer)

    def _answer_identity(self, request: Request) -> tuple[Response, Callable[[int], None]]:
        """Over plain http only tokens of managed identities are given."""
        if request.path.startswith(("/metadata/identity/", "/msi/")):
            return self._record(request, self._gateway.answer)
        return self._record(request, lambda _: Response(404))

    def _record(
        self, request: Request, answer: Callable[[Request], Response]
    ) -> tuple[Response, Callable[[int], None]]:
        recorded = RecordedRequest(
            request.method,
            request.path,
            request.query,
            request.headers,
            request.json,
            request.raw,
            request.target,
            time.monotonic(),
            self.clock.now(),
        )
        with self._recording:
            self._requests.append(recorded)

        def sent(status: int) -> None:
            recorded.status = status

        return answer(request), sent
