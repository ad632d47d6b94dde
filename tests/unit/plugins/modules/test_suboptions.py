# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An option that holds options names them, so that a misspelled one is refused."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import COLLECTION, run_module

NAMES = sorted(path.stem for path in (Path(__file__).parents[4] / "plugins" / "modules").glob("*.py"))
# What another task returned, to which Ansible adds members; and tags, whose names are whatever users have chosen.
OPEN = {
    "disk_backup": {"tags"},
    "restore_permission": {"outcome"},
    "restore_report": {"outcome", "readiness", "evidence.deleted", "evidence.kept", "virtual_machines"},
    "restore_readiness_info": {"tags"},
    "backup_instance_info": {"tags"},
    "disk_restore_batch": {"tags"},
    "vm_recovery_plan": {"tags"},
}


def open_options(spec: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The options that take mappings with any names."""
    for name, option in spec.items():
        if "dict" in (option["type"], option.get("elements")) and not option.get("options"):
            yield name
        yield from (f"{name}.{inner}" for inner in open_options(option.get("options", {})))


@pytest.mark.parametrize("name", NAMES)
def test_an_option_that_holds_options_names_them(name: str) -> None:
    spec = importlib.import_module(f"{COLLECTION}.plugins.module_utils._ansible.tasks.{name}").spec()

    assert set(open_options(spec)) == OPEN.get(name, set())


@pytest.mark.parametrize("module", ["disk_restore_batch", "restore_permission"])
def test_a_misspelled_option_of_a_disk_is_refused_before_anything_is_sent(azure: Emulator, module: str) -> None:
    disk = {"source_disk": "erp-data", "target_disk": "erp-data-drill", "target_resource_grup": "erp-drill"}

    result = run_module(module, disks=[disk], target_resource_group="erp-restored")

    assert result["error"]["code"] == "OptionRefused"
    assert "disks.target_resource_grup" in result["msg"]
    assert azure.requests == []
