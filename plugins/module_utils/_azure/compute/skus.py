# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a size of virtual machines can do, as Microsoft.Compute's list of SKUs tells."""

from __future__ import annotations

from dataclasses import dataclass

from ..._arm.json_stream import Json
from ..._arm.session import ArmSession
from .. import wire

QUERY = {"api-version": "2021-07-01"}


@dataclass(frozen=True)
class Size:
    """One size. What the list does not tell is None, and `controllers` or `generations` is empty."""

    name: str
    data_disks: int | None
    premium: bool | None
    ultra: bool | None
    write_accelerator_disks: int | None
    controllers: tuple[str, ...]
    architecture: str | None
    generations: tuple[str, ...] = ()


def find_size(session: ArmSession, subscription_id: str, location: str, name: str) -> Size | None:
    """A size as a region has it (ResourceSkus_List, filtered to the region); None if the list does not have it."""
    path = f"/subscriptions/{subscription_id}/providers/Microsoft.Compute/skus"
    query = {**QUERY, "$filter": f"location eq '{location}'"}
    for item in session.items(path, query=query, doing=f"listing the sizes of virtual machines in {location!r}"):
        is_one = (wire.text(item, "resourceType") or "").lower() == "virtualmachines"
        if is_one and (wire.text(item, "name") or "").lower() == name.lower():
            return _read(item, name)
    return None


def _read(item: Json, name: str) -> Size:
    told = {
        (wire.text(each, "name") or "").lower(): wire.text(each, "value") or ""
        for each in wire.items(item, "capabilities")
    }
    zonal = [
        (wire.text(each, "name") or "").lower()
        for details in wire.items(item, "locationInfo")
        for zone in wire.items(details, "zoneDetails")
        for each in wire.items(zone, "capabilities")
        if (wire.text(each, "value") or "").lower() == "true"
    ]
    ultra = True if "ultrassdavailable" in zonal else _yes(told.get("ultrassdavailable"))
    return Size(
        name=name,
        data_disks=_count(told.get("maxdatadiskcount")),
        premium=_yes(told.get("premiumio")),
        ultra=ultra,
        write_accelerator_disks=_count(told.get("maxwriteacceleratordisksallowed")),
        controllers=_listed(told.get("diskcontrollertypes")),
        architecture=told.get("cpuarchitecturetype") or None,
        generations=_listed(told.get("hypervgenerations")),
    )


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _yes(text: str | None) -> bool | None:
    return None if text is None else text.lower() == "true"


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None
