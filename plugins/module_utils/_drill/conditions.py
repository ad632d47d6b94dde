# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Whether a disk may be deleted after a drill: decided on values alone.

All of this must hold, and the first that does not is the reason why the disk stays:

| must hold | else |
|---|---|
| it is a disk of the drill: it has its mark, or no mark and a restore job of the drill names it | not_of_this_drill |
| sweeping: it is old enough, and the time that its mark gives it is over | too_young |
| its resource group is marked for drills | group_not_marked |
| no restore to it is under way | restore_running |
| a restore job of the drill completed, names the disk, and ran when the disk was made | not_proven |
| the disk is the one that was marked (by its unique id), and that job the one of the mark | not_proven |
| nothing uses it: no machine by what the disk says, none of the group by what machines say, nobody reads it | in_use |
| no machine had it in the last five minutes | just_handed_over |
| no lock holds | locked |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from .._arm.resource_ids import same_id
from .._arm.times import format_moment
from .._azure.authorization.locks import Lock
from .._azure.compute.disks import Disk
from .._azure.compute.machine_profiles import MachineProfile
from .._azure.dataprotection.jobs import Job
from .._azure.resources.groups import ResourceGroup
from .._backup.drill_marks import ALLOWED, GROUP_TAG, drill_id_on, is_by_drill, is_marked, read_mark
from .._backup.provenance import NOT_OF_A_SNAPSHOT, made_in_time

Reason = Literal[
    "not_of_this_drill",
    "too_young",
    "group_not_marked",
    "restore_running",
    "not_proven",
    "in_use",
    "just_handed_over",
    "locked",
    "not_checked",
    "refused",
    "being_deleted",
]
# A disk that a machine had a moment ago may be on its way to the next one.
HANDED_OVER_FOR = timedelta(minutes=5)
UNUSED = "unattached"


@dataclass(frozen=True)
class Sweep:
    """Whose disks are to be deleted: those of one drill, or those of all drills that are older than that."""

    drill_id: str | None = None
    older_than: timedelta | None = None


@dataclass(frozen=True)
class Seen:
    """A disk and all that its deletion depends on, as read at one time.

    `jobs` are the restore jobs to it that come into question, with their details. `machines` are those of its group.
    """

    disk: Disk
    group: ResourceGroup
    jobs: Sequence[Job]
    machines: Sequence[MachineProfile]
    locks: Sequence[Lock]


@dataclass(frozen=True)
class Kept:
    """Why a disk stays. `left_over`: it is, or says that it is, a disk of the drill."""

    reason: Reason
    message: str
    left_over: bool = True


def keeps(seen: Seen, sweep: Sweep, now: datetime) -> Kept | None:
    """Why the disk must stay; None if it may be deleted."""
    return (
        whose(seen.disk, seen.jobs, sweep)
        or _too_young(seen.disk, sweep, now)
        or _group(seen)
        or _running(seen)
        or _unproven(seen, sweep)
        or _used(seen)
        or _just_handed_over(seen.disk, now)
        or _locked(seen)
    )


def whose(disk: Disk, jobs: Sequence[Job], sweep: Sweep) -> Kept | None:
    """That a disk is none of the drill; None if it is, or says so."""
    marked = drill_id_on(disk.tags)
    if marked and sweep.drill_id in (None, marked):
        return None
    if marked:
        return Kept("not_of_this_drill", f"It has the mark of the drill {marked!r}.", left_over=False)
    if drill_jobs(disk, jobs, sweep.drill_id):
        return None
    return Kept("not_of_this_drill", "It has no mark, and no job shows that a drill restored it.", left_over=False)


def drill_jobs(disk: Disk, jobs: Sequence[Job], drill_id: str | None) -> list[Job]:
    """The restores to a disk that this drill, or any drill if None is given, has sent."""
    return [job for job in jobs if same_id(job.target_id, disk.id) and is_by_drill(job, drill_id)]


def proof(disk: Disk, jobs: Sequence[Job], drill_id: str | None) -> Job | None:
    """The restore job of the drill that made this very disk; None if none shows it."""
    if (disk.create_option or "").lower() in NOT_OF_A_SNAPSHOT:
        return None
    return next((job for job in drill_jobs(disk, jobs, drill_id) if made_in_time(job, disk)), None)


def seconds_to_wait(disk: Disk, now: datetime) -> float:
    """How long a disk that a machine has just taken or released is to be left alone."""
    return (disk.handed_over + HANDED_OVER_FOR - now).total_seconds() if disk.handed_over else 0.0


def _too_young(disk: Disk, sweep: Sweep, now: datetime) -> Kept | None:
    if sweep.older_than is None:
        return None
    if disk.created is None or now - disk.created < sweep.older_than:
        made = format_moment(disk.created) or "an unknown time"
        return Kept("too_young", f"It was made at {made}, which is not long enough ago.", left_over=False)
    mark = read_mark(disk.tags)
    if mark and mark.expires > now:
        until = format_moment(mark.expires)
        return Kept("too_young", f"The drill {mark.drill_id!r} keeps it until {until}.", left_over=False)
    return None


def _group(seen: Seen) -> Kept | None:
    if is_marked(seen.group):
        return None
    return Kept("group_not_marked", f"Its resource group does not have the tag {GROUP_TAG}: {ALLOWED}.")


def _running(seen: Seen) -> Kept | None:
    for job in seen.jobs:
        if same_id(job.target_id, seen.disk.id) and not job.has_ended:
            return Kept("restore_running", f"The restore job {job.name} to it is under way.")
    return None


def _unproven(seen: Seen, sweep: Sweep) -> Kept | None:
    disk = seen.disk
    marked = drill_id_on(disk.tags)
    job = proof(disk, seen.jobs, marked or sweep.drill_id)
    if job is None:
        return Kept(
            "not_proven",
            "No completed restore job of the drill names this disk as its destination and ran when it was made: "
            "somebody may have made it, or copied the mark.",
        )
    if marked is None:
        return None
    mark = read_mark(disk.tags)
    if mark is None:
        return Kept("not_proven", "Its mark is not complete.")
    if not same_id(mark.unique_id, disk.unique_id):
        return Kept("not_proven", "It is not the disk that was marked: its unique id is another one.")
    if not same_id(mark.job_name, job.name):
        return Kept("not_proven", f"Its mark names the job {mark.job_name}, and the job {job.name} made it.")
    return None


def _used(seen: Seen) -> Kept | None:
    disk = seen.disk
    users = [each for each in (disk.attached_to, *disk.shared_by) if each]
    users += [machine.id for machine in seen.machines if any(same_id(each.disk_id, disk.id) for each in machine.disks)]
    if users:
        return Kept("in_use", f"The virtual machine {users[0]} uses it.")
    if (disk.disk_state or UNUSED).lower() != UNUSED:
        return Kept("in_use", f"Compute says that its state is {disk.disk_state}.")
    return None


def _just_handed_over(disk: Disk, now: datetime) -> Kept | None:
    if seconds_to_wait(disk, now) <= 0:
        return None
    return Kept(
        "just_handed_over",
        f"A machine took or released it at {format_moment(disk.handed_over)}, less than 5 minutes ago.",
    )


def _locked(seen: Seen) -> Kept | None:
    return Kept("locked", f"{seen.locks[0]} keeps it.") if seen.locks else None
