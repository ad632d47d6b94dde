# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""azure-mgmt-compute reads disks on the emulator as in Azure."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.compute import ComputeManagementClient

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator


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
