# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is behind a failure, who can mend it and how: the same whatever module comes upon it, and from the facts."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer, failing_operation
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.disk_reads import DISK_ID
from ansible_collections.azure_dr.backup.tests.support.drills import CLEAN_UP
from ansible_collections.azure_dr.backup.tests.support.every_module import TASKS
from ansible_collections.azure_dr.backup.tests.support.modules import WISH, restore_disk, run_module
from ansible_collections.azure_dr.backup.tests.support.swappable import ATTACHMENT, MACHINE, RECOVERY, SWAP

ELSEWHERE = "8f0a3c5b-1111-4a6b-8c1d-9e7f5a3b1c20"
BATCH = {
    "disks": [{"source_disk": "erp-data", "target_disk": "erp-data-restored"}],
    "as_of": "latest",
    "target_resource_group": "erp-restored",
    "poll_interval": 1,
}
MODULES: dict[str, dict[str, Any]] = {
    "backup_instance_info": {},
    "recovery_point_info": {"source_disk": "erp-data"},
    "backup_job_info": {},
    "restore_permission": {"target_resource_group": "erp-restored"},
    "disk_backup": {"source_disk": "erp-data"},
    "disk_content_check": {"disk": DISK_ID},
    "disk_restore": WISH,
    "disk_restore_batch": BATCH,
    "drill_cleanup": CLEAN_UP,
    "vm_disk_attachment": ATTACHMENT,
    "vm_disk_swap": SWAP,
    "vm_from_disks": MACHINE,
    "vm_recovery_plan": RECOVERY,
}
# One asks nothing of Azure. What the other is refused are its findings.
OTHERS = {"restore_report", "restore_readiness_info"}
# An option that is refused; of all others it is the name of the vault.
REFUSED: dict[str, dict[str, Any]] = {
    "vm_disk_attachment": {"disk": "erp-data-new"},
    "vm_from_disks": {"name": "a/b"},
}
# That the machine is not there yet is no refusal.
EXPECTED = {("vm_from_disks", "ResourceNotFound")}
STATUSES = {
    "AuthorizationFailed": 403,
    "DenyAssignmentAuthorizationFailed": 403,
    "RequestDisallowedByPolicy": 403,
    "InvalidAuthenticationTokenTenant": 401,
    "ResourceNotFound": 404,
    "ResourceGroupNotFound": 404,
    "SubscriptionNotFound": 404,
    "ScopeLocked": 409,
    "MissingSubscriptionRegistration": 409,
    "ResourceGroupBeingDeleted": 409,
    "ReadOnlyDisabledSubscription": 409,
}


def missing(action: str, scope: str, identity: str) -> str:
    return (
        f"The client 'f00dfeed-0000-4000-8000-000000000001' with object id '{identity}' does not have authorization to "
        f"perform action '{action}' over scope '{scope}' or the scope is invalid."
    )


def test_every_module_is_asked_here() -> None:
    assert set(MODULES) | OTHERS == set(TASKS)


@pytest.mark.parametrize("code", STATUSES)
def test_every_module_explains_what_azure_refuses(azure: Emulator, code: str) -> None:
    refusal = answer(STATUSES[code], {"error": {"code": code, "message": "No."}})
    azure.faults.add(Fault(refusal, "GET", "^/subscriptions", times=None))
    azure.faults.add(Fault(refusal, "POST", "/Microsoft.ResourceGraph/", times=None))

    asked = {name for name in MODULES if (name, code) not in EXPECTED}
    results = {name: run_module(name, **MODULES[name]) for name in asked}

    causes = set()
    for name, result in results.items():
        assert result["error"]["code"] == code, name
        explanation = result["error"]["explanation"]
        assert explanation, name
        assert f"Fix: {explanation['remedy']}. Who: {explanation['who']}." in result["msg"], name
        causes.add(explanation["cause"])
    assert len(causes) == 1


@pytest.mark.parametrize("name", MODULES)
def test_every_module_explains_its_own_refusals(azure: Emulator, name: str) -> None:
    result = run_module(name, **{**MODULES[name], **REFUSED.get(name, {"vault_name": "a/b"})})

    assert result["error"]["code"] == "OptionRefused"
    assert result["error"]["explanation"]["who"] == "the person who runs the task"
    assert "Fix:" not in result["msg"], "its words say what to do"


def test_a_right_on_something_else_is_not_waited_for(azure: Emulator) -> None:
    principal = azure.estate.vault().principal_id
    assert principal
    scope = f"{azure.estate.group('backup').id}/providers/Microsoft.Compute/diskEncryptionSets/des"
    words = missing("Microsoft.Compute/diskEncryptionSets/read", scope, principal)
    fault = failing_operation("UserErrorNotEnoughPermissionOnTargetRG", words)
    azure.faults.add(Fault(fault, "POST", r"/validateRestore$", times=None))

    result = restore_disk(permission_timeout=600)

    assert len(azure.requests_to("POST", "/validateRestore")) == 1
    assert result["error"]["explanation"]["cause"] == (
        f"The vault's identity {principal} does not have the right Microsoft.Compute/diskEncryptionSets/read on "
        f"{scope}."
    )
    assert "Disk Restore Operator" not in result["msg"]
    assert f"Fix: give that identity the role Reader on {scope}." in result["msg"]


def test_a_target_subscription_that_is_not_there(azure: Emulator) -> None:
    azure.estate.vault().cross_subscription_restore = "Enabled"

    for result in (
        restore_disk(target_subscription_id=ELSEWHERE),
        run_module("restore_permission", target_resource_group="g", target_subscription_id=ELSEWHERE),
    ):
        assert result["error"]["code"] == "SubscriptionNotFound"
        assert ELSEWHERE in result["error"]["explanation"]["cause"]
        assert "check target_subscription_id" in result["msg"]


def test_a_subscription_of_the_vault_that_is_not_there(azure: Emulator) -> None:
    result = restore_disk(subscription_id=ELSEWHERE)

    assert ELSEWHERE in result["error"]["explanation"]["cause"]
    assert "check subscription_id" in result["msg"]


def test_what_runs_is_still_running_whatever_azure_refuses_meanwhile(azure: Emulator) -> None:
    """The outcome is the code; what Azure has said is its cause, and comes first in what is to be done."""
    refused = {"error": {"code": "AuthorizationFailed", "message": "You may not do that."}}
    azure.faults.add(Fault(answer(403, refused), "GET", r"/backupJobs/[^/]+$", times=None))

    result = restore_disk()

    assert (result["changed"], result["action"]) == (True, "started")
    assert result["error"]["code"] == "StillRunning"
    assert result["error"]["causes"][0] == {"code": "AuthorizationFailed", "message": "You may not do that."}
    explanation = result["error"]["explanation"]
    assert explanation["passing"] is False
    assert explanation["remedy"].startswith("give the login ")
    assert "; then run the same task again" in explanation["remedy"]


@pytest.mark.parametrize(
    ("options", "nearest"),
    [
        ({"source_disk": "erp-dta"}, "'erp-data'"),
        ({"source_disk": "ERPLOG"}, "'erp-log'"),
        ({"source_disk": None, "backup_instance": "erp-data-x"}, "'{instance}'"),
        ({"source_disk": "{group}/providers/Microsoft.Compute/disks/erp-dat"}, "'{disk}'"),
    ],
)
@pytest.mark.parametrize("name", ["disk_restore", "recovery_point_info", "disk_restore_batch"])
def test_the_nearest_name_is_told(azure: Emulator, name: str, options: dict[str, Any], nearest: str) -> None:
    instance, disk = azure.estate.instance("erp-data"), azure.estate.disk("erp-data", "erp-prod")
    assert disk
    instance.name = "erp-data-y"
    words = {"instance": instance.name, "disk": disk.id, "group": azure.estate.group("erp-prod").id}
    given = {key: value and value.format(**words) for key, value in options.items()}
    if name == "disk_restore_batch":
        result = run_module(name, **{**BATCH, "disks": [{**given, "target_disk": "d"}]})
    else:
        result = run_module(name, **{**MODULES[name], **given})

    assert f"Did you mean {nearest.format(**words)}" in result["msg"]


def test_a_name_like_no_other_is_not_guessed_at(azure: Emulator) -> None:
    assert "Did you mean" not in restore_disk(source_disk="zzz")["msg"]
