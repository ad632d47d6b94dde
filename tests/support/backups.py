# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""On-demand backups of the disks of the small estate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator.model import Job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

DISKS = ("erp-os", "erp-data", "erp-log")
DAY = 86_400


def back_up(**options: Any) -> dict[str, Any]:
    """What disk_backup returns for one disk, if nothing else is said."""
    one = {} if {"source_disks", "backup_instance", "virtual_machines"} & set(options) else {"source_disk": "erp-data"}
    return run_module("disk_backup", **{**one, "poll_interval": 1, **options})


def backups(azure: Emulator) -> list[Any]:
    """The requests for a backup."""
    return azure.requests_to("POST", "/backup")


def actions(result: dict[str, Any]) -> list[str]:
    """What was done with each disk."""
    return [each["action"] for each in result["backups"]]


def only(result: dict[str, Any]) -> dict[str, Any]:
    """The backup of the only disk."""
    (one,) = result["backups"]
    found: dict[str, Any] = one
    return found


def by_hourly_policy(azure: Emulator) -> None:
    """The disk erp-data is backed up by the rule BackupHourly, and its points are kept for a week, or for 12 weeks."""
    instance = azure.estate.instance("erp-data")
    policy = azure.estate.add_policy(
        instance.vault,
        "hourly",
        rule="BackupHourly",
        retention=timedelta(days=7),
        tags={"Weekly": timedelta(weeks=12)},
    )
    instance.policy = policy.name


def other_backup(azure: Emulator, *, seconds_ago: float, **members: Any) -> Job:
    """A backup of erp-data by its schedule. Without an end it is under way."""
    start = azure.clock.now() - timedelta(seconds=seconds_ago)
    members = {"user_triggered": False, **members}
    return azure.estate.add_job(azure.estate.instance("erp-data"), "Backup", start, **members)


def end_well(azure: Emulator, job: Job) -> None:
    """Let a backup end, with a new point."""
    with azure.estate.lock:
        job.status, job.end = "Completed", azure.clock.now()
        created = job.start + (job.end - job.start) / 3
        job.target_point = azure.estate.add_point(job.instance, job.end, created=created)
