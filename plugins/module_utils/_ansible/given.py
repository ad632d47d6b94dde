# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads the given options before Ansible validates them: surveys send blanks and texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.validation import check_type_bool, check_type_int

from .._arm.errors import OptionRefused
from .._backup.option_values import is_blank
from .options import Spec

EXAMPLE = 'Write it as a list in YAML, or as JSON: [{"source_disk": "erp-os", "target_disk": "erp-os-restored"}]'
HOW_TO_WRITE = f"is a text, but must be a list. {EXAMPLE}"
KINDS: Mapping[type, str] = {bool: "true or false", str: "a text", dict: "a dictionary", list: "a list"}


def given_options(spec: Spec, given: Mapping[str, Any], where: str = "") -> dict[str, Any]:
    """The given options: without blank ones of any type, and with lists instead of texts in JSON.

    Zero and false are not blank. A required text that is blank stays, so that the task refuses it by its name.
    Unknown options stay, so that Ansible refuses them. Raises `OptionRefused`, with `where` before the
    name, for a text that is not the list, number or boolean that the option needs.
    """
    read: dict[str, Any] = {}
    for name, value in given.items():
        option = spec.get(name)
        if option is None:
            read[name] = value
        elif not is_blank(value):
            if isinstance(value, str) and "\0" in value and not where:
                # Ansible can't write it into the log of the system, and would not say which option has it.
                raise OptionRefused(name, "contains a null character: leave it out")
            read[name] = _structured(option, value, where + name)
        elif option.get("required") and option["type"] == "str":
            read[name] = ""
    return read


def _structured(option: Mapping[str, Any], value: Any, name: str) -> Any:
    """The value of one option, with its suboptions, in the right types."""
    if option.get("type") == "list" and isinstance(value, str):
        value = _listed(option, value, name)
    if option.get("elements") == "dict":
        _check_shape(value, name)
    if isinstance(value, str):
        _check_text(option, value, name)
    suboptions: Spec = option.get("options", {})
    if isinstance(value, list):
        return [
            given_options(suboptions, each, f"{name}[{number}].") if isinstance(each, Mapping) else each
            for number, each in enumerate(value)
        ]
    return given_options(suboptions, value, f"{name}.") if isinstance(value, Mapping) else value


def _check_text(option: Mapping[str, Any], text: str, name: str) -> None:
    """Raise `OptionRefused` for a text that is not the number or the boolean that the option needs."""
    try:
        if option["type"] == "int":
            check_type_int(text)
        elif option["type"] == "bool":
            check_type_bool(text)
    except TypeError:
        must_be = (
            f"a whole number, such as {option.get('default') or 60}" if option["type"] == "int" else "true or false"
        )
        raise OptionRefused(name, f"{text!r} must be {must_be}.") from None


def _check_shape(value: object, name: str) -> None:
    """Raise `OptionRefused` for anything but a list of dictionaries: Ansible would not say what to write."""
    if not isinstance(value, list):
        raise OptionRefused(name, f"is {_kind(value)}, but must be a list. {EXAMPLE}")
    for number, each in enumerate(value):
        if not isinstance(each, Mapping):
            raise OptionRefused(f"{name}[{number}]", f"is {_kind(each)}, but must be a dictionary. {EXAMPLE}")


def _kind(value: object) -> str:
    return "null" if value is None else KINDS.get(type(value), "a number")


def _listed(option: Mapping[str, Any], text: str, name: str) -> Any:
    """The list in a JSON text. A text with commas stays, and Ansible splits it."""
    try:
        read = json.loads(text)
    except ValueError:
        read = None
    if isinstance(read, list):
        return read
    if option.get("elements") == "dict":
        raise OptionRefused(name, HOW_TO_WRITE)
    return text
