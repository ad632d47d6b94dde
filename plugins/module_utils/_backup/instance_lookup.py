# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Finding the backup instance of a source in its vault."""

from __future__ import annotations

from .._arm.errors import RequestRefused
from .._arm.session import ArmSession
from .._azure.dataprotection.instances import BackupInstance, get_instance, list_instances
from .._azure.dataprotection.vaults import Vault, VaultRef, get_vault
from .errors import BackupInstanceNotFound, VaultNotFound
from .sources import Source, choose_instance, did_you_mean, is_source, name_for


def find_vault(session: ArmSession, ref: VaultRef) -> Vault:
    """The vault, read. Raises `VaultNotFound`: the task is wrong as it is written."""
    try:
        return get_vault(session, ref)
    except RequestRefused as refusal:
        if refusal.status != 404:
            raise
        raise VaultNotFound(str(refusal), problem=refusal.problem, trace=refusal.trace) from refusal


def find_instance(session: ArmSession, ref: VaultRef, source: Source) -> BackupInstance:
    """The one instance for a source: read by itself where it is named, else found in the vault's list."""
    if source.instance_name:
        return choose_instance([_named(session, ref, source.instance_name, source)], source, ref, known=())
    found: list[BackupInstance] = []
    known: set[str] = set()
    for instance in list_instances(session, ref):
        known.add(name_for(instance, source))
        if is_source(instance, source):
            found.append(instance)
    return choose_instance(found, source, ref, known)


def _named(session: ArmSession, ref: VaultRef, name: str, source: Source) -> BackupInstance:
    try:
        return get_instance(session, ref, name)
    except RequestRefused as refusal:
        if refusal.status != 404:
            raise
        # If there is no such vault, its own error says so.
        find_vault(session, ref)
        known = [name_for(instance, source) for instance in list_instances(session, ref)]
        raise BackupInstanceNotFound(
            f"Vault {ref} has no {source}.{did_you_mean(source, known)}",
            problem=refusal.problem,
            trace=refusal.trace,
        ) from refusal
