# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task of every module, and the Azure on which each of them succeeds: to try what holds for all modules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.support import wishes
from ansible_collections.azure_dr.backup.tests.support.disk_reads import DISK_ID, add_restored_disk
from ansible_collections.azure_dr.backup.tests.support.drills import CLEAN_UP, allow_drills
from ansible_collections.azure_dr.backup.tests.support.modules import WISH
from ansible_collections.azure_dr.backup.tests.support.swappable import (
    ATTACHMENT,
    MACHINE,
    RECOVERY,
    UNPROVEN,
    add_swappable_machine,
)

REPORTS = Path("/never/made")
TASKS: dict[str, dict[str, Any]] = {
    "backup_instance_info": {},
    "backup_job_info": {},
    "disk_backup": {"source_disk": "erp-data", "poll_interval": 1},
    "disk_content_check": {"disk": DISK_ID, "poll_interval": 1},
    "disk_restore": WISH,
    "disk_restore_batch": {"disks": [wishes.WISH]},
    "drill_cleanup": CLEAN_UP,
    "recovery_point_info": {"source_disk": "erp-data"},
    "restore_permission": {"target_resource_group": "erp-drill"},
    "restore_readiness_info": {},
    "restore_report": {"outcome": {"restores": []}, "allow_empty": True, "directory": str(REPORTS)},
    "vm_disk_attachment": ATTACHMENT,
    "vm_disk_swap": UNPROVEN,
    "vm_from_disks": MACHINE,
    "vm_recovery_plan": RECOVERY,
}
"""The options of a task that succeeds, for each module."""

OFFLINE = {"restore_report"}
"""Modules that ask nothing of Azure."""


def furnished(estate: Estate) -> Estate:
    """The small estate with what the tasks need besides."""
    add_swappable_machine(estate)
    allow_drills(estate)
    add_restored_disk(estate)
    return estate
