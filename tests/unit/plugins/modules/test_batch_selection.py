# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_restore_batch with a selection instead of a list of disks, and with ARM ids of backup instances."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.times import format_moment
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

NO_VAULT = {"vault_name": None, "vault_resource_group": None}
WISH: dict[str, Any] = {
    **NO_VAULT,
    "target_disk_name": "{disk}-restored",
    "as_of": "latest",
    "target_resource_group": "shop-restored",
    "poll_interval": 1,
    "permission_timeout": 0,
}


def batch(**options: Any) -> dict[str, Any]:
    return run_module("disk_restore_batch", **{**WISH, **options})


def made(result: dict[str, Any]) -> list[str]:
    assert not result.get("failed"), result["msg"]
    return [each["target_disk"].rpartition("/")[2] for each in result["restores"]]


def restores(azure: Emulator) -> list[str]:
    return [one.path for one in azure.requests if one.path.endswith(("/restore", "/validateRestore"))]


def test_the_disks_of_a_machine_are_restored(shop: Emulator) -> None:
    """The OS disk first, then by LUN. The same task again changes nothing."""
    result = batch(virtual_machines=["shop-db"])

    assert made(result) == [f"shop-db-{part}-restored" for part in ("os", "data", "log", "index")]
    assert result["summary"]["restored"] == 4
    assert result["vault_id"] == shop.estate.vault("dr-vault").id
    again = batch(virtual_machines=["shop-db"])
    assert (again["changed"], again["summary"]["unchanged"]) == (False, 4)


def test_check_mode_validates_what_is_selected(shop: Emulator) -> None:
    result = batch(check_mode=True, tags={"application": "shop"})

    assert result["summary"]["would_restore"] == 7
    posted = {one.path.rpartition("/")[2] for one in shop.requests if one.method != "GET"}
    assert posted == {"token", "resources", "validateRestore"}


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{disk}-restored", "shop-app-data-restored"),
        ("{vm}_{disk}", "shop-app_shop-app-data"),
        ("{disk}.{as_of}", "shop-app-data.{moment}"),
        ("{disk}-{as_of}", "shop-app-data-latest"),
    ],
)
def test_names_are_made_by_a_pattern(shop: Emulator, pattern: str, name: str) -> None:
    """A moment is told in UTC. The newest is `latest`, so that the same task finds the same disk again."""
    point = shop.estate.instance("shop-app-data").points[0].time
    as_of = {} if "latest" in name else {"as_of": format_moment(point)}

    result = batch(check_mode=True, source_disks=["shop-app-data"], target_disk_name=pattern, **as_of)

    assert made(result) == [name.format(moment=point.strftime("%Y%m%dT%H%M%SZ"))]


def test_a_disk_of_the_machine_that_nothing_protects(shop: Emulator) -> None:
    estate = shop.estate
    with estate.lock:
        instance = estate.instance("shop-db-log")
        del estate.vault("dr-vault").instances[instance.name]

    refused = batch(virtual_machines=["shop-db"])
    assert refused["error"]["code"] == "DiskNotProtected"
    assert "shop-db-log of virtual machine shop-db" in refused["msg"]
    assert restores(shop) == []

    result = batch(check_mode=True, virtual_machines=["shop-db"], on_unprotected="ignore")
    assert made(result) == [f"shop-db-{part}-restored" for part in ("os", "data", "index")]
    assert [warning for warning in result["warnings"] if "left out" in warning and "shop-db-log" in warning]


def test_a_disk_that_another_vault_protects_is_said_to_be(shop: Emulator) -> None:
    estate = shop.estate
    with estate.lock:
        other = estate.add_vault("other-vault", estate.group("shop-foreign"))
        del estate.vault("dr-vault").instances[estate.instance("shop-db-log").name]
        log = estate.disk("shop-db-log", "shop-prod")
        assert log
        instance = estate.protect(log, other, estate.group("shop-snapshots"))

    refused = batch(virtual_machines=["shop-db"], vault_name="dr-vault", vault_resource_group="backup")

    assert refused["error"]["code"] == "DiskNotProtected"
    assert f"protected elsewhere by {instance.id}" in refused["msg"]


def test_a_disk_that_two_instances_protect_is_not_restored_twice(shop: Emulator) -> None:
    estate = shop.estate
    disk = estate.disk("shop-web-os", "shop-prod")
    assert disk
    with estate.lock:
        second = estate.protect(disk, estate.vault("dr-vault"), estate.group("shop-snapshots"), name="second")

    result = batch(source_disks=["shop-web-os"])

    assert result["error"]["code"] == "AmbiguousName"
    assert second.name in result["msg"]


def test_what_finds_nothing_is_an_error(shop: Emulator) -> None:
    result = batch(virtual_machines=["shop-web", "shop-wbe"])

    assert (result["error"]["code"], result["error"]["target"]) == ("NothingSelected", "virtual_machines")
    assert "'shop-wbe'" in result["msg"] and "Did you mean 'shop-web'" in result["msg"]
    assert restores(shop) == []


def test_two_disks_would_get_one_name(shop: Emulator) -> None:
    result = batch(virtual_machines=["shop-db"], target_disk_name="{vm}")

    assert result["error"]["target"] == "target_disk_name"
    assert "shop-db-os" in result["msg"] and "shop-db-data" in result["msg"]


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({}, "disks"),
        ({"virtual_machines": ["web"], "disks": [{"source_disk": "a", "target_disk": "b"}]}, "virtual_machines"),
        ({"disks": [{"source_disk": "a", "target_disk": "b"}]}, "target_disk_name"),
        ({"disks": [{"source_disk": "a", "target_disk": "b"}], "target_disk_name": None}, "vault_name"),
        ({"source_disks": ["a"], "target_disk_name": None}, "target_disk_name"),
        ({"source_disks": ["a"], "target_disk_name": "{disk}-{host}"}, "target_disk_name"),
        ({"source_disks": ["a"], "target_disk_name": "{{ disk }}"}, "target_disk_name"),
        ({"source_disks": ["a"], "target_disk_name": "-{disk}"}, "target_disk_name"),
        ({"source_disks": ["a"], "target_disk_name": "{disk}/x"}, "target_disk_name"),
        ({"source_disks": ["a"], "as_of": "yesterday"}, "as_of"),
        ({"source_disks": ["a"], "as_of": None, "recovery_point_id": "1a2b"}, "recovery_point_id"),
        ({"source_disks": ["a"], "target_resource_group": None}, "target_resource_group"),
    ],
)
def test_what_is_refused_before_anything_is_sent(azure: Emulator, options: dict[str, Any], option: str) -> None:
    result = batch(**options)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", option)
    assert azure.requests == []


def test_an_id_names_the_instance_and_its_vault(shop: Emulator) -> None:
    instance = shop.estate.instance("shop-web-os")
    disks = [{"backup_instance": instance.id, "target_disk": "web-restored"}]

    result = batch(disks=disks, target_disk_name=None)

    assert made(result) == ["web-restored"]
    assert result["restores"][0]["backup_instance"] == instance.name
