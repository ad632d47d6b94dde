# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The shape of a disk in results."""

from __future__ import annotations

from typing import Any

from ..._arm.resource_ids import ResourceId
from ..._arm.times import format_moment
from ..._azure.compute.disks import Disk
from ..disk_comparison import Difference


def disk_result(target: ResourceId, disk: Disk | None, differences: list[Difference] | None) -> dict[str, Any]:
    """A disk; where there is none yet, all but its id and its names is null."""
    return {
        "id": disk.id if disk else str(target),
        "name": target.name,
        "resource_group": target.resource_group,
        "subscription_id": target.subscription_id,
        "location": disk.location if disk else None,
        "size_gb": size_gb(disk),
        "sku": disk.sku if disk else None,
        "zones": list(disk.zones) if disk else None,
        "encryption_type": disk.encryption_type if disk else None,
        "disk_encryption_set_id": disk.disk_encryption_set_id if disk else None,
        "network_access_policy": disk.network_access_policy if disk else None,
        "public_network_access": disk.public_network_access if disk else None,
        "provisioning_state": disk.provisioning_state if disk else None,
        "disk_state": disk.disk_state if disk else None,
        "creation_time": format_moment(disk.created) if disk else None,
        "created_from": disk.created_from if disk else None,
        "attached_to": disk.attached_to if disk else None,
        "differences": differences,
    }


def size_gb(disk: Disk | None) -> int | None:
    """The size of a disk, None where it is not known."""
    return int(disk.size_gb) if disk and disk.size_gb is not None else None
