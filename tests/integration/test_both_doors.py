# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What playbooks may say about a task means the same through both doors."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, long_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.logins import federated_token
from ansible_collections.azure_dr.backup.tests.support.playbooks import run_playbook, run_tasks
from ansible_collections.azure_dr.backup.tests.support.wishes import DEFAULTS, VAULT, WISH

pytestmark = pytest.mark.usefixtures("door")

BECOME = """
from ansible.plugins.become import BecomeBase

DOCUMENTATION = '''
name: marked
short_description: Runs a command as it is, and leaves a mark
description: For tests.
options: {}
'''


class BecomeModule(BecomeBase):
    name = "marked"

    def build_become_command(self, cmd, shell):
        return f"touch MARK && {cmd}"
"""


def inventory(folder: Path, **hosts: dict[str, Any]) -> str:
    """The argument that names an inventory of these hosts."""
    path = folder / "hosts.json"
    path.write_text(json.dumps({"all": {"hosts": hosts}}))
    return f"-i {path}"


def made(azure: Emulator) -> set[str]:
    """The disks that were restored."""
    return {disk.name for disk in azure.estate.disks.values() if disk.group == "erp-restored"}


def test_options_from_variables_loops_and_defaults(azure: Emulator, tmp_path: Path) -> None:
    wish = {"source_disk": "{{ item }}", "as_of": "{{ moment }}", "target_disk": "{{ item }}-{{ suffix }}"}
    tasks = [{"name": "Restore", "azure_dr.backup.disk_restore": wish, "loop": ["erp-os", "erp-data"]}]
    defaults = {"group/azure_dr.backup.azure": {**VAULT, "target_resource_group": "{{ group }}"}}
    variables = {"suffix": "back", "moment": "latest", "group": "erp-restored"}

    ran = run_tasks(tmp_path, tasks, vars=variables, module_defaults=defaults)

    assert ran.successful, ran.output
    assert [each["action"] for each in ran.results["Restore"]] == ["restored", "restored"]
    assert made(azure) == {"erp-os-back", "erp-data-back"}


def test_several_hosts_at_once(azure: Emulator, tmp_path: Path) -> None:
    here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    hosts = {name: {**here, "disk": name} for name in ("erp-os", "erp-data", "erp-log")}
    wish = {**WISH, "source_disk": "{{ disk }}", "target_disk": "{{ disk }}-back"}
    tasks = [{"name": "Restore", "azure_dr.backup.disk_restore": wish}]

    ran = run_tasks(tmp_path, tasks, inventory(tmp_path, **hosts), "--forks 3", hosts="all", module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert made(azure) == {"erp-os-back", "erp-data-back", "erp-log-back"}


def test_check_mode_and_differences(azure: Emulator, tmp_path: Path) -> None:
    tasks = [{"name": "Restore", "azure_dr.backup.disk_restore": WISH}]

    ran = run_tasks(tmp_path, tasks, "--check", "--diff", module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert ran.result("Restore")["action"] == "would_restore"
    assert "source_disk: /subscriptions/" in ran.output
    assert made(azure) == set()


def test_check_mode_of_one_task_and_no_differences_unless_asked_for(azure: Emulator, tmp_path: Path) -> None:
    restore = {"azure_dr.backup.disk_restore": WISH}
    tasks = [{**restore, "name": "Look", "check_mode": True}, {**restore, "name": "Restore"}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.result("Look")["action"] == "would_restore"
    assert ran.result("Restore")["action"] == "restored"
    assert "diff" not in ran.result("Restore")


def test_in_the_background(azure: Emulator, tmp_path: Path) -> None:
    tasks: list[dict[str, Any]] = [{"name": "Restore", "azure_dr.backup.disk_restore": WISH, "async": 60, "poll": 1}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert ran.results["Restore"][-1]["action"] == "restored"


def test_as_somebody_else(azure: Emulator, tmp_path: Path) -> None:
    plugins, mark = tmp_path / "become_plugins", tmp_path / "mark"
    plugins.mkdir()
    (plugins / "marked.py").write_text(BECOME.replace("MARK", str(mark)))
    tasks: list[dict[str, Any]] = [
        {"name": "Look", "azure_dr.backup.backup_instance_info": {}, "become": True, "become_method": "marked"}
    ]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert mark.exists()


def test_on_another_host(azure: Emulator, tmp_path: Path) -> None:
    other = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, "disk": "erp-log"}
    wish = {**WISH, "source_disk": "{{ hostvars['other'].disk }}"}
    tasks = [{"name": "Restore", "azure_dr.backup.disk_restore": wish, "delegate_to": "other"}]

    ran = run_tasks(tmp_path, tasks, inventory(tmp_path, other=other, localhost={}), module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert ran.result("Restore")["backup_instance"]["source_disk_name"] == "erp-log"


def test_on_a_host_that_can_not_be_reached(azure: Emulator, tmp_path: Path) -> None:
    far = {"ansible_connection": "ssh", "ansible_ssh_executable": "/bin/false"}
    tasks = [{"azure_dr.backup.disk_restore": WISH, "delegate_to": "far"}]

    ran = run_tasks(tmp_path, tasks, inventory(tmp_path, far=far, localhost={}), module_defaults=DEFAULTS)

    assert not ran.successful
    assert "UNREACHABLE" in ran.output
    assert azure.requests == []


def test_the_environment_of_a_task_counts(azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = azure.environment()
    for name in environment:
        monkeypatch.delenv(name)
    tasks = [{"azure_dr.backup.backup_instance_info": {}, "environment": environment}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output


def test_what_is_not_to_be_logged(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 2), "POST", r"/restore$"))
    wish = {**WISH, "target_disk": "very-secret-name", "poll_interval": 1}
    tasks = [{"name": "Restore", "azure_dr.backup.disk_restore": wish, "no_log": True}]

    ran = run_tasks(tmp_path, tasks, "-vvv", module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert made(azure) == {"very-secret-name"}
    told = ran.output.replace(str(tmp_path), "")
    assert "very-secret-name" not in told
    assert "erp-data" not in told


def test_secrets_are_seen_nowhere(azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_SECRET")
    azure.faults.add(Fault(long_job(azure.clock.speed * 2), "POST", r"/restore$"))
    wish = {**WISH, "poll_interval": 1}
    tasks: list[dict[str, Any]] = [
        {"azure_dr.backup.disk_restore": {**wish, "secret": names.CLIENT_SECRET}, "register": "restored"},
        {"ansible.builtin.debug": {"var": "restored"}},
        {"azure_dr.backup.disk_restore": {**wish, "secret": "wrong-secret"}, "ignore_errors": True},
        {
            "azure_dr.backup.disk_restore": {**wish, "secret": "s3cr3t-disk", "source_disk": "s3cr3t-disk"},
            "ignore_errors": True,
        },
    ]
    log = tmp_path / "ansible.log"
    monkeypatch.setenv("ANSIBLE_LOG_PATH", str(log))
    monkeypatch.setenv("ANSIBLE_LOG_VERBOSITY", "4")

    ran = run_tasks(tmp_path, tasks, "-vvvv", module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    for secret in (names.CLIENT_SECRET, "wrong-secret", "s3cr3t-disk", "Bearer ", "eyJ", "&s=", "&c="):
        assert secret not in ran.output
        assert secret not in log.read_text()


def test_a_task_that_ansible_ends_is_joined_by_the_next(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 20), "POST", r"/restore$", times=None))
    task = {"azure_dr.backup.disk_restore": {**WISH, "poll_interval": 1, "validate": False}}
    tasks: list[dict[str, Any]] = [
        {**task, "name": "End it", "timeout": 12, "ignore_errors": True},
        {**task, "name": "Again"},
    ]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert "action" not in ran.result("End it")
    assert ran.result("Again")["action"] == "attached"
    assert len(azure.requests_to("POST", "/restore")) == 1


def test_a_task_that_ansible_ends_writes_nothing_more(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 14), "POST", r"/restore$", times=None))
    disks = [{**WISH, "target_disk": f"x{number}"} for number in range(3)]
    batch = {"disks": disks, "poll_interval": 1, "max_parallel": 1, "validate": False}
    tasks: list[dict[str, Any]] = [
        {"azure_dr.backup.disk_restore_batch": batch, "timeout": 12, "ignore_errors": True},
        {"name": "Count", "azure_dr.backup.backup_job_info": {"operation": "Restore"}},
        {"ansible.builtin.pause": {"seconds": 8}},
        {"name": "Count again", "azure_dr.backup.backup_job_info": {"operation": "Restore"}},
    ]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert len(ran.result("Count again")["jobs"]) == len(ran.result("Count")["jobs"]) == 1


def test_the_interpreter_of_the_host(azure: Emulator, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    tasks = [{"name": "Restore", "azure_dr.backup.disk_restore": WISH}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS, vars={"ansible_python_interpreter": str(python)})

    assert ran.successful, ran.output
    assert ran.result("Restore")["action"] == "restored"


def test_paths_begin_where_the_playbook_is(azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_SECRET")
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "token.jwt").write_text(federated_token())
    tasks = [{"azure_dr.backup.backup_instance_info": {**VAULT, "oidc_token_file_path": "token.jwt"}}]
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}
    (folder / "look.yml").write_text(json.dumps([play]))

    ran = run_playbook(tmp_path, str(folder / "look.yml"))

    assert ran.successful, ran.output


def test_an_option_that_there_is_not(azure: Emulator, tmp_path: Path) -> None:
    tasks = [{"name": "Restore", "azure_dr.backup.disk_restore": {**WISH, "target_disc": "x"}}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    told = ran.result("Restore")["msg"]
    assert told.startswith("Unsupported parameters for (azure_dr.backup.disk_restore) module: target_disc. Supported")
    assert azure.requests == []


@pytest.mark.parametrize("library", ["requests", "azure"])
def test_a_missing_library_is_named(
    azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """A package of the name that can't be imported stands before the real one."""
    (tmp_path / library).mkdir()
    (tmp_path / library / "__init__.py").write_text(f"raise ModuleNotFoundError('no {library}', name='{library}')\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    tasks = [{"name": "Look", "azure_dr.backup.backup_instance_info": {}}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert not ran.successful
    named = {"requests": "requests", "azure": "azure-identity"}[library]
    assert f"Failed to import the required Python library ({named})" in ran.result("Look")["msg"]


def test_a_broken_library_is_an_unexpected_error(
    azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests" / "__init__.py").write_text("raise ValueError('two parts\\nok: [localhost] => restored')\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    tasks = [{"name": "Look", "azure_dr.backup.backup_instance_info": {}}]

    ran = run_tasks(tmp_path, tasks, "-vvv", module_defaults=DEFAULTS)

    result = ran.result("Look")
    assert "ValueError: two parts ok: [localhost] => restored" in result["msg"]
    assert (result["changed"], result["error"]["code"]) == (False, "UnexpectedError")
    lines = ran.output.splitlines()
    assert "Traceback (most recent call last):" in ran.output
    assert not [line for line in lines if line.startswith("ok: [localhost]")]


def test_warnings_are_shown_and_returned(azure: Emulator, tmp_path: Path) -> None:
    tasks = [{"name": "Look", "azure_dr.backup.backup_instance_info": {"cert_validation_mode": "ignore"}}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.output.count("not verified") == 1
    assert "not verified" in str(ran.result("Look")["warnings"])
