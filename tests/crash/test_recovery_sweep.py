# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role recover_vms, killed at each of its requests, or disturbed at some, and then run again until it ends.

After each: the machine runs on its restored disks, attached as the former ones were, which are all there; each disk was
restored once; and undoing it leads back. Run by `make crash-test`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.crash.mishaps import MISHAPS
from ansible_collections.azure_dr.backup.tests.crash.playbook import Playbook, restores
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, long_job
from ansible_collections.azure_dr.backup.tests.emulator.machines import VirtualMachine
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings

# An undisturbed recovery of a machine with two disks makes about so many requests: how often it looks is not fixed.
REQUESTS = 120
RUNS = 5
ALWAYS = ("killed before", "killed after")
SOMETIMES = 7
MACHINES = "{'machines': recover_vms_machines | default([])}"
CASES = [
    (mishap, number)
    for place, mishap in enumerate(MISHAPS)
    for number in range(REQUESTS)
    if mishap in ALWAYS or number % SOMETIMES == place % SOMETIMES
]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with the machines of the application shop, and an environment that leads there."""
    with Emulator(Estate.application(), speed=1_000_000.0, settings=Settings(retry_after=0)) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        emulator.faults.add(Fault(long_job(emulator.clock.speed), "POST", r"/restore$", times=None))
        yield emulator


def playbook(azure: Emulator, folder: Path, tasks: str = "main.yml") -> Playbook:
    """The role on shop-app."""
    moment = azure.estate.instance("shop-app-os").points[1].time.strftime("%Y-%m-%dT%H:%M:%SZ")
    wanted = {
        "vault_name": "dr-vault",
        "vault_resource_group": "backup",
        "virtual_machines": ["shop-app"],
        "as_of": moment,
        "power": "deallocate_and_start",
        "poll_interval": 1,
    }
    role = {"name": "azure_dr.backup.recover_vms", "tasks_from": tasks}
    variables = {f"recover_vms_{name}": value for name, value in wanted.items()}
    return Playbook(folder, {"ansible.builtin.include_role": role, "vars": variables}, MACHINES)


def machine(azure: Emulator) -> VirtualMachine:
    return azure.estate.machine("shop-app")


def attached(azure: Emulator) -> list[tuple[Any, ...]]:
    """The disks of the machine: their names, and what must be kept of an attachment."""
    return [(one.name, one.lun, one.caching, bool(one.write_accelerator)) for one in machine(azure).attachments]


def run_to_its_end(run: Playbook) -> dict[str, Any]:
    """What became of the machine in the end."""
    for _run in range(RUNS):
        told = run.run()
        if told and told["machines"] and not told["machines"][0]["failed"]:
            (became,) = told["machines"]
            return dict(became)
    raise AssertionError((run.folder / "output.txt").read_text())


def check_recovered(azure: Emulator, before: list[tuple[Any, ...]]) -> None:
    """It runs on its restored disks, and its former ones are there."""
    after = attached(azure)
    assert [(name.rpartition("-")[0], *others) for name, *others in after] == before
    assert machine(azure).power == "running"
    assert all(azure.estate.disk(name, "shop-prod") for name, *_rest in before)
    assert restores(azure) == len(before)


@pytest.mark.parametrize(("mishap", "number"), CASES)
def test_on_its_restored_disks_and_back_whatever_happens(
    shop: Emulator, tmp_path: Path, mishap: str, number: int
) -> None:
    before = attached(shop)
    disturbed = playbook(shop, tmp_path / "recovery")
    fault = shop.faults.add(Fault(MISHAPS[mishap](disturbed), skip=number))
    disturbed.run()
    if not fault.hits:
        pytest.skip("it made fewer requests")

    became = run_to_its_end(disturbed)

    assert became["action"] in ("swapped", "unchanged")
    check_recovered(shop, before)
    assert run_to_its_end(playbook(shop, tmp_path / "undo", "undo.yml"))["action"] == "rolled_back"
    assert attached(shop) == before
    assert machine(shop).power == "running"


def test_the_sweep_covers_every_request(shop: Emulator, tmp_path: Path) -> None:
    before = attached(shop)

    assert run_to_its_end(playbook(shop, tmp_path))["action"] == "swapped"

    check_recovered(shop, before)
    assert len(shop.requests) <= REQUESTS
