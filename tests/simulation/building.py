# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Worlds built by hand, of few words."""

from __future__ import annotations

from .azure import Instance, Point
from .world import Controller, Happening, Run, When

NEWEST, OLDER = "a" * 32, "b" * 32
HOUR = 3600.0


def protected(*disks: str) -> tuple[Instance, ...]:
    """Disks that are backed up, with two points each."""
    points = (Point(NEWEST, -HOUR), Point(OLDER, -4 * HOUR))
    return tuple(Instance(f"{disk}-{disk}-1", disk, points) for disk in disks)


def one_disk(runs: tuple[Run, ...] = (Run(),), **options: object) -> Controller:
    """A task that restores the disk `erp` without a validation before it."""
    wished = {"source_disk": "erp", "target_disk": "erp-new", "recovery_point_id": NEWEST, "validate": False}
    return Controller("disk_restore", {**wished, "poll_interval": 10, **options}, runs)


def one_backup(runs: tuple[Run, ...] = (Run(),), **options: object) -> Controller:
    """A task that wants a point of the disk `erp` of the last ten minutes; there is none."""
    return Controller("disk_backup", {"source_disk": "erp", "max_age": 600, "poll_interval": 10, **options}, runs)


def many_disks(*disks: str, **options: object) -> Controller:
    """A task that restores several disks."""
    listed = [{"source_disk": disk, "target_disk": f"{disk}-new"} for disk in disks]
    common = {"disks": listed, "recovery_point_id": NEWEST, "validate": False, "poll_interval": 10}
    return Controller("disk_restore_batch", {**common, **options})


def backup(when: When, disk: str = "erp") -> Happening:
    """The schedule, or somebody in the portal, backs the disk up."""
    return Happening("backup", when, instance=f"{disk}-{disk}-1")


def rival(when: When, disk: str = "erp", point: str = NEWEST) -> Happening:
    """Somebody restores the same in the portal."""
    return Happening("rival", when, f"{disk}-new", instance=f"{disk}-{disk}-1", point=point)
