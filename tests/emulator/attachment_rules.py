# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Microsoft.Compute minds about the disks of a virtual machine: one function a rule.

Codes and messages: see ``compute_errors``. A rule that says ``sure=False`` has its code from there, and a status that
nobody recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .cloud import Call
from .compute_errors import Refusal
from .machine_sizes import SIZES, MachineSize
from .machines import Attachment, VirtualMachine
from .model import Disk

_UNKNOWN_SIZE = MachineSize("", "", 1, 1, 64)


@dataclass
class Fitting:
    """A disk that a machine is to have. ``staying``: the other attachments that it will have."""

    call: Call
    machine: VirtualMachine
    attachment: Attachment
    disk: Disk
    staying: list[Attachment]

    @property
    def size(self) -> MachineSize:
        return SIZES.get(self.machine.size.lower(), _UNKNOWN_SIZE)

    @property
    def is_os_disk(self) -> bool:
        return self.attachment.lun is None


Rule = Callable[[Fitting], "Refusal | None"]


def is_being_detached(fitting: Fitting) -> Refusal | None:
    """AttachDiskWhileBeingDetached."""
    machines = fitting.call.estate.machines.values()
    going = [one for machine in machines for one in machine.data_disks if one.to_be_detached]
    if not any(one.is_of(fitting.disk.id) for one in going):
        return None
    message = (
        f"Cannot attach data disk '{fitting.disk.name}' to VM '{fitting.machine.name}' because the disk is currently "
        "being detached or the last detach operation failed. Wait until the disk is detached, and try again."
    )
    return Refusal("AttachDiskWhileBeingDetached", message)


def is_in_the_region(fitting: Fitting) -> Refusal | None:
    """The code is unverified."""
    if fitting.disk.location.lower() == fitting.machine.location.lower():
        return None
    message = f"Disk {fitting.disk.id} is in {fitting.disk.location}, the VM in {fitting.machine.location}."
    return Refusal("BadRequest", message, 400, sure=False)


def is_in_the_zone(fitting: Fitting) -> Refusal | None:
    """A disk without a zone that is not zone-redundant can't go to a machine of a zone either."""
    machine, disk = fitting.machine, fitting.disk
    if disk.zones and "availabilitySet" in machine.profile:
        message = (
            f"Zonal Disk '{disk.id}' cannot be attached to resource '{machine.name}' because the resource belongs to "
            "an Availability Set and this feature is not supported."
        )
        return Refusal("BadRequest", message, 400)
    if disk.sku.endswith("_ZRS") or (disk.zones or None) == (machine.zones or None):
        return None
    zones = [",".join(one or []) for one in (machine.zones, disk.zones)]
    message = (
        f"Disk {disk.id} cannot be attached to the VM because it is not in the same zone as the VM. "
        f"VM zone: '{zones[0]}'. Disk zone: '{zones[1]}'."
    )
    return Refusal("BadRequest", message, 400)


def has_its_generation(fitting: Fitting) -> Refusal | None:
    """Of an OS disk."""
    machine, disk = fitting.machine, fitting.disk
    if not fitting.is_os_disk or (disk.hyper_v_generation or "V1") == machine.hyper_v_generation:
        return None
    message = (
        "Swapping OS Disk is not supported since HyperVisor property on the OSDisk and VM do not match. The HyperVisor "
        f"property on the OSDisk must be HyperVisor Generation '{machine.hyper_v_generation}'"
    )
    return Refusal("PropertyChangeNotAllowed", message, sure=False)


def has_its_os_type(fitting: Fitting) -> Refusal | None:
    """Of an OS disk; by the words of the other refusals of a swap, unverified."""
    if not fitting.is_os_disk or fitting.disk.os_type == (fitting.machine.os_disk.os_type or fitting.disk.os_type):
        return None
    return changed("osDisk.osType")


def has_its_security_type(fitting: Fitting) -> Refusal | None:
    """Of an OS disk."""
    # A disk names which kind of confidential machine it is of, and a machine does not.
    told = [(one or "").partition("_")[0] for one in (fitting.machine.security_type, fitting.disk.security_type)]
    wanted = [one if one != "Standard" else "" for one in told]
    if not fitting.is_os_disk or wanted[0] == wanted[1]:
        return None
    message = "Security type of VM is not compatible with the security type of attached OS Disk."
    return Refusal("BadRequest", message, 400, sure=False)


def has_its_architecture(fitting: Fitting) -> Refusal | None:
    """Of an OS disk; unverified."""
    architecture = (fitting.disk.supported_capabilities or {}).get("architecture", fitting.size.architecture)
    if not fitting.is_os_disk or architecture == fitting.size.architecture:
        return None
    message = f"The architecture {architecture} of the OS disk is not that of the VM size '{fitting.machine.size}'."
    return Refusal("InvalidParameter", message, 400, "osDisk", sure=False)


def works_with_its_controller(fitting: Fitting) -> Refusal | None:
    """An OS disk must say that it can do NVMe; the words are unverified."""
    known = (fitting.disk.supported_capabilities or {}).get("diskControllerTypes") or "SCSI"
    controller = fitting.machine.disk_controller or "SCSI"
    if not fitting.is_os_disk or controller in str(known):
        return None
    message = f"The OS disk does not support the disk controller type '{controller}' of the VM."
    return Refusal("InvalidParameter", message, 400, "diskControllerType", sure=False)


def suits_the_size(fitting: Fitting) -> Refusal | None:
    """Premium disks, Ultra disks, write accelerator; the words are unverified."""
    disk, machine, size = fitting.disk, fitting.machine, fitting.size
    if disk.sku.startswith("Premium") and not size.premium:
        message = f"Requested operation cannot be performed because the VM size {machine.size} has no {disk.sku} disks."
        return Refusal("OperationNotAllowed", message, sure=False)
    if disk.sku == "UltraSSD_LRS":
        capabilities = machine.profile.get("additionalCapabilities") or {}
        if not capabilities.get("ultraSSDEnabled"):
            message = "StorageAccountType UltraSSD_LRS can be used only if additionalCapabilities.ultraSSDEnabled is."
            return Refusal("InvalidParameter", message, 400, "managedDisk.storageAccountType", sure=False)
    used = sum(bool(one.write_accelerator) for one in [*fitting.staying, fitting.attachment])
    if fitting.attachment.write_accelerator and used > size.write_accelerators:
        message = f"Write accelerator is not available for so many disks of the VM size {machine.size}."
        return Refusal("OperationNotAllowed", message, sure=False)
    return None


def has_a_free_lun(fitting: Fitting) -> Refusal | None:
    """InvalidParameter."""
    if fitting.is_os_disk or all(one.lun != fitting.attachment.lun for one in fitting.staying):
        return None
    return Refusal("InvalidParameter", f"A disk at LUN {fitting.attachment.lun} already exists.", 400)


def is_not_too_many(fitting: Fitting) -> Refusal | None:
    """OperationNotAllowed, recorded."""
    most = fitting.size.data_disks
    if fitting.is_os_disk or sum(one.lun is not None for one in fitting.staying) < most:
        return None
    message = f"The maximum number of data disks allowed to be attached to a VM of this size is {most}."
    return Refusal("OperationNotAllowed", message, target="dataDisks")


def is_not_read_by_somebody(fitting: Fitting) -> Refusal | None:
    """A disk with a SAS can't be attached; the words are unverified."""
    if fitting.disk.disk_state not in ("ActiveSAS", "ActiveUpload", "ReadyToUpload"):
        return None
    message = f"Disk {fitting.disk.name} cannot be attached while its state is {fitting.disk.disk_state}."
    return Refusal("OperationNotAllowed", message, sure=False)


RULES: list[Rule] = [
    is_being_detached,
    is_in_the_region,
    is_in_the_zone,
    has_its_generation,
    has_its_os_type,
    has_its_security_type,
    has_its_architecture,
    works_with_its_controller,
    suits_the_size,
    has_a_free_lun,
    is_not_too_many,
    is_not_read_by_somebody,
]
"""In the order in which they are asked; the first refusal counts."""


def owned_elsewhere(machine: VirtualMachine, disk: Disk) -> Refusal | None:
    """ConflictingUserInput: another machine has it; a shared disk has room for more."""
    others = [one for one in disk.owners if one.lower() != machine.id.lower()]
    if len(others) < (disk.max_shares or 1):
        return None
    message = (
        f"Cannot attach the disk {disk.name} to VM {machine.id} because it is already attached to VM {others[0]}. "
        "A disk can be attached to only one VM at a time."
    )
    return Refusal("ConflictingUserInput", message, target=disk.id, sure=False)


def changed(name: str) -> Refusal:
    """PropertyChangeNotAllowed."""
    return Refusal("PropertyChangeNotAllowed", f"Changing property '{name}' is not allowed.", target=name)


def missing(disk_id: str) -> Refusal:
    """A disk that is not there."""
    return Refusal("NotFound", f"Disk {disk_id} is not found.", 404)
