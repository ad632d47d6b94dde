# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Management locks: what keeps a resource group from being changed.

Sources: learn.microsoft.com, "Management Locks" of the REST API of Microsoft.Authorization, "Lock your resources to
protect your infrastructure", and, on what the filter does, `Get-AzResourceLock -AtScope`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..._arm.session import ArmSession
from .. import wire

PROVIDER = "/providers/Microsoft.Authorization/locks"
QUERY = {"api-version": "2016-09-01", "$filter": "atScope()"}


@dataclass(frozen=True)
class Lock:
    """One lock, on a resource group or on what contains it."""

    id: str
    name: str
    level: str

    @property
    def scope(self) -> str:
        """What it is on."""
        return self.id[: self.id.lower().rfind(PROVIDER.lower())]

    def __str__(self) -> str:
        return f"the lock {self.name!r} ({self.level}) on {self.scope}"


def list_locks(session: ArmSession, scope: str) -> Iterator[Lock]:
    """The locks that hold at a scope, its own and inherited ones (ManagementLocks_ListByScope)."""
    for item in session.items(f"{scope}{PROVIDER}", query=QUERY, doing=f"reading the locks on {scope}"):
        lock = Lock(
            wire.text(item, "id") or "", wire.text(item, "name") or "", wire.text(item, "properties", "level") or ""
        )
        if lock.scope and f"{scope}/".lower().startswith(f"{lock.scope}/".lower()):
            yield lock
