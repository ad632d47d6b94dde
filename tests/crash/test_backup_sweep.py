# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A backup on demand that is killed, or whose requests go wrong, at each of its requests, and then run again.

After each: one backup that Azure accepted, one new recovery point, a true verdict. Run by `make crash-test`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.crash.mishaps import MISHAPS
from ansible_collections.azure_dr.backup.tests.crash.playbook import Playbook
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, long_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

pytestmark = pytest.mark.usefixtures("door")

# An undisturbed backup makes so many requests, its token and the description of the cloud among them.
REQUESTS = 16
RUNS = 4
# No recovery point of the estate is as young.
TASK = {
    "azure_dr.backup.disk_backup": {
        "vault_name": "dr-vault",
        "vault_resource_group": "backup",
        "source_disk": "erp-data",
        "max_age": 900,
        "poll_interval": 1,
    }
}


def backups(azure: Emulator) -> int:
    """How many backups on demand the vault has accepted."""
    return sum(job.operation == "Backup" and job.user_triggered for job in azure.estate.vault().jobs.values())


@pytest.fixture
def points_before(azure: Emulator) -> int:
    return len(azure.estate.instance("erp-data").points)


@pytest.mark.parametrize("number", range(REQUESTS))
@pytest.mark.parametrize("mishap", MISHAPS)
def test_one_backup_and_one_point_whatever_happens(
    azure: Emulator, tmp_path: Path, mishap: str, number: int, points_before: int
) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 1.5), "POST", r"/backup$", times=None))
    playbook = Playbook(tmp_path, TASK)
    fault = azure.faults.add(Fault(MISHAPS[mishap](playbook), skip=number))
    said: list[dict[str, Any]] = []

    for _run in range(RUNS):
        accepted = backups(azure)
        result = playbook.run()
        if result is not None:
            said.append(result)
            assert result["changed"] is (backups(azure) > accepted), result
        if result is not None and not result.get("failed"):
            break

    assert fault.hits == 1
    assert backups(azure) == 1
    assert said, (tmp_path / "output.txt").read_text()
    (backup,) = said[-1]["backups"]
    assert backup["action"] in ("backed_up", "attached", "unchanged")
    points = azure.estate.instance("erp-data").points
    assert len(points) == points_before + 1
    assert backup["recovery_point"]["recovery_point_id"] == points[0].id
    assert sum(result["changed"] for result in said) <= 1


def test_the_sweep_covers_every_request(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 1.5), "POST", r"/backup$"))

    result = Playbook(tmp_path, TASK).run()

    assert result
    assert result["backups"][0]["action"] == "backed_up"
    assert len(azure.requests) == REQUESTS


def test_two_at_once_end_with_one_backup_and_one_point(azure: Emulator, tmp_path: Path, points_before: int) -> None:
    """Two controllers ask for the same at the same moment."""
    azure.faults.add(Fault(long_job(azure.clock.speed * 3), "POST", r"/backup$", times=None))
    runs = [Playbook(tmp_path / name, TASK) for name in ("one", "other")]
    for run in runs:
        run.start()

    said = [result for run in runs if (result := run.wait())]

    assert sorted(result["backups"][0]["action"] for result in said) == ["attached", "backed_up"]
    assert backups(azure) == 1
    assert len(azure.estate.instance("erp-data").points) == points_before + 1
