# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A restore that is killed, or whose requests go wrong, at each of its requests, and then run again until it ends.

After each: one restore that Azure accepted, one disk, and a verdict that is true. Run by `make crash-test`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.crash.mishaps import MISHAPS
from ansible_collections.azure_dr.backup.tests.crash.playbook import Playbook, restores
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, long_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

pytestmark = pytest.mark.usefixtures("door")

# An undisturbed restore makes so many requests, its token and the description of the cloud among them.
REQUESTS = 19
RUNS = 4


@pytest.mark.parametrize("number", range(REQUESTS))
@pytest.mark.parametrize("mishap", MISHAPS)
def test_one_restore_and_one_disk_whatever_happens(azure: Emulator, tmp_path: Path, mishap: str, number: int) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 1.5), "POST", r"/restore$", times=None))
    playbook = Playbook(tmp_path)
    fault = azure.faults.add(Fault(MISHAPS[mishap](playbook), skip=number))
    said: list[dict[str, Any]] = []

    for _run in range(RUNS):
        accepted = restores(azure)
        result = playbook.run()
        if result is not None:
            said.append(result)
            assert result["changed"] is (restores(azure) > accepted), result
        if result is not None and not result.get("failed"):
            break

    assert fault.hits == 1
    assert restores(azure) == 1
    assert said, (tmp_path / "output.txt").read_text()
    assert said[-1]["action"] in ("restored", "attached", "unchanged")
    assert said[-1]["target_disk"]["provisioning_state"] == "Succeeded"
    assert azure.estate.disk("erp-data-restored", "erp-restored")
    assert sum(result["changed"] for result in said) <= 1


def test_the_sweep_covers_every_request(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 1.5), "POST", r"/restore$"))

    result = Playbook(tmp_path).run()

    assert result
    assert result["action"] == "restored"
    assert len(azure.requests) == REQUESTS


def test_two_at_once_end_with_one_disk_and_true_verdicts(azure: Emulator, tmp_path: Path) -> None:
    """Two controllers wish for the same disk at the same moment."""
    azure.faults.add(Fault(long_job(azure.clock.speed * 3), "POST", r"/restore$", times=None))
    runs = [Playbook(tmp_path / name) for name in ("one", "other")]
    for run in runs:
        run.start()

    said = [result for run in runs if (result := run.wait())]

    assert len(said) == 2
    successes = [result for result in said if not result.get("failed")]
    refusals = [result for result in said if result.get("failed")]
    assert successes
    assert all(result["target_disk"]["provisioning_state"] == "Succeeded" for result in successes)
    assert all("Another restore" in result["msg"] for result in refusals)
    assert sum(result["action"] == "restored" for result in said) == 1
