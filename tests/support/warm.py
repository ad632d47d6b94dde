# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible's commands, each in a process of its own that begins with all that they import.

To import Ansible, and the libraries that action plugins import, takes most of the time of a short playbook. So a
process has imported them, and knows nothing else. It forks for each command.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

COMMANDS = ("ansible-inventory", "ansible-playbook")
# What is read while Ansible is imported.
READ_EARLY = ("ANSIBLE_", "HOME", "LANG", "LC_", "PYTHON", "TMPDIR")


def early(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that are read while Ansible is imported: commands of one process have the same."""
    return {name: value for name, value in environment.items() if name.startswith(READ_EARLY)}


class Warm:
    """A process that forks, for one command at a time. It ends when that of the tests does, which closes its input."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-I", __file__]
        self._starter = subprocess.Popen(
            command, cwd="/", env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, *command: str, start_in: Path, environment: Mapping[str, str], output: Path, errors: Path) -> int:
        """The exit status of a command that was run in a folder, and wrote to these files."""
        asked, told = self._starter.stdin, self._starter.stdout
        assert asked and told
        files = {"folder": str(start_in), "output": str(output), "errors": str(errors)}
        print(json.dumps({"command": command, "environment": dict(environment), **files}), file=asked, flush=True)
        return int(told.readline())


def main() -> None:
    """Run commands, one after the other, as they are ordered."""
    import azure.identity
    import requests
    from ansible.cli.inventory import InventoryCLI
    from ansible.cli.playbook import PlaybookCLI
    from ansible.executor import playbook_executor

    assert azure.identity and requests and playbook_executor
    commands = dict(zip(COMMANDS, (InventoryCLI.cli_executor, PlaybookCLI.cli_executor), strict=True))
    # So that a fork does not copy what it only looks at.
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            _become(commands[order["command"][0]], order)
        _pid, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(run: Callable[[list[str]], None], order: dict[str, Any]) -> NoReturn:
    """Be the command that was ordered."""
    os.setsid()
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    for name, number in (("output", 1), ("errors", 2)):
        os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = order["command"]
    status: object = 1
    try:
        run(sys.argv)
    except SystemExit as end:
        status = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
