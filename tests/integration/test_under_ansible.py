# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules as tasks of a playbook."""

from __future__ import annotations

import importlib
import os
import pkgutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.plugins import modules
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, long_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.playbooks import run_playbook, run_tasks

DEFAULTS = {"group/azure_dr.backup.azure": {"vault_name": "dr-vault", "vault_resource_group": "backup"}}
WISH = {"source_disk": "erp-data", "as_of": "latest", "target_disk": "x", "target_resource_group": "erp-restored"}
MODULES = sorted(each.name for each in pkgutil.iter_modules(modules.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run_as_they_stand(azure: Emulator, tmp_path: Path, name: str) -> None:
    module = importlib.import_module(f"{modules.__name__}.{name}")

    ran = run_tasks(tmp_path, yaml.safe_load(module.EXAMPLES))

    assert ran.successful, ran.output


def test_defaults_of_the_group_reach_every_module(azure: Emulator, tmp_path: Path) -> None:
    tasks: list[dict[str, Any]] = [
        {"azure_dr.backup.backup_instance_info": {}},
        {"azure_dr.backup.recovery_point_info": {"source_disk": "erp-data"}},
        {"azure_dr.backup.backup_job_info": {}},
        {"azure_dr.backup.disk_restore": WISH},
        {"azure_dr.backup.disk_restore_batch": {"disks": [WISH]}},
        {"azure_dr.backup.restore_permission": {"target_resource_group": "erp-drill"}},
    ]

    ran = run_tasks(tmp_path, tasks, "--check", module_defaults=DEFAULTS)

    assert ran.successful, ran.output


def test_moments_that_yaml_makes_dates_of(azure: Emulator, tmp_path: Path) -> None:
    point = azure.estate.instance("erp-data").points[1]
    (tmp_path / "playbook.yml").write_text(
        "- hosts: localhost\n"
        "  connection: local\n"
        "  gather_facts: false\n"
        "  tasks:\n"
        "    - name: With an offset\n"
        "      azure_dr.backup.recovery_point_info:\n"
        "        vault_name: dr-vault\n"
        "        vault_resource_group: backup\n"
        "        source_disk: erp-data\n"
        f"        as_of: {point.time:%Y-%m-%dT%H:%M:%S.%fZ}\n"
        "    - name: Without\n"
        "      azure_dr.backup.recovery_point_info:\n"
        "        vault_name: dr-vault\n"
        "        vault_resource_group: backup\n"
        "        source_disk: erp-data\n"
        "        as_of: 2026-11-20T03:00:00\n"
        "      ignore_errors: true\n"
    )

    ran = run_playbook(tmp_path, str(tmp_path / "playbook.yml"))

    (found,) = ran.result("With an offset")["recovery_points"]
    assert found["recovery_point_id"] == point.id
    assert "has no offset from UTC" in ran.result("Without")["msg"]


def test_secrets_are_seen_nowhere(azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_SECRET")
    tasks: list[dict[str, Any]] = [
        {"azure_dr.backup.disk_restore": {**WISH, "secret": names.CLIENT_SECRET}, "register": "restored"},
        {"ansible.builtin.debug": {"var": "restored"}},
        {"azure_dr.backup.disk_restore": {**WISH, "secret": "wrong-secret"}, "ignore_errors": True},
    ]

    ran = run_tasks(tmp_path, tasks, "-vvvv", module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    for secret in (names.CLIENT_SECRET, "wrong-secret", "Bearer ", "eyJ", "&s=", "&c="):
        assert secret not in ran.output


def test_warnings_are_shown_and_returned(azure: Emulator, tmp_path: Path) -> None:
    tasks = [{"name": "Look", "azure_dr.backup.backup_instance_info": {"cert_validation_mode": "ignore"}}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert "not verified" in ran.output
    assert "not verified" in str(ran.result("Look")["warnings"])


def test_a_restore_in_the_background(azure: Emulator, tmp_path: Path) -> None:
    tasks: list[dict[str, Any]] = [
        {"name": "Restore", "azure_dr.backup.disk_restore": WISH, "async": 60, "poll": 1},
    ]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert ran.results["Restore"][-1]["action"] == "restored"


def test_a_task_that_ansible_ends_is_joined_by_the_next(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 9), "POST", r"/restore$", times=None))
    task = {"azure_dr.backup.disk_restore": {**WISH, "poll_interval": 1, "validate": False}}
    tasks: list[dict[str, Any]] = [
        {**task, "name": "End it", "timeout": 4, "ignore_errors": True},
        {**task, "name": "Again"},
    ]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output
    assert "action" not in ran.result("End it")
    assert ran.result("Again")["action"] == "attached"
    assert len(azure.requests_to("POST", "/restore")) == 1


def test_the_environment_of_a_task_counts(azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = azure.environment()
    for name in environment:
        monkeypatch.delenv(name)
    tasks = [{"azure_dr.backup.backup_instance_info": {}, "environment": environment}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert ran.successful, ran.output


@pytest.mark.parametrize("library", ["requests", "azure"])
def test_a_missing_library_is_named(azure: Emulator, tmp_path: Path, library: str) -> None:
    """A package of the name that can't be imported stands before the real one."""
    (tmp_path / library).mkdir()
    (tmp_path / library / "__init__.py").write_text(f"raise ModuleNotFoundError('no {library}', name='{library}')\n")
    environment = {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}
    tasks = [{"name": "Look", "azure_dr.backup.backup_instance_info": {}, "environment": environment}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS)

    assert not ran.successful
    named = {"requests": "requests", "azure": "azure-identity"}[library]
    assert f"Failed to import the required Python library ({named})" in ran.result("Look")["msg"]
