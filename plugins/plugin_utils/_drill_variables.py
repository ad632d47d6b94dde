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
from ..module_utils._arm.resource_ids import ResourceId
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
    options["target_subscription_id"] = _subscription(options)
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


def _subscription(options: Mapping[str, Any]) -> str | None:
    """The subscription of the group of the drill; None for that of the login.

    All disks are restored into that one group, since it is the one that is cleaned up. Raises `OptionRefused`.
    """
    given = options["target_subscription_id"]
    disks = options["disks"] or []
    for number, disk in enumerate(disks):
        _check_place(f"{PREFIX}disks[{number}].", disk, options)
    if not is_blank(given):
        return str(given)
    targets = [disk["target_disk"] for disk in disks]
    sources = [*(options["vaults"] or []), *(disk["backup_instance"] for disk in disks)]
    ids = [one for text in (*targets, *sources) if (one := ResourceId.parse_if_one(text))]
    found = {each.lower() for each in (*(one.subscription_id for one in ids), *(options["subscriptions"] or []))}
    if len(found) > 1:
        why = (
            "is missing, because several subscriptions are named, and all disks of a drill are restored into one group"
        )
        raise OptionRefused(f"{PREFIX}target_subscription_id", why)
    return found.pop() if found and is_blank(options["vault_name"]) else None


def _check_place(where: str, disk: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    """Refuse a disk that would be restored elsewhere."""
    target = ResourceId.parse_if_one(disk["target_disk"])
    for name, of_target in (
        ("target_resource_group", target.resource_group if target else None),
        ("target_subscription_id", target.subscription_id if target else None),
    ):
        wanted = str(options[name] or "").strip()
        for option, place in ((name, disk[name]), ("target_disk", of_target if wanted else None)):
            if not is_blank(place) and str(place).strip().lower() != wanted.lower():
                why = (
                    f"is in {place}, and a drill cleans up only where {PREFIX}{name} says ({wanted or 'it is not set'})"
                )
                raise OptionRefused(f"{where}{option}", why)
