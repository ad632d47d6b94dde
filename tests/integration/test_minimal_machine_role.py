# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role that the page on permissions shows for machines is enough for a recovery and its undo, and no more than that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.model import RoleDefinition
from ansible_collections.azure_dr.backup.tests.emulator.names import CLIENT_ID, SUBSCRIPTION_ID
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.pages import json_of

RESTORES, _BACKUPS, MACHINES = json_of(Path(__file__).resolve().parents[2] / "docs/docsite/rst/permissions.rst")
RESTORE_ID, MACHINE_ID = "5d3c2b1a-0f9e-4d8c-b7a6-958473625140", "5d3c2b1a-0f9e-4d8c-b7a6-958473625141"
MACHINE = (
    f"/subscriptions/{SUBSCRIPTION_ID}/resourceGroups/shop-prod/providers/Microsoft.Compute/virtualMachines/shop-app"
)
WISH = {"virtual_machines": [MACHINE], "as_of": "latest", "power": "deallocate_and_start"}


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with the machines of the application shop, and an environment that leads there."""
    with Emulator(Estate.application(), speed=1_000_000.0, settings=Settings(retry_after=0)) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        yield emulator


def log_in_with(azure: Emulator, actions: Sequence[str]) -> None:
    """Let the caller restore, and do no more than these actions on the group of the machines."""
    access, caller = azure.estate.access, azure.estate.access.principals[CLIENT_ID]
    access.roles[RESTORE_ID] = RoleDefinition(RESTORE_ID, "Restores", "", tuple(RESTORES["Actions"]))
    access.roles[MACHINE_ID] = RoleDefinition(MACHINE_ID, "Machines", "", tuple(actions))
    caller.only_by_roles = True
    group = azure.estate.group("shop-prod").id
    for role, scope in ((RESTORE_ID, azure.estate.vault().id), (RESTORE_ID, group), (MACHINE_ID, group)):
        azure.estate.grant(caller.object_id, role, scope)


def everything() -> list[dict[str, Any]]:
    """The results of a plan, a restore, a swap and the way back. It ends with the first that fails."""
    results = [run_module("vm_recovery_plan", **WISH)]
    if results[0].get("failed"):
        return results
    plan = results[0]
    (machine,) = plan["virtual_machines"]
    swap = {"virtual_machine": machine["id"], "power": "deallocate_and_start", "poll_interval": 1}
    for name, options in (
        ("disk_restore_batch", {"disks": plan["disks"], "as_of": "latest", "poll_interval": 1}),
        ("vm_disk_swap", {**swap, "swaps": machine["swaps"]}),
        ("vm_disk_swap", {**swap, "state": "rolled_back"}),
    ):
        results.append(run_module(name, **options))
        if results[-1].get("failed"):
            break
    return results


def test_it_is_enough(shop: Emulator) -> None:
    log_in_with(shop, MACHINES["Actions"])

    results = everything()

    assert [result["msg"] for result in results if result.get("failed")] == []
    assert [result.get("action") for result in results[2:]] == ["swapped", "rolled_back"]


@pytest.mark.parametrize("without", [action for action in MACHINES["Actions"] if action not in RESTORES["Actions"]])
def test_nothing_of_it_can_be_left_out(shop: Emulator, without: str) -> None:
    log_in_with(shop, [action for action in MACHINES["Actions"] if action != without])

    (refused,) = [result for result in everything() if result.get("failed")]

    assert without in refused["msg"]
