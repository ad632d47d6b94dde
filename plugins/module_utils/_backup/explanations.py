# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What Azure's error codes mean for restores and backups: the cause, who can fix it, and how.

Sources: learn.microsoft.com, "Troubleshooting backup failures in Azure Disk Backup", "Restore Azure managed disks",
"Azure Disk Backup support matrix", "Troubleshoot common Azure deployment errors", "Troubleshoot Azure RBAC"; recorded
traffic of azure-cli-extensions. Codes that are not here pass through with Azure's own words alone.

In causes and remedies, the words of `Words` are filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .._arm.errors import Advice


@dataclass(frozen=True)
class Explanation(Advice):
    """`vague`: how little the code alone says; a nested cause that is less vague says more.

    0: what it is. 1: what Azure takes it for. 2: what kind of thing it is. 3: nothing. `may_come`: what is missing may
    have been given a moment ago, and takes some minutes to take effect.
    """

    vague: int = 0
    may_come: bool = False


@dataclass(frozen=True)
class Words:
    """What explanations leave open. These words are used if the circumstances are not known."""

    role: str = "Disk Restore Operator"
    principal: str = "OBJECT-ID"
    scope: str = "TARGET-GROUP-ID"
    group: str = "TARGET-GROUP"
    subscription: str = "SUBSCRIPTION"
    namespace: str = "Microsoft.Compute"
    subscription_option: str = "subscription_id or target_subscription_id"
    group_option: str = "vault_resource_group or target_resource_group"
    name_option: str = "vault_name"


GRANT = (
    "az role assignment create --assignee-object-id {principal} --assignee-principal-type ServicePrincipal "
    "--role '{role}' --scope {scope} (it can take some minutes to take effect)"
)
GRANT_RESTORE = (
    "grant the role with restore_permission, or with restore_disks_grant_permission: true in the role restore_disks; "
    "by "
    "hand: " + GRANT
)
GROUP_OWNER = "someone who can assign roles on the resource group (Owner, User Access Administrator)"
UNKNOWN_PRINCIPAL = "OBJECT-ID-OF-THE-VAULT-IDENTITY"
SUPPORT = "Microsoft's support, with the request id and the activity id"
BACKUP_ADMIN = "the backup administrator"
SUBSCRIPTION_ADMIN = "the administrator of the subscription"
RUNNER = "the person who runs the task"

NO_RIGHT_ON_TARGET = Explanation(
    cause="The vault's identity lacks the role {role} on the target resource group.",
    who=GROUP_OWNER,
    remedy=GRANT_RESTORE,
    vague=1,
    may_come=True,
)
# Azure says so of any right. That of a restore is mostly the one on the target.
RIGHT_NOT_NAMED = Explanation(
    cause="The vault's identity lacks a right that Azure does not name. In most cases it is the role {role} on the "
    "target "
    "resource group.",
    who=GROUP_OWNER,
    remedy=GRANT_RESTORE,
    vague=2,
    may_come=True,
)
NO_RIGHT_ON_SNAPSHOTS = Explanation(
    cause="The vault's identity lacks its role on the resource group of the snapshots, or the group was deleted.",
    who=GROUP_OWNER,
    remedy="give the vault's identity the role Disk Snapshot Contributor on the resource group of the snapshots",
    vague=1,
)
_KEY_GONE = Explanation(
    "The key that encrypts the disk is disabled or deleted.",
    "the administrator of the key vault and of the disk encryption set",
    "enable the key that the disk encryption set uses, and check that Azure can reach it",
)
NO_RIGHT_ON_ENCRYPTION_SET = Explanation(
    cause="The vault's identity can't read the disk encryption set of the disk.",
    who="someone who can assign roles on the disk encryption set",
    remedy="give the vault's identity the role Reader on the disk encryption set",
    vague=1,
)
_SNAPSHOT_GONE = Explanation(
    "The snapshot of the recovery point was deleted or moved, or has expired.",
    BACKUP_ADMIN,
    "choose another recovery point (recovery_point_info lists them)",
)
NO_RIGHT_ON_DISK = Explanation(
    cause="The vault's identity lacks its role on the protected disk, or the disk was deleted or moved.",
    who="someone who can assign roles on the disk (Owner, User Access Administrator)",
    remedy="give the vault's identity the role Disk Backup Reader on the protected disk; if the disk was moved, "
    "protect it again at its new place",
    vague=1,
)
NO_RIGHT_ON_DISK_OR_SNAPSHOTS = Explanation(
    cause="The vault's identity lacks its roles on the protected disk or on the resource group of the snapshots.",
    who=GROUP_OWNER,
    remedy="give the vault's identity the role Disk Snapshot Contributor on the resource group of the snapshots, "
    "and Disk Backup Reader on the protected disk",
    vague=1,
)
# Microsoft names no code for it: it is known by its words.
SNAPSHOTS_USED_UP = Explanation(
    "The disk has as many incremental snapshots as Azure allows (500).",
    BACKUP_ADMIN,
    "let recovery points expire earlier (a shorter retention in the backup policy), or delete snapshots of the disk "
    "that nobody needs and that are not recovery points; then run the same task again",
)
TRY_AGAIN = Explanation(
    cause="Azure has an internal problem.",
    who="Microsoft",
    remedy="run the same task again later",
    passing=True,
    vague=3,
)
_THROTTLED = Explanation(
    cause="This login, or the subscription, has sent more requests than Azure allows.",
    who=RUNNER,
    remedy="run the same task again in some minutes, and run fewer tasks at the same time",
    passing=True,
)
_TOKEN = Explanation(
    "Azure does not accept the login's token.",
    "the administrator of the login",
    "check cloud_environment and the tenant, that the login is not disabled, and the clock of this machine",
)
_INVALID = Explanation(
    cause="Azure Backup does not accept the values of this request.",
    who=BACKUP_ADMIN,
    remedy="compare the recovery point, region and target, or the state of the protection, with the results of "
    "recovery_point_info and backup_instance_info",
    vague=2,
)
_NOT_REGISTERED = Explanation(
    "The subscription is not registered for {namespace}.",
    SUBSCRIPTION_ADMIN,
    "az provider register --namespace {namespace} --subscription {subscription}",
)
_API_VERSION = Explanation(
    "Azure does not know this api-version.", RUNNER, "choose another api_version, or leave it out"
)

EXPLANATIONS: Mapping[str, Explanation] = {
    "UserErrorNotEnoughPermissionOnTargetRG": NO_RIGHT_ON_TARGET,
    "UserErrorDiskBackupRestoreRGOrMSIPermissionsNotPresent": NO_RIGHT_ON_TARGET,
    "UserErrorMissingRequiredPermissions": RIGHT_NOT_NAMED,
    "UserErrorNotEnoughPermissionOnSnapshotRG": NO_RIGHT_ON_SNAPSHOTS,
    "UserErrorDiskBackupSnapshotRGOrMSIPermissionsNotPresent": NO_RIGHT_ON_SNAPSHOTS,
    "UserErrorSnapshotRGOrMSIPermissionsNotPresent": NO_RIGHT_ON_SNAPSHOTS,
    "UserErrorSnapshotRGNotFound": NO_RIGHT_ON_SNAPSHOTS,
    "UserErrorManagedDiskNotFound": Explanation(
        "The protected disk is deleted, or was moved to another resource group or subscription.",
        BACKUP_ADMIN,
        "restore the disk from one of its recovery points, which stay, or protect the disk again at its new place",
    ),
    "UserErrorNotEnoughPermissionOnDisk": NO_RIGHT_ON_DISK,
    "UserErrorDiskBackupDiskOrMSIPermissionsNotPresent": NO_RIGHT_ON_DISK,
    "UserErrorDiskBackupAuthorizationFailed": NO_RIGHT_ON_DISK_OR_SNAPSHOTS,
    "UserErrorDiskAndSnapshotRGOrMSIPermissionsNotPresent": NO_RIGHT_ON_DISK_OR_SNAPSHOTS,
    "UserErrorRestoreTargetRGNotFound": Explanation(
        "The target resource group does not exist.",
        "someone who can create resource groups",
        "create {group}, or choose another target_resource_group",
    ),
    "UserErrorSameNameDiskAlreadyExists": Explanation(
        "A disk with that name exists already. Azure Backup never overwrites a disk.",
        "the owner of the target resource group",
        "choose another target_disk",
    ),
    "UserErrorSubscriptionDiskQuotaLimitReached": Explanation(
        "The target subscription has reached its limit of disks.",
        SUBSCRIPTION_ADMIN,
        "delete disks that are not needed, or ask for more quota",
    ),
    "UserErrorDiskSnapshotNotFound": _SNAPSHOT_GONE,
    "UserErrorSnapshotMetadataNotFound": _SNAPSHOT_GONE,
    "UserErrorDESKeyVaultKeyDisabled": _KEY_GONE,
    "UserErrorDESKeyVaultKeyNotAvailable": _KEY_GONE,
    "UserErrorMSIPermissionsNotPresentOnDES": NO_RIGHT_ON_ENCRYPTION_SET,
    "UserErrorMaxConcurrentOperationLimitReached": Explanation(
        cause="The vault, or the disk, has as many running operations as Azure allows.",
        who="the person who runs the task",
        remedy="run the same task again when some operations have ended; for a batch, use a smaller max_parallel",
        passing=True,
    ),
    "UserErrorMissingSubscriptionRegistration": _NOT_REGISTERED,
    "MissingSubscriptionRegistration": _NOT_REGISTERED,
    "UserErrorDiskBackupDiskTypeNotSupported": Explanation(
        "Azure Disk Backup does not support this kind of disk.", BACKUP_ADMIN, "protect the disk in another way"
    ),
    "CloudDosTimeboudLimitReached": Explanation(
        "Azure Backup blocks this operation for some hours after too many attempts. It allows ten restores and ten "
        "backups on demand of a backup instance a day.",
        "the person who runs the task",
        "wait some hours, and do not retry before that: each try makes the wait longer",
    ),
    "DppPluginInvalidInputParameters": _INVALID,
    "CloudInvalidInputError": _INVALID,
    "CloudInternalError": TRY_AGAIN,
    "CloudServiceRetryableError": TRY_AGAIN,
    "InternalServerError": TRY_AGAIN,
    "ServiceUnavailable": TRY_AGAIN,
    "GatewayTimeout": TRY_AGAIN,
    "TooManyRequests": _THROTTLED,
    "SubscriptionRequestsThrottled": _THROTTLED,
    "UserErrorGenericResourceNotFound": Explanation(
        cause="The vault does not contain a resource that the message names.",
        who=RUNNER,
        remedy="compare its name with what backup_instance_info, recovery_point_info or backup_job_info lists",
        vague=2,
    ),
    "AuthorizationFailed": Explanation(
        "This login does not have the right to do this.",
        "someone who can assign roles to the login",
        "give the login Backup Operator and Reader on the vault, and Reader on the target resource group",
    ),
    "LinkedAuthorizationFailed": Explanation(
        "A Resource Guard, or another linked resource, requires a right that this login lacks.",
        "the administrator of the Resource Guard",
        "give the login Backup MUA Operator on the Resource Guard for the time of the restore",
    ),
    "DenyAssignmentAuthorizationFailed": Explanation(
        "A deny assignment forbids it. Roles can't change this.",
        SUBSCRIPTION_ADMIN,
        "look at the deny assignment that the message names: it belongs to a deployment stack or a managed application",
    ),
    "InvalidAuthenticationTokenTenant": Explanation(
        "The subscription {subscription} belongs to another tenant than the login.",
        RUNNER,
        "check {subscription_option}, or log in at the tenant of that subscription (tenant)",
    ),
    "InvalidAuthenticationToken": _TOKEN,
    "InvalidAuthenticationTokenAudience": _TOKEN,
    "ExpiredAuthenticationToken": _TOKEN,
    "AuthenticationFailed": _TOKEN,
    "RequestDisallowedByPolicy": Explanation(
        "A policy of the target subscription or resource group forbids the disk.",
        "the administrator of Azure Policy there",
        "exempt {group} from the policy that the message names, or choose a target that it allows",
    ),
    "ScopeLocked": Explanation(
        "A lock on the target resource group, or on its subscription, forbids changes.",
        "the owner of the target resource group",
        "find the lock with az lock list --resource-group {group}, and delete it for the time of the restore",
    ),
    "ResourceGroupBeingDeleted": Explanation(
        "The target resource group is being deleted.",
        "the owner of the target resource group",
        "choose another target_resource_group, or create {group} again when it is deleted",
    ),
    "ReadOnlyDisabledSubscription": Explanation(
        "The subscription {subscription} is disabled. Nothing in it can be changed.",
        SUBSCRIPTION_ADMIN,
        "reactivate it (its billing account says why it was disabled), or restore into another subscription with "
        "target_subscription_id",
    ),
    "QuotaExceeded": Explanation(
        "A quota of the target subscription is used up.", SUBSCRIPTION_ADMIN, "free some of it, or ask for more"
    ),
    # Compute's throttling has this code too: the cause that is nested in it says so.
    "OperationNotAllowed": Explanation(
        cause="Compute does not allow it. In most cases a quota of the subscription is used up, or a machine has "
        "as many disks as its size takes.",
        who=SUBSCRIPTION_ADMIN,
        remedy="free some of the quota that the message names, or ask for more",
        vague=1,
    ),
    "AllocationFailed": Explanation(
        cause="Azure has no room for a machine of this size in the region or the zone at the moment.",
        who=RUNNER,
        remedy="start the machine later, or change its size",
        passing=True,
    ),
    "ZonalAllocationFailed": Explanation(
        cause="Azure has no room for a machine of this size in the zone at the moment.",
        who=RUNNER,
        remedy="start the machine later, or change its size",
        passing=True,
    ),
    "SkuNotAvailable": Explanation(
        "The size of the machine can't be had in the region, or not by this subscription.",
        SUBSCRIPTION_ADMIN,
        "choose another size, or ask for the size in the region",
    ),
    "PreconditionFailed": Explanation(
        cause="Somebody else has changed the machine meanwhile.",
        who=RUNNER,
        remedy="find out who changes it, and run the same task again when that has ended",
        passing=True,
    ),
    "Conflict": Explanation(
        cause="Another change of the same resource is under way.",
        who=RUNNER,
        remedy="run the same task again when that change has ended",
        passing=True,
        vague=1,
    ),
    "PropertyChangeNotAllowed": Explanation(
        "Azure does not let this property of the machine be changed: the OS disk does not fit the machine.",
        RUNNER,
        "restore the OS disk of a machine of the same generation and kind",
    ),
    "ConflictingUserInput": Explanation(
        "Another machine uses the disk.",
        RUNNER,
        "detach the disk there first, or restore another one",
    ),
    "AttachDiskWhileBeingDetached": Explanation(
        cause="The disk is still being detached, or was not detached to the end.",
        who=RUNNER,
        remedy="run the same task again in some minutes; detach the disk by hand if it does not come loose",
        passing=True,
    ),
    "OSDiskSwapNotSupportedForVMsUsingDiskEncryption": Explanation(
        "The machine is encrypted by Azure Disk Encryption: its OS disk can't be swapped.",
        "the administrator of the machine",
        "make a machine from the restored disks, and encrypt it anew",
    ),
    "ResourceNotFound": Explanation(
        "What the message names does not exist.",
        RUNNER,
        "check {name_option}, {group_option} and {subscription_option}",
    ),
    "ResourceGroupNotFound": Explanation(
        "The resource group that the message names does not exist in subscription {subscription}.",
        RUNNER,
        "check {group_option} and {subscription_option}",
    ),
    "SubscriptionNotFound": Explanation(
        "The subscription {subscription} does not exist, or this login can't see it.",
        RUNNER,
        "check {subscription_option}, and the tenant of the login",
    ),
    "InvalidSubscriptionId": Explanation(
        "{subscription} is not the id of a subscription.", RUNNER, "check {subscription_option}"
    ),
    "InvalidResourceType": _API_VERSION,
    "NoRegisteredProviderFound": _API_VERSION,
    "InvalidApiVersionParameter": _API_VERSION,
    "PrincipalNotFound": Explanation(
        cause="Microsoft Entra ID does not know the vault's identity.",
        who=BACKUP_ADMIN,
        remedy="if the identity is new, run the same task again in some minutes; otherwise check vault_identity",
        passing=True,
    ),
    "FailedIdentityOperation": Explanation(
        cause="Azure could not look up the vault's identity.",
        who=SUPPORT,
        remedy="run the same task again in a minute",
        passing=True,
        vague=2,
    ),
}
