# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Why no answer came, in words that hold nothing of the request."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator

from .connections import missing_authority, proxy_variable
from .errors import BodyNotReadable
from .urls import Url


def why_not_sent(error: BaseException, url: Url) -> str:
    """Why a request never left."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            words = cause.verify_message.rstrip(".")
            what_helps = f"; {where}" if (where := missing_authority(words)) else ""
            return f"the certificate of {url.host} could not be verified ({words}){what_helps}"
    why = next(filter(None, map(_reason, causes)), type(causes[-1]).__name__)
    if variable := proxy_variable(url.host, url.port):
        return f"{url.host} could not be reached through the proxy that {variable} names ({why})"
    return f"{url.host} could not be reached ({why})"


def _reason(cause: BaseException) -> str | None:
    """What the system says of a failed connection, in a few words, without anything from the request."""
    if _is_timeout(cause):
        return "the connection took too long"
    if isinstance(cause, socket.gaierror):
        return "its name was not found"
    if isinstance(cause, ssl.SSLError):
        return f"TLS: {cause.reason or 'broken off'}"
    if isinstance(cause, OSError):
        tunnel = re.match(r"Tunnel connection failed: (\d{3})", str(cause))
        return f"the proxy answered {tunnel[1]}" if tunnel else cause.strerror
    return None


def why_lost(error: BaseException, host: str) -> str:
    """Why no whole answer came to a request that went out."""
    causes = list(_causes(error))
    if any(map(_is_timeout, causes)):
        return f"{host} did not answer in time"
    if any(isinstance(cause, ConnectionError) for cause in causes):
        return f"the connection to {host} broke before the answer was complete"
    if any(isinstance(cause, (http.client.BadStatusLine, http.client.LineTooLong)) for cause in causes):
        return f"what {host} answered is not HTTP"
    if isinstance(causes[0], BodyNotReadable):
        return f"the answer of {host} can't be read: {causes[0]}"
    return f"the connection to {host} broke before the answer was complete"


def _is_timeout(cause: BaseException) -> bool:
    import urllib3.exceptions

    return isinstance(cause, (TimeoutError, urllib3.exceptions.TimeoutError))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and those that it wraps: urllib3 hands them on as arguments, or raises from them."""
    yield error
    for inner in (*error.args, error.__cause__):
        if isinstance(inner, BaseException):
            yield from _causes(inner)
