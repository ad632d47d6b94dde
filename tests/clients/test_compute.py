# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""azure-mgmt-compute works with disks and virtual machines on the emulator as in Azure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceModifiedError, ResourceNotFoundError
from azure.identity import ClientSecretCredential
from azure.mgmt.compute import ComputeManagementClient

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings


@pytest.fixture
def compute(azure: Emulator, credential: Any, here: dict[str, Any]) -> Any:
    return ComputeManagementClient(credential, azure.estate.subscription_id, **here)


@pytest.fixture
def disks(compute: Any) -> Any:
    return compute.disks


def test_it_reads_a_disk(azure: Emulator, disks: Any) -> None:
    disk = disks.get("erp-prod", "erp-data")
    assert disk.id == azure.estate.instance("erp-data").disk_id
    assert (disk.sku.name, disk.disk_size_gb, disk.tier) == ("Premium_LRS", 1024, "P30")
    there = azure.estate.disk("erp-data", "erp-prod")
    assert there and disk.time_created == there.time_created
    with pytest.raises(ResourceNotFoundError):
        disks.get("erp-prod", "none")


def test_it_lists_disks_and_snapshots(azure: Emulator, compute: Any) -> None:
    assert [one.name for one in compute.disks.list()] == ["erp-os", "erp-data", "erp-log"]
    assert [one.name for one in compute.disks.list_by_resource_group("erp-restored")] == []
    assert [one.id for one in compute.snapshots.list()] == [one.id for one in azure.estate.snapshots.values()]


def test_it_changes_a_disk(azure: Emulator, disks: Any) -> None:
    disk = disks.begin_update("erp-prod", "erp-data", {"tags": {"owner": "dr"}}).result()
    assert (disk.tags, disk.disk_size_gb, disk.managed_by is None) == ({"owner": "dr"}, 1024, False)


def test_it_makes_a_snapshot_and_a_disk_of_it(azure: Emulator, compute: Any) -> None:
    creation = {"createOption": "Copy", "sourceResourceId": azure.estate.instance("erp-log").disk_id}
    wish = {"location": "westeurope", "properties": {"creationData": creation}}
    snapshot = compute.snapshots.begin_create_or_update("erp-drill", "copy", wish).result()
    creation["sourceResourceId"] = snapshot.id
    disk = compute.disks.begin_create_or_update("erp-drill", "again", wish).result()
    assert (disk.disk_size_gb, disk.creation_data.source_resource_id) == (256, snapshot.id)
    compute.snapshots.begin_delete("erp-drill", "copy").result()
    assert [one.name for one in compute.snapshots.list_by_resource_group("erp-drill")] == []


def test_it_makes_and_deletes_a_disk(azure: Emulator, disks: Any) -> None:
    wish = {"location": "westeurope", "properties": {"creationData": {"createOption": "Empty"}, "diskSizeGB": 4}}
    made = disks.begin_create_or_update("erp-restored", "by-the-client", wish).result()
    assert (made.name, made.provisioning_state) == ("by-the-client", "Succeeded")
    disks.begin_delete("erp-restored", "by-the-client").result()
    assert azure.estate.disk("by-the-client", "erp-restored") is None


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An estate of virtual machines."""
    with Emulator(Estate.application(), speed=1000.0, settings=Settings(retry_after="none")) as emulator:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", emulator.ca_file)
        yield emulator


@pytest.fixture
def machines(shop: Emulator) -> Any:
    exports, url = shop.environment(), shop.url
    login = ClientSecretCredential(
        exports["AZURE_TENANT"],
        exports["AZURE_CLIENT_ID"],
        exports["AZURE_SECRET"],
        authority=url,
        disable_instance_discovery=True,
    )
    place = {"base_url": url, "credential_scopes": [f"{url}/.default"], "polling_interval": 0.05}
    return ComputeManagementClient(login, shop.estate.subscription_id, **place).virtual_machines


def test_it_reads_a_machine(machines: Any) -> None:
    machine = machines.get("shop-prod", "shop-db", expand="instanceView")
    disks = [(one.lun, one.name, one.caching, one.delete_option) for one in machine.storage_profile.data_disks]
    assert disks[0] == (0, "shop-db-data", "ReadOnly", "Delete")
    assert (machine.etag, machine.hardware_profile.vm_size) == ('"1"', "Standard_M8ms")
    assert machine.instance_view.statuses[1].code == "PowerState/running"
    assert machine.instance_view.vm_agent.statuses[0].display_status == "Ready"
    assert [one.name for one in machines.list("shop-prod")] == [one.name for one in machines.list_all()]


def test_it_exchanges_a_data_disk(shop: Emulator, machines: Any) -> None:
    new = shop.estate.add_disk("fresh", shop.estate.group("shop-prod"), zones=["1"])
    old = shop.estate.disk("shop-app-data", "shop-prod")
    assert old
    wish = {"dataDisksToDetach": [{"diskId": old.id}], "dataDisksToAttach": [{"diskId": new.id, "lun": 0}]}
    machines.begin_attach_detach_data_disks("shop-prod", "shop-app", wish).wait()
    machine = machines.get("shop-prod", "shop-app")
    assert [(one.lun, one.name) for one in machine.storage_profile.data_disks] == [(0, "fresh")]
    assert (old.managed_by, new.managed_by) == (None, machine.id)


def test_it_swaps_an_os_disk(shop: Emulator, machines: Any) -> None:
    group = shop.estate.group("shop-prod")
    new = shop.estate.add_disk("fresh", group, zones=["1"], os_type="Linux", hyper_v_generation="V2")
    machines.begin_deallocate("shop-prod", "shop-web").result()
    machine = machines.get("shop-prod", "shop-web")
    machine.storage_profile.os_disk.name, machine.storage_profile.os_disk.managed_disk.id = new.name, new.id
    wanted = {"etag": machine.etag, "match_condition": MatchConditions.IfNotModified}
    machines.begin_create_or_update("shop-prod", "shop-web", machine, **wanted).result()
    machines.begin_start("shop-prod", "shop-web").result()
    assert machines.get("shop-prod", "shop-web").storage_profile.os_disk.name == "fresh"
    with pytest.raises(ResourceModifiedError):
        machines.begin_create_or_update("shop-prod", "shop-web", machine, **wanted).result()


def test_it_is_told_why_a_change_failed(shop: Emulator, machines: Any) -> None:
    machines.begin_deallocate("shop-prod", "shop-web").result()
    shop.estate.machine("shop-web").allocation_fails = True
    with pytest.raises(HttpResponseError, match="AllocationFailed"):
        machines.begin_start("shop-prod", "shop-web").result()


def test_it_deletes_a_machine_and_a_disk_that_goes_with_it(shop: Emulator, machines: Any) -> None:
    machines.begin_delete("shop-prod", "shop-db").result()
    with pytest.raises(ResourceNotFoundError):
        machines.get("shop-prod", "shop-db")
    assert shop.estate.disk("shop-db-data", "shop-prod") is None
    assert shop.estate.disk("shop-db-log", "shop-prod")


def test_it_lists_sizes(compute: Any) -> None:
    sizes = {one.name: one for one in compute.resource_skus.list(filter="location eq 'westeurope'")}
    capabilities = {one.name: one.value for one in sizes["Standard_D4s_v5"].capabilities}
    assert capabilities["MaxDataDiskCount"] == "8"


def test_it_reads_the_bytes_of_a_disk(azure: Emulator, disks: Any) -> None:
    azure.estate.add_disk("drilled", azure.estate.group("erp-drill"), size_gb=4)
    wanted = {"access": "Read", "durationInSeconds": 600}
    url = disks.begin_grant_access("erp-drill", "drilled", wanted).result().access_sas
    first = requests.get(url, headers={"x-ms-range": "bytes=512-519"}, verify=azure.ca_file)
    assert (first.status_code, first.content) == (206, b"EFI PART")
    assert disks.get("erp-drill", "drilled").disk_state == "ActiveSAS"

    disks.begin_revoke_access("erp-drill", "drilled").result()

    assert requests.get(url, verify=azure.ca_file).status_code == 403
    assert disks.get("erp-drill", "drilled").disk_state == "Unattached"
