# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judging what is there: whether a disk has such a point, gets one already, or is to be backed up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .._azure.dataprotection.jobs import Job
from .._azure.dataprotection.recovery_points import RecoveryPoint
from .requests import Terms
from .rule_choice import ChosenRule

Action = Literal["back_up", "attach", "wait_for_other", "unchanged"]


@dataclass(frozen=True)
class Decision:
    """What is to be done: `point` is the one that is there, `job` the backup that is under way."""

    action: Action
    point: RecoveryPoint | None = None
    job: Job | None = None


def judge(
    terms: Terms, rule: ChosenRule, points: Iterable[RecoveryPoint], running: Sequence[Job], now: datetime
) -> Decision:
    """Decide from the points of the disk and its backups under way, newest first. `now` is when the run began."""
    good = [point for point in points if is_good(point, terms, rule, now)]
    if good:
        return Decision("unchanged", max(good, key=lambda point: (made_at(point), point.name)))
    if not running:
        return Decision("back_up")
    fitting = next((job for job in running if _can_give(job, terms, now)), None)
    return Decision("attach", job=fitting) if fitting else Decision("wait_for_other", job=running[0])


def is_good(point: RecoveryPoint, terms: Terms, rule: ChosenRule, now: datetime) -> bool:
    """Whether a point that is there is what was asked for."""
    if terms.max_age_seconds is None or not point.is_complete() or point.is_expired(now):
        return False
    return is_as_young(made_at(point), terms, now) and is_kept(point, terms, rule)


def is_as_young(moment: datetime, terms: Terms, now: datetime) -> bool:
    """Whether what was made at that moment is young enough."""
    return terms.max_age_seconds is None or (now - moment).total_seconds() <= terms.max_age_seconds


def is_kept(point: RecoveryPoint, terms: Terms, rule: ChosenRule) -> bool:
    """Whether a point has the tag that was asked for, and is kept for as long as was asked for."""
    if terms.retention_tag and (point.retention_tag or "").lower() != (rule.tag or "").lower():
        return False
    if terms.min_retention_seconds is None:
        return True
    if point.expires is None:
        # Azure says only some minutes after a backup when its point expires. Its tag says it before.
        return (point.retention_tag or "").lower() == (rule.tag or "").lower()
    return (point.expires - made_at(point)).total_seconds() >= terms.min_retention_seconds


def made_at(point: RecoveryPoint) -> datetime:
    """When the snapshot of a point was made: what was written to the disk later is not in it."""
    return min(point.created or point.time, point.time)


def _can_give(job: Job, terms: Terms, now: datetime) -> bool:
    """Whether a backup under way gives a point that is young enough: its snapshot is made after it began."""
    return terms.max_age_seconds is None or (job.started is not None and is_as_young(job.started, terms, now))
