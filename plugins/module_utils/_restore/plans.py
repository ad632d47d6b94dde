# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Planning one disk: resolve what was asked for and judge what is there, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from .._arm.errors import RequestRefused, TaskError, WrongInput
from .._arm.resource_ids import ResourceId
from .._arm.times import format_moment
from .._azure.compute.disks import Disk
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.recovery_points import RecoveryPoint, get_recovery_point, list_recovery_points
from .._azure.dataprotection.restores import RestoreBody
from .._azure.disk_names import disk_id
from .._backup.drawn_moments import drawn_moment, start_of_day
from .._backup.errors import RecoveryPointNotFound, TargetNotFound
from .._backup.job_index import LOOK_HOLDS_SECONDS
from .._backup.option_values import check_not_in_the_future
from .._backup.point_choice import Choice, check_age, check_store, choose_point
from .._backup.regions import restore_region
from .._backup.run_context import RunContext
from .decisions import Decision, judge
from .errors import CrossSubscriptionRestoreOff, SeveralFindings, SeveralWrongInputs, TargetTaken
from .requests import RestoreRequest

T = TypeVar("T")

# A name of a disk has 80 characters at most.
LONGEST_BEGINNING = 70
EXPIRES_SOON = timedelta(days=1)
PROTECTED = "protectionconfigured"


@dataclass(frozen=True)
class Plan:
    """What is to be done for one request. `seen_at` is when jobs and disk were seen like this (monotonic)."""

    choice: Choice
    body: RestoreBody
    disk: Disk | None
    decision: Decision
    seen_at: float


def choose(request: RestoreRequest, context: RunContext, *, read_named_points: bool) -> Choice:
    """The instance and the point for a request. A point named by its id is read if something depends on it already."""
    now = context.now()
    instance = context.instance(request.source)
    if source := ResourceId.parse_if_one(instance.source_id):
        context.disks.want(source)
    if request.point.point_id:
        point = None
        if read_named_points or request.point.max_age_seconds is not None:
            point = _named_point(request.point.point_id, instance, context)
            check_age(point, request.point, now)
        return Choice(instance, request.point.point_id, point, None)
    as_of = request.point.as_of or now
    check_not_in_the_future(as_of, now, "as_of")
    points = list(list_recovery_points(context.session, context.ref, instance.name))
    if request.drill and request.drill.window:
        as_of = drawn_moment(request.drill, request.point.as_of or start_of_day(now))
    point = choose_point(points, request.point, as_of, now)
    return Choice(instance, point.name, point, as_of, points)


def plan(request: RestoreRequest, choice: Choice, context: RunContext, *, not_before: float) -> Plan:
    """What is to be done for a request, as things are at that moment (monotonic) or later.

    Raises one `TaskError` that tells all that stands against it.
    """
    found: list[TaskError] = []

    def unless_refused(look: Callable[[], T], instead: T) -> T:
        try:
            return look()
        except TaskError as failure:
            found.append(failure)
            return instead

    location = unless_refused(lambda: _region(request, choice.instance, context), "")
    guard_requests: tuple[str, ...] = unless_refused(context.guard_requests, ())
    unless_refused(lambda: _check_subscription(request, context), None)
    body = RestoreBody(
        instance_name=choice.instance.name,
        recovery_point_id=choice.point_id,
        target=request.target,
        location=location,
        user_identity_id=request.user_identity_id or choice.instance.identity_id,
        guard_requests=guard_requests,
        source_store=choice.point.store_type if choice.point else None,
    )
    judged = unless_refused(lambda: _judged(request, choice, body, context, not_before), None)
    point = choice.point
    if point is None and request.validate and judged and judged.decision.action == "restore":
        point = unless_refused(lambda: _named_point(choice.point_id, choice.instance, context), None)
    if found or judged is None:
        raise _together(found)
    return with_point(judged, point) if point else judged


def judge_again(plan: Plan, request: RestoreRequest, context: RunContext, not_before: float) -> Plan:
    """The plan as things are at that moment (monotonic) or later, and so that there is time to send it."""
    look = context.job_index.look(not_before)
    if context.session.clock.monotonic() - look.read_at > LOOK_HOLDS_SECONDS / 2:
        not_before = look.read_at
    return _judged(request, plan.choice, plan.body, context, not_before)


def with_point(plan: Plan, point: RecoveryPoint) -> Plan:
    """The plan for another point of the same instance."""
    body = replace(plan.body, recovery_point_id=point.name, source_store=point.store_type)
    return replace(plan, choice=replace(plan.choice, point_id=point.name, point=point), body=body)


def for_a_free_name(plan: Plan, run_id: str) -> Plan:
    """The plan for a disk beside the one that is there: Azure refuses to validate a restore to a name that is taken."""
    target = plan.body.target
    free = disk_id(target.subscription_id, target.resource_group, f"{target.name[:LONGEST_BEGINNING]}-{run_id[:8]}")
    return replace(plan, body=replace(plan.body, target=free))


def warnings_of(plan: Plan, now: datetime) -> list[str]:
    """What is odd about the instance, or about a point that is to be restored, but does not prevent the restore."""
    instance, point, told = plan.choice.instance, plan.choice.point, []
    if instance.protection_state and instance.protection_state.lower() != PROTECTED:
        told.append(
            f"The protection of {instance.source_name!r} is {instance.protection_state}: there may be no new "
            "recovery points."
        )
    if point is None or plan.decision.action != "restore":
        return told
    if point.expires and point.expires - now < EXPIRES_SOON:
        told.append(f"The point {point.name} of {instance.source_name!r} expires at {format_moment(point.expires)}.")
    if point.flaw:
        told.append(f"The point {point.name} of {instance.source_name!r} may not be usable: it is {point.flaw}.")
    return told


def _judged(request: RestoreRequest, choice: Choice, body: RestoreBody, context: RunContext, not_before: float) -> Plan:
    """First the jobs, then the disk: one whose job ends between the two looks is there, not "deleted since".

    If the look at the disk took long, the jobs are looked at once more before the disk is restored, or called somebody
    else's: what made it may have begun and ended in between.
    """
    job_index, clock = context.job_index, context.session.clock
    look = job_index.look(not_before)
    disk = _target_disk(request, context, look.read_at)
    seen_at, disk_seen_at = look.read_at, clock.monotonic()
    jobs = job_index.jobs_to(request.target, disk, look)
    try:
        decision = judge(request, choice, disk, jobs, context.session.service_now, job_index.reach)
    except TargetTaken:
        if disk_seen_at - seen_at <= LOOK_HOLDS_SECONDS:
            raise
        jobs = job_index.jobs_to(request.target, disk, job_index.look(disk_seen_at))
        decision = judge(request, choice, disk, jobs, context.session.service_now, job_index.reach)
    if decision.action == "restore" and disk_seen_at - seen_at > LOOK_HOLDS_SECONDS:
        newer = job_index.look(clock.monotonic())
        seen_at = seen_at if job_index.has_news(request.target, look, newer) else disk_seen_at
    return Plan(choice, body, disk, decision, seen_at)


def _together(found: list[TaskError]) -> TaskError:
    """One failure that tells all findings, with the code and the facts of the first. One wrong input makes it one."""
    if len(found) == 1:
        return found[0]
    kind = SeveralWrongInputs if any(isinstance(failure, WrongInput) for failure in found) else SeveralFindings
    told = " ".join(f"({number}) {failure}" for number, failure in enumerate(found, 1))
    return kind(f"There are {len(found)} problems. {told}", problem=found[0].problem, trace=found[0].trace)


def _named_point(point_id: str, instance: BackupInstance, context: RunContext) -> RecoveryPoint:
    try:
        point = get_recovery_point(context.session, context.ref, instance.name, point_id)
    except RequestRefused as refusal:
        if refusal.status != 404:
            raise
        raise RecoveryPointNotFound(
            f"The backup instance {instance.name!r} has no recovery point {point_id!r}; "
            "recovery_point_info lists those that it has.",
            problem=refusal.problem,
            trace=refusal.trace,
        ) from refusal
    if point is None:
        raise RecoveryPointNotFound(
            f"{point_id!r} of backup instance {instance.name!r} is no recovery point with a time."
        )
    check_store(point)
    return point


def _region(request: RestoreRequest, instance: BackupInstance, context: RunContext) -> str:
    """The region of the restored disk. The source disk is read only if the instance does not say it."""
    source_id = None if instance.location else ResourceId.parse_if_one(instance.source_id)
    source = context.disks.find(source_id, not_before=float("-inf")) if source_id else None
    return restore_region(request.location, instance, context.vault(), source)


def _check_subscription(request: RestoreRequest, context: RunContext) -> None:
    if not context.allows(request.target):
        raise CrossSubscriptionRestoreOff(
            f"Vault {context.ref} does not restore into other subscriptions (its cross-subscription restore setting "
            f"is off), and the target is in {request.target.subscription_id}."
        )


def _target_disk(request: RestoreRequest, context: RunContext, not_before: float) -> Disk | None:
    try:
        return context.disks.find(request.target, not_before=not_before)
    except RequestRefused as refusal:
        missing = {
            "ResourceGroupNotFound": f"resource group {request.target.resource_group!r}",
            "SubscriptionNotFound": f"subscription {request.target.subscription_id}",
        }.get(refusal.problem.code)
        if not missing:
            raise
        raise TargetNotFound(
            f"The target's {missing} does not exist, or this login can't see it: {refusal.problem}",
            problem=refusal.problem,
            trace=refusal.trace,
        ) from refusal
