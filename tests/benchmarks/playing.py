# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays a playbook, and tells what that took and what it asked of Azure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .emulated import Azure, Traffic

METER = Path(__file__).with_name("meter.py")
LAST_LINES = 30
AS_MODULES = {"AZURE_DR_DOOR": "module"}
Tasks = list[dict[str, Any]]


@dataclass(frozen=True)
class Cost:
    """What a command and all that it started took. `megabytes` is the most at a time."""

    seconds: float
    cpu_seconds: float
    megabytes: float


class DidNotWork(Exception):
    """A command failed, or did not do what it was to do."""


@dataclass(frozen=True)
class Playbook:
    """A play on these hosts, by their variables, so many at a time."""

    tasks: Tasks
    hosts: dict[str, dict[str, Any]]
    forks: int = 5


def on_localhost(tasks: Tasks) -> Playbook:
    """A play as most are."""
    return Playbook(tasks, {"localhost": {}})


def play(
    azure: Azure, playbook: Playbook, environment: Mapping[str, str] = MappingProxyType({})
) -> tuple[Cost, Traffic]:
    """Play it against an emulated Azure, with more in its environment. Raises `DidNotWork`."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        (folder / "ansible.cfg").touch()
        play_of_all = {"hosts": "all", "gather_facts": False, "tasks": playbook.tasks}
        (folder / "playbook.json").write_text(json.dumps([play_of_all]))
        variables = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        inventory = {"all": {"hosts": playbook.hosts, "vars": variables}}
        (folder / "inventory.json").write_text(json.dumps(inventory))
        command = ["ansible-playbook", "-i", str(folder / "inventory.json"), str(folder / "playbook.json")]
        surroundings = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "AZURE_"))},
            "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
            "ANSIBLE_HOME": str(folder),
            # The libraries of the Azure CLI, which azure.azcollection uses, would keep the cloud of this run there.
            "AZURE_CONFIG_DIR": str(folder),
            "ANSIBLE_FORKS": str(playbook.forks),
            **azure.facts.environment,
            **environment,
        }
        azure.traffic()
        return meter([*command], surroundings, folder), azure.traffic()


def meter(command: Sequence[str], environment: dict[str, str], folder: Path) -> Cost:
    """Run a command. Raises `DidNotWork` with its last lines."""
    output = folder / "output"
    metering = [sys.executable, str(METER), str(output), *command]
    metered = subprocess.run(metering, env=environment, cwd=folder, check=True, capture_output=True, text=True)
    result = json.loads(metered.stdout)
    if result["status"]:
        raise DidNotWork("\n".join(output.read_text(errors="replace").splitlines()[-LAST_LINES:]))
    return Cost(**result["cost"])
