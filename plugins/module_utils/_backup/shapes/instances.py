# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The shape of a backup instance in results."""

from __future__ import annotations

from typing import TypedDict

from ..._azure.dataprotection.instances import BackupInstance


class InstanceResult(TypedDict):
    """A backup instance."""

    id: str
    name: str
    datasource_type: str | None
    source_disk_id: str | None
    source_disk_name: str | None
    location: str | None
    policy_id: str | None
    snapshot_resource_group_id: str | None
    protection_state: str | None
    user_assigned_identity_id: str | None


def instance_result(instance: BackupInstance) -> InstanceResult:
    """A backup instance."""
    return {
        "id": instance.id,
        "name": instance.name,
        "datasource_type": instance.datasource_type,
        "source_disk_id": instance.source_id,
        "source_disk_name": instance.source_name,
        "location": instance.location,
        "policy_id": instance.policy_id,
        "snapshot_resource_group_id": instance.snapshot_group_id,
        "protection_state": instance.protection_state,
        "user_assigned_identity_id": instance.identity_id,
    }
