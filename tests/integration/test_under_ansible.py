# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules as tasks of a playbook."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.plugins import modules
from ansible_collections.azure_dr.backup.tests.conftest import SPEED
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_playbook, run_tasks
from ansible_collections.azure_dr.backup.tests.support.swappable import ATTACHMENT, add_swappable_machine
from ansible_collections.azure_dr.backup.tests.support.wishes import DEFAULTS, VAULT, WISH

MODULES = sorted(each.name for each in pkgutil.iter_modules(modules.__path__))


OF_MACHINES = [name for name in MODULES if name.startswith("vm_")]
# Its test gives it a disk with content, and a way to it.
OF_CONTENT = "disk_content_check"


def run_examples(folder: Path, name: str, *before: dict[str, Any]) -> Run:
    """The examples of a module, after tasks that make what they begin with."""
    module = importlib.import_module(f"{modules.__name__}.{name}")
    return run_tasks(folder, [*before, *yaml.safe_load(module.EXAMPLES)])


@pytest.mark.parametrize("name", [name for name in MODULES if name not in (*OF_MACHINES, OF_CONTENT)])
def test_the_examples_run_as_they_stand(azure: Emulator, tmp_path: Path, name: str) -> None:
    estate, drill = azure.estate, azure.estate.group("erp-drill")
    for disk in estate.disks.values():
        disk.tags = {"application": "erp"}
    drill.tags = {"azure-dr-drill": "allowed"}
    estate.grant(str(estate.vault().principal_id), names.DISK_RESTORE_OPERATOR.name, drill.id)

    ran = run_examples(tmp_path, name)

    assert ran.successful, ran.output


@pytest.mark.parametrize("name", OF_MACHINES)
def test_the_examples_with_machines_run_as_they_stand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """They begin with restored disks of shop-db, and with the recovery map of an earlier day."""
    restored = {
        "virtual_machines": ["shop-db"],
        "as_of": "latest",
        "target_resource_group": "shop-prod" if name == "vm_disk_swap" else "shop-restored",
        "target_disk_name": "{disk}-restored",
    }
    (tmp_path / "maps").mkdir()
    kept = {"dest": str(tmp_path / "maps/yesterday.json"), "mode": "0600"}

    with Emulator(Estate.application(), speed=SPEED, settings=Settings(retry_after=0)) as azure:
        for variable, value in azure.environment().items():
            monkeypatch.setenv(variable, value)
        ran = run_examples(
            tmp_path,
            name,
            {"azure_dr.backup.disk_restore_batch": restored},
            {"azure_dr.backup.restore_readiness_info": {}, "register": "readiness"},
            {"ansible.builtin.copy": {"content": "{{ readiness.recovery_map | to_json }}", **kept}},
        )

    assert ran.successful, ran.output


@pytest.mark.usefixtures("door")
def test_defaults_of_the_groups_reach_the_modules_that_take_them(azure: Emulator, tmp_path: Path) -> None:
    tasks: list[dict[str, Any]] = [
        {"azure_dr.backup.backup_instance_info": {}},
        {"azure_dr.backup.recovery_point_info": {"source_disk": "erp-data"}},
        {"azure_dr.backup.backup_job_info": {}},
        {"azure_dr.backup.disk_restore": WISH},
        {"azure_dr.backup.disk_restore_batch": {"disks": [WISH]}},
        {"azure_dr.backup.restore_permission": {"target_resource_group": "erp-drill"}},
        {"azure_dr.backup.restore_readiness_info": {}},
        {"name": "Take no vault", "azure_dr.backup.vm_disk_attachment": ATTACHMENT},
    ]
    add_swappable_machine(azure.estate)
    subscription = {"subscription_id": names.SUBSCRIPTION_ID}
    defaults = {"group/azure_dr.backup.azure": subscription, "group/azure_dr.backup.vault": VAULT}

    ran = run_tasks(tmp_path, tasks, "--check", module_defaults=defaults)

    assert ran.successful, ran.output
    assert ran.result("Take no vault")["action"] == "would_attach"


@pytest.mark.usefixtures("door")
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


def test_an_attach_notifies_no_handler(azure: Emulator, tmp_path: Path) -> None:
    tasks: list[dict[str, Any]] = [
        {"azure_dr.backup.disk_restore": {**WISH, "wait": False}},
        {"azure_dr.backup.disk_restore": WISH, "name": "Attach", "notify": "Fire"},
    ]
    handlers = [{"name": "Fire", "ansible.builtin.debug": {"msg": "fired"}}]

    ran = run_tasks(tmp_path, tasks, module_defaults=DEFAULTS, handlers=handlers)

    assert ran.successful, ran.output
    assert ran.result("Attach")["action"] in ("attached", "unchanged")
    assert "Fire" not in ran.results
