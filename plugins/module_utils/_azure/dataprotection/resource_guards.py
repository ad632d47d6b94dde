# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Resource Guards: an approval that Azure requires before critical operations."""

from __future__ import annotations

from dataclasses import dataclass

from ..._arm.errors import RequestRefused
from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from .. import wire
from .vaults import VaultRef

# What all 24 recorded proxies ask for before a restore.
RESTORE_REQUEST = "/dppTriggerRestoreRequests/default"
RESTORE_ACTION = "microsoft.dataprotection/backupvaults/backupinstances/restore/action"
SUBSCRIPTIONS_API_VERSION = "2022-12-01"


@dataclass(frozen=True)
class Guard:
    """What a guard requires for a restore. `restore_request` is null if restores are not guarded."""

    id: str | None
    restore_request: str | None


def get_guard(session: ArmSession, ref: VaultRef) -> Guard:
    """Read the vault's link to its guard (backupResourceGuardProxies, as az and Az.DataProtection do)."""
    path = ref.id.child("backupResourceGuardProxies", "DppResourceGuardProxy").path
    answer = session.get(path, query=ref.query, doing=f"reading the Resource Guard of vault {ref}")
    guard_id = wire.text(answer.body, "properties", "resourceGuardResourceId")
    details = wire.items(answer.body, "properties", "resourceGuardOperationDetails")
    guarded = [each for each in details if (wire.text(each, "vaultCriticalOperation") or "").lower() == RESTORE_ACTION]
    if not guarded:
        return Guard(guard_id, None)
    request = next((text for each in guarded if (text := wire.text(each, "defaultResourceRequest"))), None)
    if request is None:
        return Guard(guard_id, f"{guard_id}{RESTORE_REQUEST}" if guard_id else None)
    return Guard(guard_id or request.removesuffix(RESTORE_REQUEST), request)


def is_of_another_tenant(session: ArmSession, guard: Guard) -> bool:
    """Whether ARM refuses this caller's token for the guard's subscription because it is another tenant's."""
    parsed = ResourceId.parse_if_one(guard.id)
    if parsed is None:
        return False
    try:
        session.get(
            f"/subscriptions/{parsed.subscription_id}",
            query={"api-version": SUBSCRIPTIONS_API_VERSION},
            doing="looking up the tenant of the Resource Guard's subscription",
        )
    except RequestRefused as refusal:
        return refusal.problem.code == "InvalidAuthenticationTokenTenant"
    return False
