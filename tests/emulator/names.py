# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Well-known names: of Azure, and of the made-up estates."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from .model import RoleDefinition

TENANT_ID = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"
SUBSCRIPTION_ID = "b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20"
CLIENT_ID = "4c1d9a6e-7b52-4f0e-9a3c-6d8e2f1b5a70"
CLIENT_SECRET = "let~the.emulator_in"
CLIENT_OBJECT_ID = "d5e3c1b7-8f2a-46d9-b0c4-1a7e9f3d5b82"
CONTROLLER_CLIENT_ID = "7e2b4d6f-9a1c-4e3d-8b5f-0c6a2e4d8f91"
CONTROLLER_OBJECT_ID = "a9c7e5d3-1b2f-4d6a-9e8c-3f5b7d9a1c04"
REGION = "westeurope"

_ALL_READ = "Microsoft.Authorization/*/read"
_GROUP_READ = "Microsoft.Resources/subscriptions/resourceGroups/read"

DISK_RESTORE_OPERATOR = RoleDefinition(
    "b50d9833-a0cb-478e-945f-707fcc997c13",
    "Disk Restore Operator",
    "Provides permission to backup vault to perform disk restore.",
    (_ALL_READ, _GROUP_READ, "Microsoft.Compute/disks/write", "Microsoft.Compute/disks/read"),
    created="2020-12-15T12:18:31.8481619Z",
    updated="2021-11-11T20:14:56.7408912Z",
)
DISK_SNAPSHOT_CONTRIBUTOR = RoleDefinition(
    "7efff54f-a5b4-42b5-a1c5-5411624893ce",
    "Disk Snapshot Contributor",
    "Provides permission to backup vault to manage disk snapshots.",
    (
        _ALL_READ,
        _GROUP_READ,
        "Microsoft.Compute/snapshots/delete",
        "Microsoft.Compute/snapshots/write",
        "Microsoft.Compute/snapshots/read",
        "Microsoft.Compute/snapshots/beginGetAccess/action",
        "Microsoft.Compute/snapshots/endGetAccess/action",
        "Microsoft.Compute/disks/beginGetAccess/action",
        "Microsoft.Storage/storageAccounts/listkeys/action",
        "Microsoft.Storage/storageAccounts/write",
        "Microsoft.Storage/storageAccounts/read",
        "Microsoft.Storage/storageAccounts/delete",
    ),
    created="2020-12-15T12:18:51.4471411Z",
    updated="2021-11-11T20:14:56.9158814Z",
)
DISK_BACKUP_READER = RoleDefinition(
    "3e5e47e6-65f7-47ef-90b5-e5dd4d455f24",
    "Disk Backup Reader",
    "Provides permission to backup vault to perform disk backup.",
    (_ALL_READ, "Microsoft.Compute/disks/read", "Microsoft.Compute/disks/beginGetAccess/action"),
    created="2020-12-15T07:39:03.8394514Z",
    updated="2021-11-11T20:14:56.0178737Z",
)
CONTRIBUTOR = RoleDefinition(
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Contributor",
    "Lets one manage everything but access.",
    ("*",),
    ("Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"),
)
READER = RoleDefinition("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", "Lets one see everything.", ("*/read",))
BUILT_IN_ROLES = (DISK_RESTORE_OPERATOR, DISK_SNAPSHOT_CONTRIBUTOR, DISK_BACKUP_READER, CONTRIBUTOR, READER)


def snapshot_name(point_id: str, created: datetime) -> str:
    """Of the snapshot behind a point, with a time a minute before its own (azure-cli-extensions recording, 2025-03)."""
    named = (created - timedelta(seconds=59)).isoformat(timespec="microseconds")[:26].replace(":", "-")
    return f"AzureBackup_{made_up_guid('snapshot', point_id)}_{named}"


def made_up_guid(*parts: object) -> str:
    """Always the same GUID for the same parts."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, parts))))
