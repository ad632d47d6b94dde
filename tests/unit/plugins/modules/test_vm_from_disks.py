# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""vm_from_disks, as a conversation with Azure."""

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
NAME = "shop-db-check"
MARK = {"azure-dr-vm-from-disks": f"shop-restored/{NAME}"}
DISKS = [{"disk": "shop-db-data-restored", "lun": 0, "caching": "ReadOnly"}, {"disk": "shop-db-log-restored"}]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with the machines of the application, and restored disks of shop-db in shop-restored."""
    estate = Estate.application()
    for name in ("os", "data", "log"):
        former = estate.disk(f"shop-db-{name}", "shop-prod")
        assert former
        restored = replace(
            former,
            name=f"{former.name}-restored",
            group="shop-restored",
            managed_by=None,
            disk_state="Unattached",
            tags={},
        )
        estate.disks[restored.id] = restored
    with Emulator(estate, speed=SPEED, settings=Settings(retry_after=0)) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        yield emulator


def make(azure: Emulator, *, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """What the module returns for a machine like shop-db, of its restored disks."""
    network = next(iter(azure.estate.networks.values()))
    given = {
        "name": NAME,
        "resource_group": "shop-restored",
        "os_disk": "shop-db-os-restored",
        "data_disks": DISKS,
        "like": azure.estate.machine("shop-db").id,
        "subnet_id": network.subnet_id("quarantine"),
        "poll_interval": 1,
        "boot_timeout": 5,
    }
    return run_module("vm_from_disks", check_mode=check_mode, **{**given, **options})


def delete(*, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """What the module returns for the end of that machine."""
    given = {"name": NAME, "resource_group": "shop-restored", "state": "absent", "poll_interval": 1}
    return run_module("vm_from_disks", check_mode=check_mode, **{**given, **options})


def restored(azure: Emulator, name: str) -> Disk:
    found = azure.estate.disk(f"shop-db-{name}-restored", "shop-restored")
    assert found
    return found


def writes(azure: Emulator) -> list[str]:
    """What was sent to change something, in order: the method and the end of the path."""
    return [
        f"{one.method} {one.path.rpartition('/')[2]}"
        for one in azure.requests
        if one.method != "GET" and "/oauth2/" not in one.path
    ]


def machines(azure: Emulator) -> list[str]:
    return sorted(one.name for one in azure.estate.machines.values())


def test_a_machine_is_made_beside_the_original(shop: Emulator) -> None:
    group = next(iter(shop.estate.security_groups.values())).id

    result = make(shop, network_security_group_id=group)

    assert "failed" not in result, result["msg"]
    assert (result["changed"], result["action"]) == (True, "created")
    assert writes(shop) == [f"PUT {NAME}-nic", f"PUT {NAME}"], "the interface first"
    made = shop.estate.machine(NAME)
    assert (made.size, made.zones, made.power, made.tags) == ("Standard_M8ms", ["1"], "running", MARK)
    assert made.os_disk.disk_id == restored(shop, "os").id
    assert [(one.name, one.lun, one.caching, one.delete_option) for one in made.attachments] == [
        ("shop-db-os-restored", None, "ReadWrite", "Detach"),
        ("shop-db-data-restored", 0, "ReadOnly", "Detach"),
        ("shop-db-log-restored", 1, "None", "Detach"),
    ]
    assert {one.managed_by for one in (restored(shop, "os"), restored(shop, "data"))} == {made.id}
    (interface,) = [shop.estate.interfaces[one] for one in made.interface_ids]
    assert (interface.public_address_id, interface.security_group_id, interface.tags) == (None, group, MARK)
    assert interface.subnet_id.endswith("/quarantine")
    assert result["virtual_machine"]["agent_ready"] is True
    assert result["network_interface"]["private_address"] == interface.address
    assert [one["disk"] for one in result["disks"]] == [one.disk_id for one in made.attachments]


def test_the_same_again_changes_nothing(shop: Emulator) -> None:
    make(shop)
    shop.forget_requests()

    again = make(shop)

    assert (again["changed"], again["action"]) == (False, "unchanged"), again.get("msg")
    assert writes(shop) == []


def test_it_is_deleted_with_its_interface_and_its_disks_stay(shop: Emulator) -> None:
    before = machines(shop)
    make(shop)
    shop.forget_requests()

    result = delete()

    assert "failed" not in result, result["msg"]
    assert (result["changed"], result["action"], result["kept"]) == (True, "deleted", [])
    assert writes(shop) == [f"DELETE {NAME}", f"DELETE {NAME}-nic"], "the interface when the machine has gone"
    assert machines(shop) == before
    assert f"{NAME}-nic" not in [one.name for one in shop.estate.interfaces.values()]
    assert {restored(shop, name).managed_by for name in ("os", "data", "log")} == {None}
    again = delete()
    assert (again["changed"], again["action"]) == (False, "unchanged")


def test_check_mode_is_the_whole_plan_and_writes_nothing(shop: Emulator) -> None:
    plan = make(shop, check_mode=True)

    assert (plan["changed"], plan["action"]) == (True, "would_create")
    names = {one["name"] for one in plan["checks"]}
    assert names >= {"generation", "security_type", "controller", "zone", "region", "sku", "lun", "subnet", "locks"}
    assert {one["verdict"] for one in plan["checks"]} == {"passed"}
    assert writes(shop) == []

    make(shop)
    shop.forget_requests()
    assert make(shop, check_mode=True)["action"] == "unchanged"
    assert delete(check_mode=True)["action"] == "would_delete"
    shop.estate.machine(NAME).power = "deallocated"
    assert make(shop, check_mode=True)["action"] == "would_start"
    assert writes(shop) == []


def test_all_that_stands_against_it_is_told_together(shop: Emulator) -> None:
    shop.estate.machine("shop-db").profile["securityProfile"] = {"securityType": "TrustedLaunch"}
    restored(shop, "data").zones = ["2"]
    restored(shop, "log").managed_by = shop.estate.machine("shop-web").id

    result = make(shop, size="Standard_A1_v2")

    assert result["error"]["code"] == "MachineRefused"
    refused = {one["code"] for one in result["findings"] if one["severity"] == "error"}
    assert refused == {"generation", "sku", "security_type", "zone", "attached_elsewhere"}
    assert all(one["message"] in result["msg"] for one in result["findings"] if one["severity"] == "error")
    assert writes(shop) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"os_disk": "shop-db-gone"}, "'shop-db-gone' does not exist"),
        ({"os_disk": "shop-db-data-restored", "data_disks": []}, "holds no operating system"),
        ({"size": "Standard_Nonesuch"}, "has no size Standard_Nonesuch"),
        ({"size": "Standard_D2ps_v5"}, "x64"),
        ({"subnet_id": "{network}/subnets/nowhere"}, "There is no subnet"),
        ({"network_security_group_id": "{group}-gone"}, "There is no network security group"),
    ],
)
def test_what_can_not_be_is_refused_before_anything_is_made(
    shop: Emulator, options: dict[str, Any], words: str
) -> None:
    places = {
        "network": next(iter(shop.estate.networks)),
        "group": next(iter(shop.estate.security_groups)),
    }

    result = make(
        shop,
        **{
            name: value and (value.format(**places) if isinstance(value, str) else value)
            for name, value in options.items()
        },
    )

    assert result["error"]["code"] == "MachineRefused"
    assert words in result["msg"]
    assert writes(shop) == []


def test_a_size_that_can_do_nvme_only_needs_a_disk_that_can(shop: Emulator) -> None:
    shop.estate.machine("shop-db").disk_controller = "NVMe"
    restored(shop, "os").supported_capabilities = {"architecture": "x64"}

    result = make(shop, size="Standard_D4s_v5")

    assert {one["code"] for one in result["findings"] if one["severity"] == "error"} == {
        "controller",
        "size_controller",
    }


def test_a_machine_of_that_name_that_was_there_before_is_never_taken(shop: Emulator) -> None:
    for name in ("shop-web", "SHOP-WEB"):
        result = make(shop, name=name, resource_group="shop-prod", os_disk=restored(shop, "os").id, data_disks=[])
        assert result["error"]["code"] == "NameTaken"

    gone = delete(name="shop-web", resource_group="shop-prod")

    assert (gone["changed"], gone["action"]) == (False, "unchanged")
    assert {one["id"] for one in gone["kept"]} >= {shop.estate.machine("shop-web").id}
    assert any("was kept" in one for one in gone["warnings"])
    assert writes(shop) == []


def test_an_interface_of_that_name_that_was_there_before_is_never_taken(shop: Emulator) -> None:
    web = next(one for one in shop.estate.interfaces.values() if one.name == "shop-web-nic")
    foreign = replace(web, name=f"{NAME}-nic", group="shop-restored", machine_id=None)
    shop.estate.interfaces[foreign.id] = foreign

    assert make(shop)["error"]["code"] == "NameTaken"
    gone = delete()

    assert (gone["action"], [one["id"] for one in gone["kept"]]) == ("unchanged", [foreign.id])
    assert writes(shop) == []


def test_a_mark_that_was_copied_to_another_machine_is_not_its_own(shop: Emulator) -> None:
    shop.estate.machine("shop-web").tags = dict(MARK)

    gone = delete(name="shop-web", resource_group="shop-prod")

    assert gone["action"] == "unchanged"
    assert "shop-web" in machines(shop)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"size": "Standard_D8s_v5"}, "its size is Standard_M8ms"),
        ({"data_disks": [{"disk": "shop-db-data-restored", "lun": 4}]}, "at LUN 0, not 4"),
        ({"data_disks": [{"disk": "shop-db-data-restored", "caching": "None"}]}, "with caching ReadOnly"),
        ({"data_disks": [{"disk": "shop-db-other"}]}, "does not have the disk 'shop-db-other'"),
        ({"os_disk": "shop-db-other"}, "its OS disk is"),
    ],
)
def test_a_machine_of_its_own_that_differs_is_left_as_it_is(
    shop: Emulator, options: dict[str, Any], words: str
) -> None:
    make(shop)
    shop.forget_requests()

    result = make(shop, **options)

    assert result["error"]["code"] == "MachineDiffers"
    assert words in result["msg"]
    assert writes(shop) == []


def test_a_public_address_is_never_left_unsaid(shop: Emulator) -> None:
    make(shop)
    interface = next(one for one in shop.estate.interfaces.values() if one.name == f"{NAME}-nic")
    interface.public_address_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/p"

    result = make(shop)

    assert result["error"]["code"] == "MachineDiffers"
    assert "public address" in result["msg"]


def test_another_interface_is_never_left_unsaid(shop: Emulator) -> None:
    make(shop)
    shop.estate.machine(NAME).profile["networkProfile"]["networkInterfaces"].append({"id": "/theirs"})

    result = make(shop)

    assert result["error"]["code"] == "MachineDiffers"
    assert "it has the network interface /theirs" in result["msg"]


@pytest.mark.parametrize(
    ("state", "power", "present", "absent"),
    [
        ("Updating", "running", "unchanged", "would_delete"),
        ("Updating", "starting", "unchanged", "would_delete"),
        ("Updating", "deallocating", "would_start", "would_delete"),
        ("Deleting", "running", "would_create", "would_delete"),
    ],
)
def test_check_mode_waits_for_nothing(shop: Emulator, state: str, power: Any, present: str, absent: str) -> None:
    make(shop)
    made = shop.estate.machine(NAME)
    made.provisioning_state, made.power = state, power
    for each in made.attachments if state == "Deleting" else ():
        disk = shop.estate.disks[each.disk_id or ""]
        disk.managed_by, disk.disk_state = None, "Unattached"

    assert make(shop, check_mode=True)["action"] == present
    assert delete(check_mode=True)["action"] == absent


def test_a_disk_that_would_go_with_the_machine_keeps_it_from_being_deleted(shop: Emulator) -> None:
    make(shop)
    shop.estate.machine(NAME).data_disks[0].delete_option = "Delete"
    shop.forget_requests()

    result = delete()

    assert result["error"]["code"] == "MachineRefused"
    assert "shop-db-data-restored" in result["msg"]
    assert writes(shop) == []


def test_a_machine_that_does_not_run_is_started_and_its_agent_must_report_anew(shop: Emulator) -> None:
    make(shop)
    made = shop.estate.machine(NAME)
    made.power, made.agent_before, made.agent_due, made.boots = "stopped", made.agent_due, None, False
    shop.forget_requests()

    result = make(shop, boot_timeout=1)

    assert writes(shop) == ["POST start"]
    assert (result["error"]["code"], result["changed"]) == ("AgentNotReady", True)
    assert "has not reported since the start" in result["msg"]
    assert NAME in machines(shop), "it stays, to be looked at"
    assert make(shop, wait_for_agent=False)["action"] == "unchanged"


def test_a_region_without_room_is_told_and_the_next_run_goes_on(shop: Emulator) -> None:
    shop.settings.allocation_failures_show_in = "request"
    full = {"error": {"code": "AllocationFailed", "message": "No room."}}
    shop.faults.add(Fault(answer(409, full), "PUT", rf"/virtualMachines/{NAME}$"))

    refused = make(shop)

    assert (refused["error"]["code"], refused["action"]) == ("AllocationFailed", None)
    assert make(shop)["action"] == "created"


def test_it_can_be_like_a_machine_of_the_recovery_map_that_is_gone(shop: Emulator) -> None:
    gone = {
        "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/shop-old",
        "name": "shop-old",
        "region": "westeurope",
        "zone": "1",
        "size": "Standard_E8as_v4",
        "os_type": "Linux",
        "security_profile": None,
        "controller": None,
        "licence": "RHEL_BYOS",
        "tags": {},
        "network_interfaces": [],
        "disks": [],
    }
    recovery_map = {"version": 1, "virtual_machines": [gone]}

    result = make(shop, like="SHOP-OLD", recovery_map=recovery_map)

    assert "failed" not in result, result["msg"]
    made = shop.estate.machine(NAME)
    assert (made.size, made.profile["licenseType"]) == ("Standard_E8as_v4", "RHEL_BYOS")
    unknown = make(shop, like="shop-new", recovery_map=recovery_map)
    assert (unknown["error"]["target"], "shop-old" in unknown["msg"]) == ("like", True)


def test_it_takes_over_the_security_of_the_machine_that_it_is_like(shop: Emulator) -> None:
    security = {
        "securityType": "TrustedLaunch",
        "uefiSettings": {"secureBootEnabled": False, "vTpmEnabled": True},
        "encryptionAtHost": True,
    }
    shop.estate.machine("shop-db").profile["securityProfile"] = security
    restored(shop, "os").security_type = "TrustedLaunch"

    assert make(shop)["action"] == "created"

    assert shop.estate.machine(NAME).profile["securityProfile"] == security


@pytest.mark.parametrize("options", [{}, {"like": None, "size": "Standard_M8ms"}], ids=["like shop-db", "like none"])
def test_a_disk_of_a_trusted_launch_machine_says_what_it_needs(shop: Emulator, options: dict[str, Any]) -> None:
    restored(shop, "os").security_type = "TrustedLaunch"

    result = make(shop, **options)

    assert result["action"] == "created", result["msg"]
    assert shop.estate.machine(NAME).security_type == "TrustedLaunch"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("DiskEncryptedWithPlatformKey", "DiskWithVMGuestState"),
        ("VMGuestStateOnlyEncryptedWithPlatformKey", "VMGuestStateOnly"),
    ],
)
def test_a_confidential_machine_says_what_of_its_os_disk_is_encrypted(shop: Emulator, kind: str, said: str) -> None:
    shop.estate.machine("shop-db").profile["securityProfile"] = {"securityType": "ConfidentialVM"}
    restored(shop, "os").security_type = f"ConfidentialVM_{kind}"

    assert make(shop)["action"] == "created"

    (sent,) = [one.body for one in shop.requests if one.method == "PUT" and one.path.endswith(f"/{NAME}")]
    profile = sent["properties"]["storageProfile"]["osDisk"]["managedDisk"]["securityProfile"]
    assert profile == {"securityEncryptionType": said}


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"os_disk": None}, "os_disk"),
        ({"subnet_id": None}, "subnet_id"),
        ({"subnet_id": "closed"}, "subnet_id"),
        ({"like": None}, "size"),
        ({"like": "nobody"}, "like"),
        ({"name": "a/b"}, "name"),
        ({"data_disks": [{"disk": "shop-db-os-restored"}]}, "data_disks[0].disk"),
        ({"data_disks": [{"disk": "a", "lun": 0}, {"disk": "b", "lun": 0}]}, "data_disks[1].lun"),
        ({"data_disks": [{"disk": "a", "lun": 64}]}, "data_disks[0].lun"),
        ({"recovery_map": {"version": 1, "virtual_machines": []}, "like": None}, "like"),
    ],
)
def test_an_option_that_can_not_be_is_refused_by_its_name(shop: Emulator, options: dict[str, Any], named: str) -> None:
    result = make(shop, **options)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", named)
    assert writes(shop) == []
