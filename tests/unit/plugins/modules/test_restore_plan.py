# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""plan_digest of disk_restore_batch: what was approved is carried out, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.options import login_options, selection_options
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.tasks.disk_restore_batch import spec
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, failing_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

DISKS = ("erp-os", "erp-data", "erp-log")
ALL = [{"source_disk": name, "target_disk": f"{name}-restored"} for name in DISKS]

IDENTITY = "/subscriptions/38304e13-357e-405e-9e9a-220351dcce8c/resourceGroups/g/providers/Microsoft.ManagedIdentity"
IDENTITY += "/userAssignedIdentities/restorer"

# What is restored, from when, to where: the digest of the plan follows from it.
OF_THE_PLAN = {
    *(selection_options().keys() - login_options().keys() - {"api_version"}),
    *("disks", "backup_instance", "source_disk", "recovery_point_id", "as_of", "target_disk", "target_disk_name"),
    *("target_resource_group", "target_subscription_id", "location", "vault_identity", "drill", "subscription_id"),
}
# Who restores it, under which conditions, and how: another value makes the same disks, or none.
OF_THE_RUN = {
    *(login_options().keys() - {"subscription_id"}),
    *("api_version", "allow_empty", "on_unprotected", "max_point_age", "existing_disk", "rerun_window", "validate"),
    *("validate_existing", "permission_timeout", "permission_pending", "require_same_protection", "wait"),
    *("wait_timeout", "poll_interval", "progress", "max_skew", "max_parallel", "on_failure", "plan_digest"),
    "results_file",
}


def restore(disks: list[dict[str, Any]] | None = None, **options: Any) -> dict[str, Any]:
    common = {"as_of": "latest", "target_resource_group": "erp-restored", "poll_interval": 1, "permission_timeout": 0}
    return run_module("disk_restore_batch", disks=ALL if disks is None else disks, **{**common, **options})


def sent(azure: Emulator) -> int:
    return len(azure.requests_to("POST", "/restore"))


@pytest.fixture
def approved(azure: Emulator) -> dict[str, Any]:
    """What check mode returns of the restore of three disks, and is given again: the plan and its time."""
    plan = restore(check_mode=True)
    return {"plan_digest": plan["plan_digest"], "as_of": plan["as_of"]}


def test_each_option_is_of_the_plan_or_of_the_run() -> None:
    """Whoever adds an option decides it here, and adds what changes the disks to the digest."""
    options = spec().keys() | spec()["disks"]["options"].keys()

    assert options == OF_THE_PLAN | OF_THE_RUN
    assert not OF_THE_PLAN & OF_THE_RUN


def test_the_approved_plan_is_carried_out(azure: Emulator, approved: dict[str, Any]) -> None:
    azure.estate.add_point(azure.estate.instance("erp-data"), azure.clock.now() + timedelta(seconds=30))
    azure.clock.advance(3600)

    result = restore(**approved)

    assert result["summary"]["restored"] == 3, result["msg"]
    assert result["plan_digest"] == approved["plan_digest"]


def test_the_same_plan_again_finds_it_carried_out(azure: Emulator, approved: dict[str, Any]) -> None:
    restore(**approved)

    again = restore(**{**approved, "plan_digest": approved["plan_digest"].upper()})

    assert (again["summary"]["unchanged"], again["plan_digest"]) == (3, approved["plan_digest"])
    assert restore(check_mode=True, **approved)["plan_digest"] == approved["plan_digest"]


def test_a_run_that_ended_half_way_goes_on(azure: Emulator, approved: dict[str, Any]) -> None:
    azure.faults.add(Fault(failing_job("ResourceNotFound"), "POST", r"erp-data.*/restore$"))
    assert restore(**approved)["summary"]["failed"] == 1

    again = restore(**approved)

    assert (again["summary"]["restored"], again["summary"]["unchanged"]) == (1, 2)
    assert sent(azure) == 4


def test_the_same_points_by_their_ids_are_the_same_plan(azure: Emulator, approved: dict[str, Any]) -> None:
    newest = [azure.estate.instance(name).points[0].id for name in DISKS]
    disks = [{**disk, "recovery_point_id": point} for disk, point in zip(ALL, newest, strict=True)]

    assert restore(disks, check_mode=True, as_of=None)["plan_digest"] == approved["plan_digest"]
    assert restore(list(reversed(disks)), check_mode=True, as_of=None)["plan_digest"] == approved["plan_digest"]


@pytest.mark.parametrize(
    "other",
    [
        {"disks": ALL[:2]},
        {"disks": [{**ALL[0], "target_disk": "another"}, *ALL[1:]]},
        {"disks": [{**ALL[0], "source_disk": "erp-data"}, *ALL[1:]]},
        {"target_resource_group": "erp-drill"},
        {"vault_identity": IDENTITY},
    ],
)
def test_anything_else_is_refused_before_anything_is_sent(
    azure: Emulator, approved: dict[str, Any], other: dict[str, Any]
) -> None:
    azure.forget_requests()

    result = restore(**{**approved, **other})

    assert result["error"]["code"] == "PlanChanged"
    assert approved["plan_digest"] in result["msg"]
    assert "erp-log-restored is to be restored from" in result["msg"] or other == {"disks": ALL[:2]}
    assert [one.path for one in azure.requests if one.method == "POST" and "DataProtection" in one.path] == []


def test_a_refusal_returns_the_plan_as_things_are(azure: Emulator, approved: dict[str, Any]) -> None:
    """So that it can be approved in turn. Nothing of the result is missing."""
    complete = restore(check_mode=True)

    result = restore(ALL[:2], **approved)

    assert result["error"]["code"] == "PlanChanged"
    assert result["plan_digest"] == restore(ALL[:2], check_mode=True, as_of=approved["as_of"])["plan_digest"]
    assert [(each["outcome"], each["changed"]) for each in result["restores"]] == [("not_sent", False)] * 2
    assert [each["recovery_point_id"] is not None for each in result["restores"]] == [True] * 2
    assert (result["changed"], complete.keys() - result.keys()) == (False, set())


def test_latest_has_moved_on(azure: Emulator, approved: dict[str, Any]) -> None:
    azure.estate.add_point(azure.estate.instance("erp-data"), azure.clock.now() + timedelta(seconds=30))
    azure.clock.advance(3600)

    result = restore(**{**approved, "as_of": "latest"})

    assert (result["error"]["code"], sent(azure)) == ("PlanChanged", 0)
    assert "as_of is latest" in result["msg"] and "give the as_of that check mode returned" in result["msg"]


def test_a_point_that_has_expired_is_named(azure: Emulator, approved: dict[str, Any]) -> None:
    instance = azure.estate.instance("erp-data")
    point = replace(instance.points[0], expires=azure.clock.now() - timedelta(seconds=1))
    instance.points = [point, *instance.points[1:]]

    result = restore(**approved)

    assert (result["error"]["code"], sent(azure)) == ("PlanChanged", 0)
    assert f"These recovery points have expired: {point.id} (for erp-data-restored)" in result["msg"]


def test_a_target_that_is_taken_is_named(azure: Emulator, approved: dict[str, Any]) -> None:
    azure.estate.add_disk("erp-data-restored", azure.estate.group("erp-restored"))

    result = restore(**approved)

    assert (result["error"]["code"], sent(azure)) == ("PlanChanged", 0)
    assert "It can't be kept for erp-data-restored: The disk 'erp-data-restored'" in result["msg"]


def test_without_a_plan_for_each_disk_there_is_no_digest(azure: Emulator) -> None:
    azure.estate.add_disk("erp-data-restored", azure.estate.group("erp-restored"))

    assert restore(check_mode=True)["plan_digest"] is None


def test_a_disk_that_is_kept_is_in_the_plan_as_it_is(azure: Emulator) -> None:
    azure.estate.add_disk("erp-data-restored", azure.estate.group("erp-restored"))
    plan = restore(check_mode=True, existing_disk="keep")

    result = restore(existing_disk="keep", as_of=plan["as_of"], plan_digest=plan["plan_digest"])

    assert (result["summary"]["kept"], result["summary"]["restored"]) == (1, 2)


def test_what_is_no_digest_is_refused(azure: Emulator) -> None:
    result = restore(plan_digest="12ab")

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", "plan_digest")
    assert azure.requests == []
