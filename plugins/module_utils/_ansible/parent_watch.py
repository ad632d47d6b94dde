# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Whether the processes that started a task still exist.

If a playbook is killed, the processes of its tasks can continue, and would still write.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

MOST_ANCESTORS = 12
PROCESSES = Path("/proc")
# To which those belong whose own starters have ended.
FIRST_PROCESS = 1
# In the background (`async`) a task is started by this program of Ansible's, whose own starters leave by design.
BACKGROUND = "async_wrapper"


def watch_starters() -> Callable[[], bool]:
    """Note which processes of Ansible started this one; the returned function says whether all of them still exist.

    If the system does not say who they are (it is not Linux), only the parent counts. Each answer takes a few small
    reads, at most one for each of them.
    """
    starters = _starters()

    def still_there() -> bool:
        return _ancestors(len(starters)) == starters

    return still_there


def _starters() -> list[int]:
    """The ancestors of this process, nearest first, up to the one that the task depends on; the parent at least.

    That is the process of `ansible-playbook`, of which Ansible forks one for each task of a host, or the one that
    runs a task in the background. What started those may leave: a shell, a service, a connection. None at all if they
    ended before this process could note them.
    """
    starters: list[int] = []
    below = _command(os.getpid())
    for pid in _ancestors(MOST_ANCESTORS):
        command = _command(pid)
        if starters and "ansible" not in command:
            return [] if pid == FIRST_PROCESS and not _leads_a_session(starters[-1]) else starters
        starters.append(pid)
        if BACKGROUND in command or (command and command == below):
            break
        below = command
    return starters


def _ancestors(most: int) -> list[int]:
    pids = [os.getppid()]
    while len(pids) < most and (parent := _parent(pids[-1])):
        pids.append(parent)
    return pids


def _parent(pid: int) -> int | None:
    return _number(pid, 1)


def _leads_a_session(pid: int) -> bool:
    """Whether a process was begun by itself, as what runs a command on another host is, and not by Ansible's."""
    return _number(pid, 3) == pid


def _number(pid: int, place: int) -> int | None:
    """A number in the `stat` of a process, by its place after the name, which may hold anything."""
    try:
        return int((PROCESSES / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()[place])
    except (OSError, ValueError, IndexError):
        return None


def _command(pid: int) -> str:
    try:
        return (PROCESSES / str(pid) / "cmdline").read_text(errors="replace")
    except OSError:
        return ""
