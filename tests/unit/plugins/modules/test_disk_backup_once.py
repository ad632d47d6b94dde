# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One backup for one task, whatever happens to requests and answers, and whoever else backs up the disk."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._backup import job_index, send_once
from ansible_collections.azure_dr.backup.tests.emulator.faults import (
    Action,
    Fault,
    answer,
    changed_body,
    failing_job,
    failing_operation,
    job_with_warnings,
    long_job,
    refused,
    reset,
    stuck_job,
)
from ansible_collections.azure_dr.backup.tests.emulator.messages import Response
from ansible_collections.azure_dr.backup.tests.emulator.model import Job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.backups import (
    DISKS,
    actions,
    back_up,
    backups,
    by_hourly_policy,
    end_well,
    only,
    other_backup,
)
from ansible_collections.azure_dr.backup.tests.support.passing_time import begin_long_jobs, end_jobs_after


def answered(status: int) -> Action:
    """The request takes effect, and is answered with a trouble."""
    return Action(meddle=lambda response: Response(status, b'{"error": {"code": "Trouble", "message": "A trouble."}}'))


AFTER = [reset(after=True), answered(500), answered(502), answered(504), answered(408)]
BEFORE = [reset(), answer(500), answer(503), answer(408)]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked for after a lost answer is looked for in the same order, in a fraction of the time."""
    monkeypatch.setattr(send_once, "FIRST_LOOK_SECONDS", 0.05)
    monkeypatch.setattr(send_once, "LOOK_FOR_SECONDS", 0.25)


def made_by_task(azure: Emulator) -> list[Job]:
    return [job for job in azure.estate.vault().jobs.values() if job.operation == "Backup" and job.user_triggered]


def end_when_watched(azure: Emulator, job: Job) -> None:
    """A backup of somebody else ends well when a run has looked at its job."""

    def end(response: Response) -> Response:
        end_well(azure, job)
        return response

    azure.faults.add(Fault(Action(meddle=end), "GET", rf"/backupJobs/{job.id}$"))


@pytest.mark.parametrize("fault", AFTER)
def test_a_backup_whose_answer_was_lost_is_found_and_not_sent_again(azure: Emulator, fault: Action) -> None:
    azure.faults.add(Fault(fault, "POST", r"/backup$"))

    result = back_up()

    assert (result["changed"], actions(result)) == (True, ["backed_up"])
    (request,), (job,) = backups(azure), made_by_task(azure)
    assert (request.headers["x-ms-client-request-id"], only(result)["job_id"]) == (job.activity_id, job.id)


@pytest.mark.parametrize("fault", BEFORE)
def test_a_backup_that_never_arrived_is_sent_once_more_under_its_id(azure: Emulator, fault: Action) -> None:
    azure.faults.add(Fault(fault, "POST", r"/backup$"))

    result = back_up()

    assert (result["changed"], actions(result), len(made_by_task(azure))) == (True, ["backed_up"], 1)
    first, second = backups(azure)
    assert first.headers["x-ms-client-request-id"] == second.headers["x-ms-client-request-id"]


def test_what_stays_unknown_is_called_unknown(azure: Emulator) -> None:
    azure.faults.add(Fault(reset(), "POST", r"/backup$", times=None))

    result = back_up()

    assert (result["error"]["code"], result["changed"], actions(result)) == (
        "OutcomeUnknown",
        True,
        ["outcome_unknown"],
    )
    assert len(backups(azure)) == 2
    assert backups(azure)[0].headers["x-ms-client-request-id"] in result["msg"]
    assert "Set max_age when you run the task again" in result["msg"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_what_azure_refuses_was_not_accepted(azure: Emulator, status: int) -> None:
    azure.faults.add(Fault(answer(status), "POST", r"/backup$", times=None))

    result = back_up()

    assert (result["changed"], result["error"]["http_status"], actions(result)) == (False, status, ["failed"])


def test_a_limit_that_lasts_ends_it_at_once(azure: Emulator) -> None:
    azure.faults.add(Fault(refused("CloudDosTimeboudLimitReached"), "POST", r"/backup$", times=None))

    result = back_up()

    assert (result["error"]["code"], len(backups(azure))) == ("CloudDosTimeboudLimitReached", 1)


def test_throttling_is_waited_out(azure: Emulator) -> None:
    azure.faults.add(Fault(answer(429, retry_after=1), "POST", r"/backup$"))

    assert actions(back_up()) == ["backed_up"]
    assert len(backups(azure)) == 2


def test_a_backup_under_way_is_attached_to(azure: Emulator) -> None:
    job = other_backup(azure, seconds_ago=5)
    end_when_watched(azure, job)

    result = back_up(max_age=3600)

    assert (result["changed"], actions(result), backups(azure)) == (False, ["attached"], [])
    assert job.target_point
    assert only(result)["job_id"] == job.id
    assert only(result)["recovery_point"]["recovery_point_id"] == job.target_point.id


def test_a_backup_that_began_too_early_is_waited_for_and_another_is_made(azure: Emulator) -> None:
    job = other_backup(azure, seconds_ago=600)
    end_when_watched(azure, job)

    result = back_up(max_age=60)

    assert (result["changed"], actions(result)) == (True, ["backed_up"])
    assert only(result)["job_id"] != job.id
    assert azure.requests_to("GET", f"/backupJobs/{job.id}")


def test_it_is_not_waited_for_if_nothing_is_to_be_waited_for(azure: Emulator) -> None:
    other_backup(azure, seconds_ago=600)

    result = back_up(max_age=60, wait=False)

    assert (result["error"]["code"], backups(azure)) == ("OtherBackupUnderWay", [])
    assert "wait: true" in result["msg"]


def test_another_backup_is_made_if_the_one_under_way_has_another_tag(azure: Emulator) -> None:
    by_hourly_policy(azure)
    job = other_backup(azure, seconds_ago=5)
    end_when_watched(azure, job)

    result = back_up(max_age=3600, retention_tag="Weekly")

    assert (result["changed"], actions(result)) == (True, ["backed_up"])
    assert only(result)["recovery_point"]["retention_tag"] == "Weekly"


def test_a_rival_that_is_faster_is_attached_to(azure: Emulator) -> None:
    """Azure refuses a second backup while one runs: what is there is judged again."""
    azure.settings.job_list_late_seconds = 2 * azure.clock.speed
    azure.faults.add(Fault(long_job(4 * azure.clock.speed), "POST", r"/backup$", times=None))
    first = back_up(wait=False)
    azure.forget_requests()

    result = back_up(max_age=3600)

    assert (actions(first), actions(result), result["changed"]) == (["started"], ["attached"], False)
    assert only(result)["job_id"] == only(first)["job_id"]
    assert {request.status for request in backups(azure)} <= {400}


def test_without_waiting_the_job_is_named_and_a_second_run_sees_it_to_its_end(azure: Emulator) -> None:
    begin_long_jobs(azure, r"/backup$")

    first = back_up(wait=False)
    end_jobs_after(azure, "GET", r"/backupJobs/[^/]+$")
    second = back_up(max_age=3600)

    assert (first["changed"], actions(first), only(first)["recovery_point"]) == (True, ["started"], None)
    assert first["skew_seconds"] is None
    assert (second["changed"], actions(second)) == (False, ["attached"])
    assert only(second)["job_id"] == only(first)["job_id"]
    assert len(backups(azure)) == 1


def test_without_waiting_nobody_waits_for_the_half_minute_that_azure_asks_for(azure: Emulator) -> None:
    azure.settings.retry_after = 30
    azure.faults.add(Fault(stuck_job(), "POST", r"/backup$", times=None))

    result = back_up(source_disks=list(DISKS), wait=False, wait_timeout=25)

    assert sorted(actions(result)) == ["started"] * 3
    assert all(each["job_id"] in azure.estate.vault().jobs for each in result["backups"])
    assert [one for one in azure.requests if "/operationStatus/" in one.path] == []


def test_the_deadline_ends_the_wait_and_says_what_goes_on(azure: Emulator) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"/backup$"))

    result = back_up(wait_timeout=3)
    again = back_up(wait_timeout=3, max_age=3600)

    assert (result["error"]["code"], result["changed"], actions(result)) == ("StillRunning", True, ["running"])
    assert f"continues in Azure as job {only(result)['job_id']}" in result["msg"]
    assert "Set max_age when you run the task again" in result["msg"]
    assert (again["error"]["code"], "max_age" in again["msg"]) == ("StillRunning", False)


@pytest.mark.parametrize(
    ("fault", "code"),
    [(failing_job(), "InternalServerError"), (failing_operation("SomeCode"), "SomeCode")],
    ids=["job", "operation"],
)
def test_a_backup_that_fails(azure: Emulator, fault: Action, code: str) -> None:
    azure.faults.add(Fault(fault, "POST", r"/backup$"))

    result = back_up()

    assert (result["error"]["code"], result["changed"], actions(result)) == (code, True, ["failed"])
    assert "Fix: " in result["msg"] or code == "SomeCode"


def test_warnings_of_the_job_are_told(azure: Emulator) -> None:
    azure.faults.add(Fault(job_with_warnings(), "POST", r"/backup$"))

    result = back_up()

    assert actions(result) == ["backed_up"]
    assert result["warnings"]


def without_point(body: Any) -> Any:
    body["properties"]["extendedInfo"]["targetRecoverPoint"] = None
    return body


def test_a_point_that_its_job_does_not_name_is_found_by_its_time(azure: Emulator) -> None:
    azure.faults.add(Fault(changed_body(without_point), "GET", r"/backupJobs/[^/]+$", times=None))

    result = back_up()

    assert actions(result) == ["backed_up"]
    newest = azure.estate.instance("erp-data").points[0]
    assert only(result)["recovery_point"]["recovery_point_id"] == newest.id


def test_a_point_shows_a_little_later(azure: Emulator) -> None:
    azure.faults.add(Fault(answer(404), "GET", r"/recoveryPoints/", times=2))

    assert actions(back_up()) == ["backed_up"]


def test_in_a_vault_with_a_long_list_of_jobs_graph_is_asked(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_index, "SHORT_LIST", 5)

    result = back_up()

    assert actions(result) == ["backed_up"]
    asked = [request.body["query"] for request in azure.requests_to("POST", "/Microsoft.ResourceGraph/resources")]
    of_jobs = [query for query in asked if "backupjobs" in query]
    assert of_jobs
    assert all("'Backup'" in query and "in~ ()" not in query for query in of_jobs)


def test_a_backup_that_graph_still_takes_for_running_is_not_waited_for_again(
    azure: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_index, "SHORT_LIST", 5)
    job = other_backup(azure, seconds_ago=600)

    def late(body: Any) -> Any:
        for row in body.get("data", []):
            if row.get("name") == job.id:
                row["properties"].update(status="InProgress", endTime=None)
        return body

    azure.faults.add(Fault(changed_body(late), "POST", "ResourceGraph", times=None))
    end_when_watched(azure, job)

    result = back_up(max_age=60, wait_timeout=20)

    assert (result["changed"], actions(result)) == (True, ["backed_up"])
    assert len(azure.requests_to("GET", f"/backupJobs/{job.id}")) <= 3


def test_check_mode_tells_the_plan_and_sends_nothing(azure: Emulator) -> None:
    azure.estate.instance("erp-os").state = "ProtectionStopped"

    result = back_up(source_disks=list(DISKS), check_mode=True)

    assert sorted(actions(result)) == ["failed", "would_back_up", "would_back_up"]
    assert (result["changed"], backups(azure)) == (True, [])
    assert "recovery point of erp-log" in result["diff"]["after"]


def test_check_mode_waits_for_nothing(azure: Emulator) -> None:
    job = other_backup(azure, seconds_ago=600)

    attached = back_up(check_mode=True)
    another = back_up(check_mode=True, max_age=60)

    assert (attached["changed"], actions(attached), only(attached)["job_id"]) == (False, ["attached"], job.id)
    assert (another["changed"], actions(another)) == (True, ["would_back_up"])
    assert only(another)["job_id"] == job.id
    assert any(job.id in warning for warning in another["warnings"])
