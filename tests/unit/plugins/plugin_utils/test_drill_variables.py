# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the role recovery_drill, as its argument_specs.yml and defaults list them: every one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.azure_dr.backup.plugins.plugin_utils._drill_variables import (
    PREFIX,
    ROLE,
    read_variables,
    variables_of_the_role,
)
from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import Asked
from ansible_collections.azure_dr.backup.plugins.plugin_utils._without_templates import TRUSTED

FOLDER = Path(__file__).resolve().parents[4] / "roles" / "recovery_drill"
SPEC = yaml.safe_load((FOLDER / "meta" / "argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
DEFAULTS = yaml.safe_load((FOLDER / "defaults" / "main.yml").read_text())
WORDS = yaml.safe_load((FOLDER / "vars" / "main.yml").read_text())
NAMES = [name.removeprefix(PREFIX) for name in SPEC]
WANTED = {"test_id": "w48", "target_resource_group": "erp-drill"}


def read(**given: Any) -> Asked:
    """What the role makes of its variables, of which those that it must have are there if nothing else is said."""
    variables = {PREFIX + name: value for name, value in {**WANTED, **given}.items()}
    return read_variables(variables, variables)


def test_the_role_documents_each_variable() -> None:
    assert set(NAMES) == set(variables_of_the_role())


def test_the_defaults_are_the_same_everywhere() -> None:
    spec = {PREFIX + name: option["default"] for name, option in variables_of_the_role().items() if "default" in option}

    assert {name: option["default"] for name, option in SPEC.items() if "default" in option} == spec
    assert spec == DEFAULTS
    assert {PREFIX + name: value for name, value in read().options.items() if name not in WANTED} == spec


@pytest.mark.parametrize("blank", ["", None, " \t\n"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in WANTED])
def test_blank_is_not_set(name: str, blank: str | None) -> None:
    assert read(**{name: blank}) == read()


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("boots", "boot"),
        ("tests_id", "test_id"),
        ("keep_on_failures", "keep_on_failure"),
        ("reserve_restore", "reserve_restores"),
    ],
)
def test_a_misspelled_variable_is_refused_with_the_nearest(wrong: str, nearest: str) -> None:
    refused = read(**{wrong: "yes"}).refused

    assert f"{PREFIX}{wrong} does not exist, did you mean {PREFIX}{nearest}?" in refused


@pytest.mark.parametrize("name", ROLE.besides)
def test_what_the_role_hands_out_is_not_misspelled(name: str) -> None:
    assert (
        read_variables([PREFIX + each for each in (*WANTED, name)], {PREFIX + k: v for k, v in WANTED.items()})
        == read()
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"test_id": ""}, "test_id: is missing or blank"),
        ({"test_id": "a/../b"}, "test_id: 'a/../b' is not an id of a drill"),
        ({"target_resource_group": None}, "target_resource_group: is missing or blank"),
        ({"pick": "as_of"}, "as_of: is missing"),
        ({"as_of": "2026-11-22T03:00:00Z"}, "as_of: is 2026-11-22T03:00:00Z, but recovery_drill_pick is latest"),
        ({"pick": "newest"}, "value of recovery_drill_pick must be one of: latest, random, as_of"),
        ({"boot": True}, "subnet_id: is missing, but is required with recovery_drill_boot"),
        ({"boot": "perhaps"}, "boot: 'perhaps' must be true or false"),
        ({"reserve_restores": "some"}, "reserve_restores: 'some' must be a whole number"),
        ({"disks": "[{"}, "disks: is a text that is neither YAML nor JSON"),
        ({"disks": [{"source_disk": "a", "target_dsik": "b"}]}, "target_dsik"),
        ({"tags": "- a"}, "tags"),
    ],
)
def test_what_is_refused(given: dict[str, Any], told: str) -> None:
    asked = read(**given)

    assert told in asked.refused and asked.options == {}


def test_texts_of_surveys_become_what_they_mean() -> None:
    options = read(
        test_id=2026,
        disks='[{"source_disk": "a", "target_disk": "b"}]',
        source_disks="erp-os",
        tags="{application: erp}",
        boot="true",
        subnet_id="/subscriptions/s",
        reserve_restores="0",
    ).options

    assert (options["test_id"], options["disks"]) == ("2026", [{"source_disk": "a", "target_disk": "b"}])
    assert (options["source_disks"], options["tags"]) == (["erp-os"], {"application": "erp"})
    assert (options["boot"], options["reserve_restores"]) == (True, 0)


@pytest.mark.parametrize(
    ("result", "why"),
    [
        ({"failed": True, "msg": "It broke."}, "It broke."),
        ({"failed": True}, "it failed."),
        (
            {
                "msg": "One or more items failed",
                "results": [
                    {"failed": False, "msg": "Good."},
                    {"failed": True, "msg": "a is empty."},
                    {"skipped": True},
                ],
            },
            "a is empty.",
        ),
        ({"msg": "One or more items failed", "results": [{"failed": True}]}, "One or more items failed"),
    ],
)
def test_why_a_check_failed(result: dict[str, Any], why: str) -> None:
    """Ansible's own words for a loop say nothing. An item that `failed_when` fails can have no words."""
    templar = Templar(loader=DataLoader(), variables={"ansible_failed_result": result})

    assert templar.template(TRUSTED(WORDS["__recovery_drill_why_failed"])) == why


OURS, THEIRS = "b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20", "8f0a3c5b-1111-4a6b-8c1d-9e7f5a3b1c20"


def vault(subscription: str, name: str = "dr-vault") -> str:
    group = f"/subscriptions/{subscription}/resourceGroups/backup"
    return f"{group}/providers/Microsoft.DataProtection/backupVaults/{name}"


def disk_id(subscription: str, group: str) -> str:
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/disks/b"


def disks(**options: str) -> dict[str, Any]:
    return {"disks": [{"source_disk": "a", "target_disk": "b", **options}]}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (disks(target_resource_group="erp"), "disks[0].target_resource_group: is in erp"),
        (disks(target_disk=disk_id(OURS, "erp")), "disks[0].target_disk: is in erp"),
        (disks(target_subscription_id=THEIRS), "disks[0].target_subscription_id: is in 8f0a3c5b"),
        (
            {**disks(target_disk=disk_id(THEIRS, "erp-drill")), "target_subscription_id": OURS},
            "disks[0].target_disk: is in 8f0a3c5b",
        ),
        ({"vaults": [vault(OURS), vault(THEIRS)]}, "target_subscription_id: is missing, because several"),
        ({"subscriptions": [OURS, THEIRS]}, "target_subscription_id: is missing, because several"),
        (
            {
                "disks": [
                    {"backup_instance": f"{vault(one)}/backupInstances/a", "target_disk": one} for one in (OURS, THEIRS)
                ]
            },
            "target_subscription_id: is missing, because several",
        ),
    ],
)
def test_all_disks_go_where_the_drill_cleans_up(given: dict[str, Any], told: str) -> None:
    assert told in read(**given).refused


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({}, None),
        (disks(target_resource_group="ERP-Drill"), None),
        ({"vault_name": "dr-vault", "vault_resource_group": "backup"}, None),
        ({"vaults": [vault(THEIRS), vault(THEIRS.upper(), "shop")]}, THEIRS),
        ({"subscriptions": [THEIRS]}, THEIRS),
        (disks(target_disk=disk_id(THEIRS, "erp-drill")), THEIRS),
        ({"subscriptions": [OURS, THEIRS], "target_subscription_id": OURS}, OURS),
        ({**disks(target_subscription_id=OURS.upper()), "target_subscription_id": OURS}, OURS),
    ],
)
def test_the_whole_drill_knows_the_subscription_of_its_group(given: dict[str, Any], place: str | None) -> None:
    assert (read(**given).refused, read(**given).options.get("target_subscription_id")) == ("", place)
