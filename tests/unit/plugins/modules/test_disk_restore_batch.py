# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_restore_batch: many disks in one task."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, failing_job, long_job, stuck_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

DISKS = ("erp-os", "erp-data", "erp-log")
ALL = [{"source_disk": name, "target_disk": f"{name}-restored"} for name in DISKS]


def restore(disks: list[dict[str, Any]] | None = None, **options: Any) -> dict[str, Any]:
    common = {"as_of": "latest", "target_resource_group": "erp-restored", "poll_interval": 1}
    return run_module("disk_restore_batch", disks=ALL if disks is None else disks, **{**common, **options})


def outcomes(result: dict[str, Any]) -> list[str]:
    return [each["outcome"] for each in result["restores"]]


def test_restores_all_with_one_login_and_in_order(azure: Emulator) -> None:
    result = restore()

    assert result["changed"]
    assert outcomes(result) == ["restored"] * 3
    assert [each["source_disk"] for each in result["restores"]] == list(DISKS)
    assert result["summary"]["total"] == result["summary"]["restored"] == 3
    assert all(azure.estate.disk(f"{name}-restored", "erp-restored") for name in DISKS)
    assert len(azure.requests_to("POST", "/oauth2/v2.0/token")) == 1
    assert len(azure.requests_to("GET", "/backupInstances")) == 1
    assert len(azure.requests_to("GET", "/backupJobs")) == 1


def test_all_are_judged_before_anything_is_sent(azure: Emulator) -> None:
    restore()

    requests = azure.requests
    first_write = next(number for number, one in enumerate(requests) if one.path.endswith("/validateRestore"))
    looked_at = [
        one.path.rpartition("/")[2] for one in requests[:first_write] if "/Microsoft.Compute/disks/" in one.path
    ]
    assert sorted(looked_at) == sorted(f"{name}-restored" for name in DISKS)


def test_the_same_again_changes_nothing(azure: Emulator) -> None:
    first = restore()
    azure.forget_requests()

    again = restore(as_of=first["as_of"])

    assert again["changed"] is False
    assert outcomes(again) == ["unchanged"] * 3
    assert [one for one in azure.requests if one.path.endswith(("/restore", "/validateRestore"))] == []


def test_skew_and_moment_are_told(azure: Emulator) -> None:
    times = [azure.estate.instance(name).points[0].time for name in DISKS]

    result = restore(check_mode=True)

    assert result["skew_seconds"] == pytest.approx((max(times) - min(times)).total_seconds(), abs=0.001)
    assert result["as_of"].endswith("Z")


def test_check_mode_validates_each_and_shows_the_plan(azure: Emulator) -> None:
    result = restore(check_mode=True)

    assert result["changed"]
    assert outcomes(result) == ["would_restore"] * 3
    assert len(azure.requests_to("POST", "/validateRestore")) == 3
    assert azure.requests_to("POST", "/restore") == []
    assert all(f"{name}-restored" in result["diff"]["after"] for name in DISKS)


def test_one_that_fails_does_not_hold_up_the_others(azure: Emulator) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"erp-data[^/]*/restore$"))

    result = restore()

    assert result["failed"]
    assert result["changed"]
    assert outcomes(result) == ["restored", "failed", "restored"]
    assert "1 of 3 disks failed" in result["msg"]
    assert "erp-data-restored" in result["msg"]
    assert result["error"]["code"] == "InternalServerError"
    assert result["restores"][1]["error"]["code"] == "InternalServerError"
    assert result["restores"][1]["job_id"]


def test_one_that_is_unknown_does_not_hold_up_the_others(azure: Emulator) -> None:
    result = restore([*ALL, {"source_disk": "erp-none", "target_disk": "none"}])

    assert outcomes(result) == ["restored"] * 3 + ["failed"]
    assert "erp-none" in result["msg"]


def test_a_rerun_after_a_failure_does_only_what_is_left(azure: Emulator) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"erp-log[^/]*/restore$"))
    first = restore()
    azure.forget_requests()

    again = restore(as_of=first["as_of"])

    assert outcomes(again) == ["unchanged", "unchanged", "restored"]
    assert len(azure.requests_to("POST", "/restore")) == 1


def test_what_is_under_way_is_attached_to(azure: Emulator) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 2), "POST", r"/restore$", times=None))
    started = restore(wait=False)

    attached = restore()

    assert outcomes(started) == ["started"] * 3
    assert attached["changed"] is False
    assert outcomes(attached) == ["attached"] * 3
    assert [each["job_id"] for each in attached["restores"]] == [each["job_id"] for each in started["restores"]]


def test_restores_run_side_by_side(azure: Emulator) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 3), "POST", r"/restore$", times=None))

    result = restore()

    assert outcomes(result) == ["restored"] * 3
    assert result["elapsed_seconds"] < 6


def test_a_time_out_leaves_what_is_running_running(azure: Emulator) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"erp-os[^/]*/restore$"))

    result = restore(wait_timeout=5)

    assert result["failed"]
    assert outcomes(result) == ["running", "restored", "restored"]


def test_what_is_given_for_a_disk_wins(azure: Emulator) -> None:
    older = azure.estate.instance("erp-data").points[4]
    disks = [ALL[0], {**ALL[1], "recovery_point_id": older.id}, {**ALL[2], "target_resource_group": "erp-drill"}]

    result = restore(disks, check_mode=True)

    assert result["restores"][1]["recovery_point_id"] == older.id
    assert "/erp-drill/" in result["restores"][2]["target_disk"]
    assert result["as_of"] is None


def test_a_moment_for_a_disk_overrides_a_common_point(azure: Emulator) -> None:
    older = azure.estate.instance("erp-data").points[4]
    disks = [{**ALL[0], "as_of": "latest"}, ALL[1]]

    result = restore(disks, as_of=None, recovery_point_id=older.id, check_mode=True)

    assert outcomes(result) == ["would_restore"] * 2
    assert result["restores"][1]["recovery_point_id"] == older.id


@pytest.mark.parametrize(
    ("disk", "option"),
    [
        ({"source_disk": "erp-data"}, "disks[1].target_disk"),
        ({"source_disk": "erp-data", "target_disk": "a/b"}, "disks[1].target_disk"),
        ({"source_disk": "erp-data", "target_disk": "ERP-OS-restored"}, "disks[1].target_disk"),
        ({"target_disk": "x"}, "disks[1].source_disk"),
        ({"source_disk": "erp-data", "target_disk": "x", "as_of": "noon"}, "disks[1].as_of"),
    ],
)
def test_bad_input_names_the_disk_and_sends_nothing(azure: Emulator, disk: dict[str, str], option: str) -> None:
    result = restore([ALL[0], {"target_disk": "", **disk}])

    assert result["error"]["target"] == option
    assert result["msg"].startswith(option)
    assert azure.requests == []


def test_no_disks_are_no_error(azure: Emulator) -> None:
    result = restore([])

    assert result["changed"] is False
    assert result["restores"] == []
    assert result["skew_seconds"] is None


def test_records_are_slim(azure: Emulator) -> None:
    result = restore()

    assert max(len(json.dumps(each)) for each in result["restores"]) <= 650
