# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute: which disks a virtual machine is to have, and what becomes of them.

A change shows in the machine at once; the disks follow when its operation ends (azure-cli recordings of 2024-08 and
2024-10). Until then nobody keeps anybody from deleting a disk that is being attached (kubernetes issues 82714, 83344).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from .attachment_rules import RULES, Fitting, changed, missing, owned_elsewhere
from .cloud import Call
from .compute_errors import Refusal
from .machines import Attachment, VirtualMachine
from .messages import Json
from .model import Disk


@dataclass
class Arrangement:
    """The disks that a machine is to have; ``data_disks`` holds those too that are to be detached."""

    os_disk: Attachment
    data_disks: list[Attachment]

    def added(self, machine: VirtualMachine) -> Iterator[Attachment]:
        """What the machine does not have yet."""
        for one in (self.os_disk, *self.data_disks):
            if _key(one) not in [_key(there) for there in machine.attachments]:
                yield one

    @property
    def detached(self) -> list[Attachment]:
        return [one for one in self.data_disks if one.to_be_detached]


def by_profile(call: Call, machine: VirtualMachine, profile: Json, *, whole: bool) -> Arrangement:
    """Of a storage profile. In a ``whole`` one (PUT) what is left out is lost, in a part of one (PATCH) it stays."""
    os_disk, given = machine.os_disk, profile.get("dataDisks")
    if profile.get("osDisk") is not None:
        os_disk = _os_disk(call, machine, profile["osDisk"], whole=whole)
    if given is None:
        return Arrangement(os_disk, [replace(one) for one in machine.data_disks])
    wanted = [_data_disk(call, machine, one, whole=whole) for one in given]
    kept = {_key(one): one for one in wanted}
    former = [kept.pop(_key(one), replace(one, to_be_detached=True)) for one in machine.data_disks]
    return Arrangement(os_disk, [*former, *kept.values()])


def _key(attachment: Attachment) -> str:
    return (attachment.disk_id or attachment.name).lower()


def by_lists(call: Call, machine: VirtualMachine, body: Json) -> Arrangement:
    """Of the lists of attachDetachDataDisks."""
    leaving = body.get("dataDisksToDetach") or []
    coming = body.get("dataDisksToAttach") or []
    if leaving and coming and not call.cloud.settings.attach_and_detach_at_once:
        message = "The properties 'dataDisksToAttach' and 'dataDisksToDetach' can't be specified together."
        raise _error(call, Refusal("InvalidParameter", message, 400, "dataDisksToAttach", sure=False))
    disks = [replace(one) for one in machine.data_disks]
    for entry in leaving:
        found = next((one for one in disks if one.is_of(entry.get("diskId"))), None)
        if found is None:
            message = f"Disk {entry.get('diskId')} is not attached to VM '{machine.name}'."
            raise _error(call, Refusal("InvalidParameter", message, 400, "dataDisksToDetach", sure=False))
        found.to_be_detached, found.detach_option = True, entry.get("detachOption")
    for entry in coming:
        disk = _find(call, entry.get("diskId") or "")
        if any(one.is_of(disk.id) and not one.to_be_detached for one in machine.attachments):
            message = f"Disk '{disk.id}' cannot be attached as the disk is already owned by VM '{machine.id}'."
            raise _error(call, Refusal("ConflictingUserInput", message, target=disk.id, sure=False))
        taken = {one.lun for one in disks if not one.to_be_detached}
        lun = entry.get("lun")
        attachment = Attachment.of(disk, next(n for n in range(65) if n not in taken) if lun is None else lun)
        disks.append(_with_options(attachment, entry, Attachment.of(disk)))
    return Arrangement(machine.os_disk, disks)


def of_new(call: Call, profile: Json) -> Arrangement:
    """Of the storage profile of a machine that is to be made from disks that are there."""
    given = profile.get("osDisk") or {}
    if given.get("createOption") != "Attach":
        message = "Only machines with an OS disk that is there are made here: osDisk.createOption is Attach."
        raise _error(call, Refusal("InvalidParameter", message, 400, "osDisk.createOption"))
    disk = _find(call, (given.get("managedDisk") or {}).get("id") or "")
    attachment = replace(Attachment.of(disk), os_type=given.get("osType") or disk.os_type)
    os_disk = _with_options(attachment, given, replace(attachment, caching="ReadWrite"))
    return Arrangement(os_disk, [_new_data_disk(call, one) for one in profile.get("dataDisks") or []])


def check(call: Call, machine: VirtualMachine, arrangement: Arrangement) -> None:
    """Refuses what the rules refuse; another owner is found out here or in the operation."""
    staying = [one for one in arrangement.data_disks if not one.to_be_detached]
    if arrangement.os_disk.disk_id != machine.os_disk.disk_id:
        _check_swap(call, machine)
    for one in arrangement.added(machine):
        if one.disk_id is None:
            continue
        disk = call.estate.disks[one.disk_id]
        others = [other for other in (arrangement.os_disk, *staying) if other is not one]
        refusal = next((found for rule in RULES if (found := rule(Fitting(call, machine, one, disk, others)))), None)
        if refusal is None and call.cloud.settings.ownership_conflicts_show_in == "request":
            refusal = owned_elsewhere(machine, disk)
        if refusal:
            raise _error(call, refusal)


def _check_swap(call: Call, machine: VirtualMachine) -> None:
    if machine.uses_disk_encryption:
        message = "Swapping the OS disk is not supported for VMs that use disk encryption."
        raise _error(call, Refusal("OSDiskSwapNotSupportedForVMsUsingDiskEncryption", message, sure=False))
    if "diffDiskSettings" in ((machine.profile.get("storageProfile") or {}).get("osDisk") or {}):
        raise _error(call, Refusal("OperationNotAllowed", "An ephemeral OS disk can't be swapped.", sure=False))
    if machine.power in ("running", "starting") and not call.cloud.settings.os_swap_while_running:
        message = "The OS disk can't be swapped while the VM is running."
        raise _error(call, Refusal("OperationNotAllowed", message, target="osDisk", sure=False))


def put_in_place(machine: VirtualMachine, arrangement: Arrangement) -> Callable[[], None]:
    """The machine shows it from now on; how to take that back."""
    os_disk, data_disks = machine.os_disk, machine.data_disks

    def undo() -> None:
        machine.os_disk, machine.data_disks = os_disk, data_disks

    machine.os_disk, machine.data_disks = arrangement.os_disk, arrangement.data_disks
    return undo


def settle(
    call: Call, machine: VirtualMachine, added: list[Attachment], leaving: list[Attachment], moment: datetime
) -> Refusal | None:
    """The end of a change: the disks follow. A disk that is gone meanwhile keeps nothing from succeeding."""
    disks = call.estate.disks
    for one in added:
        disk = disks.get(one.disk_id or "")
        refusal = owned_elsewhere(machine, disk) if disk else None
        if refusal:
            return refusal
    for one in leaving:
        release(disks.get(one.disk_id or ""), machine, moment)
    for one in added:
        if one.disk_id is None:
            group = call.estate.groups[f"/subscriptions/{machine.subscription_id}/resourceGroups/{machine.group}"]
            disk = call.estate.add_disk(
                one.name, group, size_gb=one.size_gb, sku=one.storage_type, zones=machine.zones, time_created=moment
            )
            one.disk_id = disk.id
        own(disks.get(one.disk_id), machine, moment)
    machine.data_disks = [one for one in machine.data_disks if not one.to_be_detached]
    return None


def own(disk: Disk | None, machine: VirtualMachine, moment: datetime) -> None:
    """The disk belongs to the machine."""
    if disk is None:
        return
    if machine.id not in disk.owners:
        disk.owners = [*disk.owners, machine.id]
    disk.disk_state = "Attached" if machine.is_allocated else "Reserved"
    disk.last_ownership_update = moment


def release(disk: Disk | None, machine: VirtualMachine, moment: datetime) -> None:
    """The disk belongs to the machine no more."""
    if disk is None or machine.id.lower() not in [one.lower() for one in disk.owners]:
        return
    disk.owners = [one for one in disk.owners if one.lower() != machine.id.lower()]
    if not disk.owners:
        disk.disk_state = "Unattached"
    disk.last_ownership_update = moment


def boots_at(call: Call, machine: VirtualMachine, moment: datetime) -> datetime | None:
    """When the agent of a machine that starts will report; None: never."""
    disk = call.estate.disks.get(machine.os_disk.disk_id or "")
    if not machine.boots or disk is None or not disk.boots:
        return None
    seconds = call.cloud.settings.boot_seconds if machine.boot_seconds is None else machine.boot_seconds
    lasting: timedelta = call.cloud.clock.lasting(seconds)
    return moment + lasting


def _os_disk(call: Call, machine: VirtualMachine, given: Json, *, whole: bool) -> Attachment:
    former, disk_id, name = machine.os_disk, (given.get("managedDisk") or {}).get("id"), given.get("name")
    if given.get("createOption") is None:
        message = "Required parameter 'osDisk.createOption' is missing (null)."
        raise _error(call, Refusal("InvalidParameter", message, 400, "osDisk.createOption"))
    if given["createOption"] != former.create_option:
        raise _error(call, changed("osDisk.createOption"))
    if disk_id is None or former.is_of(disk_id):
        if name is not None and name.lower() != former.name.lower():
            raise _error(call, changed("osDisk.name"))
        return _with_options(former, given, Attachment("", "", 0) if whole else former)
    disk = _find(call, disk_id)
    if str(name).lower() != disk.name.lower():
        raise _error(call, changed("osDisk.name"))
    new = Attachment.of(disk, create_option=former.create_option)
    return _with_options(new, given, new)


def _data_disk(call: Call, machine: VirtualMachine, given: Json, *, whole: bool) -> Attachment:
    disk_id = (given.get("managedDisk") or {}).get("id")
    former = next(
        (
            one
            for one in machine.data_disks
            if one.is_of(disk_id) or (disk_id is None and one.name.lower() == str(given.get("name")).lower())
        ),
        None,
    )
    if former is None:
        return _new_data_disk(call, given)
    if given.get("lun", former.lun) != former.lun:
        raise _error(call, changed("dataDisk.lun"))
    kept = _with_options(former, given, Attachment("", "", 0) if whole else former)
    return replace(kept, to_be_detached=bool(given.get("toBeDetached")), detach_option=given.get("detachOption"))


def _new_data_disk(call: Call, given: Json) -> Attachment:
    managed, lun, option = given.get("managedDisk") or {}, given.get("lun"), given.get("createOption")
    if lun is None or option is None:
        name = "dataDisk.lun" if lun is None else "dataDisk.createOption"
        raise _error(call, Refusal("InvalidParameter", f"Required parameter '{name}' is missing (null).", 400, name))
    if option == "Empty" and managed.get("id"):
        message = (
            "The property 'dataDisk.createOption' cannot have the value 'Empty' when property 'dataDisk.managedDisk.id'"
            " is set."
        )
        raise _error(call, Refusal("InvalidParameterConflictingProperties", message, 400))
    if option == "Empty":
        type_ = managed.get("storageAccountType", "Premium_LRS")
        new = Attachment(
            None, given["name"], given.get("diskSizeGB", 4), lun, create_option="Empty", storage_type=type_
        )
    else:
        disk = _find(call, managed.get("id") or "")
        new = Attachment.of(disk, lun, storage_type=managed.get("storageAccountType", disk.sku))
    return _with_options(new, given, new)


def _with_options(attachment: Attachment, given: dict[str, Any], default: Attachment) -> Attachment:
    """What a request says of an attachment; what it leaves out is as ``default`` has it."""
    return replace(
        attachment,
        caching=given.get("caching", default.caching),
        write_accelerator=given.get("writeAcceleratorEnabled", default.write_accelerator),
        delete_option=given.get("deleteOption", default.delete_option),
    )


def _find(call: Call, disk_id: str) -> Disk:
    disk = call.estate.disks.get(disk_id)
    if disk is None:
        raise _error(call, missing(disk_id))
    return disk


def _error(call: Call, refusal: Refusal) -> Exception:
    return refusal.as_error(call.cloud.settings)
