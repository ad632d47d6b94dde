# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Instances that a template made, which say less of their disk than those that the portal made."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, changed_body
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk, run_module

SAYS_NO_MORE = frozenset({"resourceID", "resourceLocation", "objectType"})


def say_less(azure: Emulator, kept: Set[str] = SAYS_NO_MORE) -> None:
    """Let the answers of the service say no more than this of the disks that the instances protect."""

    def less(item: dict[str, Any]) -> dict[str, Any]:
        source = item["properties"]["dataSourceInfo"]
        item["properties"]["dataSourceInfo"] = {name: value for name, value in source.items() if name in kept}
        return item

    def listed(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "value": [less(item) for item in body["value"]]}

    azure.faults.add(Fault(changed_body(listed), "GET", r"/backupInstances$", times=None))
    azure.faults.add(Fault(changed_body(less), "GET", r"/backupInstances/[^/]+$", times=None))


def test_its_disk_is_found_by_name(azure: Emulator) -> None:
    say_less(azure)

    result = restore_disk()

    assert result["action"] == "restored"
    assert result["backup_instance"]["source_disk_name"] == "erp-data"
    assert result["backup_instance"]["datasource_type"] == "Microsoft.Compute/disks"


def test_it_is_restored_by_its_own_name(azure: Emulator) -> None:
    say_less(azure)

    assert restore_disk(source_disk=None, backup_instance=azure.estate.instance("erp-data").name)["changed"]


def test_it_is_listed_with_its_disk(azure: Emulator) -> None:
    say_less(azure)

    found = run_module("backup_instance_info")["backup_instances"]

    assert [each["source_disk_name"] for each in found] == ["erp-data", "erp-log", "erp-os"]


def test_its_region_is_that_of_its_disk_or_of_the_vault(azure: Emulator) -> None:
    say_less(azure, {"resourceID", "objectType"})

    assert restore_disk()["action"] == "restored"
    assert restore_disk(check_mode=True, location="northeurope")["error"]["target"] == "location"

    azure.estate.disks.clear()
    assert restore_disk()["action"] == "restored"
    sent = [request.body["restoreTargetInfo"]["restoreLocation"] for request in azure.requests_to("POST", "/restore")]
    assert sent == ["westeurope"] * 2


@pytest.mark.parametrize("kept", [{"objectType"}, {"resourceName", "objectType"}])
def test_one_that_does_not_say_which_disk_is_refused_before_anything_is_sent(azure: Emulator, kept: set[str]) -> None:
    say_less(azure, kept)

    result = restore_disk(source_disk=None, backup_instance=azure.estate.instance("erp-data").name)

    assert result["error"]["code"] == "BackupInstanceNotFound"
    assert "does not say what it protects" in result["msg"]
    assert azure.requests_to("POST", "/validateRestore") == []
