# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""azure-mgmt-compute reads disks on the emulator as in Azure."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.compute import ComputeManagementClient

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator


@pytest.fixture
def disks(azure: Emulator, credential: Any, here: dict[str, Any]) -> Any:
    return ComputeManagementClient(credential, azure.estate.subscription_id, **here).disks


def test_it_reads_a_disk(azure: Emulator, disks: Any) -> None:
    disk = disks.get("erp-prod", "erp-data")
    assert disk.id == azure.estate.instance("erp-data").disk_id
    assert (disk.sku.name, disk.disk_size_gb, disk.tier) == ("Premium_LRS", 1024, "P30")
    there = azure.estate.disk("erp-data", "erp-prod")
    assert there and disk.time_created == there.time_created
    with pytest.raises(ResourceNotFoundError):
        disks.get("erp-prod", "none")


def test_it_makes_and_deletes_a_disk(azure: Emulator, disks: Any) -> None:
    wish = {"location": "westeurope", "creation_data": {"create_option": "Empty"}, "disk_size_gb": 4}
    made = disks.begin_create_or_update("erp-restored", "by-the-client", wish).result()
    assert (made.name, made.provisioning_state) == ("by-the-client", "Succeeded")
    disks.begin_delete("erp-restored", "by-the-client").result()
    assert azure.estate.disk("by-the-client", "erp-restored") is None
