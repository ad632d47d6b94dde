# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The shape of a protected disk in results: its backup instance, and what the disk belongs to."""

from __future__ import annotations

from typing import Literal, TypedDict

from ..._arm.times import format_moment
from ..placements import Placement
from ..selected_disks import ProtectedDisk
from .instances import InstanceResult, instance_result


class PlacementResult(TypedDict):
    """The virtual machine that a disk belongs to, and how it is attached. Null is unknown."""

    id: str
    name: str
    role: Literal["os", "data"] | None
    lun: int | None
    caching: str | None
    write_accelerator: bool | None
    delete_option: str | None
    from_recovery_map: bool


class ProtectedDiskResult(InstanceResult):
    """A backup instance with what is known of its disk and of its backups. Null is unknown."""

    vault_id: str
    virtual_machine: PlacementResult | None
    tags: dict[str, str]
    newest_point: str | None
    oldest_point: str | None
    allowed_operations: list[str] | None


def protected_disk_result(disk: ProtectedDisk) -> ProtectedDiskResult:
    """A protected disk."""
    status = disk.protection.status
    return {
        **instance_result(disk.protection.instance),
        "vault_id": str(disk.protection.vault.id),
        "virtual_machine": placement_result(disk.placement) if disk.placement else None,
        "tags": dict(disk.tags),
        "newest_point": format_moment(status.newest_point),
        "oldest_point": format_moment(status.oldest_point),
        "allowed_operations": None if status.allowed_operations is None else list(status.allowed_operations),
    }


def placement_result(place: Placement) -> PlacementResult:
    """A disk's place in a virtual machine."""
    return {
        "id": place.machine_id,
        "name": place.machine_name,
        "role": place.role,
        "lun": place.lun,
        "caching": place.caching,
        "write_accelerator": place.write_accelerator,
        "delete_option": place.delete_option,
        "from_recovery_map": place.from_map,
    }
