# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the codes of this collection mean: the cause, who can fix it, and how."""

from __future__ import annotations

from collections.abc import Mapping

from .explanations import BACKUP_ADMIN, RUNNER, SNAPSHOTS_USED_UP, SUPPORT, Explanation

OWN_EXPLANATIONS: Mapping[str, Explanation] = {
    "AgentNotReady": Explanation(
        "The machine runs, but its agent does not report that it is ready: the system on the new disk may not boot, or "
        "it has no agent.",
        "the administrator of the machine",
        "look at its boot diagnostics; use a larger boot_timeout if it needs longer, or wait_for_agent: false if it "
        "has no agent",
    ),
    "AmbiguousName": Explanation(
        "More than one resource has that name.",
        RUNNER,
        "give the ARM id of the one that you mean, or name the backup instance with backup_instance",
    ),
    "AttachmentRefused": Explanation(
        "The disk can't be attached or detached as the task asks for it. Nothing was sent.",
        RUNNER,
        "do what the message says",
    ),
    "BackupInstanceNotFound": Explanation(
        "The vault protects no such disk, or has no such backup instance.",
        RUNNER,
        "choose a disk that backup_instance_info lists, or protect the disk",
    ),
    "BackupNotAllowed": Explanation(
        "Azure Backup does not allow a backup of the disk now. Nothing was sent for it.",
        BACKUP_ADMIN,
        "look at the backup instance in the portal, and at its last operation; then run the same task again",
    ),
    "BackupRuleNotFound": Explanation(
        "The backup policy of the disk has no backup rule. Nothing was sent for it.",
        BACKUP_ADMIN,
        "protect the disk by a policy that has a backup rule",
    ),
    "BackupsSuspended": Explanation(
        "The backups of the disk are suspended. Nothing was sent for it.",
        BACKUP_ADMIN,
        "resume the backups of the disk (az dataprotection backup-instance resume-protection, or the portal), then run "
        "the same task again; the recovery points that it has can be restored",
    ),
    "BackupsUsedUp": Explanation(
        "Azure allows ten backups on demand of a disk a day. Nothing was sent for it.",
        RUNNER,
        "run the same task again at the time that the message names, or give a max_age that the newest recovery point "
        "does not exceed",
    ),
    "CrossSubscriptionRestoreOff": Explanation(
        "The vault does not restore into other subscriptions. Nothing was sent.",
        BACKUP_ADMIN,
        "turn on cross-subscription restore in the properties of the vault, or restore into the vault's subscription",
    ),
    "DeadlinePassed": Explanation(
        "The time that the task can take is over. What Azure has accepted continues there.",
        RUNNER,
        "run the same task again, with a larger wait_timeout if it needs longer",
        passing=True,
    ),
    "DiskAccessLost": Explanation(
        "Somebody ended the access to the disk while it was read, or it took longer than access_seconds.",
        RUNNER,
        "run the same task again when no other task reads the disk, with a larger access_seconds if it needs longer",
        passing=True,
    ),
    "DiskAccessNotEnded": Explanation(
        "The disk was opened for reading, and Azure has not ended this. Until it ends, the disk can't be attached or "
        "deleted.",
        RUNNER,
        "run the same task again, or wait until the access has ended by itself after access_seconds",
        passing=True,
    ),
    "DiskAccessTaken": Explanation(
        "Somebody else reads or exports the disk. The module does not end an access that it has not opened.",
        RUNNER,
        "wait until that access has ended; if nobody needs it, end it with az disk revoke-access",
        passing=True,
    ),
    "DiskContentDamaged": Explanation(
        "The content of the disk contradicts itself.",
        RUNNER,
        "restore the disk from another recovery point, and compare it with its source",
    ),
    "DiskEmpty": Explanation(
        "The disk contains only zeros where every disk in use has something else.",
        RUNNER,
        "restore the disk from another recovery point, and check whether its source has data",
    ),
    "DiskExportDenied": Explanation(
        "The network settings of the disk allow nobody to read it from outside. Nothing was sent.",
        "the owner of the disk",
        "check the content on a virtual machine instead, or change the network access policy of the disk",
    ),
    "DiskInUse": Explanation(
        "Only a disk that nothing uses can be opened for reading. Nothing was sent.",
        RUNNER,
        "check the disk before you attach it, or detach it first",
    ),
    "DiskIsPrivate": Explanation(
        "The disk can be read only from a network that has a private endpoint for it.",
        "the network administrator",
        "run the task on a machine in that network, or check the content on a virtual machine instead",
    ),
    "DiskNeedsEntraLogin": Explanation(
        "The disk is opened only by a signed URL together with a Microsoft Entra token, and the module sends no token "
        "to storage.",
        "the owner of the disk",
        "check the content on a virtual machine instead, or set the dataAccessAuthMode of the disk to None",
    ),
    "DiskNotProtected": Explanation(
        "Nothing that this login can see protects a disk that was selected. Nothing was sent.",
        BACKUP_ADMIN,
        "protect the disk, leave it out, or set on_unprotected: ignore",
    ),
    "DrillGroupNotMarked": Explanation(
        "The resource group does not have the tag azure-dr-drill: allowed, so no drill may use it. Nothing was sent.",
        "the owner of the resource group",
        "set the tag if the group is for drills only, or name the group of your drills",
    ),
    "JobFailed": Explanation(
        "The job did not succeed, and Azure gives no reason.",
        SUPPORT,
        "look at the job in the portal, and run the same task again once",
    ),
    "JobListOutdated": Explanation(
        "After the jobs were read, it took too long to send the request, several times.",
        RUNNER,
        "run the same task again on a machine with less load, or with a smaller max_parallel",
        passing=True,
    ),
    "JobNotFound": Explanation(
        "The vault lists no such job. It keeps jobs for some weeks.",
        RUNNER,
        "check job_ids, vault_name and subscription_id; backup_job_info without job_ids lists all jobs",
    ),
    "JobsFailed": Explanation(
        "A job did not succeed, and Azure gives no reason.",
        SUPPORT,
        "look at the job in the portal, and start it again",
    ),
    "LibraryMissing": Explanation(
        "The Python that runs the task does not have a library that this collection needs.",
        "the administrator of this machine or of the execution environment",
        "pip install requests azure-identity, for the Python that the message names",
    ),
    "LoginFailed": Explanation(
        "Azure gave no token for the login.",
        "the administrator of the login",
        "check tenant, client_id and its secret or certificate, or run az login again",
    ),
    "MachineDiffers": Explanation(
        "The machine was made by an earlier task, and is not the one that this task asks for. Nothing was sent.",
        RUNNER,
        "ask for what there is, take another name, or delete the machine first (state: absent)",
    ),
    "MachineRefused": Explanation(
        "A check says that Azure would refuse to make the machine, or that deleting it would delete a disk.",
        RUNNER,
        "do what the message says",
    ),
    "MachineUnsettled": Explanation(
        "Azure accepts each change of the machine, and the machine does not stay as it was changed.",
        "the administrator of the machine",
        "find out who else changes the machine, such as a policy or another run, then run the same task again",
    ),
    "NameTaken": Explanation(
        "There is a machine or a network interface of that name that vm_from_disks did not make. It was not touched.",
        RUNNER,
        "take another name",
    ),
    "NoAnswer": Explanation(
        "Azure did not answer, or a proxy or firewall answered in its place.",
        "the network administrator",
        "run the same task again; if it fails again, check the network and the proxy (HTTPS_PROXY, NO_PROXY)",
        passing=True,
    ),
    "NoUsableRecoveryPoint": Explanation(
        "The disk has no recovery point that fits as_of, max_point_age and the operational tier.",
        RUNNER,
        "choose another time with as_of; recovery_point_info lists the recovery points of the disk",
    ),
    "NotMarked": Explanation(
        "The disk was restored for a drill, but the tags that mark it could not be written.",
        "the owner of the resource group",
        "give the login the role Tag Contributor on the resource group, and run the same task again",
    ),
    "NotVerified": Explanation(
        "The job completed, but the disk is not what the task asks for.",
        RUNNER,
        "find out who changed the disk; before you restore it again, delete it or choose another target_disk",
    ),
    "NotesUnreadable": Explanation(
        "A disk that the machine uses has some of the tags of a swap, and others are missing or wrong.",
        RUNNER,
        "find out who changed the tags; name the disks in swaps of vm_disk_swap to go back",
    ),
    "NothingNoted": Explanation(
        "No disk carries the notes of a swap of this machine: it was undone already, or its tags were deleted.",
        RUNNER,
        "name the disks in swaps; if the tags were deleted, attach the former disks by hand",
    ),
    "NothingSelected": Explanation(
        "An option that selects disks finds none. Nothing was sent.",
        RUNNER,
        "correct the option that the message names; backup_instance_info lists the protected disks",
    ),
    "OperationFailed": Explanation(
        "Azure accepted the request, and its operation failed without a reason.",
        SUPPORT,
        "run the same task again once",
    ),
    "OptionRefused": Explanation(
        "An option has a value that can't be used. Nothing was sent.",
        RUNNER,
        "correct the option that the message names",
    ),
    "OutcomeUnknown": Explanation(
        "Azure's answer to the request was lost. Azure may or may not have started it.",
        RUNNER,
        "wait some minutes and run the same task again: it attaches to what Azure has started, and otherwise sends it; "
        "to look for the job first, give the activity id to backup_job_info in job_ids",
        passing=True,
    ),
    "OtherBackupUnderWay": Explanation(
        "A running backup of the disk started before max_age allows, and Azure runs one backup of a disk at a time.",
        RUNNER,
        "run the same task again when that backup has ended, or with wait: true, which waits for it first",
        passing=True,
    ),
    "PermissionInUse": Explanation(
        "A restore into the resource group is running, or it is not known whether it is.",
        RUNNER,
        "wait until the restore has ended, and run the same task again",
        passing=True,
    ),
    "PlanChanged": Explanation(
        "What would be done now is not what was approved. Nothing was sent.",
        RUNNER,
        "run the task in check mode again, look at what has changed, and have the new plan approved",
    ),
    "ProtectionFailing": Explanation(
        "Azure Backup cannot protect the disk now. Nothing was sent for it.",
        BACKUP_ADMIN,
        "look at the error of the backup instance in the portal and fix its cause; often the vault's identity lacks a "
        "role on the disk or on the resource group of the snapshots",
    ),
    "ProtectionStopped": Explanation(
        "The protection of the disk is stopped. Nothing was sent for it.",
        BACKUP_ADMIN,
        "resume the protection of the disk (az dataprotection backup-instance resume-protection, or the portal), then "
        "run the same task again; the recovery points that it has can be restored",
    ),
    "RecoveryPointNotFound": Explanation(
        "The disk does not have a recovery point with that id, or it has expired.",
        RUNNER,
        "choose a recovery_point_id that recovery_point_info lists",
    ),
    "RecoveryPointInOtherTier": Explanation(
        "The recovery point is in another tier. Disks are restored from the operational tier only.",
        RUNNER,
        "choose a recovery point whose store_type is OperationalStore in recovery_point_info",
    ),
    "RecoveryPointNotMade": Explanation(
        "The backup job succeeded, but its recovery point cannot be found.",
        RUNNER,
        "look at the job (backup_job_info) and at the recovery points of the disk (recovery_point_info), then run the "
        "same task again",
    ),
    "RecoveryPointTooOld": Explanation(
        "The recovery point is older than max_point_age allows.",
        RUNNER,
        "allow a larger max_point_age, or find out why there is no newer point: backup_job_info lists the backups",
    ),
    "ReportChanged": Explanation(
        "The files of the report or its seal are not as its run wrote them. Nobody can attest it.",
        RUNNER,
        "attest an unchanged copy of the report with all of its files, or run the drill or the restore again",
    ),
    "ReportNotWritten": Explanation(
        "The folder of the report can't be written to. Nothing else is affected.",
        RUNNER,
        "make the folder writable, or choose another (directory, or report_dir of a role), then run the same task "
        "again; what is done is not repeated",
    ),
    "RequestRefused": Explanation(
        "The error does not have Azure's format. A proxy or a firewall may have sent it.",
        "the network administrator",
        "check the proxy (HTTPS_PROXY, NO_PROXY), and whether it allows the URL of the error",
    ),
    "ReserveTouched": Explanation(
        "The drill would use restores that are kept for a real recovery: Azure allows ten a day for each backup "
        "instance. Nothing was sent.",
        RUNNER,
        "run the drill later, with fewer disks, or with a smaller drill.reserve_restores",
        passing=True,
    ),
    "ResourceGuardInTheWay": Explanation(
        "A Resource Guard protects restores from this vault.",
        "the administrator of the Resource Guard",
        "restore with an api_version and a login that the guard accepts, or restore in the portal, or remove the guard "
        "for the time of the restore",
    ),
    "RunEnded": Explanation(
        "The run has ended. Nothing more was sent.",
        RUNNER,
        "run the same task again",
        passing=True,
    ),
    "SkewTooLarge": Explanation(
        "The recovery points of the disks are further apart than max_skew allows. Nothing was sent.",
        BACKUP_ADMIN,
        "allow a larger max_skew, or choose another as_of",
    ),
    "StillRunning": Explanation(
        "Azure has accepted the request and is still working on it.",
        RUNNER,
        "run the same task again: it attaches to the job and verifies its result; to wait for the job only, use "
        "backup_job_info with wait: true",
        passing=True,
    ),
    "SnapshotsUsedUp": SNAPSHOTS_USED_UP,
    "RecoveryRefused": Explanation(
        "Something prevents the recovery of a machine. Nothing was sent.",
        RUNNER,
        "do what the message says for each machine",
    ),
    "SwapHalfDone": Explanation(
        "The swap ended before the machine was on its new disks or on its former ones.",
        RUNNER,
        "run the same task again to go on, or with state: rolled_back (playbook undo_recovery) to go back",
        passing=True,
    ),
    "SwapImpossible": Explanation(
        "The machine and its disks are in a state from which nothing can be done safely.",
        "the administrator of the machine",
        "look at the disks of the machine and at who changes them, then run the same task again; if another run "
        "swapped them, let it end, and undo that recovery first (playbook undo_recovery)",
    ),
    "SwapRefused": Explanation(
        "A check says that Azure would refuse the swap, or that it is not safe. Nothing was sent.",
        RUNNER,
        "do what the message says for each disk",
    ),
    "SwapUndone": Explanation(
        "Azure refused a part of the swap, so that the former disks were put back.",
        "the administrator of the machine",
        "mend what the message speaks of, then run the same task again",
    ),
    "TargetNotFound": Explanation(
        "The subscription or the resource group of the target does not exist, or the login can't see it.",
        RUNNER,
        "check target_resource_group and target_subscription_id; create the group before the restore",
    ),
    "TargetTaken": Explanation(
        "The target disk exists or is being made, but not by the restore that this task asks for.",
        RUNNER,
        "do what the message says of this disk: choose another target_disk, wait for the other restore, or accept the "
        "disk with existing_disk: keep",
    ),
    "UnexpectedError": Explanation(
        "This is a defect of azure_dr.backup.",
        "the maintainers of azure_dr.backup",
        "check for running jobs (backup_job_info), then report the defect with its traceback",
    ),
    "UnexpectedHost": Explanation(
        "An answer names a host outside of the chosen cloud. Nothing is sent there.",
        RUNNER,
        "check cloud_environment, and whether a proxy changes Azure's answers",
    ),
    "VaultIdentityUnknown": Explanation(
        "The vault does not have the identity that backs up the disk.",
        BACKUP_ADMIN,
        "add the identity to the vault, or name another identity with vault_identity",
    ),
}
# For these, what has happened is more important than the code of the request that failed.
OUTCOMES = frozenset({"OutcomeUnknown", "StillRunning"})
