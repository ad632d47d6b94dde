# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the variables of the role recover_vms say: read in full before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..module_utils._ansible.options import Spec
from ..module_utils._ansible.tasks import disk_restore_batch, restore_report, vm_disk_swap, vm_recovery_plan
from ..module_utils._arm.errors import OptionRefused
from ..module_utils._backup.option_values import is_blank
from ._variables import Asked, Owner, asked_of, set_ones

ROLE = Owner(
    "role",
    "recover_vms",
    besides=("plan", "backups", "restores", "machines", "report", "hosts"),
    of_hosts="outcomes",
)
PREFIX = ROLE.prefix
OF_THE_PLAN = (
    *("virtual_machines", "tags", "recovery_map", "on_unprotected", "on_failure", "target_disk_name"),
    "plan_digest",
)
OF_THE_RESTORE = (
    *("max_point_age", "max_skew", "max_parallel", "rerun_window", "vault_identity", "permission_timeout"),
    "require_same_protection",
)
OF_THE_SWAP = ("wait_for_agent", "boot_timeout", "wait_timeout", "poll_interval", "progress")
VAULT = ("vault_name", "vault_resource_group")
NEEDED = ("as_of", "power")


def variables_of_the_role() -> Spec:
    """The variables of the role without their prefix, in the form of a module's options."""
    plan, batch, swap = vm_recovery_plan.spec(), disk_restore_batch.spec(), vm_disk_swap.spec()
    report = restore_report.spec()
    return {
        **{name: plan[name] for name in (*VAULT, "vaults", *NEEDED, *OF_THE_PLAN)},
        **{name: batch[name] for name in OF_THE_RESTORE},
        **{name: swap[name] for name in OF_THE_SWAP},
        **{name: report[name] for name in ("rpo_target", "rto_target")},
        "back_up_first": {"type": "bool", "default": False},
        "report_dir": {"type": "str"},
        "approved_by": {"type": "str"},
        "set_stats": {"type": "bool", "default": True},
    }


def read_variables(names: Iterable[str], given: Mapping[str, Any], *, undoes: bool) -> Asked:
    """What the variables say that are given. `names` are those of all that begin with the prefix, as no others may.

    To undo a recovery, nothing is required.
    """
    return asked_of(lambda values: _read(names, values, undoes), given)


def _read(names: Iterable[str], given: dict[str, Any], undoes: bool) -> dict[str, Any]:
    options = ROLE.read(variables_of_the_role(), names, given)
    if not undoes:
        _check_required(options)
    return set_ones(options)


def _check_required(options: Mapping[str, Any]) -> None:
    for name in (*(VAULT if is_blank(options["vaults"]) else ()), *NEEDED):
        if is_blank(options[name]):
            raise OptionRefused(PREFIX + name, "is missing or blank, but is required")
    if all(options[name] is None for name in ("virtual_machines", "tags")):
        raise OptionRefused(f"{PREFIX}virtual_machines", f"say which machines to recover: set this, or {PREFIX}tags")
