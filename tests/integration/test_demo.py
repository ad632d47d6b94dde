# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""make demo, as its first visitor sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[5]


def test_the_demo_restores_and_shows_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ansible_collections.azure_dr.backup.tests.demo", "--reports", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    asked = [line for line in ran.stdout.splitlines() if line.startswith("What Azure was asked to do")]
    assert [line.partition(", ")[2] for line in asked] == [
        "0 validations, 0 restores.",
        "3 validations, 0 restores.",
        "3 validations, 3 restores.",
        "0 validations, 0 restores.",
        "3 validations, 0 restores.",
    ]
    assert "takes some four minutes in Azure" in ran.stdout
    assert "[localhost] 3 disks: 3 restoring (" in ran.stdout
    assert "az role assignment create" in ran.stdout.rpartition("And a failure")[2]
    pages = sorted(tmp_path.glob("*.html"))
    assert len(pages) == 4
    assert all(str(page) in ran.stdout for page in pages)
