# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the Backup service minds about an on-demand backup: one function a rule.

Limits: learn.microsoft.com, "Azure Disk Backup support matrix". Codes: "Troubleshooting backup failures in Azure Disk
Backup". No public recording shows a refusal: what is refused at once and with which code is unverified.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .cloud import Cloud
from .errors import Failure
from .model import BackupInstance, BackupPolicy
from .rules import DAY, INVALID_INPUT, caseless

SNAPSHOT_WRITE = "Microsoft.Compute/snapshots/write"


@dataclass
class WantedBackup:
    """An on-demand backup that somebody wants. ``body`` is the TriggerBackupRequest."""

    cloud: Cloud
    instance: BackupInstance
    body: Any

    @property
    def policy(self) -> BackupPolicy:
        """By which the disk is backed up."""
        return self.instance.vault.policy(self.instance.policy)

    @property
    def rule_name(self) -> str | None:
        """The backup rule that it names."""
        name = caseless(caseless(self.body, "backupRuleOptions"), "ruleName")
        return name if isinstance(name, str) else None

    @property
    def trigger(self) -> Any:
        """``triggerOption``, which must be there but may be empty."""
        return caseless(caseless(self.body, "backupRuleOptions"), "triggerOption")

    @property
    def named_tag(self) -> str | None:
        """The retention tag that it names."""
        return caseless(self.trigger, "retentionTagOverride") or None

    @property
    def tag(self) -> str:
        """The retention tag that its point gets."""
        return self.policy.tag(self.named_tag or "") or "Default"


Rule = Callable[[WantedBackup, datetime], "Failure | None"]


def first_refusal(rules: Sequence[Rule], wanted: WantedBackup, now: datetime) -> Failure | None:
    """What is wrong, if anything."""
    return next((failure for one in rules if (failure := one(wanted, now))), None)


def _body_is_a_backup_request(wanted: WantedBackup, now: datetime) -> Failure | None:
    if wanted.rule_name and isinstance(wanted.trigger, dict):
        return None
    return Failure(INVALID_INPUT, "The body is no request for a backup.", ("Correct it.",))


def _disk_is_protected(wanted: WantedBackup, now: datetime) -> Failure | None:
    """Stopped, suspended or failing protection makes no points: BackupNow is not among its allowed operations."""
    state = wanted.instance.state
    if state == "ProtectionConfigured":
        return None
    return Failure(INVALID_INPUT, f"No backup is possible while the backup instance is {state}.")


def _rule_is_the_backup_rule(wanted: WantedBackup, now: datetime) -> Failure | None:
    """The answer does not say which name is wrong, nor which is right."""
    if (wanted.rule_name or "").lower() == wanted.policy.rule.lower():
        return None
    return Failure(INVALID_INPUT, "The request has invalid parameters.", ("Correct the parameters.",))


def _tag_is_of_the_policy(wanted: WantedBackup, now: datetime) -> Failure | None:
    if wanted.named_tag is None or wanted.policy.tag(wanted.named_tag):
        return None
    return Failure(INVALID_INPUT, f"The policy has no retention tag '{wanted.named_tag}'.", ("Choose another tag.",))


def _none_is_running(wanted: WantedBackup, now: datetime) -> Failure | None:
    """UserErrorMaxConcurrentOperationLimitReached; Settings.backs_up_during_backup, since it is not known."""
    if wanted.cloud.settings.backs_up_during_backup:
        return None
    vault, instance = wanted.instance.vault, wanted.instance
    running = any(
        job.operation == "Backup" and job.instance is instance and not job.is_over(now) for job in vault.jobs.values()
    )
    if not running and not _starting(wanted, now):
        return None
    message = "A backup of the disk is under way."
    return Failure("UserErrorMaxConcurrentOperationLimitReached", message, ("Wait for it to end.",))


def _not_too_many_a_day(wanted: WantedBackup, now: datetime) -> Failure | None:
    """Ten on-demand backups of an instance in a day."""
    settings, instance = wanted.cloud.settings, wanted.instance
    recent = [
        job
        for job in instance.vault.jobs.values()
        if job.operation == "Backup" and job.user_triggered and job.instance is instance and job.start > now - DAY
    ]
    if settings.backups_a_day is None or len(recent) + _starting(wanted, now) < settings.backups_a_day:
        return None
    message = "Blocked for safety: too many attempts in a short time."
    return Failure(settings.too_many_backups_code, message, ("Try again in a few hours.",))


def _starting(wanted: WantedBackup, now: datetime) -> int:
    """Backups of the disk that have no job yet."""
    there = wanted.cloud.operations.values()
    return sum(1 for one in there if one.backs_up is wanted.instance and one.starts_job_at(now))


def _disk_is_there(wanted: WantedBackup, now: datetime) -> Failure | None:
    if wanted.instance.disk_id in wanted.cloud.estate.disks:
        return None
    return Failure("UserErrorManagedDiskNotFound", "The disk was not found.", ("Look for the disk.",))


def _identity_may_make_snapshots(wanted: WantedBackup, now: datetime) -> Failure | None:
    estate, scope = wanted.cloud.estate, wanted.instance.snapshot_group_id
    if scope not in estate.groups:
        return Failure("UserErrorSnapshotRGNotFound", "The resource group of the snapshots was not found.")
    identity = _identity(wanted.instance)
    if identity and estate.access.has_role_for(identity, SNAPSHOT_WRITE, scope, now):
        return None
    message = "The vault's identity lacks rights on the resource group of the snapshots."
    action = ("Give the vault's identity the role Disk Snapshot Contributor on that group.",)
    return Failure("UserErrorNotEnoughPermissionOnSnapshotRG", message, action)


def _identity(instance: BackupInstance) -> str | None:
    """Object id of the vault's identity that backs the disk up."""
    vault, details = instance.vault, instance.identity_details or {}
    named = str(caseless(details, "userAssignedIdentityArmUrl") or "").lower()
    if caseless(details, "useSystemAssignedIdentity") is not False or not named:
        return vault.principal_id
    return next((one.principal_id for one in vault.user_identities if one.id.lower() == named), None)


def _snapshots_are_left(wanted: WantedBackup, now: datetime) -> Failure | None:
    """500 incremental snapshots of a disk. The code is unverified."""
    disk_id, limit = wanted.instance.disk_id.lower(), wanted.cloud.settings.snapshots_a_disk
    snapshots = wanted.cloud.estate.snapshots.values()
    there = sum(1 for one in snapshots if one.incremental and one.disk_id.lower() == disk_id)
    if there < limit:
        return None
    message = f"The disk has {there} snapshots, and there can be no more."
    return Failure("UserErrorSnapshotLimitReached", message, ("Delete snapshots of the disk.",))


AT_ONCE = (
    _body_is_a_backup_request,
    _disk_is_protected,
    _rule_is_the_backup_rule,
    _tag_is_of_the_policy,
    _none_is_running,
    _not_too_many_a_day,
)
"""The request is refused."""
IN_JOB = (_disk_is_there, _identity_may_make_snapshots, _snapshots_are_left)
"""The job fails."""
