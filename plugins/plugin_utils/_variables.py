# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the readers of the variables of the roles have in common."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..module_utils._ansible.options import Spec
from ..module_utils._arm.errors import OptionRefused


@dataclass(frozen=True)
class Asked:
    """What a role is to do. `options` are those that were given and those with a default, without the prefix.

    `refused` says what is wrong, in which case there are no options; it is empty where nothing is.
    """

    options: Mapping[str, Any]
    refused: str


def given_here(
    there: Mapping[str, Any], prefix: str, known: Container[str], templar: Any
) -> tuple[list[str], dict[str, Any]]:
    """The names of all variables of a host that begin with the prefix, and the values of those that the role knows.

    A variable that is omitted is not given.
    """
    names = [name for name in there if name.startswith(prefix)]
    asked = {name: there[name] for name in names if name.removeprefix(prefix) in known}
    values = templar.template(asked) if templar else asked
    return names, {name: value for name, value in values.items() if value != there.get("omit")}


def validated(prefix: str, spec: Spec, given: Mapping[str, Any]) -> dict[str, Any]:
    """What Ansible makes of the variables of a role. Raises `OptionRefused` for what it refuses."""
    result = ArgumentSpecValidator(spec).validate(given)
    if result.error_messages:
        raise OptionRefused(_variables_of(prefix), "; ".join(result.error_messages))
    return dict(result.validated_parameters)


def in_yaml(name: str, text: str) -> Any:
    """What a text in YAML or JSON stands for. Raises `OptionRefused` for a text that is neither."""
    try:
        return plain(yaml.safe_load(text))
    except yaml.YAMLError:
        raise OptionRefused(name, "is a text that is neither YAML nor JSON") from None


def set_ones(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options without those that are not set."""
    return {name: value for name, value in options.items() if value is not None}


def host_label(host: object) -> str:
    """What names a host in the name of a statistic: letters, digits and _ only, and no two hosts have the same one."""
    name = str(host)
    return f"{re.sub('[^A-Za-z0-9]', '_', name)[:40]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def check_spelling(prefix: str, names: Iterable[str], known: Sequence[str], *, of_hosts: str) -> None:
    """Refuse names that begin as the role's variables do and are none of them. `of_hosts` begins the statistics."""
    wrong = sorted(name for name in set(names) - set(known) if not name.startswith(f"{prefix}{of_hosts}_"))
    if wrong:
        told = [f"{name} does not exist, did you mean {nearest(name, known)}?" for name in wrong]
        own = f"Only variables of the role can begin with {prefix}: rename the others"
        raise OptionRefused(_variables_of(prefix), f"{' '.join(told)} {own}.")


def nearest(name: str, known: Sequence[str]) -> str:
    """The known name that is most similar."""
    return difflib.get_close_matches(name, known, n=1, cutoff=0)[0]


def plain(value: Any) -> Any:
    """The value in plain JSON. What YAML took for a moment is a text in ISO 8601 again."""
    return json.loads(json.dumps(value, default=lambda each: each.isoformat() if isinstance(each, date) else str(each)))


def _variables_of(prefix: str) -> str:
    return f"Variables of the role {prefix.rstrip('_')}"
