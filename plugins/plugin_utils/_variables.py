# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the readers of the variables of roles and playbooks have in common."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..module_utils._ansible.given import given_options
from ..module_utils._ansible.options import Spec, login_options
from ..module_utils._arm.errors import OptionRefused

# These are no variables: they come from module_defaults or the environment.
OF_THE_LOGIN = (*login_options(), "api_version")


@dataclass(frozen=True)
class Asked:
    """What is to be done. `options` are those that were given and those with a default, without the prefix.

    `refused` says what is wrong, in which case there are no options; it is empty where nothing is.
    """

    options: Mapping[str, Any]
    refused: str


@dataclass(frozen=True)
class Owner:
    """A role or a playbook. Only its variables begin with its name, and what it hands out or takes besides them.

    `besides` are the names of the latter, without the prefix. The statistics of the hosts begin with `of_hosts`.
    """

    kind: str
    name: str
    besides: tuple[str, ...]
    of_hosts: str | None = None

    @property
    def prefix(self) -> str:
        """What the names of the variables begin with."""
        return f"{self.name}_"

    @property
    def _variables(self) -> str:
        return f"Variables of the {self.kind} {self.name}"

    def check_spelling(self, names: Iterable[str], spec: Spec) -> None:
        """Refuse names that begin with the prefix and are none of those that there are."""
        known = [self.prefix + name for name in (*spec, *self.besides)]
        wrong = sorted(name for name in set(names) - set(known) if not self._is_of_hosts(name))
        if wrong:
            told = [f"{name} does not exist, did you mean {nearest(name, known)}?" for name in wrong]
            own = f"Only variables of the {self.kind} can begin with {self.prefix}: rename the others"
            raise OptionRefused(self._variables, f"{' '.join(told)} {own}.")

    def _is_of_hosts(self, name: str) -> bool:
        return self.of_hosts is not None and name.startswith(f"{self.prefix}{self.of_hosts}_")

    def validated(self, spec: Spec, given: Mapping[str, Any]) -> dict[str, Any]:
        """What Ansible makes of the variables, by their whole names. Raises `OptionRefused` for what it refuses."""
        result = ArgumentSpecValidator(spec).validate(given)
        if result.error_messages:
            raise OptionRefused(self._variables, "; ".join(result.error_messages))
        return dict(result.validated_parameters)

    def with_prefix(self, spec: Spec) -> Spec:
        """The variables by their whole names."""
        return {self.prefix + name: option for name, option in spec.items()}

    def read(self, spec: Spec, names: Iterable[str], given: Mapping[str, Any]) -> dict[str, Any]:
        """The options by their names without the prefix; None if one is not set. `given` has plain values.

        A list or a dictionary can be a text in YAML or JSON. A plain text is one entry of a list.
        """
        self.check_spelling(names, spec)
        variables, written = self.with_prefix(spec), dict(given)
        for name in (name for name, option in variables.items() if option["type"] in ("list", "dict")):
            if isinstance(text := written.get(name), str) and text.lstrip().startswith(("[", "{", "-")):
                written[name] = in_yaml(name, text)
        read = self.validated(variables, given_options(variables, written))
        return {name.removeprefix(self.prefix): value for name, value in read.items()}


def asked_here(
    there: Mapping[str, Any],
    owner: Owner,
    spec: Spec,
    templar: Any,
    read: Callable[[Iterable[str], Mapping[str, Any]], Asked],
) -> list[dict[str, Any]]:
    """What a lookup returns: what the variables say that are set for this host, and the label of the host.

    A variable that is omitted is not set.
    """
    names = [name for name in there if name.startswith(owner.prefix)]
    asked = {name: there[name] for name in names if name.removeprefix(owner.prefix) in spec}
    values = templar.template(asked) if templar else asked
    given = {name: value for name, value in values.items() if value != there.get("omit")}
    return [{**asdict(read(names, given)), "label": host_label(there.get("inventory_hostname"))}]


def asked_of(read: Callable[[dict[str, Any]], dict[str, Any]], given: Mapping[str, Any]) -> Asked:
    """What is asked for, or why it is refused. `read` gets the values in plain JSON."""
    try:
        return Asked(read({name: plain(value) for name, value in given.items()}), "")
    except OptionRefused as refusal:
        return Asked({}, str(refusal))


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


def nearest(name: str, known: Sequence[str]) -> str:
    """The known name that is most similar."""
    return difflib.get_close_matches(name, known, n=1, cutoff=0)[0]


def plain(value: Any) -> Any:
    """The value in plain JSON. What YAML took for a moment is a text in ISO 8601 again."""
    return json.loads(json.dumps(value, default=lambda each: each.isoformat() if isinstance(each, date) else str(each)))
