# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Planning one disk: resolve what was wished for and judge what is there, before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from .._arm.errors import Failure, OptionRefused, RequestRefused
from .._arm.times import format_moment
from .._dataprotection.disks import Disk, find_disk
from .._dataprotection.instances import BackupInstance
from .._dataprotection.recovery_points import RecoveryPoint, get_recovery_point, list_recovery_points
from .._dataprotection.restores import RestoreRequest
from .choosing import NothingToRestore, check_age, choose_point
from .judging import Choice, Decision, judge
from .knowledge import Knowledge
from .wishes import Wish

SERVICE_CLOCKS_DIFFER = timedelta(minutes=1)


# A look at the target and its jobs is good for so many seconds; a restore is sent after one that is no older.
LOOK_HOLDS_SECONDS = 10.0


@dataclass(frozen=True)
class Plan:
    """What is to be done for one wish. `seen_at` is when its target was looked at (monotonic)."""

    choice: Choice
    request: RestoreRequest
    disk: Disk | None
    decision: Decision
    seen_at: float


class Impossible(Failure):
    """Azure would never accept it, so that it isn't sent."""

    code = "Impossible"


def choose(wish: Wish, knowledge: Knowledge) -> Choice:
    """The instance and the point for a wish."""
    now = knowledge.now()
    instance = knowledge.instance(wish.source)
    if wish.point.point_id:
        point = _named_point(wish.point.point_id, instance, knowledge)
        check_age(point, wish.point, now)
        return Choice(instance, point, None)
    as_of = wish.point.as_of or now
    if as_of > now + SERVICE_CLOCKS_DIFFER:
        why = f"{format_moment(as_of)} is in the future: Azure's clock says {format_moment(now)}"
        raise OptionRefused("as_of", why)
    points = list(list_recovery_points(knowledge.session, knowledge.ref, instance.name))
    return Choice(instance, choose_point(points, wish.point, as_of, now), as_of, points)


def plan(wish: Wish, choice: Choice, knowledge: Knowledge) -> Plan:
    """What is to be done for a wish. Raises a `Failure` where it can't be."""
    request = RestoreRequest(
        instance_name=choice.instance.name,
        recovery_point_id=choice.point.name,
        target=wish.target,
        location=_location(wish, choice.instance),
        user_identity_id=wish.user_identity_id or _instance_identity(choice.instance),
        guard_requests=knowledge.guard_requests(),
    )
    if not knowledge.allows(wish.target):
        raise Impossible(
            f"Vault {knowledge.ref} does not restore into other subscriptions (its cross-subscription restore setting "
            f"is off), and the target is in {wish.target.subscription_id}."
        )
    return _judged(wish, choice, request, knowledge)


def judge_again(plan: Plan, wish: Wish, knowledge: Knowledge) -> Plan:
    """The plan as it is right before it is carried out: judged anew, unless it was judged a moment ago."""
    if knowledge.session.clock.monotonic() - plan.seen_at <= LOOK_HOLDS_SECONDS:
        return plan
    return _judged(wish, plan.choice, plan.request, knowledge)


def _judged(wish: Wish, choice: Choice, request: RestoreRequest, knowledge: Knowledge) -> Plan:
    seen_at = knowledge.session.clock.monotonic()
    disk = _target_disk(wish, knowledge)
    jobs = knowledge.evidence.jobs_to(wish.target, disk, max_age=LOOK_HOLDS_SECONDS)
    decision = judge(wish, choice, disk, jobs, knowledge.session.service_now, knowledge.evidence.reach)
    return Plan(choice, request, disk, decision, seen_at)


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


def _location(wish: Wish, instance: BackupInstance) -> str:
    """The region of the restored disk: that of its snapshots, which Azure Backup keeps where the disk is."""
    own = instance.location or ""
    if wish.location and _region(wish.location) != _region(own):
        raise OptionRefused(
            "location",
            f"{wish.location!r} is not where the backups of {instance.source_name!r} are: "
            f"Azure Disk Backup restores in the region of the snapshots only, {own!r}",
        )
    return own


def _region(name: str) -> str:
    return name.replace(" ", "").lower()


def _instance_identity(instance: BackupInstance) -> str | None:
    return None if instance.uses_system_identity else instance.user_identity_id


def _target_disk(wish: Wish, knowledge: Knowledge) -> Disk | None:
    try:
        return find_disk(knowledge.session, wish.target)
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
