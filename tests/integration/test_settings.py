# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings of Ansible that people have change no promise."""

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

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, long_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.playbooks import QUIET, run_tasks
from ansible_collections.azure_dr.backup.tests.support.wishes import DEFAULTS, WISH

pytestmark = pytest.mark.usefixtures("door")

# What is set together in one run, each group with a strategy of its own; all other tests run with `linear`.
SETTINGS = {
    "folders": {
        "HOME": "/nonexistent",
        "ANSIBLE_ASYNC_DIR": "FOLDER/async",
        "ANSIBLE_HOME": "FOLDER/home",
        "ANSIBLE_REMOTE_TEMP": "FOLDER/remote",
        "ANSIBLE_LOCAL_TEMP": "FOLDER/local",
        "ANSIBLE_STRATEGY": "free",
    },
    "running": {
        "ANSIBLE_PIPELINING": "true",
        "ANSIBLE_FORKS": "1",
        "ANSIBLE_TASK_TIMEOUT": "60",
        "ANSIBLE_STRATEGY": "host_pinned",
    },
    # Files that are kept are not piped, so these two are apart.
    "telling": {
        "ANSIBLE_KEEP_REMOTE_FILES": "true",
        "ANSIBLE_VERBOSITY": "4",
        "ANSIBLE_DIFF_ALWAYS": "true",
        "ANSIBLE_CALLBACKS_ENABLED": "ansible.builtin.tree",
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_STRATEGY": "debug",
    },
}
TWO = [{**WISH, "target_disk": name} for name in ("first", "second")]
IN_TURN = {"disks": TWO, "max_parallel": 1, "poll_interval": 1, "validate": False}


@pytest.mark.parametrize("group", SETTINGS)
def test_a_restore_and_the_same_again(
    azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: str
) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 2), "POST", r"/restore$"))
    task = {"azure_dr.backup.disk_restore": {**WISH, "poll_interval": 1}}
    tasks = [{**task, "name": "Restore"}, {**task, "name": "Again"}]
    for name, value in SETTINGS[group].items():
        monkeypatch.setenv(name, value.replace("FOLDER", str(tmp_path)))

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert [ran.result(each)["action"] for each in ("Restore", "Again")] == ["restored", "unchanged"]
    assert len(azure.requests_to("POST", "/restore")) == 1


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the command line of each process of this test holds, be it of a playbook or of a module."""
    monkeypatch.setenv("ANSIBLE_REMOTE_TEMP", str(tmp_path / "remote"))
    for name, value in QUIET.items():
        monkeypatch.setenv(name, value)
    return str(tmp_path)


def playbook(folder: Path, **task: Any) -> list[str]:
    """The command that restores two disks, one after the other."""
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "module_defaults": DEFAULTS}
    path = folder / "restore.yml"
    path.write_text(json.dumps([{**play, "tasks": [{"azure_dr.backup.disk_restore_batch": IN_TURN, **task}]}]))
    return [str(Path(sys.executable).parent / "ansible-playbook"), str(path)]


def until(condition: Callable[[], object]) -> None:
    """Wait for it, a minute at most."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def runs(mark: str) -> bool:
    """Whether a process has that in its command line."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark in path.read_text(errors="replace") and int(path.parent.name) != os.getpid():
                return True
        except OSError:  # it has ended
            continue
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc here")
def test_nothing_is_sent_after_death_whatever_is_set(
    azure: Emulator, tmp_path: Path, marked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSIBLE_ASYNC_DIR", str(tmp_path / "async"))
    azure.faults.add(Fault(long_job(azure.clock.speed * 4), "POST", r"/restore$", times=None))

    process = subprocess.Popen(playbook(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: azure.requests_to("POST", "/restore"))
    process.send_signal(signal.SIGKILL)
    process.wait()
    until(lambda: not runs(marked))

    assert len(azure.requests_to("POST", "/restore")) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc here")
def test_the_background_goes_on_when_the_playbook_has_ended(azure: Emulator, tmp_path: Path, marked: str) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 4), "POST", r"/restore$", times=None))

    subprocess.run(playbook(tmp_path, **{"async": 120, "poll": 0}), check=True, stdout=subprocess.DEVNULL)
    until(lambda: not runs(marked))

    assert len(azure.requests_to("POST", "/restore")) == 2
    assert azure.estate.disk("second", "erp-restored")
