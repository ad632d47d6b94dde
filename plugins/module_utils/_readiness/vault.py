# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judges what a vault allows: restores that a Resource Guard protects, and restores into other subscriptions."""

from __future__ import annotations

from collections.abc import Iterator

from .aims import Aims
from .findings import Finding, finding, unseen
from .states import DiskState


def judge_vault(state: DiskState, aims: Aims) -> Iterator[Finding]:
    """What the vault does not allow."""
    vault_id, known = state.disk.protection.vault.id, state.vault
    if known.guard:
        yield finding("resource_guard", vault=vault_id.name, why=known.guard)
    elif known.guard_unknown:
        yield unseen("resource_guard", known.guard_unknown, vault=vault_id.name)
    target = aims.target_subscription or vault_id.subscription_id
    elsewhere = target.lower() != vault_id.subscription_id.lower()
    if elsewhere and known.vault and not known.vault.cross_subscription_restore:
        yield finding("cross_subscription_off", vault=vault_id.name, target=target, vault_id=vault_id)
