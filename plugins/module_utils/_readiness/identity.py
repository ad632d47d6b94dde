# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judges the identity that restores a disk: whether the vault has it, and whether it has its roles."""

from __future__ import annotations

from collections.abc import Iterator

from .._azure.authorization.roles import DISK_RESTORE_OPERATOR, DISK_SNAPSHOT_CONTRIBUTOR, Role
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.vaults import Vault
from .aims import Aims
from .findings import Finding, finding, unseen
from .states import DiskState, RoleState


def principal_of(instance: BackupInstance, vault: Vault) -> str | None:
    """The object id of the identity that restores what an instance protects; None if the vault does not have it."""
    own = instance.identity_id
    return vault.user_identities.get(own.lower()) if own else vault.identity_principal_id


def judge_identity(state: DiskState, aims: Aims) -> Iterator[Finding]:
    """What is wrong with the identity."""
    protection, vault = state.disk.protection, state.vault.vault
    identity = protection.instance.identity_id
    words = {
        "vault": protection.vault.id.name,
        "group": protection.vault.id.resource_group,
        "subscription": protection.vault.id.subscription_id,
        "identity": identity or "its system-assigned identity",
        "flag": "--user-assigned" if identity else "--system-assigned",
        "value": identity or "True",
    }
    if vault is None:
        yield unseen("vault_identity_missing", state.vault.why_unknown, **words)
    elif principal_of(protection.instance, vault) is None:
        yield finding("vault_identity_missing", **words)
    yield from _judge_role("role_missing_target", DISK_RESTORE_OPERATOR, state.target_role)
    yield from _judge_role("role_missing_snapshot_group", DISK_SNAPSHOT_CONTRIBUTOR, state.snapshot_role)


def _judge_role(code: str, role: Role, known: RoleState | None) -> Iterator[Finding]:
    if known is None or known.held:
        return
    if known.why_unknown:
        yield unseen(code, known.why_unknown, principal=known.principal_id, role=role.name, scope=known.scope)
    else:
        yield finding(code, principal=known.principal_id, role=role.name, scope=known.scope)
