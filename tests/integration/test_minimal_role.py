# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role that the page on permissions shows is enough for a restore, and no more than that."""

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

ROLE = next(
    role
    for role in json_of(Path(__file__).resolve().parents[2] / "docs/docsite/rst/permissions.rst")
    if "restores" in role["Name"]
)
ROLE_ID = "5d3c2b1a-0f9e-4d8c-b7a6-958473625140"


@pytest.fixture(autouse=True)
def guarded_vault(azure: Emulator) -> None:
    """The most that a restore may have to read: the vault is under a Resource Guard, too."""
    azure.estate.add_guard(azure.estate.vault(), azure.estate.group("backup"))


def log_in_with(azure: Emulator, actions: Sequence[str]) -> None:
    """Let the caller do nothing but these actions, on the vault and the target group."""
    access, caller = azure.estate.access, azure.estate.access.principals[CLIENT_ID]
    access.roles[ROLE_ID] = RoleDefinition(ROLE_ID, ROLE["Name"], ROLE["Description"], tuple(actions))
    caller.only_by_roles = True
    for scope in (azure.estate.vault().id, azure.estate.group("erp-restored").id):
        azure.estate.grant(caller.object_id, ROLE_ID, scope)


def everything() -> list[dict[str, Any]]:
    """The results of a validation, a restore, a rerun, and of all that only reads."""
    results = [restore_disk(check_mode=True), restore_disk(), restore_disk()]
    results += [run_module(name) for name in ("backup_instance_info", "backup_job_info")]
    return [*results, run_module("recovery_point_info", source_disk="erp-data")]


def test_it_is_enough(azure: Emulator) -> None:
    log_in_with(azure, ROLE["Actions"])

    results = everything()

    assert [result["msg"] for result in results if result.get("failed")] == []
    assert [result["action"] for result in results[:3]] == ["would_restore", "restored", "unchanged"]
    assert results[1]["target_disk"]["differences"] is None


@pytest.mark.parametrize("without", ROLE["Actions"])
def test_nothing_of_it_can_be_left_out(azure: Emulator, without: str) -> None:
    log_in_with(azure, [action for action in ROLE["Actions"] if action != without])

    (refused, *_others) = [result for result in everything() if result.get("failed")]

    assert without in refused["msg"]
