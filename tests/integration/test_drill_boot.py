# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The boot check of the role recovery_drill: a machine of the restored disks runs, and is gone whatever has failed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import host_label
from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.messages import Response
from ansible_collections.azure_dr.backup.tests.emulator.names import DISK_SNAPSHOT_CONTRIBUTOR
from ansible_collections.azure_dr.backup.tests.emulator.networks import NetworkInterface
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.drills import DRILLS, allow_drills, restore_for_drill
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_playbook
from ansible_collections.azure_dr.backup.tests.support.swappable import add_swappable_machine
from ansible_collections.azure_dr.backup.tests.support.two_vaults import add_shop, let_restore
from ansible_collections.azure_dr.backup.tests.support.wishes import VAULT

FAIL = "Fail if a verdict is not passed"
MADE = "erp-os-drill"
VARIABLES: dict[str, Any] = {
    **{f"recovery_drill_{name}": value for name, value in VAULT.items()},
    "recovery_drill_test_id": "w48",
    "recovery_drill_target_resource_group": DRILLS,
    "recovery_drill_disks": [
        {"source_disk": name, "target_disk": f"{name}-drill"} for name in ("erp-os", "erp-data", "erp-log")
    ],
    "recovery_drill_poll_interval": 1,
    "recovery_drill_boot": True,
}


@pytest.fixture
def erp(azure: Emulator) -> Emulator:
    """An Azure with a machine of three protected disks, and a group with a network that are for drills."""
    estate = azure.estate
    allow_drills(estate)
    add_swappable_machine(estate)
    VARIABLES["recovery_drill_subnet_id"] = estate.add_network("drill-net", estate.group(DRILLS), "closed").subnet_id(
        "closed"
    )
    # A disk that a machine has released is left alone for five minutes.
    later = Action(meddle=lambda response: azure.clock.advance(301) or response)
    azure.faults.add(Fault(later, "DELETE", r"/networkInterfaces/", times=None))
    return azure


def run(folder: Path, **variables: Any) -> Run:
    return run_playbook(folder, "azure_dr.backup.recovery_drill", **{**VARIABLES, **variables})


def result(ran: Run) -> dict[str, Any]:
    told: dict[str, Any] = ran.artifacts[f"recovery_drill_results_{host_label('localhost')}"]["w48"]
    return told


def left(azure: Emulator) -> list[str]:
    """The names of all that is in the group of drills besides its network."""
    estate = azure.estate
    things = (*estate.disks.values(), *estate.machines.values(), *estate.interfaces.values())
    return sorted(thing.name for thing in things if thing.group == DRILLS)


def protect_elsewhere(azure: Emulator, name: str, instance_name: str) -> None:
    """Another vault protects the disk, and its backup instance has a name that is there in both vaults."""
    instance, shop = azure.estate.instance(name), add_shop(azure)
    del instance.vault.instances[instance.name]
    instance.vault, instance.name = shop, instance_name
    shop.instances[instance_name] = instance
    let_restore(azure, shop, azure.estate.group(DRILLS))
    azure.estate.grant(shop.principal_id or "", DISK_SNAPSHOT_CONTRIBUTOR.name, instance.snapshot_group_id)


def test_the_machine_runs_while_the_user_checks_it(erp: Emulator, tmp_path: Path) -> None:
    """Two vaults protect its disks, with backup instances of one name."""
    protect_elsewhere(erp, "erp-log", erp.estate.instance("erp-data").name)
    disks = [
        {"backup_instance": erp.estate.instance(name).id, "target_disk": f"{name}-drill"}
        for name in ("erp-os", "erp-data", "erp-log")
    ]
    checks = tmp_path / "checks.yml"
    seen = "virtual_machines[0].name == 'erp-os-drill' and virtual_machines[0].power == 'running'"
    address = "virtual_machines[0].private_address is match('10.0.0.')"
    checks.write_text(json.dumps([{"name": "See it", "ansible.builtin.assert": {"that": [seen, address]}}]))

    ran = run(
        tmp_path,
        recovery_drill_disks=disks,
        recovery_drill_target_subscription_id=erp.estate.subscription_id,
        recovery_drill_checks=str(checks),
        recovery_drill_report_dir=str(tmp_path / "reports"),
    )

    assert ran.successful, ran.output
    assert result(ran)["verdicts"] == {"restored": "passed", "validated": "passed", "cleaned_up": "passed"}
    assert left(erp) == []
    (made,) = [one for one in erp.requests if one.method == "PUT" and one.path.endswith(f"/virtualMachines/{MADE}")]
    profile = made.body["properties"]["storageProfile"]
    assert [(one["lun"], one["managedDisk"]["id"].rpartition("/")[2]) for one in profile["dataDisks"]] == [
        (0, "erp-data-drill"),
        (1, "erp-log-drill"),
    ]
    assert made.body["properties"]["diagnosticsProfile"]["bootDiagnostics"]["enabled"] is True
    evidence = json.loads(Path(result(ran)["report"]["json"]["path"]).read_text())["evidence"]
    assert [(one["name"], one["result"]) for one in evidence["checks"]] == [
        ("Job, recovery point and size of each disk", "passed"),
        ("Start of each virtual machine", "passed"),
        ("checks.yml", "passed"),
    ]
    (machine,) = evidence["virtual_machines"]
    assert (machine["name"], machine["started"], machine["deleted"]) == (MADE, "yes", "yes")
    assert machine["of"].endswith("/virtualMachines/erp")


def test_an_agent_that_is_not_ready_in_time(erp: Emulator, tmp_path: Path) -> None:
    def never_boots(response: Response) -> Response:
        for machine in erp.estate.machines.values():
            machine.boots, machine.agent_due = False, None
        return response

    erp.faults.add(Fault(Action(meddle=never_boots), "PUT", r"/virtualMachines/"))

    ran = run(tmp_path, recovery_drill_boot_timeout=2)

    assert not ran.successful
    assert result(ran)["verdicts"] == {"restored": "passed", "validated": "failed", "cleaned_up": "passed"}
    assert "was not ready within boot_timeout" in ran.result(FAIL)["msg"]
    assert left(erp) == []


def test_without_an_os_disk_nothing_can_boot(erp: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, recovery_drill_disks=[{"source_disk": "erp-data", "target_disk": "erp-data-drill"}])

    assert not ran.successful
    assert result(ran)["verdicts"] == {"restored": "passed", "validated": "failed", "cleaned_up": "passed"}
    assert "nothing can be started" in ran.result(FAIL)["msg"]


def test_a_machine_that_is_gone_is_made_from_the_recovery_map(erp: Emulator, tmp_path: Path) -> None:
    recovery_map = run_module("restore_readiness_info")["recovery_map"]
    for machine in list(erp.estate.machines.values()):
        del erp.estate.machines[machine.id]
    for disk in erp.estate.disks.values():
        disk.owners, disk.disk_state = [], "Unattached"

    ran = run(tmp_path, recovery_drill_recovery_map=recovery_map)

    assert ran.successful, ran.output
    assert erp.requests_to("PUT", f"/virtualMachines/{MADE}")
    assert left(erp) == []


def test_a_machine_that_can_t_be_deleted_is_told(erp: Emulator, tmp_path: Path) -> None:
    refused = {"error": {"code": "ScopeLocked", "message": "It is locked."}}
    erp.faults.add(Fault(answer(409, refused), "DELETE", r"/virtualMachines/", times=None))

    ran = run(tmp_path)

    assert not ran.successful
    assert result(ran)["verdicts"] == {"restored": "passed", "validated": "passed", "cleaned_up": "failed"}
    told = ran.result(FAIL)["msg"]
    assert f"{MADE} may stay: " in told and "erp-data-drill stays: The virtual machine" in told


def begin_and_die(azure: Emulator) -> None:
    """A drill restores its disks, makes its machine, and is killed."""
    assert restore_for_drill(disks=VARIABLES["recovery_drill_disks"])["summary"]["restored"] == 3
    subnet = VARIABLES["recovery_drill_subnet_id"]
    machine = {"name": MADE, "resource_group": DRILLS, "size": "Standard_D4s_v5", "subnet_id": subnet}
    made = run_module("vm_from_disks", os_disk=f"{MADE}", wait_for_agent=False, poll_interval=1, **machine)
    assert made["action"] == "created", made


def lose_the_machine(azure: Emulator) -> None:
    """The drill was killed before it made the machine: there is only the network interface."""
    estate = azure.estate
    (machine,) = [one for one in estate.machines.values() if one.name == MADE]
    run_module("vm_from_disks", name=MADE, resource_group=DRILLS, state="absent", poll_interval=1)
    subnet = VARIABLES["recovery_drill_subnet_id"]
    interface = NetworkInterface(f"{MADE}-nic", DRILLS, machine.subscription_id, machine.location, subnet)
    interface.tags = {"azure-dr-vm-from-disks": f"{DRILLS}/{MADE}"}
    estate.interfaces[interface.id] = interface


def test_a_killed_drill_is_cleaned_up_by_its_next_run(erp: Emulator, tmp_path: Path) -> None:
    begin_and_die(erp)

    again = run(tmp_path, recovery_drill_boot=False)

    assert again.successful, again.output
    assert left(erp) == []


@pytest.mark.parametrize("lose", [lambda azure: None, lose_the_machine], ids=["machine", "interface"])
def test_a_killed_drill_that_nobody_runs_again_is_swept(
    erp: Emulator, tmp_path: Path, lose: Callable[[Emulator], None]
) -> None:
    begin_and_die(erp)
    lose(erp)
    erp.clock.advance(90_000)

    variables = {f"drill_cleanup_{name}": value for name, value in VAULT.items()}
    where = {"drill_cleanup_target_resource_group": DRILLS, "drill_cleanup_older_than": 3600}
    swept = run_playbook(tmp_path, "azure_dr.backup.drill_cleanup", **variables, **where)

    assert swept.successful, swept.output
    assert left(erp) == []
