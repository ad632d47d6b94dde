# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles for virtual machines that the page on permissions shows are enough, and no more than that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.model import RoleDefinition
from ansible_collections.azure_dr.backup.tests.emulator.names import CLIENT_ID
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.pages import json_of
from ansible_collections.azure_dr.backup.tests.support.swappable import ATTACHMENT, MACHINE, add_swappable_machine

PAGE = Path(__file__).resolve().parents[2] / "docs/docsite/rst/permissions.rst"
ROLES: dict[str, list[str]] = {role["Name"]: role["Actions"] for role in json_of(PAGE)}
ATTACHING = ROLES["Disk attachments by Ansible"]
MAKING = ROLES["Machines from disks by Ansible"]
OPERATIONS = ROLES["Compute operations by Ansible"]


def log_in_with(azure: Emulator, actions: Sequence[str], on_subscription: Sequence[str]) -> None:
    """Let the caller do nothing but these actions, on the group of the machines and on the subscription."""
    access, estate = azure.estate.access, azure.estate
    caller = access.principals[CLIENT_ID]
    caller.only_by_roles = True
    subscription = f"/subscriptions/{estate.subscription_id}"
    for number, (scope, granted) in enumerate(
        ((estate.group("erp-prod").id, actions), (subscription, on_subscription))
    ):
        role_id = f"5d3c2b1a-0f9e-4d8c-b7a6-95847362514{number}"
        access.roles[role_id] = RoleDefinition(role_id, f"Role {number}", "What is tested.", tuple(granted))
        estate.grant(caller.object_id, role_id, scope)


def attach_and_detach(azure: Emulator) -> Iterator[dict[str, Any]]:
    """A plan, an attachment, and its end."""
    yield run_module("vm_disk_attachment", check_mode=True, **ATTACHMENT)
    yield run_module("vm_disk_attachment", **ATTACHMENT)
    yield run_module("vm_disk_attachment", **ATTACHMENT, state="absent")


def make_and_delete(azure: Emulator) -> Iterator[dict[str, Any]]:
    """A plan, a machine, its start after somebody has stopped it, and its end."""
    group = azure.estate.add_security_group("erp-closed", azure.estate.group("erp-prod"))
    options = {**MACHINE, "network_security_group_id": group.id, "wait_for_agent": False}
    yield run_module("vm_from_disks", check_mode=True, **options)
    yield run_module("vm_from_disks", **options)
    for machine in azure.estate.machines.values():
        machine.power = "stopped"
    yield run_module("vm_from_disks", **options)
    yield run_module("vm_from_disks", **{**options, "state": "absent"})


CASES: list[tuple[Callable[[Emulator], Iterator[dict[str, Any]]], list[str]]] = [
    (attach_and_detach, ATTACHING),
    (make_and_delete, MAKING),
]


@pytest.mark.parametrize(("run", "role"), CASES)
def test_it_is_enough(azure: Emulator, run: Callable[[Emulator], Iterator[dict[str, Any]]], role: list[str]) -> None:
    add_swappable_machine(azure.estate)
    log_in_with(azure, role, OPERATIONS)

    results = list(run(azure))

    assert [result["msg"] for result in results if result.get("failed")] == []
    actions = {
        attach_and_detach: ["would_attach", "attached", "detached"],
        make_and_delete: ["would_create", "created", "started", "deleted"],
    }
    assert [result["action"] for result in results] == actions[run]
    assert {one["verdict"] for one in results[0]["checks"]} == {"passed", "unknown"}


@pytest.mark.parametrize(
    ("run", "role", "without"), [(run, role, one) for run, role in CASES for one in [*role, *OPERATIONS]]
)
def test_nothing_of_it_can_be_left_out(
    azure: Emulator, run: Callable[[Emulator], Iterator[dict[str, Any]]], role: list[str], without: str
) -> None:
    add_swappable_machine(azure.estate)
    log_in_with(azure, [one for one in role if one != without], [one for one in OPERATIONS if one != without])

    refused = [result["msg"] for result in run(azure) if result.get("failed")]

    assert without in refused[0]
