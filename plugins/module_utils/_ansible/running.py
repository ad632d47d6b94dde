# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The one place where an error becomes a failed result."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .._arm.errors import Failure
from .._restore.explaining import explained
from .options import Spec
from .runtime import Runtime

Result = dict[str, Any]
Task = Callable[[Mapping[str, object], Runtime], Result]

LIBRARIES = {"requests": "requests", "urllib3": "requests", "azure": "azure-identity"}


class TaskFailed(Exception):
    """A task that failed after it had found out, or done, something that its result must tell."""

    def __init__(self, failure: Failure, result: Result, message: str | None = None) -> None:
        super().__init__(message or str(failure))
        self.failure = failure
        self.result = result
        self.message = message


def outcome(task: Task, options: Mapping[str, object], runtime: Runtime, *, diff: bool) -> Result:
    """What a task returns; with `failed`, `msg` and `error` where it failed. Warnings are in it, if there are any."""
    try:
        result = task(options, runtime)
    except TaskFailed as failed:
        failure = explained(failed.failure)
        message = failed.message or failure.message
        result = {**failed.result, "failed": True, "msg": message, "error": failure.as_error()}
    except Failure as error:
        failure = explained(error)
        result = {"changed": False, "failed": True, "msg": failure.message, "error": failure.as_error()}
    if not diff:
        result.pop("diff", None)
    return result


def run_module(spec: Spec, task: Task) -> None:
    """Run a task with a module's options and check mode, and leave as Ansible expects."""
    module = AnsibleModule(argument_spec=spec, supports_check_mode=True)
    try:
        result = outcome(task, module.params, Runtime(check_mode=module.check_mode), diff=module._diff)
    except ImportError as error:
        library = LIBRARIES.get((error.name or "").partition(".")[0])
        if not library:
            raise
        module.fail_json(msg=missing_required_lib(library), exception=traceback.format_exc())
    for warning in result.pop("warnings", []):
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)
