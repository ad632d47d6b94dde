# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The recovery map of machines that are there, from Resource Graph and from the services' lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.connection import open_session
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.runtime import Runtime
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.login import merge_login
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.session import ArmSession
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.disk_lookup import find_disks
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.estate_reader import read_interfaces
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.recovery_maps import make_recovery_map
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.scope import read_scope
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.selection import Selection
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.shapes.recovery_map import (
    RecoveryMap,
    read_recovery_map,
)
from ansible_collections.azure_dr.backup.tests.conftest import SPEED
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings

GRAPH = "/providers/Microsoft.ResourceGraph/resources"
FORBIDDEN = {"error": {"code": "AuthorizationFailed", "message": "You may not."}}


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    with Emulator(Estate.application(), speed=SPEED, settings=Settings(retry_after=0)) as azure:
        for name, value in azure.environment().items():
            monkeypatch.setenv(name, value)
        yield azure


def session_with(azure: Emulator) -> ArmSession:
    runtime = Runtime(environment=azure.environment())
    return open_session(merge_login({}, runtime.environment), runtime, seconds=60)


def recovery_map(azure: Emulator, selection: Selection) -> RecoveryMap:
    session = session_with(azure)
    selected, estate = find_disks(session, read_scope({}, azure.estate.subscription_id, "2025-07-01"), selection)
    interfaces, _unknown = read_interfaces(session, estate)
    return make_recovery_map(selected, estate, interfaces)


def test_the_map_of_a_machine(shop: Emulator) -> None:
    machine = shop.estate.machine("shop-db")
    machine.disk_controller = "SCSI"
    machine.profile |= {"securityProfile": {"securityType": "TrustedLaunch"}, "licenseType": "RHEL_BYOS"}
    (interface,) = [one for one in shop.estate.interfaces.values() if one.machine_id == machine.id]
    interface.security_group_id = f"{shop.estate.group('shop-prod').id}/closed"

    made = recovery_map(shop, Selection(virtual_machines=("shop-db",)))

    (found,) = made["virtual_machines"]
    disks = found["disks"]
    assert {name: value for name, value in found.items() if name != "disks"} == {
        "id": machine.id,
        "name": "shop-db",
        "region": "westeurope",
        "zone": "1",
        "size": "Standard_M8ms",
        "os_type": "Linux",
        "security_profile": {
            "type": "TrustedLaunch",
            "secure_boot": None,
            "vtpm": None,
            "encryption_at_host": None,
        },
        "controller": "SCSI",
        "licence": "RHEL_BYOS",
        "tags": {"application": "shop"},
        "network_interfaces": [
            {
                "id": interface.id,
                "subnet_ids": [interface.subnet_id],
                "network_security_group_id": interface.security_group_id,
                "accelerated": False,
            }
        ],
    }
    assert [(one["name"], one["role"], one["lun"], one["caching"], one["write_accelerator"]) for one in disks] == [
        ("shop-db-os", "os", None, "ReadWrite", False),
        ("shop-db-data", "data", 0, "ReadOnly", False),
        ("shop-db-log", "data", 1, "None", True),
        ("shop-db-index", "data", 5, "ReadWrite", False),
    ]
    data = shop.estate.instance("shop-db-data")
    assert disks[1] == {
        "id": data.disk_id,
        "name": "shop-db-data",
        "role": "data",
        "lun": 0,
        "caching": "ReadOnly",
        "write_accelerator": False,
        "delete_option": "Delete",
        "size_gb": 1024.0,
        "sku": "Premium_LRS",
        "tags": {"application": "shop"},
        "backup_instance_id": data.id,
    }


def test_the_lists_give_the_same_map_and_it_can_be_read(shop: Emulator) -> None:
    everything = Selection()
    by_graph = recovery_map(shop, everything)
    shop.faults.add(Fault(answer(403, FORBIDDEN), "POST", GRAPH, times=None))

    assert recovery_map(shop, everything) == by_graph == read_recovery_map(by_graph)
    assert [one["name"] for one in by_graph["virtual_machines"]] == ["shop-app", "shop-db", "shop-web"]
