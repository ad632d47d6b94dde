# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.
"""What vm_recovery_plan does."""

from __future__ import annotations

from ..._arm.errors import OptionRefused, TaskError
from ..._backup.errors import NothingSelected, PlanChanged
from ..._backup.named_vault import check_subscription
from ..._backup.option_values import OptionValues, is_blank, read_as_of, read_text
from ..._backup.plan_digests import read_digest
from ..._backup.selection import read_selection
from ..._backup.shapes.recovery_map import RecoveryMap
from ..._backup.target_names import OPTION, check_pattern
from ..._vm.chosen_machines import Choice, chosen_machines, noted_machines
from ..._vm.errors import RecoveryRefused
from ..._vm.planned_machines import PlannedMachine
from ..._vm.plans import check_digest, recovery_digest
from ..._vm.recovery_plan import RecoveryRequest, plan_recoveries, plan_ways_back
from ..._vm.recovery_results import plan_result, way_back_result
from ..._vm.requests import read_goal
from ..connection import READING_SECONDS, login_warnings, open_session, read_login
from ..errors import TaskFailed
from ..execution import Result
from ..optional_vaults import read_optional_vaults
from ..options import Spec, unprotected_options, vault_options
from ..runtime import Runtime
from ..selection import recovery_map_option


def spec() -> Spec:
    """The options. The vault is needed for a recovery only."""
    options = vault_options()
    for name in ("vault_name", "vault_resource_group"):
        options[name] = {"type": "str"}
    options["vaults"] = {"type": "list", "elements": "str"}
    return {
        **options,
        "virtual_machines": {"type": "list", "elements": "str"},
        "tags": {"type": "dict"},
        "recovery_map": {"type": "raw"},
        "state": {"type": "str", "choices": ["swapped", "rolled_back"], "default": "swapped"},
        "power": {"type": "str", "choices": ["deallocate_and_start", "deallocate", "as_is"]},
        "as_of": {"type": "str"},
        OPTION: {"type": "str", "default": "{disk}-{as_of}"},
        **unprotected_options(),
        "on_failure": {"type": "str", "choices": ["continue", "stop"], "default": "continue"},
        "plan_digest": {"type": "str"},
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Say what would be restored and swapped for each machine, or which swaps can be undone."""
    goal = read_goal(options)
    if goal.back:
        return _way_back(options, runtime)
    as_of, pattern = read_text(options, "as_of"), read_text(options, OPTION)
    if not as_of:
        raise OptionRefused("as_of", "say to which time the machines are to be recovered")
    if not pattern:
        raise OptionRefused(OPTION, "say how the restored disks are to be called, as in '{disk}-{as_of}'")
    check_pattern(pattern)
    moment, approved = read_as_of(as_of, "as_of"), read_digest(options)
    if approved and moment is None:
        raise OptionRefused("plan_digest", "a plan is of one moment, and as_of: latest is another one each time")
    recovery_map = recovery_map_option(options.get("recovery_map"), runtime)
    needs_all = options["on_unprotected"] != "ignore"
    request = RecoveryRequest(goal, pattern, moment, needs_all, recovery_map)
    login = read_login(options, runtime)
    vaults = read_optional_vaults(options, login)
    if not vaults:
        raise OptionRefused("vault_name", "name the vault that protects the disks, or give vaults")
    choice = _read_choice(options, login.subscription_id, recovery_map)
    if choice is None:
        raise OptionRefused("virtual_machines", "say which machines to recover: give this, or tags")
    session = open_session(login, runtime, seconds=READING_SECONDS)
    planned = plan_recoveries(session, vaults, chosen_machines(session, choice), request)
    bare = [check.message for each in planned for check in each.checks if check.name == "not_backed_up"]
    bare += [each.left_to_do for each in planned if each.left_to_do and not each.why_not]
    digest = recovery_digest(planned, goal, moment)
    warnings = [*login_warnings(login), *bare]
    result = {"changed": False, **plan_result(planned), "plan_digest": digest, "warnings": warnings}
    try:
        check_digest(approved, digest)
    except PlanChanged as other:
        raise TaskFailed(other, result) from None
    refused = [each for each in planned if each.why_not]
    if refused and (options["on_failure"] == "stop" or len(refused) == len(planned)):
        raise TaskFailed(_refusal(refused), result)
    if elsewhere := [each for each in planned if each.is_recovered_otherwise]:
        raise TaskFailed(_two_moments(elsewhere), result)
    return result


def _way_back(options: OptionValues, runtime: Runtime) -> Result:
    login = read_login(options, runtime)
    check_subscription(login.subscription_id)
    choice = _read_choice(options, login.subscription_id)
    vaults = read_optional_vaults(options, login)
    session = open_session(login, runtime, seconds=READING_SECONDS)
    machines = chosen_machines(session, choice) if choice else noted_machines(session, str(login.subscription_id))
    planned = plan_ways_back(session, vaults, machines)
    warnings = login_warnings(login)
    # Nobody asked for these: disks that once replaced others still name them.
    gone = [each.id.name for each in planned if each.is_not_found] if choice is None else []
    if gone:
        warnings.append(
            f"Disks note recoveries of {', '.join(gone)}, which do not exist any more: nothing is undone there."
        )
        planned = [each for each in planned if not each.is_not_found]
    if nothing := [each.id.name for each in planned if each.machine and not each.noted]:
        warnings.append(f"No disk notes a recovery of {', '.join(nothing)}: nothing is to be undone there.")
    if not machines:
        warnings.append("No disk of the subscription notes a recovery of a machine: nothing is to be undone.")
    result = {"changed": False, **way_back_result(planned), "plan_digest": None, "warnings": warnings}
    refused = [each for each in planned if each.why_not]
    if refused and (options["on_failure"] == "stop" or len(refused) == len(planned)):
        raise TaskFailed(_refusal(refused), result)
    return result


def _refusal(refused: list[PlannedMachine]) -> TaskError:
    told = " ".join(f"{each.id.name}: {each.why_not}" for each in refused)
    return RecoveryRefused(f"Nothing was sent. {told}")


def _two_moments(elsewhere: list[PlannedMachine]) -> TaskError:
    """Machines that would stay where another recovery has put them, while the others go to the moment asked for."""
    names = [each.id.name for each in elsewhere]
    run = "runs" if len(names) == 1 else "run"
    return RecoveryRefused(
        f"Nothing was sent, because {', '.join(names)} {run} on the disks of another recovery, and the machines would "
        "not all be at one moment. Fix: undo that recovery first (playbook undo_recovery), give the time and the names "
        "of that recovery, or name only the other machines in virtual_machines."
    )


def _read_choice(
    options: OptionValues, subscription_id: str | None, recovery_map: RecoveryMap | None = None
) -> Choice | None:
    """The machines that are asked for, None if the options name none."""
    given = {name: options.get(name) for name in ("virtual_machines", "tags")}
    if given["virtual_machines"] == []:
        raise NothingSelected("virtual_machines", "is an empty list, so no machine is meant.")
    selection = read_selection({name: value for name, value in given.items() if not is_blank(value)}, None)
    if not selection.criteria:
        return None
    check_subscription(subscription_id)
    return Choice(selection.virtual_machines, selection.tags, str(subscription_id), recovery_map)
