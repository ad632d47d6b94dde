# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is asked for, and what is known of a swap while it runs and when it has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from .._arm.resource_ids import ResourceId
from .check import Check
from .decisions import Goal
from .situation import Situation, Swap

Action = Literal["swapped", "unchanged", "rolled_back", "would_swap", "would_roll_back"]


@dataclass(frozen=True)
class SwapRequest:
    """What a machine is to run on. On the way back `swaps` may be empty: all that are noted are meant.

    `needs_proof`: each new disk must be shown to be a copy of the former one.
    """

    machine: ResourceId
    swaps: tuple[Swap, ...]
    goal: Goal
    roll_back_on_failure: bool = True
    needs_proof: bool = False
    approved_digest: str | None = None
    check_mode: bool = False
    boot_seconds: float = 900.0
    poll_interval: float = 30.0


@dataclass
class SwapRecord:
    """What is known of it. `action` is None as long as neither end is reached."""

    request: SwapRequest
    situation: Situation | None = None
    before: Situation | None = None
    checks: Sequence[Check] = ()
    digest: str | None = None
    action: Action | None = None
    changed: bool = False
    doing: str = "reading the machine and its disks"
    warnings: list[str] = field(default_factory=list)
