# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Asking for a restore: the request, its validation, and the restore itself."""

from __future__ import annotations

from dataclasses import dataclass

from ..._arm.json_stream import Json
from ..._arm.operations import Operation, follow_operation
from ..._arm.resource_ids import ResourceId, resource_group_id
from ..._arm.session import ArmSession, BeforeSend
from ..._arm.transport import Answer
from ..._arm.usual_time import UsualTime
from ..._arm.waiter import Steps
from ..disk_names import DISK
from .instances import instance_path
from .job_operations import follow_to_job
from .recovery_points import OPERATIONAL_STORE
from .vaults import VaultRef

IDENTITY_SINCE = "2023-05-01"
GUARD_SINCE = "2024-04-01"


@dataclass(frozen=True)
class RestoreBody:
    """One disk to be made from one point.

    `user_identity_id` restores, else the vault's system-assigned identity. `source_store` is the store of the point,
    null if it was not read.
    """

    instance_name: str
    recovery_point_id: str
    target: ResourceId
    location: str
    user_identity_id: str | None = None
    guard_requests: tuple[str, ...] = ()
    source_store: str | None = None

    @property
    def target_group(self) -> str:
        """The key of the resource group of the target."""
        return resource_group_id(self.target.subscription_id, self.target.resource_group).lower()

    def as_json(self) -> Json:
        """The AzureBackupRecoveryPointBasedRestoreRequest: for disks the only kind there is."""
        body: Json = {
            "objectType": "AzureBackupRecoveryPointBasedRestoreRequest",
            "recoveryPointId": self.recovery_point_id,
            "sourceDataStoreType": self.source_store or OPERATIONAL_STORE,
            "restoreTargetInfo": {
                "objectType": "RestoreTargetInfo",
                "recoveryOption": "FailIfExists",
                "restoreLocation": self.location,
                "datasourceInfo": {
                    "objectType": "Datasource",
                    "datasourceType": DISK,
                    "resourceID": str(self.target),
                    "resourceName": self.target.name,
                    "resourceType": DISK,
                    "resourceUri": str(self.target),
                    "resourceLocation": self.location,
                },
            },
        }
        if self.user_identity_id:
            body["identityDetails"] = {
                "useSystemAssignedIdentity": False,
                "userAssignedIdentityArmUrl": self.user_identity_id,
            }
        if self.guard_requests:
            body["resourceGuardOperationRequests"] = list(self.guard_requests)
        return body


def validate_restore(
    session: ArmSession, ref: VaultRef, body: RestoreBody, *, poll_interval: float, usual: UsualTime | None = None
) -> Steps[Operation]:
    """Let Azure check a restore, without restoring (BackupInstances_ValidateForRestore). Takes about 40 s there."""
    doing = f"validating the restore of disk {body.target.name!r} into {body.target.resource_group!r}"
    answer = session.post(
        f"{instance_path(ref, body.instance_name)}/validateRestore",
        query=ref.query,
        body={"restoreRequestObject": body.as_json()},
        doing=doing,
    )
    return (yield from follow_operation(session, answer, doing=doing, poll_interval=poll_interval, usual=usual))


def send_restore(
    session: ArmSession, ref: VaultRef, body: RestoreBody, *, activity_id: str, before_send: BeforeSend
) -> Answer:
    """Ask for the restore (BackupInstances_TriggerRestore), once. `activity_id` comes back as the job's activityID.

    Raises what `ArmSession.post_once` raises.
    """
    return session.post_once(
        f"{instance_path(ref, body.instance_name)}/restore",
        query=ref.query,
        body=body.as_json(),
        client_request_id=activity_id,
        before_send=before_send,
        doing=restoring(body),
    )


def follow_restore(
    session: ArmSession, body: RestoreBody, accepted: Answer, *, poll_interval: float
) -> Steps[str | None]:
    """Follow the operation of an accepted restore to the ARM id of its job: a second or two. The job takes minutes."""
    return (yield from follow_to_job(session, accepted, doing=restoring(body), poll_interval=poll_interval))


def restoring(body: RestoreBody) -> str:
    """What is being done, for messages."""
    return f"restoring disk {body.target.name!r} into resource group {body.target.resource_group!r}"
