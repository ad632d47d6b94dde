# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP/1.1 with keep-alive over TLS or not: one thread a connection, as little parsing as will do."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import IO, cast

from .messages import Headers, Request, Response
from .tunnel import join, leads_home

_REASONS = {status.value: status.phrase for status in HTTPStatus}
_LONGEST_LINE = 65_536
Answer = Callable[[Request], "tuple[Response, Callable[[int], None]]"]


class HttpServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listens on the loopback interface. ``answer`` gives the response, and what to call with the status sent.

    As a proxy it leads to the port ``tunnels_to`` and nowhere else.
    """

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, port: int, answer: Answer, tls: ssl.SSLContext | None, tunnels_to: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.answer = answer
        self.tls = tls
        self.tunnels_to = tunnels_to
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._ended = False
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Serves from now on, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Ends, with all connections."""
        self._ended = True
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        self.server_close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._ended:
            self.handle_request()

    def remember(self, connection: socket.socket) -> None:
        """Counts a connection among those that are open."""
        with self._lock:
            self._open.add(connection)

    def forget(self, connection: socket.socket) -> None:
        """The opposite of remember."""
        with self._lock:
            self._open.discard(connection)


class _Connection(socketserver.BaseRequestHandler):
    server: HttpServer
    request: socket.socket

    def handle(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain = connection = self.request
        self.server.remember(plain)
        try:
            if self.server.tls:
                connection = self.server.tls.wrap_socket(plain, server_side=True)
                self.request = connection
                self.server.forget(plain)
                self.server.remember(connection)
            with cast("IO[bytes]", connection.makefile("rb", 65_536)) as stream:
                while self._serve_one(connection, stream):
                    pass
        except OSError:
            pass
        finally:
            self.server.forget(connection)
            with contextlib.suppress(OSError):
                connection.close()

    def _serve_one(self, connection: socket.socket, stream: IO[bytes]) -> bool:
        """One request and its answer; whether the connection stays open."""
        try:
            request = _read(stream)
        except ValueError:
            request = None
        if request is None:
            return False
        if request.method == "CONNECT" and leads_home(request.target, self.server.tunnels_to):
            join(connection, self.server.tunnels_to)
            return False
        response, sent = self.server.answer(request)
        if response.delay:
            time.sleep(response.delay)
        if response.drop:
            sent(0)
            _reset(connection)
            return False
        sent(response.status)
        keep = "close" not in (request.headers.get("connection", "").lower(), response.headers.get("Connection"))
        return _write(connection, request, response) and keep


def _read(stream: IO[bytes]) -> Request | None:
    """The next request; None if the client has gone. Raises ValueError if it is no HTTP."""
    line = stream.readline(_LONGEST_LINE)
    if not line.strip():
        return None
    method, target, _version = line.decode("latin-1").split(" ", 2)
    headers = Headers()
    while (line := stream.readline(_LONGEST_LINE)) not in (b"\r\n", b"\n", b""):
        name, _colon, value = line.decode("latin-1").partition(":")
        dict.__setitem__(headers, name.lower(), value.strip())
    length = int(headers.get("content-length", 0))
    return Request(method, target, headers, stream.read(length) if length else b"")


def _write(connection: socket.socket, request: Request, response: Response) -> bool:
    """Sends an answer; whether the connection is still good."""
    head = [f"HTTP/1.1 {response.status} {_REASONS.get(response.status, '')}\r\n"]
    head += [f"{name}: {value}\r\n" for name, value in response.headers.items()]
    if not isinstance(response.body, bytes):
        connection.sendall("".join([*head, "Transfer-Encoding: chunked\r\n\r\n"]).encode("latin-1"))
        return _write_chunks(connection, response.body, response.cut)
    if response.status != 204 and "Content-Length" not in response.headers:
        head.append(f"Content-Length: {len(response.body)}\r\n")
    body = b"" if request.method == "HEAD" else response.body
    connection.sendall("".join([*head, "\r\n"]).encode("latin-1") + body[: response.cut])
    return response.cut is None


def _write_chunks(connection: socket.socket, chunks: Iterator[bytes], cut: int | None) -> bool:
    left = cut
    for chunk in chunks:
        part = chunk if left is None else chunk[:left]
        connection.sendall(b"%x\r\n%s\r\n" % (len(part), part) if part else b"")
        if left is not None:
            left -= len(part)
            if left <= 0:
                return False
    connection.sendall(b"0\r\n\r\n")
    return True


def _reset(connection: socket.socket) -> None:
    """Closes with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(connection, ssl.SSLSocket):
        with contextlib.suppress(OSError):
            socket.socket(fileno=connection.detach()).close()
        return
    connection.close()
