# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""stopProtection, suspendBackups and resumeProtection of a backup instance, and what its state allows.

Answers, states and the refusal to resume: azure-cli-extensions recordings of 2025-11. Allowed operations: those of
Resource Graph in the same recordings; of suspended and failing protection they are unverified.
"""

from __future__ import annotations

from datetime import datetime

from . import operations
from .cloud import Call
from .errors import Failure
from .messages import Response
from .model import BackupInstance
from .restores import refuse_if
from .routing import Handler
from .rules import INVALID_INPUT, caseless

SECONDS_TO_RETRY = 10
CONFIGURED, STOPPED, SUSPENDED = "ProtectionConfigured", "ProtectionStopped", "BackupsSuspended"
_ALLOWED = {
    CONFIGURED: ("BackupNow", "Restore", "ChangePolicy", "EditBackupInstance", "StopBackup", "Delete"),
    STOPPED: ("Restore", "ResumeBackup", "Delete"),
    SUSPENDED: ("Restore", "StopBackup", "ResumeBackup", "Delete"),
}


def allowed_operations(state: str) -> list[str]:
    """What can be done with a backup instance in that state."""
    return list(_ALLOWED.get(state, ("Restore", "StopBackup", "Delete")))


def _changing(target: str, operation_name: str, guard_request: str | None) -> Handler:
    """202, and some time later the instance has the ``target`` state."""

    def handle(call: Call) -> Response:
        instance = call.instance
        if guard_request:
            refuse_if(call, _guard_refusal(call, guard_request))
        refuse_if(call, _state_refusal(instance, operation_name))
        if target == CONFIGURED:
            refuse_if(call, _protected_elsewhere(call, instance))
        operation = operations.begin(call, call.cloud.settings.protection_seconds, starts_job=False)

        def finish(_moment: datetime) -> None:
            if call.plan.failure:
                operation.error = call.plan.failure.of_operation(operation.activity_id)
                return
            instance.state = target

        call.cloud.agenda.at(operation.end, finish)
        return operations.accepted(call, operation, SECONDS_TO_RETRY)

    return handle


def _state_refusal(instance: BackupInstance, operation_name: str) -> Failure | None:
    """The code is unverified."""
    if operation_name in allowed_operations(instance.state):
        return None
    return Failure(INVALID_INPUT, f"{operation_name} is not possible while the backup instance is {instance.state}.")


def _guard_refusal(call: Call, kind: str) -> Failure | None:
    """As for a restore: the id of the guard's request, and a token of the guard's tenant if that is another one."""
    guard = call.vault.guard
    if guard is None:
        return None
    given = [str(one).lower() for one in caseless(call.request.json, "resourceGuardOperationRequests") or []]
    at_home = guard.tenant_id == call.estate.tenant_id
    if guard.request(kind).lower() in given and (at_home or "x-ms-authorization-auxiliary" in call.request.headers):
        return None
    message = f"The client may not do this without a right on the linked scope '{guard.id}/{kind}'."
    return Failure("LinkedAuthorizationFailed", message, status=403, by_arm=True)


def _protected_elsewhere(call: Call, instance: BackupInstance) -> Failure | None:
    """A disk has one backup instance that is not stopped."""
    for vault in call.estate.vaults.values():
        for other in vault.instances.values():
            same = other.disk_id.lower() == instance.disk_id.lower()
            if same and other is not instance and other.state != STOPPED:
                told = f"backup instance {other.disk_name} in the Backup vault {vault.id}"
                message = f"The disk belongs to the {told}, whose protection status is {other.state}."
                code = "UserErrorDppDatasourceAlreadyHasBackupInstance"
                return Failure(code, message, (f"Delete the {told} to protect the disk in another vault.",))
    return None


stop = _changing(STOPPED, "StopBackup", "dppDisableStopProtectionRequests")
suspend = _changing(SUSPENDED, "StopBackup", "dppDisableSuspendBackupsRequests")
resume = _changing(CONFIGURED, "ResumeBackup", None)
