# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What Azure's error codes mean for a restore: the cause, who can mend it, and what mends it.

Sources: learn.microsoft.com, "Troubleshooting backup failures in Azure Disk Backup", "Restore Azure managed disks",
"Azure Disk Backup support matrix", "Troubleshoot common Azure deployment errors"; recorded traffic of
azure-cli-extensions. Codes that are not here pass through with Azure's own words alone.

In causes and remedies, {role}, {principal}, {scope} and {group} are filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .._arm.errors import Advice


@dataclass(frozen=True)
class Explanation(Advice):
    """`generic`: the code alone says little, and a nested cause says more."""

    generic: bool = False


GRANT = (
    "az role assignment create --assignee-object-id {principal} --assignee-principal-type ServicePrincipal "
    "--role '{role}' --scope {scope} (it can take some minutes to take effect)"
)
GROUP_OWNER = "whoever may assign roles on the resource group (Owner, User Access Administrator)"
SUPPORT = "Microsoft's support, with the request id and the activity id"
BACKUP_ADMIN = "whoever administers the backups"

_NO_RIGHT_ON_TARGET = Explanation(
    "The vault's identity lacks the role {role} on the target resource group.", GROUP_OWNER, GRANT
)
_NO_RIGHT_ON_SNAPSHOTS = Explanation(
    "The vault's identity lacks its role on the resource group of the snapshots, or the group is gone.",
    GROUP_OWNER,
    "give the vault's identity the role Disk Snapshot Contributor on the resource group of the snapshots",
)
_KEY = Explanation(
    "The key that encrypts the disk can't be used.",
    "whoever administers the key vault and the disk encryption set",
    "enable the key, keep it reachable, and give the vault's identity Reader on the disk encryption set",
)
_SNAPSHOT_GONE = Explanation(
    "The snapshot behind the recovery point is gone: deleted, moved, or expired.",
    BACKUP_ADMIN,
    "choose another recovery point (recovery_point_info lists them)",
)
_TRY_AGAIN = Explanation("Azure Backup had a trouble of its own.", "nobody but Azure", "run the task again later", True)

EXPLANATIONS: Mapping[str, Explanation] = {
    "UserErrorNotEnoughPermissionOnTargetRG": _NO_RIGHT_ON_TARGET,
    "UserErrorDiskBackupRestoreRGOrMSIPermissionsNotPresent": _NO_RIGHT_ON_TARGET,
    "UserErrorMissingRequiredPermissions": _NO_RIGHT_ON_TARGET,
    "UserErrorNotEnoughPermissionOnSnapshotRG": _NO_RIGHT_ON_SNAPSHOTS,
    "UserErrorDiskBackupSnapshotRGOrMSIPermissionsNotPresent": _NO_RIGHT_ON_SNAPSHOTS,
    "UserErrorSnapshotRGOrMSIPermissionsNotPresent": _NO_RIGHT_ON_SNAPSHOTS,
    "UserErrorSnapshotRGNotFound": _NO_RIGHT_ON_SNAPSHOTS,
    "UserErrorDiskBackupAuthorizationFailed": _NO_RIGHT_ON_TARGET,
    "UserErrorRestoreTargetRGNotFound": Explanation(
        "The target resource group does not exist.",
        "whoever may create resource groups",
        "create {group}, or choose another target_resource_group",
    ),
    "UserErrorSameNameDiskAlreadyExists": Explanation(
        "A disk of that name is there already, and Azure Backup never overwrites one.",
        "whoever owns the target resource group",
        "choose another target_disk, or delete the disk that is there",
    ),
    "UserErrorSubscriptionDiskQuotaLimitReached": Explanation(
        "The target subscription may not hold more disks.",
        "whoever administers the subscription",
        "delete disks that are not needed, or ask for more quota",
    ),
    "UserErrorDiskSnapshotNotFound": _SNAPSHOT_GONE,
    "UserErrorSnapshotMetadataNotFound": _SNAPSHOT_GONE,
    "UserErrorDESKeyVaultKeyDisabled": _KEY,
    "UserErrorDESKeyVaultKeyNotAvailable": _KEY,
    "UserErrorMSIPermissionsNotPresentOnDES": _KEY,
    "UserErrorMaxConcurrentOperationLimitReached": Explanation(
        "The vault has as many operations under way as Azure takes.",
        "whoever runs the restore",
        "run the task again when some have ended, with a smaller max_parallel for a batch",
    ),
    "UserErrorMissingSubscriptionRegistration": Explanation(
        "The target subscription is not registered for Microsoft.Compute.",
        "whoever administers the subscription",
        "az provider register --namespace Microsoft.Compute",
    ),
    "UserErrorDiskBackupDiskTypeNotSupported": Explanation(
        "Azure Disk Backup does not support this kind of disk.", BACKUP_ADMIN, "protect the disk in another way"
    ),
    "CloudDosTimeboudLimitReached": Explanation(
        "Azure Backup blocks this operation for some hours after too many attempts; ten restores of a backup instance "
        "a day are allowed.",
        "whoever runs the restore",
        "wait some hours, and do not retry meanwhile: that makes it longer",
    ),
    "DppPluginInvalidInputParameters": Explanation(
        "Azure Backup does not take what was asked for.",
        BACKUP_ADMIN,
        "compare recovery point, region and target with what recovery_point_info and backup_instance_info return",
        True,
    ),
    "CloudInvalidInputError": _TRY_AGAIN,
    "CloudInternalError": _TRY_AGAIN,
    "CloudServiceRetryableError": _TRY_AGAIN,
    "InternalServerError": _TRY_AGAIN,
    "UserErrorGenericResourceNotFound": Explanation(
        "Something that the restore needs does not exist.", BACKUP_ADMIN, "check the names against the portal", True
    ),
    "AuthorizationFailed": Explanation(
        "This login may not do that.",
        "whoever may assign roles to the login",
        "give the login Backup Operator and Reader on the vault, and Reader on the target resource group",
    ),
    "LinkedAuthorizationFailed": Explanation(
        "A Resource Guard, or another linked resource, asks for a right that this login lacks.",
        "whoever administers the Resource Guard",
        "give the login Backup MUA Operator on the Resource Guard for the time of the restore",
    ),
    "RequestDisallowedByPolicy": Explanation(
        "A policy of the target subscription or resource group forbids the disk.",
        "whoever administers Azure Policy there",
        "exempt {group} from the policy that the message names, or choose a target that it allows",
    ),
    "ScopeLocked": Explanation(
        "A lock on the target resource group, or above it, forbids writing.",
        "whoever owns the target resource group",
        "az lock list --resource-group {group}, and delete the lock for the time of the restore",
    ),
    "QuotaExceeded": Explanation(
        "A quota of the target subscription is used up.",
        "whoever administers the subscription",
        "free some of it, or ask for more",
    ),
    "OperationNotAllowed": Explanation(
        "Compute does not allow the disk; mostly a quota of the target subscription is used up.",
        "whoever administers the subscription",
        "free some of the quota that the message names, or ask for more",
    ),
    "ResourceNotFound": Explanation(
        "What the message names does not exist.", "whoever runs the task", "check name, resource group and subscription"
    ),
    "ResourceGroupNotFound": Explanation(
        "The resource group that the message names does not exist in that subscription.",
        "whoever runs the task",
        "check its name and the subscription",
    ),
    "SubscriptionNotFound": Explanation(
        "There is no such subscription, or this login can't see it.",
        "whoever runs the task",
        "check subscription_id, and the tenant of the login",
    ),
    "FailedIdentityOperation": Explanation(
        "Azure could not look up the vault's identity.", SUPPORT, "run the task again in a minute", True
    ),
}
