# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A restore from the first look to the last, and a failure."""

from __future__ import annotations

from pathlib import Path

from ..emulator.estate import Estate
from .story import HERE, Step, Story, with_variables


def restore(reports: Path) -> Story:
    """Three disks of the ERP system are restored; then the vault's identity has no role where to restore."""
    variables = with_variables("erp.yml", restore_disks_report_dir=str(reports))
    command = ["ansible-playbook", "azure_dr.backup.restore_disks", *variables]
    elsewhere = ["-e", "restore_disks_target_resource_group=erp-drill", "-e", "restore_disks_permission_timeout=0"]
    return Story(
        Estate.small(),
        [
            "Its vault dr-vault protects the three disks of an ERP system.",
            "tests/demo/erp.yml has the variables of the runs: which vault, which disks, and where to.",
        ],
        [
            Step("What could be brought back?", ["ansible-playbook", str(HERE / "points.yml"), *variables]),
            Step("Would Azure do it? Check mode asks, and changes nothing.", [*command, "--check", "--diff"]),
            Step("Bring the three disks back.", command),
            Step("The same again: nothing is left to do.", command),
            Step(
                "And a failure: the vault may not restore into this group. What does it say?",
                [*command, *elsewhere],
                fails=True,
            ),
        ],
        "The last run was to fail. make emulator",
    )
