# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Backup vaults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from .. import wire

VAULT = "Microsoft.DataProtection/backupVaults"
VAULT_NAME = re.compile(r"[A-Za-z][-A-Za-z0-9]{0,48}[A-Za-z0-9]", re.ASCII)
CROSS_SUBSCRIPTION_OFF = frozenset({"disabled", "permanentlydisabled"})


@dataclass(frozen=True)
class VaultRef:
    """The address of a vault, and the API version to use. Nothing is read."""

    id: ResourceId
    api_version: str

    @property
    def query(self) -> dict[str, str]:
        """The query of every request to the service."""
        return {"api-version": self.api_version}

    def __str__(self) -> str:
        return f"{self.id.name!r} (resource group {self.id.resource_group!r}, subscription {self.id.subscription_id})"


@dataclass(frozen=True)
class Vault:
    """The properties of a vault. `user_identities` has the object id of each identity by its ARM id in lower case."""

    location: str | None
    identity_principal_id: str | None
    user_identities: Mapping[str, str]
    cross_subscription_restore: bool
    is_guarded: bool


def vault_ref(subscription_id: str, resource_group: str, name: str, api_version: str) -> VaultRef:
    """The vault of that name."""
    return VaultRef(ResourceId(subscription_id, resource_group, VAULT, (name,)), api_version)


def list_vaults(session: ArmSession, subscription_id: str, api_version: str) -> Iterator[VaultRef]:
    """The vaults of a subscription that the login sees (BackupVaults_GetInSubscription)."""
    path = f"/subscriptions/{subscription_id}/providers/{VAULT}"
    doing = f"listing the backup vaults of subscription {subscription_id}"
    for item in session.items(path, query={"api-version": api_version}, doing=doing):
        parsed = ResourceId.parse_if_one(wire.text(item, "id"))
        if parsed and parsed.is_a(VAULT):
            yield VaultRef(parsed, api_version)


def get_vault(session: ArmSession, ref: VaultRef) -> Vault:
    """Read the vault (BackupVaults_Get). Before 2022-12-01 it does not say whether other subscriptions are allowed."""
    answer = session.get(ref.id.path, query=ref.query, doing=f"reading the backup vault {ref}")
    properties = wire.mapping(answer.body, "properties")
    across = wire.text(properties, "featureSettings", "crossSubscriptionRestoreSettings", "state")
    return Vault(
        location=wire.text(answer.body, "location"),
        identity_principal_id=wire.text(answer.body, "identity", "principalId"),
        user_identities={
            identity.lower(): principal
            for identity, facts in wire.mapping(answer.body, "identity", "userAssignedIdentities").items()
            if (principal := wire.text(facts, "principalId"))
        },
        cross_subscription_restore=(across or "").lower() not in CROSS_SUBSCRIPTION_OFF,
        is_guarded=wire.member(properties, "isVaultProtectedByResourceGuard") is True,
    )


def why_not_a_vault(name: str) -> str | None:
    """Why this can't be the name of a backup vault, None if it can (pattern of the service's own definition)."""
    if VAULT_NAME.fullmatch(name):
        return None
    return f"{name!r} is not a name of a backup vault: 2 to 50 letters, digits and hyphens are, beginning with a letter"
