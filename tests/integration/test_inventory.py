# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin, as `ansible-inventory` and `ansible-playbook` use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.plugins.inventory import protected_disks
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.messages import Response
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.pages import yaml_of
from ansible_collections.azure_dr.backup.tests.support.playbooks import run_command, run_playbook

CHECKOUT = Path(__file__).resolve().parents[2]
GRAPH = "/providers/Microsoft.ResourceGraph/resources"
PLUGIN = {"plugin": protected_disks.InventoryModule.NAME}


@pytest.fixture
def shop(azure: Emulator) -> Emulator:
    """The application shop instead of the small estate: three machines."""
    azure.estate.__dict__.update(Estate.application().__dict__)
    return azure


def written(folder: Path, **options: Any) -> Path:
    path = folder / "protected_disks.yml"
    path.write_text(yaml.safe_dump({**PLUGIN, **options}))
    return path


def inventory(
    path: Path, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return run_command("ansible-inventory", "-i", str(path), *arguments, start_in=path.parent, environment=environment)


def listed(path: Path, *arguments: str) -> dict[str, Any]:
    ran = inventory(path, "--list", *arguments)
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def hosts(path: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = listed(path, *arguments)["_meta"]["hostvars"]
    return found


def refuse_all(azure: Emulator) -> None:
    refusal = {"error": {"code": "AuthorizationFailed", "message": "You may not read vaults."}}
    for path in (GRAPH, "/subscriptions/"):
        azure.faults.add(Fault(answer(403, refusal), path=path, times=None))


def says(ran: subprocess.CompletedProcess[str], text: str) -> bool:
    """Whether a text is in what was said. Ansible breaks lines, also within words."""
    return "".join(text.split()) in "".join(ran.stderr.split())


def queries(azure: Emulator) -> int:
    return len(azure.requests_to("POST", GRAPH))


def test_a_host_knows_of_its_disks_what_the_module_returns(shop: Emulator, tmp_path: Path) -> None:
    found = hosts(written(tmp_path, virtual_machines=["shop-web", "SHOP-DB"]))

    assert queries(shop) == 3
    assert sorted(found) == ["shop-db", "shop-web"]
    by_module = run_module(
        "backup_instance_info", vault_name=None, vault_resource_group=None, virtual_machines=["shop-db", "shop-web"]
    )
    assert "backup_instances" in by_module, by_module
    by_inventory = [each for host in found.values() for each in host["backup_instances"]]
    assert sorted(by_inventory, key=lambda each: str(each["name"])) == by_module["backup_instances"]
    assert found["shop-db"]["ansible_connection"] == "local"
    assert [each["virtual_machine"]["lun"] for each in found["shop-db"]["backup_instances"]] == [None, 0, 1, 5]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, ["shop-app", "shop-db", "shop-web"]),
        ({"host_per": "application", "application_tag": "Application"}, ["shop"]),
        ({"host_per": "application", "application_tag": "owner"}, ["no-application"]),
        ({"host_per": "vault"}, ["dr-vault"]),
    ],
)
def test_what_a_host_stands_for(shop: Emulator, tmp_path: Path, options: dict[str, Any], names: list[str]) -> None:
    path = written(tmp_path, **options)

    graph = inventory(path, "--graph").stdout.splitlines()

    assert [line.strip(" |-") for line in graph if "@" not in line] == names
    assert json.loads(inventory(path, "--host", names[0]).stdout)["vault"]["name"] == "dr-vault"


@pytest.mark.parametrize("example", list(yaml.safe_load_all(protected_disks.EXAMPLES)))
def test_the_examples_run_as_they_stand(
    shop: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: dict[str, Any]
) -> None:
    if "secret" in example:
        monkeypatch.delenv("AZURE_SECRET")
        monkeypatch.setenv("SECRET_OF_THE_INVENTORY", names.CLIENT_SECRET)

    assert hosts(written(tmp_path, **example))


def test_groups_and_variables_are_made_of_what_is_known(shop: Emulator, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        compose={"sources": "backup_instances | map(attribute='source_disk_name') | list"},
        groups={"big": "backup_instances | length > 2", "unknown": "no_such_variable"},
        keyed_groups=[{"prefix": "of the", "key": "azure_tags.application"}, {"prefix": "in", "key": "vault.name"}],
    )

    told = listed(path)

    assert told["big"]["hosts"] == ["shop-db"]
    assert told["of_the_shop"]["hosts"] == told["in_dr_vault"]["hosts"] == ["shop-app", "shop-db", "shop-web"]
    assert told["_meta"]["hostvars"]["shop-web"]["sources"] == ["shop-web-os"]
    assert "unknown" not in told


def test_a_condition_that_cannot_be_evaluated_is_an_error_if_it_is_asked_for(shop: Emulator, tmp_path: Path) -> None:
    ran = inventory(written(tmp_path, strict=True, groups={"unknown": "no_such_variable"}), "--list")

    assert ran.returncode != 0
    assert "unknown" in ran.stderr and "no_such_variable" in ran.stderr


def test_nothing_of_a_tag_is_an_empty_inventory_and_a_warning(shop: Emulator, tmp_path: Path) -> None:
    ran = inventory(written(tmp_path, tags={"application": "till"}), "--list")

    assert ran.returncode == 0
    assert json.loads(ran.stdout)["_meta"]["hostvars"] == {}
    assert says(ran, "this login sees no disk that has the tag 'application=till'")


@pytest.mark.parametrize(
    ("options", "told", "sent"),
    [
        ({"virtual_machines": ["shop-web", "shop-wep"]}, "sees no virtual machine 'shop-wep'", True),
        ({"source_disks": ["shop-web-so"]}, "sees no disk 'shop-web-so'", True),
        ({"virtual_machine": ["shop-web"]}, "virtual_machine: the inventory has no such option.", False),
        ({"virtual_machines": []}, "virtual_machines: is an empty list", False),
        ({"vault_name": "dr-vault"}, "vault_resource_group: name the resource group of the vault", False),
        ({"subscriptions": ["mine"]}, "subscriptions[0]: 'mine' is not the id (a GUID) of a subscription", False),
        ({"host_per": "application"}, "application_tag: host_per: application needs the tag", False),
        ({"host_per": "disk"}, "host_per", False),
        ({"tags": {"application": ["shop"]}}, "tags.application: write the value as a text in quotes", False),
        ({"auth_source": "guess"}, "auth_source", False),
        ({"secret": "{{ no_such_variable }}"}, "secret: the template cannot be evaluated", False),
        ({"ad_user": "me"}, "ad_user:", False),
        ({"vaults": [{"name": "dr-vault"}]}, "vaults[0]:", False),
    ],
)
def test_what_cannot_be_right_is_told_by_its_name(
    shop: Emulator, tmp_path: Path, options: dict[str, Any], told: str, sent: bool
) -> None:
    ran = inventory(written(tmp_path, **options), "--list")

    assert ran.returncode != 0
    assert says(ran, told)
    assert "Traceback" not in ran.stderr
    assert bool(queries(shop)) is sent


def test_what_azure_refuses_is_told_in_its_words(shop: Emulator, tmp_path: Path) -> None:
    refuse_all(shop)

    ran = inventory(written(tmp_path), "--list")

    assert ran.returncode != 0
    assert says(ran, "You may not read vaults.")


def test_without_resource_graph_the_vaults_are_read_and_it_is_told(shop: Emulator, tmp_path: Path) -> None:
    shop.faults.add(Fault(answer(403, {"error": {"code": "Forbidden", "message": "No."}}), "POST", GRAPH, times=None))

    ran = inventory(written(tmp_path), "--list")

    assert sorted(json.loads(ran.stdout)["_meta"]["hostvars"]) == ["shop-app", "shop-db", "shop-web"]
    assert says(ran, "Azure Resource Graph did not answer")


def test_a_disk_that_nothing_protects_is_told_with_its_machine(shop: Emulator, tmp_path: Path) -> None:
    estate = shop.estate
    with estate.lock:
        estate.vault("dr-vault").instances.pop(estate.instance("shop-db-log").name)

    ran = inventory(written(tmp_path, virtual_machines=["shop-db"]), "--list")

    host = json.loads(ran.stdout)["_meta"]["hostvars"]["shop-db"]
    assert len(host["backup_instances"]) == 3
    assert [(each["name"], each["virtual_machine"]["lun"]) for each in host["unprotected_disks"]] == [
        ("shop-db-log", 1)
    ]
    assert says(ran, "protects 1 selected disk")


def test_what_is_cached_is_not_asked_for_again(shop: Emulator, tmp_path: Path) -> None:
    cached = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}

    first = hosts(written(tmp_path, **cached))
    shop.forget_requests()

    assert hosts(written(tmp_path, **cached)) == first
    assert shop.requests == []

    path = written(tmp_path, **cached)
    (tmp_path / "nothing.yml").write_text("- hosts: all\n  gather_facts: false\n")
    ran = run_command("ansible-playbook", "-i", str(path), "nothing.yml", "--flush-cache", start_in=tmp_path)

    assert ran.returncode == 0, ran.stderr
    assert queries(shop) == 3


@pytest.mark.parametrize("change", ["option", "host_per", "login"])
def test_the_cache_is_of_the_same_options_and_the_same_login(
    shop: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    cached = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    hosts(written(tmp_path, **cached))
    shop.forget_requests()

    if change == "login":
        monkeypatch.setenv("AZURE_CLIENT_ID", "00000000-0000-4000-8000-000000000000")
    other = {"option": {"virtual_machines": ["shop-web"]}, "host_per": {"host_per": "vault"}}.get(change, {})
    inventory(written(tmp_path, **cached, **other), "--list")

    assert shop.requests


def test_a_cache_that_is_corrupt_is_read_anew(shop: Emulator, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cached = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(cache)}
    first = hosts(written(tmp_path, **cached))
    (file,) = cache.iterdir()
    file.write_text("{")

    assert hosts(written(tmp_path, **cached)) == first


def test_a_failure_is_not_cached(shop: Emulator, tmp_path: Path) -> None:
    cached = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    refuse_all(shop)
    assert inventory(written(tmp_path, **cached), "--list").returncode != 0
    shop.faults.clear()

    assert hosts(written(tmp_path, **cached))


def test_no_secret_is_told_or_cached(shop: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if a tag repeats it."""
    monkeypatch.delenv("AZURE_SECRET")
    monkeypatch.setenv("MY_SECRET", names.CLIENT_SECRET)
    shop.estate.disk("shop-web-os", "shop-prod").tags = {"note": f"secret {names.CLIENT_SECRET}"}
    cache = tmp_path / "cache"

    ran = inventory(
        written(
            tmp_path,
            secret="{{ lookup('ansible.builtin.env', 'MY_SECRET') }}",
            cache=True,
            cache_plugin="ansible.builtin.jsonfile",
            cache_connection=str(cache),
        ),
        "--list",
        "-vvv",
    )

    assert json.loads(ran.stdout[ran.stdout.index("\n{") :])["_meta"]["hostvars"]["shop-web"]
    texts = [ran.stdout, ran.stderr, *(path.read_text() for path in cache.iterdir())]
    assert not [text for text in texts if names.CLIENT_SECRET in text or "eyJ" in text]
    assert any("secret ********" in text for text in texts)


def test_a_secret_can_be_encrypted_with_ansible_vault(
    shop: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZURE_SECRET")
    (tmp_path / "password").write_text("open sesame")
    password = ("--vault-password-file", "password")
    encrypted = run_command(
        "ansible-vault", "encrypt_string", *password, "--name", "secret", names.CLIENT_SECRET, start_in=tmp_path
    )
    path = written(tmp_path)
    path.write_text(path.read_text() + encrypted.stdout)

    assert hosts(path, *password)


def test_options_can_use_extra_variables(shop: Emulator, tmp_path: Path) -> None:
    path = written(tmp_path, virtual_machines=["{{ machine }}"])

    assert list(hosts(path, "-e", "machine=shop-web")) == ["shop-web"]


def test_a_relative_path_begins_where_the_inventory_is(shop: Emulator, tmp_path: Path) -> None:
    folder = tmp_path / "inventory"
    folder.mkdir()
    path = written(folder, recovery_map="map.json")
    (folder / "map.json").write_text("no map")

    ran = run_command("ansible-inventory", "-i", str(path), "--list", start_in=tmp_path)

    assert says(ran, f"{folder}/map.json")


def test_it_is_read_though_whoever_started_it_has_left(shop: Emulator, tmp_path: Path) -> None:
    """As a shell does that starts it in the background. This one leaves while the first answer is on its way."""
    command = f"{Path(sys.executable).parent}/ansible-inventory -i {written(tmp_path)} --graph & read line"
    with subprocess.Popen(
        ["/bin/sh", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as shell:
        assert shell.stdin and shell.stdout
        let_go = shell.stdin

        def leave(response: Response) -> Response:
            let_go.close()
            shell.wait()
            return response

        shop.faults.add(Fault(Action(meddle=leave)))

        assert "shop-web" in shell.stdout.read()


def test_a_file_of_another_name_is_not_read(shop: Emulator, tmp_path: Path) -> None:
    path = written(tmp_path).rename(tmp_path / "azure.yml")

    assert inventory(path, "--list").returncode != 0
    assert shop.requests == []


def test_what_azure_says_is_no_template(shop: Emulator, tmp_path: Path) -> None:
    evil = f"{{{{ lookup('ansible.builtin.pipe', 'touch {tmp_path}/owned') }}}}"
    shop.estate.disk("shop-web-os", "shop-prod").tags = {"application": evil, "{{ 1 }}": "{% raw %}"}
    path = written(tmp_path, virtual_machines=["shop-web"], compose={"note": "backup_instances[0].tags.application"})
    play = {
        "hosts": "all",
        "gather_facts": False,
        "tasks": [{"name": "Show", "ansible.builtin.debug": {"msg": "{{ note }} {{ backup_instances[0].tags }}"}}],
    }
    (tmp_path / "show.yml").write_text(yaml.safe_dump([play]))

    ran = run_playbook(tmp_path, str(tmp_path / "show.yml"), f"-i {path}")

    assert ran.successful, ran.output
    assert "lookup(" in str(ran.result("Show")["msg"])
    assert not (tmp_path / "owned").exists()
    assert "reserved name" not in ran.output


def test_awx_reads_it_as_a_source_of_a_project_and_restores_a_host(shop: Emulator, tmp_path: Path) -> None:
    """What AWX runs to read it, with the variables of its credential, and the script that its jobs get then."""
    path = tmp_path / "protected_disks.yml"
    path.write_bytes((CHECKOUT / "extensions/awx/protected_disks.yml").read_bytes())
    output, script = tmp_path / "output.json", tmp_path / "hosts"
    ran = inventory(
        path, "--list", "--export", "--output", str(output), environment={"ANSIBLE_INVENTORY_UNPARSED_FAILED": "true"}
    )
    assert ran.returncode == 0, ran.stderr
    assert sorted(json.loads(output.read_text())["_meta"]["hostvars"]) == ["shop-app", "shop-db", "shop-web"]

    script.write_text(f"#!/bin/sh\ncat {output}\n")
    script.chmod(0o700)
    restored = run_playbook(
        tmp_path,
        "azure_dr.backup.restore_disks",
        f"-i {script} --limit shop-db",
        restore_disks_hosts="all",
        restore_disks_as_of="latest",
        restore_disks_target_resource_group="shop-restored",
    )

    assert restored.successful, restored.output
    assert shop.estate.disk("shop-db-log-restored", "shop-restored")


def test_a_play_restores_each_host_as_the_page_shows(azure: Emulator, tmp_path: Path) -> None:
    first, *others = yaml_of(CHECKOUT / "docs/docsite/rst/inventory.rst")
    (play,) = [play for document in others if isinstance(document, list) for play in document]
    (tmp_path / "restore.yml").write_text(yaml.safe_dump([play]))
    path = tmp_path / "protected_disks.yml"
    path.write_text(yaml.safe_dump(first))

    ran = run_playbook(tmp_path, str(tmp_path / "restore.yml"), f"-i {path}")

    assert ran.successful, ran.output
    assert {"erp-os-restored", "erp-data-restored", "erp-log-restored"} <= {
        disk.name for disk in azure.estate.disks.values()
    }
    assert "[WARNING]" not in ran.output
