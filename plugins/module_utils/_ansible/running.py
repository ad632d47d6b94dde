# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The one place where an error becomes a failed result."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .._arm.errors import Failure
from .options import Spec

Result = dict[str, Any]
Task = Callable[[Mapping[str, object], bool], Result]

LIBRARIES = {"requests": "requests", "urllib3": "requests", "azure": "azure-identity"}


class TaskFailed(Exception):
    """A task that failed after it had found out, or done, something that its result must tell."""

    def __init__(self, failure: Failure, result: Result, message: str | None = None) -> None:
        super().__init__(message or failure.message)
        self.failure = failure
        self.result = result
        self.message = message or failure.message


def run_module(spec: Spec, task: Task) -> None:
    """Run a task with a module's options and check mode, and leave as Ansible expects."""
    module = AnsibleModule(argument_spec=spec, supports_check_mode=True)
    fail: Callable[..., NoReturn] = module.fail_json
    try:
        result = task(module.params, module.check_mode)
    except TaskFailed as failed:
        fail(msg=failed.message, error=failed.failure.as_error(), **_without_warnings(module, failed.result))
    except Failure as failure:
        fail(changed=False, msg=failure.message, error=failure.as_error())
    except ImportError as error:
        library = LIBRARIES.get((error.name or "").partition(".")[0])
        if not library:
            raise
        fail(msg=missing_required_lib(library), exception=traceback.format_exc())
    else:
        module.exit_json(**_without_warnings(module, result))


def _without_warnings(module: AnsibleModule, result: Result) -> Result:
    """The result, its warnings handed to Ansible, which shows them and returns them itself."""
    for warning in result.pop("warnings", []):
        module.warn(warning)
    return result
