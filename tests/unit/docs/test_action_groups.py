# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A group of `module_defaults` has exactly the modules that take the options it is for: others would refuse them."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
import yaml

from ansible_collections.azure_dr.backup.plugins import modules
from ansible_collections.azure_dr.backup.plugins.doc_fragments.attributes import ModuleDocFragment
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible import tasks
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.options import login_options, vault_options

ROOT = Path(__file__).resolve().parents[3]
GROUPS: dict[str, list[str]] = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["action_groups"]
MODULES = sorted(each.name for each in pkgutil.iter_modules(modules.__path__))
FRAGMENT = "azure_dr.backup.attributes."
OPTIONS = {"azure": set(login_options()), "vault": set(vault_options()) - set(login_options())}


def options_of(module: str) -> set[str]:
    return set(importlib.import_module(f"{tasks.__name__}.{module}").spec())


def documented(module: str) -> list[str]:
    """The groups that a module says it is in, by its fragments of documentation."""
    document = yaml.safe_load(importlib.import_module(f"{modules.__name__}.{module}").DOCUMENTATION)
    kinds = [
        name.removeprefix(FRAGMENT)
        for name in document.get("extends_documentation_fragment", [])
        if name.startswith(FRAGMENT)
    ]
    fragments = [yaml.safe_load(getattr(ModuleDocFragment, kind.upper())) for kind in kinds]
    return [name for fragment in fragments for name in fragment["attributes"]["action_group"]["membership"]]


@pytest.mark.parametrize("group", OPTIONS)
def test_all_that_take_its_options_and_no_others(group: str) -> None:
    assert sorted(GROUPS) == sorted(OPTIONS)
    assert GROUPS[group] == [module for module in MODULES if options_of(module) >= OPTIONS[group]]
    assert not [module for module in MODULES if module not in GROUPS[group] and options_of(module) & OPTIONS[group]]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_in_which_groups_it_is(module: str) -> None:
    named = [f"azure_dr.backup.{group}" for group in GROUPS if module in GROUPS[group]]

    assert documented(module) == named
