# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the playbooks that are more than a role: check_readiness and drill_cleanup."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.plugin_utils import _cleanup_variables, _readiness_variables
from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import Asked

READERS = [_readiness_variables, _cleanup_variables]
ALL = [(reader, name) for reader in READERS for name in reader.variables_of_the_playbook()]
Read = Callable[..., Asked]


def read(reader: ModuleType, **given: Any) -> Asked:
    variables = {reader.PLAYBOOK.prefix + name: value for name, value in given.items()}
    asked: Asked = reader.read_variables(variables, variables)
    return asked


@pytest.mark.parametrize("blank", ["", None, " \t\n"])
@pytest.mark.parametrize(("reader", "name"), ALL)
def test_blank_is_not_set(reader: ModuleType, name: str, blank: str | None) -> None:
    assert read(reader, **{name: blank}) == read(reader)
    assert read(reader).refused == ""


@pytest.mark.parametrize("value", [0, False, [], {}])
@pytest.mark.parametrize(("reader", "name"), ALL)
def test_zero_false_and_empty_are_given(reader: ModuleType, name: str, value: object) -> None:
    """An empty list would select everything, and an aim of zero would judge nothing: the module refuses them."""
    asked = read(reader, **{name: value})

    assert name in asked.options or reader.PLAYBOOK.prefix + name in asked.refused


@pytest.mark.parametrize(
    ("reader", "wrong", "nearest"),
    [
        (_readiness_variables, "rpo_targets", "rpo_target"),
        (_readiness_variables, "virtual_machine", "virtual_machines"),
        (_readiness_variables, "fail", "fail_on"),
        (_readiness_variables, "subscription_id", "subscriptions"),
        (_cleanup_variables, "older_then", "older_than"),
        (_cleanup_variables, "drill_ids", "drill_id"),
        (_cleanup_variables, "resource_group", "vault_resource_group"),
    ],
)
def test_a_misspelled_variable_is_refused_with_the_nearest(reader: ModuleType, wrong: str, nearest: str) -> None:
    asked, prefix, name = read(reader, **{wrong: "x"}), reader.PLAYBOOK.prefix, reader.PLAYBOOK.name

    assert asked.options == {}
    assert asked.refused == (
        f"Variables of the playbook {name}: {prefix}{wrong} does not exist, did you mean {prefix}{nearest}?"
        f" Only variables of the playbook can begin with {prefix}: rename the others."
    )


@pytest.mark.parametrize(("reader", "name"), [(reader, name) for reader in READERS for name in reader.PLAYBOOK.besides])
def test_what_the_playbook_hands_out_is_not_misspelled(reader: ModuleType, name: str) -> None:
    assert reader.read_variables([reader.PLAYBOOK.prefix + name], {}) == read(reader)


@pytest.mark.parametrize(
    ("reader", "given", "told"),
    [
        (_readiness_variables, {"fail_on": "maybe"}, "value of check_readiness_fail_on must be one of: error, warning"),
        (_readiness_variables, {"depth": "deep"}, "value of check_readiness_depth must be one of: quick, thorough"),
        (_readiness_variables, {"rpo_target": "a day"}, "check_readiness_rpo_target: 'a day' must be a whole number"),
        (_readiness_variables, {"ignore": ["no_points"]}, "value of check_readiness_ignore must be one or more of"),
        (_readiness_variables, {"tags": "{erp"}, "check_readiness_tags: is a text that is neither YAML nor JSON"),
        (_cleanup_variables, {"older_than": "1 day"}, "drill_cleanup_older_than: '1 day' must be a whole number"),
    ],
)
def test_what_is_refused(reader: ModuleType, given: dict[str, Any], told: str) -> None:
    asked = read(reader, **given)

    assert told in asked.refused and asked.options == {}


def test_texts_of_surveys_become_what_they_mean() -> None:
    options = read(
        _readiness_variables,
        virtual_machines="erp,shop",
        source_disks='["erp-os"]',
        subscriptions="- a\n- b",
        tags="{application: erp}",
        rpo_target="90000",
        ignore="never_proven",
    ).options

    assert (options["virtual_machines"], options["source_disks"]) == (["erp", "shop"], ["erp-os"])
    assert (options["subscriptions"], options["tags"]) == (["a", "b"], {"application": "erp"})
    assert (options["rpo_target"], options["ignore"]) == (90000, ["never_proven"])


def test_the_defaults_are_those_of_the_modules() -> None:
    assert read(_readiness_variables).options == {
        "depth": "quick",
        "expires_within": 86400,
        "ignore": [],
        "fail_on": "error",
    }
    assert read(_cleanup_variables).options == {"wait_timeout": 7200, "poll_interval": 30, "progress": True}
