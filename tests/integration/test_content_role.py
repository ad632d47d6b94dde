# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role that the page on permissions shows is enough for a check of the content of a disk, and no more than that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.model import Disk, RoleDefinition
from ansible_collections.azure_dr.backup.tests.emulator.names import CLIENT_ID
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.disk_reads import check, restored_disk, through_proxy
from ansible_collections.azure_dr.backup.tests.support.pages import json_of

PAGE = Path(__file__).resolve().parents[2] / "docs/docsite/rst/permissions.rst"
ROLE = next(role for role in json_of(PAGE) if "content checks" in role["Name"])
ROLE_IDS = ("5d3c2b1a-0f9e-4d8c-b7a6-958473625141", "5d3c2b1a-0f9e-4d8c-b7a6-958473625142")
STATUS = "Microsoft.Compute/locations/DiskOperations/read"


@pytest.fixture
def disk(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk that nothing uses."""
    through_proxy(azure, monkeypatch)
    return restored_disk(azure)


def log_in_with(azure: Emulator, actions: Sequence[str]) -> None:
    """Let the caller do nothing but these actions on the group of the disk, and read operations of the subscription."""
    access, caller = azure.estate.access, azure.estate.access.principals[CLIENT_ID]
    group = azure.estate.group("erp-drill").id
    scopes = {group: [each for each in actions if each != STATUS], group.split("/resourceGroups")[0]: [STATUS]}
    caller.only_by_roles = True
    for role_id, (scope, parts) in zip(ROLE_IDS, scopes.items(), strict=True):
        allowed = tuple(each for each in parts if each in actions)
        access.roles[role_id] = RoleDefinition(role_id, ROLE["Name"], ROLE["Description"], allowed)
        azure.estate.grant(caller.object_id, role_id, scope)


def test_it_is_enough(azure: Emulator, disk: Disk) -> None:
    log_in_with(azure, ROLE["Actions"])

    assert check(disk)["verdict"] == "recognized"


@pytest.mark.parametrize("without", ROLE["Actions"])
def test_nothing_of_it_can_be_left_out(azure: Emulator, disk: Disk, without: str) -> None:
    log_in_with(azure, [action for action in ROLE["Actions"] if action != without])

    result = check(disk)

    assert result["failed"]
    assert without in result["msg"]
