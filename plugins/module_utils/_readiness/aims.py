# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a disk has to meet to be ready."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .._arm.resource_ids import resource_group_id


@dataclass(frozen=True)
class Aims:
    """What readiness is judged by. Times are in seconds.

    `target_group` with `target_subscription` is where disks are to be restored; without a subscription, it is the
    vault's. `with_proofs`: reports of earlier restores were given.
    """

    now: datetime
    expires_within: float
    rpo_target: float | None = None
    target_group: str | None = None
    target_subscription: str | None = None
    application_tag: str | None = None
    max_skew: float | None = None
    with_proofs: bool = False
    ignore: frozenset[str] = frozenset()

    def target_scope(self, vault_subscription: str) -> str | None:
        """The ARM id of the group to restore into from a vault of that subscription; None if nobody said which."""
        if self.target_group is None:
            return None
        return resource_group_id(self.target_subscription or vault_subscription, self.target_group)
