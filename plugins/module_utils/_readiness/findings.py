# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a check of readiness can find: each code with how grave it is, its title, what it says, and what mends it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True)
class Kind:
    """One code. `title` says in a few words what is wrong with the disk, after "1 disk:".

    `unseen` is the message if Azure did not show what was to be judged: that is never more than a warning. The remedy
    is a command or a setting.
    """

    severity: Severity
    title: str
    message: str
    remedy: str
    unseen: str = ""


@dataclass(frozen=True)
class Finding:
    """Something that was found about a disk or an application."""

    code: str
    severity: Severity
    message: str
    remedy: str


_GRANT = (
    "az role assignment create --role {role} --assignee-object-id {principal} "
    "--assignee-principal-type ServicePrincipal --scope {scope}"
)
# Sorted by what it costs on the night of the restore, the dearest first.
KINDS: Mapping[str, Kind] = {
    "no_point": Kind(
        "error",
        "no recovery point",
        "The backup instance has no recovery point that can be used: there is nothing to restore from.",
        "Run azure_dr.backup.disk_backup with source_disks: [{disk}], or wait for the first backup of the policy.",
    ),
    "unprotected_disk": Kind(
        "error",
        "no protection",
        "Nothing that this login can see protects the disk: it cannot be restored.",
        "Protect it: az dataprotection backup-instance create. If it needs no backup, exclude it by the selection, "
        "or set ignore: [unprotected_disk].",
        unseen="Nothing in the vaults that were looked at protects the disk. It is unknown whether another vault does.",
    ),
    "snapshot_missing": Kind(
        "error",
        "the snapshot is missing",
        "The resource group {group} has no snapshot for the newest recovery point ({newest}): it cannot be restored.",
        "Run azure_dr.backup.disk_backup with source_disks: [{disk}] for a new recovery point, and put a lock on "
        "{group} against the next deletion: az lock create --name keep-snapshots --lock-type CanNotDelete "
        "--resource-group {group}.",
        unseen="It is unknown whether the snapshots still exist in the resource group {group}: {why}",
    ),
    "vault_identity_missing": Kind(
        "error",
        "the vault has no identity",
        "The vault {vault} does not have the identity that restores the disk ({identity}).",
        "az dataprotection backup-vault identity assign --subscription {subscription} --resource-group {group} "
        "--vault-name {vault} {flag} {value}",
        unseen="It is unknown whether the vault {vault} has the identity that restores the disk: {why}",
    ),
    "role_missing_target": Kind(
        "error",
        "a role is missing on the target resource group",
        "The vault's identity {principal} does not have the role {role} on {scope}, into which the disk is to be "
        "restored.",
        _GRANT,
        unseen="It is unknown whether the vault's identity {principal} has the role {role} on {scope}: {why}",
    ),
    "cross_subscription_off": Kind(
        "error",
        "the vault does not restore into other subscriptions",
        "The vault {vault} does not restore into other subscriptions, and the disk is to be restored into {target}.",
        "az dataprotection backup-vault update --ids {vault_id} --cross-subscription-restore-state Enabled. If it is "
        "disabled for good, restore into the subscription of the vault.",
    ),
    "resource_guard": Kind(
        "error",
        "a Resource Guard is in the way",
        "A Resource Guard protects restores from the vault {vault}, and this login cannot pass it: {why}",
        "Set api_version: 2024-04-01 or later, and log in with an identity of the guard's tenant.",
        unseen="It is unknown whether a Resource Guard protects restores from the vault {vault}: {why}",
    ),
    "region_or_zone": Kind(
        "error",
        "the restored disk cannot be attached",
        "The restored disk will be in {place} and cannot be attached: virtual machine {machine} is in {other}.",
        "Build a virtual machine where the disk will be: azure_dr.backup.vm_from_disks with like: {machine}.",
    ),
    "protection_error": Kind(
        "error",
        "the protection has an error",
        "Azure Backup reports an error of the protection: {why}",
        "Do what Azure says, then run azure_dr.backup.disk_backup with source_disks: [{disk}].",
    ),
    "point_too_old": Kind(
        "error",
        "the newest recovery point is too old",
        "The newest recovery point is {age} old ({newest}). The target is {target}.",
        "Run azure_dr.backup.disk_backup with source_disks: [{disk}], and set a shorter interval in the policy "
        "{policy}.",
    ),
    "point_unknown": Kind(
        "warning",
        "the newest recovery point is unknown",
        "The newest recovery point is unknown: {why}",
        "Set depth: thorough, and let this login read the recovery points (role Reader on the vault).",
    ),
    "point_expiring": Kind(
        "warning",
        "the newest recovery point expires soon",
        "The newest recovery point ({newest}) expires at {expires} at the latest, and no newer one is known.",
        "Run azure_dr.backup.disk_backup with source_disks: [{disk}], with a retention_tag that keeps it longer.",
    ),
    "budget_low": Kind(
        "warning",
        "few restores are left today",
        "{used} of the {most} restores that Azure allows for a backup instance in 24 hours are used.",
        "Start no drill with the disk before {until}: set recovery_drill_reserve_restores: {most}.",
    ),
    "role_missing_snapshot_group": Kind(
        "warning",
        "a role is missing on the snapshots",
        "The vault's identity {principal} does not have the role {role} on {scope}, which has the snapshots.",
        _GRANT,
        unseen="It is unknown whether the vault's identity {principal} has the role {role} on {scope}: {why}",
    ),
    "last_backup_failed": Kind(
        "warning",
        "the last backup failed",
        "The last backup ({when}) failed: {why}",
        "Do what Azure says, then run azure_dr.backup.disk_backup with source_disks: [{disk}].",
    ),
    "protection_stopped": Kind(
        "warning",
        "no new recovery points are made",
        "Protection is {state}: the recovery points that exist can be restored, and no new ones are made.",
        "az dataprotection backup-instance resume-protection --ids {instance_id}",
    ),
    "skew_too_large": Kind(
        "warning",
        "the recovery points lie too far apart",
        "The newest recovery points of the {count} disks lie {skew} apart, more than max_skew allows ({most}).",
        "Back the disks up together: azure_dr.backup.disk_backup with tags: {{{tag}: {application}}}.",
    ),
    "source_disk_gone": Kind(
        "warning",
        "the disk is gone or was not seen",
        "The disk no longer exists. It can be restored, and its settings cannot be compared with its source any more.",
        "Set recovery_map to a map of the time when it existed, to know where it belongs.",
        unseen="The disk was not seen. It was deleted, or this login may not read it ({why}).",
    ),
    "ultra_or_premiumv2_limits": Kind(
        "warning",
        "limits of the kind of disk",
        "{sku} disks are backed up every 12 hours at most, and need a virtual machine with a size and zone for {sku}.",
        "Set rpo_target: {hours} or more for this disk, and check the size: az vm list-skus --location {region} "
        "--zone --resource-type disks",
    ),
    "proof_too_old": Kind(
        "warning",
        "the last proof is too old",
        "The last restore that proves that the disk can be restored was {age} ago ({proof}).",
        "Restore it into a drill group: azure_dr.backup.recovery_drill with recovery_drill_source_disks: [{disk}].",
    ),
    "never_proven": Kind(
        "info",
        "no restore was ever proven",
        "No report in evidence_dir proves that the disk was ever restored.",
        "Restore it into a drill group: azure_dr.backup.recovery_drill with recovery_drill_source_disks: [{disk}].",
    ),
}
CODES = tuple(KINDS)


def finding(code: str, **words: object) -> Finding:
    """What was found, in words."""
    kind = KINDS[code]
    return Finding(code, kind.severity, kind.message.format(**words), _remedy(kind, words))


def unseen(code: str, why: str, **words: object) -> Finding:
    """That it could not be found out: a warning, since what was not seen is not known to be missing."""
    kind = KINDS[code]
    return Finding(code, "warning", kind.unseen.format(**words, why=why), _remedy(kind, words))


def by_cost(findings: Iterable[Finding]) -> list[Finding]:
    """Errors before warnings, and each by what it costs on the night."""
    return sorted(findings, key=lambda each: (SEVERITIES.index(each.severity), CODES.index(each.code)))


def _remedy(kind: Kind, words: Mapping[str, object]) -> str:
    """Its words stand in commands, so they are quoted for a shell."""
    return kind.remedy.format(**{name: shlex.quote(str(word)) for name, word in words.items()})
