# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Finding the backup instance of a source in its vault."""

from __future__ import annotations

from .._arm.errors import RequestRefused
from .._arm.session import ArmSession
from .._dataprotection.instances import BackupInstance, get_instance, list_instances
from .._dataprotection.vaults import VaultRef, get_vault
from .sources import NothingToRestore, Source, choose_instance, is_source


def find_instance(session: ArmSession, ref: VaultRef, source: Source) -> BackupInstance:
    """The one instance for a source: read by itself where it is named, else found in the vault's list."""
    if source.instance_name:
        found = [_named(session, ref, source.instance_name, source)]
    else:
        found = [instance for instance in list_instances(session, ref) if is_source(instance, source)]
    return choose_instance(found, source, ref)


def _named(session: ArmSession, ref: VaultRef, name: str, source: Source) -> BackupInstance:
    try:
        return get_instance(session, ref, name)
    except RequestRefused as refusal:
        if refusal.status != 404:
            raise
        # Where there is no such vault, its own error says so.
        get_vault(session, ref)
        raise NothingToRestore(
            f"Vault {ref} has no {source}; backup_instance_info lists those it has.",
            problem=refusal.problem,
            trace=refusal.trace,
        ) from refusal
