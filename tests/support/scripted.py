# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that does what a test says, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from ansible_collections.azure_dr.backup.tests.emulator.certificates import certify

PAUSE = 0.05
MOST_PIECES = 40

Script = Callable[["Caller"], None]


class Caller:
    """A connection that somebody made."""

    def __init__(self, connection: socket.socket, stopped: threading.Event) -> None:
        self.connection = connection
        self._stopped = stopped
        self.received = b""

    def read_head(self) -> bytes:
        """The request, up to its empty line."""
        before = len(self.received)
        while b"\r\n\r\n" not in self.received[before:]:
            if not (data := self.connection.recv(65536)):
                break
            self.received += data
        return self.received[before:]

    def say(self, data: bytes) -> None:
        self.connection.sendall(data)

    def trickle(self, data: bytes) -> None:
        """A byte at a time, with pauses. It comes to an end, so that whoever is patient gets it whole."""
        for number in range(len(data)):
            if self._stopped.wait(PAUSE):
                return
            self.connection.sendall(data[number : number + 1])

    def wait(self) -> None:
        """Say nothing for long."""
        self._stopped.wait(PAUSE * MOST_PIECES)

    def answer(self, body: bytes = b"{}", *headers: str) -> None:
        """A whole answer."""
        lines = ["HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
        self.say("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


class ScriptedServer:
    """Plays its script with each caller, within a ``with``. Its certificate is for localhost, by ``ca_file``."""

    def __init__(self, folder: Path, script: Script, *, tls: bool = True) -> None:
        self._context, ca_file = certify(folder, ())
        self._script, self._tls = script, tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._stopped = threading.Event()
        self.ca_file = str(ca_file)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"https://localhost:{self.port}"
        self.callers: list[Caller] = []
        self.called = threading.Event()

    @property
    def received(self) -> bytes:
        """All that was sent here, by all callers."""
        return b"".join(caller.received for caller in self.callers)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._play, args=(connection,), daemon=True).start()

    def _play(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            if self._tls:
                connection = self._context.wrap_socket(connection, server_side=True)
            caller = Caller(connection, self._stopped)
            self.callers.append(caller)
            self.called.set()
            try:
                self._script(caller)
            finally:
                connection.close()

    def __enter__(self) -> ScriptedServer:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
