# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task that waits tells while it waits."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, long_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.playbooks import QUIET, Run, run_command, run_playbook, run_tasks
from ansible_collections.azure_dr.backup.tests.support.wishes import DEFAULTS, VAULT

WISH = {
    "source_disk": "erp-data",
    "as_of": "latest",
    "target_disk": "erp-data-back",
    "target_resource_group": "erp-restored",
    "poll_interval": 1,
}
RESTORING = "[localhost] erp-data-back: restoring, job InProgress ("
GOES_ON = (
    "[localhost] Azure continues each accepted restore even if this run ends. To attach to it, run the same task again."
)


def slow(azure: Emulator, seconds: float) -> None:
    """Restores take so many seconds."""
    azure.faults.add(Fault(long_job(azure.clock.speed * seconds), "POST", r"/restore$", times=None))


def told(ran: Run) -> list[str]:
    """The lines of progress in what a run put out."""
    return [line for line in ran.output.splitlines() if line.startswith("[localhost] ") and line != GOES_ON]


def test_of_one_disk_by_its_state(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 2), "POST", r"/restore$"))
    slow(azure, 4)
    tasks = [{"azure_dr.backup.disk_restore": {**WISH, "target_disk": "before", "progress": False}}]
    tasks += [{"azure_dr.backup.disk_restore": WISH}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    lines = told(ran)
    assert [line for line in lines if line.startswith(RESTORING)], ran.output
    states = [re.sub(r" \(.*", "", line) for line in lines]
    assert len(states) == len(set(states)), lines
    usual = re.compile(r"in all, restoring (for \d+ s, usually|usually takes) about 2 s\)$")
    assert any(usual.search(line) for line in lines), lines
    assert ran.output.splitlines().count(GOES_ON) == 1
    assert "\x1b" not in ran.output


def test_of_many_by_counts(azure: Emulator, tmp_path: Path) -> None:
    slow(azure, 4)
    sources = [name for name in ("erp-os", "erp-data", "erp-log") for _copy in range(4)]
    disks = [{"source_disk": source, "target_disk": f"back-{number}"} for number, source in enumerate(sources)]
    common = {name: WISH[name] for name in ("as_of", "target_resource_group", "poll_interval")}
    batch = {**common, "disks": disks}

    ran = run_tasks(tmp_path, [{"azure_dr.backup.disk_restore_batch": batch}], module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    lines = told(ran)
    assert 1 <= len(lines) <= 3, lines
    assert all(line.startswith("[localhost] 12 disks: ") for line in lines)
    assert ran.output.splitlines().count(GOES_ON) == 1
    assert lines[-1].count("back-") <= 3


def test_of_jobs_that_are_waited_for(azure: Emulator, tmp_path: Path) -> None:
    slow(azure, 4)
    tasks: list[dict[str, Any]] = [
        {"azure_dr.backup.disk_restore": {**WISH, "wait": False}, "register": "sent"},
        {
            "azure_dr.backup.backup_job_info": {
                "job_ids": ["{{ sent.job.job_id }}"],
                "wait": True,
                "poll_interval": 1,
            }
        },
    ]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert re.search(r"^\[localhost\] job [0-9a-f-]{36} of erp-data: InProgress \(", ran.output, re.MULTILINE), (
        ran.output
    )


def test_nothing_where_it_is_to_be_quiet(azure: Emulator, tmp_path: Path) -> None:
    slow(azure, 3)

    ran = run_tasks(tmp_path, [{"azure_dr.backup.disk_restore": {**WISH, "progress": False}}], module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert told(ran) == []


def test_under_a_runner_each_line_arrives_at_once_as_an_event(azure: Emulator, tmp_path: Path) -> None:
    seconds = 5.0
    slow(azure, seconds)
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "envvars").write_text(json.dumps(QUIET))
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "module_defaults": DEFAULTS}
    (tmp_path / "restore.yml").write_text(json.dumps([{**play, "tasks": [{"azure_dr.backup.disk_restore": WISH}]}]))
    command = [
        sys.executable,
        "-m",
        "ansible_runner",
        "run",
        str(tmp_path),
        "--playbook",
        str(tmp_path / "restore.yml"),
    ]

    process = subprocess.Popen([*command, "--ident", "run", "--quiet"])
    arrived: dict[str, float] = {}
    while process.poll() is None:
        for path in (tmp_path / "artifacts" / "run" / "job_events").glob("*[0-9a-f].json"):
            arrived.setdefault(path.name, time.monotonic())
        time.sleep(0.05)
    ended = time.monotonic()

    events = {name: json.loads((tmp_path / "artifacts/run/job_events" / name).read_text()) for name in arrived}
    lines = {name: event for name, event in events.items() if event["stdout"].startswith(RESTORING)}
    (name,) = lines
    assert lines[name]["event"] == "verbose"
    assert ended - arrived[name] > seconds / 2


SPOKEN = "[localhost] erp-data-back: "
# As ansible.posix has them; that collection is not here.
FOR_PROGRAMS = """
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = "name: for_programs\\ntype: stdout\\nshort_description: JSON\\ndescription: For tests.\\noptions: {}"


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "for_programs"

    def v2_runner_on_ok(self, result):
        self._display.display('{"changed": true}')
"""
MADE_FROM_THE_DEFAULT = """
from ansible.plugins.callback.default import CallbackModule as Default

DOCUMENTATION = (
    "name: made_from_it\\ntype: stdout\\nshort_description: Lines\\ndescription: For tests.\\n"
    "extends_documentation_fragment: [default_callback, result_format_callback]"
)


class CallbackModule(Default):
    CALLBACK_NAME = "made_from_it"
"""


@pytest.fixture
def callbacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two callbacks besides Ansible's own."""
    folder = tmp_path / "callbacks"
    folder.mkdir()
    (folder / "for_programs.py").write_text(FOR_PROGRAMS)
    (folder / "made_from_it.py").write_text(MADE_FROM_THE_DEFAULT)
    monkeypatch.setenv("ANSIBLE_CALLBACK_PLUGINS", str(folder))


def written(folder: Path) -> str:
    """The path of a playbook that restores a disk."""
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "module_defaults": DEFAULTS}
    path = folder / "restore.yml"
    path.write_text(json.dumps([{**play, "tasks": [{"azure_dr.backup.disk_restore": WISH}]}]))
    return str(path)


@pytest.mark.usefixtures("callbacks")
@pytest.mark.parametrize(
    ("callback", "speaks"),
    [("default", True), ("made_from_it", True), ("for_programs", False), ("oneline", False), ("minimal", False)],
)
def test_of_nothing_in_what_programs_read(azure: Emulator, tmp_path: Path, callback: str, speaks: bool) -> None:
    slow(azure, 3)
    environment = {"ANSIBLE_STDOUT_CALLBACK": callback}

    ran = run_command("ansible-playbook", written(tmp_path), start_in=tmp_path, environment=environment)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (SPOKEN in ran.stdout) is speaks, ran.stdout
    if callback == "for_programs":
        assert [json.loads(line) for line in ran.stdout.splitlines()] == [{"changed": True}]


@pytest.mark.usefixtures("callbacks")
@pytest.mark.parametrize(("callback", "speaks"), [("made_from_it", True), ("for_programs", False)])
def test_under_a_runner_as_the_chosen_callback_is(azure: Emulator, tmp_path: Path, callback: str, speaks: bool) -> None:
    slow(azure, 3)

    ran = run_playbook(tmp_path, written(tmp_path), environment={"ANSIBLE_STDOUT_CALLBACK": callback})

    assert ran.successful, ran.output
    assert (SPOKEN in ran.output) is speaks, ran.output


@pytest.mark.parametrize("one_line", [(), ("--one-line",)])
def test_of_nothing_by_the_command_ansible(azure: Emulator, tmp_path: Path, one_line: tuple[str, ...]) -> None:
    slow(azure, 3)
    wish = json.dumps({**WISH, **VAULT})

    ran = run_command(
        "ansible", "localhost", "-m", "azure_dr.backup.disk_restore", "-a", wish, *one_line, start_in=tmp_path
    )

    assert ran.stdout.startswith("localhost | CHANGED => {"), ran.stdout + ran.stderr
    assert SPOKEN not in ran.stdout
