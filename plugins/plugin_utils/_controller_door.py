# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The second door to the engine: a task runs in the controller's own process, and tells how far it is.

A module costs half a second before it does anything, and can't say a word before its end. So the action plugin of the
same name runs the same task right here, and hands over to the module where only that is right.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.action.normal import ActionModule as ModuleDoor
from ansible.utils.display import Display

from ..module_utils._ansible.options import Spec
from ..module_utils._ansible.running import Result, Task, outcome
from ..module_utils._ansible.runtime import Runtime
from ..module_utils._restore.telling import Tell

try:
    # Loaded before Ansible forks its workers, so that each of them has them at once.
    import azure.identity
    import requests
except ImportError:
    LIBRARIES_ARE_HERE = False
else:
    LIBRARIES_ARE_HERE = bool(azure.identity and requests)

WHICH_DOOR = "AZURE_DR_DOOR"


class ControllerDoor(ModuleDoor):
    """Base of the action plugins. Each has the options and the task of its module."""

    spec: Callable[[], Spec]
    task: Task

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> Result:
        """Run the task here, or as a module where it can't be right here."""
        if self._needs_the_module():
            handed_over: Result = super().run(tmp, task_vars)
            return handed_over
        given = _plain(self._task.args)
        spec = self.spec()
        validated = ArgumentSpecValidator(spec).validate(given)
        options = validated.validated_parameters
        secrets = [str(options[name]) for name, option in spec.items() if option.get("no_log") and options.get(name)]
        if validated.error_messages:
            result = {"failed": True, "msg": self._what_is_wrong(validated.errors[0])}
        else:
            with _in_folder(self._loader.get_basedir()):
                runtime = Runtime(check_mode=self._task.check_mode, tell=self._tell(task_vars or {}, secrets))
                result = outcome(self.task, options, runtime, diff=self._task.diff)
        safe: Result = remove_values(_plain(result), secrets)
        return safe

    def _needs_the_module(self) -> bool:
        """Whether the task is to run elsewhere, as somebody else, in the background, or in a way unknown here."""
        return (
            self._connection.transport != "local"
            or self._connection.become is not None
            or bool(self._task.async_val)
            or any(self._task.environment or ())
            or sys.platform == "darwin"
            or not LIBRARIES_ARE_HERE
            or os.environ.get(WHICH_DOOR, "").lower() == "module"
        )

    def _what_is_wrong(self, error: Any) -> str:
        """What is wrong with the options, as a module says it."""
        if isinstance(error, UnsupportedError):
            return f"Unsupported parameters for ({self._task.action}) module: {error.msg}"
        return str(error.msg)

    def _tell(self, task_vars: dict[str, Any], secrets: list[str]) -> Tell:
        """Where progress is told: on the screen of whoever runs the playbook."""
        host, display = task_vars.get("inventory_hostname"), Display()

        def tell(line: str) -> None:
            if not self._task.no_log:
                printable = "".join(each if each.isprintable() else " " for each in line)
                display.display(f"[{host}] {remove_values(printable, secrets)}")

        return tell


def _plain(value: Any) -> Any:
    """The value as a module would get or return it: plain JSON, and nothing that Ansible has attached to it."""
    return json.loads(json.dumps(value, default=lambda each: each.isoformat() if isinstance(each, date) else str(each)))


@contextlib.contextmanager
def _in_folder(folder: str) -> Iterator[None]:
    """Work in the folder of the playbook, as a module does there: relative paths begin in it."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
