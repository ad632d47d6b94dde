# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the role, as its argument_specs.yml and defaults list them: every one of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.plugins.plugin_utils._role_variables import (
    PREFIX,
    AskedDisks,
    read_variables,
    variables_of_the_role,
)

FOLDER = Path(__file__).resolve().parents[4] / "roles" / "restore_disks"
SPEC = yaml.safe_load((FOLDER / "meta" / "argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
DEFAULTS = yaml.safe_load((FOLDER / "defaults" / "main.yml").read_text())
NAMES = [name.removeprefix(PREFIX) for name in SPEC]
REQUIRED = [name.removeprefix(PREFIX) for name, option in SPEC.items() if option.get("required")]
# Of disks that do not name their vault themselves.
NEEDED = [*REQUIRED, "vault_name", "vault_resource_group"]
DISKS = [{"source_disk": "erp-os", "target_disk": "erp-os-restored"}]
BLANKS = [None, "", " \t\n"]


def read(**given: Any) -> AskedDisks:
    """What the role makes of its variables, of which those that it must have are there if nothing else is said."""
    wanted = {"vault_name": "dr-vault", "vault_resource_group": "backup", "disks": DISKS, **given}
    variables = {PREFIX + name: value for name, value in wanted.items()}
    return read_variables(variables, variables)


@pytest.mark.parametrize(
    ("disks", "told"),
    [
        (
            [{"source_disk": "a", "target_dsik": "b"}],
            "[0]: target_dsik does not exist, did you mean target_disk? A disk",
        ),
        ([*DISKS, {"source": "a", "target_disk": "b"}], "[1]: source does not exist, did you mean source_disk?"),
        ([{"source_disk": "a", "target_disk": "b", 7: 8}], "[0]: 7 does not exist, did you mean "),
        (["erp-os"], "[0]: is a text, but must be a dictionary. Write it as"),
        (" - erp-os", ": is a text, but must be a list. Write it as"),
        ({"source_disk": "a"}, ": is a dictionary, but must be a list. Write it as"),
        ([None], "[0]: is null, but must be a dictionary. Write it as"),
    ],
)
def test_disks_that_are_none_are_refused_in_words(disks: object, told: str) -> None:
    assert read(disks=disks).refused.startswith(f"restore_disks_disks{told}")


def test_what_is_wrong_with_several_variables_is_told_apart() -> None:
    refused = read(on_failure="carry on", existing_disk="kep").refused

    assert "; " in refused
    assert "restore_disks_on_failure" in refused
    assert "must be one of: verify, keep" in refused


def test_the_documentation_lists_what_is_read() -> None:
    assert set(NAMES) == set(variables_of_the_role())


def test_the_defaults_are_those_of_the_modules() -> None:
    documented = {name: option["default"] for name, option in SPEC.items() if "default" in option}
    read = {PREFIX + name: option["default"] for name, option in variables_of_the_role().items() if "default" in option}

    assert documented == read == DEFAULTS


def test_ansible_s_own_validation_lets_blanks_pass() -> None:
    """It comes before anything that the role could do, and takes a blank for no number, no truth and no choice."""
    strict = [name for name, option in SPEC.items() if option["type"] not in ("raw", "str") or "choices" in option]

    assert strict == []


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("name", [name for name in NAMES if name not in NEEDED])
def test_a_blank_is_not_given(name: str, blank: str | None) -> None:
    assert read(**{name: blank}) == read()
    assert read().refused == ""


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("name", NEEDED)
def test_what_must_be_there_may_not_be_blank(name: str, blank: str | None) -> None:
    assert PREFIX + name in read(**{name: blank}).refused


def test_disks_that_name_their_vaults_need_no_other() -> None:
    vault = "/subscriptions/38304e13-357e-405e-9e9a-220351dcce8c/resourceGroups/g/providers/Microsoft.DataProtection"
    disk = {"backup_instance": f"{vault}/backupVaults/v/backupInstances/i", "target_disk": "a"}

    assert read(vault_name=None, vault_resource_group=None, disks=[disk]).refused == ""
    assert read(vault_name=None, disks=[disk, *DISKS]).refused.startswith("restore_disks_vault_name: is missing")


@pytest.mark.parametrize("value", [0, False])
@pytest.mark.parametrize("name", NAMES)
def test_zero_and_false_are_given(name: str, value: object) -> None:
    """They are what they say, or they are refused by the name of the variable; they never vanish."""
    asked = read(**{name: value})

    assert name in asked.options or PREFIX + name in asked.refused
    assert str(asked.options.get(name, value)).lower() in ("0", "false")


@pytest.mark.parametrize(
    ("name", "value"), [("max_parallel", "many"), ("wait", "perhaps"), ("existing_disk", "overwrite"), ("disks", 7)]
)
def test_what_is_of_the_wrong_type_is_refused_by_the_name_of_the_variable(name: str, value: object) -> None:
    assert PREFIX + name in read(**{name: value}).refused


@pytest.mark.parametrize(
    "text",
    [
        "- source_disk: erp-os\n  target_disk: erp-os-restored\n",
        '[{"source_disk": "erp-os", "target_disk": "erp-os-restored"}]',
        "[{source_disk: erp-os, target_disk: erp-os-restored, location: }]",
    ],
)
def test_disks_may_be_typed(text: str) -> None:
    assert read(disks=text).options["disks"] == DISKS


@pytest.mark.parametrize(
    "text", ["erp-os", "erp-os, erp-data", "source_disk: erp-os", "- erp-os", "[{", "{{ disks }}", "# none", "null"]
)
def test_another_text_is_refused_with_the_way_to_write_it(text: str) -> None:
    refused = read(disks=text).refused

    assert refused.startswith("restore_disks_disks: is a text, but must be a list")
    assert '[{"source_disk": "erp-os", "target_disk": "erp-os-restored"}]' in refused


def test_an_empty_list_is_right_only_if_that_is_said() -> None:
    assert "restore_disks_allow_empty: true" in read(disks=[]).refused
    assert "restore_disks_allow_empty: true" in read(disks="[]", allow_empty="").refused
    assert read(disks=[], allow_empty="yes").options["disks"] == []


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 24, 3, tzinfo=timezone.utc), "2026-11-24T03:00:00+00:00"),
        (datetime(2026, 11, 24, 3, tzinfo=timezone(timedelta(hours=1))), "2026-11-24T03:00:00+01:00"),
        (datetime(2026, 11, 24, 3), "2026-11-24T03:00:00"),
        (date(2026, 11, 24), "2026-11-24"),
    ],
)
def test_a_moment_that_yaml_has_read_is_a_text_again(moment: date, text: str) -> None:
    assert read(as_of=moment).options["as_of"] == text
    assert read(disks=[{**DISKS[0], "as_of": moment}]).options["disks"][0]["as_of"] == text


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("target_resource_grop", "target_resource_group"),
        ("as_off", "as_of"),
        ("asof", "as_of"),
        ("max_paralel", "max_parallel"),
        ("dry_run", ""),
        ("", ""),
    ],
)
def test_a_misspelled_variable_is_refused_with_the_nearest(wrong: str, nearest: str) -> None:
    refused = read(**{wrong: "x"}).refused

    assert f"{PREFIX}{wrong} does not exist, did you mean {PREFIX}{nearest}" in refused


@pytest.mark.parametrize("name", ["hosts", "outcome", "outcomes_web_1_0c1f4a5e", "report", "left_over"])
def test_what_the_role_hands_out_is_not_misspelled(name: str) -> None:
    variables = {PREFIX + each: "x" for each in ("vault_name", "vault_resource_group")} | {f"{PREFIX}disks": DISKS}

    assert read_variables([*variables, PREFIX + name], variables).refused == ""


def test_the_key_is_that_of_the_disks() -> None:
    more = [*DISKS, {"source_disk": "erp-data", "target_disk": "erp-data-restored"}]
    key = read(disks=more).key

    assert key.startswith("erp-os-restored-")
    assert read(disks=more, as_of="latest", wait=False).key == key
    assert read(disks=DISKS).key != key
    assert read(disks=more, target_resource_group="other").key != key
    assert read(disks=[], allow_empty=True).key.startswith("nothing-")
