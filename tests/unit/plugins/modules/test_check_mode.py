# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode writes nothing, for every module there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins import modules
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.disk_reads import DISK_ID, restored_disk
from ansible_collections.azure_dr.backup.tests.support.drills import CLEAN_UP, allow_drills
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.swappable import (
    ATTACHMENT,
    MACHINE,
    RECOVERY,
    UNPROVEN,
    add_swappable_machine,
)
from ansible_collections.azure_dr.backup.tests.support.wishes import WISH

NEVER_MADE = Path("/never/made")
OPTIONS: dict[str, dict[str, Any]] = {
    "drill_cleanup": CLEAN_UP,
    "recovery_point_info": {"source_disk": "erp-data"},
    "backup_instance_info": {},
    "backup_job_info": {},
    "disk_backup": {"source_disk": "erp-data"},
    "disk_content_check": {"disk": DISK_ID},
    "disk_restore": WISH,
    "disk_restore_batch": {"disks": [WISH]},
    "restore_permission": {"target_resource_group": "erp-drill"},
    "restore_readiness_info": {},
    "restore_report": {"outcome": {"restores": []}, "allow_empty": True, "directory": str(NEVER_MADE)},
    "vm_disk_attachment": ATTACHMENT,
    "vm_disk_swap": UNPROVEN,
    "vm_from_disks": MACHINE,
    "vm_recovery_plan": RECOVERY,
}
READS = ("/oauth2/v2.0/token", "/validateRestore", "/Microsoft.ResourceGraph/resources")


def test_every_module_is_checked_here() -> None:
    found = {path.stem for folder in modules.__path__ for path in Path(folder).glob("*.py")}

    assert found == set(OPTIONS)


@pytest.mark.parametrize("name", OPTIONS)
def test_check_mode_writes_nothing(azure: Emulator, name: str) -> None:
    add_swappable_machine(azure.estate)
    allow_drills(azure.estate)
    restored_disk(azure)
    before = (set(azure.estate.disks), set(azure.estate.vault().jobs), set(azure.estate.access.assignments))

    result = run_module(name, check_mode=True, **OPTIONS[name])

    assert "failed" not in result
    assert [one for one in azure.requests if one.method != "GET" and not one.path.endswith(READS)] == []
    assert (set(azure.estate.disks), set(azure.estate.vault().jobs), set(azure.estate.access.assignments)) == before
    assert not NEVER_MADE.exists()
