# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What surveys and hands give for options: every option of every module, blank, zero and false."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.azure_dr.backup.plugins import modules
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible import tasks
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.given import given_options
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.tasks.disk_options import combined, number_option
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import OptionRefused

Spec = dict[str, dict[str, Any]]
SPECS: dict[str, Spec] = {
    name: importlib.import_module(f"{tasks.__name__}.{name}").spec()
    for _finder, name, _package in pkgutil.iter_modules(modules.__path__)
}
OPTIONS = [(module, name) for module, spec in SPECS.items() for name in spec]
SUBOPTIONS = [
    (module, name, suboption)
    for module, spec in SPECS.items()
    for name, option in spec.items()
    for suboption in option.get("options", {})
]
BLANKS = [None, "", " \t"]
DISKS = [{"source_disk": "erp-os", "target_disk": "erp-os-restored"}]


def must_be_there(option: dict[str, Any]) -> bool:
    return bool(option.get("required")) and option["type"] == "str"


def validated(spec: Spec, given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What Ansible makes of it: the options, and what it refuses."""
    result = ArgumentSpecValidator(spec).validate(given_options(spec, given))
    return result.validated_parameters, result.error_messages


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize(("module", "name"), OPTIONS)
def test_a_blank_is_not_given(module: str, name: str, blank: str | None) -> None:
    """A text that must be there is the exception: it is the task's to refuse, by its name and in words."""
    spec = SPECS[module]

    if must_be_there(spec[name]):
        assert given_options(spec, {name: blank}) == {name: ""}
    else:
        assert validated(spec, {name: blank}) == validated(spec, {})


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize(("module", "name", "suboption"), SUBOPTIONS)
def test_a_blank_within_an_option_is_not_given(module: str, name: str, suboption: str, blank: str | None) -> None:
    spec = SPECS[module]
    several = spec[name]["type"] == "list"

    def within(given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        return validated(spec, {name: [given] if several else given})

    instead = {suboption: ""} if must_be_there(spec[name]["options"][suboption]) else {}
    assert within({suboption: blank}) == within(instead)


@pytest.mark.parametrize("value", [0, False, []])
@pytest.mark.parametrize(("module", "name"), OPTIONS)
def test_zero_false_and_an_empty_list_are_given(module: str, name: str, value: object) -> None:
    if SPECS[module][name].get("elements") == "dict" and value != []:
        with pytest.raises(OptionRefused, match=f"^{name}: is .*, but must be a list"):
            given_options(SPECS[module], {name: value})
    else:
        assert given_options(SPECS[module], {name: value}) == {name: value}


@pytest.mark.parametrize(
    ("disks", "told"),
    [
        ({"source_disk": "erp-os"}, "disks: is a dictionary, but must be a list. Write it as"),
        (5, "disks: is a number, but must be a list"),
        (True, "disks: is true or false, but must be a list"),
        ([*DISKS, None], r"disks\[1\]: is null, but must be a dictionary. Write it as"),
        (["erp-os"], r"disks\[0\]: is a text, but must be a dictionary"),
        ([DISKS], r"disks\[0\]: is a list, but must be a dictionary"),
        ('["erp-os"]', r"disks\[0\]: is a text, but must be a dictionary"),
    ],
)
@pytest.mark.parametrize("module", ["disk_restore_batch", "restore_permission"])
def test_disks_of_another_shape_are_refused_in_words(module: str, disks: object, told: str) -> None:
    with pytest.raises(OptionRefused, match=told):
        given_options(SPECS[module], {"disks": disks})


@pytest.mark.parametrize(
    ("option", "text", "told"),
    [
        ("wait_timeout", "1h", "wait_timeout: '1h' must be a whole number, such as 7200."),
        ("max_point_age", "1 day", "max_point_age: '1 day' must be a whole number, such as 60."),
        ("validate", "maybe", "validate: 'maybe' must be true or false."),
    ],
)
def test_a_text_of_another_type_is_refused_in_words(option: str, text: str, told: str) -> None:
    with pytest.raises(OptionRefused) as refused:
        given_options(SPECS["disk_restore"], {option: text})

    assert refused.value.message == told


@pytest.mark.parametrize(("option", "text"), [("wait_timeout", "60"), ("validate", "yes"), ("validate", "off")])
def test_a_text_of_the_right_type_is_left_to_ansible(option: str, text: str) -> None:
    assert given_options(SPECS["disk_restore"], {option: text}) == {option: text}


def test_a_text_within_an_option_is_refused_with_its_place() -> None:
    with pytest.raises(OptionRefused, match=r"^disks\[1\]\.max_point_age: '1d' must be a whole number"):
        given_options(SPECS["disk_restore_batch"], {"disks": [DISKS[0], {**DISKS[0], "max_point_age": "1d"}]})


@pytest.mark.parametrize("blank", BLANKS)
def test_an_option_that_there_is_not_stays_for_ansible_to_refuse(blank: str | None) -> None:
    assert given_options(SPECS["disk_restore"], {"target_disc": blank}) == {"target_disc": blank}


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_of_a_disk_does_not_win_over_what_is_given_for_all(blank: str | None) -> None:
    assert combined({"as_of": "latest"}, {"as_of": blank, "recovery_point_id": blank}) == {"as_of": "latest"}


@pytest.mark.parametrize("module", ["disk_restore_batch", "restore_permission"])
def test_a_list_in_json_is_a_list(module: str) -> None:
    text = ' [{"source_disk": "erp-os", "target_disk": "erp-os-restored"}]\n'

    assert given_options(SPECS[module], {"disks": text}) == {"disks": DISKS}


@pytest.mark.parametrize("text", ["erp-os", "- source_disk: erp-os", '{"source_disk": "erp-os"}', "[erp-os", "7"])
@pytest.mark.parametrize("module", ["disk_restore_batch", "restore_permission"])
def test_another_text_for_a_list_is_refused_with_the_way_to_write_it(module: str, text: str) -> None:
    with pytest.raises(OptionRefused, match=r'^disks: is a text, but must be a list.*\[\{"source_disk": "erp-os"'):
        given_options(SPECS[module], {"disks": text})


@pytest.mark.parametrize(("text", "meant"), [("a,b", ["a", "b"]), ('["a", "b"]', ["a", "b"]), ("a", ["a"])])
def test_a_list_of_words_may_be_a_text(text: str, meant: list[str]) -> None:
    options, _refused = validated(SPECS["backup_job_info"], {"job_ids": text})

    assert options["job_ids"] == meant


@pytest.mark.parametrize("value", [True, False, 0, "7", None])
def test_a_number_is_no_truth(value: object) -> None:
    with pytest.raises(OptionRefused, match="not a number of at least 1"):
        number_option({"max_parallel": value}, "max_parallel")


def test_a_null_character_is_refused_by_the_name_of_its_option() -> None:
    """Ansible writes texts into a log, which fails for it without a name on some versions of Python."""
    with pytest.raises(OptionRefused) as refused:
        given_options(SPECS["disk_restore_batch"], {"vault_name": "a\0b"})

    assert refused.value.message == "vault_name: contains a null character: leave it out"
