# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The shape of the variables of a host of the inventory."""

from __future__ import annotations

from typing import TypedDict

from ..._arm.resource_ids import ResourceId
from ..selected_disks import UnprotectedDisk
from .protected_disks import PlacementResult, ProtectedDiskResult, placement_result


class ResourceResult(TypedDict):
    """A resource, and the parts of its id that options ask for."""

    id: str
    name: str
    resource_group: str
    subscription_id: str


class UnprotectedDiskResult(TypedDict):
    """A disk that nothing in the scope protects. `protected_by` are instances elsewhere, null if that is unknown."""

    id: str
    name: str
    virtual_machine: PlacementResult | None
    tags: dict[str, str]
    protected_by: list[str] | None


class HostVariables(TypedDict):
    """The variables of a host. All are there, whatever the host stands for; null does not apply or is unknown."""

    ansible_connection: str
    virtual_machine: ResourceResult | None
    application: str | None
    vault: ResourceResult | None
    azure_tags: dict[str, str]
    backup_instances: list[ProtectedDiskResult]
    unprotected_disks: list[UnprotectedDiskResult]


def resource_result(resource_id: str, name: str) -> ResourceResult:
    """A resource. What is no id of one has no group."""
    parsed = ResourceId.parse_if_one(resource_id)
    return {
        "id": resource_id,
        "name": name,
        "resource_group": parsed.resource_group if parsed else "",
        "subscription_id": parsed.subscription_id if parsed else "",
    }


def unprotected_disk_result(disk: UnprotectedDisk) -> UnprotectedDiskResult:
    """A disk that nothing in the scope protects."""
    return {
        "id": disk.id,
        "name": disk.name,
        "virtual_machine": placement_result(disk.placement) if disk.placement else None,
        "tags": dict(disk.tags),
        "protected_by": None if disk.protected_by is None else list(disk.protected_by),
    }
