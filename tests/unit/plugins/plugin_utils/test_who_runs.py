# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a report says of the run without being told: who started it, and from where."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.module_utils.ansible_release import __version__ as ansible_version
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.task import Task
from ansible.template import Templar

from ansible_collections.azure_dr.backup.plugins.action.restore_report import ActionModule
from ansible_collections.azure_dr.backup.plugins.plugin_utils._who_runs import who_runs

NOTHING_TO_RESTORE = {"changed": False, "failed": False, "restores": []}
OF_THE_PLAY = {"inventory_hostname": "erp", "ansible_play_name": "Restore disks"}


def reported(folder: Path, run: object, **variables: Any) -> dict[str, Any]:
    """What the report has of the run, if the task says this much of it and the host has these variables."""
    task = Task()
    task.action = "azure_dr.backup.restore_report"
    task.args = {"outcome": NOTHING_TO_RESTORE, "allow_empty": True, "directory": str(folder), "run": run}
    here = SimpleNamespace(transport="local", become=None, _shell=SimpleNamespace(tmpdir=None))
    there = {**OF_THE_PLAY, **variables}
    templar = Templar(loader=DataLoader(), variables=there)
    result = ActionModule(task, here, None, DataLoader(), templar, None).run(task_vars=there)
    document: dict[str, Any] = json.loads(Path(result["report"]["json"]["path"]).read_text())
    told: dict[str, Any] = document["run"]
    return told


@pytest.mark.parametrize("run", [None, "", {}, {"awx_user_name": "", "playbook": None}])
def test_what_the_task_does_not_say_is_taken_from_the_run_and_from_awx(
    run: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USER", "ada")

    told = reported(tmp_path, run, awx_user_name="grace", awx_job_id=4711, awx_schedule_name=None)

    assert (told["user"], told["inventory_hostname"], told["playbook"]) == ("ada", "erp", "Restore disks")
    assert (told["awx_user_name"], told["awx_job_id"], told["awx_schedule_name"]) == ("grace", "4711", None)
    assert (told["ansible_version"], told["approved_by"]) == (ansible_version, None)


def test_what_the_task_says_comes_first(tmp_path: Path) -> None:
    told = reported(tmp_path, {"playbook": "night.yml", "awx_job_id": "8", "user": "grace"}, awx_job_id=7)

    assert (told["playbook"], told["awx_job_id"], told["user"]) == ("night.yml", "8", "grace")


def test_other_variables_are_nobodys_business() -> None:
    assert who_runs({"awx_secret": "x", "vault_name": "v"}, {}, None) == {"ansible_version": ansible_version}
