# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs playbooks as a controller does: real processes of ansible-runner and ansible-playbook."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ansible_runner
import yaml

QUIET = {"ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false", "ANSIBLE_NOCOLOR": "1"}


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
    ran = ansible_runner.run(
        private_data_dir=str(folder),
        playbook=playbook,
        extravars=extra_vars or None,
        envvars={**QUIET, **(environment or {})},
        cmdline=" ".join(arguments) or None,
        quiet=True,
    )
    run = Run(ran.status == "successful", ran.stdout.read())
    for event in ran.events:
        data = event.get("event_data", {})
        if event["event"] in ("runner_on_ok", "runner_on_failed", "runner_item_on_ok", "runner_item_on_failed"):
            loop = "results" in data["res"]
            run.results.setdefault(data["task"], []).extend([] if loop else [data["res"]])
        run.artifacts.update(data.get("artifact_data", {}))
    return run


def yaml_blocks(markdown: str) -> list[Any]:
    """The YAML documents in the code blocks of a page."""
    blocks = markdown.split("```yaml\n")[1:]
    return [yaml.safe_load(block.partition("```")[0]) for block in blocks]
