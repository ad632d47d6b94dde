# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Planning one disk: find what protects it, and judge what is there, before anything is sent."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from .._arm.resource_ids import same_id
from .._azure.dataprotection.backups import BackupBody
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.jobs import Job
from .._azure.dataprotection.recovery_points import RecoveryPoint, list_recovery_points
from .._backup.run_context import RunContext
from .decisions import Decision, judge
from .requests import BackupRequest
from .rule_choice import ChosenRule

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Plan:
    """What is to be done for one request. `seen_at` is when jobs and points were seen like this (monotonic)."""

    instance: BackupInstance
    rule: ChosenRule
    body: BackupBody
    decision: Decision
    points: tuple[RecoveryPoint, ...]
    ended: frozenset[str]
    on_demand: tuple[Job, ...]
    seen_at: float


def plan(
    request: BackupRequest, instance: BackupInstance, rule: ChosenRule, context: RunContext, *, not_before: float
) -> Plan:
    """What is to be done for a request, as things are at that moment (monotonic) or later."""
    return _planned(request, instance, rule, context, not_before, None, frozenset())


def judge_again(plan: Plan, request: BackupRequest, context: RunContext, over: Set[str]) -> Plan:
    """The plan as things are now. The points are listed again only if a backup has ended meanwhile.

    Jobs that are `over` were seen to have ended, whatever Resource Graph, which is late, still tells of them.
    """
    return _planned(request, plan.instance, plan.rule, context, context.session.clock.monotonic(), plan, over)


def _planned(
    request: BackupRequest,
    instance: BackupInstance,
    rule: ChosenRule,
    context: RunContext,
    not_before: float,
    before: Plan | None,
    over: Set[str],
) -> Plan:
    """First the jobs, then the points: that of a job which ends between the two looks is there."""
    look = context.job_index.look(not_before)
    jobs = [job for job in look.jobs if same_id(job.instance_id, instance.id)]
    ended = frozenset({*(job.name for job in jobs if job.has_ended), *over})
    points = before.points if before and ended <= before.ended else _points(request, instance, context)
    running = [job for job in context.job_index.under_way_of(instance.id, look) if job.name not in over]
    return Plan(
        instance=instance,
        rule=rule,
        body=BackupBody(instance.name, rule.name, rule.tag if request.terms.retention_tag else None),
        decision=judge(request.terms, rule, points, running, context.now()),
        points=points,
        ended=ended,
        on_demand=_on_demand(jobs, context.session.service_now),
        seen_at=look.read_at,
    )


def _points(request: BackupRequest, instance: BackupInstance, context: RunContext) -> tuple[RecoveryPoint, ...]:
    if request.terms.max_age_seconds is None:
        return ()
    return tuple(list_recovery_points(context.session, context.ref, instance.name))


def _on_demand(jobs: list[Job], now: datetime) -> tuple[Job, ...]:
    """The backups that somebody asked for in the last 24 hours."""
    return tuple(job for job in jobs if job.user_triggered and job.started and job.started > now - DAY)
