# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The recovery map: as it is written it is read, and anything else is refused in one sentence."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import OptionRefused
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.shapes.recovery_map import (
    read_recovery_map,
    read_recovery_map_file,
)

MACHINE = "/subscriptions/s/resourceGroups/prod/providers/Microsoft.Compute/virtualMachines/web"
DISK: dict[str, Any] = {
    "id": "/subscriptions/s/resourceGroups/prod/providers/Microsoft.Compute/disks/web-data",
    "name": "web-data",
    "role": "data",
    "lun": 3,
    "caching": "ReadOnly",
    "write_accelerator": False,
    "delete_option": "Detach",
    "size_gb": 64.0,
    "sku": "Premium_LRS",
    "tags": {"app": "shop"},
    "backup_instance_id": None,
}
MAP: dict[str, Any] = {
    "version": 1,
    "virtual_machines": [
        {
            "id": MACHINE,
            "name": "web",
            "region": "westeurope",
            "zone": "1",
            "size": "Standard_D2s_v5",
            "os_type": "Linux",
            "security_profile": {
                "type": "TrustedLaunch",
                "secure_boot": True,
                "vtpm": True,
                "encryption_at_host": None,
            },
            "controller": "SCSI",
            "licence": None,
            "tags": {},
            "network_interfaces": [
                {"id": "/nic", "subnet_ids": ["/subnet"], "network_security_group_id": None, "accelerated": False}
            ],
            "disks": [{**DISK, "role": "os", "lun": None}, DISK],
        }
    ],
}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """The map itself, a result that has it, and a file of either."""
    path = tmp_path / "map.json"
    for value in (MAP, {"changed": False, "recovery_map": MAP}):
        path.write_text(json.dumps(value), encoding="utf-8")
        assert read_recovery_map(value) == read_recovery_map_file(path) == MAP


def test_what_a_later_release_adds_is_left_out() -> None:
    later = copy.deepcopy(MAP)
    later["virtual_machines"][0]["disks"][0]["iops"] = 500

    assert read_recovery_map(later) == MAP


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("version",), 2, "recovery_map: the value has version 2, and this collection reads version 1 only"),
        (("version",), True, "recovery_map: the value has version True, and"),
        (("virtual_machines",), None, "recovery_map.virtual_machines: is null where a list is meant"),
        (("virtual_machines", 0), "web", 'recovery_map.virtual_machines[0]: is "web" where an object is meant'),
        (("virtual_machines", 0, "id"), "", 'recovery_map.virtual_machines[0].id: is "" where a text is meant'),
        (("virtual_machines", 0, "tags"), {"a": 1}, 'virtual_machines[0].tags: is {"a": 1} where an object of texts'),
        (("virtual_machines", 0, "security_profile"), [], "security_profile: is [] where an object is meant"),
        (
            ("virtual_machines", 0, "network_interfaces", 0, "subnet_ids"),
            [1],
            "subnet_ids: is [1] where a list of texts",
        ),
        (("virtual_machines", 0, "disks", 1, "lun"), None, "disks[1].lun: is null where a number of at least 0"),
        (("virtual_machines", 0, "disks", 1, "lun"), -1, "disks[1].lun: is -1 where a number"),
        (("virtual_machines", 0, "disks", 1, "lun"), True, "disks[1].lun: is true where a number"),
        (("virtual_machines", 0, "disks", 1, "role"), "boot", 'disks[1].role: is "boot" where os or data is meant'),
        (("virtual_machines", 0, "disks", 0, "size_gb"), "64", 'size_gb: is "64" where a number or null is meant'),
        (("virtual_machines", 0, "disks", 0, "size_gb"), float("inf"), "size_gb: is Infinity where a number or null"),
        (("virtual_machines", 0, "disks", 0, "size_gb"), float("nan"), "size_gb: is NaN where a number or null"),
        (("virtual_machines", 0, "disks", 0, "write_accelerator"), "no", 'is "no" where true, false or null is meant'),
    ],
)
def test_what_is_wrong_is_named_by_its_place(path: tuple[Any, ...], value: object, message: str) -> None:
    wrong = inside = copy.deepcopy(MAP)
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value

    with pytest.raises(OptionRefused) as refused:
        read_recovery_map(wrong)

    assert message in str(refused.value)


@pytest.mark.parametrize(
    "value", [None, [], "web", 5, {}, {"version": 1}, {"recovery_map": None}, {"recovery_map": "x"}]
)
def test_what_is_no_map_at_all(value: object) -> None:
    with pytest.raises(OptionRefused, match=r"recovery_map: the value is no recovery map. Give the recovery map that"):
        read_recovery_map(value)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    with pytest.raises(OptionRefused, match=r"map.json can't be read: No such file"):
        read_recovery_map_file(path)
    for content in (b"\xff", json.dumps(MAP).encode()[:-40], b"[" * 100_000):
        path.write_bytes(content)
        with pytest.raises(OptionRefused, match=r"map.json holds no JSON"):
            read_recovery_map_file(path)
    with pytest.raises(OptionRefused, match="can't be read: Is a directory"):
        read_recovery_map_file(tmp_path)
