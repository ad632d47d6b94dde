# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""vm_disk_attachment, as a conversation with Azure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

SPEED = 1_000_000.0


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with the machines of the application, and a restored disk that no machine has."""
    estate = Estate.application()
    former = estate.disk("shop-db-data", "shop-prod")
    assert former
    restored = replace(
        former, name="shop-db-data-restored", group="shop-restored", managed_by=None, disk_state="Unattached", tags={}
    )
    estate.disks[restored.id] = restored
    with Emulator(estate, speed=SPEED, settings=Settings(retry_after=0)) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        yield emulator


def restored(azure: Emulator) -> Disk:
    """The disk that is to be looked into."""
    found = azure.estate.disk("shop-db-data-restored", "shop-restored")
    assert found
    return found


def attach(azure: Emulator, *, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """What the module returns for that disk and the machine shop-app, which has a data disk at LUN 0."""
    given = {
        "virtual_machine": "shop-app",
        "vm_resource_group": "shop-prod",
        "disk": restored(azure).id,
        "poll_interval": 1,
    }
    return run_module("vm_disk_attachment", check_mode=check_mode, **{**given, **options})


def attached(azure: Emulator, machine: str = "shop-app") -> dict[str, tuple[Any, ...]]:
    """The data disks of a machine: LUN, caching and delete option by name."""
    return {one.name: (one.lun, one.caching, one.delete_option) for one in azure.estate.machine(machine).data_disks}


def writes(azure: Emulator) -> list[str]:
    """What was sent to change something, in order: the method and the end of the path."""
    return [
        f"{one.method} {one.path.rpartition('/')[2]}"
        for one in azure.requests
        if one.method != "GET" and "/oauth2/" not in one.path
    ]


def test_a_restored_disk_is_attached_at_the_lowest_free_lun(shop: Emulator) -> None:
    result = attach(shop)

    assert "failed" not in result, result["msg"]
    assert (result["changed"], result["action"], result["lun"], result["caching"]) == (True, "attached", 1, "None")
    assert attached(shop)["shop-db-data-restored"] == (1, "None", "Detach")
    assert restored(shop).managed_by == shop.estate.machine("shop-app").id
    assert writes(shop) == ["POST attachDetachDataDisks"]


def test_the_same_again_changes_nothing(shop: Emulator) -> None:
    attach(shop, lun=7, caching="ReadOnly")
    shop.forget_requests()

    for again in (attach(shop, lun=7, caching="ReadOnly"), attach(shop)):
        assert (again["changed"], again["action"]) == (False, "unchanged")
        assert (again["lun"], again["caching"]) == (7, "ReadOnly"), "what nobody asks for is left as it is"
    assert writes(shop) == []


def test_lun_0_is_a_lun(shop: Emulator) -> None:
    result = attach(shop, virtual_machine="shop-web", lun=0)

    assert (result["changed"], result["lun"]) == (True, 0)
    assert attached(shop, "shop-web")["shop-db-data-restored"][0] == 0
    assert attach(shop, virtual_machine="shop-web", lun=0)["action"] == "unchanged"


def test_it_is_detached_and_stays_detached(shop: Emulator) -> None:
    attach(shop, lun=3)

    result = attach(shop, state="absent")

    assert "failed" not in result, result["msg"]
    assert (result["changed"], result["action"], result["lun"]) == (True, "detached", 3)
    assert "shop-db-data-restored" not in attached(shop)
    assert (restored(shop).managed_by, restored(shop).disk_state) == (None, "Unattached")
    assert attach(shop, state="absent")["action"] == "unchanged"


@pytest.mark.parametrize(("state", "told"), [("present", "would_attach"), ("absent", "would_detach")])
def test_check_mode_says_what_it_would_do_and_writes_nothing(shop: Emulator, state: str, told: str) -> None:
    if state == "absent":
        attach(shop)
        shop.forget_requests()

    result = attach(shop, state=state, check_mode=True)

    assert (result["changed"], result["action"], result["lun"]) == (True, told, 1)
    assert writes(shop) == []
    if state == "present":
        assert {one["name"] for one in result["checks"]} >= {"zone", "region", "sku", "lun", "data_disk_maximum"}


def test_check_mode_waits_for_nothing(shop: Emulator) -> None:
    shop.estate.machine("shop-app").power = "starting"

    assert attach(shop, check_mode=True)["action"] == "would_attach"


def test_what_a_failed_change_has_left_half_detached_is_told(shop: Emulator) -> None:
    attach(shop)
    app = shop.estate.machine("shop-app")
    app.provisioning_state, app.data_disks[-1].to_be_detached = "Failed", True

    result = attach(shop)

    assert result["error"]["code"] == "AttachmentRefused"
    assert "that failed" in result["msg"]


@pytest.mark.parametrize(
    ("options", "words"),
    [({"lun": 1}, "at LUN 2, and the task asks for LUN 1"), ({"caching": "ReadWrite"}, "caching ReadOnly")],
)
def test_what_is_attached_otherwise_is_refused_and_not_attached_anew(
    shop: Emulator, options: dict[str, Any], words: str
) -> None:
    attach(shop, lun=2, caching="ReadOnly")
    shop.forget_requests()

    result = attach(shop, **options)

    assert result["error"]["code"] == "AttachmentRefused"
    assert words in result["msg"]
    assert (result["action"], result["lun"], result["caching"]) == (None, 2, "ReadOnly")
    assert writes(shop) == []


def test_a_disk_that_another_machine_uses_is_refused(shop: Emulator) -> None:
    attach(shop)
    shop.forget_requests()

    result = attach(shop, virtual_machine="shop-web")

    assert result["error"]["code"] == "AttachmentRefused"
    assert "is attached to" in result["msg"]
    assert "shop-app" in result["msg"]
    assert writes(shop) == []
    absent = attach(shop, virtual_machine="shop-web", state="absent")
    assert absent["action"] == "unchanged", "the machine does not have it"
    assert "shop-db-data-restored" in attached(shop)


def test_all_that_stands_against_it_is_told_together(shop: Emulator) -> None:
    restored(shop).zones = ["2"]

    result = attach(shop, lun=0)

    assert result["error"]["code"] == "AttachmentRefused"
    assert "in zone 2" in result["msg"]
    assert "LUN 0 of shop-app is taken" in result["msg"]
    assert {one["code"] for one in result["findings"] if one["severity"] == "error"} == {"zone", "lun"}
    assert writes(shop) == []


def test_a_machine_that_is_full_is_refused(shop: Emulator) -> None:
    shop.estate.machine("shop-app").size = "Standard_A1_v2"
    extra = [
        replace(restored(shop), name=f"extra-{number}", sku="Standard_LRS", disk_state="Unattached", managed_by=None)
        for number in range(2)
    ]
    shop.estate.disks.update({disk.id: disk for disk in extra})
    assert attach(shop, disk=extra[0].id)["action"] == "attached"

    result = attach(shop, disk=extra[1].id)

    assert "takes 2 data disks" in result["msg"]


def test_an_os_disk_is_neither_attached_nor_detached(shop: Emulator) -> None:
    os_disk = shop.estate.disk("shop-app-os", "shop-prod")
    assert os_disk

    for state in ("present", "absent"):
        result = attach(shop, disk=os_disk.id, state=state)
        assert result["error"]["code"] == "AttachmentRefused"
        assert "OS disk" in result["msg"]
    assert writes(shop) == []


def test_a_disk_that_is_not_there(shop: Emulator) -> None:
    gone = restored(shop).id.replace("restored", "gone")

    assert "does not exist" in attach(shop, disk=gone)["msg"]
    assert attach(shop, disk=gone, state="absent")["action"] == "unchanged"


def test_a_refusal_that_nobody_knows_stops_it(shop: Emulator) -> None:
    unknown = {"error": {"code": "NeverHeardOf", "message": "No."}}
    shop.faults.add(Fault(answer(409, unknown), "POST", r"/attachDetachDataDisks$", times=None))

    result = attach(shop)

    assert (result["error"]["code"], result["changed"], result["action"]) == ("NeverHeardOf", False, None)
    assert writes(shop) == ["POST attachDetachDataDisks"]


@pytest.mark.parametrize("code", ["Conflict", "AttachDiskWhileBeingDetached"])
def test_what_passes_is_waited_for(shop: Emulator, code: str) -> None:
    passing = {"error": {"code": code, "message": "Wait."}}
    shop.faults.add(Fault(answer(409, passing), "POST", r"/attachDetachDataDisks$"))

    result = attach(shop)

    assert (result["changed"], result["action"]) == (True, "attached"), result["msg"]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"lun": 64}, "lun"),
        ({"lun": -1}, "lun"),
        ({"disk": "shop-db-data-restored"}, "disk"),
        ({"virtual_machine": "a/b"}, "virtual_machine"),
        ({"vm_resource_group": None}, "vm_resource_group"),
    ],
)
def test_an_option_that_can_not_be_is_refused_by_its_name(shop: Emulator, options: dict[str, Any], named: str) -> None:
    result = attach(shop, **options)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", named)
    assert writes(shop) == []
