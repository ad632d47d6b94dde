# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual machines on the emulator held against recordings of Azure: the same requests get the same answers.

If an answer here differs on purpose, MEANT says where and why.
"""

from __future__ import annotations

import json
import re

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.machine_operations import LIMITS
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded import exchanges, machines
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded.comparison import Difference
from ansible_collections.azure_dr.backup.tests.unit.emulator.test_machine_refusals import REFUSALS

pytestmark = pytest.mark.skipif(exchanges.folder() is None, reason="no folder shared/azure/recordings above this file")

COMPARED = [
    "compute/attachDetachDataDisks-2024-07-01-20241031.json",
    "compute/os-disk-swap-2024-07-01-20240826.json",
    "compute/vm-create-from-disks-20240826.json",
    "compute/vm-create-trusted-launch-from-disk-20240826.json",
    "compute/vm-put-attach-detach-20241031.json",
    "compute/vm-put-force-detach-20241031.json",
    "vm-get-instanceView-deleteOption-20240826.json",
    "vm-power-deallocate-start-delete-20240827.json",
]
DISKS = [
    "compute/disk-crud-20241206.json",
    "compute/completion-percent-20240312.json",
    "compute/os-disk-swap-2022-11-01-20230525.json",
    "compute/os-disk-swap-2024-07-01-20240826.json",
    "compute/restore-point-disk-20240826.json",
    "compute/vm-create-from-disks-20240826.json",
    "compute/vm-create-trusted-launch-from-disk-20240826.json",
    "disk-from-snapshot-20240826.json",
    "disk-supportedCapabilities-controller-types-20240826.json",
]
NOT_COMPARED = {
    "compute/error-409-OperationNotAllowed.json": "simulateEviction, which is not emulated",
}
MEANT_OF_DISKS = [
    ("digit", r".*", "Python counts microseconds; the seventh digit is made up", ""),
    ("value", r"body\.properties\.uniqueId", "GUIDs of no use", ""),
    ("absent", r"body\.properties\.creationData\.imageReference", "images are not emulated", ""),
    ("value", r"body\.properties\.diskSizeBytes", "an image that is some megabytes over whole gigabytes", ""),
]
MEANT = [
    ("digit", r".*", "Python counts microseconds; the seventh digit is made up", ""),
    ("value form", r"body\.(startTime|endTime|name)", "the replay goes by Date headers, to the second; a GUID", ""),
    ("value form", r"body\.properties\.instanceView\..*\.time", "when something happened before the recording", ""),
    ("form", r"body\.properties\.instanceView\.(osName|osVersion|vmAgent\.vmAgentVersion)", "of the guest", ""),
    ("extra", r"headers\.azure-asyncnotification", "the file keeps few headers", "vm-power"),
    ("absent", r"body\.(resources|properties\.instanceView\.extensions)", "extensions are not emulated", "vm-power"),
    ("length", r"body\..*\.extensionHandlers", "likewise", "vm-power"),
    (
        "absent extra",
        r"body\..*\.osDisk\.(vhd|managedDisk)",
        "a disk in a storage account, not a managed one",
        "vm-power",
    ),
    ("form", rf"headers\.{LIMITS}", "limits had other names in 2021", "NicInUse"),
    ("value", r"body\.etag", "two changes before the last read are not in the file", "vm-power"),
]


def is_meant(name: str, difference: Difference) -> bool:
    return any(_covers(row, difference) and re.search(row[3], name) for row in MEANT)


def _covers(row: tuple[str, str, str, str], difference: Difference) -> bool:
    return difference.kind in row[0].split() and bool(re.fullmatch(row[1], difference.place))


@pytest.mark.parametrize("name", COMPARED)
def test_what_azure_answered(name: str) -> None:
    found = machines.differences(exchanges.load(f"later/{name}"))
    assert [one for one in found if not is_meant(name, one)] == []


@pytest.mark.parametrize("name", DISKS)
def test_how_azure_tells_of_a_disk(name: str) -> None:
    found = list(machines.disk_differences(exchanges.load(f"later/{name}")))
    assert [one for one in found if not any(_covers(row, one) for row in MEANT_OF_DISKS)] == []


def test_a_network_interface_is_in_use_until_its_machine_has_gone() -> None:
    recording = exchanges.load("later/refusal-NicInUse-while-vm-deletes-20210707.json")
    estate, machine = Estate(), recording.exchanges[0].url.split("/")
    estate.add_subscription(machine[4])
    group = estate.add_group(machine[6], "southcentralus", machine[4])
    name = machine[10].partition("?")[0]
    added = estate.add_machine(name, group, estate.add_disk("os", group))
    interface = next(iter(estate.interfaces.values()))
    interface.name = f"{name}VMNic"
    estate.interfaces[interface.id] = interface
    added.profile["networkProfile"] = {"networkInterfaces": [{"id": interface.id}]}
    found = machines.differences(recording, estate)
    assert [one for one in found if not is_meant("NicInUse", one)] == []


def test_each_file_of_compute_is_compared_or_it_is_said_why_not() -> None:
    folder = exchanges.folder()
    assert folder
    there = {f"compute/{one.name}" for one in (folder / "later" / "compute").glob("*.json")}
    assert {one for one in {*COMPARED, *DISKS, *NOT_COMPARED} if one.startswith("compute/")} == there


def test_each_refusal_that_people_quote_is_made_here() -> None:
    folder = exchanges.folder()
    assert folder
    text = (folder / "later" / "refusals-compute-from-threads.json").read_text(encoding="utf-8")
    quoted = set()
    for one in json.loads(text)["refusals"]:
        error = one["body"].get("error", one["body"])
        if "code" in error:
            quoted.add((one["status"] or one.get("status_inferred") or 409, error["code"]))
    assert quoted <= {(status, code) for _name, status, code in REFUSALS}
