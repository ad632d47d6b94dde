# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What backup_instance_info does."""

from __future__ import annotations

from ..._backup.disk_lookup import find_disks, with_lists_of_named_vaults
from ..._backup.option_values import OptionValues
from ..._backup.selected_disks import select
from ..._backup.shapes.protected_disks import protected_disk_result
from ..._backup.sources import is_source, read_source_if_given
from ..connection import READING_SECONDS, login_warnings, open_session
from ..execution import Result
from ..options import Spec, selection_options
from ..runtime import Runtime
from ..selection import read_selected


def spec() -> Spec:
    """The options."""
    return {**selection_options(), "source_disk": {"type": "str"}}


def run(options: OptionValues, runtime: Runtime) -> Result:
    """The instances that protect disks, or those that protect the disks of a selection."""
    login, scope, selection = read_selected(options, runtime)
    source = read_source_if_given(options)
    session = open_session(login, runtime, seconds=READING_SECONDS)
    selected, estate = find_disks(session, scope, selection)
    found = [disk for disk in selected.protected if source is None or is_source(disk.protection.instance, source)]
    if source and not found:
        listed = select(selection, scope, with_lists_of_named_vaults(session, scope, estate))
        found = [disk for disk in listed.protected if is_source(disk.protection.instance, source)]
    results = [protected_disk_result(disk) for disk in found]
    results.sort(key=lambda each: (each["name"].lower(), each["id"].lower()))
    return {
        "changed": False,
        "backup_instances": results,
        "unknown": list(selected.unknown),
        "warnings": login_warnings(login),
    }
