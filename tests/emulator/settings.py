# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be chosen about the emulated Azure, above all where the real one's behaviour is not known for sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass
class Settings:
    """One switch a line. Seconds are the service's: durations are divided by the clock's speed."""

    # Durations (azure-cli-extensions and azure-powershell recordings, 2021 to 2025)
    validate_seconds: float = 41.0
    """A disk's validateRestore: 32 to 105 s recorded, the median is 41.6."""
    operation_seconds: float = 0.6
    """The operation of a restore or backup, after which its job shows: 0 to 3.8 s recorded."""
    restore_job_seconds: float = 240.0
    """The job of a disk restore: 3m33s to 4m08s recorded."""
    backup_job_seconds: float = 220.0
    """The job of an on-demand disk backup."""
    protection_seconds: float = 42.0
    """Until protection is stopped, suspended or resumed: 43 s recorded for a stop."""
    job_late_seconds: float = 0.0
    """How long after the end of its operation a job can be read by its id: at once, 326 of 326 recorded."""
    job_list_late_seconds: float = 0.0
    """How long after the end of its operation a job stands in the list of jobs: unknown, the youngest was 56 s old."""
    expiry_late_seconds: float = 600.0
    """How long the point of an on-demand backup has no expiry: 1 to 60 s after it there was none in 3 of 3 recorded."""
    graph_late_seconds: float = 20.0
    """How far Resource Graph lags behind: 14 and 21 s recorded."""
    role_propagation_seconds: float = 300.0
    """Until a new role assignment takes effect (learn.microsoft.com speaks of up to 15 minutes)."""
    role_removal_seconds: float = 300.0
    """Until the end of a role assignment takes effect (learn.microsoft.com speaks of up to 10 minutes)."""
    compute_seconds: float = 0.5
    """A write or delete of a disk: within a second recorded."""
    machine_update_seconds: float = 2.8
    """A PUT or PATCH of a virtual machine: 0.7 to 10.2 s recorded for data disks, 2.8 and 9.8 for an OS disk."""
    attach_seconds: float = 6.0
    """attachDetachDataDisks: 5.9 to 8.6 s recorded."""
    force_detach_seconds: float = 0.8
    """Likewise, if disks are detached by force and nothing else happens: 0.7 and 0.8 s recorded."""
    start_seconds: float = 4.7
    """The start of a virtual machine: once recorded, after powerOff."""
    power_off_seconds: float = 8.6
    """Its powerOff: 7.2 and 8.6 s recorded."""
    deallocate_seconds: float = 25.3
    """Its deallocation: 16.6 and 25.3 s recorded."""
    machine_creation_seconds: float = 20.0
    """Making one from disks: 12 to 15 s recorded."""
    machine_deletion_seconds: float = 32.7
    """Deleting one that runs: once recorded."""
    deallocated_machine_deletion_seconds: float = 0.6
    """Deleting one that is deallocated: once recorded."""
    boot_seconds: float = 40.0
    """From the start of a machine until its agent reports."""
    token_lifetime: float = 3599.0
    """Seconds, not divided by the speed."""

    # Unverified: no recording shows a failing restore of a disk, nor what a restored one says
    restore_failures_show_in: Literal["job", "operation", "request"] = "job"
    """Where a restore that was not validated, or whose validation has been overtaken, fails."""
    answers_at_once: bool = False
    """Whether validateRestore and restore answer 200 with their outcome, as their definitions allow, instead of 202."""
    activity_from_client: bool = True
    """Whether a job's activityID is the x-ms-client-request-id of its request: so in all recorded restores, of az and
    PowerShell, 2021-07-01 to 2026-06-01, but promised nowhere."""
    restores_once_an_activity: bool = False
    """Whether a second restore with the same client request id gets the operation of the first."""
    too_many_backups_code: str = "CloudDosTimeboudLimitReached"
    """With which an on-demand backup is refused that is one too many for a day."""
    backs_up_during_backup: bool = False
    """Whether an on-demand backup is accepted while another of the disk runs."""
    restored_disk_create_option: Literal["Copy", "Restore"] = "Copy"
    """What a restored disk says that it was made by."""
    source_resource_id: bool = True
    """Whether a restored disk names the snapshot that it was made from."""
    restored_disk_tags: bool = False
    """Whether a restored disk gets the tags of its source."""
    restored_disk_zones: bool = True
    """Whether it is in the availability zone of its source, or in none."""
    restored_disk_encryption: bool = True
    """Whether it gets the encryption of its source."""
    restored_disk_network_access: bool = False
    """Whether it gets the network access of its source, or the default, which is open."""
    expired_points_fail: bool = True
    """Whether a point past its expiryTime is refused."""
    filter_start_inclusive: bool = True
    """Whether startDate of a point filter includes that moment."""
    filter_end_inclusive: bool = True
    """Likewise endDate."""

    # Unverified too: nobody recorded how Compute refuses a change of a virtual machine
    attach_and_detach_at_once: bool = True
    """Whether attachDetachDataDisks takes both lists in one request, or refuses it."""
    attach_detach_api: bool = True
    """Whether the subscription may use attachDetachDataDisks at all."""
    conditions_count: bool = True
    """Whether If-Match and If-None-Match of a machine are looked at, and answered with 412."""
    os_swap_while_running: bool = False
    """Whether the OS disk can be swapped under a running machine, or that is refused."""
    ownership_conflicts_show_in: Literal["request", "operation"] = "request"
    """Where it is found out that another machine has the disk: both were seen."""
    allocation_failures_show_in: Literal["request", "operation"] = "operation"
    """Where it is found out that the region has no room for a machine."""
    failed_change_stays: bool = False
    """Whether a machine goes on showing the disks of a change that failed."""
    unrecorded_refusal_status: int | None = None
    """The status of all refusals of Compute whose own nobody recorded or quoted; None: the likely one of each."""

    # Changed with the years, for all api-versions
    graph_rows_of: Literal["2024-05", "2025-03", "2025-11"] = "2025-11"
    """Resource Graph padded times and cut some to milliseconds, and gave each user's job a location; later neither.
    In 2024-05 no instance could be edited."""

    # Unverified: when Resource Graph knows what, and whether it returns summaries in pages
    graph_points: Literal["known", "unknown", "absent"] = "known"
    """The newest and oldest point of an instance there: filled, of the year 1, or left out. 3, 9 and 1 of 13 recorded
    rows of one disk."""
    graph_pages_summaries: bool = True
    """Whether the rows of a summarize beyond the first page can be had: its documentation says "first page only"."""

    # Lists
    instances_page: int = 5000
    """Backup instances on a page."""
    points_page: int = 5000
    """Recovery points on a page."""
    jobs_page: int | None = None
    """Jobs on a page; None: all on one, as every list recorded so far."""
    graph_page: int = 1000
    """The most rows that Resource Graph returns at once, whatever is asked for."""
    jobs_depth_days: float = 14.0
    """How far back the list of jobs reaches."""
    graph_depth_days: float = 16.0
    """How far back Resource Graph knows jobs."""

    # The wire
    retry_after: int | Literal["real", "none"] = "real"
    """Of a 202: 30 and 10 s divided by the speed (left out when that rounds to 0), a number, or none."""
    regional_status_host: bool = False
    """Status URLs on ``<region>.<host>``, as seen once in azure-powershell; see Emulator.proxy_environment."""
    remaining_requests: int | None = None
    """What the x-ms-ratelimit-remaining headers say, instead of the recorded figures."""
    disk_host: bool = False
    """Disks are read on a host of their own, as in Azure, which only a proxy leads to; see
    Emulator.proxy_environment."""
    strict_signatures: bool = True
    """A signed status URL must come back byte for byte."""
    status_url_lifetime: float | None = None
    """How long after its start the status of an operation can be read; then 404. None: for ever. Unverified."""

    # Limits
    throttle: bool = False
    """ARM's token buckets: reads 250 and 25 a second, writes and deletes 200 and 10 a second, each a principal and
    subscription."""
    graph_quota: int | None = 15
    """Resource Graph queries in 5 s a principal; None: any number."""
    restores_a_day: int | None = 10
    """Restores of an instance in 24 hours."""
    backups_a_day: int | None = 10
    """On-demand backups of an instance in 24 hours."""
    snapshots_a_disk: int = 500
    """The most snapshots of a disk."""
    concurrent_restores: int | None = None
    """Restores of a vault under way at a time."""
    machine_changes: int | None = 12
    """Changes of a virtual machine, for each kind of change, until Compute answers 429; four a minute come back.
    None: any number."""
    latency: float = 0.0
    """Real seconds added to each ARM answer."""
