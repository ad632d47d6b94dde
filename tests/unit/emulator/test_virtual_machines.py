# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual machines: read, changed, started and stopped, and what becomes of their disks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
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
