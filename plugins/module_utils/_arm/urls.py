# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.


"""URLs: one strict parser, for the checks and for the connections."""

from __future__ import annotations

import re
from dataclasses import dataclass

HTTPS_PORT = 443
HIGHEST_PORT = 65535
LONGEST_HOST = 253
LONGEST_URL = 16_384

_URL = re.compile(
    r"https://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<target>(?:/[!-~]*)?)",
    re.IGNORECASE | re.ASCII,
)
_NEVER_SENT = re.compile(r"[\\#]")
_AUTHORITY = re.compile(r"(?:[^:/?#\\]*:)?[/\\]*(?P<authority>[^/?#\\]*)")
_PLAIN_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{1,45}\]", re.ASCII)


@dataclass(frozen=True)
class Url:
    """The host and the target of a request, byte for byte. `host` is in lower case."""

    host: str
    port: int
    target: str


def parse_url(text: str) -> Url:
    """The parts of an https URL.

    Raises ValueError for what different parsers could read differently: anything but printable ASCII, a backslash, a
    fragment, a user before the host, a host that is none, a port that is none. Azure sends nothing of the kind.
    """
    match = _URL.fullmatch(text) if len(text) <= LONGEST_URL and not _NEVER_SENT.search(text) else None
    port = int(match["port"] or HTTPS_PORT) if match else 0
    if not match or not 0 < port <= HIGHEST_PORT or len(match["host"]) > LONGEST_HOST:
        raise ValueError("not a plain https URL")
    return Url(match["host"].lower(), port, match["target"] or "/")


def shown_host(text: str) -> str:
    """The host of a URL of any kind, for a message: never more of it, and "no host" if there is none to be shown."""
    match = _AUTHORITY.match(text[:LONGEST_URL])
    name = (match["authority"] if match else "").rpartition("@")[2]
    host = _PLAIN_HOST.match(name)
    rest = name[host.end() :] if host else name
    return host[0].lower() if host and re.fullmatch(r"(?::[0-9]*)?", rest, re.ASCII) else "no host"
