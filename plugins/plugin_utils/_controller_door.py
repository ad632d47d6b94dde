# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The second way to run a task: in the controller's own process, where it can show its progress.

A module costs half a second before it does anything, and can't say a word before its end. So the action plugin of the
same name runs the same task right here, and hands over to the module where only that is right.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ansible import context
from ansible.module_utils.ansible_release import __version__ as ansible_version
from ansible.plugins.action.normal import ActionModule as ModuleDoor
from ansible.utils.display import Display

from ..module_utils._ansible.execution import Result, Task, outcome
from ..module_utils._ansible.options import Spec
from ..module_utils._ansible.output import Output
from ..module_utils._ansible.runtime import Runtime
from ..module_utils._ansible.secrets import Secrets
from ..module_utils._run.progress_reporter import Tell, tell_nobody
from ._folder import relative_paths_begin_in
from ._interruption import on_interruption
from ._screen import is_read_by_people
from ._validated_options import validated_options

try:
    # Loaded before Ansible forks its workers, so that each of them has them at once. azure-identity would load the
    # transport only when a worker logs in.
    import azure.identity
    import requests
    from azure.core.pipeline.transport import RequestsTransport
except Exception:  # they are missing or broken, which the module will tell
    LIBRARIES_ARE_HERE = False
else:
    LIBRARIES_ARE_HERE = bool(azure.identity and requests and RequestsTransport)

WHICH_DOOR = "AZURE_DR_DOOR"
ANSIBLE_SHOWS_TRACEBACKS = [int(part) for part in ansible_version.split(".")[:2]] < [2, 19]


class ControllerDoor(ModuleDoor):
    """Base of the action plugins. Each has the options and the task of its module.

    `goes_on` says what goes on in Azure if the task is interrupted, and what to do then.
    """

    spec: Callable[[], Spec]
    task: Task
    goes_on: str | None = None

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> Result:
        """Run the task, and say what goes on if it is interrupted."""
        if self.goes_on is None or self._task.check_mode:
            return self._run(tmp, task_vars or {})
        with on_interruption(_of_host(task_vars or {}, Output(Secrets()), f"Interrupted. {self.goes_on}")):
            return self._run(tmp, task_vars or {})

    def _run(self, tmp: str | None, task_vars: dict[str, Any]) -> Result:
        """Run the task here, or as a module where it can't be right here."""
        folder = relative_paths_begin_in(self._loader.get_basedir(), context.CLIARGS)
        if self._needs_the_module():
            if self._connection.transport == "local":
                self._task.args = _with_absolute_paths(self._task.args, self.spec(), folder)
            handed_over: Result = super().run(tmp, task_vars)
            self._show_traceback(handed_over)
            return handed_over
        # Ansible forks a worker for each task. What the garbage collector goes through there, the kernel copies.
        gc.freeze()
        secrets = Secrets()
        tell = self._tell(task_vars, Output(secrets))
        runtime = Runtime(check_mode=self._task.check_mode, tell=tell, folder=folder, secrets=secrets)
        runtime.secrets.add_environment(runtime.environment)
        result = outcome(self._run_task, self._task.args, runtime, diff=self._task.diff)
        self._show_traceback(result)
        return result

    def _run_task(self, given: Mapping[str, object], runtime: Runtime) -> Result:
        """Run the task with the options that are given, if they are as they must be."""
        owner = f"({self._task.action}) module"
        return self.task(validated_options(self.spec(), given, runtime.secrets, owner), runtime)

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

    def _tell(self, task_vars: dict[str, Any], output: Output) -> Tell:
        """Show progress on the screen of the person who runs the playbook, unless a program reads it."""
        if self._task.no_log or not is_read_by_people(context.CLIARGS):
            return tell_nobody
        display = Display()
        return lambda line: display.display(_of_host(task_vars, output, line))

    def _show_traceback(self, result: Result) -> None:
        """Show it at -vvv; ansible-core 2.19 and later do so by themselves only if DISPLAY_TRACEBACK says it."""
        told = result.get("exception")
        text = told if isinstance(told, str) else getattr(getattr(told, "event", None), "formatted_traceback", None)
        if text and not self._task.no_log and not ANSIBLE_SHOWS_TRACEBACKS:
            Display().vvv(text)


def _of_host(task_vars: Mapping[str, Any], output: Output, line: str) -> str:
    """The line, with the host that it is about before it."""
    return output.line(f"[{task_vars.get('inventory_hostname')}] {line}")


def _with_absolute_paths(given: Mapping[str, Any], spec: Spec, folder: Path) -> dict[str, Any]:
    """The options with paths that name the same file in the module's process. What that expands stays as it is."""
    relative = {
        name: path
        for name, path in given.items()
        if spec.get(name, {}).get("type") == "path" and isinstance(path, str) and path and path[0] not in "/~$"
    }
    return {**given, **{name: str(folder / path) for name, path in relative.items()}}
