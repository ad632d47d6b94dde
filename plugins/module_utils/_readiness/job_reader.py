# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads the jobs of backup instances: by Azure Resource Graph, since the service's own lists have no filter."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .._arm.json_stream import Json
from .._arm.problem_reader import read_problem
from .._arm.problems import Problem
from .._arm.session import ArmSession
from .._azure import wire
from .._azure.dataprotection.jobs import ENDED_BADLY, ENDED_WELL
from .._azure.resource_graph.summaries import newest_backup_rows, restore_count_rows
from .states import Backups


def read_backups(session: ArmSession, subscriptions: Sequence[str], instances: Sequence[str]) -> Mapping[str, Backups]:
    """The backups of each instance, by the key of its id.

    Raises `RequestRefused` or `NoAnswer` if Resource Graph does not tell.
    """
    found = {each.lower(): Backups(restores_last_24h=0) for each in instances}
    for row in newest_backup_rows(session, subscriptions, instances):
        key = wire.text(row, "instance") or ""
        if key in found:
            found[key] = _with_job(found[key], row)
    for row in restore_count_rows(session, subscriptions, instances):
        key, restores = wire.text(row, "instance") or "", wire.number(row, "restores")
        if key in found and restores is not None:
            found[key] = replace(found[key], restores_last_24h=int(restores))
    return found


def _with_job(backups: Backups, row: Json) -> Backups:
    outcome, started = wire.text(row, "outcome") or "", wire.moment(row, "started")
    if started is None:
        return backups
    if outcome in ENDED_WELL and (backups.completed is None or started > backups.completed):
        return replace(backups, completed=started)
    if outcome in ENDED_BADLY and (backups.failed is None or started > backups.failed):
        return replace(backups, failed=started, problem=_problem(wire.text(row, "errors")))
    return backups


def _problem(text: str | None) -> Problem | None:
    try:
        return read_problem(json.loads(text or "null"))
    except ValueError:
        return None
