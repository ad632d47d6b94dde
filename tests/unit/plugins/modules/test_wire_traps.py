# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The traps of the service's wire: each test fails where the trap is not minded."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import (
    Fault,
    answer,
    changed_body,
    failing_job,
    foreign_status_host,
    long_job,
    with_headers,
)
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk as restore
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

GUID = "5e731d0b-4704-4935-abcc-f8aa3ce3595e"


@pytest.mark.parametrize("running", ["Inprogress", "InProgress", "INPROGRESS", "Accepted", "Running"])
def test_01_any_word_but_the_last_ones_means_go_on(azure: Emulator, running: str) -> None:
    """An operation says `Inprogress` where a job says `InProgress`, and may say other things tomorrow."""
    azure.faults.add(Fault(changed_body(lambda body: {**body, "status": running}), "GET", r"/operationStatus/"))

    assert restore()["action"] == "restored"


@pytest.mark.parametrize("done", ["Succeeded", "SUCCEEDED", "succeeded"])
def test_01_success_in_any_case(azure: Emulator, done: str) -> None:
    azure.faults.add(
        Fault(changed_body(lambda body: {**body, "status": done}), "GET", r"/operationStatus/", skip=1, times=1)
    )

    assert restore()["action"] == "restored"


@pytest.mark.parametrize("not_yet", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00", None])
def test_02_the_year_1_and_null_stand_for_not_yet(azure: Emulator, not_yet: str | None) -> None:
    def running(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "properties": {**body["properties"], "endTime": not_yet, "duration": None}}

    azure.faults.add(Fault(changed_body(running), "GET", r"/backupJobs/[^/]+$", times=None))
    azure.faults.add(Fault(long_job(azure.clock.speed * 60), "POST", r"/restore$"))

    job = restore(wait=False)["job"]

    assert (job["status"], job["end_time"], job["duration_seconds"]) == ("InProgress", None, None)


@pytest.mark.parametrize("digits", ["", ".1", ".12345", ".1234567"])
def test_02_and_03_times_without_z_and_of_any_precision(azure: Emulator, digits: str) -> None:
    """Without its times, nothing would prove that a job made the disk."""

    def odd(body: dict[str, Any]) -> dict[str, Any]:
        times = {
            name: f"{told[:19]}{digits}" for name in ("startTime", "endTime") if (told := body["properties"][name])
        }
        return {**body, "properties": {**body["properties"], **times}}

    azure.faults.add(Fault(changed_body(odd), "GET", r"/backupJobs/[^/]+$", times=None))

    result = restore(target_disk="odd-times")

    assert result["job"]["start_time"].endswith("Z")
    assert result["job"]["start_time"][:19] <= result["job"]["end_time"][:19]


def test_03_a_job_that_ends_before_it_starts(azure: Emulator) -> None:
    """Its end has whole seconds, its start has fractions. It does not say how long it took."""
    job = restore()["job"]["job_id"]
    odd = {"startTime": "2026-11-22T03:00:00.5330000Z", "endTime": "2026-11-22T03:00:00Z", "duration": None}

    def changed(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "properties": {**body["properties"], **odd}}

    azure.faults.add(Fault(changed_body(changed), "GET", r"/backupJobs/[^/]+$"))

    (told,) = run_module("backup_job_info", job_ids=[job])["jobs"]

    assert (told["end_time"], told["duration_seconds"]) == ("2026-11-22T03:00:00Z", None)


def test_03_seven_digits_are_understood_and_kept(azure: Emulator) -> None:
    point = run_module("recovery_point_info", source_disk="erp-data", limit=1)["recovery_points"][0]

    assert len(point["exact_time"].rpartition(".")[2]) == len("1234567Z")
    assert point["recovery_point_time"] == f"{point['exact_time'][:26]}Z"


def test_04_a_validation_has_no_properties(azure: Emulator) -> None:
    seen: list[Any] = []
    azure.faults.add(Fault(changed_body(lambda body: seen.append(body) or body), "GET", r"/operationStatus/", times=1))

    assert restore(check_mode=True)["validation"]["status"] == "passed"
    assert "properties" not in seen[0]


def test_05_the_id_of_a_job_is_an_arm_id_or_a_bare_guid(azure: Emulator) -> None:
    def bare(body: dict[str, Any]) -> dict[str, Any]:
        body["properties"]["jobId"] = body["properties"]["jobId"].rpartition("/")[2]
        return body

    azure.faults.add(Fault(changed_body(bare), "GET", r"/operationStatus/", skip=1, times=1))

    assert restore()["job"]["status"] == "Completed"


def test_06_a_job_is_the_one_that_was_asked_for(azure: Emulator) -> None:
    """The article's example answers with the name and id of another job."""

    def of_another(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "name": GUID, "id": body["id"].replace(body["name"], GUID)}

    azure.faults.add(Fault(changed_body(of_another), "GET", r"/backupJobs/[^/]+$", times=None))

    result = restore()

    assert result["action"] == "restored"
    assert result["job"]["job_id"] != GUID
    assert result["job"]["job_id"] in azure.estate.vault().jobs


def test_07_a_finished_operation_is_not_a_finished_restore(azure: Emulator) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 1.5), "POST", r"/restore$"))

    result = restore()

    assert result["job"]["status"] == "Completed"
    assert len([one for one in azure.requests if "/backupJobs/" in one.path]) >= 2


def test_08_a_failed_operation_answers_http_200(azure: Emulator) -> None:
    azure.settings.restore_failures_show_in = "operation"

    result = restore(validate=False, target_resource_group="erp-drill")

    assert result["failed"]
    assert result["error"]["http_status"] == 200
    assert not [one for one in azure.requests if "/operationResults/" in one.path]


def test_09_location_is_never_asked(azure: Emulator) -> None:
    """It needs rights on the subscription, which many logins lack."""
    azure.estate.access.deny("Microsoft.DataProtection/locations/*")

    assert restore()["action"] == "restored"


def test_10_a_signed_status_url_is_used_byte_for_byte(azure: Emulator) -> None:
    restore()

    statuses = [one for one in azure.requests if "/operationStatus/" in one.path]
    assert statuses
    assert all(len(one.target) > 2000 and "==?api-version=" in one.target for one in statuses)
    assert all(one.status == 200 for one in statuses)


def test_10_a_status_url_outside_of_the_cloud_gets_no_token(azure: Emulator) -> None:
    azure.faults.add(Fault(foreign_status_host("127.0.0.1:9"), "POST", r"/validateRestore$"))

    result = restore()

    assert result["error"]["code"] == "UnexpectedHost"
    assert "127.0.0.1" in result["msg"]


def test_11_retry_after_on_the_202_sets_the_first_look(azure: Emulator) -> None:
    azure.settings.retry_after = 2

    restore()

    for post, look in zip(
        [one for one in azure.requests if one.path.endswith(("/validateRestore", "/restore"))],
        [one for one in azure.requests if "/operationStatus/" in one.path],
        strict=True,
    ):
        assert look.at - post.at >= 2


def test_11_and_is_ignored_on_what_is_finished(azure: Emulator) -> None:
    azure.faults.add(Fault(with_headers(Retry_After="60"), "GET", r"/(operationStatus|backupJobs)/", times=None))

    assert restore()["elapsed_seconds"] < 10


def test_12_empty_and_repeated_headers(azure: Emulator) -> None:
    """x-ms-request-id was an empty string until 2023."""
    azure.faults.add(Fault(with_headers(x_ms_request_id=""), "GET", r"/backupVaults/none$"))

    result = restore(vault_name="none")

    assert result["error"]["request_id"] is None
    assert result["error"]["correlation_id"]


def test_13_jobs_of_a_list_look_otherwise_than_single_ones(azure: Emulator) -> None:
    done = restore()["job"]

    (listed,) = run_module("backup_job_info", operation="Restore")["jobs"]

    assert listed["job_id"] == done["job_id"]
    assert listed["duration_seconds"] == pytest.approx(done["duration_seconds"], abs=0.001)
    assert (listed["target_disk_id"], listed["warnings"]) == (None, None)
    assert done["target_disk_id"].endswith("/erp-data-restored")


@pytest.mark.parametrize("api_version", ["2021-01-01", "2022-05-01", "2023-11-01", "2026-06-01"])
def test_14_members_that_are_null_absent_or_unknown_to_a_version(azure: Emulator, api_version: str) -> None:
    point = run_module("recovery_point_info", source_disk="erp-data", api_version=api_version, limit=1)

    assert set(point["recovery_points"][0]) == {
        "id",
        "recovery_point_id",
        "recovery_point_time",
        "exact_time",
        "creation_time",
        "expiry_time",
        "expired",
        "age_seconds",
        "state",
        "store_state",
        "store_type",
        "type",
        "retention_tag",
        "policy_name",
    }
    assert restore(api_version=api_version)["action"] == "restored"


def test_15_members_that_nobody_declared(azure: Emulator) -> None:
    def more(body: dict[str, Any]) -> dict[str, Any]:
        body["properties"]["tomorrow"] = [{"deep": None}]
        return body

    azure.faults.add(Fault(changed_body(more), "GET", r"/(backupVaults/dr-vault|backupJobs/[^/]+)$", times=None))

    assert restore()["action"] == "restored"


def test_16_ids_change_their_case(azure: Emulator) -> None:
    azure.estate.vault().id_of_old = True
    instance = azure.estate.instance("erp-data")
    instance.disk_id = instance.disk_id.replace("/resourceGroups/", "/resourcegroups/")
    source = f"{azure.estate.group('ERP-PROD').id}/providers/Microsoft.Compute/disks/ERP-DATA"
    restore()

    again = restore(source_disk=source, target_disk="ERP-data-restored", target_resource_group="ERP-Restored")

    assert again["action"] == "unchanged"


def test_18_what_azure_says_of_whose_fault_it_is_is_not_believed(azure: Emulator) -> None:
    error = {"code": "UserErrorDiskSnapshotNotFound", "message": "Gone.", "isUserError": False, "isRetryable": True}
    azure.faults.add(Fault(failing_job([error]), "POST", r"/restore$"))

    result = restore()

    assert result["error"]["code"] == "UserErrorDiskSnapshotNotFound"
    assert len(azure.requests_to("POST", "/restore")) == 1


def test_19_an_expired_point_is_listed_and_taken_only_by_its_id(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    moment = azure.clock.now()
    expired = azure.estate.add_point(instance, moment - timedelta(hours=2), expires=moment - timedelta(hours=1))
    azure.settings.expired_points_fail = False

    listed = run_module("recovery_point_info", source_disk="erp-data")["recovery_points"]
    latest = restore()["recovery_point"]
    named = restore(as_of=None, recovery_point_id=expired.id, target_disk="by-id")["recovery_point"]

    assert (listed[0]["recovery_point_id"], listed[0]["expired"]) == (expired.id, True)
    assert latest["recovery_point_id"] == listed[1]["recovery_point_id"]
    assert named["recovery_point_id"] == expired.id


def test_19_an_incomplete_point_is_not_the_latest(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    azure.estate.add_point(instance, azure.clock.now() - timedelta(hours=1), state="Partial")

    assert restore()["recovery_point"]["state"] == "Completed"


def test_19_a_point_whose_snapshot_is_deleted_is_not_the_latest(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    deleted = azure.estate.add_point(instance, azure.clock.now() - timedelta(hours=1), store_state="DELETED")

    listed = run_module("recovery_point_info", source_disk="erp-data")["recovery_points"]
    latest = run_module("recovery_point_info", source_disk="erp-data", as_of="latest")["recovery_points"]
    restored = restore()["recovery_point"]

    assert (listed[0]["recovery_point_id"], listed[0]["store_state"]) == (deleted.id, "DELETED")
    assert [each["recovery_point_id"] for each in latest] == [listed[1]["recovery_point_id"]]
    assert restored["recovery_point_id"] == listed[1]["recovery_point_id"]
    assert (restored["store_state"], restored["store_type"]) == ("COMMITTED", "OperationalStore")


def test_19_without_any_usable_point_nothing_is_sent(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    instance.points = [replace(point, store_state="DELETED") for point in instance.points]

    result = restore()

    assert result["error"]["code"] == "NoUsableRecoveryPoint"
    assert "14 DELETED in its store" in result["msg"]
    assert azure.requests_to("POST", "/validateRestore") == []


def test_20_a_disk_that_is_there_is_found_before_azure_is_asked(azure: Emulator) -> None:
    azure.estate.add_disk("erp-data-restored", azure.estate.group("erp-restored"))

    assert restore()["error"]["code"] == "TargetTaken"
    assert azure.requests_to("POST", "/validateRestore") == []


def test_21_results_of_operations_are_not_needed(azure: Emulator) -> None:
    """What `Location` leads to was seen to answer with other documents; the status names the job already."""
    azure.faults.add(Fault(answer(500), "*", r"/operationResults/", times=None))

    assert restore()["action"] == "restored"
    assert not [one for one in azure.requests if "/operationResults/" in one.path]


def test_22_the_brake_of_azure_backup_is_a_400_that_is_not_retried(azure: Emulator) -> None:
    error = {"error": {"code": "CloudDosTimeboudLimitReached", "message": "Blocked as a security precaution."}}
    azure.faults.add(Fault(answer(400, error), "POST", r"/restore$", times=None))

    result = restore()

    assert result["error"]["code"] == "CloudDosTimeboudLimitReached"
    assert result["changed"] is False
    assert len(azure.requests_to("POST", "/restore")) == 1


def test_all_traps_are_here() -> None:
    numbers = {int(number) for name in globals() for number in re.findall(r"(?<=_)\d\d(?=_)", name)}

    assert numbers == set(range(1, 23)) - {17}, "17, what can be done with a job, is read by nobody"


@pytest.mark.parametrize(
    ("switch", "values"),
    [
        ("source_resource_id", (True, False)),
        ("restored_disk_tags", (True, False)),
        ("filter_end_inclusive", (True, False)),
        ("jobs_page", (None, 3)),
        ("points_page", (5000, 2)),
        ("instances_page", (5000, 1)),
        ("job_late_seconds", (0.0, 1.5)),
        ("job_list_late_seconds", (0.0, 1.5)),
        ("retry_after", ("none", 1)),
        ("answers_at_once", (True, False)),
        ("activity_from_client", (True, False)),
        ("restores_once_an_activity", (True, False)),
        ("restored_disk_create_option", ("Copy", "Restore")),
    ],
)
def test_what_nobody_knows_of_azure_makes_no_difference(azure: Emulator, switch: str, values: tuple[Any, Any]) -> None:
    for number, value in enumerate(values):
        in_service_time = value * azure.clock.speed if switch.endswith("seconds") else value
        setattr(azure.settings, switch, in_service_time)

        assert restore(target_disk=f"disk-{number}")["action"] == "restored"
        time.sleep(value if switch.endswith("seconds") else 0)
        assert restore(target_disk=f"disk-{number}")["action"] == "unchanged"


def test_a_job_that_shows_late(azure: Emulator) -> None:
    azure.settings.job_late_seconds = azure.clock.speed * 1.5

    assert restore()["action"] == "restored"


def test_lists_in_pages(azure: Emulator) -> None:
    azure.settings.instances_page = azure.settings.points_page = 2
    azure.settings.jobs_page = 5
    restore()

    assert len(run_module("recovery_point_info", source_disk="erp-log")["recovery_points"]) == 14
    assert len(run_module("backup_instance_info")["backup_instances"]) == 3
    assert len(run_module("backup_job_info")["jobs"]) == 43
    assert restore()["action"] == "unchanged"
