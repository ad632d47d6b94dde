# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_restore_batch: many disks in one task."""

from __future__ import annotations

import itertools
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._backup import role_propagation
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, failing_job, long_job, stuck_job
from ansible_collections.azure_dr.backup.tests.emulator.messages import Response
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.passing_time import SECONDS, begin_long_jobs, end_jobs_when_seen

DISKS = ("erp-os", "erp-data", "erp-log")
ALL = [{"source_disk": name, "target_disk": f"{name}-restored"} for name in DISKS]


def restore(disks: list[dict[str, Any]] | None = None, **options: Any) -> dict[str, Any]:
    common = {"as_of": "latest", "target_resource_group": "erp-restored", "poll_interval": 1, "permission_timeout": 0}
    return run_module("disk_restore_batch", disks=ALL if disks is None else disks, **{**common, **options})


def posts(azure: Emulator) -> list[Any]:
    return [one for one in azure.requests if one.method == "POST" and "DataProtection" in one.path]


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


def test_who_restored_from_where_and_into_which_region_is_told_once(azure: Emulator) -> None:
    sources = {name: azure.estate.disk(name, "erp-prod") for name in DISKS}

    result = restore()

    assert result["login"] == {
        "kind": "application",
        "object_id": names.CLIENT_OBJECT_ID,
        "application_id": names.CLIENT_ID,
        "tenant_id": azure.estate.tenant_id,
    }
    assert result["vault_id"].endswith(
        "/resourceGroups/backup/providers/Microsoft.DataProtection/backupVaults/dr-vault"
    )
    assert result["locations"] == [names.REGION]
    ids = {each["backup_instance"]: each["source_disk_id"] for each in result["source_disks"]}
    assert sorted(ids.values()) == sorted(disk.id for disk in sources.values() if disk)
    assert {each["backup_instance"] for each in result["restores"]} == set(ids)


def test_all_are_judged_before_anything_is_sent(azure: Emulator) -> None:
    restore()

    paths = [one.path for one in azure.requests]
    first_write = next(number for number, path in enumerate(paths) if path.endswith("/validateRestore"))
    looked_at = [path for path in paths[:first_write] if path.endswith(("/disks", "/backupJobs", "/recoveryPoints"))]
    assert len(looked_at) == 5


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
    as_of = datetime.fromisoformat(result["as_of"].replace("Z", "+00:00"))
    assert result["rpo_seconds"] == pytest.approx((as_of - min(times)).total_seconds(), abs=0.001)


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


ELSEWHERE = "8f0a3c5b-1111-4a6b-8c1d-9e7f5a3b1c20"
WRONG_INPUT = {
    "a disk that nothing protects": ({"source_disk": "erp-dta"}, "BackupInstanceNotFound", "'erp-dta'"),
    "an instance that is not there": (
        {"source_disk": None, "backup_instance": "erp"},
        "BackupInstanceNotFound",
        "'erp'",
    ),
    "a name that two disks have": ({"source_disk": "twin"}, "AmbiguousName", "2 backup instances"),
    "a point that is not there": ({"as_of": None, "recovery_point_id": "0" * 32}, None, "has no recovery point"),
    "a moment to come": ({"as_of": "2999-01-01T00:00:00Z"}, "OptionRefused", "in the future"),
    "a group that is not there": ({"target_resource_group": "erp-restord"}, "ResourceGroupNotFound", "'erp-restord'"),
    "another region": ({"location": "northeurope"}, "OptionRefused", "northeurope"),
    "another subscription": (
        {"target_subscription_id": ELSEWHERE},
        "CrossSubscriptionRestoreOff",
        "other subscriptions",
    ),
}


@pytest.mark.parametrize("check_mode", [False, True], ids=["restore", "check mode"])
@pytest.mark.parametrize(("wrong", "code", "told"), WRONG_INPUT.values(), ids=WRONG_INPUT)
def test_nothing_is_sent_for_any_disk_if_one_is_asked_for_that_can_not_be(
    azure: Emulator, wrong: dict[str, Any], code: str | None, told: str, check_mode: bool
) -> None:
    vault, snapshots = azure.estate.vault(), azure.estate.group("erp-snapshots")
    vault.cross_subscription_restore = "Disabled"
    azure.estate.add_group("erp-restored", subscription_id=azure.estate.add_subscription(ELSEWHERE))
    for group in ("twins-a", "twins-b"):
        azure.estate.protect(azure.estate.add_disk("twin", azure.estate.add_group(group)), vault, snapshots)

    result = restore([ALL[0], {**ALL[1], **wrong}, ALL[2]], check_mode=check_mode)

    assert (result["failed"], result["changed"]) == (True, False)
    assert outcomes(result) == ["not_sent", "failed", "not_sent"]
    assert posts(azure) == []
    why, told_of_it = result["msg"].split(". ", 1)
    assert why == "Nothing was sent for any disk, because 1 of 3 can't be restored as it is written"
    assert told in told_of_it
    assert code in (None, result["error"]["code"])


def test_all_that_can_not_be_is_told_together(azure: Emulator) -> None:
    nowhere = {"source_disk": "erp-nun", "target_disk": "nun"}
    no_point = {**ALL[1], "recovery_point_id": "0" * 32}

    result = restore([nowhere, ALL[0], no_point, {**ALL[2], "target_resource_group": "erp-restord"}])

    assert outcomes(result) == ["failed", "not_sent", "failed", "failed"]
    assert "because 3 of 4 can't be restored as they are written" in result["msg"]
    for told in ("nun: Vault", "'erp-nun'", "'" + "0" * 32 + "'", "'erp-restord'"):
        assert told in result["msg"]
    assert posts(azure) == []


def test_one_without_a_point_yet_does_not_hold_up_the_others(azure: Emulator) -> None:
    azure.estate.instance("erp-data").points = []

    result = restore()

    assert outcomes(result) == ["restored", "failed", "restored"]
    assert result["msg"].startswith("1 of 3 disks failed. erp-data-restored: There is no usable recovery point")


def test_a_disk_that_is_there_already_needs_its_point_no_more(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    named = [{**ALL[1], "recovery_point_id": instance.points[-1].id}, ALL[0]]
    assert outcomes(restore(named)) == ["restored", "restored"]
    instance.points = instance.points[:-1]

    again = restore(named)

    assert outcomes(again) == ["unchanged", "unchanged"]


def test_a_rerun_after_a_failure_does_only_what_is_left(azure: Emulator) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"erp-log[^/]*/restore$"))
    first = restore()
    azure.forget_requests()

    again = restore(as_of=first["as_of"])

    assert outcomes(again) == ["unchanged", "unchanged", "restored"]
    assert len(azure.requests_to("POST", "/restore")) == 1


def test_what_is_under_way_is_attached_to(azure: Emulator) -> None:
    begin_long_jobs(azure)
    started = restore(wait=False)
    end_jobs_when_seen(azure)

    attached = restore()

    assert outcomes(started) == ["started"] * 3
    assert attached["changed"] is False
    assert outcomes(attached) == ["attached"] * 3
    assert [each["job_id"] for each in attached["restores"]] == [each["job_id"] for each in started["restores"]]


def test_restores_run_side_by_side(azure: Emulator) -> None:
    """No job ends before all three have begun."""
    begin_long_jobs(azure)

    def end(response: Response) -> Response:
        if len(azure.requests_to("POST", "/restore")) == 3:
            azure.clock.advance(SECONDS)
        return response

    azure.faults.add(Fault(Action(meddle=end), "GET", r"/backupJobs(/[^/]+)?$", times=None))

    assert outcomes(restore(wait_timeout=60)) == ["restored"] * 3


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


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("as_of", "noon"),
        ("rerun_window", -1),
        ("max_point_age", -1),
        ("vault_identity", "dr-identity"),
        ("target_resource_group", "a/b"),
        ("target_subscription_id", "production"),
    ],
)
def test_bad_input_for_all_disks_is_named_as_it_was_given(azure: Emulator, option: str, value: object) -> None:
    result = restore(**{option: value})

    assert result["error"]["target"] == option
    assert result["msg"].startswith(f"{option}: ")
    assert azure.requests == []


def test_no_disks_are_an_error_that_says_what_is_missing(azure: Emulator) -> None:
    """A list that was computed may be empty by mistake, and nothing is then restored."""
    result = restore([])

    assert result["msg"] == "disks: is an empty list: name the disks, or set allow_empty: true if the list may be empty"
    assert azure.requests == []


@pytest.mark.parametrize("check_mode", [False, True])
def test_there_may_be_no_disks_if_that_is_said(azure: Emulator, check_mode: bool) -> None:
    result = restore([], allow_empty=True, check_mode=check_mode)

    assert result["changed"] is False
    assert result["restores"] == []
    assert result["skew_seconds"] is None
    assert result["warnings"] == []


def test_a_validation_that_validates_nothing_says_so(azure: Emulator) -> None:
    """The disks of a nightly validation may be there since the first night."""
    restore(ALL[:2])
    azure.forget_requests()

    one_is_new = restore(check_mode=True)
    assert outcomes(one_is_new) == ["unchanged", "unchanged", "would_restore"]
    assert "Azure has validated nothing for 2 of 3 disks" in one_is_new["warnings"][-1]
    assert (
        "erp-os-restored, erp-data-restored. To validate these too, set validate_existing: true"
        in one_is_new["warnings"][-1]
    )

    assert "nothing for 2 of 2 disks" in restore(ALL[:2], check_mode=True)["warnings"][-1]
    assert restore(ALL[:2])["warnings"] == []
    assert len(posts(azure)) == 1


def test_what_is_there_can_be_validated_all_the_same(azure: Emulator) -> None:
    """Azure refuses to validate a name that is taken, so that a free one in the same group stands for it."""
    restore()
    azure.forget_requests()

    result = restore(check_mode=True, validate_existing=True)

    assert outcomes(result) == ["unchanged"] * 3
    assert [one.path.rpartition("/")[2] for one in posts(azure)] == ["validateRestore"] * 3
    assert all(each["phases"][0] for each in result["restores"])
    assert result["warnings"] == []
    assert result["changed"] is False

    azure.estate.access.assignments.clear()
    refused = restore(check_mode=True, validate_existing=True)
    assert outcomes(refused) == ["failed"] * 3
    assert "UserErrorNotEnoughPermission" in refused["msg"]


def test_what_is_kept_may_be_anybody_s(azure: Emulator) -> None:
    azure.estate.add_disk("erp-os-restored", azure.estate.group("erp-restored"))

    result = restore(existing_disk="keep")

    assert outcomes(result) == ["kept", "restored", "restored"]
    (note,) = result["warnings"]
    assert note.startswith("The disk 'erp-os-restored' existed before the task, and was kept. Nothing shows that")


def test_what_is_kept_and_was_restored_from_elsewhere_says_from_where(azure: Emulator) -> None:
    older = azure.estate.instance("erp-os").points[-1].time.isoformat()
    first = restore(ALL[:1])

    result = restore(ALL[:1], existing_disk="keep", as_of=older)

    assert outcomes(result) == ["kept"]
    (note,) = [each for each in result["warnings"] if "kept" in each]
    assert f"Job {first['restores'][0]['job_id']} made it from recovery point " in note
    assert first["restores"][0]["recovery_point_id"] in note


def test_records_are_slim(azure: Emulator) -> None:
    result = restore()

    assert max(len(json.dumps(each)) for each in result["restores"]) <= 800


def only_points(azure: Emulator, **minutes_ago: tuple[float, ...]) -> None:
    """Give the disks points of that many minutes ago, and no others."""
    now = azure.clock.now()
    for name, moments in minutes_ago.items():
        instance = azure.estate.instance(f"erp-{name}")
        instance.points = []
        for minutes in moments:
            azure.estate.add_point(instance, now - timedelta(minutes=minutes))


def minutes_ago(azure: Emulator, result: dict[str, Any]) -> list[int]:
    now = azure.clock.now()
    times = [datetime.fromisoformat(each["recovery_point_time"].replace("Z", "+00:00")) for each in result["restores"]]
    return [round((now - time).total_seconds() / 60) for time in times]


def test_without_max_skew_each_disk_gets_its_newest_point(azure: Emulator) -> None:
    only_points(azure, os=(60, 180), data=(174, 240), log=(186,))

    assert restore(check_mode=True)["skew_seconds"] == pytest.approx(126 * 60, abs=1)


def test_with_max_skew_the_points_are_chosen_together(azure: Emulator) -> None:
    only_points(azure, os=(60, 180), data=(174, 240), log=(186,))

    result = restore(check_mode=True, max_skew=3600)

    assert outcomes(result) == ["would_restore"] * 3
    assert result["skew_seconds"] == pytest.approx(12 * 60, abs=1)


def test_with_max_skew_newer_points_are_not_given_up_for_closer_ones(azure: Emulator) -> None:
    day = 24 * 60
    only_points(azure, os=(60, 60 + day), data=(64, 61 + day), log=(62, 60 + day))

    result = restore(check_mode=True, max_skew=600)

    assert sorted(minutes_ago(azure, result)) == [60, 62, 64]


def test_with_max_skew_a_point_named_by_its_id_draws_the_others_to_it(azure: Emulator) -> None:
    day = 24 * 60
    only_points(azure, os=(60, 60 + day), data=(64, 61 + day), log=(62, 62 + day))
    older = azure.estate.instance("erp-data").points[1]

    result = restore([ALL[0], {**ALL[1], "recovery_point_id": older.id}, ALL[2]], check_mode=True, max_skew=600)

    assert [minutes - day for minutes in minutes_ago(azure, result)] == [60, 61, 62]


def test_with_max_skew_no_point_is_older_than_max_point_age(azure: Emulator) -> None:
    only_points(azure, os=(60, 100), data=(101,), log=(102,))

    result = restore(check_mode=True, max_skew=600, max_point_age=6600)
    too_old = restore([{**ALL[0], "max_point_age": 5000}, *ALL[1:]], check_mode=True, max_skew=600)

    assert minutes_ago(azure, result) == [100, 101, 102]
    assert too_old["error"]["code"] == "SkewTooLarge"


def test_points_too_far_apart_are_an_error_before_anything_is_sent(azure: Emulator) -> None:
    only_points(azure, os=(60, 180), data=(174, 240), log=(186,))

    result = restore(max_skew=10)

    assert result["failed"]
    assert result["changed"] is False
    assert result["error"]["code"] == "SkewTooLarge"
    assert "max_skew" in result["msg"]
    assert "720 seconds apart: erp-log-restored of " in result["msg"]
    assert all(f"{name}-restored of " in result["msg"] for name in DISKS)
    assert posts(azure) == []


def test_a_skew_below_what_is_certain_is_warned_about(azure: Emulator) -> None:
    for name in DISKS:
        azure.estate.instance(name).points = []
        azure.estate.add_point(azure.estate.instance(name), azure.clock.now() - timedelta(hours=2))

    assert "uncertain" in restore(check_mode=True, max_skew=60)["warnings"][0]


def test_skew_counts_what_is_there_already(azure: Emulator) -> None:
    first = restore(max_skew=3600)
    points = {each["source_disk"]: each["recovery_point_id"] for each in first["restores"]}
    del azure.estate.disks[first["restores"][2]["target_disk"]]

    again = restore(max_skew=3600, as_of=first["as_of"])

    assert outcomes(again) == ["unchanged", "unchanged", "restored"]
    assert {each["source_disk"]: each["recovery_point_id"] for each in again["restores"]} == points
    assert again["skew_seconds"] == first["skew_seconds"]


def test_what_max_skew_has_chosen_is_found_again_though_it_is_not_the_newest(azure: Emulator) -> None:
    only_points(azure, os=(60, 180), data=(174, 240), log=(186,))
    first = restore(max_skew=3600)
    only_points(azure, os=(30, 60, 180), data=(35, 174, 240), log=(186,))

    again = restore(max_skew=3600)

    assert outcomes(again) == ["unchanged"] * 3
    assert again["skew_seconds"] == first["skew_seconds"]


def test_a_disk_that_is_missing_gets_a_point_that_fits_those_that_are_there(azure: Emulator) -> None:
    only_points(azure, os=(60, 180), data=(174, 240), log=(186,))
    first = restore(max_skew=3600)
    del azure.estate.disks[first["restores"][0]["target_disk"]]

    again = restore(max_skew=3600)

    assert outcomes(again) == ["restored", "unchanged", "unchanged"]
    assert again["skew_seconds"] == pytest.approx(first["skew_seconds"], abs=1)


def test_no_more_than_max_parallel_are_under_way(azure: Emulator) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 1.5), "POST", r"/restore$", times=None))

    result = restore(max_parallel=1)

    assert outcomes(result) == ["restored"] * 3
    spans = sorted((job.start, job.end) for job in azure.estate.vault().jobs.values() if job.operation == "Restore")
    assert all(earlier[1] <= later[0] for earlier, later in itertools.pairwise(spans))


def test_a_limit_that_azure_reports_narrows_the_window(azure: Emulator) -> None:
    azure.settings.concurrent_restores = 2
    azure.faults.add(Fault(long_job(azure.clock.speed), "POST", r"/restore$", times=None))

    result = restore()

    assert outcomes(result) == ["restored"] * 3
    assert len(azure.requests_to("POST", "/restore")) <= 5


def test_after_a_failure_stop_sends_no_more_and_sees_the_rest_through(azure: Emulator) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"/restore$", times=None))

    result = restore(on_failure="stop", max_parallel=1)

    assert result["failed"]
    assert sorted(outcomes(result)) == ["failed", "not_sent", "not_sent"]
    assert len(azure.requests_to("POST", "/restore")) == 1


def test_with_stop_nothing_is_sent_where_the_plan_has_a_failure(azure: Emulator) -> None:
    result = restore([*ALL, {"source_disk": "erp-none", "target_disk": "none"}], on_failure="stop")

    assert outcomes(result) == ["not_sent"] * 3 + ["failed"]
    assert posts(azure) == []


def test_all_findings_of_a_disk_are_told_together(azure: Emulator) -> None:
    azure.estate.vault().cross_subscription_restore = "Disabled"
    other = azure.estate.add_subscription("8f0a3c5b-1111-4a6b-8c1d-9e7f5a3b1c20")

    result = restore([{**ALL[0], "target_subscription_id": other, "location": "northeurope"}])

    message = result["restores"][0]["error"]["message"]
    assert "3 problems" in message
    for told in ("northeurope", "other subscriptions", "resource group 'erp-restored'"):
        assert told in message
    assert posts(azure) == []


def test_what_is_odd_but_no_obstacle_is_warned_about(azure: Emulator) -> None:
    azure.estate.instance("erp-os").state = "ProtectionStopped"
    instance = azure.estate.instance("erp-log")
    instance.points = []
    azure.estate.add_point(
        instance, azure.clock.now() - timedelta(hours=2), expires=azure.clock.now() + timedelta(hours=1)
    )

    warnings = restore(check_mode=True)["warnings"]

    assert "ProtectionStopped" in warnings[0]
    assert "expires" in warnings[1]


def grant_at_validation(azure: Emulator, number: int) -> None:
    """The vault may restore into erp-drill as soon as it was asked for that many validations."""

    def grant(response: Response) -> Response:
        if len(azure.requests_to("POST", "/validateRestore")) == number:
            principal, group = azure.estate.vault().principal_id, azure.estate.group("erp-drill")
            azure.estate.grant(str(principal), names.DISK_RESTORE_OPERATOR.name, group.id, azure.clock.now())
        return response

    azure.faults.add(Fault(Action(meddle=grant), "POST", r"/validateRestore$", times=None))


def test_missing_rights_are_waited_for_by_one_disk_of_a_group(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(role_propagation, "ASK_SECONDS", 0.2)
    grant_at_validation(azure, 3 + 2)

    result = restore(target_resource_group="erp-drill", permission_timeout=30)

    assert outcomes(result) == ["restored"] * 3
    assert 3 + 2 < len(azure.requests_to("POST", "/validateRestore")) <= 3 + 4 + 2


def test_rights_that_do_not_come_end_the_wait(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(role_propagation, "ASK_SECONDS", 0.5)

    result = restore(target_resource_group="erp-drill", permission_timeout=2)

    assert outcomes(result) == ["failed"] * 3
    assert "az role assignment create" in result["msg"]
    assert len(azure.requests_to("POST", "/validateRestore")) <= 3 + 5


def test_one_cause_is_told_once_with_the_disks_that_it_concerns(azure: Emulator) -> None:
    azure.estate.add_disk("taken", azure.estate.group("erp-drill"))
    disks = [*ALL, {"source_disk": "erp-data", "target_disk": "taken"}]

    result = restore(disks, target_resource_group="erp-drill")

    assert result["msg"].startswith("4 of 4 disks failed. ")
    assert result["msg"].count("az role assignment create") == 1
    assert "erp-os-restored, erp-data-restored, erp-log-restored: " in result["msg"]
    assert str(result["restores"]).count("az role assignment create") == 0
    rights, taken = result["failures"]
    assert [target.rpartition("/")[2] for target in rights["target_disks"]] == [f"{name}-restored" for name in DISKS]
    assert rights["explanation"] == result["error"]["explanation"]
    assert (taken["code"], len(taken["target_disks"])) == ("TargetTaken", 1)


def test_no_failures_are_an_empty_list(azure: Emulator) -> None:
    assert restore()["failures"] == []


def test_what_still_runs_is_not_called_failed(azure: Emulator) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"/restore$", times=None))

    result = restore(validate=False, wait_timeout=3)

    assert "3 of 3 disks are not restored: 3 still being restored." in result["msg"]
    for each in result["restores"]:
        assert f"{each['target_disk'].rpartition('/')[2]} (job {each['job_id']})" in result["msg"]
    assert len(result["failures"]) == 1


def test_the_wait_for_rights_is_a_phase_of_its_own(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(role_propagation, "ASK_SECONDS", 0.5)
    grant_at_validation(azure, 2)

    (record,) = restore(ALL[:1], target_resource_group="erp-drill", permission_timeout=30)["restores"]

    validation, operation, _job, _verification, waited = record["phases"]
    assert validation[0] <= validation[1] <= waited[0] < waited[1] <= operation[0]


def test_there_is_no_wait_for_rights_that_are_there(azure: Emulator) -> None:
    assert [record["phases"][-1] for record in restore()["restores"]] == [None] * 3


def test_check_mode_takes_rights_that_are_to_come_for_given(azure: Emulator) -> None:
    result = restore(check_mode=True, target_resource_group="erp-drill", permission_pending=True)

    assert "failed" not in result
    assert outcomes(result) == ["would_restore"] * 3


@pytest.mark.parametrize("option", ["max_skew", "max_parallel", "permission_timeout"])
def test_numbers_that_can_not_be(azure: Emulator, option: str) -> None:
    assert restore(**{option: -1})["error"]["target"] == option
    assert azure.requests == []


def test_the_name_of_a_disk_is_not_that_of_an_instance(azure: Emulator) -> None:
    disks = [{"backup_instance": name, "target_disk": f"{name}-restored"} for name in DISKS]

    result = restore(disks)

    assert outcomes(result) == ["failed"] * 3
    assert "backup instance 'erp-os'" in result["msg"]


def test_many_disks_share_what_can_be_shared(azure: Emulator) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 2), "POST", r"/restore$", times=None))
    ids = {name: azure.estate.instance(name).points[0].id for name in DISKS}
    disks = [
        {"source_disk": name, "target_disk": f"{name}-{number}", "recovery_point_id": ids[name]}
        for name in DISKS
        for number in range(8)
    ]

    result = restore(disks, as_of=None, validate=False)

    assert outcomes(result) == ["restored"] * 24
    assert len(azure.requests) <= 24 * 2 + 24
