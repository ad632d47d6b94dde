# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of whatever a task raises."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.errors import TaskFailed
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.execution import Result, as_failure, outcome
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.runtime import Runtime
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import TaskError


def result_of(error: BaseException) -> Result:
    """The result of a task that raises this."""

    def task(_options: Mapping[str, object], _runtime: Runtime) -> Result:
        raise error

    return outcome(task, {}, Runtime(), diff=False)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("Invalid IPv6 URL"),
        OverflowError("cannot convert float infinity to integer"),
        MemoryError(),
        RecursionError("maximum recursion depth exceeded"),
        RuntimeError("can't start new thread"),
        UnicodeEncodeError("latin-1", "\u20ac", 0, 1, "ordinal not in range(256)"),
        ImportError("cannot import name 'x'", name="os"),
        AssertionError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_nobody_has_thought_of(error: Exception) -> None:
    result = result_of(error)

    assert result["failed"]
    assert result["changed"] is False
    assert type(error).__name__ in result["msg"]
    assert "a defect of azure_dr.backup" in result["msg"]
    assert "backup_job_info" in result["msg"]
    assert "\n" not in result["msg"]
    assert result["error"].keys() == TaskError("").as_error().keys()
    assert result["error"]["code"] == "UnexpectedError"
    assert result["exception"].startswith("Traceback (most recent call last):\n")
    assert "in task" in result["exception"]


def test_what_was_done_is_kept() -> None:
    cause = ValueError("Invalid IPv6 URL")
    record = {"job_id": "7e4bfd4a-0803-5717-b9ef-92b843983341"}

    result = result_of(TaskFailed(as_failure(cause), {"changed": True, "restores": [record]}))

    assert result["changed"] is True
    assert result["restores"] == [record]
    assert "Invalid IPv6 URL" in result["msg"]
    assert "ValueError: Invalid IPv6 URL" in result["exception"]


def test_a_failure_has_no_traceback() -> None:
    result = result_of(TaskError("The vault is closed."))

    assert (result["msg"], result["error"]["code"]) == ("The vault is closed.", "TaskError")
    assert "exception" not in result


def test_a_missing_library_is_told_in_ansibles_words() -> None:
    result = result_of(ModuleNotFoundError("No module named 'azure'", name="azure.identity"))

    assert "Failed to import the required Python library (azure-identity)" in result["msg"]
    assert result["error"]["code"] == "LibraryMissing"


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_who_ends_a_task_is_obeyed(kind: type[BaseException]) -> None:
    with pytest.raises(kind):
        result_of(kind())


def test_words_of_an_exception_make_no_lines_of_their_own() -> None:
    cause = KeyError("inner\nok: [localhost] => restored")
    error = ValueError("outer\x1b[2K\nok: [localhost] => restored")
    error.__cause__ = cause

    result = result_of(error)

    lines = result["exception"].splitlines()
    assert lines[-1] == "ValueError: outer\ufffd[2K ok: [localhost] => restored"
    assert any(line.startswith("KeyError: ") for line in lines)
    assert not [line for line in lines if line.startswith("ok:")]


def test_an_exception_that_can_not_speak() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert "Mute" in result_of(Mute())["msg"]
