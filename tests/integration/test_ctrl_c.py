# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ctrl-C at a playbook that restores or backs up: what the terminal says, and what the next run does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, long_job, slow, stuck_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.playbooks import QUIET, run_tasks
from ansible_collections.azure_dr.backup.tests.support.wishes import DEFAULTS

pytestmark = pytest.mark.usefixtures("door")

COMMON = {"as_of": "latest", "target_resource_group": "erp-restored", "poll_interval": 1}
ONE = {"azure_dr.backup.disk_restore": {**COMMON, "source_disk": "erp-data", "target_disk": "back"}}
MANY = {"azure_dr.backup.disk_restore_batch": {**COMMON, "disks": [{"source_disk": "erp-data", "target_disk": "back"}]}}
POINTS = {"azure_dr.backup.recovery_point_info": {"source_disk": "erp-data"}}
RESTORES_GO_ON = "[localhost] Interrupted. Azure continues each restore that it has accepted. Run the same task again"
BACKUP = {"azure_dr.backup.disk_backup": {"source_disk": "erp-data", "max_age": 900, "poll_interval": 1}}
BACKUPS_GO_ON = "[localhost] Interrupted. Azure continues each backup that it has accepted. Run the same task again"
JOBS_GO_ON = "[localhost] Interrupted. Azure continues the running jobs. Run the same task again"


def interrupted(folder: Path, task: dict[str, Any], so_far: Callable[[], object]) -> str:
    """What a playbook of that task writes to a terminal on which Ctrl-C is pressed once it is so far."""
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "module_defaults": DEFAULTS}
    (folder / "interrupted.yml").write_text(json.dumps([{**play, "tasks": [task]}]))
    command = [str(Path(sys.executable).parent / "ansible-playbook"), str(folder / "interrupted.yml")]
    # What a shell has started in the background ignores Ctrl-C, and so do its children, if nobody heeds it before.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **QUIET},
        start_new_session=True,
    ) as run:
        try:
            deadline = time.monotonic() + 60
            while not so_far():
                assert time.monotonic() < deadline
                time.sleep(0.05)
            # What a terminal does: the whole group in the foreground is told.
            os.killpg(run.pid, signal.SIGINT)
            output, _nothing = run.communicate(timeout=60)
        finally:
            run.kill()
    return output


def begun(azure: Emulator) -> list[Any]:
    """The jobs that a task has begun."""
    jobs = azure.estate.vault().jobs.values()
    return [job for job in jobs if job.operation == "Restore" or job.user_triggered]


@pytest.mark.parametrize(
    ("task", "says"),
    [(ONE, RESTORES_GO_ON), (MANY, RESTORES_GO_ON), (BACKUP, BACKUPS_GO_ON)],
    ids=["disk_restore", "disk_restore_batch", "disk_backup"],
)
def test_says_that_it_goes_on_and_what_to_run(azure: Emulator, tmp_path: Path, task: dict[str, Any], says: str) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 4), "POST", r"/(restore|backup)$"))

    output = interrupted(tmp_path, task, lambda: begun(azure))

    assert [line for line in output.splitlines() if line.startswith(says)], output
    assert "User interrupted execution" in output
    again = run_tasks(tmp_path, [task], module_defaults=DEFAULTS)
    assert again.successful, again.output
    assert len(begun(azure)) == 1


def test_says_that_jobs_go_on_that_it_waits_for(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$"))
    no_wait = {"azure_dr.backup.disk_restore": {**ONE["azure_dr.backup.disk_restore"], "wait": False}}
    job = run_tasks(tmp_path, [{"name": "Send", **no_wait}], module_defaults=DEFAULTS).result("Send")["job"]["job_id"]
    waiting = {"azure_dr.backup.backup_job_info": {"job_ids": [job], "wait": True, "poll_interval": 1}}
    azure.forget_requests()

    output = interrupted(tmp_path, waiting, lambda: azure.requests_to("GET", job))

    assert [line for line in output.splitlines() if line.startswith(JOBS_GO_ON)], output


@pytest.mark.parametrize("task", [{**ONE, "check_mode": True}, POINTS], ids=["check mode", "recovery_point_info"])
def test_says_nothing_of_it_if_nothing_goes_on(azure: Emulator, tmp_path: Path, task: dict[str, Any]) -> None:
    azure.faults.add(Fault(slow(10), "GET", r"/recoveryPoints"))

    output = interrupted(tmp_path, task, lambda: azure.requests_to("GET", "/recoveryPoints"))

    assert "Azure continues" not in output
    assert "User interrupted execution" in output
