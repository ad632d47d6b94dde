# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Whether disks were restored apart from their source disks, and how: auditors ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .._arm.resource_ids import ResourceId


@dataclass(frozen=True)
class Separation:
    """`separated` is None if the place of a disk is not known. `how` is a sentence."""

    separated: bool | None
    how: str


def judge_separation(pairs: Iterable[tuple[str | None, str | None]]) -> Separation | None:
    """Of pairs of a source disk and the disk that was restored from it, by their ids; None without disks."""
    places = [(_place(source), _place(target)) for source, target in pairs]
    if not places:
        return None
    if any(None in pair for pair in places):
        return Separation(None, "The place of a disk is not known.")
    if all(source and target and source[0] != target[0] for source, target in places):
        return Separation(True, "All disks were restored into another subscription than that of their source disks.")
    if all(source != target for source, target in places):
        return Separation(True, "All disks were restored into other resource groups than those of their source disks.")
    return Separation(False, "A disk was restored into the resource group of its source disk.")


def _place(disk_id: str | None) -> tuple[str, str] | None:
    """The subscription and the resource group of a disk."""
    disk = ResourceId.parse_if_one(disk_id)
    return (disk.subscription_id.lower(), disk.resource_group.lower()) if disk else None
