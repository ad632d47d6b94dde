# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the variables of the role recovery_drill say: read in full before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..module_utils._ansible.options import Spec
from ..module_utils._ansible.tasks import disk_restore_batch, restore_report, vm_from_disks
from ..module_utils._arm.errors import OptionRefused
from ..module_utils._backup.drill_marks import why_not_a_drill_id
from ..module_utils._backup.option_values import is_blank
from ._variables import Asked, Owner, asked_of, set_ones

ROLE = Owner("role", "recovery_drill", besides=("result", "outcome", "cleanup", "report", "hosts"), of_hosts="results")
PREFIX = ROLE.prefix
OF_THE_RESTORE = (
    *("vault_name", "vault_resource_group", "vaults", "subscriptions", "disks", "source_disks", "virtual_machines"),
    *("source_resource_groups", "tags", "recovery_map", "on_unprotected", "target_disk_name", "as_of", "max_skew"),
    *("max_parallel", "vault_identity", "permission_timeout", "target_resource_group", "target_subscription_id"),
    *("wait_timeout", "poll_interval", "progress"),
)
OF_THE_DRILL = ("seed", "time_to_live", "reserve_restores")
OF_THE_MACHINES = ("subnet_id", "network_security_group_id", "boot_timeout")
NEEDED = ("test_id", "target_resource_group")


def variables_of_the_role() -> Spec:
    """The variables of the role without their prefix, in the form of a module's options."""
    batch, machine, report = disk_restore_batch.spec(), vm_from_disks.spec(), restore_report.spec()
    drill: Spec = batch["drill"]["options"]
    return {
        "test_id": {"type": "str"},
        **{name: batch[name] for name in OF_THE_RESTORE},
        **{name: drill[name] for name in OF_THE_DRILL},
        "require_same_protection": {"type": "bool", "default": True},
        "pick": {"type": "str", "choices": ["latest", "random", "as_of"], "default": "latest"},
        "window_days": {"type": "int", "default": 7},
        "checks": {"type": "str"},
        "content_check": {"type": "bool", "default": False},
        "boot": {"type": "bool", "default": False},
        **{name: machine[name] for name in OF_THE_MACHINES},
        "clean_up": {"type": "bool", "default": True},
        "keep_on_failure": {"type": "bool", "default": False},
        **{name: report[name] for name in ("rpo_target", "rto_target")},
        **{name: {"type": "str"} for name in ("report_dir", "approved_by", "scenario", "reference", "owner")},
        "set_stats": {"type": "bool", "default": True},
    }


def read_variables(names: Iterable[str], given: Mapping[str, Any]) -> Asked:
    """What the variables say that are given. `names` are those of all that begin with the prefix, as no others may."""
    return asked_of(lambda values: _read(names, values), given)


def _read(names: Iterable[str], given: dict[str, Any]) -> dict[str, Any]:
    options = ROLE.read(variables_of_the_role(), names, given)
    _check(options)
    return set_ones({**options, "disks": options["disks"] and [set_ones(disk) for disk in options["disks"]]})


def _check(options: Mapping[str, Any]) -> None:
    for name in NEEDED:
        if is_blank(options[name]):
            raise OptionRefused(PREFIX + name, "is missing or blank, but is required")
    if why := why_not_a_drill_id(options["test_id"]):
        raise OptionRefused(f"{PREFIX}test_id", why)
    pick, as_of = options["pick"], options["as_of"]
    if pick == "as_of" and is_blank(as_of):
        raise OptionRefused(f"{PREFIX}as_of", f"is missing, but is required with {PREFIX}pick: as_of")
    if pick == "latest" and not is_blank(as_of):
        raise OptionRefused(
            f"{PREFIX}as_of", f"is {as_of}, but {PREFIX}pick is latest. Set {PREFIX}pick: as_of, or leave it out"
        )
    if options["boot"] and is_blank(options["subnet_id"]):
        raise OptionRefused(f"{PREFIX}subnet_id", f"is missing, but is required with {PREFIX}boot")
