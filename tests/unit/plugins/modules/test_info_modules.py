# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""recovery_point_info, backup_instance_info and backup_job_info."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm import session
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.times import format_moment
from ansible_collections.azure_dr.backup.tests.emulator.faults import (
    Action,
    Fault,
    answer,
    failing_job,
    long_job,
    reset,
    stuck_job,
)
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.passing_time import begin_long_jobs, end_jobs_when_seen


def points(**options: Any) -> dict[str, Any]:
    return run_module("recovery_point_info", **{"source_disk": "erp-data", **options})


def jobs(**options: Any) -> dict[str, Any]:
    return run_module("backup_job_info", poll_interval=1, **options)


def start(target: str = "restored", **options: Any) -> dict[str, Any]:
    wish = {"source_disk": "erp-data", "as_of": "latest", "target_disk": target, "validate": False}
    result = run_module("disk_restore", target_resource_group="erp-restored", wait=False, **{**wish, **options})
    job: dict[str, Any] = result["job"]
    return job


def test_points_come_newest_first(azure: Emulator) -> None:
    result = points()

    times = [point["recovery_point_time"] for point in result["recovery_points"]]
    assert times == sorted(times, reverse=True)
    assert (len(times), result["truncated"], result["changed"]) == (14, False, False)
    assert result["backup_instance"] == azure.estate.instance("erp-data").name


def test_points_are_sorted_whatever_the_service_does(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    instance.points = list(reversed(instance.points))

    times = [point["recovery_point_time"] for point in points()["recovery_points"]]

    assert times == sorted(times, reverse=True)


def test_the_newest_points_are_kept(azure: Emulator) -> None:
    result = points(limit=2)

    newest = azure.estate.instance("erp-data").points[:2]
    assert [point["recovery_point_id"] for point in result["recovery_points"]] == [point.id for point in newest]
    assert result["truncated"] is True


def test_points_of_a_time(azure: Emulator) -> None:
    known = azure.estate.instance("erp-data").points
    second, fourth = known[1].time, known[3].time

    result = points(started_after=fourth.isoformat(), started_before=second.isoformat())

    assert [point["recovery_point_id"] for point in result["recovery_points"]] == [point.id for point in known[1:4]]


def test_the_point_that_a_restore_would_take(azure: Emulator) -> None:
    known = azure.estate.instance("erp-data").points

    assert [point["recovery_point_id"] for point in points(as_of="latest")["recovery_points"]] == [known[0].id]
    moment = (known[3].time + timedelta(minutes=1)).isoformat()
    assert [point["recovery_point_id"] for point in points(as_of=moment)["recovery_points"]] == [known[3].id]
    assert points(as_of="2001-01-01T00:00:00Z")["recovery_points"] == []


def test_an_instance_without_points(azure: Emulator) -> None:
    azure.estate.instance("erp-data").points = []

    assert points()["recovery_points"] == []


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"started_after": "2026-11-22"}, "started_after"),
        ({"started_after": "2026-11-22T03:00Z", "started_before": "2026-11-22T02:00Z"}, "started_before"),
        ({"started_before": "2026-11-22T01:02:03"}, "started_before"),
        ({"limit": 0}, "limit"),
    ],
)
def test_a_window_that_is_none(azure: Emulator, options: dict[str, Any], option: str) -> None:
    assert points(**options)["error"]["target"] == option
    assert azure.requests == []


def test_the_clock_of_azure_says_what_is_in_the_future(azure: Emulator) -> None:
    in_two_hours = format_moment(azure.clock.now() + timedelta(hours=2))

    assert points(as_of=in_two_hours)["error"]["target"] == "as_of"

    azure.clock.advance(3 * 3600)
    assert len(points(as_of=in_two_hours)["recovery_points"]) == 1


def test_what_protects_a_disk(azure: Emulator) -> None:
    disk = azure.estate.disk("erp-data", "erp-prod")
    assert disk

    by_name = run_module("backup_instance_info", source_disk="ERP-Data")["backup_instances"]
    by_id = run_module("backup_instance_info", source_disk=disk.id.lower())["backup_instances"]

    assert [each["name"] for each in by_name] == [azure.estate.instance("erp-data").name]
    assert by_id == by_name
    assert by_name[0]["protection_state"] == "ProtectionConfigured"
    assert by_name[0]["snapshot_resource_group_id"] == azure.estate.group("erp-snapshots").id


def test_nothing_protects_a_disk(azure: Emulator) -> None:
    assert run_module("backup_instance_info", source_disk="other")["backup_instances"] == []


def test_all_that_a_vault_protects(azure: Emulator) -> None:
    found = run_module("backup_instance_info")["backup_instances"]

    assert [each["source_disk_name"] for each in found] == ["erp-data", "erp-log", "erp-os"]


def test_jobs_come_newest_first_and_filtered(azure: Emulator) -> None:
    job = start()

    everything = jobs(limit=1000)
    assert everything["jobs"][0]["job_id"] == job["job_id"]
    assert len(everything["jobs"]) == 43
    assert len(jobs(operation="backup", limit=1000)["jobs"]) == 42
    assert len(jobs(source_disk="erp-log", limit=1000)["jobs"]) == 14
    assert len(jobs(backup_instance=azure.estate.instance("erp-log").name, limit=1000)["jobs"]) == 14
    assert len(jobs(started_after=(azure.clock.now() - timedelta(days=3)).isoformat())["jobs"]) == 10
    assert jobs(status=["failed"])["jobs"] == []
    assert (len(jobs(limit=5)["jobs"]), jobs(limit=5)["truncated"]) == (5, True)


@pytest.mark.parametrize(("option", "word"), [("status", "Done"), ("operation", "Restores")])
def test_a_filter_that_may_be_misspelled_is_warned_of(azure: Emulator, option: str, word: str) -> None:
    result = jobs(**{option: word})

    assert result["jobs"] == []
    (warning,) = result["warnings"]
    assert warning.startswith(f"{option}: {word!r} is not a known value (")


@pytest.mark.parametrize("filters", [{"status": ["inprogress", "Completed"]}, {"operation": "restore"}, {}])
def test_a_filter_that_is_known_is_not(azure: Emulator, filters: dict[str, Any]) -> None:
    assert jobs(**filters)["warnings"] == []


def test_a_job_by_name_id_or_activity_id(azure: Emulator) -> None:
    job = start()

    for known in (job["job_id"], job["id"], job["activity_id"]):
        (found,) = jobs(job_ids=[known])["jobs"]
        assert found["job_id"] == job["job_id"]
        assert found["target_disk_id"].endswith("/disks/restored")


def test_waiting_for_nothing(azure: Emulator) -> None:
    assert jobs(job_ids=[], wait=True)["jobs"] == []
    assert jobs(operation="Restore", wait=True)["jobs"] == []


def test_waiting_for_what_the_filter_finds(azure: Emulator) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"/restore$"))
    failed = start("failed-before")["job_id"]
    jobs(job_ids=[failed])
    begin_long_jobs(azure)
    running = {start("one")["job_id"], start("two")["job_id"]}
    end_jobs_when_seen(azure)

    result = jobs(operation="Restore", status=["InProgress"], wait=True)

    assert {job["job_id"]: job["status"] for job in result["jobs"]} == dict.fromkeys(running, "Completed")
    assert all(job["target_disk_id"] for job in result["jobs"])


def test_a_job_that_had_failed_before_does_not_fail_the_wait(azure: Emulator) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"/restore$"))
    failed = start("failed-before")["job_id"]
    jobs(job_ids=[failed], wait=True)
    azure.faults.add(Fault(long_job(azure.clock.speed * 2), "POST", r"/restore$"))
    running = start("one")["job_id"]

    result = jobs(operation="Restore", wait=True)

    assert "failed" not in result
    assert {job["job_id"]: job["status"] for job in result["jobs"]} == {failed: "Failed", running: "Completed"}


def test_the_wait_goes_on_while_azure_does_not_answer(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MOST_TRIES", 1)
    azure.faults.add(Fault(long_job(azure.clock.speed * 3), "POST", r"/restore$"))
    job = start()
    unanswered = azure.faults.add(Fault(answer(503), "GET", r"/backupJobs/[^/]+$", skip=1, times=3))

    result = jobs(job_ids=[job["job_id"]], wait=True)

    assert unanswered.hits == 3
    assert [each["status"] for each in result["jobs"]] == ["Completed"]


def test_a_wait_that_ends_while_azure_does_not_answer_says_so(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MOST_TRIES", 1)
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$"))
    job = start()
    azure.faults.add(Fault(answer(503), "GET", r"/backupJobs/[^/]+$", skip=1, times=None))

    result = jobs(job_ids=[job["job_id"]], wait=True, wait_timeout=3)

    assert result["error"]["code"] == "DeadlinePassed"
    assert "Azure does not answer" in result["msg"]
    assert result["jobs"][0]["status"] == "InProgress"


def test_an_empty_list_names_no_jobs(azure: Emulator) -> None:
    assert jobs(job_ids=[])["jobs"] == []


def test_waiting_for_jobs(azure: Emulator) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 2), "POST", r"/restore$", times=None))
    started = [start("one")["job_id"], start("two")["job_id"]]

    result = jobs(job_ids=started, wait=True)

    assert result["changed"] is False
    assert sorted(job["job_id"] for job in result["jobs"]) == sorted(started)
    assert {job["status"] for job in result["jobs"]} == {"Completed"}


def test_a_job_that_ends_badly_fails_the_wait_and_is_returned(azure: Emulator) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"/restore$"))
    job = start()

    result = jobs(job_ids=[job["job_id"]], wait=True)

    assert result["failed"]
    assert job["job_id"] in result["msg"]
    assert result["jobs"][0]["status"] == "Failed"
    assert result["jobs"][0]["error"]["code"] == result["error"]["code"] == "InternalServerError"
    assert "failed" not in jobs(job_ids=[job["job_id"]])


def test_a_wait_that_takes_too_long(azure: Emulator) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$"))
    job = start()

    result = jobs(job_ids=[job["job_id"]], wait=True, wait_timeout=2)

    assert result["failed"]
    assert result["error"]["code"] == "DeadlinePassed"
    assert result["jobs"][0]["status"] == "InProgress"


@pytest.mark.parametrize("outage", [answer(503, retry_after=0.01), answer(500, retry_after=0.01), reset()])
def test_a_job_that_is_known_is_waited_for_while_azure_does_not_answer(
    azure: Emulator, monkeypatch: pytest.MonkeyPatch, outage: Action
) -> None:
    monkeypatch.setattr(session, "FIRST_PAUSE", 0.01)
    azure.faults.add(Fault(long_job(azure.clock.speed * 2), "POST", r"/restore$"))
    job = start()
    azure.faults.add(Fault(outage, "GET", r"/backupJobs/", skip=1, times=2 * session.MOST_TRIES))

    (found,) = jobs(job_ids=[job["job_id"]], wait=True)["jobs"]

    assert found["status"] == "Completed"


def test_a_wait_ends_if_whoever_asked_for_it_is_gone(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$"))
    job = start()
    parents = iter([1000])
    monkeypatch.setattr("os.getppid", lambda: next(parents, 1))

    result = jobs(job_ids=[job["job_id"]], wait=True, wait_timeout=5)

    assert result["error"]["code"] == "RunEnded"
    assert result["jobs"][0]["status"] == "InProgress"


def test_check_mode_does_not_wait(azure: Emulator) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$"))
    job = start()

    (found,) = jobs(job_ids=[job["job_id"]], wait=True, check_mode=True)["jobs"]

    assert found["status"] == "InProgress"


def test_a_job_that_nobody_knows(azure: Emulator) -> None:
    result = jobs(job_ids=["8f0a3c5b-0000-4a6b-8c1d-9e7f5a3b1c20"])

    assert result["error"]["http_status"] == 404
    assert "8f0a3c5b-0000-4a6b-8c1d-9e7f5a3b1c20" in result["msg"]


@pytest.mark.parametrize("job_id", ["a/b", "50%", "/subscriptions/x", "it's"])
def test_what_is_no_job(azure: Emulator, job_id: str) -> None:
    result = jobs(job_ids=[job_id])

    assert result["error"]["target"] == "job_ids[0]"
    assert azure.requests == []


def test_a_job_of_another_vault(azure: Emulator) -> None:
    other = start()["id"].replace("/dr-vault/", "/other-vault/")
    azure.forget_requests()

    result = jobs(job_ids=[other])

    assert "another vault" in result["msg"]
    assert azure.requests == []
