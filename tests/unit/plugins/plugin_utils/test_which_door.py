# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which tasks run in the controller, and which are handed over to the module."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.task import Task

from ansible_collections.azure_dr.backup.plugins.action.backup_job_info import ActionModule
from ansible_collections.azure_dr.backup.plugins.plugin_utils import _controller_door

HANDED_OVER = {"handed": "over"}


@pytest.fixture(autouse=True)
def module(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module door that only says that it was taken."""
    monkeypatch.delenv("AZURE_DR_DOOR", raising=False)
    monkeypatch.setattr(_controller_door.ModuleDoor, "run", lambda *_arguments: HANDED_OVER)


def run(*, transport: str = "local", become: object = None, **of_the_task: Any) -> dict[str, Any]:
    """What becomes of a task without any option."""
    task = Task()
    task.action, task.args = "azure_dr.backup.backup_job_info", {}
    for name, value in of_the_task.items():
        setattr(task, name, value)
    connection = SimpleNamespace(transport=transport, become=become)
    result: dict[str, Any] = ActionModule(task, connection, None, DataLoader(), None, None).run()
    return result


def test_a_task_runs_here() -> None:
    assert run()["msg"] == "missing required arguments: vault_name, vault_resource_group"


def test_the_garbage_collector_of_a_worker_leaves_alone_what_it_shares_with_the_controller() -> None:
    gc.unfreeze()

    run()

    assert gc.get_freeze_count() > 0
    gc.unfreeze()


@pytest.mark.parametrize(
    "asked_for",
    [
        {"transport": "ssh"},
        {"become": object()},
        {"async_val": 60},
        {"environment": [{}, {"AZURE_CLIENT_ID": "other"}]},
    ],
    ids=lambda asked_for: next(iter(asked_for)),
)
def test_what_the_task_asks_for(asked_for: dict[str, Any]) -> None:
    assert run(**asked_for) == HANDED_OVER


def test_where_workers_may_not_use_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    assert run() == HANDED_OVER


def test_where_the_libraries_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_controller_door, "LIBRARIES_ARE_HERE", False)

    assert run() == HANDED_OVER


def test_where_the_user_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_DR_DOOR", "module")

    assert run() == HANDED_OVER


def test_an_unexpected_error_is_shown_to_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(_controller_door, "ANSIBLE_SHOWS_TRACEBACKS", False)
    monkeypatch.setattr(_controller_door.Display, "vvv", lambda _display, text: shown.append(text))
    monkeypatch.setattr(_controller_door, "validated_options", lambda *_options: 1 // 0)

    result = run()

    assert result["error"]["code"] == "UnexpectedError"
    assert shown == [result["exception"]]
    assert "ZeroDivisionError" in shown[0]


def test_what_a_worker_logs_in_with_is_loaded_before_the_fork() -> None:
    """In a process of its own, since other tests load it here."""
    program = f"""
import sys
import {_controller_door.__name__}
loaded = set(sys.modules)
from azure.core.pipeline.transport import RequestsTransport
sys.exit(RequestsTransport.__module__ not in loaded)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
