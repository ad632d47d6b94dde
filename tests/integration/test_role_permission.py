# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role with restore_disks_grant_permission: granted before, taken away after where nothing can need it any more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import host_label
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer, failing_job, reset, stuck_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_playbook
from ansible_collections.azure_dr.backup.tests.support.two_vaults import add_shop
from ansible_collections.azure_dr.backup.tests.support.wishes import ROLE_VARIABLES

RESTORE = "azure_dr.backup.restore_disks"
GRANT = "Grant the vault's identities the role on the target resource groups"
BATCH = "Validate, restore, wait and verify"
TAKE = "Remove the permission"
END = "Show how the run ended"
VARIABLES: dict[str, Any] = {
    **ROLE_VARIABLES,
    "restore_disks_target_resource_group": "erp-drill",
    "restore_disks_grant_permission": True,
    "restore_disks_disks": [
        {"source_disk": "erp-os", "target_disk": "os"},
        {"source_disk": "erp-data", "target_disk": "data"},
    ],
}


@pytest.fixture(autouse=True)
def roles_take_effect_at_once(azure: Emulator) -> None:
    azure.settings.role_propagation_seconds = 0


def run(folder: Path, *arguments: str, **variables: Any) -> Run:
    return run_playbook(folder, RESTORE, *arguments, **{**VARIABLES, **variables})


def handed_over(ran: Run) -> dict[str, Any]:
    """What the run hands to the next job of a workflow, of its only host, for its only set of disks."""
    (told,) = ran.artifacts[f"restore_disks_outcomes_{host_label('localhost')}"].values()
    handed: dict[str, Any] = told
    return handed


def left_over(ran: Run) -> list[dict[str, Any]]:
    """What the run hands over as left: the console tells the same."""
    told: list[dict[str, Any]] = handed_over(ran)["left_over"]
    console = " ".join(ran.results[END][-1]["msg"])
    assert all(each["remedy"] in console for each in told)
    return told


def granted(azure: Emulator, group: str = "erp-drill") -> list[str]:
    """The identities with a role on exactly that group."""
    scope = azure.estate.group(group).id.lower()
    return [one.principal_id for one in azure.estate.access.assignments.values() if one.scope.lower() == scope]


def writes(azure: Emulator) -> list[str]:
    """The methods of all writes about roles, with the group."""
    sent = [one for one in azure.requests if "/roleassignments/" in one.path.lower() and one.method != "GET"]
    return [f"{one.method} {one.path.split('/')[4]}" for one in sent]


def test_granted_before_and_taken_away_after(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path)

    assert ran.successful, ran.output
    assert ran.result(BATCH)["summary"]["restored"] == 2
    assert writes(azure) == ["PUT erp-drill", "DELETE erp-drill"]
    order = [
        one.method if "/roleassignments/" in one.path.lower() else "restore"
        for one in azure.requests
        if one.path.endswith("/restore") or "/roleassignments/" in one.path.lower()
    ]
    assert order == ["PUT", "restore", "restore", "DELETE"]
    assert granted(azure) == []
    assert left_over(ran) == []


def test_not_unless_asked_for(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, restore_disks_grant_permission="false", restore_disks_target_resource_group="erp-restored")

    assert ran.successful, ran.output
    assert [one for one in azure.requests if "/roleassignments" in one.path.lower()] == []


def test_what_was_there_before_stays(azure: Emulator, tmp_path: Path) -> None:
    run_module("restore_permission", target_resource_group="erp-drill")
    azure.forget_requests()

    ran = run(
        tmp_path,
        restore_disks_target_resource_group="",
        restore_disks_disks=[
            {"source_disk": "erp-os", "target_disk": "os", "target_resource_group": "erp-drill"},
            {"source_disk": "erp-data", "target_disk": "data", "target_resource_group": "erp-restored"},
        ],
    )

    assert ran.successful, ran.output
    assert writes(azure) == []
    assert len(granted(azure)) == 1


def test_every_group_once(azure: Emulator, tmp_path: Path) -> None:
    azure.estate.add_group("erp-x")
    drill = azure.estate.group("erp-drill").id
    in_drill = f"{drill.replace('erp-drill', 'ERP-Drill')}/providers/Microsoft.Compute/disks/data"

    ran = run(
        tmp_path,
        restore_disks_disks=[
            {"source_disk": "erp-os", "target_disk": "os", "target_resource_group": "erp-x"},
            {"source_disk": "erp-data", "target_disk": in_drill},
            {"source_disk": "erp-log", "target_disk": "log", "target_resource_group": None},
        ],
    )

    assert ran.successful, ran.output
    assert sorted(each.lower() for each in writes(azure)) == [
        "delete erp-drill",
        "delete erp-x",
        "put erp-drill",
        "put erp-x",
    ]
    assert granted(azure) == granted(azure, "erp-x") == []


def test_each_identity_that_backs_a_disk_up(azure: Emulator, tmp_path: Path) -> None:
    vault, data = azure.estate.vault(), azure.estate.instance("erp-data")
    identity = azure.estate.add_user_identity("restorer", azure.estate.group("backup"))
    vault.user_identities.append(identity)
    data.identity_details = {"useSystemAssignedIdentity": False, "userAssignedIdentityArmUrl": identity.id}
    azure.estate.grant(identity.principal_id, "7efff54f-a5b4-42b5-a1c5-5411624893ce", data.snapshot_group_id)

    ran = run(
        tmp_path,
        restore_disks_wait=False,
        restore_disks_disks=[
            {"source_disk": "ERP-OS", "target_disk": "os"},
            {"backup_instance": data.name, "target_disk": "data"},
        ],
    )

    assert ran.successful, ran.output
    assert sorted(granted(azure)) == sorted([vault.principal_id or "", identity.principal_id])
    only = run(
        tmp_path,
        restore_disks_vault_identity=identity.id,
        restore_disks_target_resource_group="erp-restored",
        restore_disks_disks=[{"source_disk": "erp-os", "target_disk": "os"}],
    )
    assert [each["principal_id"] for each in only.results[GRANT]] == [identity.principal_id]


def test_check_mode_only_tells(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, "--check")

    (told,) = ran.results[GRANT]
    assert (told["changed"], told["state"], told["made_by"]) == (True, "present", "this_task")
    assert writes(azure) == []
    assert TAKE not in ran.results
    assert left_over(ran) == []


def test_taken_away_where_the_batch_fails(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"erp-data[^/]*/restore$"))

    ran = run(tmp_path)

    assert not ran.successful
    assert ran.result(BATCH)["summary"]["failed"] == 1
    assert "InternalServerError" in ran.output
    assert writes(azure) == ["PUT erp-drill", "DELETE erp-drill"]
    assert granted(azure) == []


def test_taken_away_where_nothing_was_sent(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, restore_disks_as_of="2026-11-22T03:00:00")

    assert not ran.successful
    assert "has no offset from UTC" in ran.output
    assert granted(azure) == []


def test_taken_away_where_only_a_part_could_be_granted(azure: Emulator, tmp_path: Path) -> None:
    azure.estate.add_group("erp-x")
    azure.estate.access.deny("Microsoft.Authorization/roleAssignments/write", azure.estate.group("erp-x").id)

    ran = run(
        tmp_path,
        restore_disks_disks=[
            {"source_disk": "erp-os", "target_disk": "os"},
            {"source_disk": "erp-data", "target_disk": "data", "target_resource_group": "erp-x"},
        ],
    )

    assert not ran.successful
    assert BATCH not in ran.results
    assert "az role assignment create" in ran.output
    assert writes(azure) == ["PUT erp-drill", "PUT erp-x", "DELETE erp-drill"]


def test_left_where_nobody_waits(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, restore_disks_wait=False)

    assert ran.successful, ran.output
    assert len(granted(azure)) == 1
    (left,) = left_over(ran)
    assert left["assignment_id"] == ran.results[GRANT][0]["assignment_id"]
    assert f"az role assignment delete --ids {left['assignment_id']}" in left["remedy"]
    assert "is not removed: the outcome of the restore to disk 'os' is started." in left["why"]


def test_left_where_a_restore_goes_on(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(stuck_job(), "POST", r"erp-data[^/]*/restore$"))

    ran = run(tmp_path, restore_disks_wait_timeout=10)

    assert not ran.successful
    assert ran.result(BATCH)["summary"]["running"] == 1
    assert len(granted(azure)) == 1
    (left,) = left_over(ran)
    assert "az role assignment delete --ids" in left["remedy"]
    assert "is not removed: the outcome of the restore to disk 'data' is running." in left["why"]


def test_left_where_a_restore_of_someone_else_goes_on(azure: Emulator, tmp_path: Path) -> None:
    """It is of the second of two vaults that share an identity. A restore into another group is no reason."""
    scope = azure.estate.group("erp-drill").id
    shared = azure.estate.add_user_identity("restorer", azure.estate.group("backup"))
    for vault in (azure.estate.vault(), add_shop(azure)):
        vault.user_identities.append(shared)
        for one in vault.instances.values():
            azure.estate.grant(shared.principal_id, "7efff54f-a5b4-42b5-a1c5-5411624893ce", one.snapshot_group_id)
    instance = azure.estate.instance("shop-log")
    azure.estate.add_group("erp-x")
    azure.estate.add_job(
        instance,
        "Restore",
        azure.clock.now(),
        destination=f"{scope.lower()}/providers/Microsoft.Compute/disks/theirs",
        source_point=instance.points[0],
    )

    ran = run(
        tmp_path,
        restore_disks_vault_identity=shared.id,
        restore_disks_target_subscription_id=azure.estate.subscription_id,
        restore_disks_disks=[
            {"backup_instance": azure.estate.instance("erp-os").id, "target_disk": "os"},
            {"backup_instance": azure.estate.instance("shop-os").id, "target_disk": "shop-os"},
            {"source_disk": "erp-data", "target_disk": "data", "target_resource_group": "erp-x"},
        ],
    )

    assert ran.successful, ran.output
    assert (len(granted(azure)), granted(azure, "erp-x")) == (1, [])
    (left,) = left_over(ran)
    assert left["scope"] == scope
    assert "and makes the disk 'theirs'" in left["why"]


def test_left_where_that_can_not_be_told(azure: Emulator, tmp_path: Path) -> None:
    azure.estate.access.deny("Microsoft.DataProtection/backupVaults/backupJobs/read")

    ran = run(tmp_path, restore_disks_as_of="2026-11-22T03:00:00")

    assert len(granted(azure)) == 1
    (left,) = left_over(ran)
    assert "AuthorizationFailed" in left["why"]
    assert "az role assignment delete --ids" in left["remedy"]


def test_a_lock_that_keeps_it_is_told_to_whoever_goes_on(azure: Emulator, tmp_path: Path) -> None:
    """The console of a run that ends well is read by nobody: it is in the fact, the report and the artifacts, too."""
    locked = {"error": {"code": "ScopeLocked", "message": "The scope '...' cannot perform delete operation."}}
    group = azure.estate.group("erp-drill").id
    lock = f"{group}/providers/Microsoft.Authorization/locks/keep"
    there = {"value": [{"id": lock, "name": "keep", "properties": {"level": "CanNotDelete"}}]}
    azure.faults.add(Fault(answer(409, locked), "DELETE", r"/roleAssignments/", times=None))
    azure.faults.add(Fault(answer(200, there), "GET", r"/locks$", times=None))
    playbook = tmp_path / "drill.yml"
    playbook.write_text(
        "- hosts: localhost\n"
        "  connection: local\n"
        "  gather_facts: false\n"
        "  roles: [azure_dr.backup.restore_disks]\n"
        "  post_tasks:\n"
        "    - name: Go on\n"
        "      ansible.builtin.debug:\n"
        "        msg: '{{ restore_disks_left_over }}'\n"
    )

    ran = run_playbook(tmp_path, str(playbook), **VARIABLES, restore_disks_report_dir=str(tmp_path / "reports"))

    assert ran.successful, ran.output
    (left,) = left_over(ran)
    assert left["locks"] == [lock]
    assert "the lock 'keep' (CanNotDelete)" in left["why"]
    unlock, take = f"az lock delete --ids {lock}", f"az role assignment delete --ids {left['assignment_id']}"
    assert left["remedy"].index(unlock) < left["remedy"].index(take)
    assert ran.result("Go on")["msg"] == [left]
    report = handed_over(ran)["report"]
    assert json.loads(Path(report["json"]["path"]).read_text())["left_over"] == [left]
    page = Path(report["html"]["path"]).read_text()
    assert "What is left over" in page
    assert unlock in page


@pytest.mark.parametrize("fails", [False, True])
def test_a_failure_to_take_it_away_hides_nothing(azure: Emulator, tmp_path: Path, fails: bool) -> None:
    azure.estate.access.deny("Microsoft.Authorization/roleAssignments/delete")
    if fails:
        azure.faults.add(Fault(failing_job(), "POST", r"erp-data[^/]*/restore$"))

    ran = run(tmp_path)

    assert ran.successful is not fails
    assert ran.result(BATCH)["summary"]["failed"] == int(fails)
    assert handed_over(ran)["summary"]["failed"] == int(fails)
    (left,) = left_over(ran)
    assert "AuthorizationFailed" in left["why"]
    assert "az role assignment delete --ids" in left["remedy"]


def test_left_where_its_maker_is_not_known(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(reset(after=True), "PUT", r"/roleAssignments/"))

    ran = run(tmp_path)

    assert ran.successful, ran.output
    assert len(granted(azure)) == 1
    assert "another task granted it" in ran.output


def test_an_earlier_run_in_the_same_play_is_forgotten(azure: Emulator, tmp_path: Path) -> None:
    """What the role left in its variables does not decide what a later run of it takes away."""
    refused = answer(403, {"error": {"code": "AuthorizationFailed", "message": "No."}})
    azure.faults.add(Fault(refused, "DELETE", r"/roleAssignments/"))
    azure.faults.add(Fault(refused, "GET", r"/backupInstances$", skip=2))
    playbook = tmp_path / "twice.yml"
    playbook.write_text(
        "- hosts: localhost\n"
        "  connection: local\n"
        "  gather_facts: false\n"
        "  tasks:\n"
        "    - ansible.builtin.include_role:\n"
        "        name: azure_dr.backup.restore_disks\n"
        "      loop: [first, second]\n"
    )

    ran = run_playbook(tmp_path, str(playbook), **VARIABLES)

    assert not ran.successful
    assert len(ran.results[GRANT]) == 2
    assert len(ran.results[BATCH]) == 1
    assert writes(azure) == ["PUT erp-drill", "DELETE erp-drill"]
    assert len(left_over(ran)) == 1, "what the first has left is not forgotten"


def test_the_identities_of_two_vaults_in_two_subscriptions(azure: Emulator, tmp_path: Path) -> None:
    """The disks name their vaults. Each identity has the role for the time of the run."""
    add_shop(azure)
    disks = [
        {"backup_instance": azure.estate.instance(name).id, "target_disk": f"{name}-back"}
        for name in ("erp-data", "shop-data")
    ]
    vault = {"restore_disks_vault_name": None, "restore_disks_vault_resource_group": None}

    ran = run(
        tmp_path,
        **vault,
        restore_disks_disks=disks,
        restore_disks_target_subscription_id=azure.estate.subscription_id,
    )

    assert ran.successful, ran.output
    assert writes(azure) == ["PUT erp-drill"] * 2 + ["DELETE erp-drill"] * 2
    assert (granted(azure), left_over(ran)) == ([], [])
