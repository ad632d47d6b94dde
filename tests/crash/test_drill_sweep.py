# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole drill with a virtual machine, killed at each of its requests.

Then it is run again, or nobody runs it again and the sweep of the next day comes. After each, nothing of the drill is
left, and what is not of the drill is as it was. Run by `make crash-test`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.crash.mishaps import MISHAPS
from ansible_collections.azure_dr.backup.tests.crash.playbook import Playbook
from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, long_job
from ansible_collections.azure_dr.backup.tests.emulator.messages import Request, Response
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.drills import DRILLS, allow_drills
from ansible_collections.azure_dr.backup.tests.support.swappable import add_swappable_machine
from ansible_collections.azure_dr.backup.tests.support.wishes import VAULT

# An undisturbed drill makes about so many requests, and so many of them are no GET: how often it looks is not fixed.
REQUESTS, WRITES = 120, 22
RUNS = 2
SOMETIMES = 20
OTHERS = [
    (mishap, number)
    for place, mishap in enumerate(MISHAPS)
    for number in range(REQUESTS)
    if mishap != "killed after" and number % SOMETIMES == place % SOMETIMES
]
PASSED = {"restored": "passed", "validated": "passed", "cleaned_up": "passed"}


@pytest.fixture
def erp(azure: Emulator) -> Emulator:
    """An Azure with a machine, and a group for drills with a network and a disk of somebody else. Restores last."""
    estate = azure.estate
    allow_drills(estate)
    add_swappable_machine(estate)
    estate.add_network("drill-net", estate.group(DRILLS), "closed")
    estate.add_disk("of-somebody", estate.group(DRILLS), create_option="Copy", disk_state="Unattached")
    azure.faults.add(Fault(long_job(azure.clock.speed * 1.5), "POST", r"/restore$", times=None))

    # A disk that a machine has released is left alone for five minutes.
    def later(response: Response) -> Response:
        azure.clock.advance(301)
        return response

    azure.faults.add(Fault(Action(meddle=later), "DELETE", r"/networkInterfaces/", times=None))
    return azure


class OfAWrite(Fault):
    """A fault of requests that write."""

    def strikes(self, request: Request) -> bool:
        """Whether this request is hit; counts."""
        return request.method != "GET" and super().strikes(request)


def drill(azure: Emulator, folder: Path) -> Playbook:
    """A drill that restores an OS disk and a data disk, starts their machine, and cleans up."""
    network = next(one for one in azure.estate.networks.values() if one.group == DRILLS)
    variables: dict[str, Any] = {
        **{f"recovery_drill_{name}": value for name, value in VAULT.items()},
        "recovery_drill_test_id": "w48",
        "recovery_drill_target_resource_group": DRILLS,
        "recovery_drill_disks": [
            {"source_disk": name, "target_disk": f"{name}-drill"} for name in ("erp-os", "erp-data")
        ],
        "recovery_drill_boot": True,
        "recovery_drill_subnet_id": network.subnet_id("closed"),
        "recovery_drill_poll_interval": 1,
        "recovery_drill_time_to_live": 3600,
    }
    role = {"ansible.builtin.include_role": {"name": "azure_dr.backup.recovery_drill"}, "vars": variables}
    return Playbook(folder, role, "recovery_drill_result")


def sweep(folder: Path) -> Playbook:
    """The sweep of the next day, as the playbook drill_cleanup does it."""
    where = {**VAULT, "target_resource_group": DRILLS, "older_than": 3600, "poll_interval": 1, "interfaces_too": True}
    role = {"name": "azure_dr.backup.recovery_drill", "tasks_from": "clean_up.yml"}
    task = {"ansible.builtin.include_role": role, "vars": {"__recovery_drill_where": where}}
    return Playbook(folder, task, "recovery_drill_cleanup")


def left(azure: Emulator) -> list[str]:
    estate = azure.estate
    things = (*estate.disks.values(), *estate.machines.values(), *estate.interfaces.values())
    return sorted(thing.name for thing in things if thing.group == DRILLS)


def check_run_again(azure: Emulator, folder: Path) -> None:
    result = None
    for number in range(RUNS):
        result = drill(azure, folder / f"again-{number}").run()
        if result and result["verdicts"] == PASSED:
            break

    assert result and result["verdicts"] == PASSED, result
    assert left(azure) == ["of-somebody"]


def check_swept(azure: Emulator, folder: Path) -> None:
    azure.clock.advance(90_000)
    result = sweep(folder / "sweep").run()

    assert result and result["stays"] == [], result
    assert left(azure) == ["of-somebody"]


def check_source(azure: Emulator) -> None:
    """The machine that was backed up has its disks, and they are there."""
    (machine,) = [one for one in azure.estate.machines.values() if one.name == "erp"]
    assert all(azure.estate.disk(name, "erp-prod") for name in ("erp-os", "erp-data", "erp-log"))
    assert machine.os_disk.disk_id in azure.estate.disks


ENDS = {"run again": check_run_again, "swept": check_swept}


def check_disturbed(azure: Emulator, folder: Path, mishap: str, end: str, kind: type[Fault], number: int) -> None:
    """Disturb a drill at a request, and then end it."""
    disturbed = drill(azure, folder / "disturbed")
    fault = azure.faults.add(kind(MISHAPS[mishap](disturbed), skip=number))
    disturbed.run()
    if not fault.hits:
        pytest.skip("it made fewer requests")

    ENDS[end](azure, folder)
    check_source(azure)


@pytest.mark.parametrize("number", range(REQUESTS))
def test_killed_at_each_request(erp: Emulator, tmp_path: Path, number: int) -> None:
    check_disturbed(erp, tmp_path, "killed after", list(ENDS)[number % 2], Fault, number)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("number", range(WRITES))
def test_killed_at_each_write(erp: Emulator, tmp_path: Path, number: int, end: str) -> None:
    check_disturbed(erp, tmp_path, "killed after", end, OfAWrite, number)


@pytest.mark.parametrize(("mishap", "number"), OTHERS)
def test_disturbed_at_some_requests(erp: Emulator, tmp_path: Path, mishap: str, number: int) -> None:
    check_disturbed(erp, tmp_path, mishap, list(ENDS)[number % 2], Fault, number)


def test_the_sweep_covers_every_request(erp: Emulator, tmp_path: Path) -> None:
    result = drill(erp, tmp_path).run()

    assert result and result["verdicts"] == PASSED
    assert len(erp.requests) <= REQUESTS
    assert sum(one.method != "GET" for one in erp.requests) <= WRITES
