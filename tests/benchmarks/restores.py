# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Restores in one task, and in the ways that people have without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from . import ways
from .emulated import Azure, Source
from .measures import Measure, beginning_jobs, extrapolated
from .playing import AS_MODULES, Playbook

SIZES = (1, 10, 100, 500, 1000)
Way = Callable[[list[Source]], Playbook]

IN_ONE_TASK = "one task"
TODAY: dict[str, tuple[str, Way, tuple[int, int]]] = {
    "loop": ("a loop that waits", ways.loop, (1, 2)),
    "later": ("a loop, then one wait", ways.loop_then_wait, (3, 12)),
    "async": ("async, then async_status", ways.asynchronous, (10, 30)),
    "hosts": (f"a host a disk, {ways.FORKS} forks", ways.host_a_disk, (ways.FORKS, 3 * ways.FORKS)),
}
VAULT_INSTANCES = 5000
MANY_JOBS = 50_000


def in_one_task(disks: int) -> Iterator[Measure]:
    """So many disks in one task."""
    with Azure(disks) as azure:
        yield beginning_jobs(IN_ONE_TASK, azure, disks, ways.one_task)


def as_of() -> Iterator[Measure]:
    """The points looked up, too."""
    with Azure(100) as azure:
        yield beginning_jobs(f"{IN_ONE_TASK}, as_of", azure, 100, ways.one_task_as_of)


def today(way: str) -> Iterator[Measure]:
    """One of today's ways, by modules: measured with few disks, extrapolated for many."""
    what, playbook, sizes = TODAY[way]
    measured = []
    for disks in sizes:
        with Azure(disks) as azure:
            measured.append(beginning_jobs(what, azure, disks, playbook, AS_MODULES))
            yield measured[-1]
    few, more = measured
    for disks in SIZES:
        if disks > sizes[1]:
            yield extrapolated(few, more, disks)


def buckets() -> Iterator[Measure]:
    """500 disks, and Azure takes no more requests than it says it takes."""
    with Azure(500, throttle=True) as azure:
        yield beginning_jobs(f"{IN_ONE_TASK}, ARM's token buckets", azure, 500, ways.one_task)


def history() -> Iterator[Measure]:
    """A disk of a vault with many jobs, beside one of a vault with none; and many disks of it."""
    for jobs, words in ((0, "no jobs"), (MANY_JOBS, f"{MANY_JOBS:,} jobs")):
        with Azure(VAULT_INSTANCES, jobs=jobs) as azure:
            yield beginning_jobs(f"disk_restore, {VAULT_INSTANCES:,} instances, {words}", azure, 1, ways.single)
    with Azure(VAULT_INSTANCES, jobs=MANY_JOBS) as azure:
        yield beginning_jobs(f"{IN_ONE_TASK}, {VAULT_INSTANCES:,} instances, {words}", azure, 100, ways.one_task)
