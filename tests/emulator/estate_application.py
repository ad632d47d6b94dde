# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A ready-made estate of virtual machines: the application *shop*.

Its machines run in the group ``shop-prod`` in zone 1: ``shop-web`` with an OS disk, ``shop-app`` with a data disk, and
``shop-db`` with three, whose LUNs, caching, write accelerator and delete options differ. All disks are backed up daily
into ``dr-vault`` in the group ``backup``, for a week; their snapshots are in ``shop-snapshots``. The vault's identity
is Disk Restore Operator on ``shop-prod`` and on the empty groups ``shop-restored`` and ``shop-drill``, and nothing on
``shop-foreign``. The network ``shop-net`` has the subnets ``servers`` and ``quarantine``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from . import names
from .estates import back_up
from .model import Disk

if TYPE_CHECKING:
    from .estate import Estate

GROUPS = ("shop-prod", "backup", "shop-snapshots", "shop-restored", "shop-drill", "shop-foreign")
TAGS = {"application": "shop"}
DAYS = 7


def application(estate: Estate) -> Estate:
    """Three machines and their backups."""
    groups = {name: estate.add_group(name) for name in GROUPS}
    groups["shop-drill"].tags = {"azure-dr-drill": "allowed"}
    vault = estate.add_vault("dr-vault", groups["backup"])
    assert vault.principal_id
    for name in ("shop-prod", "shop-restored", "shop-drill"):
        estate.grant(vault.principal_id, names.DISK_RESTORE_OPERATOR.name, groups[name].id)
    subnet = estate.add_network("shop-net", groups["shop-prod"], "servers", "quarantine").subnet_id("servers")
    estate.add_security_group("shop-closed", groups["shop-prod"])
    for name, size, data in (
        ("shop-web", "Standard_D2s_v5", {}),
        ("shop-app", "Standard_D4s_v5", {"data": 256}),
        ("shop-db", "Standard_M8ms", {"data": 1024, "log": 256, "index": 512}),
    ):
        os_disk = _disk(estate, f"{name}-os", 64, os_type="Linux", hyper_v_generation="V2")
        os_disk.supported_capabilities = {"diskControllerTypes": "SCSI, NVMe", "architecture": "x64"}
        disks = [_disk(estate, f"{name}-{one}", gigabytes) for one, gigabytes in data.items()]
        machine = estate.add_machine(
            name, groups["shop-prod"], os_disk, *disks, subnet_id=subnet, size=size, zones=["1"], tags=dict(TAGS)
        )
        if name == "shop-db":
            first, log, index = machine.data_disks
            first.caching, first.delete_option = "ReadOnly", "Delete"
            log.write_accelerator = True
            index.lun, index.caching = 5, "ReadWrite"
    newest = (estate.born - timedelta(hours=5)).replace(second=7, microsecond=473_835)
    for number, disk in enumerate(list(estate.disks.values())):
        instance = estate.protect(disk, vault, groups["shop-snapshots"])
        for day in range(DAYS):
            back_up(estate, instance, newest - timedelta(days=day, minutes=number))
    return estate


def _disk(estate: Estate, name: str, gigabytes: int, **members: str) -> Disk:
    group = estate.group("shop-prod")
    return estate.add_disk(name, group, size_gb=gigabytes, zones=["1"], tags=dict(TAGS), **members)
