# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.


"""An exchange with a server, and sockets that keep its time limit.

Every wait on these sockets ends with the exchange, even if the server sends a byte from time to time.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .errors import RequestWithheld
from .threads import SYSTEM_THREADS
from .urls import Url

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

LONGEST_SILENCE = 60.0
LONGEST_CONNECTING = 10.0


class Exchange:
    """One request and its answer: how long both may take together, and whether the first byte has left."""

    def __init__(self, url: Url, seconds: float, before_send: Callable[[], None]) -> None:
        self.url = url
        self.is_sent = False
        self.refusal: Exception | None = None
        self._before_send = before_send
        self._end = time.monotonic() + seconds

    def left(self, longest: float = LONGEST_SILENCE) -> float:
        """Seconds that the next wait may take. Raises TimeoutError if the exchange is over."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time of the exchange is over")
        return min(left, longest)

    def begin(self) -> None:
        """Check right before the first byte is sent. Raises `RequestWithheld` or TimeoutError instead of sending."""
        # Asked once, and then forgotten: what is asked knows the session, and the socket of this exchange is kept for
        # the next one. The finalizer of urllib3's pool would keep all of them.
        before_send, self._before_send = self._before_send, _nothing_more
        try:
            before_send()
        except Exception as refusal:
            self.refusal = refusal
            raise RequestWithheld from None
        self.left()
        self.is_sent = True


def _nothing_more() -> None:
    """It has been asked."""


UNDER_WAY: ContextVar[Exchange] = ContextVar("UNDER_WAY")
"""The exchange for which this thread makes a connection or sends."""


class PlainSocket(socket.socket):
    """A connection to a server or to a proxy."""

    exchange: Exchange

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        self.settimeout(self.exchange.left())
        return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: ReadableBuffer, flags: int = 0) -> None:
        self.settimeout(self.exchange.left())
        super().sendall(data, flags)


class TlsSocket(ssl.SSLSocket):
    """A TLS connection to a server, or to a proxy that uses TLS."""

    exchange: Exchange

    def do_handshake(self, block: bool = False) -> None:
        self.exchange = UNDER_WAY.get()
        self.settimeout(self.exchange.left(LONGEST_CONNECTING))
        super().do_handshake(block)

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        self.settimeout(self.exchange.left())
        return super().recv(buflen, flags)

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        self.settimeout(self.exchange.left())
        return super().recv_into(buffer, nbytes, flags)

    def send(self, data: ReadableBuffer, flags: int = 0) -> int:
        self.settimeout(self.exchange.left())
        return super().send(data, flags)


def connected(host: str, port: int, exchange: Exchange) -> PlainSocket:
    """A connection. Raises OSError: a name that is not found, nothing that listens, or TimeoutError."""

    def look_up() -> Sequence[tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]]:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    # Nothing can end a look-up. Its thread ends when the resolver gives up.
    found = SYSTEM_THREADS.bounded(look_up, exchange.left(LONGEST_CONNECTING), f"looking up {host}")
    failure: OSError = OSError("the name has no address")
    for family, kind, protocol, _name, address in found:
        connection = PlainSocket(family, kind, protocol)
        connection.exchange = exchange
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(exchange.left(LONGEST_CONNECTING))
            connection.connect(address)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure
