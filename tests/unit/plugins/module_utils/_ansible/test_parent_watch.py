# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who has started a task, as the processes of the machine say it, and whether they are still there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible import parent_watch
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.parent_watch import watch_starters

PLAYBOOK = "/usr/bin/python3 /usr/bin/ansible-playbook restore.yml"
MODULE = "/usr/bin/python3 /home/u/.ansible/tmp/ansible-tmp-1/AnsiballZ_disk_restore.py"
SHELL = f"/bin/sh -c {MODULE} && sleep 0"
WRAPPER = f"/usr/bin/python3 /home/u/.ansible/tmp/ansible-tmp-1/async_wrapper.py j1 60 {MODULE} _"

IN_THE_CONTROLLER = [PLAYBOOK, PLAYBOOK, "-bash", "sshd: ansible@pts/0"]
AS_A_MODULE = [MODULE, SHELL, SHELL + " ", PLAYBOOK, PLAYBOOK, "bash deploy-ansible.sh", "-bash"]
ON_ANOTHER_HOST = [MODULE, SHELL, SHELL + " ", "sshd: root@notty", "sshd: /usr/sbin/sshd"]
IN_THE_BACKGROUND = [MODULE, WRAPPER, WRAPPER, WRAPPER, PLAYBOOK, PLAYBOOK]
BY_A_PLAYBOOK_IN_THE_BACKGROUND = [PLAYBOOK, PLAYBOOK, MODULE.replace("disk_restore", "command"), WRAPPER, WRAPPER]


class Machine:
    """Processes, each with the one that has started it. The first is the one that asks."""

    def __init__(self, folder: Path, commands: list[str]) -> None:
        self._folder = folder
        for pid, command in enumerate(commands, 100):
            (folder / str(pid)).mkdir(parents=True)
            (folder / str(pid) / "cmdline").write_text(command.replace(" ", "\0"))
            self._is_child_of(pid, pid + 1 if pid < 99 + len(commands) else 0)

    def end(self, number: int) -> None:
        """That process ends: what it has started belongs to the first of all from now on."""
        self._is_child_of(99 + number, 1)

    def leads_its_session(self, number: int) -> None:
        """That process was begun by itself."""
        pid = 100 + number
        (self._folder / str(pid) / "stat").write_text(f"{pid} (a ) name) S 1 {pid} {pid}")

    def _is_child_of(self, pid: int, parent: int) -> None:
        (self._folder / str(pid) / "stat").write_text(f"{pid} (a ) name) S {parent} 1 1")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(parent_watch, "PROCESSES", tmp_path)
    monkeypatch.setattr(os, "getpid", lambda: 100)
    monkeypatch.setattr(os, "getppid", lambda: parent_watch._parent(100))
    return tmp_path


@pytest.mark.parametrize("is_set", [False, True])
@pytest.mark.parametrize(
    ("processes", "matter"),
    [
        (IN_THE_CONTROLLER, [1]),
        (AS_A_MODULE, [1, 2, 3, 4]),
        (ON_ANOTHER_HOST, [1, 2]),
        (IN_THE_BACKGROUND, [1]),
        (BY_A_PLAYBOOK_IN_THE_BACKGROUND, [1]),
        ([PLAYBOOK, "sshd: ansible@notty"], [1]),
        (["", ""], [1]),
    ],
    ids=["controller", "module", "other-host", "background", "playbook-in-background", "other-tool", "no-commands"],
)
def test_whose_end_matters(
    folder: Path, monkeypatch: pytest.MonkeyPatch, processes: list[str], matter: list[int], is_set: bool
) -> None:
    """Whether somebody has set ANSIBLE_ASYNC_DIR is nothing to go by."""
    monkeypatch.delenv("ANSIBLE_ASYNC_DIR", raising=False)
    if is_set:
        monkeypatch.setenv("ANSIBLE_ASYNC_DIR", "/var/tmp/async")
    for number in range(1, len(processes)):
        shutil.rmtree(folder)
        machine = Machine(folder, processes)
        still_there = watch_starters()
        assert still_there()

        machine.end(number)

        assert still_there() is (number not in matter), f"number {number} has ended"


def test_starters_that_ended_before_they_could_be_noted(folder: Path) -> None:
    Machine(folder, [MODULE, SHELL, PLAYBOOK]).end(2)

    assert not watch_starters()()


def test_what_another_host_begins_by_itself(folder: Path) -> None:
    machine = Machine(folder, [MODULE, SHELL, PLAYBOOK])
    machine.end(2)
    machine.leads_its_session(1)

    assert watch_starters()()


def test_asking_is_cheap(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(folder, AS_A_MODULE)
    still_there = watch_starters()
    read, reads = Path.read_text, []

    def counted(path: Path, *arguments: str, **more: str) -> str:
        reads.append(path)
        return read(path, *arguments, **more)

    monkeypatch.setattr(os, "getppid", lambda: 101)
    monkeypatch.setattr(Path, "read_text", counted)

    assert still_there()

    assert [path.name for path in reads] == ["stat"] * 3
