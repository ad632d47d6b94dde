# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""One HTTP exchange at a time: the only file that knows `requests`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .errors import Failure, Trace

if TYPE_CHECKING:
    import requests

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back. `body` is parsed JSON, None where there was none; `headers` ignore case."""

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


class Transport:
    """Sends requests over one pool of connections.

    Proxies and private certificate authorities come from the environment (HTTPS_PROXY, NO_PROXY,
    REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE), read once for each host. Redirects are not followed, cookies not kept,
    .netrc not read.
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
    ) -> Answer:
        """One exchange. Raises `NotSent` or `Lost`; any HTTP status is an answer.

        `timeout` bounds the wait for the answer, in seconds. The message of a failure is a clause that
        follows "because".
        """
        import requests

        host = urlsplit(url)
        try:
            response = self._session.request(
                method,
                url,
                headers=dict(headers),
                json=body,
                timeout=(min(CONNECT_SECONDS, timeout), min(READ_SECONDS, timeout)),
                allow_redirects=False,
                proxies=self._proxies(f"{host.scheme}://{host.netloc}"),
            )
        except (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError) as error:
            raise NotSent(_why(error, host.netloc)) from error
        except requests.exceptions.ConnectionError as error:
            kind = NotSent if _never_connected(error) else Lost
            raise kind(_why(error, host.netloc)) from error
        except requests.exceptions.RequestException as error:
            raise Lost(_why(error, host.netloc)) from error
        return _read(response, headers.get("x-ms-client-request-id"))


def _read(response: requests.Response, client_request_id: str | None) -> Answer:
    is_json, body = True, None
    if response.content:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            is_json = False
    trace = Trace(
        http_status=response.status_code,
        url=response.url.split("?", 1)[0],
        request_id=response.headers.get("x-ms-request-id") or None,
        correlation_id=response.headers.get("x-ms-correlation-request-id") or None,
        client_request_id=client_request_id,
    )
    return Answer(response.status_code, response.headers, body, is_json, trace)


def _never_connected(error: Exception) -> bool:
    """Whether no connection was made: name not found, refused, proxy out of reach."""
    import requests
    import urllib3.exceptions

    if isinstance(error, requests.exceptions.ProxyError):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.NameResolutionError))


def _why(error: Exception, host: str) -> str:
    """What went wrong on the way, without the URL: status URLs are signed."""
    import requests

    if isinstance(error, requests.exceptions.SSLError):
        return f"the certificate of {host} could not be verified, or TLS failed otherwise"
    if isinstance(error, requests.exceptions.ProxyError):
        return f"the proxy for {host} could not be reached or refused"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return f"no connection to {host} came about in time"
    if isinstance(error, requests.exceptions.Timeout):
        return f"{host} did not answer in time"
    if _never_connected(error):
        return f"{host} could not be reached (name not found, or connection refused)"
    return f"the connection to {host} broke before the answer was complete"
