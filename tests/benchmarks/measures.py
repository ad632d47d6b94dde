# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was measured, and how it is drawn out to what would take too long to measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from types import MappingProxyType
from typing import TypeVar

from .emulated import RESTORE_SECONDS, Azure, Source, Traffic
from .playing import Cost, DidNotWork, Playbook, play

T = TypeVar("T", Cost, Traffic)


@dataclass(frozen=True)
class Measure:
    """What something took: the restore or the backup of so many disks or, where there are none, one task on average.

    The disks are in vaults of so many subscriptions.
    """

    what: str
    disks: int | None
    cost: Cost
    traffic: Traffic
    extrapolated: bool = False
    job_seconds: float = RESTORE_SECONDS
    subscriptions: int = 1


def beginning_jobs(
    what: str,
    azure: Azure,
    disks: int,
    way: Callable[[list[Source]], Playbook],
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Measure:
    """Restore or back up so many disks in some way. Raises `DidNotWork` if not one job was begun for each."""
    cost, traffic = play(azure, way(azure.facts.sources[:disks]), environment)
    if traffic.jobs != disks:
        raise DidNotWork(f"{traffic.jobs} jobs were begun for {disks} disks")
    return Measure(what, disks, cost, traffic)


def extrapolated(few: Measure, more: Measure, disks: int) -> Measure:
    """What so many disks would take, on the straight line through two measures."""
    if not few.disks or not more.disks:
        raise ValueError("only measures of disks lie on a line")
    between, beyond = more.disks - few.disks, disks - few.disks
    cost = _after(few.cost, growth(few.cost, more.cost, between), beyond)
    traffic = _after(few.traffic, growth(few.traffic, more.traffic, between), beyond)
    return Measure(more.what, disks, cost, traffic, extrapolated=True)


def growth(few: T, more: T, steps: int) -> T:
    """By how much each figure grows in one of so many steps."""
    return type(few)(*((end - start) / steps for start, end in zip(astuple(few), astuple(more), strict=True)))


def _after(start: T, step: T, steps: int) -> T:
    return type(start)(*(first + steps * more for first, more in zip(astuple(start), astuple(step), strict=True)))
