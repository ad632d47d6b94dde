# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role recover_vms and the playbooks that recover machines and undo it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.machines import VirtualMachine
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_playbook

RECOVER = "azure_dr.backup.recover_vms"
UNDO = "azure_dr.backup.undo_recovery"
PLAN = "Plan the recovery of each machine"
RESTORE = "Restore the disks of all machines"
SWAP = "Swap the disks of the machine"
SHOWN = "Show what became of each machine"
SPEED = 1_000_000.0


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with the machines of the application shop, and an environment that leads there."""
    with Emulator(Estate.application(), speed=SPEED, settings=Settings(retry_after=0)) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        yield emulator


def run(folder: Path, azure: Emulator, playbook: str, *arguments: str, **variables: Any) -> Run:
    moment = azure.estate.instance("shop-db-os").points[1].time.strftime("%Y-%m-%dT%H:%M:%SZ")
    wanted: dict[str, Any] = {
        "vault_name": "dr-vault",
        "vault_resource_group": "backup",
        "virtual_machines": ["shop-db"],
        "as_of": moment,
        "power": "deallocate_and_start",
        "poll_interval": 1,
        **variables,
    }
    given = {f"recover_vms_{name}": value for name, value in wanted.items() if value is not None}
    return run_playbook(folder, playbook, *arguments, **given)


def machine(azure: Emulator, name: str) -> VirtualMachine:
    (found,) = [each for each in azure.estate.machines.values() if each.name == name]
    return found


def attached(azure: Emulator, name: str) -> list[tuple[str, int | None, str | None, bool]]:
    """The disks of a machine by name, each with its LUN, caching and write accelerator."""
    one = machine(azure, name)
    return [
        (each.name, each.lun, each.caching, bool(each.write_accelerator))
        for each in (one.os_disk, *sorted(one.data_disks, key=lambda each: each.lun or 0))
    ]


def test_a_machine_is_recovered_and_put_back(shop: Emulator, tmp_path: Path) -> None:
    before = attached(shop, "shop-db")

    first = run(tmp_path, shop, RECOVER)

    assert first.successful, first.output
    recovered = attached(shop, "shop-db")
    assert [each[0].startswith(f"{former[0]}-2") for each, former in zip(recovered, before, strict=True)] == [True] * 4
    assert [each[1:] for each in recovered] == [each[1:] for each in before]

    again = run(tmp_path, shop, RECOVER)

    assert again.successful, again.output
    assert "changed=0" in again.output
    assert attached(shop, "shop-db") == recovered

    undone = run(tmp_path, shop, UNDO)

    assert undone.successful, undone.output
    assert attached(shop, "shop-db") == before
