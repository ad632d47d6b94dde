# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections that this process has made and not closed."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path


def connections_to(port: int) -> int:
    """How many open connections lead to this port of this machine."""
    return [_peer(number) for number in open_sockets()].count(port)


def open_sockets() -> list[int]:
    """The numbers of all open sockets."""
    return [number for number in (int(each.name) for each in Path("/proc/self/fd").iterdir()) if _is_socket(number)]


def _is_socket(number: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:  # what has read the folder
        return False


def _peer(number: int) -> int | None:
    try:
        borrowed = socket.socket(fileno=number)
    except OSError:  # another thread has closed it meanwhile
        return None
    try:
        address = borrowed.getpeername()
    except OSError:  # it listens, or the other end has gone
        return None
    finally:
        borrowed.detach()
    return int(address[1]) if isinstance(address, tuple) else None
