# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What error codes mean, who can mend them, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import (
    OperationFailed,
    RequestRefused,
    TaskError,
    Trace,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.problems import Cause, Problem
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.error_guide import (
    Circumstances,
    explain,
    explained,
    may_come,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.explanations import EXPLANATIONS
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.own_explanations import OWN_EXPLANATIONS
from ansible_collections.azure_dr.backup.tests.support.error_codes import own_kinds

SUBSCRIPTION = "38304e13-357e-405e-9e9a-220351dcce8c"
ELSEWHERE = "8f0a3c5b-1111-4a6b-8c1d-9e7f5a3b1c20"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/erp-restored"
TARGET = ResourceId(SUBSCRIPTION, "erp-restored", "Microsoft.Compute/disks", ("d",))
VAULT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.DataProtection/backupVaults/dr-vault"
ENCRYPTION_SET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/des"
IDENTITY = "11111111-2222-3333-4444-555555555555"
LOGIN = "99999999-2222-3333-4444-555555555555"
HERE = Circumstances(TARGET, IDENTITY)
OUTER = "UserErrorNotEnoughPermissionOnTargetRG"


def failed(problem: Problem) -> TaskError:
    """An operation that Azure Backup has failed."""
    return OperationFailed("It failed.", problem=problem)


def refused(code: str, message: str, path: str = VAULT) -> TaskError:
    """A request of the login that Azure refused."""
    trace = Trace(http_status=403, url=f"https://management.azure.com{path}")
    return RequestRefused("it", {"error": {"code": code, "message": message}}, trace)


def lacks(action: str, scope: str, identity: str = IDENTITY) -> str:
    """What Resource Manager says of a right that is missing."""
    return (
        f"The client 'f00dfeed-0000-4000-8000-000000000001' with object id '{identity}' does not have authorization to "
        f"perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, "
        "please refresh your credentials."
    )


def lacks_linked(actions: str, scopes: str, identity: str = IDENTITY) -> str:
    """What Resource Manager says of a right that is missing on something else than what the request was sent to."""
    return (
        f"The client 'f00dfeed-0000-4000-8000-000000000001' with object id '{identity}' has permission to perform "
        f"action 'Microsoft.Compute/disks/write' on scope '{GROUP}/providers/Microsoft.Compute/disks/d'; however, "
        f"it does not have permission to perform action(s) '{actions}' on the linked scope(s) '{scopes}' "
        "(respectively) or the linked scope(s) are invalid."
    )


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_every_code_of_azure_is_explained(code: str) -> None:
    advice = explain(failed(Problem(code, "Words.")), HERE)

    assert advice
    assert_can_be_told(advice.cause, advice.who, advice.remedy)


@pytest.mark.parametrize("kind", own_kinds(), ids=lambda kind: str(kind.code))
def test_every_failure_that_this_collection_can_raise_is_explained(kind: type[TaskError]) -> None:
    advice = explain(failed(Problem(kind.code, "Words.")))

    assert advice, f"{kind.__name__} needs a cause, who can mend it and a remedy"
    assert_can_be_told(advice.cause, advice.who, advice.remedy)


def test_no_own_code_is_explained_that_nothing_raises() -> None:
    assert set(OWN_EXPLANATIONS) == {kind.code for kind in own_kinds()}


def assert_can_be_told(cause: str, who: str, remedy: str) -> None:
    for words in (cause, who, remedy):
        assert words
        assert "{" not in words
    assert cause.endswith(".")
    assert not remedy.endswith(".")


def test_missing_rights_name_role_principal_scope_and_command() -> None:
    advice = explain(failed(Problem(OUTER, "No.")), HERE)

    assert advice
    assert "Disk Restore Operator" in advice.cause
    assert (
        "az role assignment create --assignee-object-id 11111111-2222-3333-4444-555555555555 "
        "--assignee-principal-type ServicePrincipal --role 'Disk Restore Operator' "
        "--scope /subscriptions/38304e13-357e-405e-9e9a-220351dcce8c/resourceGroups/erp-restored"
    ) in advice.remedy
    assert "restore_permission" in advice.remedy
    assert "restore_disks_grant_permission: true" in advice.remedy


def anywhere(words: str) -> Iterator[Problem]:
    """An error of Azure Backup in which these words stand: outside, nested, nested deep, or as advice."""
    yield Problem(OUTER, words)
    yield Problem(OUTER, "No.", causes=(Cause("AuthorizationFailed", words),))
    yield Problem(
        "CloudInternalError",
        "No.",
        causes=(Cause(OUTER, "No."), Cause("X", words), Cause("InternalServerError", "No.")),
    )
    yield Problem("UserErrorMissingRequiredPermissions", "No.", recommended_actions=("Grant it.", words))


OTHER_RIGHTS = [
    lacks("Microsoft.Compute/diskEncryptionSets/read", ENCRYPTION_SET),
    lacks_linked("Microsoft.Compute/diskEncryptionSets/read", ENCRYPTION_SET),
    lacks("Microsoft.Compute/diskEncryptionSets/read", GROUP),
    lacks("Microsoft.DataProtection/backupVaults/read", VAULT),
    lacks("Microsoft.Compute/snapshots/beginGetAccess/action", f"/subscriptions/{SUBSCRIPTION}/resourceGroups/snaps"),
    lacks("Microsoft.Compute/disks/write", f"{GROUP}-2"),
    lacks("Microsoft.Compute/disks/write", f"/subscriptions/{SUBSCRIPTION}"),
    lacks("Microsoft.Compute/disks/write", GROUP, LOGIN),
]


@pytest.mark.parametrize("words", OTHER_RIGHTS)
def test_a_right_that_the_role_does_not_give_is_told_and_does_not_come(words: str) -> None:
    for problem in anywhere(words):
        assert not may_come(problem, HERE)
        advice = explain(failed(problem), HERE)
        assert advice
        assert "Disk Restore Operator" not in f"{advice.cause} {advice.remedy}"
        told = f"{advice.cause} {advice.remedy}"
        assert (LOGIN if LOGIN in words else IDENTITY) in told
        assert words.split("'")[-2] in told
        assert words.split("'")[-4] in told


@pytest.mark.parametrize(
    "words",
    [
        lacks("Microsoft.Compute/disks/write", f"{GROUP}/providers/Microsoft.Compute/disks/d"),
        lacks("microsoft.compute/disks/WRITE", GROUP.upper()),
        lacks("Microsoft.Authorization/roleAssignments/read", f"{GROUP}/providers/Microsoft.Authorization"),
        (
            f"The client '{IDENTITY}' does not have authorization to perform action 'Microsoft.Compute/disks/read' "
            f"over scope '{GROUP}'."
        ),
    ],
)
def test_a_right_that_the_role_gives_may_come(words: str) -> None:
    for problem in anywhere(words):
        assert may_come(problem, HERE)
        advice = explain(failed(problem), HERE)
        assert advice
        assert f"--assignee-object-id {IDENTITY}" in advice.remedy


def test_one_right_among_several_that_does_not_come() -> None:
    words = lacks_linked(
        "Microsoft.Compute/disks/write,Microsoft.Compute/diskEncryptionSets/read", f"{GROUP},{ENCRYPTION_SET}"
    )

    assert not may_come(Problem(OUTER, words), HERE)
    advice = explain(failed(Problem(OUTER, words)), HERE)
    assert advice
    assert advice.cause == (
        f"The vault's identity {IDENTITY} does not have the right Microsoft.Compute/diskEncryptionSets/read "
        f"on {ENCRYPTION_SET}."
    )
    assert advice.remedy == f"give that identity the role Reader on {ENCRYPTION_SET}"


def test_a_right_that_the_login_lacks_is_the_login_s() -> None:
    action = "Microsoft.DataProtection/backupVaults/backupJobs/read"

    advice = explain(refused("AuthorizationFailed", lacks(action, f"{VAULT}/backupJobs/1", LOGIN)))

    assert advice
    assert advice.cause == f"This login ({LOGIN}) does not have the right {action} on {VAULT}/backupJobs/1."
    assert advice.remedy == f"give the login the role Reader on {VAULT}"


def test_a_message_says_once_which_right_is_missing() -> None:
    words = lacks("Microsoft.Compute/disks/write", GROUP)
    problem = Problem(OUTER, "Appropriate permissions are missing.", causes=(Cause("AuthorizationFailed", words),))

    failure = explained(OperationFailed(f"Azure could not restore it: {problem}", problem=problem), HERE)

    assert failure.advice
    assert failure.message == (
        f"Azure could not restore it: {OUTER}. The vault's identity {IDENTITY} does not have the right "
        f"Microsoft.Compute/disks/write on {GROUP}. {failure.advice}"
    )
    assert failure.as_error()["causes"] == [{"code": "AuthorizationFailed", "message": words}]


def test_a_message_keeps_azures_words_if_they_say_more() -> None:
    words = lacks_linked("Microsoft.Compute/disks/write,Microsoft.Compute/disks/read", f"{GROUP},{GROUP}")
    problem = Problem(OUTER, words)

    failure = explained(OperationFailed(f"Azure could not restore it: {problem}", problem=problem), HERE)

    assert words.partition(";")[0] in failure.message


def test_a_linked_right_that_the_login_lacks() -> None:
    guard = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.DataProtection/resourceGuards/guard"
    action = "Microsoft.DataProtection/resourceGuards/dppTriggerRestoreRequests/read"

    advice = explain(refused("LinkedAuthorizationFailed", lacks_linked(action, guard, LOGIN)))

    assert advice
    assert advice.remedy == f"give the login the role Backup MUA Operator on {guard}"


def test_codes_without_a_right_in_them_may_come_as_their_meaning_says() -> None:
    assert may_come(Problem(OUTER.upper(), "No."), HERE)
    assert may_come(Problem("UserErrorMissingRequiredPermissions", "No."), HERE)
    assert may_come(Problem("CloudInternalError", "No.", causes=(Cause(OUTER, "No."),)), HERE)
    for code in ("UserErrorDiskBackupAuthorizationFailed", "UserErrorNotEnoughPermissionOnSnapshotRG", "SomethingNew"):
        assert not may_come(Problem(code, "No."), HERE)
    for code in ("ScopeLocked", "RequestDisallowedByPolicy", "UserErrorMSIPermissionsNotPresentOnDES"):
        assert not may_come(Problem(OUTER, "No.", causes=(Cause(code, "No."),)), HERE)


def test_a_cause_explains_more_than_a_vague_code() -> None:
    causes = (Cause("InternalServerError", "It failed."), Cause("RequestDisallowedByPolicy", "Policy 'p' forbids it."))

    advice = explain(failed(Problem("CloudInternalError", "It failed.", causes=causes)), HERE)

    assert advice
    assert "policy" in advice.cause


def test_a_telling_code_is_not_overruled_by_its_cause() -> None:
    causes = (Cause("OperationNotAllowed", "No."),)

    advice = explain(failed(Problem("UserErrorSameNameDiskAlreadyExists", "No.", causes=causes)), HERE)

    assert advice
    assert "A disk with that name" in advice.cause


def test_a_caller_s_code_below_an_error_of_azure_backup_is_not_the_login_s() -> None:
    causes = (Cause("AuthorizationFailed", "No."),)

    advice = explain(failed(Problem("CloudInternalError", "No.", causes=causes)), HERE)

    assert advice
    assert "login" not in f"{advice.cause} {advice.who} {advice.remedy}"


A_DISK_ELSEWHERE = f"/subscriptions/{ELSEWHERE}/resourceGroups/g/providers/Microsoft.Compute/disks/d"
MACHINES_ELSEWHERE = f"/subscriptions/{ELSEWHERE}/providers/Microsoft.Compute/virtualMachines"


@pytest.mark.parametrize(
    ("failure", "option"),
    [
        (refused("SubscriptionNotFound", "The subscription could not be found."), "subscription_id"),
        (refused("SubscriptionNotFound", "Not found.", A_DISK_ELSEWHERE), "target_subscription_id"),
        (refused("SubscriptionNotFound", "Not found.", MACHINES_ELSEWHERE), "subscription_id"),
        (refused("ResourceGroupNotFound", "Resource group 'backup' is not there."), "vault_resource_group"),
        (refused("ResourceGroupNotFound", "Resource group 'erp-restored' is not there."), "target_resource_group"),
        (failed(Problem("ResourceGroupNotFound", "Resource group 'x' is not there.")), "target_resource_group"),
        (refused("InvalidAuthenticationTokenTenant", "Wrong issuer."), "subscription_id"),
        (refused("InvalidAuthenticationTokenTenant", "Wrong issuer.", A_DISK_ELSEWHERE), "target_subscription_id"),
    ],
)
def test_the_option_is_named_that_led_there(failure: TaskError, option: str) -> None:
    advice = explain(failure, HERE)

    assert advice
    assert re.search(rf"check {option}\b", advice.remedy)


def test_the_namespace_that_is_not_registered_is_named() -> None:
    words = "The subscription is not registered to use namespace 'Microsoft.DataProtection'."

    advice = explain(refused("MissingSubscriptionRegistration", words))

    assert advice
    assert advice.remedy == f"az provider register --namespace Microsoft.DataProtection --subscription {SUBSCRIPTION}"


def test_unknown_codes_pass_through() -> None:
    assert explain(failed(Problem("SomethingNew", "Words.")), HERE) is None


def test_names_with_braces_do_no_harm() -> None:
    odd = Circumstances(ResourceId("s", "{group}{0}", "Microsoft.Compute/disks", ("d",)), "{role}")

    advice = explain(failed(Problem("ScopeLocked", "Words {x}.")), odd)

    assert advice
    assert "{group}{0}" in advice.remedy
