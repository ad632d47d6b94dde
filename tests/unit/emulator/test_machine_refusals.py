# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Microsoft.Compute refuses of a virtual machine, one conversation a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.unit.emulator.machines import MachineClient

Ask = Callable[[MachineClient], requests.Response]


@pytest.fixture
def azure() -> Iterator[Emulator]:
    with Emulator(Estate.application()) as emulator:
        yield emulator


@pytest.fixture
def client(azure: Emulator) -> MachineClient:
    return MachineClient(azure)


def more_disks_than_the_size_takes(client: MachineClient) -> requests.Response:
    body = {"dataDisksToAttach": [{"diskId": client.new_disk(f"d{n}").id, "lun": n} for n in range(5)]}
    return client.call("POST", client.path("shop-web", "attachDetachDataDisks"), body)


def another_create_option(client: MachineClient) -> requests.Response:
    machine = client.machine("shop-web")
    machine["properties"]["storageProfile"]["osDisk"]["createOption"] = "FromImage"
    return client.call("PUT", client.path("shop-web"), machine)


def a_name_without_an_id(client: MachineClient) -> requests.Response:
    body = {"properties": {"storageProfile": {"osDisk": {"createOption": "Attach", "name": "fresh-os"}}}}
    return client.call("PATCH", client.path("shop-web"), body)


def an_id_without_a_name(client: MachineClient) -> requests.Response:
    given = {"createOption": "Attach", "managedDisk": {"id": client.new_os_disk().id}}
    return client.call("PATCH", client.path("shop-web"), {"properties": {"storageProfile": {"osDisk": given}}})


def swapped_when_off(**members: Any) -> Ask:
    def ask(client: MachineClient) -> requests.Response:
        client.done(client.call("POST", client.path("shop-web", "deallocate")))
        return client.swap("shop-web", client.new_os_disk(**members))

    return ask


def swapped_while_running(client: MachineClient) -> requests.Response:
    return client.swap("shop-web", client.new_os_disk())


def swapped_with(**members: Any) -> Ask:
    def ask(client: MachineClient) -> requests.Response:
        vars(client.azure.estate.machine("shop-web")).update(members)
        return swapped_when_off()(client)

    return ask


def attached(**members: Any) -> Ask:
    return lambda client: client.attach("shop-app", client.new_disk("fresh", **members), lun=1)


def attached_where_a_disk_is(client: MachineClient) -> requests.Response:
    return client.attach("shop-app", client.new_disk("fresh"), lun=0)


def attached_with_write_accelerator(client: MachineClient) -> requests.Response:
    return client.attach("shop-app", client.new_disk("fresh"), lun=1, writeAcceleratorEnabled=True)


def attached_to_a_size_without_premium(client: MachineClient) -> requests.Response:
    client.azure.estate.machine("shop-app").size = "Standard_D2_v5"
    return client.attach("shop-app", client.new_disk("fresh"), lun=1)


def attached_in_an_availability_set(client: MachineClient) -> requests.Response:
    client.azure.estate.machine("shop-app").profile["availabilitySet"] = {"id": "/subscriptions/x"}
    return client.attach("shop-app", client.new_disk("fresh"), lun=1)


def attached_while_it_is_detached(client: MachineClient) -> requests.Response:
    disk = client.azure.estate.disk("shop-app-data", "shop-prod")
    assert disk
    client.detach("shop-app", disk)
    return client.attach("shop-web", disk, lun=0)


def attached_though_another_has_it(client: MachineClient) -> requests.Response:
    disk = client.azure.estate.disk("shop-app-data", "shop-prod")
    assert disk
    return client.attach("shop-web", disk, lun=0)


def attached_a_second_time(client: MachineClient) -> requests.Response:
    disk = client.azure.estate.disk("shop-app-data", "shop-prod")
    assert disk
    return client.attach("shop-app", disk, lun=3)


def two_changes_at_a_time(client: MachineClient) -> requests.Response:
    client.attach("shop-app", client.new_disk("one"), lun=1)
    return client.attach("shop-app", client.new_disk("other"), lun=2)


def an_empty_disk_with_an_id(client: MachineClient) -> requests.Response:
    given = {"lun": 1, "createOption": "Empty", "managedDisk": {"id": client.new_disk("fresh").id}}
    machine = client.machine("shop-app")
    machine["properties"]["storageProfile"]["dataDisks"].append(given)
    return client.call("PUT", client.path("shop-app"), machine)


def attached_though_it_is_gone(client: MachineClient) -> requests.Response:
    disk = client.new_disk("fresh")
    del client.azure.estate.disks[disk.id]
    return client.attach("shop-app", disk, lun=1)


def detached_though_it_is_not_there(client: MachineClient) -> requests.Response:
    return client.detach("shop-app", client.new_disk("fresh"))


def deleted_while_attached(client: MachineClient) -> requests.Response:
    return client.call("DELETE", client.path("shop-app-data", type_="Microsoft.Compute/disks"))


def deleted_under_a_lock(client: MachineClient) -> requests.Response:
    client.azure.estate.group("shop-prod").lock = "CanNotDelete"
    return client.call("DELETE", client.path("shop-app"))


def started_under_a_lock(client: MachineClient) -> requests.Response:
    client.azure.estate.group("shop-prod").lock = "ReadOnly"
    return client.call("POST", client.path("shop-app", "start"))


def an_etag_of_before(client: MachineClient) -> requests.Response:
    client.headers["If-Match"] = '"0"'
    return client.call("PATCH", client.path("shop-app"), {"tags": {}})


def an_etag_of_now_that_is_unwanted(client: MachineClient) -> requests.Response:
    client.headers["If-None-Match"] = "*"
    return client.call("PUT", client.path("shop-app"), client.machine("shop-app"))


def without_the_api(client: MachineClient) -> requests.Response:
    client.azure.settings.attach_detach_api = False
    return attached()(client)


def both_lists_where_that_is_refused(client: MachineClient) -> requests.Response:
    client.azure.settings.attach_and_detach_at_once = False
    disk = client.azure.estate.disk("shop-app-data", "shop-prod")
    assert disk
    new = {"diskId": client.new_disk("fresh").id, "lun": 0}
    body = {"dataDisksToDetach": [{"diskId": disk.id}], "dataDisksToAttach": [new]}
    return client.call("POST", client.path("shop-app", "attachDetachDataDisks"), body)


def a_thirteenth_change(client: MachineClient) -> requests.Response:
    for _time in range(12):
        client.call("PATCH", client.path("shop-app"), {"tags": {}})
        client.azure.estate.machine("shop-app").operation = None
    return client.call("PATCH", client.path("shop-app"), {"tags": {}})


def a_size_that_cannot_be_had(client: MachineClient) -> requests.Response:
    client.done(client.call("POST", client.path("shop-app", "deallocate")))
    client.azure.estate.unavailable_sizes.add("Standard_D4s_v5")
    return client.call("POST", client.path("shop-app", "start"))


def no_room_that_shows_at_once(client: MachineClient) -> requests.Response:
    client.azure.settings.allocation_failures_show_in = "request"
    client.done(client.call("POST", client.path("shop-app", "deallocate")))
    client.azure.estate.machine("shop-app").allocation_fails = True
    return client.call("POST", client.path("shop-app", "start"))


TRUSTED = {"securityProfile": {"securityType": "TrustedLaunch"}}
REFUSALS: list[tuple[Ask, int, str]] = [
    (more_disks_than_the_size_takes, 409, "OperationNotAllowed"),
    (another_create_option, 409, "PropertyChangeNotAllowed"),
    (a_name_without_an_id, 409, "PropertyChangeNotAllowed"),
    (an_id_without_a_name, 409, "PropertyChangeNotAllowed"),
    (swapped_while_running, 409, "OperationNotAllowed"),
    (swapped_when_off(hyper_v_generation="V1"), 409, "PropertyChangeNotAllowed"),
    (swapped_when_off(os_type="Windows"), 409, "PropertyChangeNotAllowed"),
    (swapped_when_off(security_type="TrustedLaunch"), 400, "BadRequest"),
    (swapped_when_off(zones=["2"]), 400, "BadRequest"),
    (swapped_when_off(location="northeurope"), 400, "BadRequest"),
    (swapped_when_off(supported_capabilities={"architecture": "Arm64"}), 400, "InvalidParameter"),
    (swapped_with(disk_controller="NVMe"), 400, "InvalidParameter"),
    (swapped_with(profile=TRUSTED), 400, "BadRequest"),
    (swapped_with(uses_disk_encryption=True), 409, "OSDiskSwapNotSupportedForVMsUsingDiskEncryption"),
    (
        swapped_with(profile={"storageProfile": {"osDisk": {"diffDiskSettings": {"option": "Local"}}}}),
        409,
        "OperationNotAllowed",
    ),
    (attached(zones=["2"]), 400, "BadRequest"),
    (attached(sku="UltraSSD_LRS"), 400, "InvalidParameter"),
    (attached(disk_state="ActiveSAS"), 409, "OperationNotAllowed"),
    (attached_where_a_disk_is, 400, "InvalidParameter"),
    (attached_with_write_accelerator, 409, "OperationNotAllowed"),
    (attached_to_a_size_without_premium, 409, "OperationNotAllowed"),
    (attached_in_an_availability_set, 400, "BadRequest"),
    (attached_while_it_is_detached, 409, "AttachDiskWhileBeingDetached"),
    (attached_though_another_has_it, 409, "ConflictingUserInput"),
    (attached_a_second_time, 409, "ConflictingUserInput"),
    (attached_though_it_is_gone, 404, "NotFound"),
    (two_changes_at_a_time, 409, "Conflict"),
    (an_empty_disk_with_an_id, 400, "InvalidParameterConflictingProperties"),
    (detached_though_it_is_not_there, 400, "InvalidParameter"),
    (deleted_while_attached, 409, "OperationNotAllowed"),
    (deleted_under_a_lock, 409, "ScopeLocked"),
    (started_under_a_lock, 409, "ScopeLocked"),
    (an_etag_of_before, 412, "PreconditionFailed"),
    (an_etag_of_now_that_is_unwanted, 412, "PreconditionFailed"),
    (without_the_api, 400, "BadRequest"),
    (both_lists_where_that_is_refused, 400, "InvalidParameter"),
    (a_thirteenth_change, 429, "OperationNotAllowed"),
    (a_size_that_cannot_be_had, 409, "SkuNotAvailable"),
    (no_room_that_shows_at_once, 409, "AllocationFailed"),
]


@pytest.mark.parametrize(("ask", "status", "code"), REFUSALS)
def test_a_refusal_has_its_status_and_code_and_starts_nothing(
    azure: Emulator, client: MachineClient, ask: Ask, status: int, code: str
) -> None:
    answer = ask(client)
    assert client.error(answer) == (status, code)
    assert "Azure-AsyncOperation" not in answer.headers


def test_a_status_that_nobody_recorded_can_be_another(azure: Emulator, client: MachineClient) -> None:
    azure.settings.unrecorded_refusal_status = 422
    assert client.error(attached_though_another_has_it(client)) == (422, "ConflictingUserInput")
    assert client.error(attached_where_a_disk_is(client)) == (400, "InvalidParameter")


def test_too_many_changes_are_told_from_what_is_not_allowed(client: MachineClient) -> None:
    answer = a_thirteenth_change(client)
    (detail,) = answer.json()["error"]["details"]
    assert (detail["code"], detail["target"]) == ("TooManyRequests", "UpdateVMResource")
    assert answer.headers["x-ms-ratelimit-remaining-resource"] == "Microsoft.Compute/UpdateVMResource;0"
    assert int(answer.headers["Retry-After"]) <= 15


@pytest.mark.parametrize("lost", ["Microsoft.Compute/disks/write", "Microsoft.Network/networkInterfaces/join/action"])
def test_what_a_request_does_to_other_resources_takes_a_right_there(
    azure: Emulator, client: MachineClient, lost: str
) -> None:
    client.done(client.call("POST", client.path("shop-web", "deallocate")))
    azure.estate.access.deny(lost)
    assert client.error(client.swap("shop-web", client.new_os_disk())) == (403, "LinkedAuthorizationFailed")
