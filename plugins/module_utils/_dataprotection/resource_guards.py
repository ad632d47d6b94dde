# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Resource Guards: a second pair of eyes that Azure asks for before critical operations."""

from __future__ import annotations

from dataclasses import dataclass

from .._arm.errors import RequestRefused
from .._arm.session import ArmSession
from . import wire
from .vaults import VaultRef

RESTORE_ACTION = "microsoft.dataprotection/backupvaults/backupinstances/restore/action"
SUBSCRIPTIONS_API_VERSION = "2022-12-01"


@dataclass(frozen=True)
class Guard:
    """What a guard asks of a restore. `restore_request` is null where restores are not guarded."""

    id: str
    restore_request: str | None


def get_guard(session: ArmSession, ref: VaultRef) -> Guard:
    """Read the vault's link to its guard (backupResourceGuardProxies, as az and Az.DataProtection do)."""
    path = ref.id.child("backupResourceGuardProxies", "DppResourceGuardProxy").path
    answer = session.get(path, query=ref.query, doing=f"reading the Resource Guard of vault {ref}")
    details = wire.items(answer.body, "properties", "resourceGuardOperationDetails")
    for detail in details:
        if (wire.text(detail, "vaultCriticalOperation") or "").lower() == RESTORE_ACTION:
            return Guard(
                wire.text(answer.body, "properties", "resourceGuardResourceId") or "",
                wire.text(detail, "defaultResourceRequest"),
            )
    return Guard(wire.text(answer.body, "properties", "resourceGuardResourceId") or "", None)


def is_of_another_tenant(session: ArmSession, guard: Guard) -> bool:
    """Whether ARM refuses this caller's token for the guard's subscription because it is another tenant's."""
    subscription = "/".join(guard.id.split("/")[:3])
    try:
        session.get(
            subscription,
            query={"api-version": SUBSCRIPTIONS_API_VERSION},
            doing="looking whose the Resource Guard's subscription is",
        )
    except RequestRefused as refusal:
        return refusal.problem.code == "InvalidAuthenticationTokenTenant"
    return False
