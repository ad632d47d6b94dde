# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hosts an inventory has, how they are named, and what they know."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.instance_status import (
    InstanceStatus,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.instances import read_instance
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.estate import Protection
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.inventory_hosts import inventory_hosts
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.placements import Placement
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.selected_disks import (
    ProtectedDisk,
    SelectedDisks,
    UnprotectedDisk,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.selection import Selection
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.shapes.inventory_hosts import HostVariables

SUBSCRIPTION = "b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20"
ELSEWHERE = "5a7c1d9e-7f5a-4b1c-a0f3-c52d4e4a6b8c"
Tags = dict[str, str]


def resource(kind: str, name: str, group: str = "prod", subscription: str = SUBSCRIPTION) -> str:
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/{kind}/{name}"


def on(machine: str, group: str = "prod", subscription: str = SUBSCRIPTION, tags: Tags | None = None) -> Placement:
    return Placement(resource("virtualMachines", machine, group, subscription), machine, machine_tags=tags or {})


def protected(name: str, *places: Placement, vault: str = "dr-vault", tags: Tags | None = None) -> ProtectedDisk:
    there = vault_ref(SUBSCRIPTION, "backup", vault, "2025-07-01")
    instance = read_instance({"properties": {}}, there, f"{name}-in-{vault}")
    return ProtectedDisk(
        resource("disks", name), name, None, places, tags or {}, Protection(there, instance, InstanceStatus())
    )


def unprotected(name: str, *places: Placement, tags: Tags | None = None) -> UnprotectedDisk:
    return UnprotectedDisk(resource("disks", name), name, None, places, tags or {}, protected_by=())


def hosts(
    *disks: ProtectedDisk | UnprotectedDisk, host_per: str = "vm", tag: str = "", **criteria: Any
) -> dict[str, HostVariables]:
    selected = SelectedDisks(
        tuple(disk for disk in disks if isinstance(disk, ProtectedDisk)),
        tuple(disk for disk in disks if isinstance(disk, UnprotectedDisk)),
    )
    return inventory_hosts(selected, Selection(**criteria), host_per, tag)


def instances(host: HostVariables) -> list[str]:
    return [each["name"] for each in host["backup_instances"]]


def test_a_host_for_each_virtual_machine() -> None:
    found = hosts(
        protected("web-os", on("web")),
        protected("db-os", on("db")),
        protected("db-data", on("db")),
        unprotected("db-scratch", on("db")),
    )

    assert {name: instances(host) for name, host in found.items()} == {
        "db": ["db-os-in-dr-vault", "db-data-in-dr-vault"],
        "web": ["web-os-in-dr-vault"],
    }
    assert [each["name"] for each in found["db"]["unprotected_disks"]] == ["db-scratch"]
    assert found["db"]["virtual_machine"] == {
        "id": resource("virtualMachines", "db"),
        "name": "db",
        "resource_group": "prod",
        "subscription_id": SUBSCRIPTION,
    }
    assert found["db"]["ansible_connection"] == "local"


def test_a_machine_of_which_nothing_is_protected_is_no_host() -> None:
    assert hosts(unprotected("web-os", on("web"))) == {}


def test_nothing_selected_is_no_host() -> None:
    assert [hosts(host_per=host_per, tag="app") for host_per in ("vm", "application", "vault")] == [{}, {}, {}]


def test_disks_of_no_machine_have_a_host_of_their_own() -> None:
    found = hosts(protected("lone"), protected("web-os", on("web")))

    assert {name: instances(host) for name, host in found.items()} == {
        "no-virtual-machine": ["lone-in-dr-vault"],
        "web": ["web-os-in-dr-vault"],
    }
    assert found["no-virtual-machine"]["virtual_machine"] is None


def test_a_shared_disk_belongs_to_each_machine_that_is_meant() -> None:
    quorum = protected("quorum", on("one"), on("two"))

    both = hosts(quorum)
    second = hosts(quorum, virtual_machines=("two",))
    by_id = hosts(quorum, virtual_machines=(resource("virtualMachines", "two").lower(),))

    assert list(both) == ["one", "two"]
    places = [host["backup_instances"][0]["virtual_machine"] for host in both.values()]
    assert [place and place["name"] for place in places] == ["one", "two"]
    assert list(second) == list(by_id) == ["two"]


@pytest.mark.parametrize(
    ("machines", "names"),
    [
        ([on("db", "a"), on("db", "b")], ["db@a", "db@b"]),
        ([on("db", "a"), on("DB", "b")], ["DB@b", "db@a"]),
        (
            [on("db", "a"), on("db", "a", ELSEWHERE), on("db", "b"), on("web")],
            [f"db@a@{ELSEWHERE}", f"db@a@{SUBSCRIPTION}", "db@b", "web"],
        ),
        ([on("localhost"), on("all")], ["all@prod", "localhost@prod"]),
        ([on("x", "a b/c")], ["x"]),
    ],
)
def test_each_machine_has_the_shortest_name_that_is_its_own(machines: list[Placement], names: list[str]) -> None:
    assert list(hosts(*(protected(f"disk-{number}", place) for number, place in enumerate(machines)))) == names


def test_a_machine_may_be_named_as_the_host_of_the_others() -> None:
    found = hosts(protected("one", on("no-virtual-machine")), protected("lone"))

    assert list(found) == ["no-virtual-machine", "no-virtual-machine@prod"]
    assert instances(found["no-virtual-machine"]) == ["lone-in-dr-vault"]


def test_a_host_for_each_value_of_a_tag() -> None:
    """The tag of the disk, else that of its machine. Names of tags are without case, their values are not."""
    found = hosts(
        protected("own", on("web", tags={"App": "shop"}), tags={"APP": "till"}),
        protected("inherited", on("web", tags={"App": "shop"})),
        protected("none", on("db"), tags={"other": "shop"}),
        protected("blank", tags={"app": " "}),
        unprotected("scratch", tags={"app": "shop"}),
        host_per="application",
        tag="app",
    )

    assert {name: (host["application"], instances(host)) for name, host in found.items()} == {
        "no-application": (None, ["none-in-dr-vault", "blank-in-dr-vault"]),
        "shop": ("shop", ["inherited-in-dr-vault"]),
        "till": ("till", ["own-in-dr-vault"]),
    }
    assert [each["name"] for each in found["shop"]["unprotected_disks"]] == ["scratch"]


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        (["Web shop, [2:3]/x\n!"], r"Web_shop_2_3_x_"),
        (["a b", "a_b"], r"a_b@[0-9a-f]{8} a_b@[0-9a-f]{8}"),
        (["shop", "Shop"], r"Shop@[0-9a-f]{8} shop@[0-9a-f]{8}"),
        (["all"], r"all@[0-9a-f]{8}"),
        (["größe 東京"], r"größe_東京"),
        (["{{ 1 }}"], r"_1_"),
        (["no-application"], r"no-application"),
    ],
)
def test_a_value_with_odd_characters_makes_a_name_that_patterns_can_match(values: list[str], pattern: str) -> None:
    disks = [protected(f"disk-{number}", tags={"app": value}) for number, value in enumerate(values)]

    found = hosts(*disks, host_per="application", tag="app")

    assert re.fullmatch(pattern, " ".join(found))
    assert sorted(str(host["application"]) for host in found.values()) == sorted(values)


def test_a_host_for_each_vault() -> None:
    found = hosts(
        protected("twice", vault="first"),
        protected("twice", vault="second"),
        unprotected("scratch"),
        host_per="vault",
    )

    assert {name: instances(host) for name, host in found.items()} == {
        "first": ["twice-in-first"],
        "second": ["twice-in-second"],
    }
    vault = found["first"]["vault"]
    assert vault and (vault["name"], vault["resource_group"]) == ("first", "backup")


def test_the_vault_of_a_host_is_known_if_it_is_one() -> None:
    web, db = on("web"), on("db")
    found = hosts(protected("web-os", web), protected("db-os", db), protected("db-data", db, vault="second"))

    vaults = {name: host["vault"] and host["vault"]["name"] for name, host in found.items()}
    assert vaults == {"web": "dr-vault", "db": None}


def test_the_tags_of_a_host_are_those_of_the_machine_and_those_that_all_disks_have() -> None:
    db = on("db", tags={"Owner": "dba"})
    found = hosts(
        protected("db-os", db, tags={"owner": "ops", "app": "shop", "tier": "gold"}),
        protected("db-data", db, tags={"APP": "shop", "tier": "silver"}),
    )

    assert found["db"]["azure_tags"] == {"app": "shop", "Owner": "dba"}


def test_all_variables_are_there_whatever_a_host_stands_for() -> None:
    disk = protected("web-os", on("web"), tags={"app": "shop"})
    variables = [
        set(host)
        for host_per in ("vm", "application", "vault")
        for host in hosts(disk, host_per=host_per, tag="app").values()
    ]

    assert len(variables) == 3 and variables[0] == variables[1] == variables[2]
