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
from .arm_ids import group_id
from .history import BackupsOfPoints, DailyBackups, DailyPoints
from .model import BackupInstance, Disk, ResourceGroup, Vault

if TYPE_CHECKING:
    from .estate import Estate

DISKS = {"erp-os": 128, "erp-data": 1024, "erp-log": 256}
GROUPS = ("erp-prod", "backup", "erp-snapshots", "erp-restored", "erp-drill")
DAYS = 14
_DISKS_AN_APPLICATION, _APPLICATIONS_A_GROUP = 5, 20


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
        disk = estate.add_disk(f"disk-{number:05}", group, size_gb=32)
        _protect_lazily(vault, disk, snapshots, estate.born - timedelta(hours=4), DAYS)
    vault.history = DailyBackups(vault, estate.born - timedelta(hours=4), jobs, timedelta(days=DAYS))
    _let_restore(estate, vault, snapshots, estate.group("erp-restored"))
    return estate


def audit(estate: Estate, disks: int, vaults: int, subscriptions: int, days: int) -> Estate:
    """Disks in the groups ``apps-..``, five an application and VM, each with its points, snapshots and jobs.

    The vaults ``vault-..`` take the applications in turn, and the subscriptions the vaults. Nothing is wrong. Each
    vault's identity may restore into the group ``restored`` of its subscription. Every seventh application spells its
    tag ``Application``.
    """
    places = [estate.subscription_id]
    places += [
        estate.add_subscription(names.made_up_guid("audited", n), f"Audited {n}") for n in range(1, subscriptions)
    ]
    for place in places:
        for name in ("vaults", "restored"):
            estate.add_group(name, subscription_id=place)
    kept = []
    for number in range(vaults):
        place = places[number % subscriptions]
        snapshots = estate.add_group(f"snapshots-{number:02}", subscription_id=place)
        vault = estate.add_vault(f"vault-{number:02}", estate.groups[group_id(place, "vaults")])
        _let_restore(estate, vault, snapshots, estate.groups[group_id(place, "restored")])
        kept.append((vault, snapshots))
    for application in range(-(-disks // _DISKS_AN_APPLICATION)):
        _add_application(estate, application, disks, kept[application % vaults], days)
    for vault, _snapshots in kept:
        vault.history = BackupsOfPoints(vault)
    return estate


def _add_application(
    estate: Estate, application: int, disks: int, kept_in: tuple[Vault, ResourceGroup], days: int
) -> None:
    vault, snapshots = kept_in
    name, group_name = f"app-{application:04}", f"apps-{application // _APPLICATIONS_A_GROUP:03}"
    group = estate.groups.get(group_id(vault.subscription_id, group_name)) or estate.add_group(
        group_name, subscription_id=vault.subscription_id, tags={"environment": "production"}
    )
    key = "application" if application % 7 else "Application"
    first = application * _DISKS_AN_APPLICATION
    parts = range(min(_DISKS_AN_APPLICATION, disks - first))
    made = [
        estate.add_disk(f"{name}-{f'data-{part}' if part else 'os'}", group, size_gb=32, tags={key: name})
        for part in parts
    ]
    made[0].os_type, made[0].hyper_v_generation = "Linux", "V2"
    estate.add_machine(name, group, *made)
    for disk in made:
        instance = _protect_lazily(vault, disk, snapshots, estate.born - timedelta(hours=4), days)
        for point in instance.points:
            estate.add_snapshot(instance, point.id, point.created)


def _protect_lazily(vault: Vault, disk: Disk, snapshots: ResourceGroup, newest: datetime, days: int) -> BackupInstance:
    """A backup instance whose points are made when asked for."""
    name = f"{disk.name}-{disk.name}-{names.made_up_guid(vault.id, disk.name)}"
    instance = BackupInstance(name, vault, disk.id, disk.name, disk.location, snapshots.id)
    instance.points = DailyPoints(instance, newest, days)
    instance.size_gb = disk.size_gb
    vault.instances[instance.name] = instance
    return instance


def _let_restore(estate: Estate, vault: Vault, snapshots: ResourceGroup, target: ResourceGroup) -> None:
    assert vault.principal_id
    estate.grant(vault.principal_id, names.DISK_SNAPSHOT_CONTRIBUTOR.name, snapshots.id)
    estate.grant(vault.principal_id, names.DISK_RESTORE_OPERATOR.name, target.id)
