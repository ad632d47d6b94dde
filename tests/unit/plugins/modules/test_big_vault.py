# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A vault with fifty thousand jobs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.conftest import SPEED
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings

MEGABYTE = 1024
PROGRAM = """
import json, resource, sys
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
result = run_module(sys.argv[1], **json.loads(sys.argv[2]))
print(json.dumps([resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, result]))
"""


@pytest.fixture(autouse=True)
def through_both() -> None:
    """What a task keeps in memory does not depend on its door, and each run reads fifty thousand jobs."""


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> Any:
    settings = Settings(retry_after=0, graph_late_seconds=0)
    with Emulator(Estate.big(instances=100, jobs=50_000), speed=SPEED, settings=settings) as azure:
        yield azure


def run(azure: Emulator, name: str, **options: Any) -> tuple[int, dict[str, Any]]:
    """The most memory (KiB) that a module took in a process of its own, and its result."""
    environment = {**os.environ, **azure.environment(), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", PROGRAM, name, json.dumps(options)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    memory, result = json.loads(ran.stdout.splitlines()[-1])
    return memory, result


def restore(azure: Emulator, vault: str, group: str, disk: str, target: str) -> tuple[int, dict[str, Any]]:
    return run(
        azure,
        "disk_restore",
        vault_name=vault,
        vault_resource_group=group,
        source_disk=disk,
        as_of="latest",
        target_disk=target,
        target_resource_group="erp-restored",
        poll_interval=1,
    )


def test_a_restore_takes_little_more_memory_and_few_requests(big: Emulator) -> None:
    small, first = restore(big, "dr-vault", "backup", "erp-data", "small")
    big.forget_requests()

    large, second = restore(big, "big-vault", "big", "disk-00042", "large")

    assert (first["action"], second["action"]) == ("restored", "restored")
    assert large - small <= 20 * MEGABYTE
    assert len(big.requests) <= 20


def test_the_whole_list_is_read_without_being_kept(big: Emulator) -> None:
    big.faults.add(Fault(answer(403), "POST", r"/Microsoft\.ResourceGraph/resources$", times=None))
    small, first = restore(big, "dr-vault", "backup", "erp-data", "small")

    large, second = restore(big, "big-vault", "big", "disk-00042", "large")

    assert (first["action"], second["action"]) == ("restored", "restored")
    assert large - small <= 20 * MEGABYTE


def test_the_newest_jobs_of_all(big: Emulator) -> None:
    small, few = run(big, "backup_job_info")

    large, newest = run(big, "backup_job_info", vault_name="big-vault", vault_resource_group="big", limit=5)

    assert len(few["jobs"]) == 42
    assert (len(newest["jobs"]), newest["truncated"]) == (5, True)
    assert large - small <= 20 * MEGABYTE
