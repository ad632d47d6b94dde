# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Asking for a backup of a disk now."""

from __future__ import annotations

from dataclasses import dataclass

from ..._arm.json_stream import Json
from ..._arm.session import ArmSession, BeforeSend
from ..._arm.transport import Answer
from ..._arm.waiter import Steps
from .instances import instance_path
from .job_operations import follow_to_job
from .vaults import VaultRef


@dataclass(frozen=True)
class BackupBody:
    """A backup of one instance by a backup rule of its policy. Without a tag, the policy's own tag decides."""

    instance_name: str
    rule_name: str
    retention_tag: str | None = None

    def as_json(self) -> Json:
        """The TriggerBackupRequest."""
        trigger: Json = {"retentionTagOverride": self.retention_tag} if self.retention_tag else {}
        return {"backupRuleOptions": {"ruleName": self.rule_name, "triggerOption": trigger}}


def send_backup(
    session: ArmSession, ref: VaultRef, body: BackupBody, *, activity_id: str, before_send: BeforeSend
) -> Answer:
    """Ask for the backup (BackupInstances_AdhocBackup), once. `activity_id` comes back as the job's activityID.

    Raises what `ArmSession.post_once` raises.
    """
    return session.post_once(
        f"{instance_path(ref, body.instance_name)}/backup",
        query=ref.query,
        body=body.as_json(),
        client_request_id=activity_id,
        before_send=before_send,
        doing=backing_up(body),
    )


def follow_backup(
    session: ArmSession, body: BackupBody, accepted: Answer, *, poll_interval: float
) -> Steps[str | None]:
    """Follow the operation of an accepted backup to the ARM id of its job: a second or two. The job takes minutes."""
    return (yield from follow_to_job(session, accepted, doing=backing_up(body), poll_interval=poll_interval))


def backing_up(body: BackupBody) -> str:
    """What is being done, for messages."""
    return f"backing up the disk of backup instance {body.instance_name!r}"
