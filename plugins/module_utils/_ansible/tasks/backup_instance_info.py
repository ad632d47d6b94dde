# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What backup_instance_info does."""

from __future__ import annotations

from ..._azure.dataprotection.instances import list_instances
from ..._backup.option_values import OptionValues
from ..._backup.shapes.instances import instance_result
from ..._backup.sources import is_source, read_source_if_given
from ..connection import connect, read_vault
from ..execution import Result
from ..options import Spec, vault_options
from ..runtime import Runtime


def spec() -> Spec:
    """The options."""
    return {**vault_options(), "source_disk": {"type": "str"}}


def run(options: OptionValues, runtime: Runtime) -> Result:
    """The instances of the vault that protect disks, or those that protect one disk."""
    login, vault = read_vault(options, runtime)
    source = read_source_if_given(options)
    connection = connect(login, vault, runtime)
    found = [
        instance_result(instance)
        for instance in list_instances(connection.session, vault)
        if instance.is_a_disk and (source is None or is_source(instance, source))
    ]
    found.sort(key=lambda each: str(each["name"]).lower())
    return {"changed": False, "backup_instances": found, "warnings": connection.warnings}
