# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Planning one disk: resolve what was wished for and judge what is there, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from .._arm.errors import Failure, RequestRefused
from .._arm.resource_ids import ResourceId
from .._arm.times import format_moment
from .._dataprotection.disk_names import disk_id
from .._dataprotection.disks import Disk
from .._dataprotection.instances import BackupInstance
from .._dataprotection.recovery_points import RecoveryPoint, get_recovery_point, list_recovery_points
from .._dataprotection.restores import RestoreRequest
from .choosing import check_age, check_store, choose_point
from .judging import Choice, Decision, judge
from .knowledge import Knowledge
from .reading import check_not_in_the_future
from .regions import restore_region
from .sources import NothingToRestore
from .wishes import Wish

T = TypeVar("T")

# A name of a disk has 80 characters at most.
LONGEST_BEGINNING = 70
EXPIRES_SOON = timedelta(days=1)
PROTECTED = "protectionconfigured"


@dataclass(frozen=True)
class Plan:
    """What is to be done for one wish. `seen_at` is until when jobs were looked for (monotonic)."""

    choice: Choice
    request: RestoreRequest
    disk: Disk | None
    decision: Decision
    seen_at: float


class Impossible(Failure):
    """Azure would never accept it, so that it isn't sent."""

    code = "Impossible"


def choose(wish: Wish, knowledge: Knowledge, *, read_named_points: bool) -> Choice:
    """The instance and the point for a wish. A point named by its id is read only where something depends on it."""
    now = knowledge.now()
    instance = knowledge.instance(wish.source)
    if source := ResourceId.parse_if_one(instance.source_id):
        knowledge.disks.want(source)
    if wish.point.point_id:
        point = None
        if read_named_points or wish.point.max_age_seconds is not None:
            point = _named_point(wish.point.point_id, instance, knowledge)
            check_age(point, wish.point, now)
            check_store(point)
        return Choice(instance, wish.point.point_id, point, None)
    as_of = wish.point.as_of or now
    check_not_in_the_future(as_of, now, "as_of")
    points = list(list_recovery_points(knowledge.session, knowledge.ref, instance.name))
    point = choose_point(points, wish.point, as_of, now)
    return Choice(instance, point.name, point, as_of, points)


def plan(wish: Wish, choice: Choice, knowledge: Knowledge, *, not_before: float) -> Plan:
    """What is to be done for a wish, as things are at that moment (monotonic) or later.

    Raises one `Failure` that tells all that stands against it.
    """
    found: list[Failure] = []

    def unless_refused(look: Callable[[], T], instead: T) -> T:
        try:
            return look()
        except Failure as failure:
            found.append(failure)
            return instead

    location = unless_refused(lambda: _region(wish, choice.instance, knowledge), "")
    guard_requests: tuple[str, ...] = unless_refused(knowledge.guard_requests, ())
    unless_refused(lambda: _check_subscription(wish, knowledge), None)
    request = RestoreRequest(
        instance_name=choice.instance.name,
        recovery_point_id=choice.point_id,
        target=wish.target,
        location=location,
        user_identity_id=wish.user_identity_id or choice.instance.identity_id,
        guard_requests=guard_requests,
        source_store=choice.point.store_type if choice.point else None,
    )
    judged = unless_refused(lambda: _judged(wish, choice, request, knowledge, not_before), None)
    if found or judged is None:
        raise _together(found)
    return judged


def judge_again(plan: Plan, wish: Wish, knowledge: Knowledge) -> Plan:
    """The plan as things are now."""
    return _judged(wish, plan.choice, plan.request, knowledge, knowledge.session.clock.monotonic())


def with_point(plan: Plan, point: RecoveryPoint) -> Plan:
    """The plan for another point of the same instance."""
    request = replace(plan.request, recovery_point_id=point.name, source_store=point.store_type)
    return replace(plan, choice=replace(plan.choice, point_id=point.name, point=point), request=request)


def for_a_free_name(plan: Plan, run_id: str) -> Plan:
    """The plan for a disk beside the one that is there: Azure refuses to validate a restore to a name that is taken."""
    target = plan.request.target
    free = disk_id(target.subscription_id, target.resource_group, f"{target.name[:LONGEST_BEGINNING]}-{run_id[:8]}")
    return replace(plan, request=replace(plan.request, target=free))


def warnings_of(plan: Plan, now: datetime) -> list[str]:
    """What is odd about the instance, or about a point that is to be restored, but does not stand against it."""
    instance, point, told = plan.choice.instance, plan.choice.point, []
    if instance.protection_state and instance.protection_state.lower() != PROTECTED:
        told.append(
            f"The protection of {instance.source_name!r} is {instance.protection_state}: no new points may come."
        )
    if point is None or plan.decision.action != "restore":
        return told
    if point.expires and point.expires - now < EXPIRES_SOON:
        told.append(f"The point {point.name} of {instance.source_name!r} expires at {format_moment(point.expires)}.")
    if point.flaw:
        told.append(f"The point {point.name} of {instance.source_name!r} may not be usable: it is {point.flaw}.")
    return told


def _judged(wish: Wish, choice: Choice, request: RestoreRequest, knowledge: Knowledge, not_before: float) -> Plan:
    """First the jobs, then the disk: one whose job ends between the two looks is there, not "deleted since"."""
    look = knowledge.evidence.look(not_before)
    disk = _target_disk(wish, knowledge, look.read_at)
    jobs = knowledge.evidence.jobs_to(wish.target, disk, look)
    decision = judge(wish, choice, disk, jobs, knowledge.session.service_now, knowledge.evidence.reach)
    return Plan(choice, request, disk, decision, look.read_at)


def _together(found: list[Failure]) -> Failure:
    """One failure that tells all findings, with the code and the facts of the first."""
    if len(found) == 1:
        return found[0]
    told = " ".join(f"({number}) {failure}" for number, failure in enumerate(found, 1))
    return Impossible(f"{len(found)} things stand against it. {told}", problem=found[0].problem, trace=found[0].trace)


def _named_point(point_id: str, instance: BackupInstance, knowledge: Knowledge) -> RecoveryPoint:
    try:
        point = get_recovery_point(knowledge.session, knowledge.ref, instance.name, point_id)
    except RequestRefused as refusal:
        if refusal.status != 404:
            raise
        raise NothingToRestore(
            f"The backup instance {instance.name!r} has no recovery point {point_id!r}; "
            "recovery_point_info lists those it has.",
            problem=refusal.problem,
            trace=refusal.trace,
        ) from refusal
    if point is None:
        raise NothingToRestore(f"{point_id!r} of backup instance {instance.name!r} is no recovery point with a time.")
    return point


def _region(wish: Wish, instance: BackupInstance, knowledge: Knowledge) -> str:
    """The region of the restored disk. The source disk is read only if the instance does not say it."""
    source_id = None if instance.location else ResourceId.parse_if_one(instance.source_id)
    source = knowledge.disks.find(source_id, not_before=float("-inf")) if source_id else None
    return restore_region(wish.location, instance, knowledge.vault(), source)


def _check_subscription(wish: Wish, knowledge: Knowledge) -> None:
    if not knowledge.allows(wish.target):
        raise Impossible(
            f"Vault {knowledge.ref} does not restore into other subscriptions (its cross-subscription restore setting "
            f"is off), and the target is in {wish.target.subscription_id}."
        )


def _target_disk(wish: Wish, knowledge: Knowledge, not_before: float) -> Disk | None:
    try:
        return knowledge.disks.find(wish.target, not_before=not_before)
    except RequestRefused as refusal:
        missing = {
            "ResourceGroupNotFound": f"resource group {wish.target.resource_group!r}",
            "SubscriptionNotFound": f"subscription {wish.target.subscription_id}",
        }.get(refusal.problem.code)
        if not missing:
            raise
        raise Impossible(
            f"The target's {missing} does not exist, or this login can't see it: {refusal.problem}",
            problem=refusal.problem,
            trace=refusal.trace,
        ) from refusal
