# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the variables of the role recover_vms say: read in full before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..module_utils._ansible.given import given_options
from ..module_utils._ansible.options import Spec
from ..module_utils._ansible.tasks import disk_restore_batch, restore_report, vm_disk_swap, vm_recovery_plan
from ..module_utils._arm.errors import OptionRefused
from ..module_utils._backup.option_values import is_blank
from ._variables import Asked, check_spelling, in_yaml, plain, set_ones, validated

PREFIX = "recover_vms_"
# What the role and its playbooks hand out or take besides the variables of the role.
HANDED_OUT = ("plan", "backups", "restores", "machines", "report", "hosts")
# The statistics of the hosts begin so.
OF_HOSTS = "outcomes"
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
# These can be typed as texts.
IN_YAML = ("virtual_machines", "tags", "vaults")


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
    try:
        return Asked(_read(names, {name: plain(value) for name, value in given.items()}, undoes), "")
    except OptionRefused as refusal:
        return Asked({}, str(refusal))


def _read(names: Iterable[str], given: dict[str, Any], undoes: bool) -> dict[str, Any]:
    spec = {PREFIX + name: option for name, option in variables_of_the_role().items()}
    check_spelling(PREFIX, names, [*spec, *(PREFIX + name for name in HANDED_OUT)], of_hosts=OF_HOSTS)
    for name in IN_YAML:
        if isinstance(text := given.get(PREFIX + name), str) and text.lstrip().startswith(("[", "{")):
            given[PREFIX + name] = in_yaml(PREFIX + name, text)
    read = validated(PREFIX, spec, given_options(spec, given))
    options = {name.removeprefix(PREFIX): value for name, value in read.items()}
    if not undoes:
        _check_required(options)
    return set_ones(options)


def _check_required(options: Mapping[str, Any]) -> None:
    for name in (*(VAULT if is_blank(options["vaults"]) else ()), *NEEDED):
        if is_blank(options[name]):
            raise OptionRefused(PREFIX + name, "is missing or blank, but is required")
    if all(options[name] is None for name in ("virtual_machines", "tags")):
        raise OptionRefused(f"{PREFIX}virtual_machines", f"say which machines to recover: set this, or {PREFIX}tags")
