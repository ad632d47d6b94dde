# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role recover_vms and the playbooks that recover machines and undo it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import host_label
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, answer, long_job
from ansible_collections.azure_dr.backup.tests.emulator.machines import VirtualMachine
from ansible_collections.azure_dr.backup.tests.emulator.messages import Response
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_playbook

RECOVER = "azure_dr.backup.recover_vms"
UNDO = "azure_dr.backup.undo_recovery"
PLAN = "Plan the recovery of each machine"
RESTORE = "Restore the disks of all machines"
SWAP = "Swap the disks of the machine"
SHOWN = "Show what became of each machine"
SPEED = 1_000_000.0


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with the machines of the application shop, and an environment that leads there."""
    with Emulator(Estate.application(), speed=SPEED, settings=Settings(retry_after=0)) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        yield emulator


def run(folder: Path, azure: Emulator, playbook: str, *arguments: str, **variables: Any) -> Run:
    moment = azure.estate.instance("shop-db-os").points[1].time.strftime("%Y-%m-%dT%H:%M:%SZ")
    wanted: dict[str, Any] = {
        "vault_name": "dr-vault",
        "vault_resource_group": "backup",
        "virtual_machines": ["shop-db"],
        "as_of": moment,
        "power": "deallocate_and_start",
        "poll_interval": 1,
        **variables,
    }
    given = {f"recover_vms_{name}": value for name, value in wanted.items() if value is not None}
    return run_playbook(folder, playbook, *arguments, **given)


def machine(azure: Emulator, name: str) -> VirtualMachine:
    (found,) = [each for each in azure.estate.machines.values() if each.name == name]
    return found


def attached(azure: Emulator, name: str) -> list[tuple[str, int | None, str | None, bool]]:
    """The disks of a machine by name, each with its LUN, caching and write accelerator."""
    one = machine(azure, name)
    return [
        (each.name, each.lun, each.caching, bool(each.write_accelerator))
        for each in (one.os_disk, *sorted(one.data_disks, key=lambda each: each.lun or 0))
    ]


def report_in(folder: Path) -> dict[str, Any]:
    """The newest report of a folder."""
    newest = max(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    document: dict[str, Any] = json.loads(newest.read_text())
    return document


def test_a_machine_is_recovered_and_put_back(shop: Emulator, tmp_path: Path) -> None:
    before = attached(shop, "shop-db")

    first = run(tmp_path, shop, RECOVER)

    assert first.successful, first.output
    recovered = attached(shop, "shop-db")
    assert [each[0].startswith(f"{former[0]}-2") for each, former in zip(recovered, before, strict=True)] == [True] * 4
    assert [each[1:] for each in recovered] == [each[1:] for each in before]

    again = run(tmp_path, shop, RECOVER)

    assert again.successful, again.output
    assert "changed=0" in again.output
    assert attached(shop, "shop-db") == recovered

    undone = run(tmp_path, shop, UNDO, report_dir=str(tmp_path / "reports"))

    assert undone.successful, undone.output
    assert attached(shop, "shop-db") == before
    report = report_in(tmp_path / "reports")
    assert (report["report"][:5], report["result"]) == ("undo-", "succeeded")
    assert report["headline"] == "The virtual machine shop-db is on its former disks again"
    (told,) = report["virtual_machines"]
    assert [each["current_disk"] for each in told["disks"]] == [each["former_disk"] for each in told["disks"]]
    assert len(list((tmp_path / "reports").glob("*.html"))) == 1


def test_check_mode_is_the_whole_plan(shop: Emulator, tmp_path: Path) -> None:
    before, disks = attached(shop, "shop-db"), set(shop.estate.disks)

    ran = run(tmp_path, shop, RECOVER, "--check")

    assert ran.successful, ran.output
    assert [each["outcome"] for each in ran.result(RESTORE)["restores"]] == ["would_restore"] * 4
    (planned,) = ran.result(PLAN)["virtual_machines"]
    verdicts = {(each["name"], each["verdict"]) for each in planned["checks"]}
    assert {("generation", "passed"), ("zone", "unknown"), ("scale_set", "passed")} <= verdicts
    assert "Its disks do not exist yet" in ran.results[SHOWN][0]["msg"]
    assert (attached(shop, "shop-db"), set(shop.estate.disks)) == (before, disks)


def test_a_machine_whose_restore_or_swap_fails_does_not_stop_the_others(shop: Emulator, tmp_path: Path) -> None:
    shop.faults.add(Fault(answer(409, {"error": {"code": "Odd", "message": "No."}}), "PUT", r"/shop-app$"))
    web = shop.estate.disk("shop-web-os", "shop-prod")
    assert web
    web.network_access_policy = "DenyAll"
    before = {name: attached(shop, name) for name in ("shop-app", "shop-web")}

    ran = run(
        tmp_path,
        shop,
        RECOVER,
        virtual_machines=None,
        tags={"application": "shop"},
        require_same_protection=True,
        report_dir=str(tmp_path / "reports"),
    )

    assert not ran.successful
    assert {name: attached(shop, name) for name in ("shop-app", "shop-web")} == before
    assert "-os-2" in attached(shop, "shop-db")[0][0]
    assert "These machines failed: shop-app, shop-web." in ran.output
    report = report_in(tmp_path / "reports")
    assert report["result"] == "failed"
    assert report["headline"] == "6 of 7 disks are restored, and 1 of 3 virtual machines is on its restored disks"
    told = {each["name"]: each for each in report["virtual_machines"]}
    assert sorted(name for name, each in told.items() if each["failed"]) == ["shop-app", "shop-web"]
    assert "these disks were not restored as asked: shop-web-os-2" in told["shop-web"]["message"], "though it exists"


def test_a_machine_whose_restores_were_not_sent_is_left_as_it_is(shop: Emulator, tmp_path: Path) -> None:
    """A disk of another machine isn't protected any more since the plan was made, so nothing was sent for any."""
    instance = shop.estate.instance("shop-web-os")

    def stop_protection(response: Response) -> Response:
        instance.vault.instances.pop(instance.name)
        return response

    shop.faults.add(Fault(Action(meddle=stop_protection), "GET", r"/backupInstances$"))

    ran = run(tmp_path, shop, RECOVER, virtual_machines=["shop-db", "shop-web"])

    assert not ran.successful
    assert "shop-db: failed. It was left as it is, because these disks were not restored as asked" in ran.output
    assert SWAP not in ran.results


def test_with_stop_no_other_machine_is_touched(shop: Emulator, tmp_path: Path) -> None:
    shop.faults.add(Fault(answer(409, {"error": {"code": "Odd", "message": "No."}}), "PUT", r"/shop-app$"))
    before = attached(shop, "shop-db")

    ran = run(tmp_path, shop, RECOVER, virtual_machines=["shop-app", "shop-db"], on_failure="stop")

    assert not ran.successful
    assert attached(shop, "shop-db") == before


def test_a_run_that_ended_half_way_goes_on(shop: Emulator, tmp_path: Path) -> None:
    """The disks are restored and noted, the machine is off, and Azure then refuses every change, the way back too."""
    odd = answer(409, {"error": {"code": "Odd", "message": "No."}})
    shop.faults.add(Fault(odd, "POST", r"/(attachDetachDataDisks|start)$", times=None))
    first = run(tmp_path, shop, RECOVER)
    assert not first.successful
    assert machine(shop, "shop-db").power != "running"

    shop.faults.clear()
    again = run(tmp_path, shop, RECOVER)

    assert again.successful, again.output
    assert machine(shop, "shop-db").power == "running"
    assert [each[0][-16:-15] for each in attached(shop, "shop-db")] == ["2"] * 4


def test_a_restored_disk_in_no_zone_is_refused_in_words(shop: Emulator, tmp_path: Path) -> None:
    shop.settings.restored_disk_zones = False
    before = attached(shop, "shop-db")

    ran = run(tmp_path, shop, RECOVER)

    assert not ran.successful
    assert "is in zone no zone, and shop-db in 1" in ran.output
    assert attached(shop, "shop-db") == before


def test_a_machine_on_another_recovery_is_refused_before_anything_is_sent(shop: Emulator, tmp_path: Path) -> None:
    assert run(tmp_path, shop, RECOVER).successful
    shop.forget_requests()

    other = run(tmp_path, shop, RECOVER, as_of="latest")

    assert not other.successful
    assert "undo that recovery first" in other.output
    assert [one for one in shop.requests if one.method != "GET" and not one.path.endswith("/token")] == []


def test_a_second_run_warns_that_nothing_protects_the_disks(shop: Emulator, tmp_path: Path) -> None:
    run(tmp_path, shop, RECOVER, virtual_machines=["shop-web"])

    again = run(tmp_path, shop, RECOVER, virtual_machines=["shop-web"])

    assert "nothing in the vaults protects it" in again.output


def test_the_machines_are_backed_up_first_and_once(shop: Emulator, tmp_path: Path) -> None:
    shop.faults.add(Fault(long_job(SPEED * 2), "POST", r"/restore$"))

    first = run(tmp_path, shop, RECOVER, virtual_machines=["shop-web"], back_up_first=True)

    assert first.successful, first.output
    assert [one.path.rpartition("/")[2] for one in shop.requests if one.path.endswith("/backup")] == ["backup"]
    above, progress, _below = first.output.partition("restoring, job InProgress")
    assert progress
    assert above.rpartition("TASK [")[2].startswith(f"azure_dr.backup.recover_vms : {RESTORE}]")

    shop.forget_requests()
    again = run(tmp_path, shop, RECOVER, virtual_machines=["shop-web"], back_up_first=True)

    assert again.successful, again.output
    assert [one for one in shop.requests if one.path.endswith("/backup")] == []


def test_the_report_shows_before_after_and_the_way_back(shop: Emulator, tmp_path: Path) -> None:
    reports = tmp_path / "reports"

    ran = run(tmp_path, shop, RECOVER, virtual_machines=["shop-web"], report_dir=str(reports))

    assert ran.successful, ran.output
    (told,) = report_in(reports)["virtual_machines"]
    assert told["action"] == "swapped"
    assert told["disks"][0]["former_disk"].endswith("/shop-web-os")
    assert told["disks"][0]["current_disk"] == told["disks"][0]["new_disk"]
    assert "azure_dr.backup.undo_recovery" in told["undo_command"]
    (page,) = reports.glob("*.html")
    assert "The virtual machines" in page.read_text()


def test_a_machine_that_is_gone_gets_its_disks_back_and_it_is_told_how_to_make_it_again(
    shop: Emulator, tmp_path: Path
) -> None:
    known = run_module("restore_readiness_info", virtual_machines=["shop-app", "shop-web"])
    gone = machine(shop, "shop-web")
    del shop.estate.machines[gone.id], shop.estate.disks[gone.os_disk.disk_id or ""]

    ran = run(
        tmp_path,
        shop,
        RECOVER,
        virtual_machines=["shop-app", "shop-web"],
        recovery_map={name: known[name] for name in ("recovery_map",)},
        report_dir=str(tmp_path / "reports"),
    )

    assert not ran.successful
    assert "These machines failed: shop-web." in ran.output
    assert [each["outcome"] for each in ran.result(RESTORE)["restores"]] == ["restored"] * 3
    assert "-os-2" in attached(shop, "shop-app")[0][0]
    told = {each["name"]: each for each in report_in(tmp_path / "reports")["virtual_machines"]}
    assert "make a machine of them with vm_from_disks" in told["shop-web"]["message"]
    assert (told["shop-app"]["failed"], told["shop-web"]["failed"]) == (False, True)


@pytest.mark.parametrize("which", [{"virtual_machines": ["shop-web"]}, {"tags": {"application": "shop"}}, {}])
def test_undone_by_name_by_tag_or_whatever_is_noted(shop: Emulator, tmp_path: Path, which: dict[str, Any]) -> None:
    before = attached(shop, "shop-web")
    assert run(tmp_path, shop, RECOVER, virtual_machines=["shop-web"]).successful

    undone = run(tmp_path, shop, UNDO, **{"virtual_machines": None, **which})

    assert undone.successful, undone.output
    assert attached(shop, "shop-web") == before
    again = run(tmp_path, shop, UNDO, **{"virtual_machines": None, **which})
    assert again.successful, again.output
    assert "changed=0" in again.output


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"power": None}, "recover_vms_power"),
        ({"as_of": ""}, "recover_vms_as_of"),
        ({"virtual_machines": None}, "recover_vms_virtual_machines"),
        ({"virtual_machines": ["shop-bd"]}, "this login sees no virtual machine"),
        ({"target_disk_nam": "x"}, "did you mean recover_vms_target_disk_name"),
        ({"poll_interval": "soon"}, "recover_vms_poll_interval"),
        ({"hosts": "nowhere"}, "No host to work on"),
    ],
)
def test_wrong_variables_are_refused_by_their_names(
    shop: Emulator, tmp_path: Path, variables: dict[str, Any], told: str
) -> None:
    ran = run(tmp_path, shop, RECOVER, **variables)

    assert not ran.successful
    assert told in ran.output
    assert [one for one in shop.requests if one.method in ("PUT", "PATCH")] == []


def test_hosts_of_the_inventory_are_recovered_side_by_side(shop: Emulator, tmp_path: Path) -> None:
    """One host for each machine, from the inventory plugin: no machine waits for the swap of another."""
    names = ("shop-app", "shop-web")
    (tmp_path / "inventory").mkdir()
    plugin = {
        "plugin": "azure_dr.backup.protected_disks",
        "vault_name": "dr-vault",
        "vault_resource_group": "backup",
        "compose": {"recover_vms_virtual_machines": "[virtual_machine.id]"},
    }
    (tmp_path / "inventory" / "protected_disks.yml").write_text(json.dumps(plugin))
    together = Barrier(len(names))

    def meet(response: Response) -> Response:
        together.wait(timeout=60)
        return response

    shop.faults.add(Fault(Action(meddle=meet), "POST", r"/deallocate$", times=len(names)))

    ran = run(tmp_path, shop, RECOVER, virtual_machines=None, hosts=",".join(names))

    assert ran.successful, ran.output
    assert not together.broken
    assert all("-os-2" in attached(shop, name)[0][0] for name in names)
    assert set(ran.artifacts) == {f"recover_vms_outcomes_{host_label(name)}" for name in names}
