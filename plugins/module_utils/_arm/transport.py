# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""One HTTP exchange at a time: the only file that knows `requests`."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from .errors import Failure, Trace
from .remaining import REMAINING

if TYPE_CHECKING:
    import requests

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
CHUNK_BYTES = 65536
MATTER = frozenset({"azure-asyncoperation", "date", "location", "retry-after", "www-authenticate"})


@dataclass(frozen=True)
class Answer:
    """What came back. `body` is parsed JSON, None where there was none or where it is read as it comes.

    `headers` are those that matter here, their names in lower case: answers are kept while their operations go on.
    """

    status: int
    headers: Mapping[str, str]
    body: object
    is_json: bool
    trace: Trace


class NotSent(Failure):
    """The request never left: no connection could be made. Nothing took effect."""

    code = "NotSent"


class Lost(Failure):
    """The request went out and no whole answer came back. It may have taken effect."""

    code = "Lost"


def nothing_before() -> None:
    """For requests that may always be sent."""


class Transport(Protocol):
    """Sends requests. Raises `NotSent` or `Lost`; any HTTP status is an answer."""

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: object = None,
        timeout: float = READ_SECONDS,
        before_send: Callable[[], None] = nothing_before,
    ) -> Answer:
        """One exchange, which takes no longer than `timeout` seconds."""

    def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        timeout: float,
        before_send: Callable[[], None] = nothing_before,
    ) -> tuple[Answer, Iterator[bytes]]:
        """A GET whose body, if its status is 200, is read as it comes. Reading can raise `Lost`."""


class HttpsTransport:
    """Sends requests over one pool of connections.

    Proxies and private certificate authorities come from the environment (HTTPS_PROXY, NO_PROXY,
    REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE), read once for each host. Redirects are not followed, cookies not kept,
    .netrc not read. Raises `NotSent` or `Lost`; any HTTP status is an answer. The message of a failure is a clause
    that follows a colon.
    """

    def __init__(self, *, connections: int = 32, verify: bool = True) -> None:
        import requests
        import requests.adapters
        import urllib3

        if not verify:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._session = requests.Session()
        self._session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=connections))
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers["User-Agent"] = "azure_dr.backup (Ansible collection)"
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
        self._session.verify = (bundle or True) if verify else False
        self._proxies = lru_cache(maxsize=64)(requests.utils.get_environ_proxies)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: object = None,
        timeout: float = READ_SECONDS,
        before_send: Callable[[], None] = nothing_before,
    ) -> Answer:
        """One exchange. `timeout` bounds the wait for the answer, in seconds."""
        before_send()
        return _read(self._open(method, url, headers, body, timeout, stream=False), headers)

    def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        timeout: float,
        before_send: Callable[[], None] = nothing_before,
    ) -> tuple[Answer, Iterator[bytes]]:
        """A GET whose body, if its status is 200, is read as it comes. Reading can raise `Lost`."""
        before_send()
        response = self._open("GET", url, headers, None, timeout, stream=True)
        if response.status_code != 200:
            return _read(response, headers), iter(())
        answer = Answer(200, _that_matter(response.headers), None, True, _trace(response, headers))
        return answer, _chunks(response)

    def _open(
        self, method: str, url: str, headers: Mapping[str, str], body: object, timeout: float, *, stream: bool
    ) -> requests.Response:
        import requests

        host = urlsplit(url)
        try:
            return self._session.request(
                method,
                url,
                headers=dict(headers),
                json=body,
                timeout=(min(CONNECT_SECONDS, timeout), min(READ_SECONDS, timeout)),
                allow_redirects=False,
                proxies=self._proxies(f"{host.scheme}://{host.netloc}"),
                stream=stream,
            )
        except requests.exceptions.RequestException as error:
            raise _failure(error, host.netloc) from error


def _read(response: requests.Response, headers: Mapping[str, str]) -> Answer:
    is_json, body = True, None
    try:
        content = response.content
    except Exception as error:
        raise _failure(error, urlsplit(response.url).netloc) from error
    if content:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            is_json = False
    return Answer(response.status_code, _that_matter(response.headers), body, is_json, _trace(response, headers))


def _that_matter(headers: Mapping[str, str]) -> dict[str, str]:
    lower = ((name.lower(), value) for name, value in headers.items())
    return {name: value for name, value in lower if name in MATTER or name.startswith(REMAINING)}


def _chunks(response: requests.Response) -> Iterator[bytes]:
    import requests

    with response:
        try:
            yield from response.iter_content(CHUNK_BYTES)
        except requests.exceptions.RequestException as error:
            raise _failure(error, urlsplit(response.url).netloc) from error


def _trace(response: requests.Response, headers: Mapping[str, str]) -> Trace:
    return Trace(
        http_status=response.status_code,
        url=response.url.split("?", 1)[0],
        request_id=response.headers.get("x-ms-request-id") or None,
        correlation_id=response.headers.get("x-ms-correlation-request-id") or None,
        client_request_id=headers.get("x-ms-client-request-id"),
    )


def _failure(error: Exception, host: str) -> Failure:
    """What went wrong on the way, without the URL: status URLs are signed."""
    import requests
    import urllib3.exceptions

    causes = list(_causes(error))

    def is_any(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    if is_any(ssl.SSLCertVerificationError):
        return NotSent(f"the certificate of {host} could not be verified")
    if is_any(requests.exceptions.ProxyError):
        return NotSent(f"the proxy for {host} could not be reached or refused")
    if is_any(requests.exceptions.ConnectTimeout):
        return NotSent(f"no connection to {host} came about in time")
    if is_any(urllib3.exceptions.NewConnectionError, urllib3.exceptions.NameResolutionError):
        return NotSent(f"{host} could not be reached (name not found, or connection refused)")
    if is_any(requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError):
        return Lost(f"{host} did not answer in time")
    return Lost(f"the connection to {host} broke before the answer was complete")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and those that it wraps: requests and urllib3 hand them on as arguments and as `reason`."""
    yield error
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _causes(inner)
