# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible's own output, and beside it the results of all tasks in a file, as ansible-runner keeps them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback.default import CallbackModule as Default

DOCUMENTATION = """
name: kept
type: stdout
short_description: Keep the results of tasks
description: For tests. The file is named by the variable KEPT_RESULTS of the environment.
extends_documentation_fragment: [default_callback, result_format_callback]
"""


class CallbackModule(Default):
    """Writes a line of JSON for each result, before the default callback changes it, and one for the statistics."""

    CALLBACK_NAME = "kept"

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task has ended well."""
        _keep_result(result)
        super().v2_runner_on_ok(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A task has failed."""
        _keep_result(result)
        super().v2_runner_on_failed(result, ignore_errors)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        """An item of a loop has ended well."""
        _keep_result(result)
        super().v2_runner_item_on_ok(result)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        """An item of a loop has failed."""
        _keep_result(result)
        super().v2_runner_item_on_failed(result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """The playbook has ended."""
        _keep({"artifacts": stats.custom.get("_run", {})})
        super().v2_playbook_on_stats(stats)


def _keep_result(result: Any) -> None:
    _keep({"task": result._task.name or result._task.action, "result": result._result})


def _keep(kept: dict[str, Any]) -> None:
    with Path(os.environ["KEPT_RESULTS"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(kept, default=str) + "\n")
