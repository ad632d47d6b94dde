# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy's CONNECT, by which clients reach names that no resolver knows, such as ``westeurope.localhost``.

RFC 9110, section 9.3.6; that names below ``localhost`` are the loopback interface: RFC 6761, section 6.3.
"""

from __future__ import annotations

import selectors
import socket

from .certificates import DISK_HOST

_CHUNK = 65_536


def leads_home(target: str, port: int) -> bool:
    """Whether ``target``, a host and a port, is this machine's port, or the host of disks."""
    if target.lower() == f"{DISK_HOST}:443":
        return True
    host, _colon, number = target.lower().rpartition(":")
    return number == str(port) and (host == "localhost" or host.endswith(".localhost"))


def join(client: socket.socket, port: int) -> None:
    """Carries bytes between a client and a port of the loopback interface until one of them has had enough."""
    # Not select(), which refuses what a process with more than 1,024 open files opens.
    with socket.create_connection(("127.0.0.1", port)) as server, selectors.DefaultSelector() as ready:
        for source, target in ((client, server), (server, client)):
            ready.register(source, selectors.EVENT_READ, (source, target))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        while True:
            for key, _events in ready.select():
                source, target = key.data
                data = source.recv(_CHUNK)
                if not data:
                    return
                target.sendall(data)
