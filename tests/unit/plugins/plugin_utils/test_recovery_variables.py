# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the role recover_vms, as its argument_specs.yml and defaults list them, also for an undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.plugins.plugin_utils._recovery_variables import (
    NEEDED,
    PREFIX,
    ROLE,
    read_variables,
    variables_of_the_role,
)
from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import Asked

FOLDER = Path(__file__).resolve().parents[4] / "roles" / "recover_vms"
ENTRIES = yaml.safe_load((FOLDER / "meta" / "argument_specs.yml").read_text())["argument_specs"]
RECOVERY, UNDO = (ENTRIES[name]["options"] for name in ("main", "undo"))
DEFAULTS = yaml.safe_load((FOLDER / "defaults" / "main.yml").read_text())
NAMES = [name.removeprefix(PREFIX) for name in RECOVERY]
WANTED = {
    "vault_name": "dr-vault",
    "vault_resource_group": "backup",
    "virtual_machines": "erp",
    "as_of": "latest",
    "power": "as_is",
}


def read(undoes: bool = False, **given: Any) -> Asked:
    """What the role makes of its variables, of which those that it must have are there if nothing else is said."""
    variables = {PREFIX + name: value for name, value in (given if undoes else {**WANTED, **given}).items()}
    return read_variables(variables, variables, undoes=undoes)


def test_the_role_documents_each_variable() -> None:
    assert set(NAMES) == set(variables_of_the_role())


def test_the_defaults_are_the_same_everywhere() -> None:
    spec = {PREFIX + name: option["default"] for name, option in variables_of_the_role().items() if "default" in option}

    assert {name: option["default"] for name, option in RECOVERY.items() if "default" in option} == spec
    assert spec == DEFAULTS
    assert {PREFIX + name: value for name, value in read().options.items() if name not in WANTED} == spec


def test_an_undo_takes_variables_of_the_role_and_needs_none() -> None:
    shared = ("type", "default")

    assert UNDO.keys() <= RECOVERY.keys()
    for name, option in UNDO.items():
        assert {key: option.get(key) for key in shared} == {key: RECOVERY[name].get(key) for key in shared}, name
    assert not [name for name, option in UNDO.items() if option.get("required")]
    assert read(undoes=True).refused == ""


@pytest.mark.parametrize("option", [*RECOVERY.items(), *UNDO.items()], ids=lambda option: option[0])
def test_ansible_s_own_validation_lets_blanks_pass(option: tuple[str, dict[str, Any]]) -> None:
    _name, documented = option

    assert documented["type"] in ("raw", "str") and "choices" not in documented


@pytest.mark.parametrize("blank", ["", None, " \t\n"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in WANTED])
def test_blank_is_not_set(name: str, blank: str | None) -> None:
    assert read(**{name: blank}) == read()


@pytest.mark.parametrize("blank", ["", None])
@pytest.mark.parametrize("name", WANTED)
def test_what_must_be_there_may_not_be_blank(name: str, blank: str | None) -> None:
    assert read(**{name: blank}).refused.startswith(f"{PREFIX}{name}: ")


def test_what_is_required_is_documented_as_required() -> None:
    required = {name.removeprefix(PREFIX) for name, option in RECOVERY.items() if option.get("required")}

    assert required == set(NEEDED)


@pytest.mark.parametrize(
    ("wrong", "nearest"), [("virtual_machine", "virtual_machines"), ("backup_first", "back_up_first")]
)
def test_a_misspelled_variable_is_refused_with_the_nearest(wrong: str, nearest: str) -> None:
    assert f"{PREFIX}{wrong} does not exist, did you mean {PREFIX}{nearest}?" in read(**{wrong: "erp"}).refused


@pytest.mark.parametrize("name", ROLE.besides)
def test_what_the_role_hands_out_is_not_misspelled(name: str) -> None:
    assert read_variables([PREFIX + name], {}, undoes=True) == read(undoes=True)
