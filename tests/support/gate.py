# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A proxy that can be shut: then connections to it are refused, and those that there are break."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType


class Gate:
    """A proxy for HTTPS on a port of its own."""

    def __init__(self) -> None:
        self._listener: socket.socket | None = None
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self.port = 0
        self.open()

    def __enter__(self) -> Gate:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.shut()

    def open(self) -> None:
        """Let connections through, on the same port as before."""
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._serve, args=(listener,), daemon=True).start()

    def shut(self) -> None:
        """Refuse connections, and break those that there are."""
        with self._lock:
            listener, self._listener = self._listener, None
            for each in [*([listener] if listener else []), *self._open]:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
            self._open.clear()

    def _serve(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _address = listener.accept()
                threading.Thread(target=self._tunnel, args=(here,), daemon=True).start()

    def _tunnel(self, here: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), here.makefile("rb", buffering=0) as asked:
            _method, target, _version = asked.readline().decode().split()
            while asked.readline().strip():
                pass
            host, _colon, port = target.rpartition(":")
            there = socket.create_connection((host, int(port)))
            with self._lock:
                self._open += [here, there]
            here.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            threading.Thread(target=_pass_on, args=(there, here), daemon=True).start()
            _pass_on(here, there)


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
