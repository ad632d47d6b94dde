# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""One HTTP exchange at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol
from weakref import WeakSet

from .connections import open_pool, trust
from .errors import ConnectionLost, ConnectionNotMade, TaskError, Trace
from .exchanges import UNDER_WAY, Exchange
from .gzip_stream import PIECE_BYTES, unpacked
from .json_text import read_json
from .rate_limits import REMAINING
from .urls import Url, parse_url, shown_host

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool

LONGEST_EXCHANGE = 90.0
LARGEST_BODY = 32 * 1024 * 1024
LONGEST_HEADER = 8192
LONGEST_ID = 128
MATTER = frozenset(
    {
        *("azure-asyncoperation", "content-range", "date", "etag", "location", "retry-after", "www-authenticate"),
        "x-ms-error-code",
    }
)
STREAMED = frozenset({200, 206})
OWN_HEADERS = {"User-Agent": "azure_dr.backup (Ansible collection)", "Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Answer:
    """An answer. `body` is parsed JSON, None if there is none or if it is streamed.

    `headers` are the ones that are used, with names in lower case: answers are kept while their operations run.
    """

    status: int
    headers: Mapping[str, str]
    body: object
    is_json: bool
    trace: Trace


def nothing_before() -> None:
    """For requests that may always be sent."""


class Transport(Protocol):
    """Sends requests. Raises `ConnectionNotMade` or `ConnectionLost`; any HTTP status is an answer.

    `before_send` is called right before the first byte is sent, after any look-up or connection to a server or
    proxy. What it raises is raised, and nothing is sent.
    """

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
        """One exchange, which takes no longer than `timeout` seconds, and never longer than `LONGEST_EXCHANGE`."""

    def stream(
        self, url: str, *, headers: Mapping[str, str], timeout: float, before_send: Callable[[], None] = nothing_before
    ) -> tuple[Answer, Iterator[bytes]]:
        """A GET whose body, if its status is 200 or 206, is read as it comes. Reading can raise `ConnectionLost`.

        All of it, the body included, takes no longer than `timeout` seconds.
        """

    def close(self) -> None:
        """Close the connections that wait for another request."""


class HttpsTransport:
    """Sends requests over one pool of connections for each host.

    Proxies and private certificate authorities come from the environment (HTTPS_PROXY, NO_PROXY,
    REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE), read once. If one can't be used, `OptionRefused` is raised. Redirects are
    not followed, cookies not kept, .netrc not read. The message of a failure is a clause that follows a colon.
    """

    def __init__(self, *, connections: int = 64, verify: bool = True) -> None:
        import urllib3

        if not verify:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        context = trust(verify=verify)

        opened: WeakSet[HTTPConnectionPool] = WeakSet()

        @lru_cache(maxsize=64)
        def pool(host: str, port: int) -> HTTPConnectionPool:
            made = open_pool(host, port, context, connections)
            opened.add(made)
            return made

        self._pool, self._opened = pool, opened

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
        """One exchange, which takes no longer than `timeout` seconds, and never longer than `LONGEST_EXCHANGE`."""
        exchange = Exchange(_parsed(url), min(timeout, LONGEST_EXCHANGE), before_send)
        response = self._open(exchange, method, headers, _written(body))
        return _read(response, exchange, url, headers)

    def stream(
        self, url: str, *, headers: Mapping[str, str], timeout: float, before_send: Callable[[], None] = nothing_before
    ) -> tuple[Answer, Iterator[bytes]]:
        """A GET whose body, if its status is 200 or 206, is read as it comes. Reading can raise `ConnectionLost`.

        All of it, the body included, takes no longer than `timeout` seconds.
        """
        exchange = Exchange(_parsed(url), timeout, before_send)
        response = self._open(exchange, "GET", headers, None)
        if response.status not in STREAMED:
            return _read(response, exchange, url, headers), iter(())
        answer = Answer(response.status, _that_matter(response.headers), None, True, _trace(response, url, headers))
        return answer, _pieces(response, exchange)

    def close(self) -> None:
        """Close the connections that wait for another request."""
        self._pool.cache_clear()
        for pool in list(self._opened):
            pool.close()

    def _open(
        self, exchange: Exchange, method: str, headers: Mapping[str, str], body: bytes | None
    ) -> BaseHTTPResponse:
        url = exchange.url
        under_way = UNDER_WAY.set(exchange)
        try:
            response = self._pool(url.host, url.port).request(
                method,
                url.target,
                body=body,
                headers=_sendable({**OWN_HEADERS, **headers}, body),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
                enforce_content_length=True,
            )
        except TaskError:
            raise
        except Exception as error:
            failure = exchange.refusal or _failure(error, exchange)
        else:
            if response.status >= 200:
                return response
            response.close()
            failure = ConnectionLost(f"{url.host} answered with HTTP {response.status}, which is not a final answer")
        finally:
            UNDER_WAY.reset(under_way)
        # Outside of the handler: what libraries raise can quote signed URLs, tokens and passwords of proxies.
        raise failure


def _parsed(url: str) -> Url:
    try:
        return parse_url(url)
    except ValueError as error:
        raise ConnectionNotMade(f"the address at {shown_host(url)} is {error}") from None


def _written(body: object) -> bytes | None:
    try:
        return None if body is None else json.dumps(body, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise ConnectionNotMade("the body can't be written as JSON") from None


def _sendable(headers: dict[str, str], body: bytes | None) -> dict[str, str]:
    if bad := next((name for name, value in headers.items() if not (value.isascii() and value.isprintable())), None):
        raise ConnectionNotMade(f"the header {bad} has characters that a header can't have")
    return headers if body is None else {**headers, "Content-Type": "application/json"}


def _read(response: BaseHTTPResponse, exchange: Exchange, url: str, headers: Mapping[str, str]) -> Answer:
    content = bytearray()
    for piece in _pieces(response, exchange):
        content += piece
        if len(content) > LARGEST_BODY:
            raise ConnectionLost(f"the answer of {exchange.url.host} is larger than {LARGEST_BODY >> 20} MB")
    is_json, body = True, None
    if content:
        try:
            body = read_json(bytes(content))
        except ValueError:
            is_json = False
    return Answer(response.status, _that_matter(response.headers), body, is_json, _trace(response, url, headers))


def _pieces(response: BaseHTTPResponse, exchange: Exchange) -> Iterator[bytes]:
    """The body as it comes, unpacked. The connection goes back to the pool if all was read, and is closed if not."""
    failure, is_whole = None, False
    try:
        raw = response.stream(PIECE_BYTES, decode_content=False)
        for piece in unpacked(raw, response.headers.get("content-encoding", "")):
            exchange.left()
            yield piece
        is_whole = True
    except Exception as error:
        failure = _failure(error, exchange)
    finally:
        if not is_whole:
            response.close()
        response.release_conn()
    if failure:
        raise failure


def _that_matter(headers: Mapping[str, str]) -> dict[str, str]:
    lower = ((name.lower(), value) for name, value in headers.items() if len(value) <= LONGEST_HEADER)
    return {name: value for name, value in lower if name in MATTER or name.startswith(REMAINING)}


def _trace(response: BaseHTTPResponse, url: str, headers: Mapping[str, str]) -> Trace:
    return Trace(
        http_status=response.status,
        url=url.split("?", 1)[0],
        request_id=response.headers.get("x-ms-request-id", "")[:LONGEST_ID] or None,
        correlation_id=response.headers.get("x-ms-correlation-request-id", "")[:LONGEST_ID] or None,
        client_request_id=headers.get("x-ms-client-request-id"),
    )


def _failure(error: Exception, exchange: Exchange) -> TaskError:
    """Why no answer came, without the URL: status URLs are signed."""
    from .no_answer_words import why_lost, why_not_sent

    if exchange.is_sent:
        return ConnectionLost(why_lost(error, exchange.url.host))
    return ConnectionNotMade(why_not_sent(error, exchange.url))
