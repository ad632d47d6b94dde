# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The run contexts of a run that spans vaults: one for each vault, and what they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._azure.dataprotection.jobs import JobKind
from .._azure.dataprotection.vaults import VaultRef
from .run_context import RunContext, RunShares
from .sources import Source

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """What a run asks of a vault: something of a source, and the disk that is restored from it."""

    ref: VaultRef
    source: Source | None = None
    target: ResourceId | None = None


class RunContexts:
    """One for each vault, with what it is asked for."""

    def __init__(self, session: ArmSession, asked: Iterable[Asked], kind: JobKind = "Restore") -> None:
        shares = RunShares(session)
        by_vault: defaultdict[str, list[Asked]] = defaultdict(list)
        for each in asked:
            by_vault[each.ref.id.key].append(each)
        self._contexts = {
            vault: RunContext(
                session,
                mine[0].ref,
                [each.source for each in mine if each.source],
                [each.target for each in mine if each.target],
                kind,
                shares,
            )
            for vault, mine in by_vault.items()
        }

    def of(self, ref: VaultRef) -> RunContext:
        """What is known of a vault."""
        return self._contexts[ref.id.key]


def vaults_in_turn(things: Iterable[T], ref_of: Callable[[T], VaultRef]) -> list[T]:
    """These things, one of each vault after the other: the vaults are then read side by side."""
    by_vault: defaultdict[str, list[T]] = defaultdict(list)
    for each in things:
        by_vault[ref_of(each).id.key].append(each)
    return [each for in_turn in zip_longest(*by_vault.values()) for each in in_turn if each is not None]
