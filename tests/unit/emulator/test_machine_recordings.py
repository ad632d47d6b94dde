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
    ("value", r"body\.etag", "two changes before the last read are not in the file", "vm-power"),
]
SAME_CODE_ELSEWHERE = {"Conflict": "of a SAS on an attached disk, which is not a matter of machines"}


def is_meant(name: str, difference: Difference) -> bool:
    return any(
        difference.kind in kinds.split() and re.fullmatch(place, difference.place) and re.search(files, name)
        for kinds, place, _why, files in MEANT
    )


@pytest.mark.parametrize("name", COMPARED)
def test_what_azure_answered(name: str) -> None:
    found = machines.differences(exchanges.load(f"later/{name}"))
    assert [one for one in found if not is_meant(name, one)] == []


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
