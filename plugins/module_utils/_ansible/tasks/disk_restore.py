# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What disk_restore does."""

from __future__ import annotations

from ..._backup.option_values import OptionValues
from ..._restore.engine import restore
from ..._restore.requests import read_request
from ..._restore.results import restore_result
from ..connection import connect, read_vault
from ..errors import TaskFailed
from ..execution import Result
from ..options import Spec, disk_options, restore_options, vault_options
from ..runtime import Runtime
from .disk_options import seconds_option, tell_if_wanted
from .restore_orders import known_at_least, notes_on, read_orders


def spec() -> Spec:
    """The options."""
    options = {**vault_options(), **disk_options(), **restore_options()}
    options["target_disk"]["required"] = True
    return options


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Make sure that the disk exists, restored from the recovery point that the task asks for."""
    login, vault = read_vault(options, runtime)
    request = read_request(options, vault)
    orders = read_orders(options, runtime)
    connection = connect(login, vault, runtime, seconds=seconds_option(options, "wait_timeout"))
    restored = restore(connection.session, [request], orders, tell_if_wanted(options, runtime.tell))
    if restored.refusal:
        raise restored.refusal
    (record,) = restored.records
    with known_at_least([record]):
        record.warnings[:0] = [*connection.warnings, *notes_on([record], orders)]
        result = restore_result(record, connection.session.service_now)
        if record.failure:
            raise TaskFailed(record.failure, result)
    return result
