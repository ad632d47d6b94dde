# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must hold of backups on demand in every world, beside what holds of all that is sent."""

from __future__ import annotations

from collections.abc import Iterator

from .azure import Instance, Job, Point
from .history import BACKUP, Exchange, RunHistory
from .playing import Played
from .reading import DiskResult, accepted, controller_of, disk_results

CLOCK_SECONDS = 3.0
"""The service tells whole seconds, and a run asks for the time a moment after it began."""
WITH_A_POINT = frozenset({"backed_up", "unchanged", "attached"})


def none_is_made_beside_one(played: Played) -> Iterator[str]:
    """No backup is sent for an instance that has such a point already, if it could be seen in time."""
    for post in played.history.exchanges:
        if post.kind != BACKUP or post.left is None or not post.target or not accepted(post):
            continue
        run = played.history.runs[post.run]
        for point in _seen_before(played, post, run):
            if _is_wanted(played, run, point):
                yield f"{run.name} sent a backup of {post.target} at {post.left:.3f}, and its point {point.name} does"


def _seen_before(played: Played, post: Exchange, run: RunHistory) -> list[Point]:
    """The points that were there when the run began, and are there still."""
    instance = played.azure.instance(post.target or "")
    lag = played.azure.habits.jobs_lag
    return [
        point
        for point in _points(played, instance)
        if point.shows_at + lag < run.began and point.expires > (post.left or 0.0)
    ]


def _is_wanted(played: Played, run: RunHistory, point: Point) -> bool:
    """Whether a point is what a run asks for, whatever the rounding of times does."""
    options = controller_of(played, run).options
    oldest, tag = options.get("max_age"), options.get("retention_tag")
    if not isinstance(oldest, int) or not point.complete or tag not in (None, point.tag):
        return False
    return point.created >= run.began - oldest + _took_to_begin(played, run) + CLOCK_SECONDS


def _took_to_begin(played: Played, run: RunHistory) -> float:
    """How long it took until the vault was read, which is when a run begins for its points."""
    reads = [each.ended for each in played.history.of_run(run.name, "vault") if each.ended is not None]
    return max(reads, default=run.began) - run.began


def points_are_what_was_asked_for(played: Played) -> Iterator[str]:
    """The point that is named is one of the instance, as young as asked for, and made by the job that is named."""
    for run in played.history.runs.values():
        if run.result is None or controller_of(played, run).task != "disk_backup":
            continue
        for each in disk_results(played, run):
            if each.outcome in WITH_A_POINT and each.point and (why := _why_not(played, run, each)):
                yield f"{run.name} says {each.outcome} of {each.target}, point {each.point}: {why}"
            waited = controller_of(played, run).options.get("wait", True)
            if each.outcome in ("backed_up", "unchanged") and waited and not each.point:
                yield f"{run.name} says {each.outcome} of {each.target}, and names no point"


def _why_not(played: Played, run: RunHistory, each: DiskResult) -> str | None:
    instance = played.azure.instance(each.target)
    point = next((point for point in _points(played, instance) if point.name == each.point), None)
    if point is None:
        return "the instance has no such point"
    options = controller_of(played, run).options
    oldest, tag = options.get("max_age"), options.get("retention_tag")
    if isinstance(oldest, int) and point.created < run.began - oldest - CLOCK_SECONDS:
        return f"its snapshot is of {point.created:.3f}, and the run began at {run.began:.3f}"
    job = next((job for job in played.azure.jobs if job.name == each.job), None)
    if each.outcome == "backed_up" and (job is None or job.made is not point):
        return None if job and _looks_like_its_own(job, point) else f"job {each.job} did not make it"
    return f"its tag is {point.tag}" if tag not in (None, point.tag) else None


def _looks_like_its_own(job: Job, point: Point) -> bool:
    """Whether a point was made while a job ran that made none, or does not name it: nobody can tell."""
    return job.started <= point.time and point.created <= job.ended


def _points(played: Played, instance: Instance) -> list[Point]:
    return [*instance.points, *played.azure.made.get(instance.name, ())]
