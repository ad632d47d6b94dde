# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The PUT that exchanges disks: all that a machine has stays, but for what is of the disk that goes."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.virtual_machines import (
    put_disks,
    read_virtual_machine,
)
from ansible_collections.azure_dr.backup.tests.support.swap_values import MACHINE
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded import exchanges

GROUP = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/g/providers/Microsoft.Compute"
FORMER, NEW, OTHER = (f"{GROUP}/disks/{name}" for name in ("os", "os-new", "data"))
ENCRYPTED = {"securityEncryptionType": "DiskWithVMGuestState", "diskEncryptionSet": {"id": f"{GROUP}/sets/des"}}
# Told of the disk that goes, and true of it only.
OF_THE_FORMER = {
    "diskSizeGB",
    "managedDisk.storageAccountType",
    "managedDisk.diskEncryptionSet.id",
}


class Session:
    """Keeps what is put."""

    body: Any = None

    def put(self, path: str, *, body: Any, **others: Any) -> None:
        """One PUT."""
        self.body = body


def leaves(members: Any, prefix: str = "") -> dict[str, Any]:
    if not isinstance(members, dict):
        return {prefix.rstrip("."): members}
    return {path: value for name, each in members.items() for path, value in leaves(each, f"{prefix}{name}.").items()}


def put(model: dict[str, Any], former: str, new: str) -> dict[str, Any]:
    """The machine that is put when one disk takes the place of another."""
    session: Any = Session()
    seen = read_virtual_machine(model, MACHINE)
    attachment = seen.attachment_of(former)
    assert attachment
    kept = {**vars(attachment), "disk_id": new}
    put_disks(session, MACHINE, seen, {ResourceId.parse(former).key: type(attachment)(**kept)})
    body: dict[str, Any] = session.body
    return body


def os_disk(**members: Any) -> dict[str, Any]:
    managed = {"id": FORMER, "storageAccountType": "Premium_LRS", "diskEncryptionSet": {"id": f"{GROUP}/sets/one"}}
    return {
        "name": "os",
        "osType": "Linux",
        "createOption": "FromImage",
        "caching": "ReadWrite",
        "writeAcceleratorEnabled": False,
        "deleteOption": "Detach",
        "diskSizeGB": 30,
        "managedDisk": {**managed, **members},
    }


@pytest.mark.parametrize("members", [{}, {"securityProfile": ENCRYPTED}], ids=["standard", "confidential"])
def test_an_attachment_keeps_all_that_is_not_of_the_disk_that_goes(members: dict[str, Any]) -> None:
    data = {"lun": 0, "name": "data", "managedDisk": {"id": OTHER}, "toBeDetached": True, "detachOption": "ForceDetach"}
    storage = {"osDisk": os_disk(**members), "dataDisks": [data], "diskControllerType": "NVMe"}
    model = {"etag": "1", "location": "x", "tags": {"a": "b"}, "properties": {"storageProfile": storage}}

    sent = put(model, FORMER, NEW)["properties"]["storageProfile"]

    before, after = leaves(storage["osDisk"]), leaves(sent["osDisk"])
    assert set(before) - set(after) == OF_THE_FORMER
    changed = {path: value for path, value in after.items() if before.get(path) != value}
    assert changed == {"managedDisk.id": NEW, "name": "os-new"}
    assert sent["dataDisks"] == [{"lun": 0, "name": "data", "managedDisk": {"id": OTHER}, "toBeDetached": False}]
    assert sent["diskControllerType"] == "NVMe"


@pytest.mark.skipif(exchanges.folder() is None, reason="no folder shared/azure/recordings above this file")
def test_it_is_what_the_client_of_azure_puts() -> None:
    recorded = exchanges.load("later/compute/os-disk-swap-2024-07-01-20240826.json").exchanges
    read = next(one.answer for one in recorded if one.method == "GET" and "/virtualMachines/" in one.url)
    theirs = next(one.body for one in recorded if one.method == "PUT" and "/virtualMachines/" in one.url)
    former, new = (each["properties"]["storageProfile"]["osDisk"]["managedDisk"]["id"] for each in (read, theirs))

    ours = put(read, former, new)

    missing = {path for path, value in leaves(theirs).items() if leaves(ours).get(path) != value}
    of_disk = "properties.storageProfile.osDisk."
    assert {path.removeprefix(of_disk) for path in missing} <= OF_THE_FORMER
    assert set(leaves(ours)) - set(leaves(theirs)) <= {f"{of_disk}writeAcceleratorEnabled"}
