# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What vm_disk_swap does."""

from __future__ import annotations

from ..._arm.errors import OptionRefused
from ..._backup.option_values import OptionValues
from ..._backup.plan_digests import read_digest
from ..._vm.engine import SwapRun
from ..._vm.records import SwapRecord, SwapRequest
from ..._vm.requests import read_goal, read_machine, read_swaps
from ..._vm.results import swap_result
from ..connection import login_warnings, open_session, read_login
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..optional_vaults import read_optional_vaults
from ..options import Spec, vault_options, waiting_options
from ..runtime import Runtime
from .disk_options import seconds_option, tell_if_wanted
from .machine_runs import see_through


def spec() -> Spec:
    """The options. The vault is needed for the proof only."""
    options = vault_options()
    for name in ("vault_name", "vault_resource_group"):
        options[name] = {"type": "str"}
    options["vaults"] = {"type": "list", "elements": "str"}
    one_swap: Spec = {
        "current_disk": {"type": "str", "required": True},
        "new_disk": {"type": "str", "required": True},
    }
    return {
        **options,
        "virtual_machine": {"type": "str", "required": True},
        "vm_resource_group": {"type": "str"},
        "swaps": {"type": "list", "elements": "dict", "options": one_swap},
        "state": {"type": "str", "choices": ["swapped", "rolled_back"], "default": "swapped"},
        "power": {"type": "str", "choices": ["deallocate_and_start", "deallocate", "as_is"]},
        "require_proven": {"type": "bool", "default": True},
        "wait_for_agent": {"type": "bool", "default": True},
        "boot_timeout": {"type": "int", "default": 900},
        "on_failure": {"type": "str", "choices": ["roll_back", "stop"], "default": "roll_back"},
        "plan_digest": {"type": "str"},
        **waiting_options(),
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Make the machine run on the new disks, or on the former ones again."""
    login = read_login(options, runtime)
    goal = read_goal(options)
    machine = read_machine(options, login.subscription_id)
    swaps = read_swaps(options, machine)
    if not swaps and not goal.back:
        raise OptionRefused("swaps", "say which disks are to take the place of which")
    # Disks that are named are put back as they are named; what only tags name is to be shown.
    needs_proof = options["require_proven"] is True and not (goal.back and swaps)
    vaults = read_optional_vaults(options, login) if needs_proof else ()
    if needs_proof and not goal.back and not vaults:
        raise OptionRefused(
            "vault_name",
            "name the vault and its group (vault_resource_group), or give vaults, which show that the new disks were "
            "restored from the current ones; require_proven: false does without",
        )
    request = SwapRequest(
        machine=machine,
        swaps=swaps,
        goal=goal,
        needs_proof=needs_proof,
        roll_back_on_failure=options["on_failure"] != "stop",
        approved_digest=read_digest(options),
        check_mode=runtime.check_mode,
        boot_seconds=seconds_option(options, "boot_timeout"),
        poll_interval=seconds_option(options, "poll_interval"),
    )
    session = open_session(login, runtime, seconds=seconds_option(options, "wait_timeout"))
    record = SwapRecord(request, warnings=login_warnings(login))
    try:
        steps = SwapRun(session, record, vaults).run()
        see_through(session, steps, record, machine.name, tell_if_wanted(options, runtime.tell))
    except Exception as error:
        raise TaskFailed(as_failure(error), swap_result(record)) from error
    return swap_result(record)
