# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_restore_batch and restore_permission with the disks of several vaults in several subscriptions."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.model import Vault
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.two_vaults import (
    ELSEWHERE,
    NO_VAULT,
    OURS,
    THEIRS,
    add_shop,
    let_restore,
    listed,
)

COMMON: dict[str, Any] = {
    **NO_VAULT,
    "as_of": "latest",
    "target_resource_group": "erp-restored",
    "poll_interval": 1,
    "permission_timeout": 0,
}


@pytest.fixture
def shop(azure: Emulator) -> Vault:
    return add_shop(azure)


def restore(disks: list[dict[str, Any]] | None = None, **options: Any) -> dict[str, Any]:
    return run_module("disk_restore_batch", disks=disks, **{**COMMON, **options})


def outcomes(result: dict[str, Any]) -> dict[str, str]:
    return {each["target_disk"].rpartition("/")[2]: each["outcome"] for each in result["restores"]}


def reads(azure: Emulator) -> Counter[str]:
    """How often each thing of a vault was read, by its last names."""
    paths = [one.path for one in azure.requests if one.method == "GET" and "/backupVaults/" in one.path]
    return Counter(path.partition("/backupVaults/")[2] for path in paths)


def restored_to(azure: Emulator) -> list[str]:
    return [one.path.partition("/backupVaults/")[2].partition("/")[0] for one in azure.requests_to("POST", "/restore")]


def test_one_task_restores_from_two_vaults_in_two_subscriptions(azure: Emulator, shop: Vault) -> None:
    """One login; each vault, its list of instances and its jobs are read once before the first restore is sent."""
    ours = azure.estate.vault()

    result = restore(listed(azure, *OURS, *THEIRS))

    assert set(outcomes(result).values()) == {"restored"}
    assert [each["vault_id"] for each in result["restores"]] == [ours.id] * 3 + [shop.id] * 3
    assert result["vault_id"] is None
    assert {each["vault_id"] for each in result["source_disks"]} == {ours.id, shop.id}
    assert Counter(restored_to(azure)) == {"dr-vault": 3, "shop-vault": 3}
    assert azure.estate.disks[
        f"/subscriptions/{ELSEWHERE}/resourceGroups/shop-restored/providers/Microsoft.Compute/disks/shop-os-back"
    ]
    assert len(azure.requests_to("POST", "/oauth2/v2.0/token")) == 1
    for vault in ("dr-vault", "shop-vault"):
        assert reads(azure)[vault] == reads(azure)[f"{vault}/backupInstances"] == 1


def test_the_same_task_again_finds_each_disk_proven_by_a_job_of_its_vault(azure: Emulator, shop: Vault) -> None:
    disks = listed(azure, "erp-data", "shop-data")
    restore(disks)

    again = restore(disks)

    assert (again["changed"], set(outcomes(again).values())) == (False, {"unchanged"})
    assert [each["job_id"] in azure.estate.vaults[each["vault_id"]].jobs for each in again["restores"]] == [True] * 2


def test_named_disks_are_of_the_named_vault(azure: Emulator, shop: Vault) -> None:
    vault = {"vault_name": "dr-vault", "vault_resource_group": "backup"}

    result = restore([{"source_disk": "erp-data", "target_disk": "a"}, *listed(azure, "shop-data")], **vault)

    assert outcomes(result) == {"a": "restored", "shop-data-back": "restored"}


def test_a_named_disk_needs_a_named_vault(azure: Emulator, shop: Vault) -> None:
    result = restore([*listed(azure, "shop-data"), {"source_disk": "erp-data", "target_disk": "a"}])

    assert (result["error"]["target"], azure.requests) == ("vault_name", [])


def test_a_selection_finds_disks_of_all_vaults_of_subscriptions(azure: Emulator, shop: Vault) -> None:
    found = {"subscriptions": [azure.estate.subscription_id, ELSEWHERE], "target_disk_name": "{disk}-back"}
    target = {"target_subscription_id": azure.estate.subscription_id}
    let_restore(azure, shop, azure.estate.group("erp-restored"))

    result = restore(source_disks=["erp-data", "shop-data"], **found, **target)

    assert outcomes(result) == {"erp-data-back": "restored", "shop-data-back": "restored"}


def test_the_guard_of_a_vault_is_asked_once_and_passed_for_its_own_disks(azure: Emulator, shop: Vault) -> None:
    guard = azure.estate.add_guard(shop, azure.estate.group("backup"))

    restore(listed(azure, *OURS, *THEIRS))

    sent = {
        one.path.partition("/backupVaults/")[2].partition("/")[0]: one.body
        for one in azure.requests_to("POST", "/restore")
    }
    assert sent["shop-vault"]["resourceGuardOperationRequests"] == [guard.restore_request]
    assert "resourceGuardOperationRequests" not in sent["dr-vault"]
    assert len(azure.requests_to("GET", "/DppResourceGuardProxy")) == 1


def test_a_vault_that_does_not_restore_into_other_subscriptions(azure: Emulator, shop: Vault) -> None:
    """As it is written, its disk can't be restored: nothing is sent for any. Into its own subscription it can."""
    shop.cross_subscription_restore = "Disabled"
    ours = azure.estate.subscription_id
    across = listed(azure, "shop-data", target_subscription_id=ours, target_resource_group="erp-restored")

    refused = restore([*listed(azure, "erp-data"), *across])
    assert (refused["error"]["code"], restored_to(azure)) == ("CrossSubscriptionRestoreOff", [])
    assert "'shop-vault'" in refused["msg"] and "'dr-vault'" not in refused["msg"]

    result = restore(listed(azure, "erp-data", "shop-data"))
    assert set(outcomes(result).values()) == {"restored"}


@pytest.mark.parametrize(
    "right", ["backupVaults/read", "backupVaults/backupInstances/read", "backupVaults/backupJobs/read"]
)
def test_what_may_not_be_read_of_a_vault_fails_its_own_disks_and_is_asked_once(
    azure: Emulator, shop: Vault, right: str
) -> None:
    azure.estate.access.deny(f"Microsoft.DataProtection/{right}", scope=shop.id)

    result = restore(listed(azure, *OURS, *THEIRS))

    assert [outcomes(result)[f"{name}-back"] for name in OURS] == ["restored"] * 3
    assert [outcomes(result)[f"{name}-back"] for name in THEIRS] == ["failed"] * 3
    assert [each["code"] for each in result["failures"]] == ["AuthorizationFailed"]
    assert "'shop-vault'" in result["msg"]
    refused = [one for one in azure.requests if one.status == 403]
    assert len(refused) == 1


@pytest.mark.parametrize("wrong", ["shop-vautl", "no-such-vault"])
def test_a_vault_that_does_not_exist_stops_the_disks_of_all_vaults(azure: Emulator, shop: Vault, wrong: str) -> None:
    """As a backup instance that does not exist does: the task is wrong as it is written."""
    disks = listed(azure, *OURS, "shop-os")
    disks[-1]["backup_instance"] = disks[-1]["backup_instance"].replace("shop-vault", wrong)

    result = restore(disks)

    assert set(outcomes(result).values()) == {"not_sent", "failed"}
    assert result["msg"].startswith("Nothing was sent for any disk") and f"'{wrong}'" in result["msg"]
    assert "or the id in backup_instance" in result["msg"]
    assert restored_to(azure) == []


@pytest.mark.parametrize("module", ["disk_restore_batch", "disk_backup"])
@pytest.mark.parametrize("wrong", ["a vault that does not exist", "a vault that may not be read", "a subscription"])
def test_a_selection_does_not_leave_out_what_it_names(azure: Emulator, shop: Vault, module: str, wrong: str) -> None:
    """Otherwise the disks of one vault are restored, those of the other are not, and the task ends well."""
    ours = azure.estate.instance("erp-os").id.partition("/backupInstances/")[0]
    unseen = "8f0a3c5b-9999-4a6b-8c1d-9e7f5a3b1c20"
    where: dict[str, Any] = {"vaults": [ours, shop.id.replace("shop-vault", "shop-vautl")]}
    if wrong == "a vault that may not be read":
        for right in ("backupVaults/read", "backupVaults/backupInstances/read"):
            azure.estate.access.deny(f"Microsoft.DataProtection/{right}", scope=shop.id)
        where = {"vaults": [ours, shop.id]}
    if wrong == "a subscription":
        where = {"subscriptions": [azure.estate.subscription_id, unseen]}
    if module == "disk_restore_batch":
        where |= {"target_disk_name": "{disk}-back", "as_of": "latest", "target_resource_group": "erp-restored"}
    else:
        where["source_disk"] = None

    result = run_module(module, **NO_VAULT, **where, source_resource_groups=["erp-prod"])

    (option,) = {"vaults", "subscriptions"} & set(where)
    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", option)
    assert (unseen if wrong == "a subscription" else "(resource group 'shop'") in result["msg"]
    assert not [one for one in azure.requests if one.path.endswith(("/restore", "/backup", "/validateRestore"))]


def test_each_vaults_identity_needs_its_own_role(azure: Emulator, shop: Vault) -> None:
    """Both are missing it on one group: two causes, each with the identity that its remedy is for."""
    ours, theirs = azure.estate.vault().principal_id, shop.principal_id
    target = {"target_subscription_id": azure.estate.subscription_id, "target_resource_group": "erp-drill"}

    result = restore(listed(azure, *OURS, *THEIRS, **target))

    causes = {each["explanation"]["remedy"]: len(each["target_disks"]) for each in result["failures"]}
    assert sorted(causes.values()) == [3, 3]
    assert [sum(str(principal) in remedy for remedy in causes) for principal in (ours, theirs)] == [1, 1]


def test_the_role_is_given_to_each_vaults_identity_and_taken_from_it(azure: Emulator, shop: Vault) -> None:
    ours = azure.estate.vault()
    disks = listed(
        azure, *OURS, *THEIRS, target_subscription_id=azure.estate.subscription_id, target_resource_group="erp-drill"
    )

    given = run_module("restore_permission", disks=disks, **NO_VAULT)

    assert [(each["vault_id"], each["principal_id"]) for each in given["permissions"]] == [
        (ours.id, ours.principal_id),
        (shop.id, shop.principal_id),
    ]
    assert set(outcomes(restore(disks)).values()) == {"restored"}
    taken = run_module("restore_permission", disks=disks, state="absent", **NO_VAULT)
    assert [each["state"] for each in taken["permissions"]] == ["absent", "absent"]


def test_a_role_is_kept_while_a_restore_of_its_vault_runs(azure: Emulator, shop: Vault) -> None:
    group = azure.estate.add_group("shop-drill", subscription_id=ELSEWHERE)
    disks = listed(azure, "shop-data", target_resource_group="shop-drill")
    disks += listed(azure, "erp-data", target_resource_group="erp-restored")
    run_module("restore_permission", disks=disks, **NO_VAULT)
    other = f"{group.id}/providers/Microsoft.Compute/disks/other"
    azure.estate.add_job(azure.estate.instance("shop-os"), "Restore", azure.clock.now(), destination=other)

    taken = run_module("restore_permission", disks=disks, state="absent", **NO_VAULT)

    assert taken["error"]["code"] == "PermissionInUse"
    assert "'other'" in taken["msg"]


def test_a_role_of_a_shared_identity_is_kept_while_a_restore_of_any_of_its_vaults_runs(
    azure: Emulator, shop: Vault
) -> None:
    ours, shared = azure.estate.vault(), azure.estate.add_user_identity("shared", azure.estate.group("backup"))
    for vault in (ours, shop):
        vault.user_identities.append(shared)
    where = {
        **NO_VAULT,
        "vault_identity": shared.id,
        "vaults": [ours.id, ours.id.upper(), shop.id],
        "target_resource_group": "erp-drill",
        "target_subscription_id": azure.estate.subscription_id,
    }
    given = run_module("restore_permission", **where)
    assert [each.lower() for each in given["vault_ids"]] == [ours.id.lower(), shop.id.lower()]
    assert [each["vault_ids"] for each in given["permissions"]] == [given["vault_ids"]]
    other = f"{azure.estate.group('erp-drill').id}/providers/Microsoft.Compute/disks/other"
    job = azure.estate.add_job(azure.estate.instance("shop-os"), "Restore", azure.clock.now(), destination=other)

    kept = run_module("restore_permission", **where, state="absent")
    job.status, job.end = "Completed", azure.clock.now()
    taken = run_module("restore_permission", **where, state="absent")

    assert (kept["error"]["code"], "'other'" in kept["msg"]) == ("PermissionInUse", True)
    assert taken["state"] == "absent"


def test_the_disk_whose_identity_needs_the_role_is_of_one_vault(azure: Emulator, shop: Vault) -> None:
    vaults = [azure.estate.vault().id, shop.id]

    refused = run_module("restore_permission", **NO_VAULT, vaults=vaults, source_disk="x", target_resource_group="g")

    assert (refused["error"]["target"], azure.requests) == ("vaults", [])


def test_a_set_of_points_spans_the_vaults(azure: Emulator, shop: Vault) -> None:
    """The disks of an application in two vaults: one set, or none, and then nothing is sent."""
    disks = listed(azure, "erp-data", "shop-data")
    estate = azure.estate
    estate.add_point(estate.instance("erp-data"), azure.clock.now() - timedelta(minutes=30))

    refused = restore(disks, max_skew=0)
    assert (refused["error"]["code"], restored_to(azure)) == ("SkewTooLarge", [])
    together = restore(disks, max_skew=1800)
    assert together["skew_seconds"] <= 1800
    assert len({each["recovery_point_time"][:13] for each in together["restores"]}) == 1


def test_latest_is_one_time_for_all_vaults(azure: Emulator, shop: Vault) -> None:
    result = restore(listed(azure, *OURS, *THEIRS), check_mode=True)

    assert result["as_of"] is not None


def test_a_drill_leaves_its_reserve_for_each_instance_of_each_vault(azure: Emulator, shop: Vault) -> None:
    """Nothing is sent for any vault if the restores of one instance would be used up."""
    azure.estate.group("erp-restored").tags["azure-dr-drill"] = "allowed"
    azure.estate.groups[f"/subscriptions/{ELSEWHERE}/resourceGroups/shop-restored"].tags["azure-dr-drill"] = "allowed"
    instance = azure.estate.instance("shop-data")
    for minutes in range(8):
        start = azure.clock.now() - timedelta(hours=1, minutes=minutes)
        azure.estate.add_job(instance, "Restore", start, end=start + timedelta(minutes=1), status="Failed")

    result = restore(listed(azure, "erp-data", "shop-data", "shop-log"), drill={"id": "w48"})

    assert (result["error"]["code"], restored_to(azure)) == ("ReserveTouched", [])
    assert "'shop-data' (8 in the last 24 hours)" in result["msg"]
