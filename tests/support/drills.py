# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A recovery drill in the small estate: it restores two disks into the group erp-drill."""

from __future__ import annotations

from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.names import DISK_RESTORE_OPERATOR
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

DRILLS = "erp-drill"
DRILL: dict[str, Any] = {
    "disks": [{"source_disk": name, "target_disk": f"{name}-drill"} for name in ("erp-data", "erp-log")],
    "as_of": "latest",
    "target_resource_group": DRILLS,
    "poll_interval": 1,
    "permission_timeout": 0,
}
CLEAN_UP: dict[str, Any] = {"target_resource_group": DRILLS, "drill_id": "w48", "poll_interval": 1}


def allow_drills(estate: Estate) -> None:
    """The group is for drills, and the vault may restore into it."""
    group, vault = estate.group(DRILLS), estate.vault()
    group.tags = {"azure-dr-drill": "allowed"}
    assert vault.principal_id
    estate.grant(vault.principal_id, DISK_RESTORE_OPERATOR.name, group.id)


def restore_for_drill(drill_id: str = "w48", *, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """What disk_restore_batch returns for the drill."""
    drill = {"id": drill_id, **options.pop("drill", {})}
    return run_module("disk_restore_batch", check_mode=check_mode, **{**DRILL, "drill": drill, **options})
