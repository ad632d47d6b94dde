# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A disk that a restore made, its job, and the instance that it is from, as values."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.disks import Disk
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.instances import BackupInstance
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.jobs import Job
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.recovery_points import RecoveryPoint

SUBSCRIPTION = "38304e13-357e-405e-9e9a-220351dcce8c"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"
TARGET = f"{GROUP}/target/providers/Microsoft.Compute/disks/d"
NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)

INSTANCE = BackupInstance(
    id=f"{GROUP}/backup/providers/Microsoft.DataProtection/backupVaults/v/backupInstances/i",
    name="i",
    datasource_type="Microsoft.Compute/disks",
    source_id=f"{GROUP}/prod/providers/Microsoft.Compute/disks/source",
    source_name="source",
    location="westeurope",
    policy_id=None,
    snapshot_group_id=f"{GROUP}/snapshots",
    protection_state="ProtectionConfigured",
    uses_system_identity=None,
    user_identity_id=None,
)


def point(name: str, time: datetime) -> RecoveryPoint:
    return RecoveryPoint("", name, time, "", None, None, "Completed", None, None, None)


OLD, NEW = point("old", NOW - 26 * HOUR), point("new", NOW - 2 * HOUR)


def job(status: str = "Completed", **members: Any) -> Job:
    """A job of half an hour ago that restored the new point to the target within ten minutes."""
    started = members.pop("started", NOW - HOUR / 2)
    done = status not in ("InProgress", "Paused")
    made = Job(
        id="/jobs/j",
        name="j",
        activity_id="a",
        operation="Restore",
        status=status,
        started=started,
        ended=started + HOUR / 6 if done else None,
        duration_seconds=600.0,
        instance_id=INSTANCE.id,
        source_id=INSTANCE.source_id,
        details_known=True,
        recovery_point_id=NEW.name,
        recovery_point_time=NEW.time,
        target_id=TARGET,
        problem=None,
        warnings=(),
    )
    return replace(made, **members)


def disk(**members: Any) -> Disk:
    """The disk that such a job made."""
    made = Disk(
        id=TARGET,
        name="d",
        location="westeurope",
        zones=(),
        sku="Premium_LRS",
        size_gb=4,
        encryption_type=None,
        disk_encryption_set_id=None,
        network_access_policy=None,
        public_network_access=None,
        provisioning_state="Succeeded",
        disk_state="Unattached",
        created=NOW - HOUR / 2 + timedelta(minutes=5),
        create_option="Copy",
        created_from=f"{GROUP}/snapshots/providers/Microsoft.Compute/snapshots/s",
        attached_to=None,
    )
    return replace(made, **members)
