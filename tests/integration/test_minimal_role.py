# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles that the page on permissions shows are enough for restores and for backups, and no more than that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.model import RoleDefinition
from ansible_collections.azure_dr.backup.tests.emulator.names import CLIENT_ID
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk, run_module
from ansible_collections.azure_dr.backup.tests.support.pages import json_of

ROLE, BACKUP_ROLE, *_OF_MACHINES = json_of(Path(__file__).resolve().parents[2] / "docs/docsite/rst/permissions.rst")
ROLE_ID = "5d3c2b1a-0f9e-4d8c-b7a6-958473625140"


@pytest.fixture(autouse=True)
def guarded_vault(azure: Emulator) -> None:
    """The most that a restore may have to read: the vault is under a Resource Guard, too."""
    azure.estate.add_guard(azure.estate.vault(), azure.estate.group("backup"))


def log_in_with(azure: Emulator, actions: Sequence[str], *groups: str) -> None:
    """Let the caller do nothing but these actions, on the vault and these groups."""
    access, caller = azure.estate.access, azure.estate.access.principals[CLIENT_ID]
    access.roles[ROLE_ID] = RoleDefinition(ROLE_ID, ROLE["Name"], ROLE["Description"], tuple(actions))
    caller.only_by_roles = True
    for scope in (azure.estate.vault().id, *(azure.estate.group(name).id for name in groups)):
        azure.estate.grant(caller.object_id, ROLE_ID, scope)


def everything() -> list[dict[str, Any]]:
    """The results of a validation, a restore, a rerun, and of all that only reads."""
    results = [restore_disk(check_mode=True), restore_disk(), restore_disk()]
    results += [run_module(name) for name in ("backup_instance_info", "backup_job_info")]
    return [*results, run_module("recovery_point_info", source_disk="erp-data")]


def test_it_is_enough(azure: Emulator) -> None:
    log_in_with(azure, ROLE["Actions"], "erp-restored")

    results = everything()

    assert [result["msg"] for result in results if result.get("failed")] == []
    assert [result["action"] for result in results[:3]] == ["would_restore", "restored", "unchanged"]
    assert results[1]["target_disk"]["differences"] is None


@pytest.mark.parametrize("without", ROLE["Actions"])
def test_nothing_of_it_can_be_left_out(azure: Emulator, without: str) -> None:
    log_in_with(azure, [action for action in ROLE["Actions"] if action != without], "erp-restored")

    (refused, *_others) = [result for result in everything() if result.get("failed")]

    assert without in refused["msg"]


# Without it a backup is found by its job. Only why an operation fails is not known then.
TELLS_WHY = "Microsoft.DataProtection/backupVaults/operationStatus/read"


def backups() -> list[dict[str, Any]]:
    """The results of a check, a backup, and a second run that finds its recovery point."""
    options = {"source_disk": "erp-data", "poll_interval": 1, "max_age": 300}
    return [run_module("disk_backup", check_mode=each == "check", **options) for each in ("check", "run", "again")]


def test_it_is_enough_for_backups(azure: Emulator) -> None:
    log_in_with(azure, BACKUP_ROLE["Actions"])

    results = backups()

    assert [result["msg"] for result in results if result.get("failed")] == []
    assert [result["backups"][0]["action"] for result in results] == ["would_back_up", "backed_up", "unchanged"]


@pytest.mark.parametrize("without", [action for action in BACKUP_ROLE["Actions"] if action != TELLS_WHY])
def test_nothing_of_it_can_be_left_out_for_backups(azure: Emulator, without: str) -> None:
    log_in_with(azure, [action for action in BACKUP_ROLE["Actions"] if action != without])

    (refused, *_others) = [result for result in backups() if result.get("failed")]

    assert without in refused["msg"]
