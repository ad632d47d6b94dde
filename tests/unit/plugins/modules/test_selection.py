# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a selection finds in Azure, by how many requests, and what it says of what it could not see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.conftest import SPEED
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

GRAPH = "/providers/Microsoft.ResourceGraph/resources"
FORBIDDEN = {"error": {"code": "AuthorizationFailed", "message": "You may not."}}
NO_VAULT = {"vault_name": None, "vault_resource_group": None}
ELSEWHERE = "5a7c1d9e-7f5a-4b1c-a0f3-c52d4e4a6b8c"


def instances(**options: Any) -> dict[str, Any]:
    return run_module("backup_instance_info", **{**NO_VAULT, **options})


def disks(**options: Any) -> list[str]:
    result = instances(**options)
    assert not result.get("failed"), result["msg"]
    return [each["source_disk_name"] for each in result["backup_instances"]]


def asked(azure: Emulator) -> list[str]:
    """What was asked of Azure, without the login."""
    return [
        one.path for one in azure.requests if not one.path.endswith(("/token", "/openid-configuration", "/endpoints"))
    ]


def refuse_graph(azure: Emulator) -> None:
    azure.faults.add(Fault(answer(403, FORBIDDEN), "POST", GRAPH, times=None))


def protected(azure: Emulator, name: str, group: str, vault: str = "dr-vault") -> Disk:
    """Another disk, and its backup instance."""
    estate = azure.estate
    with estate.lock:
        disk = estate.add_disk(name, estate.group(group))
        estate.protect(disk, estate.vault(vault), estate.group("shop-snapshots"))
    return disk


def test_the_disks_of_a_machine_with_their_places(shop: Emulator) -> None:
    found = instances(virtual_machines=["SHOP-DB"])["backup_instances"]

    places = [each["virtual_machine"] for each in found]
    assert [(place["name"], place["role"], place["lun"], place["caching"]) for place in places] == [
        ("shop-db", "data", 0, "ReadOnly"),
        ("shop-db", "data", 5, "ReadWrite"),
        ("shop-db", "data", 1, "None"),
        ("shop-db", "os", None, "ReadWrite"),
    ]
    assert found[0]["tags"] == {"application": "shop"}
    assert found[0]["newest_point"] and "Restore" in found[0]["allowed_operations"]


def test_three_queries_find_it(shop: Emulator) -> None:
    disks(virtual_machines=["shop-db"])

    assert asked(shop) == [GRAPH] * 3


def test_many_disks_are_found_by_few_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """1,200 disks: two pages of each kind, and one list of subscriptions."""
    estate = Estate.audit(disks=1200, vaults=4, subscriptions=2)
    with Emulator(estate, speed=SPEED, settings=Settings(retry_after=0)) as audited:
        for name, value in audited.environment().items():
            monkeypatch.setenv(name, value)
        found = instances(subscriptions=list(estate.subscriptions), tags={"APPLICATION": ""})

        assert len(found["backup_instances"]) == 1200
        assert len({each["vault_id"] for each in found["backup_instances"]}) == 4
        assert len(asked(audited)) <= 8


def test_nothing_is_written(shop: Emulator) -> None:
    """Check mode sends the same reads."""
    sent = []
    for check_mode in (False, True):
        shop.forget_requests()
        instances(check_mode=check_mode, tags={"application": "shop"})
        sent.append(asked(shop))

    assert sent[0] == sent[1] == [GRAPH] * 3


def test_where_to_look(shop: Emulator) -> None:
    estate = shop.estate
    with estate.lock:
        group = estate.add_group("other", subscription_id=estate.add_subscription(ELSEWHERE))
        second = estate.add_vault("second-vault", group)
        disk = estate.add_disk("far", group)
        estate.protect(disk, second, group)

    assert "far" not in disks(), "the vaults of the login's subscription"
    assert disks(vaults=[second.id]) == ["far"]
    assert disks(vaults=[second.id.upper(), estate.vault("dr-vault").id], source_disks=["far", "shop-web-os"]) == [
        "far",
        "shop-web-os",
    ]
    assert disks(subscriptions=[ELSEWHERE]) == ["far"]
    assert disks(subscriptions=[estate.subscription_id, ELSEWHERE], virtual_machines=["shop-web"]) == ["shop-web-os"]


def test_lists_are_read_if_graph_is_refused(shop: Emulator) -> None:
    """What only Graph knows is unknown then, and one refusal is enough to know that it is refused."""
    by_graph = instances(virtual_machines=["shop-db"])["backup_instances"]
    refuse_graph(shop)
    shop.forget_requests()

    result = instances(virtual_machines=["shop-db"])

    unknown = {"newest_point": None, "oldest_point": None, "allowed_operations": None}
    assert result["backup_instances"] == [{**each, **unknown} for each in by_graph]
    assert "Azure Resource Graph did not answer" in result["unknown"][0]
    assert "AuthorizationFailed" in result["unknown"][0]
    assert asked(shop).count(GRAPH) == 1


@pytest.mark.parametrize("cut", [{"resultTruncated": "true"}, {"totalRecords": 9, "resultTruncated": "false"}], ids=str)
def test_a_page_that_ends_early_is_no_answer(shop: Emulator, cut: dict[str, Any]) -> None:
    """Rows that are left out are not taken for rows that are not there."""
    cut = {"totalRecords": 0, "count": 0, "data": [], **cut}
    shop.faults.add(Fault(answer(200, cut), "POST", GRAPH))

    assert disks(virtual_machines=["shop-db"]) == ["shop-db-data", "shop-db-index", "shop-db-log", "shop-db-os"]


def test_graph_that_is_throttled_is_asked_again(shop: Emulator) -> None:
    shop.faults.add(Fault(answer(429, FORBIDDEN, retry_after=0), "POST", GRAPH, times=2))

    result = instances(virtual_machines=["shop-web"])

    assert [each["source_disk_name"] for each in result["backup_instances"]] == ["shop-web-os"]
    assert result["unknown"] == []


@pytest.mark.parametrize("disk_is_known", [True, False])
def test_what_graph_does_not_know_yet_is_found_in_the_list_of_a_vault_that_is_named(
    shop: Emulator, disk_is_known: bool
) -> None:
    """Whether the disk is there, seemingly unprotected, or whether neither is known."""
    disk = protected(shop, "fresh", "shop-prod")
    shop.estate.unindexed |= {shop.estate.instance("fresh").id.lower(), *([] if disk_is_known else [disk.id.lower()])}

    for option in ({"source_disks": ["fresh"]}, {"source_disk": "fresh"}):
        assert disks(**option, vault_name="dr-vault", vault_resource_group="backup") == ["fresh"]


def test_a_vault_that_is_not_there(shop: Emulator) -> None:
    result = instances(vault_name="dr-vautl", vault_resource_group="backup")

    assert result["failed"] and "dr-vautl" in result["msg"]
    assert result["error"]["http_status"] == 404


def test_one_vault_of_several_is_not_there(shop: Emulator) -> None:
    """What the others protect is found, by Graph and by the lists."""
    there = shop.estate.vault("dr-vault").id
    vaults = [there, f"{there}-2"]

    for refuse in (lambda _azure: None, refuse_graph):
        refuse(shop)
        result = instances(vaults=vaults, virtual_machines=["shop-web"])
        assert [each["source_disk_name"] for each in result["backup_instances"]] == ["shop-web-os"]
        assert any("'dr-vault-2'" in text and "unknown" in text for text in result["unknown"])
        assert disks(vaults=vaults, virtual_machines=["shop-web", "nowhere"]) == ["shop-web-os"]


def test_a_subscription_that_the_login_does_not_see(shop: Emulator) -> None:
    result = instances(subscriptions=[shop.estate.subscription_id, ELSEWHERE], virtual_machines=["shop-web"])

    assert len(result["backup_instances"]) == 1
    assert result["unknown"] == [f"This login does not see the subscription {ELSEWHERE}: what is in it is unknown."]

    nothing = instances(subscriptions=[ELSEWHERE])
    assert nothing["error"]["code"] == "NothingSelected"
    assert ELSEWHERE in nothing["msg"]


def test_disks_that_the_login_may_not_read_are_unknown(shop: Emulator) -> None:
    """What protects them is still found, by Graph and by the lists."""
    for action in ("Microsoft.Compute/disks/read", "Microsoft.Compute/virtualMachines/read"):
        shop.estate.access.deny(action)

    found = instances(source_disks=["shop-db-data"])["backup_instances"]
    refuse_graph(shop)
    listed = instances(source_disks=["shop-db-data"])

    assert [(each["virtual_machine"], each["tags"]) for each in found] == [(None, {})]
    assert [each["source_disk_name"] for each in listed["backup_instances"]] == ["shop-db-data"]
    assert [text.partition(" of ")[0] for text in listed["unknown"][1:]] == ["The disks", "The virtual machines"]


def test_two_machines_of_one_name(shop: Emulator) -> None:
    estate = shop.estate
    with estate.lock:
        os_disk = protected(shop, "test-web-os", "shop-foreign")
        machine = estate.add_machine("shop-web", estate.group("shop-foreign"), os_disk)

    result = instances(virtual_machines=["shop-web"])

    assert result["error"]["code"] == "AmbiguousName"
    assert machine.id in result["msg"] and estate.group("shop-prod").id in result["msg"]
    assert disks(virtual_machines=[machine.id.lower()]) == ["test-web-os"]


@pytest.mark.parametrize("given", ["map", "text", "path"])
def test_a_machine_that_is_gone_is_found_by_the_map(shop: Emulator, tmp_path: Path, given: str) -> None:
    disk = shop.estate.disk("shop-db-data", "shop-prod")
    assert disk
    entry = {
        "id": disk.id,
        "name": disk.name,
        "role": "data",
        "lun": 0,
        "caching": "ReadOnly",
        "write_accelerator": False,
        "delete_option": "Delete",
        "size_gb": 1024,
        "sku": "Premium_LRS",
        "tags": {"application": "shop"},
        "backup_instance_id": None,
    }
    unknown = ("region", "zone", "size", "os_type", "security_profile", "controller", "licence")
    machine = {
        **dict.fromkeys(unknown),
        "id": shop.estate.machine("shop-db").id,
        "name": "shop-db",
        "tags": {"tier": "data"},
        "network_interfaces": [],
        "disks": [entry],
    }
    content = {"version": 1, "virtual_machines": [machine]}
    (tmp_path / "map.json").write_text(json.dumps(content), encoding="utf-8")
    forms = {"map": content, "text": json.dumps(content), "path": str(tmp_path / "map.json")}
    with shop.estate.lock:
        del shop.estate.machines[shop.estate.machine("shop-db").id]
        del shop.estate.disks[disk.id]

    found = instances(virtual_machines=["shop-db"], tags={"tier": "data"}, recovery_map=forms[given])

    (one,) = [each for each in found["backup_instances"] if each["virtual_machine"]["lun"] == 0]
    assert one["virtual_machine"]["from_recovery_map"] is True
    assert (one["source_disk_name"], one["tags"]) == ("shop-db-data", {"application": "shop"})


def test_tags_with_odd_characters(shop: Emulator) -> None:
    """They are compared here, and never part of a query."""
    tags = {"it's": "a 'quote' | take 1", "Größe": "ü\\"}
    machine = shop.estate.machine("shop-web")
    machine.tags.update(tags)

    assert disks(tags={"IT'S": tags["it's"], "größe": "ü\\"}) == ["shop-web-os"]


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"vaults": ["dr-vault"]}, "vaults[0]"),
        ({"vaults": ["/subscriptions/x"], "vault_name": "dr-vault", "vault_resource_group": "backup"}, "vaults"),
        ({"vaults": ["x"], "subscriptions": ["y"]}, "subscriptions"),
        ({"vaults": []}, "vaults"),
        ({"subscriptions": ["dr"]}, "subscriptions[0]"),
        ({"subscriptions": [" "]}, "subscriptions"),
        ({"vault_name": "dr-vault"}, "vault_resource_group"),
        ({"vault_resource_group": "backup"}, "vault_name"),
        ({"source_disks": []}, "source_disks"),
        ({"source_disks": ["data", "a|b"]}, "source_disks[1]"),
        ({"source_disks": ["/subscriptions/x"]}, "source_disks[0]"),
        ({"virtual_machines": ["web'"]}, "virtual_machines[0]"),
        ({"source_resource_groups": ["a/b"]}, "source_resource_groups[0]"),
        ({"tags": {}}, "tags"),
        ({"tags": {"live": True}}, "tags.live"),
        ({"tags": {"a": "1", "A": "2"}}, "tags.A"),
        ({"recovery_map": ["x"]}, "recovery_map"),
        ({"recovery_map": "{x"}, "recovery_map"),
        ({"recovery_map": "/not/there.json"}, "recovery_map"),
        ({"recovery_map": {"version": 1, "virtual_machines": [{}]}}, "recovery_map.virtual_machines[0].id"),
        ({"api_version": "2020-01-01"}, "api_version"),
    ],
)
def test_what_is_refused_before_anything_is_sent(azure: Emulator, options: dict[str, Any], option: str) -> None:
    result = instances(**options)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", option)
    assert azure.requests == []
