# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_backup: a recovery point that is young enough, of one disk or of many."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, changed_body, failing_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.backups import (
    DAY,
    DISKS,
    actions,
    back_up,
    backups,
    by_hourly_policy,
    only,
)


def test_a_disk_gets_a_point_that_is_read_back(azure: Emulator) -> None:
    result = back_up()

    one = only(result)
    point = azure.estate.instance("erp-data").points[0]
    assert (result["changed"], one["action"], one["source_disk"]) == (True, "backed_up", "erp-data")
    assert one["recovery_point"]["recovery_point_id"] == point.id
    assert one["recovery_point"]["creation_time"] < one["recovery_point"]["recovery_point_time"]
    assert (result["skew_seconds"], result["snapshot_skew_seconds"]) == (0.0, 0.0)
    (request,) = backups(azure)
    assert request.body == {"backupRuleOptions": {"ruleName": "BackupDaily", "triggerOption": {}}}
    job = azure.estate.vault().jobs[one["job_id"]]
    assert job.activity_id == request.headers["x-ms-client-request-id"]


def test_when_the_point_expires_is_told_though_azure_does_not_say_it_yet(azure: Emulator) -> None:
    by_hourly_policy(azure)
    azure.settings.expiry_late_seconds = 60 * azure.clock.speed

    one = only(back_up(retention_tag="weekly"))

    assert backups(azure)[0].body["backupRuleOptions"]["triggerOption"] == {"retentionTagOverride": "Weekly"}
    assert (one["rule_name"], one["retention_tag"], one["retention_seconds"]) == ("BackupHourly", "Weekly", 84 * DAY)
    assert one["recovery_point"]["expiry_time"] is None
    created = azure.estate.instance("erp-data").points[0].created
    assert one["expected_expiry_time"][:19] == (created + timedelta(days=84)).isoformat()[:19]


@pytest.mark.parametrize("period", ["P999999Y", "P9999999D", "PT99999999999H", "P0D", "-P7D", "P", "for ever", 7, None])
def test_how_long_a_policy_keeps_points_may_be_anything(azure: Emulator, period: Any) -> None:
    def keep(body: Any) -> Any:
        for rule in body["properties"]["policyRules"]:
            for lifecycle in rule.get("lifecycles", []):
                lifecycle["deleteAfter"]["duration"] = period
        return body

    azure.settings.expiry_late_seconds = 3600 * azure.clock.speed
    azure.faults.add(Fault(changed_body(keep), "GET", r"/backupPolicies/"))

    result = back_up()

    assert not result.get("failed"), result["msg"]
    assert (result["changed"], actions(result)) == (True, ["backed_up"])


def test_a_point_that_is_young_enough_is_enough(azure: Emulator) -> None:
    first = only(back_up())
    azure.forget_requests()

    again = back_up(max_age=3600)

    assert (again["changed"], actions(again)) == (False, ["unchanged"])
    assert only(again)["recovery_point"]["recovery_point_id"] == first["recovery_point"]["recovery_point_id"]
    assert backups(azure) == []


def test_a_point_that_is_too_old_is_not(azure: Emulator) -> None:
    assert actions(back_up(max_age=60)) == ["backed_up"]


def test_without_max_age_each_run_makes_a_point(azure: Emulator) -> None:
    assert [actions(back_up()), actions(back_up())] == [["backed_up"], ["backed_up"]]


def test_a_young_point_that_dies_too_soon_is_not_enough(azure: Emulator) -> None:
    by_hourly_policy(azure)
    back_up()

    result = back_up(max_age=3600, retention_tag="Weekly", min_retention=30 * DAY)

    assert actions(result) == ["backed_up"]
    assert only(result)["recovery_point"]["retention_tag"] == "Weekly"


def test_many_disks_are_sent_together_and_their_skew_is_measured(azure: Emulator) -> None:
    result = back_up(source_disks=list(DISKS))

    assert sorted(actions(result)) == ["backed_up"] * 3
    assert sorted(each["source_disk"] for each in result["backups"]) == sorted(DISKS)
    assert result["summary"]["total"] == result["summary"]["backed_up"] == 3
    points = [azure.estate.instance(name).points[0] for name in DISKS]
    for skew, moments in (
        ("skew_seconds", [point.time for point in points]),
        ("snapshot_skew_seconds", [point.created for point in points]),
    ):
        assert result[skew] == pytest.approx((max(moments) - min(moments)).total_seconds(), abs=0.001)
    assert len(azure.requests_to("GET", "/backupPolicies/disk-daily")) == 1
    assert [one for one in azure.requests if "/operationStatus/" in one.path] == [], "the list has all of their jobs"


def test_all_is_looked_at_before_anything_is_sent(azure: Emulator) -> None:
    back_up(source_disks=list(DISKS), max_age=60)

    paths = [one.path for one in azure.requests]
    first = next(number for number, path in enumerate(paths) if path.endswith("/backup"))
    looked_at = [path for path in paths[:first] if path.endswith(("/recoveryPoints", "/disk-daily"))]
    assert len(looked_at) == 4


def test_one_that_fails_does_not_hold_up_the_others(azure: Emulator) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"erp-data[^/]*/backup$"))

    result = back_up(source_disks=list(DISKS))

    assert (result["failed"], result["changed"]) == (True, True)
    assert sorted(actions(result)) == ["backed_up", "backed_up", "failed"]
    assert "1 of 3 disks failed" in result["msg"] and "erp-data" in result["msg"]
    assert result["failures"][0]["source_disks"] == ["erp-data"]
    assert result["skew_seconds"] is None


def test_nothing_more_is_sent_after_a_failure_if_it_is_to_stop(azure: Emulator) -> None:
    azure.estate.instance("erp-data").state = "ProtectionStopped"

    result = back_up(source_disks=list(DISKS), on_failure="stop")

    assert sorted(actions(result)) == ["failed", "not_sent", "not_sent"]
    assert (result["changed"], backups(azure)) == (False, [])


def test_so_many_at_a_time(azure: Emulator) -> None:
    result = back_up(source_disks=list(DISKS), max_parallel=1)

    assert sorted(actions(result)) == ["backed_up"] * 3
    jobs = sorted((job for job in azure.estate.vault().jobs.values() if job.user_triggered), key=lambda job: job.start)
    assert all(before.end <= after.start for before, after in itertools.pairwise(jobs))
