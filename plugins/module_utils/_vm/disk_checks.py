# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The checks of any disk that is to be attached to a machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .._arm.resource_ids import same_id
from .._azure.authorization.locks import Lock
from .._azure.compute.disks import Disk
from .check import Check, Surroundings
from .fit import Fit, setting_of
from .notes import room_for_tags

ZONE_REDUNDANT = "_zrs"
ULTRA = "ultrassd_lrs"
PREMIUM_V2 = "premiumv2_lrs"
# diskState of a disk that no machine can take.
TAKEN = frozenset({"activesas", "activesasfrozen", "activeupload", "readytoupload"})
ATTACHED = frozenset({"attached", "reserved", "frozen"})
READ_ONLY = "readonly"


def in_any_direction(fit: Fit, around: Surroundings) -> Iterator[Check]:
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


def _attached_elsewhere(fit: Fit) -> Check:
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


def _locked(fit: Fit, locks: Sequence[Lock] | None) -> Check:
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


def of_any_disk(fit: Fit) -> Iterator[Check]:
    """What holds for OS disks and data disks, when they come."""
    disk = fit.disk
    yield region(fit)
    yield zone(fit)
    yield sku(fit)
    yield _encryption_set(fit)
    is_encrypted = any(
        setting_of(each, "encryptionSettingsCollection.enabled") == "true" for each in (disk, fit.other) if each
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
    yield background_copy(fit)


def region(fit: Fit) -> Check:
    """A disk is in the region of its machine."""
    disk, machine = fit.disk, fit.situation.machine
    return fit.check(
        "region",
        None
        if _same(disk.location, machine.location)
        else f"The disk {disk.name!r} is in {disk.location}, and {machine.name} in {machine.location}.",
        "restore the disk into the region of the machine",
    )


def background_copy(fit: Fit) -> Check:
    """A warning while Azure still copies the content of the disk."""
    disk, percent = fit.disk, fit.disk.completion_percent
    if percent is None or percent >= 100:
        return fit.check("background_copy", None, fine="nothing of it is still being copied")
    message = f"The disk {disk.name!r} is still being copied ({percent:g} %), and slow until that ends."
    return Check("background_copy", disk.id, "warning", message)


def zone(fit: Fit) -> Check:
    """A disk is in the zone of its machine, or in all."""
    disk, machine = fit.disk, fit.situation.machine
    remedy = "restore the disk into the zone of the machine"
    if not disk.zones and (disk.sku or "").lower().endswith(ZONE_REDUNDANT):
        return fit.check("zone", None, fine="it is in all zones")
    if set(disk.zones) == set(machine.zones) or (machine.zones and set(machine.zones) <= set(disk.zones)):
        return fit.check("zone", None)
    zones = " and ".join(disk.zones) or "no zone"
    own = " and ".join(machine.zones) or "no zone"
    return fit.check("zone", f"The disk {disk.name!r} is in zone {zones}, and {machine.name} in {own}.", remedy)


def sku(fit: Fit) -> Check:
    """The size of the machine takes disks of this kind, as they are to be attached."""
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


def _encryption_set(fit: Fit) -> Check:
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


def _shares(disk: Disk) -> bool:
    number = disk.settings.get("maxShares")
    return isinstance(number, (int, float)) and number > 1


def _same(one: str | None, other: str | None) -> bool:
    """Whether two names of a region are the same: `West Europe` is `westeurope`."""
    return (one or "").replace(" ", "").lower() == (other or "").replace(" ", "").lower()


def _says(caching: str | None) -> bool:
    return (caching or "none").lower() != "none"
