# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What must hold before a machine is touched: each check of each disk, in words, all of them together.

They are decided on values that were read, and are decided again before each change: a machine that somebody has resized
meanwhile is judged as it is then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .._arm.resource_ids import ResourceId, same_id
from .._azure.authorization.locks import Lock
from .._azure.compute.disks import Disk
from .._azure.compute.skus import Size
from .._azure.compute.virtual_machines import Attachment, VirtualMachine
from .decisions import Goal, left
from .notes import room_for_tags
from .situation import Situation, Swap, SwapSeen

Verdict = Literal["passed", "refused", "warning", "unknown"]
ZONE_REDUNDANT = "_zrs"
ULTRA = "ultrassd_lrs"
PREMIUM_V2 = "premiumv2_lrs"
# diskState of a disk that no machine can take.
TAKEN = frozenset({"activesas", "activesasfrozen", "activeupload", "readytoupload"})
CONFIDENTIAL = "confidentialvm"
SECURITY_TYPE, SECURE_SET = "securityProfile.securityType", "securityProfile.secureVMDiskEncryptionSetId"
ATTACHED = frozenset({"attached", "reserved", "frozen"})
READ_ONLY = "readonly"


@dataclass(frozen=True)
class Surroundings:
    """What is known beside the machine and its disks; None if it could not be read."""

    size: Size | None = None
    locks: Sequence[Lock] | None = None


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    `disk` is the id of the disk that it is about, None if it is about the machine. `passing`: what is refused may be
    right a little later.
    """

    name: str
    disk: str | None
    verdict: Verdict
    message: str
    remedy: str | None = None
    passing: bool = False


@dataclass(frozen=True)
class _Fit:
    """One disk that is to be attached in the place of another."""

    seen: SwapSeen
    disk: Disk
    other: Disk | None
    situation: Situation
    size: Size | None

    def check(self, name: str, wrong: str | None, remedy: str | None = None, *, fine: str = "fits") -> Check:
        """Refused if something is wrong."""
        if wrong:
            return Check(name, self.disk.id, "refused", wrong, remedy)
        return Check(name, self.disk.id, "passed", f"{self.disk.name}: {fine}")

    def unknown(self, name: str, why: str) -> Check:
        """What could not be looked at, or is not told."""
        return Check(name, self.disk.id, "unknown", f"{self.disk.name}: {why}")

    def setting(self, path: str) -> str | None:
        """A setting of the disk, in lower case; None if it is not told."""
        return _setting(self.disk, path)


def check_all(goal: Goal, situation: Situation, around: Surroundings) -> list[Check]:
    """All checks of all swaps that are left. On the way back only what would make Azure refuse it for good."""
    rest = left(goal, situation)
    checks = [*_of_machine(goal, situation, rest, around)] if rest else []
    for each in rest:
        coming, going = (each.swap.former, each.swap.new) if goal.back else (each.swap.new, each.swap.former)
        disk = situation.disks.get(coming.key)
        if disk is None:
            why = f"The disk {coming.name!r} does not exist in resource group {coming.resource_group!r}."
            checks.append(Check("present", str(coming), "refused", why, "check the name and the group of the disk"))
            continue
        fit = _Fit(each, disk, situation.disks.get(going.key), situation, around.size)
        checks += [*_always(fit, around)]
        if not goal.back:
            checks += [*_of_any_disk(fit), *(_of_os_disk(fit) if each.is_os else _of_data_disk(fit))]
    return checks


def check_data_disk(machine: VirtualMachine, disk: Disk, attachment: Attachment, around: Surroundings) -> list[Check]:
    """The checks of a data disk that comes to those that the machine has."""
    fit = _alone(machine, disk, attachment, around)
    return [_room(fit.situation, fit.situation.swaps, around.size), *_of_new_disk(fit, around)]


def check_os_disk(machine: VirtualMachine, disk: Disk, attachment: Attachment, around: Surroundings) -> list[Check]:
    """The checks of the OS disk of a machine that is to be made of it."""
    fit = _alone(machine, disk, attachment, around)
    of_os_disk = [each for each in _of_os_disk(fit) if each.name in ("security_type", "architecture", "controller")]
    return [*_of_new_disk(fit, around), *of_os_disk]


def refused_words(checks: Sequence[Check]) -> str:
    """What all checks that say no say, and what to do about it; empty if none does."""
    refused = [each for each in checks if each.verdict == "refused"]
    return " ".join(f"{each.message} Fix: {each.remedy or 'see the message'}." for each in refused)


def _alone(machine: VirtualMachine, disk: Disk, attachment: Attachment, around: Surroundings) -> _Fit:
    """A disk that takes the place of no other."""
    disk_id = ResourceId.parse(disk.id)
    seen = SwapSeen(Swap(disk_id, disk_id), "neither", "nothing", attachment, None)
    return _Fit(seen, disk, None, Situation(machine, (seen,), {}), around.size)


def _of_new_disk(fit: _Fit, around: Surroundings) -> Iterator[Check]:
    yield from _always(fit, around)
    yield _region(fit)
    yield _zone(fit)
    yield _sku(fit)
    yield _background_copy(fit)


def _of_machine(goal: Goal, situation: Situation, rest: Sequence[SwapSeen], around: Surroundings) -> Iterator[Check]:
    machine = situation.machine
    yield _machine_check(
        "scale_set",
        f"{machine.name} is an instance of the scale set {machine.scale_set_id}." if machine.scale_set_id else None,
        "swap the disks of a machine of its own; an instance of a scale set is made anew from its model",
    )
    yield _machine_check(
        "ephemeral",
        f"The OS disk of {machine.name} is ephemeral: it can't be swapped." if machine.is_ephemeral else None,
        "make a machine from the restored disk",
    )
    encrypted = [each for each in machine.extensions if "azurediskencryption" in each.lower()]
    yield _machine_check(
        "azure_disk_encryption",
        f"{machine.name} is encrypted by Azure Disk Encryption: its disks can't be swapped." if encrypted else None,
        "make a machine from the restored disks, and encrypt it anew",
    )
    if goal.back:
        return
    under_it = [each.swap.former.name for each in rest if each.is_os] if situation.runs else []
    refused = under_it and goal.power == "as_is"
    yield _machine_check(
        "power",
        f"{machine.name} is {machine.power}, and its OS disk is never swapped while it runs." if refused else None,
        "choose power: deallocate_and_start or deallocate, or deallocate the machine first",
    )
    yield _room(situation, rest, around.size)


def _room(situation: Situation, rest: Sequence[SwapSeen], size: Size | None) -> Check:
    machine = situation.machine
    more = sum(1 for each in rest if not each.is_os and each.place == "neither")
    count = len(machine.data_disks) + more
    if size is None or size.data_disks is None:
        return Check("data_disk_maximum", None, "unknown", f"How many data disks {machine.size} takes is not known.")
    wrong = f"{machine.size} takes {size.data_disks} data disks, and {machine.name} would have {count}."
    fits = count <= size.data_disks
    return _machine_check("data_disk_maximum", None if fits else wrong, "detach a disk, or choose a larger size")


def _machine_check(name: str, wrong: str | None, remedy: str) -> Check:
    return Check(name, None, "refused", wrong, remedy) if wrong else Check(name, None, "passed", "nothing against it")


def _always(fit: _Fit, around: Surroundings) -> Iterator[Check]:
    """What holds in either direction."""
    disk, machine = fit.disk, fit.situation.machine
    ready = fit.check(
        "provisioned",
        None if disk.is_ready else f"The disk {disk.name!r} is not ready: Compute says {disk.provisioning_state}.",
        "wait until it is provisioned, or restore it again",
    )
    yield replace(ready, passing=not (disk.is_ready or disk.is_broken))
    yield _attached_elsewhere(fit)
    yield _locked(fit, around.locks)
    lun = fit.seen.former.lun if fit.seen.former else None
    ours = [str(each) for one in fit.situation.swaps for each in (one.swap.former, one.swap.new)]
    at_lun = [
        each for each in machine.data_disks if each.lun == lun and not any(same_id(each.disk_id, o) for o in ours)
    ]
    yield fit.check(
        "lun",
        f"LUN {lun} of {machine.name} is taken by {at_lun[0].disk_id}." if lun is not None and at_lun else None,
        "detach that disk first",
    )


def _attached_elsewhere(fit: _Fit) -> Check:
    disk, machine = fit.disk, fit.situation.machine
    users = [each for each in (disk.attached_to, *disk.shared_by) if each]
    others = [each for each in users if not same_id(each, machine.id)]
    if others:
        kind = "shared disk" if _shares(disk) else "disk"
        wrong = f"The {kind} {disk.name!r} is attached to {others[0]}."
        return fit.check("attached_elsewhere", wrong, "detach it there first, or restore another disk")
    state = (disk.disk_state or "").lower()
    if state in TAKEN:
        wrong = f"The disk {disk.name!r} is in use: its state is {disk.disk_state}."
        return fit.check("attached_elsewhere", wrong, "end the export or the upload of the disk first")
    if state in ATTACHED and not users and machine.attachment_of(disk.id) is None:
        wrong = f"The disk {disk.name!r} is being attached or detached: its state is {disk.disk_state}."
        return Check("attached_elsewhere", disk.id, "refused", wrong, "wait until that has ended", passing=True)
    return fit.check("attached_elsewhere", None, fine="no other machine uses it")


def _locked(fit: _Fit, locks: Sequence[Lock] | None) -> Check:
    if locks is None:
        return fit.unknown("locks", "the locks could not be read")
    scopes = [fit.disk.id.lower(), fit.situation.machine.id.lower()]
    for lock in locks:
        if lock.level.lower() == READ_ONLY and any(
            f"{scope}/".startswith(f"{lock.scope.lower()}/") for scope in scopes
        ):
            return fit.check(
                "locks", f"Nothing can be changed there: {lock}.", "delete the lock for the time of the swap"
            )
    return fit.check("locks", None, fine="nothing is locked against writing")


def _of_any_disk(fit: _Fit) -> Iterator[Check]:
    disk = fit.disk
    yield _region(fit)
    yield _zone(fit)
    yield _sku(fit)
    yield _encryption_set(fit)
    is_encrypted = any(
        _setting(each, "encryptionSettingsCollection.enabled") == "true" for each in (disk, fit.other) if each
    )
    yield fit.check(
        "azure_disk_encryption",
        f"The disk {disk.name!r} or the one that it replaces is encrypted by Azure Disk Encryption."
        if is_encrypted
        else None,
        "make a machine from the restored disks instead",
    )
    room = room_for_tags(disk)
    yield fit.check(
        "tags",
        f"The disk {disk.name!r} has no room for the five tags of a swap: a resource has at most 50."
        if room < 0
        else None,
        "delete some of its tags",
    )
    yield _background_copy(fit)


def _region(fit: _Fit) -> Check:
    disk, machine = fit.disk, fit.situation.machine
    return fit.check(
        "region",
        None
        if _same(disk.location, machine.location)
        else f"The disk {disk.name!r} is in {disk.location}, and {machine.name} in {machine.location}.",
        "restore the disk into the region of the machine",
    )


def _background_copy(fit: _Fit) -> Check:
    disk, percent = fit.disk, fit.disk.completion_percent
    if percent is None or percent >= 100:
        return fit.check("background_copy", None, fine="nothing of it is still being copied")
    message = f"The disk {disk.name!r} is still being copied ({percent:g} %), and slow until that ends."
    return Check("background_copy", disk.id, "warning", message)


def _zone(fit: _Fit) -> Check:
    disk, machine = fit.disk, fit.situation.machine
    remedy = "restore the disk into the zone of the machine"
    if not disk.zones and (disk.sku or "").lower().endswith(ZONE_REDUNDANT):
        return fit.check("zone", None, fine="it is in all zones")
    if set(disk.zones) == set(machine.zones) or (machine.zones and set(machine.zones) <= set(disk.zones)):
        return fit.check("zone", None)
    zones = " and ".join(disk.zones) or "no zone"
    own = " and ".join(machine.zones) or "no zone"
    return fit.check("zone", f"The disk {disk.name!r} is in zone {zones}, and {machine.name} in {own}.", remedy)


def _sku(fit: _Fit) -> Check:
    disk, size, seen, machine = fit.disk, fit.size, fit.seen, fit.situation.machine
    sku = (disk.sku or "").lower()
    is_special = sku in (ULTRA, PREMIUM_V2)
    remedy = "change the SKU of the disk, or the size of the machine"
    if is_special and seen.is_os:
        return fit.check("sku", f"{disk.sku} can't be an OS disk ({disk.name!r}).", remedy)
    if seen.former and is_special and _says(seen.former.caching):
        wrong = f"{disk.sku} takes no caching, and {disk.name!r} would be attached with {seen.former.caching}."
        return fit.check("sku", wrong, remedy)
    if sku == ULTRA and not machine.ultra_ssd_enabled:
        return fit.check("sku", f"{machine.name} is not enabled for ultra disks ({disk.name!r}).", remedy)
    accelerated = seen.former is not None and seen.former.write_accelerator
    if accelerated and not sku.startswith("premium_"):
        return fit.check("sku", f"{disk.name!r} is {disk.sku}, and write accelerator needs a premium disk.", remedy)
    if size is None:
        return fit.unknown("sku", f"what {machine.size} takes is not known")
    if sku.startswith("premium") and size.premium is False:
        return fit.check("sku", f"{machine.size} takes no premium disks ({disk.name!r} is {disk.sku}).", remedy)
    if sku == ULTRA and size.ultra is False:
        return fit.check("sku", f"{machine.size} takes no ultra disks ({disk.name!r}).", remedy)
    if accelerated and size.write_accelerator_disks == 0:
        return fit.check("sku", f"{machine.size} has no write accelerator, which {disk.name!r} would use.", remedy)
    return fit.check("sku", None, fine=f"{machine.size} takes {disk.sku}")


def _architecture(fit: _Fit) -> Check:
    own = fit.setting("supportedCapabilities.architecture")
    theirs = (fit.size.architecture or "").lower() if fit.size else ""
    theirs = theirs or (_setting(fit.other, "supportedCapabilities.architecture") or "")
    if not (own and theirs):
        return fit.unknown("architecture", "Azure does not tell the architecture of both")
    wrong = f"The disk {fit.disk.name!r} is for {own}, and the machine is {theirs}."
    return fit.check("architecture", wrong if own != theirs else None, "choose the disk of a machine of that kind")


def _encryption_set(fit: _Fit) -> Check:
    if fit.other is None:
        return fit.unknown("encryption_set", "the disk that it replaces could not be read")
    own, theirs = fit.disk.disk_encryption_set_id, fit.other.disk_encryption_set_id
    fits = same_id(own, theirs) or not (own or theirs)
    wrong = (
        f"The disk {fit.disk.name!r} is encrypted by {own or 'platform keys'}, and the one that it replaces by "
        f"{theirs or 'platform keys'}."
    )
    return fit.check(
        "encryption_set", None if fits else wrong, "encrypt the restored disk with the same encryption set"
    )


def _of_os_disk(fit: _Fit) -> Iterator[Check]:
    machine, disk = fit.situation.machine, fit.disk
    generation = (machine.generation or "").lower() or _setting(fit.other, "hyperVGeneration") or "v1"
    own = fit.setting("hyperVGeneration") or "v1"
    yield fit.check(
        "generation",
        None if own == generation else f"{disk.name!r} is of generation {own}, and {machine.name} of {generation}.",
        "restore the OS disk of a machine of the same generation",
    )
    os_type = fit.setting("osType")
    theirs = (machine.os_type or "").lower()
    yield fit.check(
        "os_type",
        None
        if os_type == theirs
        else f"{disk.name!r} holds {os_type or 'no operating system'}, {machine.name} {theirs}.",
        "choose the OS disk: a data disk has no operating system",
    )
    yield _security_type(fit)
    yield _architecture(fit)
    controllers = fit.setting("supportedCapabilities.diskControllerTypes") or ""
    is_nvme = (machine.controller or "").lower() == "nvme"
    yield fit.check(
        "controller",
        f"{machine.name} has an NVMe disk controller, and {disk.name!r} does not say that it can boot from one."
        if is_nvme and "nvme" not in controllers
        else None,
        "set supportedCapabilities.diskControllerTypes of the disk to 'SCSI, NVMe' if its system has the driver",
    )
    other = fit.other
    differs = other is not None and None not in (disk.size_gb, other.size_gb) and disk.size_gb != other.size_gb
    yield fit.check(
        "size",
        f"{disk.name!r} has {disk.size_gb:g} GiB and the OS disk that it replaces {other.size_gb:g} GiB."
        if differs and other
        else None,
        "Azure swaps OS disks of the same size only: let the smaller one grow",
    )


def _security_type(fit: _Fit) -> Check:
    """Of the OS disk against the machine; a confidential disk is replaced by one that is encrypted in the same way."""
    disk, machine, other = fit.disk, fit.situation.machine, fit.other
    own, theirs = fit.setting(SECURITY_TYPE), _setting(other, SECURITY_TYPE)
    wrong = None
    if fit.seen.is_os and _security(own) != _security(machine.security_type):
        security, needed = _security(own), _security(machine.security_type)
        wrong = f"{disk.name!r} is of security type {security}, and {machine.name} of {needed}."
    elif other and CONFIDENTIAL in (_security(own), _security(theirs)):
        sets = [_setting(each, SECURE_SET) or "platform keys" for each in (disk, other)]
        if (own, sets[0]) != (theirs, sets[1]):
            wrong = (
                f"{disk.name!r} is of security type {own or 'standard'} with {sets[0]}, and {other.name!r}, which it "
                f"replaces, of {theirs or 'standard'} with {sets[1]}."
            )
    return fit.check("security_type", wrong, "restore the disk of a machine of the same security type and encryption")


def _of_data_disk(fit: _Fit) -> Iterator[Check]:
    disk, other = fit.disk, fit.other
    if other and fit.setting("osType") and not _setting(other, "osType"):
        message = f"{disk.name!r} holds an operating system, and {other.name!r}, which it replaces, does not."
        yield Check("os_type", disk.id, "warning", message)
    else:
        yield fit.check("os_type", None)
    yield _security_type(fit)
    if other is None or disk.size_gb is None or other.size_gb is None:
        yield fit.unknown("size", "the size of both disks is not known")
    elif disk.size_gb < other.size_gb:
        message = f"{disk.name!r} has {disk.size_gb:g} GiB, and the disk that it replaces {other.size_gb:g} GiB."
        yield Check("size", disk.id, "warning", message)
    else:
        yield fit.check("size", None)


def _setting(disk: Disk | None, path: str) -> str | None:
    value = disk.settings.get(path) if disk else None
    return None if value is None else str(value).lower()


def _shares(disk: Disk) -> bool:
    number = disk.settings.get("maxShares")
    return isinstance(number, (int, float)) and number > 1


def _security(text: str | None) -> str:
    """A security type: disks name the kinds of ConfidentialVM, machines don't; `Standard` is none."""
    lower = (text or "").lower()
    return CONFIDENTIAL if lower.startswith(CONFIDENTIAL) else "standard" if lower in ("", "standard") else lower


def _same(one: str | None, other: str | None) -> bool:
    """Whether two names of a region are the same: `West Europe` is `westeurope`."""
    return (one or "").replace(" ", "").lower() == (other or "").replace(" ", "").lower()


def _says(caching: str | None) -> bool:
    return (caching or "none").lower() != "none"
