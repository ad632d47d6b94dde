# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_content_check in a playbook: nobody sees its signed URL, and it ends its access if it is interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.plugins.modules import disk_content_check
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, slow
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.disk_reads import is_closed, restored_disk, through_proxy
from ansible_collections.azure_dr.backup.tests.support.playbooks import QUIET, run_tasks

pytestmark = pytest.mark.usefixtures("door")


@pytest.fixture
def disk(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk that nothing uses."""
    through_proxy(azure, monkeypatch)
    return restored_disk(azure)


def task(disk: Disk) -> dict[str, Any]:
    return {"name": "Check", "azure_dr.backup.disk_content_check": {"disk": disk.id, "poll_interval": 1}}


def stopped(azure: Emulator, folder: Path, disk: Disk, number: signal.Signals) -> None:
    """Run a playbook that gets this signal, with all its processes, while it reads the disk."""
    azure.faults.add(Fault(slow(3), "GET", r"/abcd$"))
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [task(disk)]}
    (folder / "stopped.yml").write_text(json.dumps([play]))
    command = [str(Path(sys.executable).parent / "ansible-playbook"), str(folder / "stopped.yml")]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **QUIET},
        start_new_session=True,
    ) as run:
        deadline = time.monotonic() + 60
        while not azure.requests_to("GET", "/abcd"):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.killpg(run.pid, number)
        run.wait(timeout=60)


def comes_true(azure: Emulator, disk: Disk) -> bool:
    """Whether the access ends before long: a worker can outlive the playbook that Ctrl-C has ended."""
    deadline = time.monotonic() + 30
    while not is_closed(azure, disk) and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_closed(azure, disk)


def test_the_signed_url_is_seen_nowhere(
    azure: Emulator, disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "ansible.log"
    monkeypatch.setenv("ANSIBLE_LOG_PATH", str(log))
    monkeypatch.setenv("ANSIBLE_LOG_VERBOSITY", "4")
    tasks = [{**task(disk), "register": "checked"}, {"ansible.builtin.debug": {"var": "checked"}}]

    ran = run_tasks(tmp_path, tasks, "-vvvv")

    assert ran.successful, ran.output
    assert ran.result("Check")["verdict"] == "recognized"
    signatures = {one.query["sig"] for one in azure.requests if one.path.endswith("/abcd")}
    assert signatures
    for secret in ("sig=", "md-emulated", "Bearer ", *signatures):
        assert secret not in ran.output
        assert secret not in log.read_text()


def test_the_examples_run_as_they_stand(azure: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    through_proxy(azure, monkeypatch)
    restored = {"target_disk": {"id": restored_disk(azure, "gpt xfs").id}}

    ran = run_tasks(tmp_path, yaml.safe_load(disk_content_check.EXAMPLES), vars={"restored": restored})

    assert ran.successful, ran.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_while_it_reads(azure: Emulator, disk: Disk, tmp_path: Path, number: signal.Signals) -> None:
    stopped(azure, tmp_path, disk, number)

    assert comes_true(azure, disk)


def test_killed_while_it_reads_and_run_again(azure: Emulator, disk: Disk, tmp_path: Path) -> None:
    """Some versions of Ansible leave the worker alive: it comes to its end while the next run reads the disk."""
    stopped(azure, tmp_path, disk, signal.SIGKILL)
    azure.faults.clear()

    ran = run_tasks(tmp_path, [task(disk)])

    assert ran.successful, ran.output
    assert ran.result("Check")["verdict"] == "recognized"
    assert comes_true(azure, disk)
