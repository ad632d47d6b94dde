# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""restore_permission, as a conversation with Azure."""

from __future__ import annotations

from datetime import datetime, timezone
from itertools import count
from typing import Any, get_args
from urllib.parse import unquote

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._backup import role_grants as permissions
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.records import Outcome
from ansible_collections.azure_dr.backup.tests.emulator import faults
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.model import Job, RoleAssignment, UserIdentity
from ansible_collections.azure_dr.backup.tests.emulator.names import DISK_RESTORE_OPERATOR, DISK_SNAPSHOT_CONTRIBUTOR
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

WRITE = "Microsoft.Authorization/roleAssignments/write"
EARLIER = datetime(2026, 11, 22, 1, tzinfo=timezone.utc)
UNKNOWN = {"error": {"code": "PrincipalNotFound", "message": "Principal x does not exist in the directory y."}}


def permission(group: str = "erp-drill", **options: Any) -> dict[str, Any]:
    return run_module("restore_permission", target_resource_group=group, **options)


def writes(azure: Emulator) -> list[str]:
    about_roles = [one for one in azure.requests if "/roleassignments" in one.path.lower()]
    return [one.method for one in about_roles if one.method != "GET"]


def assignments(azure: Emulator, group: str = "erp-drill") -> list[RoleAssignment]:
    """Those made for exactly that group."""
    scope = azure.estate.group(group).id.lower()
    return [one for one in azure.estate.access.assignments.values() if one.scope.lower() == scope]


def add_identity(azure: Emulator, name: str = "restorer") -> UserIdentity:
    identity = azure.estate.add_user_identity(name, azure.estate.group("backup"))
    azure.estate.vault().user_identities.append(identity)
    return identity


def test_it_is_given_once(azure: Emulator) -> None:
    first = permission()

    (made,) = assignments(azure)
    assert (made.role, made.principal_id) == (DISK_RESTORE_OPERATOR.name, azure.estate.vault().principal_id)
    assert first["changed"] is True
    assert (first["state"], first["made_by"], first["inherited_from"]) == ("present", "this_task", None)
    assert first["assignment_id"] == made.id
    assert first["principal_id"] == made.principal_id
    assert first["scope"] == azure.estate.group("erp-drill").id
    assert made.id in first["diff"]["after"]

    azure.forget_requests()
    again = permission("ERP-Drill")

    assert (again["changed"], again["state"], again["made_by"]) == (False, "present", "another_task")
    assert again["assignment_id"] == made.id
    assert writes(azure) == []


def test_what_is_sent(azure: Emulator) -> None:
    result = permission()

    sent = [one for one in azure.requests if "/roleassignments" in one.path.lower()]
    assert [one.method for one in sent] == ["GET", "PUT"]
    assert sent[0].query == {"api-version": "2022-04-01", "$filter": "atScope()"}
    assert unquote(sent[1].path) == result["assignment_id"]
    role = f"/subscriptions/{azure.estate.subscription_id}/providers/Microsoft.Authorization/roleDefinitions"
    assert sent[1].body == {
        "properties": {
            "roleDefinitionId": f"{role}/b50d9833-a0cb-478e-945f-707fcc997c13",
            "principalId": azure.estate.vault().principal_id,
            "principalType": "ServicePrincipal",
        }
    }


def test_its_name_depends_on_identity_and_group_alone(azure: Emulator) -> None:
    other = azure.estate.add_group("erp-other")
    identity = add_identity(azure)

    names = [permission(), permission("erp-other"), permission(vault_identity=identity.id)]
    assert len({each["assignment_id"].rpartition("/")[2] for each in names}) == 3

    azure.estate.access.revoke(azure.estate.vault().principal_id or "", other.id)
    assert permission("erp-other")["assignment_id"] == names[1]["assignment_id"]


def test_it_is_taken_away_once(azure: Emulator) -> None:
    given = permission()["assignment_id"]

    first = permission(state="absent")
    assert (first["changed"], first["state"], first["assignment_id"]) == (True, "absent", given)
    assert given in first["diff"]["before"]
    assert assignments(azure) == []

    azure.forget_requests()
    again = permission(state="absent")
    assert (again["changed"], again["state"], again["assignment_id"]) == (False, "absent", None)
    assert writes(azure) == []


def test_what_someone_else_has_granted_counts_and_stays(azure: Emulator) -> None:
    (theirs,) = assignments(azure, "erp-restored")

    present = permission("erp-restored")
    assert (present["changed"], present["made_by"]) == (False, "someone_else")
    assert (present["assignment_id"], present["inherited_from"]) == (theirs.id, None)

    absent = permission("erp-restored", state="absent")
    assert (absent["changed"], absent["state"], absent["assignment_id"]) == (False, "present", None)
    assert f"az role assignment delete --ids {theirs.id}" in absent["warnings"][0]
    assert assignments(azure, "erp-restored") == [theirs]
    assert writes(azure) == []


def test_what_is_inherited_counts_and_stays(azure: Emulator) -> None:
    subscription = f"/subscriptions/{azure.estate.subscription_id}"
    azure.estate.grant(azure.estate.vault().principal_id or "", DISK_RESTORE_OPERATOR.name, subscription)

    present = permission()
    assert (present["changed"], present["made_by"]) == (False, "someone_else")
    assert present["inherited_from"] == subscription

    absent = permission(state="absent")
    assert (absent["changed"], absent["state"]) == (False, "present")
    assert subscription in absent["warnings"][0]
    assert writes(azure) == []


def test_another_role_or_identity_does_not_count(azure: Emulator) -> None:
    scope = azure.estate.group("erp-drill").id
    azure.estate.grant(azure.estate.vault().principal_id or "", DISK_SNAPSHOT_CONTRIBUTOR.name, scope)
    azure.estate.grant(add_identity(azure).principal_id, DISK_RESTORE_OPERATOR.name, scope)

    assert permission()["made_by"] == "this_task"


@pytest.mark.parametrize("state", ["present", "absent"])
def test_check_mode_says_what_it_would_do(azure: Emulator, state: str) -> None:
    if state == "absent":
        permission()
    before = assignments(azure)
    azure.forget_requests()

    foretold = permission(state=state, check_mode=True)

    assert (writes(azure), assignments(azure)) == ([], before)
    done = permission(state=state)
    assert {**foretold, "invocation": None} == {**done, "invocation": None}
    assert foretold["changed"] is True


def test_a_user_assigned_identity(azure: Emulator) -> None:
    identity = add_identity(azure)

    result = permission(vault_identity=identity.id.upper())

    assert assignments(azure)[0].principal_id == result["principal_id"] == identity.principal_id
    assert result["vault_identity"].lower() == identity.id.lower()
    assert permission()["principal_id"] == azure.estate.vault().principal_id


def test_the_identity_that_backs_the_disk_up(azure: Emulator) -> None:
    identity, instance = add_identity(azure), azure.estate.instance("erp-data")
    instance.identity_details = {"useSystemAssignedIdentity": False, "userAssignedIdentityArmUrl": identity.id}

    assert permission(source_disk="erp-data")["principal_id"] == identity.principal_id
    assert permission(backup_instance=instance.name)["made_by"] == "another_task"
    assert permission(source_disk="erp-os")["principal_id"] == azure.estate.vault().principal_id
    other = add_identity(azure, "other")
    assert permission(source_disk="erp-data", vault_identity=other.id)["principal_id"] == other.principal_id


def test_a_vault_without_the_identity(azure: Emulator) -> None:
    vault = azure.estate.vault()
    identity = add_identity(azure)
    foreign = identity.id.replace("restorer", "foreign")

    wrong = permission(vault_identity=foreign)
    assert wrong["error"]["target"] == "vault_identity"
    assert f"{foreign} is not an identity of vault 'dr-vault'" in wrong["msg"]
    assert "it has its system-assigned one, " in wrong["msg"]

    azure.estate.instance("erp-data").identity_details = {"userAssignedIdentityArmUrl": foreign}
    of_instance = permission(source_disk="erp-data")
    assert foreign in of_instance["msg"]
    assert "vault_identity" in of_instance["msg"]

    vault.principal_id = None
    missing = permission()
    assert "vault_identity: vault 'dr-vault'" in missing["msg"]
    assert f"has no system-assigned identity: it has {identity.id.lower()}" in missing["msg"]

    vault.user_identities.clear()
    assert "it has no identity" in permission()["msg"]
    assert writes(azure) == []


def test_a_group_in_another_subscription(azure: Emulator) -> None:
    other = azure.estate.add_subscription("0a1b2c3d-0000-4000-8000-000000000001")
    group = azure.estate.add_group("erp-elsewhere", subscription_id=other)

    result = permission("erp-elsewhere", target_subscription_id=other)

    assert result["scope"] == group.id
    assert [one for one in azure.estate.access.assignments.values() if one.scope == group.id]


def test_a_group_with_an_odd_name(azure: Emulator) -> None:
    azure.estate.add_group("Größe_(neu).1")

    assert permission("Größe_(neu).1")["made_by"] == "this_task"
    assert permission("Größe_(neu).1", state="absent")["changed"] is True
    assert assignments(azure, "Größe_(neu).1") == []


def test_a_group_that_is_not_there(azure: Emulator) -> None:
    result = permission("erp-gone")
    assert "target_resource_group: resource group 'erp-gone' does not exist" in result["msg"]
    assert result["error"]["code"] == "ResourceGroupNotFound"

    absent = permission("erp-gone", state="absent")
    assert (absent["changed"], absent["state"]) == (False, "absent")
    assert "erp-gone" in absent["warnings"][0]

    elsewhere = permission(target_subscription_id="0a1b2c3d-0000-4000-8000-000000000001")
    assert (
        "target_subscription_id: subscription 0a1b2c3d-0000-4000-8000-000000000001 does not exist" in elsewhere["msg"]
    )


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"target_resource_group": "a/b"}, "target_resource_group"),
        ({"target_subscription_id": "mine"}, "target_subscription_id"),
        ({"vault_identity": "restorer"}, "vault_identity"),
        (
            {"vault_identity": "/subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/g/providers/A/b/c"},
            "vault_identity",
        ),
        ({"source_disk": "erp-data", "backup_instance": "x"}, "backup_instance"),
    ],
)
def test_what_is_refused(azure: Emulator, options: dict[str, Any], option: str) -> None:
    result = run_module("restore_permission", **{"target_resource_group": "erp-drill", **options})

    assert result["error"]["target"] == option
    assert azure.requests == []


def test_no_right_to_assign_roles(azure: Emulator) -> None:
    azure.estate.access.deny("Microsoft.Authorization/roleAssignments/*")
    unreadable = permission()
    assert "AuthorizationFailed" in unreadable["msg"]
    assert "Reader" in unreadable["msg"]

    azure.estate.access.denials.clear()
    azure.estate.access.deny(WRITE)
    scope, principal = azure.estate.group("erp-drill").id, azure.estate.vault().principal_id
    refused = permission()
    assert refused["error"]["code"] == "AuthorizationFailed"
    assert f"az role assignment create --assignee-object-id {principal}" in refused["msg"]
    assert f"--role 'Disk Restore Operator' --scope {scope}" in refused["msg"]

    azure.estate.access.denials.clear()
    given = permission()["assignment_id"]
    azure.estate.access.deny("Microsoft.Authorization/roleAssignments/delete")
    kept = permission(state="absent")
    assert f"az role assignment delete --ids {given}" in kept["msg"]


LOCK = {
    "id": "/subscriptions/{subscription}/resourceGroups/erp-drill/providers/Microsoft.Authorization/locks/keep",
    "name": "keep",
    "type": "Microsoft.Authorization/locks",
    "properties": {"level": "CanNotDelete"},
}


def lock(azure: Emulator, method: str) -> str:
    """Lock the group erp-drill, as far as such requests see it, and a disk in it. The id of the group's lock."""
    message = "The scope '...' cannot perform delete operation because following scope(s) are locked: '...'."
    refusal = {"error": {"code": "ScopeLocked", "message": message}}
    azure.faults.add(Fault(answer(409, refusal), method, r"/roleAssignments/", times=None))
    identifier = LOCK["id"].format(subscription=azure.estate.subscription_id)
    of_a_disk = identifier.replace("/providers/", "/providers/Microsoft.Compute/disks/d/providers/")
    locks = [{**LOCK, "id": of_a_disk, "name": "other"}, {**LOCK, "id": identifier}]
    azure.faults.add(
        Fault(answer(200, {"value": locks}), "GET", r"/erp-drill/providers/Microsoft.Authorization/locks$")
    )
    return identifier


def test_a_lock_that_keeps_it_there_is_named(azure: Emulator) -> None:
    assignment = permission()["assignment_id"]
    identifier = lock(azure, "DELETE")

    result = permission(state="absent")

    assert result["error"]["code"] == "ScopeLocked"
    assert [(each["name"], each["level"]) for each in result["locks"]] == [("keep", "CanNotDelete")]
    assert "the lock 'keep' (CanNotDelete) on /subscriptions/" in result["msg"]
    remedy = result["error"]["explanation"]["remedy"]
    assert remedy.index(f"az lock delete --ids {identifier}") < remedy.index(
        f"role assignment delete --ids {assignment}"
    )
    (looked,) = [one for one in azure.requests if one.path.endswith("/locks")]
    assert looked.query == {"api-version": "2016-09-01", "$filter": "atScope()"}


def test_a_lock_that_keeps_it_from_being_given_is_named(azure: Emulator) -> None:
    identifier = lock(azure, "PUT")

    result = permission()

    assert [each["id"] for each in result["locks"]] == [identifier]
    assert "az role assignment create" in result["error"]["explanation"]["remedy"]


def test_a_lock_that_can_not_be_read_is_looked_for_by_someone_who_can(azure: Emulator) -> None:
    permission()
    lock(azure, "DELETE")
    azure.faults.add(
        Fault(answer(403, {"error": {"code": "AuthorizationFailed", "message": "No."}}), "GET", r"/locks$")
    )
    azure.faults._faults.insert(0, azure.faults._faults.pop())

    result = permission(state="absent")

    assert result["locks"] == []
    assert "az lock list --resource-group erp-drill" in result["msg"]
    assert "that this login can't read" in result["msg"]


def test_a_new_identity_is_waited_for(azure: Emulator) -> None:
    azure.faults.add(Fault(answer(400, UNKNOWN), "PUT", r"/roleAssignments/", times=2))

    assert permission()["made_by"] == "this_task"
    assert writes(azure) == ["PUT"] * 3


def test_an_identity_that_stays_unknown(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "REPLICATION_SECONDS", 2.0)
    azure.faults.add(Fault(answer(400, UNKNOWN), "PUT", r"/roleAssignments/", times=None))

    result = permission()

    assert result["error"]["code"] == "PrincipalNotFound"
    assert azure.estate.vault().principal_id in result["msg"]
    assert "run the same task again in some minutes" in result["msg"]
    assert "after 2 s" in result["msg"]
    assert 1 <= len(writes(azure)) <= 3


def test_the_answer_is_lost(azure: Emulator) -> None:
    """The second PUT finds the assignment there; it can't be told whose it is, so that it isn't this task's."""
    azure.faults.add(Fault(faults.reset(after=True), "PUT", r"/roleAssignments/"))

    result = permission()

    assert (result["changed"], result["state"], result["made_by"]) == (True, "present", "another_task")
    assert "another task granted it" in result["warnings"][0]
    assert writes(azure) == ["PUT"] * 2


def test_the_answer_to_a_delete_is_lost(azure: Emulator) -> None:
    permission()
    azure.faults.add(Fault(faults.reset(after=True), "DELETE", r"/roleAssignments/"))

    assert permission(state="absent")["changed"] is True
    assert assignments(azure) == []


def test_someone_grants_it_at_the_same_moment(azure: Emulator) -> None:
    """Azure answers 409 where the same stands under another name, here one that the first list did not show yet."""
    azure.faults.add(Fault(answer(200, {"value": []}), "GET", r"/roleAssignments$"))

    result = permission("erp-restored")

    assert (result["changed"], result["made_by"]) == (False, "someone_else")
    assert result["assignment_id"] == assignments(azure, "erp-restored")[0].id


def test_a_conflict_without_an_assignment_is_an_error(azure: Emulator) -> None:
    exists = {"error": {"code": "RoleAssignmentExists", "message": "The role assignment already exists."}}
    azure.faults.add(Fault(answer(409, exists), "PUT", r"/roleAssignments/"))

    assert permission()["error"]["code"] == "RoleAssignmentExists"


def test_nothing_is_written_for_a_run_that_is_gone(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    wanting = "ansible_collections.azure_dr.backup.plugins.module_utils._ansible.parent_watch"
    parents = count(1000)
    monkeypatch.setattr(f"{wanting}._ancestors", lambda most: [next(parents)])

    assert permission()["error"]["code"] == "RunEnded"
    assert writes(azure) == []


def test_for_disks_each_permission_that_is_needed_once(azure: Emulator) -> None:
    identity, data = add_identity(azure), azure.estate.instance("erp-data")
    data.identity_details = {"useSystemAssignedIdentity": False, "userAssignedIdentityArmUrl": identity.id}
    drill = azure.estate.group("erp-drill").id
    disks = [
        {"source_disk": "erp-os", "target_disk": "os", "as_of": "latest"},
        {
            "source_disk": "erp-log",
            "target_disk": f"{drill.upper().replace('/SUB', '/sub')}/providers/Microsoft.Compute/disks/l",
        },
        {"backup_instance": data.name, "target_disk": "data", "target_resource_group": "erp-restored"},
        {"backup_instance": data.id, "target_disk": "data"},
    ]

    given = permission(disks=disks)

    system = azure.estate.vault().principal_id
    needed = [(each["scope"].rpartition("/")[2].lower(), each["principal_id"]) for each in given["permissions"]]
    assert needed == [
        ("erp-drill", system),
        ("erp-restored", identity.principal_id),
        ("erp-drill", identity.principal_id),
    ]
    assert [each["made_by"] for each in given["permissions"]] == ["this_task"] * 3
    assert given["state"] is None
    assert permission(disks=disks)["changed"] is False


def test_there_may_be_no_disks_if_that_is_said(azure: Emulator) -> None:
    result = permission(disks=[], allow_empty=True)

    assert (result["changed"], result["permissions"]) == (False, [])
    assert writes(azure) == []


def test_for_disks_what_was_given_before_a_failure_is_told(azure: Emulator) -> None:
    disks = [
        {"source_disk": "erp-os", "target_disk": "os"},
        {"source_disk": "erp-os", "target_disk": "os", "target_resource_group": "nowhere"},
    ]

    result = permission(disks=disks)

    assert result["failed"]
    assert result["changed"] is True
    assert [each["made_by"] for each in result["permissions"]] == ["this_task"]
    assert len(assignments(azure)) == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"disks": [{"source_disk": "erp-os", "target_disk": "a/b"}]}, "disks[0].target_disk: 'a/b'"),
        ({"disks": [{"source_disk": "erp-os"}]}, "disks[0].target_disk: is missing"),
        ({"disks": [{"target_disk": "os"}]}, "disks[0].source_disk: is missing"),
        ({"disks": [], "source_disk": "erp-os"}, "source_disk: give either this or disks"),
        ({"disks": []}, "disks: is an empty list: name the disks, or set allow_empty: true"),
        ({"group": ""}, "target_resource_group: is missing: give this or disks"),
    ],
)
def test_what_is_asked_for_is_looked_at_first(azure: Emulator, options: dict[str, Any], told: str) -> None:
    result = permission(**options)

    assert result["msg"].startswith(told)
    assert azure.requests == []


def restoring(azure: Emulator, disk: str = "theirs", group: str = "erp-drill", **job: Any) -> Job:
    """A restore job of the vault that makes a disk in a group, and runs for a long time."""
    instance = azure.estate.instance("erp-log")
    destination = f"{azure.estate.group(group).id.upper()}/providers/Microsoft.Compute/disks/{disk}"
    facts = {"destination": destination, "source_point": instance.points[0], **job}
    return azure.estate.add_job(instance, "Restore", azure.clock.now(), **facts)


@pytest.mark.parametrize("check_mode", [False, True])
def test_it_stays_while_a_restore_into_the_group_is_under_way(azure: Emulator, check_mode: bool) -> None:
    given = permission()["assignment_id"]
    job = restoring(azure)

    result = permission(state="absent", check_mode=check_mode)

    assert result["failed"] is True
    assert result["error"]["code"] == "PermissionInUse"
    assert f"the restore job {job.id} has the status 'InProgress', and makes the disk 'theirs'" in result["msg"]
    assert f"az role assignment delete --ids {given}" in result["error"]["explanation"]["remedy"]
    assert result["error"]["explanation"]["passing"] is True
    assert [each.id for each in assignments(azure)] == [given]
    assert writes(azure) == ["PUT"]


@pytest.mark.parametrize(
    ("job", "said"),
    [
        ({"status": "ComingHome"}, "has the status 'ComingHome'"),
        ({"status": "ComingHome", "end": EARLIER}, "has the status 'ComingHome'"),
        ({"destination": None}, "and Azure does not say which disk it makes"),
    ],
)
def test_what_is_not_known_of_a_restore_counts_as_under_way(azure: Emulator, job: dict[str, Any], said: str) -> None:
    permission()
    restoring(azure, **job)

    result = permission(state="absent")

    assert result["error"]["code"] == "PermissionInUse"
    assert said in result["msg"]
    assert writes(azure) == ["PUT"]


def test_other_jobs_are_no_reason_to_keep_it(azure: Emulator) -> None:
    permission()
    restoring(azure, group="erp-restored")
    restoring(azure, "done", end=EARLIER)
    restoring(azure, "failed", end=EARLIER, status="Failed")
    azure.estate.add_job(azure.estate.instance("erp-os"), "Backup", EARLIER)

    assert permission(state="absent")["state"] == "absent"


def test_jobs_are_read_only_for_what_would_be_taken_away(azure: Emulator) -> None:
    restoring(azure)

    result = permission(state="absent")

    assert (result["changed"], result["state"]) == (False, "absent")
    assert [one for one in azure.requests if "/backupjobs" in one.path.lower()] == []


def test_it_stays_if_the_jobs_can_not_be_read(azure: Emulator) -> None:
    permission()
    azure.estate.access.deny("Microsoft.DataProtection/backupVaults/backupJobs/read")

    error = permission(state="absent")["error"]

    assert error["code"] == "AuthorizationFailed"
    assert f"az role assignment delete --ids {assignments(azure)[0].id}" in error["explanation"]["remedy"]


def outcome_of(azure: Emulator, outcome: str | None, group: str = "erp-drill") -> dict[str, Any]:
    target = f"{azure.estate.group(group).id}/providers/Microsoft.Compute/disks/data"
    return {"restores": [{"target_disk": target, "outcome": outcome}], "failed": True}


@pytest.mark.parametrize("outcome", ["running", "started", "outcome_unknown", "of_a_later_version", None])
def test_it_stays_after_a_restore_that_may_go_on(azure: Emulator, outcome: str | None) -> None:
    """Azure may not list its job yet, or never: its answer was lost."""
    permission()

    result = permission(state="absent", outcome=outcome_of(azure, outcome))

    assert result["error"]["code"] == "PermissionInUse"
    assert f"the outcome of the restore to disk 'data' is {outcome}" in result["msg"]
    assert len(assignments(azure)) == 1


@pytest.mark.parametrize("outcome", [{}, {"skipped": True}, {"failed": True, "msg": "The module has crashed."}])
def test_it_stays_if_nothing_is_known_of_the_restores(azure: Emulator, outcome: dict[str, Any]) -> None:
    permission()

    result = permission(state="absent", outcome=outcome)

    assert "outcome does not say what became of the restores" in result["msg"]
    assert len(assignments(azure)) == 1


@pytest.mark.parametrize("outcome", sorted(set(get_args(Outcome)) - {"running", "started", "outcome_unknown"}))
def test_it_goes_after_restores_that_have_ended(azure: Emulator, outcome: str) -> None:
    permission()

    assert permission(state="absent", outcome=outcome_of(azure, outcome))["state"] == "absent"


def test_it_goes_after_restores_into_other_groups_and_where_none_was_sent(azure: Emulator) -> None:
    refused = {"failed": True, "msg": "No.", "error": {"code": "OptionRefused"}}
    for outcome in (outcome_of(azure, "running", "erp-restored"), refused, {"restores": []}):
        permission()

        assert permission(state="absent", outcome=outcome)["state"] == "absent"


def test_an_outcome_is_for_taking_away_only(azure: Emulator) -> None:
    result = permission(outcome={"restores": []})

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", "outcome")
    assert azure.requests == []
