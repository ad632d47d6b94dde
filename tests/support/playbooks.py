# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs playbooks in processes of Ansible's commands, or as a controller does, by ansible-runner."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from ansible_collections.azure_dr.backup.tests.support.warm import COMMANDS, Warm, early

QUIET = {
    "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "ANSIBLE_NOCOLOR": "1",
}
KEPT = {"ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "callbacks"), "ANSIBLE_STDOUT_CALLBACK": "kept"}
USUAL = early(os.environ)
# The processes that fork, and have nothing to do. Each runs one command at a time: commands side by side have one each.
FREE: list[Warm] = []
RESULTS = ("runner_on_ok", "runner_on_failed", "runner_item_on_ok", "runner_item_on_failed")


@dataclass
class Run:
    """What came of a playbook. `results` are those of each task by its name, loop items apart, in order."""

    successful: bool
    output: str
    results: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    artifacts: dict[str, Any] = field(default_factory=dict)

    def result(self, task: str) -> dict[str, Any]:
        """The only result of a task."""
        (only,) = self.results[task]
        return only


def run_tasks(folder: Path, tasks: list[dict[str, Any]], *arguments: str, **play: Any) -> Run:
    """Run tasks on localhost; `play` are further keywords of the play."""
    playbook = [
        {"name": "Test", "hosts": "localhost", "connection": "local", "gather_facts": False, **play, "tasks": tasks}
    ]
    path = folder / "playbook.yml"
    path.write_text(json.dumps(playbook))
    return run_playbook(folder, str(path), *arguments)


def run_playbook(
    folder: Path, playbook: str, *arguments: str, environment: dict[str, str] | None = None, **extra_vars: Any
) -> Run:
    """Run a playbook, by its path or its full name. If Ansible has settings other than the usual, by ansible-runner."""
    if not _is_usual(environment):
        return run_by_runner(folder, playbook, *arguments, environment=environment, **extra_vars)
    ident = uuid4().hex
    kept, output, variables = (folder / f"{name}-{ident}" for name in ("results", "output", "variables"))
    kept.touch()
    variables.write_text(json.dumps(extra_vars))
    inventory = ["-i", str(folder / "inventory")] if (folder / "inventory").exists() else []
    words = [word for argument in arguments for word in shlex.split(argument)]
    command = ("ansible-playbook", *inventory, "-e", f"@{variables}", *words, playbook)
    status = _run_warm(*command, start_in=folder, output=output, errors=output, KEPT_RESULTS=str(kept))
    run = Run(status == 0, output.read_text())
    for each in map(json.loads, kept.read_text().splitlines()):
        if "task" in each:
            _add(run, each["task"], each["result"])
        run.artifacts.update(each.get("artifacts", {}))
    return run


def run_by_runner(
    folder: Path, playbook: str, *arguments: str, environment: dict[str, str] | None = None, **extra_vars: Any
) -> Run:
    """Run a playbook as a controller does: by ansible-runner."""
    ident = uuid4().hex
    settings = folder / "env"
    settings.mkdir(exist_ok=True)
    (settings / "envvars").write_text(json.dumps({**QUIET, **(environment or {})}))
    (settings / "extravars").write_text(json.dumps(extra_vars))
    (settings / "cmdline").write_text(" ".join(arguments))
    runner = [sys.executable, "-m", "ansible_runner", "run", str(folder), "--playbook", playbook, "--ident", ident]
    ran = subprocess.run([*runner, "--quiet"], capture_output=True, text=True, check=False)
    artifacts = folder / "artifacts" / ident
    run = Run(ran.returncode == 0, (artifacts / "stdout").read_text() + ran.stderr)
    for event in _events(artifacts / "job_events"):
        data = event.get("event_data", {})
        if event["event"] in RESULTS:
            _add(run, data["task"], data["res"])
        run.artifacts.update(data.get("artifact_data", {}))
    return run


def run_command(
    *command: str, start_in: Path, before: str = "", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of Ansible's commands, in a folder; `before` are words of the shell that come before it."""
    name, *arguments = command
    if name in COMMANDS and _is_usual(environment) and not before:
        with tempfile.TemporaryDirectory() as folder:
            output, errors = Path(folder) / "output", Path(folder) / "errors"
            status = _run_warm(*command, start_in=start_in, output=output, errors=errors)
            return subprocess.CompletedProcess(command, status, output.read_text(), errors.read_text())
    return subprocess.run(
        ["/bin/sh", "-c", f"{before} {shlex.join([str(Path(sys.executable).parent / name), *arguments])}"],
        cwd=start_in,
        env={**os.environ, **QUIET, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def _run_warm(*command: str, start_in: Path, output: Path, errors: Path, **variables: str) -> int:
    environment = {**os.environ, **QUIET, **KEPT, "KEPT_RESULTS": os.devnull, **variables}
    try:
        warm = FREE.pop()
    except IndexError:
        warm = Warm({**os.environ, **QUIET, **KEPT})
    status = warm.run(*command, start_in=start_in, environment=environment, output=output, errors=errors)
    FREE.append(warm)
    return status


def _is_usual(environment: Mapping[str, str] | None) -> bool:
    """Whether Ansible has the settings of all tests, and no other library stands before one that it imports."""
    return not environment and early(os.environ) == USUAL


def _add(run: Run, task: str, result: dict[str, Any]) -> None:
    run.results.setdefault(task, []).extend([] if "results" in result else [result])


def _events(folder: Path) -> list[dict[str, Any]]:
    """The events of a run in order; their files begin with their numbers."""
    files = sorted(folder.glob("*.json"), key=lambda path: int(path.name.partition("-")[0]))
    return [json.loads(path.read_text()) for path in files]
