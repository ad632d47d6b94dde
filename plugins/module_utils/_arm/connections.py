# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.


"""Pools of connections, direct or through a proxy: the only file that knows `urllib3` and `requests`."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from .errors import OptionRefused
from .exchanges import UNDER_WAY, PlainSocket, TlsSocket, connected

if TYPE_CHECKING:
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool

BUNDLE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
# What OpenSSL says if it does not know the authority of a certificate, but not if the certificate has expired.
UNKNOWN_AUTHORITY = ("issuer certificate", "self-signed", "self signed")
PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
PROXY_SCHEMES = ("http", "https")


def trust(*, verify: bool) -> ssl.SSLContext:
    """The file of trusted authorities. Raises `OptionRefused` if the file that the environment names can't be read."""
    import requests.utils
    from urllib3.util.ssl_ import create_urllib3_context

    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED if verify else ssl.CERT_NONE)
    context.sslsocket_class = TlsSocket
    if not verify:
        return context
    named = _bundle_variable()
    bundle = os.environ[named] if named else requests.utils.DEFAULT_CA_BUNDLE_PATH
    option = named or "REQUESTS_CA_BUNDLE"
    try:
        if Path(bundle).is_dir():
            context.load_verify_locations(capath=bundle)
        else:
            context.load_verify_locations(cafile=bundle)
    except ssl.SSLError:
        raise OptionRefused(option, f"{bundle} contains no certificates in PEM format") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a path"
        raise OptionRefused(option, f"{bundle}, the file of trusted authorities, can't be read: {why}") from None
    return context


def missing_authority(words: str) -> str | None:
    """Where to look, if these words of OpenSSL say that a certificate's authority is not known."""
    if not any(each in words for each in UNKNOWN_AUTHORITY):
        return None
    if named := _bundle_variable():
        return f"{named} names {os.environ[named]}, in which its authority is not"
    return "name a file that has its authority by REQUESTS_CA_BUNDLE"


def _bundle_variable() -> str | None:
    return next((name for name in BUNDLE_VARIABLES if os.environ.get(name)), None)


def open_pool(host: str, port: int, context: ssl.SSLContext, connections: int) -> HTTPConnectionPool:
    """Connections to a host, through the proxy that the environment names for it.

    Raises `OptionRefused` if that proxy can't be used.
    """
    import urllib3

    settings: dict[str, Any] = {"maxsize": connections, "ssl_context": context, "cert_reqs": context.verify_mode}
    proxy = proxy_for(host, port)
    manager = (
        urllib3.ProxyManager(proxy[0], proxy_headers=proxy[1], proxy_ssl_context=context, **settings)
        if proxy
        else urllib3.PoolManager(**settings)
    )
    manager.pool_classes_by_scheme = {"https": _pool_class()}
    return manager.connection_from_host(host, port, "https")


def proxy_for(host: str, port: int) -> tuple[str, dict[str, str]] | None:
    """The proxy for a host, without its user and password, and the headers with these.

    Raises `OptionRefused` if it can't be used. The value is never shown: in a malformed URL,
    a password can be anywhere.
    """
    import urllib3

    named = _named_proxy(host, port)
    if not named:
        return None
    variable = _variable_of(named)
    if named.lower().startswith("socks"):
        raise OptionRefused(variable, "it names a SOCKS proxy, which can't be used here: name an HTTP proxy")
    try:
        proxy = urllib3.util.parse_url(named if "://" in named else f"http://{named}")
        headers = dict(urllib3.make_headers(proxy_basic_auth=unquote(proxy.auth))) if proxy.auth else {}
    except (ValueError, urllib3.exceptions.HTTPError):
        proxy, headers = urllib3.util.Url(), {}
    if proxy.scheme not in PROXY_SCHEMES or not proxy.host:
        raise OptionRefused(variable, "it is not the URL of a proxy, such as http://proxy.example.org:3128")
    return f"{proxy.scheme}://{proxy.host}" + (f":{proxy.port}" if proxy.port else ""), headers


def proxy_variable(host: str, port: int) -> str | None:
    """The variable of the environment that names the proxy for a host, None if there is none for it."""
    named = _named_proxy(host, port)
    return _variable_of(named) if named else None


def _variable_of(named: str) -> str:
    return next((name for name in PROXY_VARIABLES if os.environ.get(name) == named), PROXY_VARIABLES[0])


def _named_proxy(host: str, port: int) -> str | None:
    import requests.utils

    address = f"https://{host}:{port}"
    return requests.utils.select_proxy(address, requests.utils.get_environ_proxies(address))


@lru_cache(maxsize=1)
def _pool_class() -> type[HTTPSConnectionPool]:
    """Made when first needed, because the library may not be installed."""
    import urllib3
    from urllib3.connection import HTTPSConnection

    class Connection(HTTPSConnection):
        """A connection that belongs to one exchange at a time, and asks it before the first byte."""

        _is_due = False

        def _new_conn(self) -> PlainSocket:
            return connected(self._dns_host, self.port or 443, UNDER_WAY.get())

        def request(self, method: str, url: str, *arguments: Any, **others: Any) -> None:
            # Once connected, `sock` is ours, or TLS within TLS, which is built upon ours.
            exchange = UNDER_WAY.get()
            wire: Any = self.sock
            getattr(wire, "socket", wire).exchange = exchange
            self._is_due = True
            super().request(method, exchange.url.target, *arguments, **others)

        def send(self, data: Any) -> None:
            if self._is_due:
                self._is_due = False
                UNDER_WAY.get().begin()
            super().send(data)

    class Pool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool
