# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The plan of a run, and whether it is the one that was approved.

The plan says what the disks are to be, and not what is left to do: a disk that is restored already by this plan counts
as one of it, so that a run which was killed goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from .._arm.times import format_moment
from .._azure.dataprotection.recovery_points import RecoveryPoint
from .._backup.errors import PlanChanged
from .._backup.plan_digests import digest_of
from .._backup.sources import some_of
from .plans import Plan
from .records import Record

DOING = {"restore": "is to be restored", "attach": "is being restored", "unchanged": "is restored"}


@dataclass(frozen=True)
class Planned:
    """What is known of a disk, and its plan; null if it could not be planned."""

    record: Record
    plan: Plan | None


def plan_digest(disks: Sequence[Planned]) -> str | None:
    """The digest of what the disks are to be made of, and how; None if one of them could not be planned."""
    lines = [_line(disk.record, disk.plan) for disk in disks if disk.plan]
    return digest_of(sorted(lines, key=lambda line: str(line["target"]))) if len(lines) == len(disks) else None


def check_approved(approved: str, found: str | None, disks: Sequence[Planned], now: datetime) -> None:
    """Raise `PlanChanged` if another plan was approved, with what differs as far as that can be known."""
    if approved == found:
        return
    failed = [f"{disk.record.name}: {disk.record.failure}" for disk in disks if disk.plan is None]
    if failed:
        why = f"It can't be kept for {some_of(failed)}"
    else:
        told = some_of(_told(disk.record, disk.plan) for disk in disks if disk.plan)
        why = f"{' '.join(_causes(disks, now))} As things are, the digest is {found}, and the plan is: {told}."
    raise PlanChanged(f"plan_digest: nothing was sent, because this is not the approved plan {approved}. {why}")


def _line(record: Record, plan: Plan) -> dict[str, object]:
    request, body = record.request, plan.body
    return {
        "instance": plan.choice.instance.id.lower(),
        "point": (_point_id(plan) or "").lower(),
        "target": request.target.key,
        "location": body.location.lower(),
        "identity": (body.user_identity_id or "").lower(),
        "drill": request.drill.id if request.drill else None,
    }


def _point_id(plan: Plan) -> str | None:
    """The point that the disk is, or is to be, made of; None if it is not known of one that is kept."""
    if plan.decision.action == "restore":
        return plan.choice.point_id
    return plan.decision.job.recovery_point_id if plan.decision.job else None


def _told(record: Record, plan: Plan) -> str:
    """How a disk stands to the plan."""
    if plan.decision.action == "keep":
        return f"{record.name} exists and is kept"
    job, point = plan.decision.job, plan.choice.point
    time = job.recovery_point_time if job else point.time if point else None
    of_its_time = f" of {format_moment(time)}" if time else ""
    return f"{record.name} {DOING[plan.decision.action]} from {_point_id(plan)}{of_its_time}"


def _causes(disks: Sequence[Planned], now: datetime) -> Iterator[str]:
    """What may have changed the plan."""
    expired = [
        f"{point.name} (for {disk.record.name})" for disk in disks if disk.plan for point in _expired(disk.plan, now)
    ]
    if expired:
        yield f"These recovery points have expired: {some_of(expired)}."
        return
    if any(disk.record.request.point.is_latest for disk in disks):
        yield "as_of is latest, and there may be newer recovery points: give the as_of that check mode returned."
    yield (
        "It can be that the disks, the targets, location, vault_identity or drill are not those that were approved, or "
        "that a recovery point is gone."
    )


def _expired(plan: Plan, now: datetime) -> Iterator[RecoveryPoint]:
    """Points that would be restored if they had not expired, as far as they are still listed."""
    choice = plan.choice
    if plan.decision.action != "restore" or choice.as_of is None or choice.point is None:
        return
    for point in choice.points:
        if choice.point.time < point.time <= choice.as_of and point.is_complete() and point.is_expired(now):
            yield point
