# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ready-made estates.

``small``: the application *erp*, three disks in the group ``erp-prod``, backed up daily for two weeks into
``dr-vault`` in the group ``backup``, snapshots in ``erp-snapshots``. On the empty group ``erp-restored`` the vault's
identity is Disk Restore Operator, on ``erp-drill`` it is nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from . import names
from .history import DailyBackups, DailyPoints
from .model import BackupInstance

if TYPE_CHECKING:
    from .estate import Estate

DISKS = {"erp-os": 128, "erp-data": 1024, "erp-log": 256}
GROUPS = ("erp-prod", "backup", "erp-snapshots", "erp-restored", "erp-drill")
DAYS = 14


def small(estate: Estate) -> Estate:
    """Three disks of one application, protected for two weeks."""
    groups = {name: estate.add_group(name) for name in GROUPS}
    vault = estate.add_vault("dr-vault", groups["backup"])
    assert vault.principal_id
    estate.grant(vault.principal_id, names.DISK_RESTORE_OPERATOR.name, groups["erp-restored"].id)
    newest = (estate.born - timedelta(hours=5)).replace(second=7)
    for minutes, (name, size) in enumerate(DISKS.items()):
        disk = estate.add_disk(name, groups["erp-prod"], size_gb=size, disk_state="Attached")
        disk.managed_by = f"{groups['erp-prod'].id}/providers/Microsoft.Compute/virtualMachines/erp"
        if name == "erp-os":
            disk.os_type, disk.hyper_v_generation = "Linux", "V2"
        instance = estate.protect(disk, vault, groups["erp-snapshots"])
        for day in range(DAYS):
            seconds = int(names.made_up_guid(name, day)[:4], 16) % 90
            jitter = timedelta(seconds=seconds, microseconds=473_835 + 977 * day)
            back_up(estate, instance, newest - timedelta(days=day, minutes=2 * minutes) + jitter)
    return estate


def back_up(estate: Estate, instance: BackupInstance, time: datetime) -> None:
    """A point, and the job that made it."""
    point = estate.add_point(instance, time)
    start = point.created - timedelta(seconds=97)
    estate.add_job(
        instance,
        "Backup",
        start,
        end=start + timedelta(seconds=219, microseconds=721_432),
        user_triggered=False,
        target_point=point,
    )


def big(estate: Estate, instances: int, jobs: int) -> Estate:
    """``small``, and a vault ``big-vault`` in the group ``big`` whose points and jobs are made when asked for."""
    small(estate)
    group, snapshots = estate.add_group("big"), estate.add_group("big-snapshots")
    vault = estate.add_vault("big-vault", group)
    for number in range(instances):
        name = f"disk-{number:05}"
        disk = estate.add_disk(name, group, size_gb=32)
        guid = names.made_up_guid(vault.id, name)
        instance = BackupInstance(f"{name}-{name}-{guid}", vault, disk.id, name, disk.location, snapshots.id)
        instance.points = DailyPoints(instance, estate.born - timedelta(hours=4), DAYS)
        instance.size_gb = disk.size_gb
        vault.instances[instance.name] = instance
    vault.history = DailyBackups(vault, estate.born - timedelta(hours=4), jobs, timedelta(days=DAYS))
    assert vault.principal_id
    estate.grant(vault.principal_id, names.DISK_SNAPSHOT_CONTRIBUTOR.name, snapshots.id)
    estate.grant(vault.principal_id, names.DISK_RESTORE_OPERATOR.name, estate.group("erp-restored").id)
    return estate
