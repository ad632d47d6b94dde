# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One wish, one restore, whatever happens to requests and answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._backup import job_index, send_once
from ansible_collections.azure_dr.backup.tests.emulator.faults import (
    Action,
    Fault,
    answer,
    changed_body,
    foreign_status_host,
    long_job,
    name_taken,
    reset,
    stuck_job,
)
from ansible_collections.azure_dr.backup.tests.emulator.messages import Response
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk


def answered(status: int) -> Action:
    """The request takes effect, and is answered with a trouble."""
    return Action(meddle=lambda response: Response(status, b'{"error": {"code": "Trouble", "message": "A trouble."}}'))


AFTER = [reset(after=True), answered(500), answered(502), answered(504), answered(408)]
BEFORE = [reset(), answer(500), answer(503), answer(408)]


def restore(**options: Any) -> dict[str, Any]:
    return restore_disk(**{"validate": False, **options})


def restores(azure: Emulator) -> list[Any]:
    return azure.requests_to("POST", "/restore")


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked for after a lost answer is looked for in the same order, in a fraction of the time."""
    monkeypatch.setattr(send_once, "FIRST_LOOK_SECONDS", 0.05)
    monkeypatch.setattr(send_once, "LOOK_FOR_SECONDS", 0.25)


@pytest.fixture
def long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vault lists more jobs than are read for a look."""
    monkeypatch.setattr(job_index, "SHORT_LIST", 5)
    monkeypatch.setattr(job_index, "SHORT_LIST_A_DISK", 5)


@pytest.mark.parametrize("fault", AFTER)
def test_a_restore_whose_answer_was_lost_is_found_and_not_sent_again(azure: Emulator, fault: Action) -> None:
    azure.faults.add(Fault(fault, "POST", r"/restore$"))

    result = restore()

    assert (result["changed"], result["action"], result["origin"]) == (True, "restored", "proven")
    (request,) = restores(azure)
    assert request.headers["x-ms-client-request-id"] == result["job"]["activity_id"]
    assert len(azure.estate.vault().jobs) == 43


@pytest.mark.parametrize("fault", BEFORE)
def test_a_restore_that_never_arrived_is_sent_once_more_under_its_id(azure: Emulator, fault: Action) -> None:
    azure.faults.add(Fault(fault, "POST", r"/restore$"))

    result = restore()

    assert (result["changed"], result["action"]) == (True, "restored")
    first, second = restores(azure)
    assert first.headers["x-ms-client-request-id"] == second.headers["x-ms-client-request-id"]


def test_what_stays_unknown_is_called_unknown(azure: Emulator) -> None:
    azure.faults.add(Fault(reset(), "POST", r"/restore$", times=None))

    result = restore()

    assert result["failed"]
    assert result["error"]["code"] == "OutcomeUnknown"
    assert len(restores(azure)) == 2
    assert result["error"]["activity_id"] == restores(azure)[0].headers["x-ms-client-request-id"]
    assert result["error"]["activity_id"] in result["msg"]
    assert "backup_job_info" in result["msg"]


def test_it_is_not_sent_again_where_a_disk_is_there_meanwhile(azure: Emulator) -> None:
    azure.faults.add(Fault(reset(after=True), "POST", r"/restore$"))
    azure.settings.job_late_seconds = azure.settings.job_list_late_seconds = 60 * azure.clock.speed
    azure.settings.restore_job_seconds = 0

    result = restore()

    assert result["error"]["code"] == "OutcomeUnknown"
    assert len(restores(azure)) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_what_azure_refuses_was_not_accepted(azure: Emulator, status: int) -> None:
    azure.faults.add(Fault(answer(status), "POST", r"/restore$", times=None))

    result = restore()

    assert result["failed"]
    assert result["changed"] is False
    assert result["error"]["http_status"] == status


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_status_url_that_can_not_be_read_is_no_end(azure: Emulator, status: int) -> None:
    azure.faults.add(Fault(answer(status), "GET", r"/operationStatus/", times=None))

    result = restore()

    assert (result["changed"], result["action"]) == (True, "restored")


def test_a_status_url_elsewhere_gets_no_token_and_is_no_end(azure: Emulator) -> None:
    azure.faults.add(Fault(foreign_status_host("127.0.0.1:9"), "POST", r"/restore$"))

    assert restore()["action"] == "restored"


def test_an_accepted_restore_whose_job_never_shows(azure: Emulator) -> None:
    azure.faults.add(Fault(answer(404), "GET", r"/operationStatus/", times=None))
    azure.settings.job_late_seconds = azure.settings.job_list_late_seconds = 3600 * azure.clock.speed

    result = restore()

    assert (result["changed"], result["error"]["code"]) == (True, "OutcomeUnknown")
    assert len(restores(azure)) == 1


def test_a_run_sends_a_restore_under_one_id_that_no_other_run_has(azure: Emulator) -> None:
    """So that a job with that id is this run's own, and never one of somebody who asked for the same."""
    azure.faults.add(Fault(reset(), "POST", r"/restore$", times=2))
    restore()
    restore()

    ids = [request.headers["x-ms-client-request-id"] for request in restores(azure)]
    assert len(ids) == 3
    assert ids[0] == ids[1] != ids[2]


def test_what_began_during_the_validation_is_attached_to(azure: Emulator) -> None:
    """Another run of the same wish was faster."""
    instance = azure.estate.instance("erp-data")
    target = f"{azure.estate.group('erp-restored').id}/providers/Microsoft.Compute/disks/erp-data-restored"

    def begin(body: Any) -> Any:
        azure.estate.add_job(
            instance, "Restore", azure.clock.now(), destination=target, source_point=instance.points[0]
        )
        return body

    azure.faults.add(Fault(changed_body(begin), "GET", r"/operationStatus/"))

    result = restore(validate=True, wait_timeout=5)

    assert restores(azure) == []
    assert (result["changed"], result["action"]) == (False, "attached")
    assert result["error"]["code"] == "StillRunning"


def begin_elsewhere(azure: Emulator) -> None:
    """Somebody else restores the same."""
    instance = azure.estate.instance("erp-data")
    target = f"{azure.estate.group('erp-restored').id}/providers/Microsoft.Compute/disks/erp-data-restored"
    azure.estate.add_job(instance, "Restore", azure.clock.now(), destination=target, source_point=instance.points[0])


def with_properties(rows: str, **properties: Any) -> Action:
    """A list in which each job has these properties; None takes one away."""

    def change(body: Any) -> Any:
        for job in body[rows]:
            both = {**job["properties"], **properties}
            job["properties"] = {name: value for name, value in both.items() if value is not None}
        return body

    return changed_body(change)


@pytest.mark.parametrize(
    "properties",
    [
        {"extendedInfo": {"subTasks": [{"taskId": 1, "taskName": "Trigger Restore"}]}},
        {"extendedInfo": {"recoveryDestination": "", "additionalDetails": {"a": "b"}}},
        {"operation": None, "operationCategory": None},
        {"operation": None, "operationCategory": None, "startTime": None, "activityID": None, "dataSourceId": None},
    ],
)
def test_a_job_of_which_the_list_tells_little_is_read_before_anything_is_sent(
    azure: Emulator, properties: dict[str, Any]
) -> None:
    begin_elsewhere(azure)
    azure.faults.add(Fault(with_properties("value", **properties), "GET", r"/backupJobs$", times=None))

    result = restore(wait=False)

    assert restores(azure) == []
    assert (result["changed"], result["action"]) == (False, "attached")


def test_a_job_of_which_graph_tells_little_is_read_before_anything_is_sent(azure: Emulator, long_list: None) -> None:
    azure.settings.graph_late_seconds = 0
    begin_elsewhere(azure)
    little = with_properties("data", extendedInfo={"subTasks": [{"taskId": 1}]})
    azure.faults.add(Fault(little, "POST", r"/Microsoft\.ResourceGraph/resources$", times=None))

    assert restore(wait=False)["action"] == "attached"
    assert restores(azure) == []


def test_where_graph_leaves_rows_out_the_whole_list_is_read(azure: Emulator, long_list: None) -> None:
    begin_elsewhere(azure)
    few = changed_body(lambda body: {**body, "data": [], "resultTruncated": "true"})
    azure.faults.add(Fault(few, "POST", r"/Microsoft\.ResourceGraph/resources$", times=None))

    assert restore(wait=False)["action"] == "attached"
    assert restores(azure) == []


def test_the_job_that_a_list_tells_little_of_has_still_made_its_disk(azure: Emulator) -> None:
    little = with_properties("value", extendedInfo={"subTasks": [{"taskId": 1}]})
    azure.faults.add(Fault(little, "GET", r"/backupJobs$", times=None))
    azure.faults.add(Fault(changed_body(without_destination), "GET", r"/backupJobs/[^/]+$", times=None))

    result = restore()

    assert (result["action"], result["origin"]) == ("restored", "proven")


def without_destination(body: Any) -> Any:
    del body["properties"]["extendedInfo"]["recoveryDestination"]
    return body


def test_a_rival_that_took_the_name_is_named(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    target = f"{azure.estate.group('erp-restored').id}/providers/Microsoft.Compute/disks/erp-data-restored"
    azure.faults.add(Fault(name_taken(), "POST", r"/restore$"))

    def rival(response: Response) -> Response:
        now = azure.clock.now()
        azure.estate.add_job(
            instance,
            "Restore",
            now - timedelta(minutes=1),
            end=now + timedelta(seconds=5),
            destination=target,
            source_point=instance.points[0],
        )
        return response

    azure.faults.add(Fault(Action(meddle=rival), "POST", r"/restore$"))

    result = restore()

    assert result["failed"]
    assert result["changed"] is True
    assert result["error"]["code"] == "UserErrorSameNameDiskAlreadyExists"
    assert "Another restore, job" in result["msg"]


def test_in_a_vault_with_a_long_list_of_jobs_graph_is_asked(azure: Emulator, long_list: None) -> None:
    azure.settings.graph_late_seconds = 0
    first = restore()
    azure.forget_requests()

    again = restore()

    assert again["action"] == "unchanged"
    assert again["job"]["job_id"] == first["job"]["job_id"]
    (query,) = azure.requests_to("POST", "/Microsoft.ResourceGraph/resources")
    assert "erp-data-restored" in query.body["query"]
    assert len(azure.requests) < 12


def test_graph_knows_what_is_under_way(azure: Emulator, long_list: None) -> None:
    azure.settings.graph_late_seconds = 0
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$"))
    started = restore(wait=False)

    attached = restore(wait=False)

    assert (attached["changed"], attached["action"]) == (False, "attached")
    assert attached["job"]["job_id"] == started["job"]["job_id"]


def test_where_graph_may_not_be_asked_the_whole_list_is_read(azure: Emulator, long_list: None) -> None:
    azure.faults.add(Fault(answer(403), "POST", r"/Microsoft\.ResourceGraph/resources$", times=None))
    restore()

    assert restore()["action"] == "unchanged"


def test_the_job_of_a_lost_answer_is_looked_for_in_the_whole_list_at_last(azure: Emulator, long_list: None) -> None:
    azure.settings.graph_late_seconds = 3600 * azure.clock.speed
    azure.faults.add(Fault(reset(after=True), "POST", r"/restore$"))

    assert restore()["action"] == "restored"
    assert len(restores(azure)) == 1


def test_the_budget_of_a_day_is_counted(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    now = azure.clock.now()
    for hours in (1, 2, 3, 30):
        start = now - timedelta(hours=hours)
        azure.estate.add_job(instance, "Restore", start, end=start + timedelta(minutes=4), destination="/elsewhere")

    result = restore()

    assert result["restores_last_24h"] == 4
    assert result["warnings"] == []


def test_from_eight_restores_on_a_day_there_is_a_warning(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    for minutes in range(8):
        start = azure.clock.now() - timedelta(hours=2, minutes=minutes)
        azure.estate.add_job(instance, "Restore", start, end=start + timedelta(minutes=1), destination="/elsewhere")

    result = restore(check_mode=True)

    assert result["restores_last_24h"] == 8
    assert "8 restores of 'erp-data'" in result["warnings"][0]


def test_nothing_is_sent_for_someone_who_is_gone(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    parents = iter([1000])
    monkeypatch.setattr("os.getppid", lambda: next(parents, 1))

    result = restore()

    assert result["error"]["code"] == "RunEnded"
    assert restores(azure) == []


def test_a_token_that_ends_during_the_wait_is_replaced(azure: Emulator) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 2), "POST", r"/restore$"))

    def expire(body: Any) -> Any:
        azure.expire_tokens()
        return body

    azure.faults.add(Fault(changed_body(expire), "GET", r"/backupJobs/[^/]+$"))

    result = restore()

    assert result["action"] == "restored"
    assert len(azure.requests_to("POST", "/oauth2/v2.0/token")) == 2
    assert [one.status for one in azure.requests if one.status == 401] == [401]
