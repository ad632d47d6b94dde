# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the variables of the role restore_disks say: read in full before anything is done.

Variables come from inventories, extra variables and surveys, so that each may be blank, a text, or misspelled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from ..module_utils._ansible.given import HOW_TO_WRITE, given_options
from ..module_utils._ansible.options import Spec
from ..module_utils._ansible.tasks import disk_restore_batch, restore_report
from ..module_utils._ansible.tasks.batch_requests import OF_A_SELECTION
from ..module_utils._arm.errors import OptionRefused
from ..module_utils._backup.option_values import is_blank
from ._variables import OF_THE_LOGIN, Asked, Owner, asked_of, nearest, plain, set_ones

ROLE = Owner("role", "restore_disks", besides=("outcome", "report", "left_over", "hosts"), of_hosts="outcomes")
PREFIX = ROLE.prefix
DISKS = f"{PREFIX}disks"
# These come from module_defaults or the environment, or are for the role to say. It takes a list of disks.
NO_VARIABLES = (*OF_THE_LOGIN, "permission_pending", *OF_A_SELECTION)
OF_THE_REPORT = ("rpo_target", "rto_target", "drill")


@dataclass(frozen=True)
class AskedDisks(Asked):
    """What the role is to do. `key` is the same for the same disks, whatever else is said of them."""

    key: str


def variables_of_the_role() -> Spec:
    """The variables of the role without their prefix, in the form of a module's options."""
    batch, report = disk_restore_batch.spec(), restore_report.spec()
    return {
        **{name: option for name, option in batch.items() if name not in NO_VARIABLES},
        "disks": {**batch["disks"], "required": True},
        **{name: report[name] for name in OF_THE_REPORT},
        "grant_permission": {"type": "bool", "default": False},
        "report_dir": {"type": "str"},
        "approved_by": {"type": "str"},
        "set_stats": {"type": "bool", "default": True},
    }


def read_variables(names: Iterable[str], given: Mapping[str, Any]) -> AskedDisks:
    """What the variables say that are given. `names` are those of all that begin with the prefix, as no others may."""
    asked = asked_of(lambda values: _read(names, values), given)
    return AskedDisks(asked.options, asked.refused, "" if asked.refused else _key(asked.options))


def _read(names: Iterable[str], given: dict[str, Any]) -> dict[str, Any]:
    ROLE.check_spelling(names, variables_of_the_role())
    spec = ROLE.with_prefix(variables_of_the_role())
    if isinstance(given.get(DISKS), str) and not is_blank(given[DISKS]):
        given[DISKS] = _listed(given[DISKS])
    written = given_options(spec, given)
    for number, disk in enumerate(written.get(DISKS, [])):
        _check_spelling_of_options(f"{DISKS}[{number}]", disk, list(spec[DISKS]["options"]))
    options = ROLE.validated(spec, written)
    for name, option in spec.items():
        if option.get("required") and is_blank(options[name]):
            raise OptionRefused(name, "is blank, but is required")
    options[DISKS] = [set_ones(disk) for disk in options[DISKS]]
    if not options[DISKS] and not options[f"{PREFIX}allow_empty"]:
        why = f"is an empty list, so nothing would be restored. If that is right, set {PREFIX}allow_empty: true."
        raise OptionRefused(DISKS, why)
    _check_vault(options)
    return {name.removeprefix(PREFIX): value for name, value in set_ones(options).items()}


def _check_vault(options: Mapping[str, Any]) -> None:
    """Refuse a vault that is not named, unless each disk names its own by the id of its backup instance."""
    if all(str(disk.get("backup_instance") or "").strip().startswith("/") for disk in options[DISKS]):
        return
    for name in ("vault_name", "vault_resource_group"):
        if is_blank(options.get(PREFIX + name)):
            raise OptionRefused(
                PREFIX + name, "is missing: name the vault, or give each disk the ARM ID of its backup_instance"
            )


def _check_spelling_of_options(where: str, names: Iterable[str], known: Sequence[str]) -> None:
    """Refuse options of a disk that there are not."""
    wrong = sorted(str(name) for name in set(names) - set(known))
    if wrong:
        told = " ".join(f"{name} does not exist, did you mean {nearest(name, known)}?" for name in wrong)
        raise OptionRefused(where, f"{told} A disk has {', '.join(known)}.")


def _listed(text: str) -> Any:
    """The list that a text in YAML is; JSON is YAML."""
    try:
        read = plain(yaml.safe_load(text))
    except yaml.YAMLError:
        read = text
    if isinstance(read, list) and all(isinstance(each, Mapping) for each in read):
        return read
    raise OptionRefused(DISKS, HOW_TO_WRITE)


def _key(options: Mapping[str, Any]) -> str:
    """The first target by its name, and a hash of all targets with their places."""
    targets = [
        "/".join(
            str(disk.get(part) or options.get(part) or "")
            for part in ("target_subscription_id", "target_resource_group", "target_disk")
        )
        for disk in options["disks"]
    ]
    digest = hashlib.sha256("\n".join(sorted(target.lower() for target in targets)).encode()).hexdigest()
    first = targets[0].rpartition("/")[2] if targets else "nothing"
    return f"{first}-{digest[:8]}"
