# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the codes of this collection mean: the cause, who can mend it, and what mends it."""

from __future__ import annotations

from collections.abc import Mapping

from .explanations import BACKUP_ADMIN, RUNNER, SUPPORT, Explanation

OWN_EXPLANATIONS: Mapping[str, Explanation] = {
    "AgentNotReady": Explanation(
        "The machine runs, but its agent does not report that it is ready: the system on the new disk may not boot, or "
        "it has no agent.",
        "whoever administers the machine",
        "look at its boot diagnostics; use a larger boot_timeout if it needs longer, or wait_for_agent: false if it "
        "has no agent",
    ),
    "AmbiguousName": Explanation(
        "More than one thing has that name.",
        RUNNER,
        "say which by backup_instance, or by the ARM id of the disk in source_disk",
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
    "CrossSubscriptionRestoreOff": Explanation(
        "The vault does not restore into other subscriptions. Nothing was sent.",
        BACKUP_ADMIN,
        "turn cross-subscription restore on in the properties of the vault, or restore into the vault's subscription",
    ),
    "DeadlinePassed": Explanation(
        "The time that the task may take is over. What goes on in Azure goes on.",
        RUNNER,
        "run the same task again, with a larger wait_timeout if it needs longer",
        passing=True,
    ),
    "DiskNotProtected": Explanation(
        "Nothing that this login can see protects a disk that was selected. Nothing was sent.",
        BACKUP_ADMIN,
        "protect the disk, leave it out, or say on_unprotected: ignore",
    ),
    "JobFailed": Explanation(
        "Azure gives no reason for how the job ended.",
        SUPPORT,
        "look at the job in the portal, and run the same task again once",
    ),
    "JobListOutdated": Explanation(
        "Too much time passes between the look at the jobs and the request, again and again.",
        RUNNER,
        "run the same task again on a machine, or at a time, with less to do, or with a smaller max_parallel",
        passing=True,
    ),
    "JobNotFound": Explanation(
        "The vault lists no such job. It keeps jobs for some weeks.",
        RUNNER,
        "check job_ids, vault_name and subscription_id; backup_job_info without job_ids lists the jobs that there are",
    ),
    "JobsFailed": Explanation(
        "A job ended otherwise than well, and Azure gives no reason.",
        SUPPORT,
        "look at the job in the portal, and begin it again",
    ),
    "LibraryMissing": Explanation(
        "A Python library that this collection needs is not there for the Python that runs the task.",
        "whoever administers this machine or the execution environment",
        "pip install requests azure-identity, for the Python that the message names",
    ),
    "LoginFailed": Explanation(
        "Azure gave no token for the login.",
        "whoever administers the login",
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
        "whoever administers the machine",
        "find out who else changes the machine, such as a policy or another run, then run the same task again",
    ),
    "NameTaken": Explanation(
        "There is a machine or a network interface of that name that vm_from_disks did not make. It was not touched.",
        RUNNER,
        "take another name",
    ),
    "NoAnswer": Explanation(
        "Azure did not answer, or something between here and Azure answered in its place.",
        "whoever administers the network",
        "check network and proxy (HTTPS_PROXY, NO_PROXY) if it happens again, then run the same task again",
        passing=True,
    ),
    "NoUsableRecoveryPoint": Explanation(
        "The disk has no recovery point that fits as_of, max_point_age and the operational tier.",
        RUNNER,
        "choose another moment by as_of; recovery_point_info lists the points of the disk",
    ),
    "NotVerified": Explanation(
        "The job ended well, but the disk is not what the task asks for.",
        RUNNER,
        "look at the disk and at who changed it; delete it, or choose another target_disk, before it is restored again",
    ),
    "NothingNoted": Explanation(
        "No disk carries the notes of a swap of this machine: it was undone already, or its tags were deleted.",
        RUNNER,
        "name the disks in swaps; if the tags were deleted, attach the former disks by hand",
    ),
    "NothingSelected": Explanation(
        "An option that selects disks finds none. Nothing was sent.",
        RUNNER,
        "correct the option that the message names; backup_instance_info lists what there is",
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
        "The answer to the restore was lost: Azure may have begun it or not.",
        RUNNER,
        "look for its job (backup_job_info with the activity id in job_ids), or wait some minutes and run the same "
        "task again: it joins the restore if its job shows by then, and restores if there is neither job nor disk",
        passing=True,
    ),
    "PlanChanged": Explanation(
        "What would be done now is not what was approved. Nothing was sent.",
        RUNNER,
        "run the task in check mode again, look at what has changed, and have the new plan approved",
    ),
    "RecoveryPointNotFound": Explanation(
        "The disk has no recovery point with that id, or no longer has it.",
        RUNNER,
        "choose a recovery_point_id that recovery_point_info lists",
    ),
    "RecoveryPointInOtherTier": Explanation(
        "Disks are restored from the operational tier only, and the recovery point lies in another one.",
        RUNNER,
        "choose a recovery point whose store_type is OperationalStore in recovery_point_info",
    ),
    "RecoveryPointTooOld": Explanation(
        "The recovery point is older than max_point_age allows.",
        RUNNER,
        "allow a larger max_point_age, or find out why there is no newer point: backup_job_info lists the backups",
    ),
    "ReportNotWritten": Explanation(
        "The folder of the report can't be written. The restore is not touched by that.",
        RUNNER,
        "make the folder writable, or choose another; restore_report writes the report of a registered result",
    ),
    "RequestRefused": Explanation(
        "The answer is an error that is not in Azure's form: a proxy or a firewall may have written it.",
        "whoever administers the network",
        "check the proxy (HTTPS_PROXY, NO_PROXY), and whether it lets the URL of the error through",
    ),
    "ResourceGuardInTheWay": Explanation(
        "A Resource Guard protects restores from this vault.",
        "whoever administers the Resource Guard",
        "restore with an api_version and a login that the guard takes, or in the portal, or have the guard lifted for "
        "the time of the restore",
    ),
    "RunEnded": Explanation(
        "The run that asked for it has ended, so that nothing more was sent.",
        RUNNER,
        "run the same task again",
        passing=True,
    ),
    "SkewTooLarge": Explanation(
        "No set of recovery points lies as close together as max_skew asks for. Nothing was sent.",
        BACKUP_ADMIN,
        "allow a larger max_skew, or another as_of",
    ),
    "StillRunning": Explanation(
        "The restore was accepted, and goes on in Azure.",
        RUNNER,
        "run the same task again, which joins the restore and verifies the disk; backup_job_info with wait: true waits "
        "for the job alone",
        passing=True,
    ),
    "SwapHalfDone": Explanation(
        "The swap ended before the machine was on its new disks or on its former ones.",
        RUNNER,
        "run the same task again to go on, or with state: rolled_back to go back",
        passing=True,
    ),
    "SwapImpossible": Explanation(
        "The machine and its disks are in a state from which nothing can be done safely.",
        "whoever administers the machine",
        "look at the disks of the machine and at who changes them, then run the same task again",
    ),
    "SwapRefused": Explanation(
        "A check says that Azure would refuse the swap, or that it is not safe. Nothing was sent.",
        RUNNER,
        "do what the message says for each disk",
    ),
    "SwapUndone": Explanation(
        "Azure refused a part of the swap, so that the former disks were put back.",
        "whoever administers the machine",
        "mend what the message speaks of, then run the same task again",
    ),
    "TargetNotFound": Explanation(
        "The subscription or the resource group of the target does not exist, or the login can't see it.",
        RUNNER,
        "check target_resource_group and target_subscription_id; create the group before the restore",
    ),
    "TargetTaken": Explanation(
        "The target disk is there or is being made, and not by a restore that this task asks for.",
        RUNNER,
        "choose another target_disk, or delete the disk that is there, or wait for the other restore; a disk as it is "
        "can be accepted by existing_disk: keep",
    ),
    "UnexpectedError": Explanation(
        "This is a defect of azure_dr.backup.",
        "the maintainers of azure_dr.backup",
        "look for what is under way (backup_job_info), then report the defect with its traceback",
    ),
    "UnexpectedHost": Explanation(
        "An answer leads outside of the chosen cloud, where no token is sent.",
        RUNNER,
        "check cloud_environment, and whether a proxy changes Azure's answers",
    ),
    "VaultIdentityUnknown": Explanation(
        "The vault does not have the identity that backs the disk up.",
        BACKUP_ADMIN,
        "add the identity to the vault, or say by vault_identity which one is to restore",
    ),
}
# What has happened says more than why: of these, the code of a request that failed is not what counts.
OUTCOMES = frozenset({"OutcomeUnknown", "StillRunning"})
