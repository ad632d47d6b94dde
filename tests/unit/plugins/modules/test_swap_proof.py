# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""vm_disk_swap: what shows that a new disk comes from the former one, and that tags do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, changed_body
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.shop_machine import attached, emulator, swap, writes

FORGED = {
    "azure-dr-swap-vm": "shop-prod/shop-db",
    "azure-dr-swap-former-disk": "shop-prod/shop-db-data",
    "azure-dr-swap-attachment": "lun=0;caching=None;write_accelerator=no;delete_option=Detach",
    "azure-dr-swap-power": "before=running;option=deallocate_and_start",
    "azure-dr-swap-stage": "done",
}


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with shop-db and new disks, and an environment that leads there."""
    with emulator(monkeypatch) as azure:
        for name, value in azure.environment().items():
            monkeypatch.setenv(name, value)
        yield azure


def test_a_disk_that_no_restore_made_is_refused(shop: Emulator) -> None:
    result = swap("data", require_proven=True)

    assert result["error"]["code"] == "SwapRefused"
    assert "shop-db-data-new" in result["msg"]
    assert writes(shop) == []


def restored_data_disk(azure: Emulator) -> dict[str, Any]:
    """What a restore of the data disk into the zone of the machine returns."""
    restored = run_module(
        "disk_restore",
        source_disk="shop-db-data",
        as_of="latest",
        target_disk="shop-db-data-restored",
        target_resource_group="shop-restored",
        poll_interval=1,
    )
    azure.estate.disks[restored["target_disk"]["id"]].zones = ["1"]
    return restored


def test_a_disk_that_was_restored_from_the_backup_of_the_current_one_is_proven(shop: Emulator) -> None:
    restored = restored_data_disk(shop)
    new = restored["target_disk"]["id"]

    result = swap(require_proven=True, swaps=[{"current_disk": "shop-db-data", "new_disk": new}])

    assert "failed" not in result, result["msg"]
    assert result["action"] == "swapped"
    (proof,) = [one for one in result["checks"] if one["name"] == "proven"]
    assert restored["job"]["id"].rpartition("/")[2] in proof["message"]

    other = swap(require_proven=True, swaps=[{"current_disk": "shop-db-log", "new_disk": f"{new}-2"}])
    assert other["error"]["code"] == "SwapRefused", "the disk of another is no proof"


NO_VAULT = {"vault_name": None, "vault_resource_group": None}


@pytest.mark.parametrize(
    ("shown_by", "vault", "proof"),
    [
        ("snapshot", NO_VAULT, "it was made of a snapshot of shop-db-data"),
        ("job", {}, "restored it from the recovery point"),
        ("nothing", NO_VAULT, None),
        ("another disk", NO_VAULT, None),
        ("a disk of that name", NO_VAULT, None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_tags_tell_is_put_back_if_azure_shows_that_it_is_so(
    shop: Emulator, shown_by: str, vault: dict[str, Any], proof: str | None
) -> None:
    before = attached(shop)
    new = restored_data_disk(shop)["target_disk"]["id"]
    assert swap(swaps=[{"current_disk": "shop-db-data", "new_disk": new}])["action"] == "swapped"
    snapshot = shop.estate.snapshots[shop.estate.disks[new].source_resource_id or ""]
    if shown_by in ("job", "nothing"):
        del shop.estate.snapshots[snapshot.id]
    elif shown_by == "another disk":
        snapshot.disk_id = shop.estate.disk("shop-db-log", "shop-prod").id
    elif shown_by == "a disk of that name":
        shop.faults.add(Fault(changed_body(of_a_disk_before), "GET", r"/snapshots/", times=None))
    shop.forget_requests()

    result = swap(state="rolled_back", swaps=None, power=None, require_proven=True, **vault)

    if proof:
        assert result["action"] == "rolled_back", result["msg"]
        assert [one["message"] for one in result["checks"] if one["name"] == "proven" and proof in one["message"]]
        assert attached(shop) == before
        return
    assert result["error"]["code"] == "SwapRefused"
    assert "nothing shows that this is so" in result["msg"]
    assert writes(shop) == []
    if shown_by == "another disk":
        assert "set the tag azure-dr-swap-former-disk to 'shop-prod/shop-db-log'" in result["msg"]
        return
    assert f"new_disk: {new}" in result["msg"], "what is to be said in swaps by whoever knows that it is so"
    named = [{"current_disk": "shop-db-data", "new_disk": new}]
    assert swap(state="rolled_back", swaps=named, power=None, require_proven=True, **vault)["action"] == "rolled_back"


def of_a_disk_before(body: dict[str, Any]) -> dict[str, Any]:
    """A snapshot whose disk was another one than what has its name now."""
    body["properties"]["creationData"]["sourceUniqueId"] = "0b0f5c2e-0000-4000-8000-000000000001"
    return body


def test_nobody_who_can_tag_a_disk_lets_a_machine_run_on_another(shop: Emulator) -> None:
    """The tags of a swap that never was, on a disk that the machine uses."""
    victim, theirs = (shop.estate.disk(name, "shop-prod") for name in ("shop-db-data", "shop-db-log-new"))
    assert victim
    assert theirs
    victim.tags = {**FORGED, "azure-dr-swap-former-disk": f"shop-prod/{theirs.name}"}

    result = swap(state="rolled_back", swaps=None, power=None, require_proven=True)

    assert result["error"]["code"] == "SwapRefused"
    assert "delete these tags" in result["msg"]
    assert writes(shop) == []
    planned = run_module("vm_recovery_plan", state="rolled_back")
    assert planned["error"]["code"] == "RecoveryRefused"
    assert "nothing shows that this is so" in planned["msg"]


@pytest.mark.parametrize("missing", ["azure-dr-swap-stage", "azure-dr-swap-former-disk"])
def test_a_machine_is_not_put_back_in_part_because_some_tags_are_lost(shop: Emulator, missing: str) -> None:
    swap("data", "log")
    del shop.estate.disk("shop-db-log-new", "shop-prod").tags[missing]
    shop.forget_requests()

    result = swap(state="rolled_back", swaps=None, power=None)

    assert result["error"]["code"] == "NotesUnreadable"
    assert "'shop-db-log-new'" in result["msg"]
    assert writes(shop) == []


def test_notes_on_a_disk_are_no_proof_of_where_it_came_from(shop: Emulator) -> None:
    for stage in ("done", "under way"):
        shop.estate.disk("shop-db-data-new", "shop-prod").tags = {**FORGED, "azure-dr-swap-stage": stage}

        result = swap("data", require_proven=True)

        assert "Nothing shows that the disk 'shop-db-data-new' was restored" in result["msg"]
        assert "shop-db-data" in attached(shop)
