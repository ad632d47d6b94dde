# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads the vaults: one read each, and two more if a Resource Guard protects it."""

from __future__ import annotations

from .._arm.errors import NoAnswer, RequestRefused
from .._arm.session import ArmSession
from .._azure.dataprotection.resource_guards import get_guard, is_of_another_tenant
from .._azure.dataprotection.restores import GUARD_SINCE
from .._azure.dataprotection.vaults import VaultRef, get_vault
from .states import VaultState


def read_vault_state(session: ArmSession, ref: VaultRef) -> VaultState:
    """A vault, and whether this login can pass its Resource Guard."""
    try:
        vault = get_vault(session, ref)
    except (RequestRefused, NoAnswer) as error:
        return VaultState(None, why_unknown=str(error))
    if not vault.is_guarded:
        return VaultState(vault)
    try:
        return VaultState(vault, guard=_why_guarded(session, ref))
    except (RequestRefused, NoAnswer) as error:
        return VaultState(vault, guard_unknown=str(error))


def _why_guarded(session: ArmSession, ref: VaultRef) -> str:
    guard = get_guard(session, ref)
    if not guard.restore_request:
        return ""
    if ref.api_version < GUARD_SINCE:
        return f"the guard {guard.id} needs api_version {GUARD_SINCE} or later."
    return f"the guard {guard.id} is of another tenant." if is_of_another_tenant(session, guard) else ""
