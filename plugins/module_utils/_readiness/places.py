# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judges where a restored disk can be used: by its region and zone, and by what its kind demands."""

from __future__ import annotations

from collections.abc import Iterator

from .aims import Aims
from .findings import Finding, finding
from .states import DiskState

LIMITED = frozenset({"ultrassd_lrs", "premiumv2_lrs"})
SHORTEST_INTERVAL_HOURS = 12


def judge_placing(state: DiskState, aims: Aims) -> Iterator[Finding]:
    """What stands against using the restored disk."""
    disk = state.disk.disk
    machine = None if disk and disk.attached_to else state.machine
    here, there = _plain(state.region), _plain(machine.location) if machine else ""
    if machine and here and there and here != there:
        yield finding("region_or_zone", place=state.region, machine=machine.name, other=machine.location)
    elif machine and disk and not (disk.sku or "").lower().endswith("_zrs") and disk.zones != machine.zones[:1]:
        place, other = (f"{state.region}, {_zone(zones)}" for zones in (disk.zones, machine.zones))
        yield finding("region_or_zone", place=place, machine=machine.name, other=other)
    if disk and (disk.sku or "").lower() in LIMITED:
        hours = SHORTEST_INTERVAL_HOURS * 3600
        yield finding("ultra_or_premiumv2_limits", sku=disk.sku, hours=hours, region=state.region)


def _plain(region: str | None) -> str:
    return (region or "").replace(" ", "").lower()


def _zone(zones: tuple[str, ...]) -> str:
    return f"zone {zones[0]}" if zones else "no zone"
