# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role that the page on permissions shows for recoveries is enough for one and its undo, and no more than that."""

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

PAGE = Path(__file__).resolve().parents[2] / "docs/docsite/rst/permissions.rst"
ROLES: dict[str, list[str]] = {role["Name"]: role["Actions"] for role in json_of(PAGE)}
RESTORES = ROLES["Disk restores by Ansible"]
MACHINES = ROLES["Machine recoveries by Ansible"]
OPERATIONS = ROLES["Compute operations by Ansible"]
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
    caller.only_by_roles = True
    vault, group = azure.estate.vault().id, azure.estate.group("shop-prod").id
    given = [(RESTORES, vault), (RESTORES, group), (actions, group), (OPERATIONS, f"/subscriptions/{SUBSCRIPTION_ID}")]
    for number, (granted, scope) in enumerate(given):
        role_id = f"5d3c2b1a-0f9e-4d8c-b7a6-95847362514{number}"
        access.roles[role_id] = RoleDefinition(role_id, f"Role {number}", "What is tested.", tuple(granted))
        azure.estate.grant(caller.object_id, role_id, scope)


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
    log_in_with(shop, MACHINES)

    results = everything()

    assert [result["msg"] for result in results if result.get("failed")] == []
    assert [result.get("action") for result in results[2:]] == ["swapped", "rolled_back"]


@pytest.mark.parametrize("without", [action for action in MACHINES if action not in RESTORES])
def test_nothing_of_it_can_be_left_out(shop: Emulator, without: str) -> None:
    log_in_with(shop, [action for action in MACHINES if action != without])

    (refused,) = [result for result in everything() if result.get("failed")]

    assert without in refused["msg"]
