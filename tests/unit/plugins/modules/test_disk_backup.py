# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_backup: a recovery point right now."""

from __future__ import annotations

from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module


def back_up(**options: Any) -> dict[str, Any]:
    return run_module("disk_backup", **{"source_disk": "erp-data", "poll_interval": 1, **options})


def backups(azure: Emulator) -> list[Any]:
    return azure.requests_to("POST", "/backup")


def test_a_disk_gets_a_point_and_the_point_is_read_back(azure: Emulator) -> None:
    result = back_up()

    (one,) = result["backups"]
    assert (result["changed"], one["action"], one["source_disk"]) == (True, "backed_up", "erp-data")
    newest = azure.estate.instance("erp-data").points[0]
    assert one["recovery_point"]["recovery_point_id"] == newest.id
    (request,) = backups(azure)
    assert request.body == {"backupRuleOptions": {"ruleName": "BackupDaily", "triggerOption": {}}}
    assert result["skew_seconds"] == 0.0
