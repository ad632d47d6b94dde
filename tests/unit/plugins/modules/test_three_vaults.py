# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Selections and plans over three vaults in two subscriptions: what is the same thing, and what only looks like it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estates import back_up
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.model import Vault
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.two_vaults import ELSEWHERE, NO_VAULT, add_shop, let_restore

ONE_EACH = ["erp-os", "shop-data", "lab-data"]


@dataclass(frozen=True)
class Estate:
    """The vaults of an ERP system in one subscription, and of a shop and a laboratory in another."""

    azure: Emulator
    erp: Vault
    shop: Vault
    lab: Vault

    @property
    def vaults(self) -> list[str]:
        """Their ids."""
        return [self.erp.id, self.shop.id, self.lab.id]

    @property
    def subscriptions(self) -> list[str]:
        """Both subscriptions."""
        return [self.azure.estate.subscription_id, ELSEWHERE]

    def instance_id(self, vault: Vault, disk: str) -> str:
        """The id of the backup instance that protects the disk of that name in the vault."""
        (found,) = [one.id for one in vault.instances.values() if one.disk_name == disk]
        return found

    def restore(self, **options: Any) -> dict[str, Any]:
        """What disk_restore_batch returns. The disks go into the group erp-restored of the ERP system."""
        common = {
            **NO_VAULT,
            "as_of": "latest",
            "target_resource_group": "erp-restored",
            "target_subscription_id": self.azure.estate.subscription_id,
            "poll_interval": 1,
            "permission_timeout": 0,
        }
        pattern = {} if "disks" in options else {"target_disk_name": "{disk}-back"}
        return run_module("disk_restore_batch", **{**common, **pattern, **options})

    def sent(self) -> list[str]:
        """All requests that restore something."""
        return [one.path for one in self.azure.requests_to("POST", "/restore")]


@pytest.fixture
def estate(azure: Emulator) -> Estate:
    """The laboratory has a disk that is named like one of the ERP system."""
    erp, shop, here = azure.estate.vault(), add_shop(azure), azure.estate
    with here.lock:
        group = here.add_group("lab", subscription_id=ELSEWHERE)
        lab = here.add_vault("lab-vault", group)
        for name in ("erp-data", "lab-data"):
            instance = here.protect(here.add_disk(name, group, size_gb=32), lab, group)
            back_up(here, instance, here.born - timedelta(hours=5))
        for vault in (shop, lab):
            let_restore(azure, vault, here.group("erp-restored"))
    azure.clock.advance(60)
    return Estate(azure, erp, shop, lab)


def test_one_plan_has_one_digest_however_it_is_asked_for(estate: Estate) -> None:
    """In any order, by vaults or subscriptions, by names or ids, in any case of letters. Check mode writes nothing."""
    plan = estate.restore(check_mode=True, vaults=estate.vaults, source_disks=ONE_EACH)
    again = {"check_mode": True, "as_of": plan["as_of"]}
    listed = [
        (estate.instance_id(estate.lab, "lab-data").upper(), "LAB-data-back"),
        (estate.instance_id(estate.shop, "shop-data"), "shop-data-back"),
        (estate.instance_id(estate.erp, "erp-os"), "erp-os-back"),
    ]

    same = [
        estate.restore(
            vaults=[estate.lab.id.upper(), estate.shop.id, estate.erp.id.upper(), estate.erp.id],
            source_disks=["LAB-data", "erp-OS", "shop-data"],
            **again,
        ),
        estate.restore(
            subscriptions=[ELSEWHERE.upper(), estate.azure.estate.subscription_id, ELSEWHERE],
            source_disks=ONE_EACH,
            **again,
        ),
        estate.restore(
            disks=[{"backup_instance": one, "target_disk": target} for one, target in listed],
            **{**again, "target_resource_group": "ERP-Restored", "location": "West Europe"},
        ),
    ]

    assert {each["plan_digest"] for each in same} == {plan["plan_digest"]}
    assert plan["plan_digest"] is not None
    assert estate.sent() == []


def test_an_approved_plan_goes_on_after_a_run_that_was_cut_off(estate: Estate) -> None:
    """The run that goes on names the vaults in another order. Nothing is sent twice."""
    plan = estate.restore(check_mode=True, vaults=estate.vaults, source_disks=ONE_EACH)
    approved = {"as_of": plan["as_of"], "plan_digest": plan["plan_digest"], "source_disks": ONE_EACH}
    body = {"error": {"code": "Odd", "message": "It is odd."}}
    estate.azure.faults.add(Fault(answer(400, body), "POST", r"/shop-vault/.*/restore$"))
    cut_off = estate.restore(vaults=estate.vaults, wait=False, **approved)
    assert [each["outcome"] for each in cut_off["restores"]] == ["started", "started", "failed"]

    result = estate.restore(vaults=estate.vaults[::-1], **approved)

    assert {each["outcome"] for each in result["restores"]} <= {"attached", "unchanged", "restored"}
    assert (result["summary"]["restored"], result["plan_digest"]) == (1, plan["plan_digest"])
    assert len(estate.sent()) == 4


def test_a_disk_that_another_vault_protects_meanwhile_changes_the_plan(estate: Estate) -> None:
    selection = {"vaults": estate.vaults, "source_resource_groups": ["erp-prod", "shop"]}
    plan = estate.restore(check_mode=True, **selection)
    here, group = estate.azure.estate, f"/subscriptions/{ELSEWHERE}/resourceGroups/shop"
    with here.lock:
        instance = here.protect(here.add_disk("shop-new", here.groups[group]), estate.lab, here.groups[group])
        back_up(here, instance, here.born - timedelta(hours=6))
    estate.azure.clock.advance(120)

    result = estate.restore(as_of=plan["as_of"], plan_digest=plan["plan_digest"], **selection)

    assert (result["error"]["code"], estate.sent()) == ("PlanChanged", [])
    assert "shop-new-back is to be restored" in result["msg"]


def test_disks_of_one_name_need_targets_of_two(estate: Estate) -> None:
    groups = {"subscriptions": estate.subscriptions, "source_resource_groups": ["erp-prod", "lab"]}
    both = [estate.instance_id(estate.erp, "erp-data"), estate.instance_id(estate.lab, "erp-data")]

    selected = estate.restore(**groups)
    listed = estate.restore(
        disks=[{"backup_instance": one, "target_disk": name} for one, name in zip(both, ("a", "A"), strict=True)]
    )

    assert selected["error"]["target"] == "target_disk_name"
    assert "/resourceGroups/lab/" in selected["msg"] and "or list them in disks" in selected["msg"]
    assert (listed["error"]["target"], estate.sent()) == ("disks[1].target_disk", [])


def test_vaults_that_protect_one_disk_are_named(estate: Estate) -> None:
    here = estate.azure.estate
    with here.lock:
        disk = next(one for one in here.disks.values() if one.name == "shop-data")
        here.protect(disk, estate.lab, here.groups[f"/subscriptions/{ELSEWHERE}/resourceGroups/lab"])
    estate.azure.clock.advance(120)

    result = estate.restore(vaults=estate.vaults, source_disks=["shop-data"])

    assert (result["error"]["code"], estate.sent()) == ("AmbiguousName", [])
    assert estate.instance_id(estate.shop, "shop-data") in result["msg"]
    assert estate.instance_id(estate.lab, "shop-data") in result["msg"]


@pytest.mark.parametrize("module", ["disk_restore_batch", "disk_backup"])
def test_selected_disks_of_a_vault_that_is_not_seen_are_not_left_out_without_a_word(
    estate: Estate, module: str
) -> None:
    """The login may not read one of the vaults of the subscriptions: nobody can see that it protects disks."""
    for right in ("backupVaults/read", "backupVaults/backupInstances/read"):
        estate.azure.estate.access.deny(f"Microsoft.DataProtection/{right}", scope=estate.lab.id)
    selection = {"subscriptions": estate.subscriptions, "source_resource_groups": ["shop", "lab"], "check_mode": True}

    if module == "disk_restore_batch":
        result = estate.restore(**selection)
    else:
        result = run_module(module, **NO_VAULT, **selection)

    assert result["summary"]["total"] == 3
    (told,) = result["warnings"]
    assert "protects these disks, so they are" in told
    assert "/resourceGroups/lab/providers/Microsoft.Compute/disks/lab-data" in told


def test_the_disks_that_a_task_makes_are_not_missed_by_it(estate: Estate) -> None:
    """They are in the group that is selected."""
    selection = {"vaults": estate.vaults, "source_resource_groups": ["shop"], "target_resource_group": "shop"}
    selection |= {"target_subscription_id": ELSEWHERE}
    group = estate.azure.estate.groups[f"/subscriptions/{ELSEWHERE}/resourceGroups/shop"]
    let_restore(estate.azure, estate.shop, group)
    assert estate.restore(**selection)["summary"]["restored"] == 3
    estate.azure.clock.advance(120)

    again = estate.restore(**selection)

    assert (again["summary"]["unchanged"], again["warnings"]) == (3, [])


def test_a_throttled_subscription_does_not_hold_up_the_restores_of_another(estate: Estate) -> None:
    """Azure lets its restores wait; those of the other subscription end meanwhile."""
    estate.azure.faults.add(Fault(answer(429, retry_after=30), "POST", rf"/{ELSEWHERE}/.*/restore$", times=4))

    result = estate.restore(vaults=estate.vaults, source_disks=ONE_EACH)

    took = {each["source_disk"]: each["elapsed_seconds"] for each in result["restores"]}
    assert result["summary"]["restored"] == 3
    assert took["erp-os"] < min(took["lab-data"], took["shop-data"])


def test_two_regions(estate: Estate) -> None:
    """Each disk is restored in the region of its backups. A location for all of them is wrong for some."""
    estate.lab.location = "northeurope"
    for instance in estate.lab.instances.values():
        instance.location = "northeurope"
    selection = {"vaults": estate.vaults, "source_disks": ONE_EACH}

    refused = estate.restore(location="westeurope", **selection)
    assert (refused["error"]["target"], estate.sent()) == ("location", [])
    assert "lab-data" in refused["msg"]

    result = estate.restore(**selection)
    assert (result["summary"]["restored"], result["locations"]) == (3, ["northeurope", "westeurope"])
