# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a disk has such a point, gets one already, or is to be backed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.jobs import Job
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.recovery_points import RecoveryPoint
from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand.decisions import judge
from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand.requests import Terms
from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand.rule_choice import ChosenRule

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=timezone.utc)
DAY = 86_400.0
DEFAULT, WEEKLY = ChosenRule("BackupDaily", "Default", 7 * DAY), ChosenRule("BackupDaily", "Weekly", 84 * DAY)
HOUR = Terms(max_age_seconds=3600)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def point(seconds: float, **members: Any) -> RecoveryPoint:
    """A point whose snapshot was made so many seconds ago, and which was told two minutes later."""
    return RecoveryPoint(
        **{
            "id": "/point",
            "name": f"point-{seconds}",
            "time": ago(seconds - 120),
            "exact_time": "",
            "created": ago(seconds),
            "expires": None,
            "state": "Completed",
            "type": "Incremental",
            "retention_tag": "Default",
            "policy": None,
            **members,
        }
    )


def running(seconds: float | None) -> Job:
    """A backup that began so many seconds ago, if it says when."""
    return Job(
        *("/job", f"job-{seconds}", None, "Backup", "InProgress"),
        ago(seconds) if seconds is not None else None,
        *(None, None, "/instance", None, False, None, None, None, None, ()),
    )


@pytest.mark.parametrize(
    ("found", "terms", "rule", "action"),
    [
        ([point(3600)], HOUR, DEFAULT, "unchanged"),
        ([point(3601)], HOUR, DEFAULT, "back_up"),
        ([point(3601, created=None)], HOUR, DEFAULT, "unchanged"),
        ([], HOUR, DEFAULT, "back_up"),
        ([point(1)], Terms(), DEFAULT, "back_up"),
        ([point(1)], Terms(max_age_seconds=0), DEFAULT, "back_up"),
        ([point(60, state="Partial")], HOUR, DEFAULT, "back_up"),
        ([point(60, store_state="DELETED")], HOUR, DEFAULT, "back_up"),
        ([point(60, expires=ago(1))], HOUR, DEFAULT, "back_up"),
        ([point(60)], replace(HOUR, retention_tag="weekly"), WEEKLY, "back_up"),
        ([point(60, retention_tag="WEEKLY")], replace(HOUR, retention_tag="weekly"), WEEKLY, "unchanged"),
        ([point(60)], replace(HOUR, min_retention_seconds=7 * DAY), DEFAULT, "unchanged"),
        ([point(60, retention_tag="Hourly")], replace(HOUR, min_retention_seconds=7 * DAY), DEFAULT, "back_up"),
        ([point(60, expires=ago(-DAY))], replace(HOUR, min_retention_seconds=7 * DAY), DEFAULT, "back_up"),
        ([point(60, expires=ago(-8 * DAY))], replace(HOUR, min_retention_seconds=7 * DAY), DEFAULT, "unchanged"),
    ],
)
def test_points_that_are_there(found: list[RecoveryPoint], terms: Terms, rule: ChosenRule, action: str) -> None:
    assert judge(terms, rule, found, [], NOW).action == action


def test_of_several_points_the_newest_snapshot_is_named() -> None:
    decision = judge(HOUR, DEFAULT, [point(900), point(300), point(600)], [running(5)], NOW)

    assert decision.point and decision.point.name == "point-300"


@pytest.mark.parametrize(
    ("jobs", "terms", "action", "name"),
    [
        ([running(3600)], HOUR, "attach", "job-3600"),
        ([running(3601)], HOUR, "wait_for_other", "job-3601"),
        ([running(None)], HOUR, "wait_for_other", "job-None"),
        ([running(9999)], Terms(), "attach", "job-9999"),
        ([running(9999)], Terms(max_age_seconds=0), "wait_for_other", "job-9999"),
        ([running(-5)], Terms(max_age_seconds=0), "attach", "job--5"),
        ([running(9999), running(60)], HOUR, "attach", "job-60"),
    ],
)
def test_backups_under_way(jobs: list[Job], terms: Terms, action: str, name: str) -> None:
    decision = judge(terms, DEFAULT, [point(7200)], jobs, NOW)

    assert (decision.action, decision.job and decision.job.name) == (action, name)
