# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A restore from the first look to the last, on an emulated Azure."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

from ..emulator.estate import Estate
from ..emulator.server import Emulator

HERE = Path(__file__).parent
VARIABLES = ["-e", f"@{HERE / 'erp.yml'}"]
RESTORE = ["azure_dr.backup.restore_disks", *VARIABLES]
# A restore of four minutes takes four seconds.
SPEED = 60.0
# The vault's identity may not make disks there.
ELSEWHERE = ["-e", "restore_disks_target_resource_group=erp-drill", "-e", "restore_disks_permission_timeout=0"]
FAILED = 2
STEPS = (
    ("What could be brought back?", [str(HERE / "points.yml"), *VARIABLES], 0),
    ("Would Azure do it? Check mode asks, and changes nothing.", [*RESTORE, "--check", "--diff"], 0),
    ("Bring the three disks back.", RESTORE, 0),
    ("The same again: nothing is left to do.", RESTORE, 0),
    ("And a failure: the vault may not restore into this group. What does it say?", [*RESTORE, *ELSEWHERE], FAILED),
)


def main() -> int:
    """Run the steps, telling before each what it shows and after it what Azure was asked to do."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--reports", type=Path, required=True, help="the folder for the reports of the restores")
    reports = ["-e", f"restore_disks_report_dir={parser.parse_args().reports.resolve()}"]
    with Emulator(Estate.small(), speed=SPEED) as azure:
        print(
            f"An emulated Azure listens at {azure.url}. Its vault dr-vault protects the three disks of an ERP system.\n"
            f"Its time runs {SPEED:g} times as fast: what takes four seconds here takes some four minutes in Azure.\n"
            "tests/demo/erp.yml has the variables of the runs: which vault, which disks, and where to."
        )
        for number, (question, step, expected) in enumerate(STEPS, 1):
            arguments = [*step, *reports]
            print(f"\n\n{number}. {question}\n   $ ansible-playbook {_shown(arguments)}", flush=True)
            azure.forget_requests()
            ended = subprocess.run(["ansible-playbook", *arguments], env=_environment(azure), check=False)
            if ended.returncode != expected:
                print(f"ansible-playbook ended with {ended.returncode}, and {expected} was expected.")
                return 1
            print(f"What Azure was asked to do: {_asked(azure)}.")
    print("\nThe last run was to fail. make emulator starts an Azure for playbooks of your own.")
    return 0


def _environment(azure: Emulator) -> dict[str, str]:
    quiet = {
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
    }
    return {**os.environ, **quiet, **azure.environment()}


def _shown(arguments: list[str]) -> str:
    return shlex.join(argument.replace(f"{HERE}{os.sep}", f"tests/demo{os.sep}") for argument in arguments)


def _asked(azure: Emulator) -> str:
    reads = sum(request.method == "GET" for request in azure.requests)
    validations, restores = (len(azure.requests_to("POST", ending)) for ending in ("/validateRestore", "/restore"))
    return f"{reads} reads, {validations} validations, {restores} restores"


if __name__ == "__main__":
    sys.exit(main())
