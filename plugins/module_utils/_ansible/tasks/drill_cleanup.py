# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What drill_cleanup does."""

from __future__ import annotations

from datetime import timedelta

from ..._arm.errors import OptionRefused
from ..._arm.resource_ids import why_not_a_resource_group, why_not_a_subscription
from ..._backup.drill_marks import why_not_a_drill_id
from ..._backup.option_values import OptionValues, check_name, read_text
from ..._backup.scope import Scope, read_scope
from ..._drill.clean_up import CleanUpRequest, clean_up
from ..._drill.conditions import Sweep
from ..._drill.records import CleanUpRecords
from ..._drill.results import deleted_disks, kept_disks, left_over_warnings
from ..connection import login_warnings, open_session, read_api_version, read_login
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..options import DEFAULT_API_VERSION, Spec, login_options, waiting_options
from ..runtime import Runtime
from .disk_options import seconds_option, tell_if_wanted


def spec() -> Spec:
    """The options."""
    return {
        **login_options(),
        "vault_name": {"type": "str"},
        "vault_resource_group": {"type": "str"},
        "vaults": {"type": "list", "elements": "str"},
        "api_version": {"type": "str", "default": DEFAULT_API_VERSION},
        "target_resource_group": {"type": "str", "required": True},
        "target_subscription_id": {"type": "str"},
        "drill_id": {"type": "str"},
        "older_than": {"type": "int"},
        **waiting_options(),
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Delete the disks of a drill that may be deleted, and say why the others stay."""
    login = read_login(options, runtime)
    scope = read_scope(options, login.subscription_id, read_api_version(options))
    if not scope.vaults:
        raise OptionRefused("vault_name", "is missing: name the vault that restored the disks, or give vaults")
    request = CleanUpRequest(
        vaults=scope.vaults,
        subscription_id=_subscription(options, scope),
        resource_group=_group(options),
        sweep=_sweep(options),
        check_mode=runtime.check_mode,
        poll_interval=seconds_option(options, "poll_interval"),
    )
    session = open_session(login, runtime, seconds=seconds_option(options, "wait_timeout"))
    records = CleanUpRecords()
    try:
        clean_up(session, request, records, tell_if_wanted(options, runtime.tell))
    except Exception as error:
        raise TaskFailed(as_failure(error), _result(records, login_warnings(login))) from error
    return _result(records, [*login_warnings(login), *left_over_warnings(records)])


def _result(records: CleanUpRecords, warnings: list[str]) -> Result:
    return {
        "changed": records.changed,
        "deleted": deleted_disks(records),
        "kept": kept_disks(records),
        "warnings": warnings,
    }


def _group(options: OptionValues) -> str:
    group = read_text(options, "target_resource_group")
    if not group:
        raise OptionRefused("target_resource_group", "is empty: name the resource group of your drills")
    check_name("target_resource_group", group, why_not_a_resource_group)
    return group


def _subscription(options: OptionValues, scope: Scope) -> str:
    subscription = read_text(options, "target_subscription_id")
    if subscription:
        check_name("target_subscription_id", subscription, why_not_a_subscription)
    elif len(scope.subscriptions) > 1:
        raise OptionRefused(
            "target_subscription_id", "is missing: the vaults are in several subscriptions, so give that of the group"
        )
    return subscription or scope.subscriptions[0]


def _sweep(options: OptionValues) -> Sweep:
    drill_id = read_text(options, "drill_id")
    if drill_id and options["older_than"] is not None:
        raise OptionRefused("older_than", "give either this or drill_id, not both")
    if drill_id:
        check_name("drill_id", drill_id, why_not_a_drill_id)
        return Sweep(drill_id=drill_id)
    if options["older_than"] is None:
        raise OptionRefused("drill_id", "is missing: name the drill, or give older_than for the disks of all drills")
    return Sweep(older_than=timedelta(seconds=seconds_option(options, "older_than", least=0)))
