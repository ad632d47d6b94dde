# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An emulated Azure, and one of the stories on it: what to type, what it prints, and what Azure was asked."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ..emulator.server import Emulator
from ..emulator.settings import Settings
from .asked import told
from .recovery import recovery
from .restore import restore
from .story import HERE, Step, Story
from .telling import telling

STORIES: dict[str, Callable[[Path], Story]] = {"recovery": recovery, "restore": restore}
# A restore of four minutes takes four seconds.
SPEED = 60.0
FAILED = 2
QUIET = {
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
}


def main() -> int:
    """Run the steps of a story, each with what it shows before, and what Azure was asked after."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("story", nargs="?", choices=STORIES, default="recovery")
    parser.add_argument("--reports", type=Path, required=True, help="the folder for the reports")
    parser.add_argument(
        "--speed", type=float, default=SPEED, help=f"divides the durations of Azure, {SPEED:g} by default"
    )
    options = parser.parse_args()
    reports = options.reports.resolve()
    story = STORIES[options.story](reports)
    with Emulator(story.estate, speed=options.speed, settings=Settings(disk_host=True)) as azure:
        print(
            f"An emulated Azure listens at {azure.url}.",
            *story.opening,
            f"Its time runs {options.speed:g} times as fast: what takes four minutes in Azure takes "
            f"{240 / options.speed:.3g} s here.",
            "Below, the tasks that have nothing to say are left out.",
            sep="\n",
        )
        for number, step in enumerate(story.steps, 1):
            print(f"\n\n{number}/{len(story.steps)}  {step.question}")
            if not _took(step, azure, reports):
                return 1
    print(f"\n{story.ending} starts such an Azure for playbooks of your own.")
    return 0


def _took(step: Step, azure: Emulator, reports: Path) -> bool:
    """Run the command of a step; whether it ended as it should."""
    print(*step.before(azure.estate, reports), f"$ {_shown(step.command)}", sep="\n", flush=True)
    azure.forget_requests()
    environment = {**os.environ, **QUIET, **azure.environment(), **azure.proxy_environment()}
    with subprocess.Popen(
        step.command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        assert running.stdout
        for line in telling(running.stdout):
            print(line, flush=True)
    expected = FAILED if step.fails else 0
    if running.returncode != expected:
        print(f"The command ended with {running.returncode}, and {expected} was expected.")
        return False
    print("", *step.after(azure.estate, reports), f"Azure was asked: {told(azure.requests)}", sep="\n", flush=True)
    return True


def _shown(command: Sequence[str]) -> str:
    return shlex.join(word.replace(f"{HERE}{os.sep}", f"tests/demo{os.sep}") for word in command)


if __name__ == "__main__":
    sys.exit(main())
