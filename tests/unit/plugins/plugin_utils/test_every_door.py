# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each module has an action plugin that runs the same task, and what waits says what to do if it is interrupted."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import pytest

from ansible_collections.azure_dr.backup.plugins import action, modules
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible import tasks

MODULES = sorted(each.name for each in pkgutil.iter_modules(modules.__path__))


def of(package: ModuleType, name: str) -> ModuleType:
    return importlib.import_module(f"{package.__name__}.{name}")


def test_each_module_has_an_action_plugin() -> None:
    assert sorted(each.name for each in pkgutil.iter_modules(action.__path__)) == MODULES


@pytest.mark.parametrize("name", MODULES)
def test_both_run_the_task_of_that_name(name: str) -> None:
    task, module, plugin = of(tasks, name), of(modules, name), of(action, name).ActionModule

    assert (module.spec, module.run) == (plugin.spec, plugin.task) == (task.spec, task.run)


@pytest.mark.parametrize("name", MODULES)
def test_what_waits_says_what_goes_on_if_it_is_interrupted(name: str) -> None:
    waits = "poll_interval" in of(tasks, name).spec()

    said = of(action, name).ActionModule.goes_on
    assert bool(said) is waits
    assert not waits or "Run the same task again" in said
