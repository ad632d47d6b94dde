# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must hold in every world. Each function looks at all that happened and says what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from .azure import TARGET_GROUP, Disk, Job, Point
from .backup_invariants import none_is_made_beside_one, points_are_what_was_asked_for
from .history import SENDS, Exchange, RunHistory
from .playing import Played
from .reading import (
    DiskResult,
    accepted,
    controller_of,
    disk_results,
    posts_of,
    targets_of,
    wishes_of,
)
from .threads import EPOCH

FRESH_SECONDS = 2.0
"""A look is fresh so long, beside the time that its own requests take."""
GUARD_SECONDS = 2.0
"""So long after its starter has gone a run may still begin requests."""
OVERRUN_SECONDS = 8.0
"""So long after its deadline a run may still be there."""
AT_ONCE = 0.001
SOME_TIME_SECONDS = 600.0
CLOCKS_DIFFER_SECONDS = 300.0
LATEST = "latest"
LOOKED_FOR_SECONDS = 120.0

Invariant = Callable[[Played], Iterator[str]]


def one_at_a_time(played: Played) -> Iterator[str]:
    """Nothing is sent for what was on its way, as it showed when it could last be looked at, or for a disk there."""
    for exchange in played.history.exchanges:
        if exchange.kind not in SENDS or exchange.left is None or not exchange.target or not accepted(exchange):
            continue
        looked = exchange.left - _look_took(played, exchange) - FRESH_SECONDS
        for job in _earlier(played, exchange):
            stands = _stands(played, job, looked) and _stands(played, job, exchange.left)
            if job.listed_at + played.azure.habits.jobs_lag <= looked and stands:
                yield (
                    f"{exchange.run} sent a {exchange.kind} of {exchange.target} at {exchange.left:.3f}, and it was "
                    f"accepted, though job {job.name} to it had shown since {job.listed_at:.3f}"
                )
        disk = _there(played, exchange.target, looked)
        if disk and disk.made_by is None and disk is _there(played, exchange.target, exchange.left):
            yield f"{exchange.run} sent a restore of {exchange.target}, which was there since {disk.states[0][0]:.3f}"


def _look_took(played: Played, post: Exchange) -> float:
    """How long the requests have taken that the thread of a restore made since it last began to ask for jobs."""
    took = 0.0
    for each in reversed(played.history.exchanges):
        if each.thread != post.thread or each.began >= post.began or each.ended is None:
            continue
        took += each.ended - each.began
        if each.kind in ("jobs", "graph") or post.began - each.ended > FRESH_SECONDS + took:
            break
    return took + (post.left or 0.0) - post.began


def _earlier(played: Played, post: Exchange) -> list[Job]:
    own = post.operation.made if post.operation else None
    return [job for job in played.azure.jobs if job.target == post.target and job is not own]


def _stands(played: Played, job: Job, moment: float) -> bool:
    """Whether a job that can be seen then stands against another one: it goes on, or its disk is there."""
    if job.started > moment:
        return False
    if moment < job.ended:
        return True
    return any(disk.made_by == job.name and disk.state_at(moment) for disk in played.azure.disks)


def _there(played: Played, target: str, moment: float) -> Disk | None:
    same = (disk for disk in played.azure.disks if (disk.group, disk.name) == (TARGET_GROUP, target))
    return next((disk for disk in same if disk.state_at(moment)), None)


def changed_means_accepted(played: Played) -> Iterator[str]:
    """`changed` is true exactly if a restore or backup of this run was accepted."""
    for run in _with_results(played):
        if controller_of(played, run).check_mode:
            continue
        told = disk_results(played, run)
        for each in told:
            if each.outcome == "outcome_unknown":
                continue
            posts = posts_of(played, run, each.target)
            if any(post.served and run.ended and post.served > run.ended for post in posts):
                continue
            was = any(accepted(post) for post in posts)
            unsure = any(_cannot_be_known(played, post) for post in posts)
            if each.outcome == "not_sent" and was:
                yield f"{run.name} says not_sent of {each.target}, and it was accepted"
            elif each.changed != was and not unsure:
                yield f"{run.name} says changed={each.changed} of {each.target}, and it was accepted: {was}"
        result = run.result or {}
        overall = result.get("changed")
        sent = [post for post in posts_of(played, run) if accepted(post) and not _late(post, run)]
        if told and overall != any(each.changed for each in told):
            yield f"{run.name} says changed={overall}, and otherwise of its disks"
        if not told and sent and overall is not True:
            yield f"{run.name} says changed={overall}, and {len(sent)} of what it sent was accepted"


def _cannot_be_known(played: Played, post: Exchange) -> bool:
    """Whether Azure dropped a restore again, or has lost its answer and shows its job too late or as another's."""
    if post.operation is None or post.left is None:
        return False
    if not accepted(post):
        return True
    job = post.operation.made
    if post.understood or job is None:
        return False
    shown = job.listed_at + played.azure.habits.list_lags - post.left
    return job.activity != post.operation.activity or shown > LOOKED_FOR_SECONDS


def _late(post: Exchange, run: RunHistory) -> bool:
    return bool(run.ended is not None and post.served is not None and post.served > run.ended)


def proven_means_made_by_it(played: Played) -> Iterator[str]:
    """What is called restored, unchanged or proven was made by the job that is named, and was ready."""
    for run in _with_results(played):
        controller = controller_of(played, run)
        if controller.task == "disk_backup":
            continue
        wishes = dict(zip(targets_of(played.world, controller), wishes_of(controller), strict=True))
        for each in disk_results(played, run):
            if not (each.proven or each.outcome in ("restored", "unchanged")):
                continue
            if why := _why_not_proven(played, run, each):
                yield f"{run.name} says {each.outcome} of {each.target}, job {each.job}: {why}"
                continue
            (job,) = (job for job in played.azure.jobs if job.name == each.job)
            if why := _why_not_wished(played, each, wishes[each.target], job):
                yield f"{run.name} says {each.outcome} of {each.target}, job {each.job}: {why}"


def _why_not_proven(played: Played, run: RunHistory, each: DiskResult) -> str | None:
    job = next((job for job in played.azure.jobs if job.name == each.job), None)
    if job is None:
        return "there is no such job"
    if job.kind != "Restore" or job.target != each.target:
        return f"the job is to {job.target}"
    disks = [disk for disk in played.azure.disks if disk.made_by == job.name] + _mistaken(played, job)
    if not disks:
        return "the job made no disk"
    if not any(disk.was("Succeeded", run.began, run.ended or run.began) for disk in disks):
        return "its disk was not there, or not ready, while the run looked"
    return None


def _mistaken(played: Played, job: Job) -> list[Disk]:
    """The disks that came while a job went on that claims to have made one: they can't be told from its own."""
    if not job.status_at(job.ended).startswith("Completed"):
        return []
    same = (disk for disk in played.azure.disks if (disk.group, disk.name) == (TARGET_GROUP, job.target))
    return [disk for disk in same if job.started - CLOCKS_DIFFER_SECONDS <= disk.created <= job.ended]


def _why_not_wished(played: Played, each: DiskResult, wish: Mapping[str, object], job: Job) -> str | None:
    """Why a job is not one that the wish could have sent."""
    assert job.point is not None
    for option, own in (
        ("source_disk", job.instance.source),
        ("backup_instance", job.instance.name),
        ("recovery_point_id", job.point.name),
    ):
        if wish.get(option) and wish[option] != own:
            return f"the wish is for {wish[option]}, the job restored {own}"
    as_of = wish.get("as_of")
    if isinstance(as_of, str) and as_of != LATEST:
        return "the job restored a later moment" if job.point.time > seconds_of(as_of) else None
    if wish.get("max_skew") is not None:
        return None
    # Of what somebody else has sent, only the moment is known at which the service began it, by whatever clock.
    begun, slack = _begun(played, job), 0.0 if each.outcome == "restored" else CLOCKS_DIFFER_SECONDS
    later = (point for point in job.instance.points if point.time > job.point.time)
    if as_of == LATEST and any(_was_there(point, begun - slack, begun) for point in later):
        return "the job did not restore what was the latest point when its run began"
    return None


def _begun(played: Played, job: Job) -> float:
    """When the run began that sent a restore, or, for what somebody else has sent, some time before."""
    posts = (each for each in played.history.exchanges if each.operation and each.operation.activity == job.activity)
    return next((played.history.runs[post.run].began for post in posts), job.started - SOME_TIME_SECONDS)


def _was_there(point: Point, since: float, until: float) -> bool:
    """Whether a point could have been restored all that time."""
    return point.complete and point.shows_at <= since and point.time <= since and until < point.expires


def seconds_of(moment: str) -> float:
    """A moment that a task names, in seconds since the world began."""
    return (datetime.fromisoformat(moment.replace("Z", "+00:00")) - EPOCH).total_seconds()


def nothing_after_the_end(played: Played) -> Iterator[str]:
    """Nothing is begun after the process is dead, its starter gone, its task ended or its deadline passed."""
    for run in played.history.runs.values():
        left = [(each.left, each.kind) for each in played.history.exchanges if each.run == run.name and each.left]
        posts = [(moment, kind) for moment, kind in left if kind in SENDS]
        for sent, end, guard, why in (
            (left, run.gone, 0.0, "its process was gone"),
            (left, run.starter_gone, GUARD_SECONDS, "whoever started it was gone"),
            (posts, run.cancelled, AT_ONCE, "it was cancelled"),
            (posts, run.ended, AT_ONCE, "its task had ended"),
            (left, run.deadline, AT_ONCE, "its deadline had passed"),
        ):
            late = [(moment, kind) for moment, kind in sent if end is not None and moment > end + guard]
            if late:
                moment, kind = next((each for each in late if each[1] in SENDS), late[0])
                yield f"{run.name} sent {kind} at {moment:.3f}, though {why} since {end:.3f}; {len(late)} such requests"


def no_hang(played: Played) -> Iterator[str]:
    """Every run ends by its deadline and some seconds."""
    for run in played.history.runs.values():
        ended = min(moment for moment in (run.ended, run.gone, float("inf")) if moment is not None)
        if ended > run.deadline + OVERRUN_SECONDS:
            yield f"{run.name} ended at {ended:.3f}, and its deadline was {run.deadline:.3f}"


def results_are_whole(played: Played) -> Iterator[str]:
    """No traceback, plain JSON, words for what failed, a record for each disk, and no job lost that was told of."""
    for run in played.history.runs.values():
        if run.error is not None and run.cancelled is None:
            yield f"{run.name} raised {type(run.error).__name__}: {run.error}"
        if run.result is None:
            continue
        try:
            text = json.dumps(run.result, allow_nan=False)
        except (TypeError, ValueError) as error:
            yield f"{run.name} returned what is no JSON: {error}"
            continue
        if run.result.get("failed") and not (run.result.get("msg") and isinstance(run.result.get("error"), dict)):
            yield f"{run.name} failed without saying why: {text[:200]}"
        if not isinstance(run.result.get("changed"), bool):
            yield f"{run.name} does not say whether it changed something"
        yield from _what_is_missing(played, run, text)


def _what_is_missing(played: Played, run: RunHistory, text: str) -> Iterator[str]:
    targets = targets_of(played.world, controller_of(played, run))
    told = [each.target for each in disk_results(played, run)]
    if (told or posts_of(played, run)) and sorted(told) != sorted(targets):
        yield f"{run.name} tells of {told}, and its disks are {targets}"
    own = {post.operation.name: post.target for post in posts_of(played, run) if post.operation}
    for exchange in played.history.of_run(run.name, "operation"):
        if exchange.names[0] not in own or exchange.told_job is None or _is_late(exchange, run):
            continue
        if exchange.told_job not in text:
            yield f"{run.name} was told of job {exchange.told_job} for {own[exchange.names[0]]}, and does not name it"


def _is_late(exchange: Exchange, run: RunHistory) -> bool:
    return exchange.ended is None or run.ended is None or exchange.ended > run.ended


def check_mode_writes_nothing(played: Played) -> Iterator[str]:
    """No restore and no backup leaves a run in check mode."""
    for run in played.history.runs.values():
        if controller_of(played, run).check_mode and posts_of(played, run):
            yield f"{run.name} is in check mode, and sent something"


def _with_results(played: Played) -> Iterator[RunHistory]:
    return (run for run in played.history.runs.values() if run.result is not None)


INVARIANTS: tuple[Invariant, ...] = (
    one_at_a_time,
    changed_means_accepted,
    proven_means_made_by_it,
    none_is_made_beside_one,
    points_are_what_was_asked_for,
    nothing_after_the_end,
    no_hang,
    results_are_whole,
    check_mode_writes_nothing,
)


def what_is_wrong(played: Played) -> list[str]:
    """All violations, each with the name of what does not hold."""
    return [f"{invariant.__name__}: {words}" for invariant in INVARIANTS for words in invariant(played)]
