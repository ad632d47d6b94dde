# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module restore_report in the controller's own process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ..module_utils._ansible.execution import Result
from ..module_utils._ansible.tasks import restore_report
from ..module_utils._backup.option_values import is_blank
from ..plugin_utils._controller_door import ControllerDoor
from ..plugin_utils._who_runs import who_runs


class ActionModule(ControllerDoor):
    """Runs the task of the module of that name."""

    spec = staticmethod(restore_report.spec)
    task = staticmethod(restore_report.run)

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> Result:
        """Run the task, and tell it what the controller knows of the run. What the user says comes first."""
        told = self._task.args.get("run")
        if is_blank(told) or isinstance(told, Mapping):
            given = told if isinstance(told, Mapping) else {}
            said = {name: value for name, value in given.items() if not is_blank(value)}
            known = who_runs(task_vars or {}, os.environ, self._templar)
            self._task.args = {**self._task.args, "run": {**known, **said}}
        return super().run(tmp, task_vars)
