# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playbooks that are run, killed and run again."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

RUN_SECONDS = 240
COMMON = {
    "vault_name": "dr-vault",
    "vault_resource_group": "backup",
    "as_of": "latest",
    "target_resource_group": "erp-restored",
    "poll_interval": 1,
}
ONE_DISK = {"azure_dr.backup.disk_restore": {**COMMON, "source_disk": "erp-data", "target_disk": "erp-data-restored"}}


def play(task: dict[str, Any], result: str) -> list[dict[str, Any]]:
    """A play of one task, which writes down its result, whatever that is."""
    write = {"content": f"{{{{ {result} | to_json }}}}", "dest": "{{ told }}", "mode": "0600"}
    block = {"block": [{**task, "register": "result"}], "always": [{"ansible.builtin.copy": write}]}
    return [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [block]}]


class Playbook:
    """Runs of one playbook, each a process group of its own. `result` is the expression of what is written down."""

    def __init__(self, folder: Path, task: dict[str, Any] | None = None, result: str = "result") -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.playbook = folder / "restore.yml"
        self.playbook.write_text(json.dumps(play(task or ONE_DISK, result)))
        self.told = folder / "told.json"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin a run."""
        self.told.unlink(missing_ok=True)
        command = ["ansible-playbook", str(self.playbook), "-e", f"told={self.told}"]
        with (self.folder / "output.txt").open("ab") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)

    def wait(self) -> dict[str, Any] | None:
        """What the task returned, None if it could not say."""
        assert self.process
        self.process.wait(RUN_SECONDS)
        if not self.told.exists():
            return None
        result: dict[str, Any] = json.loads(self.told.read_text())
        return result

    def run(self) -> dict[str, Any] | None:
        """What the task of a new run returned, None if it could not say."""
        self.start()
        return self.wait()

    def kill(self, number: int, *, all_of_it: bool) -> None:
        """Kill ansible-playbook, with all that it started or alone."""
        assert self.process
        for pid in descendants(self.process.pid) if all_of_it else []:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, number)


def descendants(pid: int) -> list[int]:
    """All processes that a process started, the deepest first; workers of Ansible have sessions of their own."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    children = [child for child, parent in parents.items() if parent == pid]
    return [each for child in children for each in (*descendants(child), child)]


def restores(azure: Emulator) -> int:
    """How many restores the vault has accepted."""
    return sum(job.operation == "Restore" for job in azure.estate.vault().jobs.values())
