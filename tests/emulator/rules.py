# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the Backup service minds about a restore: one function a rule, listed by the stage at which it speaks.

* ``request``: both validateRestore and restore are refused at once.
* ``restore``: only the restore is refused at once.
* ``validate``: the operation of validateRestore fails, after the time that it takes.
* ``job``: a restore is accepted and fails in its job (or where Settings.restore_failures_show_in says).

Codes and meanings: learn.microsoft.com, "Troubleshooting backup failures in Azure Disk Backup" and "Restore Azure
managed disks". No public recording shows them on the wire; codes marked unverified are not even documented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from .arm_ids import ArmId
from .cloud import Cloud
from .errors import Failure
from .history import DailyPoints
from .model import BackupInstance, Job, RecoveryPoint, Vault

Stage = Literal["request", "restore", "validate", "job"]
DISK_WRITE = "Microsoft.Compute/disks/write"
SNAPSHOT_READ = "Microsoft.Compute/snapshots/read"
DAY = timedelta(days=1)
INVALID_INPUT = "DppPluginInvalidInputParameters"


@dataclass
class Attempt:
    """A restore that somebody wants, valid or not. ``body`` is the AzureBackupRestoreRequest."""

    cloud: Cloud
    instance: BackupInstance
    body: dict[str, Any]
    foreign_token: bool = False
    """Whether a token of another tenant came along, in x-ms-authorization-auxiliary."""

    @property
    def vault(self) -> Vault:
        return self.instance.vault

    @property
    def target_info(self) -> dict[str, Any]:
        """``restoreTargetInfo``, or an empty object."""
        found = caseless(self.body, "restoreTargetInfo")
        return found if isinstance(found, dict) else {}

    @property
    def target(self) -> ArmId | None:
        """The disk to be made; az sends ``resourceId``, everybody else ``resourceID``."""
        data_source = caseless(self.target_info, "datasourceInfo")
        text = caseless(data_source, "resourceID") if isinstance(data_source, dict) else None
        target = ArmId.parse(text) if isinstance(text, str) else None
        return target if target and target.is_a("Microsoft.Compute", "disks") else None

    @property
    def disk(self) -> ArmId:
        """The target, once the request is known to be sound."""
        assert self.target
        return self.target

    @property
    def point(self) -> RecoveryPoint | None:
        """The point that is asked for, if the instance has it."""
        wanted = str(caseless(self.body, "recoveryPointId")).lower()
        return next((point for point in self.instance.points if point.id == wanted), None)

    @property
    def identity(self) -> str | None:
        """Object id of the vault's identity that does the work; None if the vault has no such identity."""
        details = caseless(self.body, "identityDetails") or self.instance.identity_details or {}
        wanted = caseless(details, "userAssignedIdentityArmUrl")
        if caseless(details, "useSystemAssignedIdentity") is not False or not wanted:
            return self.vault.principal_id
        identities = self.vault.user_identities
        return next((one.principal_id for one in identities if one.id.lower() == wanted.lower()), None)

    def may(self, action: str, scope: str, now: datetime) -> bool:
        """Whether that identity has a role for it that is in effect."""
        return self.identity is not None and self.cloud.estate.access.has_role_for(self.identity, action, scope, now)


Rule = Callable[[Attempt, datetime], "Failure | None"]
RULES: dict[Stage, list[Rule]] = {"request": [], "restore": [], "validate": [], "job": []}


def rule(*stages: Stage) -> Callable[[Rule], Rule]:
    """Lists a rule. Rules of a stage are asked in the order in which they stand here; the first failure counts."""

    def list_it(function: Rule) -> Rule:
        for stage in stages:
            RULES[stage].append(function)
        return function

    return list_it


def first_failure(stage: Stage, attempt: Attempt, now: datetime) -> Failure | None:
    """What is wrong, if anything, as the service finds it at that stage."""
    return next((failure for one in RULES[stage] if (failure := one(attempt, now))), None)


def caseless(document: Any, name: str) -> Any:
    """A member of a JSON object; the service reads names without case."""
    if not isinstance(document, dict):
        return None
    return next((value for key, value in document.items() if key.lower() == name.lower()), None)


@rule("request")
def body_is_a_restore_request(attempt: Attempt, now: datetime) -> Failure | None:
    """Discriminators and required members: Microsoft.DataProtection swaggers 2021-01-01 to 2024-04-01."""
    info = attempt.target_info
    sound = (
        _is(attempt.body, "objectType", "AzureBackupRecoveryPointBasedRestoreRequest")
        and _is(attempt.body, "sourceDataStoreType", "OperationalStore")
        and _is(info, "objectType", "RestoreTargetInfo")
        and _is(info, "recoveryOption", "FailIfExists")
        and attempt.target is not None
    )
    return None if sound else Failure(INVALID_INPUT, "The body is no restore request for a disk.", ("Correct it.",))


def _is(document: dict[str, Any], name: str, value: str) -> bool:
    return str(caseless(document, name)).lower() == value.lower()


@rule("request")
def point_is_known(attempt: Attempt, now: datetime) -> Failure | None:
    """The code is unverified."""
    if attempt.point:
        return None
    return Failure(INVALID_INPUT, "The backup instance has no such recovery point.", ("Choose another point.",))


@rule("request")
def instance_can_restore(attempt: Attempt, now: datetime) -> Failure | None:
    """Stopped or suspended protection restores; an instance that is being made or is deleted does not. Unverified."""
    state = attempt.instance.state
    if state not in ("Invalid", "NotProtected", "ConfiguringProtection", "ConfiguringProtectionFailed", "SoftDeleted"):
        return None
    return Failure(INVALID_INPUT, f"No restore is possible while the backup instance is {state}.")


@rule("restore")
def guard_is_passed(attempt: Attempt, now: datetime) -> Failure | None:
    """A vault under a resource guard wants its request id, and a token of the guard's tenant if that is another one.

    azure-cli-extensions and Az.DataProtection send both; the refusal is unverified.
    """
    guard = attempt.vault.guard
    if guard is None:
        return None
    given = [str(one).lower() for one in caseless(attempt.body, "resourceGuardOperationRequests") or []]
    at_home = guard.tenant_id == attempt.cloud.estate.tenant_id
    if guard.restore_request.lower() in given and (at_home or attempt.foreign_token):
        return None
    action = guard.restore_request.rpartition("/")[0]
    message = f"The client may not do this without a right on the linked scope '{action}'."
    return Failure("LinkedAuthorizationFailed", message, status=403, by_arm=True)


@rule("restore")
def not_too_many_a_day(attempt: Attempt, now: datetime) -> Failure | None:
    """Ten restores of an instance in a day (learn.microsoft.com, disk backup support matrix); code unverified."""
    limit, instance = attempt.cloud.settings.restores_a_day, attempt.instance
    recent = [job for job in _restores(attempt.vault) if job.instance is instance and job.start > now - DAY]
    if limit is None or len(recent) < limit:
        return None
    message = "Blocked for safety: too many attempts in a short time."
    return Failure("CloudDosTimeboudLimitReached", message, ("Try again in a few hours.",))


@rule("restore")
def not_too_many_at_once(attempt: Attempt, now: datetime) -> Failure | None:
    """UserErrorMaxConcurrentOperationLimitReached: documented for backups of disks."""
    limit, vault = attempt.cloud.settings.concurrent_restores, attempt.vault
    if limit is None:
        return None
    jobs = [job for job in _restores(vault) if not job.is_over(now)]
    starting = [one for one in attempt.cloud.operations.values() if one.vault is vault and one.starts_job_at(now)]
    if len(jobs) + len(starting) < limit:
        return None
    message = "The vault has as many operations under way as it takes."
    return Failure("UserErrorMaxConcurrentOperationLimitReached", message, ("Wait for one to end.",))


def _restores(vault: Vault) -> list[Job]:
    return [job for job in vault.jobs.values() if job.operation == "Restore"]


@rule("validate", "job")
def target_is_in_the_region_of_the_snapshot(attempt: Attempt, now: datetime) -> Failure | None:
    """A disk is restored where its snapshot is (disk backup support matrix); the code is unverified."""
    data_source = caseless(attempt.target_info, "datasourceInfo")
    places = [caseless(attempt.target_info, "restoreLocation"), caseless(data_source, "resourceLocation")]
    wanted = {str(place).replace(" ", "").lower() for place in places if place}
    if wanted <= {attempt.instance.location.lower()}:
        return None
    return Failure(INVALID_INPUT, f"A disk of {attempt.instance.location} can be restored only there.")


@rule("validate", "job")
def vault_restores_across_subscriptions(attempt: Attempt, now: datetime) -> Failure | None:
    """crossSubscriptionRestoreSettings (Microsoft.DataProtection swagger 2022-12-01); the code is unverified."""
    same = attempt.disk.subscription.lower() == attempt.vault.subscription_id.lower()
    if same or attempt.vault.cross_subscription_restore in (None, "Enabled"):
        return None
    return Failure(INVALID_INPUT, "Cross subscription restore is switched off in the vault.")


@rule("validate", "job")
def target_group_is_there(attempt: Attempt, now: datetime) -> Failure | None:
    """UserErrorRestoreTargetRGNotFound."""
    if attempt.disk.group_id in attempt.cloud.estate.groups:
        return None
    message = f"The target resource group {attempt.disk.group} was not found."
    return Failure("UserErrorRestoreTargetRGNotFound", message, ("Create the group, or choose another.",))


@rule("validate")
def identity_may_write_to_the_target_group(attempt: Attempt, now: datetime) -> Failure | None:
    """UserErrorNotEnoughPermissionOnTargetRG: the vault's identity is not (yet) Disk Restore Operator there."""
    if attempt.may(DISK_WRITE, attempt.disk.group_id, now):
        return None
    message = f"The vault's identity lacks rights on the target resource group {attempt.disk.group}."
    action = ("Give the vault's identity the role Disk Restore Operator on that group.",)
    return Failure("UserErrorNotEnoughPermissionOnTargetRG", message, action)


@rule("job")
def identity_could_write_to_the_target_group(attempt: Attempt, now: datetime) -> Failure | None:
    """UserErrorMissingRequiredPermissions: how a job tells it, seen for the restore of blobs."""
    scope = attempt.disk.group_id
    if attempt.may(DISK_WRITE, scope, now):
        return None
    detail = (
        f"Validate for Restore failed. The client '{attempt.identity}' does not have authorization to perform action "
        f"'{DISK_WRITE}' over scope '{scope}'."
    )
    code, message = (
        "UserErrorMissingRequiredPermissions",
        "Appropriate permissions to perform the operation is missing.",
    )
    action = ("Give the vault's identity the role Disk Restore Operator on the target resource group.",)
    return Failure(code, message, action, cause=Failure(code, detail))


@rule("validate", "job")
def identity_may_read_the_snapshots(attempt: Attempt, now: datetime) -> Failure | None:
    """UserErrorSnapshotRGNotFound, UserErrorNotEnoughPermissionOnSnapshotRG."""
    scope = attempt.instance.snapshot_group_id
    if scope not in attempt.cloud.estate.groups:
        return Failure("UserErrorSnapshotRGNotFound", "The resource group of the snapshots was not found.")
    if attempt.may(SNAPSHOT_READ, scope, now):
        return None
    message = "The vault's identity lacks rights on the resource group of the snapshots."
    action = ("Give the vault's identity the role Disk Snapshot Contributor on that group.",)
    return Failure("UserErrorNotEnoughPermissionOnSnapshotRG", message, action)


@rule("validate", "job")
def snapshot_is_there(attempt: Attempt, now: datetime) -> Failure | None:
    """UserErrorDiskSnapshotNotFound: deleted or moved. That expiry means the same is unverified."""
    point, cloud = attempt.point, attempt.cloud
    if point:
        expired = cloud.settings.expired_points_fail and point.expires is not None and point.expires <= now
        made_by_formula = isinstance(attempt.instance.points, DailyPoints)
        if not expired and (made_by_formula or point.snapshot_id in cloud.estate.snapshots):
            return None
    message = "The snapshot behind the recovery point was not found."
    return Failure("UserErrorDiskSnapshotNotFound", message, ("Choose another recovery point.",))


@rule("validate", "job")
def name_is_free(attempt: Attempt, now: datetime) -> Failure | None:
    """UserErrorSameNameDiskAlreadyExists: FailIfExists is the only option."""
    if attempt.disk.text not in attempt.cloud.estate.disks:
        return None
    message = f"A disk of the name {attempt.disk.name} exists in the target resource group."
    return Failure("UserErrorSameNameDiskAlreadyExists", message, ("Choose another name.",))


@rule("job")
def group_is_not_locked(attempt: Attempt, now: datetime) -> Failure | None:
    """A ReadOnly lock (learn.microsoft.com, "Lock your resources"); the code of the job is unverified."""
    group = attempt.cloud.estate.groups[attempt.disk.group_id]
    if group.lock != "ReadOnly":
        return None
    cause = Failure("ScopeLocked", f"The scope '{attempt.disk.text}' is locked at '{group.id}'.")
    return Failure("CloudInternalError", "The disk could not be created.", ("Look at the inner error.",), cause=cause)


@rule("job")
def policy_allows_it(attempt: Attempt, now: datetime) -> Failure | None:
    """A policy with the effect deny (learn.microsoft.com, RequestDisallowedByPolicy); the job's code is unverified."""
    group = attempt.cloud.estate.groups[attempt.disk.group_id]
    if not group.denying_policy:
        return None
    detail = f"Resource '{attempt.disk.name}' was disallowed by policy. Policy identifiers: '{group.denying_policy}'."
    cause = Failure("RequestDisallowedByPolicy", detail)
    return Failure("CloudInternalError", "The disk could not be created.", ("Look at the inner error.",), cause=cause)


@rule("job")
def disk_quota_is_left(attempt: Attempt, now: datetime) -> Failure | None:
    """UserErrorSubscriptionDiskQuotaLimitReached."""
    estate = attempt.cloud.estate
    if estate.disk_quota is None or len(estate.disks) < estate.disk_quota:
        return None
    message = "The subscription's quota of disks is used up."
    return Failure("UserErrorSubscriptionDiskQuotaLimitReached", message, ("Ask for more, or delete disks.",))
