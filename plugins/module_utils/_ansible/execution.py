# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The one place where an error becomes a failed result."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from ansible.module_utils.basic import AnsibleModule

from .._arm.errors import OptionRefused, TaskError
from .._arm.unexpected import failure_of, format_traceback, unexpected_behind
from .errors import LibraryMissing, OptionsRefused, TaskFailed
from .given import given_options
from .options import Spec
from .output import Output
from .runtime import Runtime
from .secrets import Secrets

Result = dict[str, Any]
Task = Callable[[Mapping[str, object], Runtime], Result]

# What AWX keeps of the result of a task, in characters, as Python writes it: of a longer one, it keeps nothing.
LONGEST_RESULT = 700_000
LIBRARIES = {"requests": "requests", "urllib3": "requests", "azure": "azure-identity"}


def options_refused(message: str) -> TaskError:
    """The failure of options that Ansible refuses, in its words."""
    return _explained(OptionsRefused(message))


def as_failure(error: Exception) -> TaskError:
    """The failure for an exception."""
    if isinstance(error, ImportError) and (library := LIBRARIES.get((error.name or "").partition(".")[0])):
        return LibraryMissing(library, error)
    return failure_of(error)


def outcome(task: Task, options: Mapping[str, object], runtime: Runtime, *, diff: bool) -> Result:
    """The result of a task, safe to show, for any error; with `failed`, `msg` and `error` if it failed.

    It has the warnings, if any, and the traceback of an unexpected error in `exception`.
    """
    try:
        with runtime.closing:
            result = task(options, runtime)
    except TaskFailed as failed:
        result = {**failed.result, **_failed(failed.failure, failed.message)}
    except Exception as error:
        failure = as_failure(error)
        result = {"changed": False, **_failed(failure)}
    if not diff:
        result.pop("diff", None)
    safe = Output(runtime.secrets).result(result)
    if (length := length_of(safe)) > LONGEST_RESULT:
        safe["warnings"] = [*safe.get("warnings", []), _too_long(length, "results_file" in safe)]
    return safe


def length_of(result: Result) -> int:
    """How long AWX finds a result."""
    return len(str(result))


def run_module(spec: Spec, task: Task) -> None:
    """Run a task with a module's options and check mode, and exit as Ansible expects."""
    module = _Module(spec)
    runtime = Runtime(check_mode=module.check_mode)
    runtime.secrets.add_options(spec, module.params)
    runtime.secrets.add_environment(runtime.environment)
    result = outcome(task, module.params, runtime, diff=module._diff)
    # Ansible adds the options to the result.
    module.params = Output(runtime.secrets).result(module.params)
    for warning in result.pop("warnings", []):
        module.warn(warning)
    # Not fail_json, which keeps a traceback to itself since ansible-core 2.19.
    module.exit_json(**result)


class _Module(AnsibleModule):
    """A module that reads options with `given_options`, and refuses them in the same form as a failed task."""

    def __init__(self, spec: Spec) -> None:
        self._given_spec = spec
        self._refusal: OptionRefused | None = None
        super().__init__(argument_spec=spec, supports_check_mode=True)
        if self._refusal:
            self.fail_json(self._refusal.message)

    def _load_params(self) -> None:
        super()._load_params()
        try:
            self.params = given_options(self._given_spec, self.params)
        except OptionRefused as refusal:
            self._refusal = refusal

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        secrets = Secrets()
        secrets.add_options(self._given_spec, self.params)
        secrets.add_environment(os.environ)
        # Ansible adds the options to the result, and may not know yet which of them are secrets.
        self.params = Output(secrets).result(self.params)
        line = Output(secrets).line(self._refusal.message if self._refusal else msg)
        failure = _explained(self._refusal or options_refused(line))
        super().fail_json(msg=line, **{"changed": False, "error": failure.as_error(), **kwargs})


def _too_long(length: int, can_be_in_a_file: bool) -> str:
    remedy = "Set results_file" if can_be_in_a_file else "Ask for less in one task"
    return (
        f"The result has {length:,} characters. AWX shows and keeps nothing of a result that has more than "
        f"{LONGEST_RESULT:,}. {remedy}."
    )


def _failed(failure: TaskError, message: str | None = None) -> Result:
    _explained(failure)
    failed = {"failed": True, "msg": message or failure.message, "error": failure.as_error()}
    behind = failure if isinstance(failure, LibraryMissing) else unexpected_behind(failure)
    if behind:
        failed["exception"] = format_traceback(behind.error)
    return failed


def _explained(failure: TaskError) -> TaskError:
    """The failure with its explanation. What explains it is imported only now: each start of a module compiles it."""
    from .._backup.error_guide import explained

    return explained(failure)
