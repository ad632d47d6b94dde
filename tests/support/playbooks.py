# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs playbooks as a controller does: real processes of ansible-runner and ansible-playbook."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

QUIET = {"ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false", "ANSIBLE_NOCOLOR": "1"}
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
    """Run a playbook, by its path or its full name."""
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
            loop = "results" in data["res"]
            run.results.setdefault(data["task"], []).extend([] if loop else [data["res"]])
        run.artifacts.update(data.get("artifact_data", {}))
    return run


def run_command(
    *command: str, start_in: Path, before: str = "", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of Ansible's commands by itself, in a folder; `before` are words of the shell that come before it."""
    name, *arguments = command
    return subprocess.run(
        ["/bin/sh", "-c", f"{before} {shlex.join([str(Path(sys.executable).parent / name), *arguments])}"],
        cwd=start_in,
        env={**os.environ, **QUIET, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def _events(folder: Path) -> list[dict[str, Any]]:
    """The events of a run in order; their files begin with their numbers."""
    files = sorted(folder.glob("*.json"), key=lambda path: int(path.name.partition("-")[0]))
    return [json.loads(path.read_text()) for path in files]
