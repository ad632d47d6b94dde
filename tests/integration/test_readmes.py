# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the READMEs show runs as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.playbooks import run_playbook, yaml_blocks

CHECKOUT = Path(__file__).resolve().parents[2]
A_MOMENT = "2026-11-22T03:00:00Z"


@pytest.mark.parametrize("page", ["README.md", "roles/restore_disks/README.md"])
def test_every_playbook_of_a_page_runs(azure: Emulator, tmp_path: Path, page: str) -> None:
    shown = (CHECKOUT / page).read_text()
    moment = azure.estate.instance("erp-data").points[1].time.strftime("%Y-%m-%dT%H:%M:%SZ")
    blocks = yaml_blocks(shown.replace(A_MOMENT, moment))
    plays = [play for block in blocks if isinstance(block, list) for play in block]
    (tmp_path / "shown.yml").write_text(yaml.safe_dump(plays))

    ran = run_playbook(tmp_path, str(tmp_path / "shown.yml"))

    assert plays
    assert ran.successful, ran.output
    assert azure.estate.disk("erp-data-restored", "erp-restored")
