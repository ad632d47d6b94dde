# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a command, then prints as JSON what it and all that it started took: seconds, seconds of CPU, memory in MB.

A program of its own, so that the usage of children that the kernel counts is the command's and nobody else's. What the
command leaves behind (Ansible's async tasks detach themselves) becomes a child of this process, and counts. Linux only.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
PROC = Path("/proc")
# Looking takes time, too: at most a twentieth of it.
SHARE = 20
SHORTEST_PAUSE = 0.1


def main() -> None:
    """Meter the command after the name of the file that its output goes to."""
    output, *command = sys.argv[1:]
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began = time.monotonic()
    with Path(output).open("w", encoding="utf-8") as file:
        running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT)
    most = 0.0
    while True:
        looked = time.monotonic()
        most = max(most, sum(map(_megabytes, _below(os.getpid()))))
        try:
            status = running.wait(max(SHORTEST_PAUSE, SHARE * (time.monotonic() - looked)))
            break
        except subprocess.TimeoutExpired:
            continue
    seconds = time.monotonic() - began
    _wait_for_the_rest()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {"seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime, "megabytes": most}
    print(json.dumps({"status": status, "cost": cost}))


def _wait_for_the_rest() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def _below(process: int) -> Iterator[int]:
    """All processes that descend from one."""
    try:
        tasks = list((PROC / str(process) / "task").iterdir())
    except OSError:
        return
    for task in tasks:
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _below(child)


def _megabytes(process: int) -> float:
    """Memory of a process, what it shares with others counted in parts."""
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    main()
