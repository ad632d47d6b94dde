# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Whether whoever started a task is still there.

A killed playbook can leave the processes of its tasks behind, which would go on and write.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

MOST_ANCESTORS = 12
PROCESSES = Path("/proc")


def watch_starters() -> Callable[[], bool]:
    """Note which processes of Ansible started this one; the answer tells whether they are all still there.

    Where the system doesn't tell (it is not Linux), and in the background (`async`), where the starter leaves by
    design, only the parent counts.
    """
    starters = _starters()

    def still_there() -> bool:
        return _ancestors(len(starters)) == starters

    return still_there


def _starters() -> list[int]:
    """The ancestors of this process, nearest first, as far up as they are Ansible's; the parent at least."""
    ancestors = _ancestors(MOST_ANCESTORS)
    if "ANSIBLE_ASYNC_DIR" in os.environ:
        return ancestors[:1]
    of_ansible = 0
    for pid in ancestors:
        if "ansible" not in _command(pid):
            break
        of_ansible += 1
    return ancestors[: max(1, of_ansible)]


def _ancestors(most: int) -> list[int]:
    pids = [os.getppid()]
    while len(pids) < most and (parent := _parent(pids[-1])):
        pids.append(parent)
    return pids


def _parent(pid: int) -> int | None:
    """The parent of a process (field 4 of its `stat`, counted after the name, which may hold anything)."""
    try:
        return int((PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None


def _command(pid: int) -> str:
    try:
        return (PROCESSES / str(pid) / "cmdline").read_text(errors="replace")
    except OSError:
        return ""
