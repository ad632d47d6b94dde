# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tasks of roles and playbooks pass on every variable that is read: one that is forgotten would do nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.tasks import (
    disk_restore_batch,
    restore_readiness_info,
)
from ansible_collections.azure_dr.backup.plugins.plugin_utils import (
    _cleanup_variables,
    _drill_variables,
    _readiness_variables,
    _recovery_variables,
    _role_variables,
)

ROOT = Path(__file__).resolve().parents[4]
ROLES = {
    "restore_disks": _role_variables.variables_of_the_role(),
    "recover_vms": _recovery_variables.variables_of_the_role(),
    "recovery_drill": _drill_variables.variables_of_the_role(),
}
PLAYBOOKS = {
    "check_readiness": _readiness_variables.variables_of_the_playbook(),
    "drill_cleanup": _cleanup_variables.variables_of_the_playbook(),
}
ALL = {**ROLES, **PLAYBOOKS}
# What is read is in a variable of such a name.
USED = re.compile(r"\b\w+_(?:options|where)\.(\w+)")
MODULE = "azure_dr.backup."
# Which options a task of a module takes from the variables of the same names.
TAKEN: list[tuple[str, str, Iterable[str]]] = [
    (
        "restore_disks",
        "disk_restore_batch",
        disk_restore_batch.spec().keys() - {*_role_variables.NO_VARIABLES, *_role_variables.OF_THE_REPORT},
    ),
    ("restore_disks", "restore_report", _role_variables.OF_THE_REPORT),
    ("recover_vms", "vm_recovery_plan", (*_recovery_variables.VAULT, "vaults", *_recovery_variables.OF_THE_PLAN)),
    ("recover_vms", "disk_restore_batch", _recovery_variables.OF_THE_RESTORE),
    ("recover_vms", "vm_disk_swap", _recovery_variables.OF_THE_SWAP),
    ("recovery_drill", "disk_restore_batch", _drill_variables.OF_THE_RESTORE),
    ("recovery_drill", "vm_from_disks", _drill_variables.OF_THE_MACHINES),
    (
        "check_readiness",
        "restore_readiness_info",
        restore_readiness_info.spec().keys() - {*_readiness_variables.OF_THE_LOGIN},
    ),
]


def files_of(owner: str) -> list[Path]:
    """Where a role or a playbook uses what its variables say."""
    role = ROOT / "roles" / owner
    return sorted([*role.glob("tasks/*.yml"), *role.glob("vars/*.yml")]) or [ROOT / "playbooks" / f"{owner}.yml"]


def tasks_in(document: Any) -> Iterator[dict[str, Any]]:
    """All tasks, those in blocks and in plays, too."""
    for each in document if isinstance(document, list) else []:
        yield each
        for part in ("tasks", "block", "rescue", "always"):
            yield from tasks_in(each.get(part))


def options_of(owner: str, module: str) -> list[dict[str, Any]]:
    """The options that tasks of that module are given."""
    tasks = [task for path in files_of(owner) for task in tasks_in(yaml.safe_load(path.read_text(encoding="utf-8")))]
    return [task[MODULE + module] for task in tasks if MODULE + module in task]


@pytest.mark.parametrize("owner", ALL)
def test_every_variable_is_used(owner: str) -> None:
    used = {name for path in files_of(owner) for name in USED.findall(path.read_text(encoding="utf-8"))}

    assert sorted(ALL[owner].keys() - used) == []


@pytest.mark.parametrize(("owner", "module", "names"), TAKEN, ids=[f"{taken[0]}-{taken[1]}" for taken in TAKEN])
def test_an_option_is_the_variable_of_its_name(owner: str, module: str, names: Iterable[str]) -> None:
    tasks = options_of(owner, module)

    passed_on = {name for task in tasks for name in names if name in USED.findall(str(task.get(name)))}

    assert sorted(set(names) - passed_on) == []
