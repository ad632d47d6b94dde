# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual machines: read, changed, started and stopped, and what becomes of their disks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator import faults
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.unit.emulator.conftest import Client
from ansible_collections.azure_dr.backup.tests.unit.emulator.machines import MachineClient


@pytest.fixture
def azure() -> Iterator[Emulator]:
    with Emulator(Estate.application()) as emulator:
        yield emulator


@pytest.fixture
def client(azure: Emulator) -> MachineClient:
    return MachineClient(azure)


def luns(machine: Any) -> dict[int, str]:
    return {one["lun"]: one["name"] for one in machine["properties"]["storageProfile"]["dataDisks"]}


def test_a_machine_says_what_is_attached_to_it_and_whether_it_runs(client: MachineClient) -> None:
    machine = client.machine("shop-db", expand="instanceView")
    profile = machine["properties"]["storageProfile"]
    assert (machine["etag"], machine["zones"], profile["osDisk"]["name"]) == ('"1"', ["1"], "shop-db-os")
    assert [(one["lun"], one["caching"], one["deleteOption"]) for one in profile["dataDisks"]] == [
        (0, "ReadOnly", "Delete"),
        (1, "None", "Detach"),
        (5, "ReadWrite", "Detach"),
    ]
    assert client.power("shop-db") == "running"
    assert client.agent_is_ready("shop-db")
    everything = client.get(f"/subscriptions/{client.subscription}/providers/Microsoft.Compute/virtualMachines")
    assert [one["name"] for one in everything["value"]] == ["shop-web", "shop-app", "shop-db"]


def test_the_etag_is_a_header_of_a_plain_read(client: MachineClient) -> None:
    plain = client.call("GET", client.path("shop-db"))
    assert plain.headers["ETag"] == plain.json()["etag"] == '"1"'
    assert "ETag" not in client.call("GET", client.path("shop-db"), **{"$expand": "instanceView"}).headers


def test_disks_are_attached_when_the_operation_has_ended_and_not_before(azure: Emulator, client: MachineClient) -> None:
    new = client.new_disk("fresh")
    answer = client.call(
        "POST",
        client.path("shop-app", "attachDetachDataDisks"),
        {
            "dataDisksToAttach": [{"diskId": new.id, "lun": 3, "caching": "ReadOnly"}],
        },
    )
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert client.status(answer) == "InProgress"
    assert luns(client.machine("shop-app")) == {0: "shop-app-data", 3: "fresh"}
    assert (new.managed_by, new.disk_state) == (None, "Unattached")
    azure.clock.advance(10)
    assert client.status(answer) == "Succeeded"
    machine = client.machine("shop-app")
    assert (new.managed_by, new.disk_state, machine["etag"]) == (machine["id"], "Attached", '"2"')
    read = client.disk("fresh", "shop-prod").json()
    assert read["properties"]["LastOwnershipUpdateTime"] > read["properties"]["timeCreated"]


def test_both_lists_in_one_request_exchange_a_disk_at_its_lun(azure: Emulator, client: MachineClient) -> None:
    new, old = client.new_disk("fresh"), azure.estate.disk("shop-db-data", "shop-prod")
    assert old
    body = {"dataDisksToDetach": [{"diskId": old.id}], "dataDisksToAttach": [{"diskId": new.id, "lun": 0}]}
    answer = client.call("POST", client.path("shop-db", "attachDetachDataDisks"), body)
    said = [(one["lun"], one["name"], one["toBeDetached"]) for one in answer.json()["dataDisks"]]
    assert said[0] == (0, "shop-db-data", True)
    assert said[-1] == (0, "fresh", False)
    azure.clock.advance(10)
    disks = {one["lun"]: one for one in client.machine("shop-db")["properties"]["storageProfile"]["dataDisks"]}
    assert (disks[0]["name"], disks[0]["caching"], disks[0]["deleteOption"]) == ("fresh", "None", "Detach")
    assert (old.managed_by, old.disk_state) == (None, "Unattached")


def test_an_os_disk_is_swapped_by_name_and_id_under_a_machine_that_is_off(
    azure: Emulator, client: MachineClient
) -> None:
    new = client.new_disk("fresh-os", os_type="Linux", hyper_v_generation="V2")
    client.done(client.call("POST", client.path("shop-web", "deallocate")))
    old = azure.estate.disk("shop-web-os", "shop-prod")
    assert old and old.disk_state == "Reserved"
    machine = client.machine("shop-web")
    machine["properties"]["storageProfile"]["osDisk"] |= {"name": new.name, "managedDisk": {"id": new.id}}
    client.headers["If-Match"] = machine["etag"]
    answer = client.call("PUT", client.path("shop-web"), machine)
    assert (answer.status_code, answer.json()["properties"]["provisioningState"]) == (200, "Updating")
    client.done(answer)
    assert (old.disk_state, new.disk_state) == ("Unattached", "Reserved")
    again = client.call("PUT", client.path("shop-web"), machine)
    assert (again.status_code, again.json()["error"]["code"]) == (412, "PreconditionFailed")
    del client.headers["If-Match"]
    client.done(client.call("POST", client.path("shop-web", "start")))
    assert (client.power("shop-web"), client.agent_is_ready("shop-web")) == ("running", False)
    azure.clock.advance(60)
    assert client.agent_is_ready("shop-web")
    assert new.disk_state == "Attached"


def test_a_machine_that_was_only_stopped_goes_on_showing_what_its_agent_said_before(
    azure: Emulator, client: MachineClient
) -> None:
    before = client.agent("shop-web")
    client.done(client.call("POST", client.path("shop-web", "powerOff")))
    assert (client.power("shop-web"), client.agent("shop-web")) == ("stopped", before)
    client.call("POST", client.path("shop-web", "start"))
    azure.clock.advance(10)
    assert (client.power("shop-web"), client.agent("shop-web")) == ("running", before)
    azure.clock.advance(60)
    assert client.agent("shop-web")["time"] > before["time"]


def test_a_machine_that_was_deallocated_says_nothing_of_its_agent_until_it_reports(
    azure: Emulator, client: MachineClient
) -> None:
    client.done(client.call("POST", client.path("shop-web", "deallocate")))
    assert (client.power("shop-web"), client.agent("shop-web")) == ("deallocated", None)
    client.done(client.call("POST", client.path("shop-web", "start")))
    assert client.agent("shop-web")["code"] == "ProvisioningState/Unavailable"
    azure.clock.advance(60)
    assert client.agent_is_ready("shop-web")


def test_power_says_what_is_under_way(azure: Emulator, client: MachineClient) -> None:
    said = []
    for action in ("powerOff", "start", "deallocate", "start"):
        answer = client.call("POST", client.path("shop-web", action))
        assert answer.status_code == 202
        assert client.call("GET", answer.headers["Location"]).status_code == 202
        said.append(client.power("shop-web"))
        assert client.done(answer)["status"] == "Succeeded"
        assert client.call("GET", answer.headers["Location"]).status_code == 200
        said.append(client.power("shop-web"))
    assert said == ["stopping", "stopped", "stopped", "running", "deallocating", "deallocated", "starting", "running"]


@pytest.mark.parametrize("of_the_disk", [True, False])
def test_a_machine_may_never_come_up(azure: Emulator, client: MachineClient, of_the_disk: bool) -> None:
    client.done(client.call("POST", client.path("shop-web", "deallocate")))
    client.done(client.swap("shop-web", client.new_os_disk(boots=not of_the_disk)))
    azure.estate.machine("shop-web").boots = of_the_disk
    client.done(client.call("POST", client.path("shop-web", "start")))
    azure.clock.advance(3000)
    assert (client.power("shop-web"), client.agent_is_ready("shop-web")) == ("running", False)


def test_a_start_without_room_fails_in_its_operation(azure: Emulator, client: MachineClient) -> None:
    client.done(client.call("POST", client.path("shop-web", "deallocate")))
    azure.estate.machine("shop-web").allocation_fails = True
    answer = client.call("POST", client.path("shop-web", "start"))
    operation = client.done(answer)
    assert (operation["status"], operation["error"]["code"]) == ("Failed", "AllocationFailed")
    assert client.error(client.call("GET", answer.headers["Location"])) == (409, "AllocationFailed")
    machine = client.machine("shop-web")
    assert (client.power("shop-web"), machine["properties"]["provisioningState"]) == ("deallocated", "Failed")


def test_a_disk_that_is_being_attached_can_be_deleted(azure: Emulator, client: MachineClient) -> None:
    new = client.new_disk("fresh")
    answer = client.attach("shop-app", new, lun=1)
    assert client.call("DELETE", new.id).status_code == 202
    assert client.done(answer)["status"] == "Succeeded"
    assert luns(client.machine("shop-app"))[1] == "fresh"
    assert new.id not in azure.estate.disks
    client.done(client.call("POST", client.path("shop-app", "deallocate")))
    assert client.done(client.call("POST", client.path("shop-app", "start")))["error"]["code"] == "NotFound"


@pytest.mark.parametrize("stays", [False, True])
def test_another_owner_may_come_to_light_in_the_operation(azure: Emulator, client: MachineClient, stays: bool) -> None:
    azure.settings.ownership_conflicts_show_in, azure.settings.failed_change_stays = "operation", stays
    disk = azure.estate.disk("shop-app-data", "shop-prod")
    assert disk
    owner = disk.managed_by
    operation = client.done(client.attach("shop-web", disk, lun=0))
    assert (operation["status"], operation["error"]["code"]) == ("Failed", "ConflictingUserInput")
    assert client.machine("shop-web")["properties"]["provisioningState"] == "Failed"
    assert (luns(client.machine("shop-web")) == {0: disk.name}) is stays
    assert disk.managed_by == owner


def test_two_machines_that_ask_for_a_disk_at_the_same_time(azure: Emulator, client: MachineClient) -> None:
    new = client.new_disk("fresh")
    answers = [client.attach(name, new, lun=1) for name in ("shop-web", "shop-app")]
    assert [client.done(one)["status"] for one in answers] == ["Succeeded", "Failed"]
    assert new.managed_by == client.machine("shop-web")["id"]


def test_a_shared_disk_has_several_machines(client: MachineClient) -> None:
    shared = client.new_disk("shared", max_shares=2)
    for name in ("shop-web", "shop-app"):
        client.done(client.attach(name, shared, lun=1))
    document = client.disk("shared", "shop-prod").json()
    assert document["managedByExtended"] == [client.machine(name)["id"] for name in ("shop-web", "shop-app")]
    assert client.error(client.attach("shop-db", shared, lun=2)) == (409, "ConflictingUserInput")


def test_an_operation_can_be_told_to_fail(azure: Emulator, client: MachineClient) -> None:
    azure.faults.add(Fault(faults.failing_operation("InternalExecutionError"), "POST", "/attachDetachDataDisks$"))
    failed = client.attach("shop-app", client.new_disk("one"), lun=1)
    assert client.done(failed)["error"]["code"] == "InternalExecutionError"
    assert luns(client.machine("shop-app")) == {0: "shop-app-data"}


def test_an_operation_that_never_ends(azure: Emulator, client: MachineClient) -> None:
    azure.faults.add(Fault(faults.stuck_job(), "POST", "/start$"))
    client.done(client.call("POST", client.path("shop-app", "deallocate")))
    answer = client.call("POST", client.path("shop-app", "start"))
    azure.clock.advance(3000)
    assert (client.status(answer), client.power("shop-app")) == ("InProgress", "starting")


@pytest.mark.parametrize(("method", "kept"), [("PUT", False), ("PATCH", True)])
def test_what_a_put_leaves_out_is_lost_and_what_a_patch_leaves_out_stays(
    client: MachineClient, method: str, kept: bool
) -> None:
    machine = client.machine("shop-db")
    for one in machine["properties"]["storageProfile"]["dataDisks"]:
        for name in ("caching", "deleteOption", "writeAcceleratorEnabled"):
            one.pop(name, None)
    client.done(client.call(method, client.path("shop-db"), machine))
    disks = client.machine("shop-db")["properties"]["storageProfile"]["dataDisks"]
    said = [(one["lun"], one["caching"], one["deleteOption"], one.get("writeAcceleratorEnabled")) for one in disks]
    lost = [(lun, "None", "Detach", None) for lun in (0, 1, 5)]
    assert said == (
        [(0, "ReadOnly", "Delete", None), (1, "None", "Detach", True), (5, "ReadWrite", "Detach", None)]
        if kept
        else lost
    )


def test_a_put_with_the_whole_new_list_exchanges_all_disks_at_once(azure: Emulator, client: MachineClient) -> None:
    machine = client.machine("shop-db")
    for one in machine["properties"]["storageProfile"]["dataDisks"]:
        new = client.new_disk(f"{one['name']}-new")
        one |= {"name": new.name, "createOption": "Attach", "managedDisk": {"id": new.id}}
    answer = client.call("PUT", client.path("shop-db"), machine)
    assert len(answer.json()["properties"]["storageProfile"]["dataDisks"]) == 6
    client.done(answer)
    assert luns(client.machine("shop-db")) == {0: "shop-db-data-new", 1: "shop-db-log-new", 5: "shop-db-index-new"}
    old = azure.estate.disk("shop-db-log", "shop-prod")
    assert old and old.disk_state == "Unattached"


def test_a_restored_disk_of_the_same_name_in_another_group_is_another_disk(
    azure: Emulator, client: MachineClient
) -> None:
    new = azure.estate.add_disk("shop-app-data", azure.estate.group("shop-restored"), zones=["1"])
    machine = client.machine("shop-app")
    machine["properties"]["storageProfile"]["dataDisks"][0] |= {
        "createOption": "Attach",
        "managedDisk": {"id": new.id},
    }
    client.done(client.call("PUT", client.path("shop-app"), machine))
    (now,) = client.machine("shop-app")["properties"]["storageProfile"]["dataDisks"]
    assert now["managedDisk"]["id"] == new.id


def test_conditions_may_not_count(azure: Emulator, client: MachineClient) -> None:
    azure.settings.conditions_count = False
    client.headers["If-Match"] = '"0"'
    assert client.call("PATCH", client.path("shop-app"), {"tags": {"a": "b"}}).status_code == 200
    assert client.machine("shop-app")["tags"] == {"a": "b"}


def test_an_os_disk_may_be_swapped_under_a_running_machine(azure: Emulator, client: MachineClient) -> None:
    azure.settings.os_swap_while_running = True
    client.done(client.swap("shop-web", client.new_os_disk()))
    assert client.machine("shop-web")["properties"]["storageProfile"]["osDisk"]["name"] == "fresh-os"
    assert not client.agent_is_ready("shop-web")


def test_changes_come_back_four_a_minute(azure: Emulator, client: MachineClient) -> None:
    codes = []
    for _time in range(13):
        answer = client.call("PATCH", client.path("shop-app"), {"tags": {}})
        codes.append(answer.status_code)
        azure.estate.machine("shop-app").operation = None
    assert codes == [200] * 12 + [429]
    azure.clock.advance(16)
    assert client.call("PATCH", client.path("shop-app"), {"tags": {}}).status_code == 200
    assert client.call("PATCH", client.path("shop-web"), {"tags": {}}).status_code == 200


def test_a_machine_is_made_from_disks_and_taken_away_again(azure: Emulator, client: MachineClient) -> None:
    os_disk, data = client.new_os_disk(), client.new_disk("fresh-data")
    subnet = next(iter(azure.estate.networks.values())).subnet_id("quarantine")
    interface = client.path("beside-nic", type_="Microsoft.Network/networkInterfaces")
    wish = {"ipConfigurations": [{"name": "only", "properties": {"subnet": {"id": subnet}}}]}
    made = client.call("PUT", interface, {"location": "westeurope", "properties": wish})
    assert (made.status_code, client.status(made)) == (201, "Succeeded")
    profile = {
        "osDisk": {"createOption": "Attach", "osType": "Linux", "managedDisk": {"id": os_disk.id}},
        "dataDisks": [
            {"lun": 2, "createOption": "Attach", "managedDisk": {"id": data.id}, "deleteOption": "Delete"},
        ],
    }
    properties = {
        "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
        "storageProfile": profile,
        "networkProfile": {"networkInterfaces": [{"id": interface}]},
    }
    body = {"location": "westeurope", "zones": ["1"], "properties": properties}
    answer = client.call("PUT", client.path("beside"), body)
    assert (answer.status_code, answer.json()["properties"]["provisioningState"]) == (201, "Creating")
    client.done(answer)
    machine = client.machine("beside")
    assert (client.power("beside"), machine["etag"], os_disk.managed_by) == ("running", '"1"', machine["id"])
    assert client.get(interface)["properties"]["virtualMachine"]["id"] == machine["id"]
    azure.clock.advance(60)
    assert client.agent_is_ready("beside")

    deletion = client.call("DELETE", machine["id"])
    assert client.error(client.call("DELETE", interface)) == (400, "NicInUse")
    assert client.status(deletion) == "InProgress"
    client.done(deletion)
    assert client.call("GET", machine["id"]).status_code == 404
    assert client.call("DELETE", machine["id"]).status_code == 204
    assert (os_disk.managed_by, os_disk.disk_state) == (None, "Unattached")
    assert data.id not in azure.estate.disks
    gone = client.call("DELETE", interface)
    assert (gone.status_code, client.status(gone)) == (202, "Succeeded")
    assert client.call("GET", gone.headers["Location"]).status_code == 204
    assert client.call("DELETE", interface).status_code == 204


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"networkProfile": {}}, "InvalidParameter"),
        ({"networkProfile": {"networkInterfaces": [{"id": "/subscriptions/x"}]}}, "InvalidResourceReference"),
        ({"hardwareProfile": {"vmSize": "Standard_None"}}, "InvalidParameter"),
        ({"storageProfile": {"osDisk": {"createOption": "FromImage"}}}, "InvalidParameter"),
    ],
)
def test_a_new_machine_needs_a_size_an_os_disk_and_an_interface(
    azure: Emulator, client: MachineClient, change: dict[str, Any], code: str
) -> None:
    properties = {
        "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
        "storageProfile": {"osDisk": {"createOption": "Attach", "managedDisk": {"id": client.new_os_disk().id}}},
        "networkProfile": {},
        **change,
    }
    body = {"location": "westeurope", "zones": ["1"], "properties": properties}
    assert client.error(client.call("PUT", client.path("beside"), body)) == (400, code)
    assert "beside" not in [one.name for one in azure.estate.machines.values()]


def test_another_machines_interface_is_in_use(client: MachineClient) -> None:
    interface = client.path("shop-app-nic", type_="Microsoft.Network/networkInterfaces")
    machine = client.machine("shop-web")
    machine["properties"]["networkProfile"] = {"networkInterfaces": [{"id": interface}]}
    assert client.error(client.call("PUT", client.path("shop-web"), machine)) == (400, "NicInUse")


def test_networks_and_security_groups_are_read(azure: Emulator, client: MachineClient) -> None:
    network = client.path("shop-net", type_="Microsoft.Network/virtualNetworks")
    names = [one["name"] for one in client.get(network)["properties"]["subnets"]]
    assert names == ["servers", "quarantine"]
    assert client.get(f"{network}/subnets/quarantine")["properties"]["addressPrefix"] == "10.0.1.0/24"
    assert client.call("GET", f"{network}/subnets/none").status_code == 404
    group = client.path("shop-closed", type_="Microsoft.Network/networkSecurityGroups")
    assert client.get(group)["name"] == "shop-closed"
    interfaces = client.path("", type_="Microsoft.Network/networkInterfaces").rstrip("/")
    assert len(client.get(interfaces)["value"]) == 3


def test_sizes_say_what_they_can_do(azure: Emulator, client: MachineClient) -> None:
    azure.estate.unavailable_sizes.add("Standard_B2s")
    path = f"/subscriptions/{client.subscription}/providers/Microsoft.Compute/skus"
    sizes = {one["name"]: one for one in client.get(path, **{"$filter": "location eq 'westeurope'"})["value"]}
    said = {one["name"]: one["value"] for one in sizes["Standard_M8ms"]["capabilities"]}
    assert (said["MaxDataDiskCount"], said["PremiumIO"], said["MaxWriteAcceleratorDisksAllowed"]) == ("8", "True", "1")
    assert sizes["Standard_B2s"]["restrictions"][0]["reasonCode"] == "NotAvailableForSubscription"
    assert sizes["Standard_D2s_v5"]["restrictions"] == []
    assert client.get(path, **{"$filter": "location eq 'nowhere'"})["value"] == []
    assert client.call("GET", path, **{"$filter": "name eq 'x'"}).status_code == 400


def test_each_change_of_a_machine_takes_a_right_of_its_own(azure: Emulator, client: MachineClient) -> None:
    for method, action, right in (
        ("GET", "", "read"),
        ("PATCH", "", "write"),
        ("DELETE", "", "delete"),
        ("POST", "start", "start/action"),
        ("POST", "powerOff", "powerOff/action"),
        ("POST", "deallocate", "deallocate/action"),
        ("POST", "attachDetachDataDisks", "attachDetachDataDisks/action"),
    ):
        azure.estate.access.denials.clear()
        azure.estate.access.deny(f"Microsoft.Compute/virtualMachines/{right}")
        answer = client.call(method, client.path("shop-web", action), {} if method != "GET" else None)
        assert client.error(answer) == (403, "AuthorizationFailed")


def test_a_restored_os_disk_fits_the_machine_that_it_came_from(azure: Emulator, client: MachineClient) -> None:
    source = azure.estate.disk("shop-web-os", "shop-prod")
    assert source
    source.security_type = "TrustedLaunch"
    azure.estate.machine("shop-web").profile["securityProfile"] = {"securityType": "TrustedLaunch"}
    Client(azure).restored(Client(azure).restore_request("new-os", "shop-prod", "shop-web-os"), "shop-web-os")
    restored = azure.estate.disk("new-os", "shop-prod")
    assert restored
    assert (restored.supported_capabilities, restored.zones) == (source.supported_capabilities, source.zones)
    client.done(client.call("POST", client.path("shop-web", "deallocate")))
    assert client.done(client.swap("shop-web", restored))["status"] == "Succeeded"


def test_a_resource_group_that_is_deleted_takes_its_machines_along(azure: Emulator, client: MachineClient) -> None:
    group = azure.estate.group("shop-prod").id
    listed = client.get(f"{group}/resources", **{"$filter": "resourceType eq 'Microsoft.Compute/virtualMachines'"})
    assert [one["name"] for one in listed["value"]] == ["shop-web", "shop-app", "shop-db"]
    assert client.call("DELETE", group).status_code == 202
    assert len(azure.estate.machines) == len(azure.estate.interfaces) == len(azure.estate.networks) == 0


def test_a_restored_disk_may_be_in_no_zone(azure: Emulator, client: MachineClient) -> None:
    azure.settings.restored_disk_zones = False
    Client(azure).restored(Client(azure).restore_request("new", "shop-prod", "shop-app-data"), "shop-app-data")
    restored = azure.estate.disk("new", "shop-prod")
    assert restored
    assert client.error(client.attach("shop-app", restored, lun=1)) == (400, "BadRequest")


def test_a_change_that_is_refused_changes_nothing_of_it(client: MachineClient) -> None:
    before = client.machine("shop-app")
    gone = {"lun": 1, "createOption": "Attach", "managedDisk": {"id": "/subscriptions/x"}}
    wish = {"storageProfile": {"dataDisks": [*before["properties"]["storageProfile"]["dataDisks"], gone]}}
    wish["hardwareProfile"] = {"vmSize": "Standard_D8s_v5"}
    for method in ("PATCH", "PUT"):
        body = {"location": "westeurope", "tags": {"other": "tags"}, "properties": wish}
        assert client.call(method, client.path("shop-app"), body).status_code == 404
    assert client.machine("shop-app") == before


def test_a_machine_has_tags_as_a_resource_of_their_own(client: MachineClient) -> None:
    tags = client.path("shop-app", "providers/Microsoft.Resources/tags/default")
    client.call("PATCH", tags, {"operation": "Merge", "properties": {"tags": {"more": "yes"}}})
    assert client.machine("shop-app")["tags"] == {"application": "shop", "more": "yes"}
