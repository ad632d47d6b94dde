# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What there is in the emulated Azure, continued: virtual machines, and what is attached to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from .arm_ids import resource_id
from .model import Disk

MACHINE = "Microsoft.Compute/virtualMachines"
Power = Literal["running", "stopped", "deallocated", "starting", "stopping", "deallocating"]


@dataclass
class Attachment:
    """A disk as a machine has it. What is said here belongs to the attachment, not to the disk."""

    disk_id: str | None
    """None: an empty disk that has yet to be made."""
    name: str
    size_gb: int
    lun: int | None = None
    """None: the OS disk."""
    os_type: str | None = None
    create_option: str = "Attach"
    caching: str = "None"
    write_accelerator: bool | None = None
    delete_option: str = "Detach"
    storage_type: str = "Premium_LRS"
    """As the machine has it; who attaches a disk may name one that the disk has not (recorded 2024-11)."""
    to_be_detached: bool = False
    detach_option: str | None = None

    @classmethod
    def of(cls, disk: Disk, lun: int | None = None, **members: Any) -> Attachment:
        """An attachment of a disk that is there."""
        return cls(disk.id, disk.name, disk.size_gb, lun, disk.os_type, **{"storage_type": disk.sku, **members})

    def is_of(self, disk_id: str | None) -> bool:
        """Whether it is that disk; ARM compares ids without case."""
        return self.disk_id is not None and disk_id is not None and self.disk_id.lower() == disk_id.lower()


@dataclass
class MachineOperation:
    """A change of a machine between its answer and its end; None: it never ends."""

    start: datetime
    end: datetime | None
    error: dict[str, Any] | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether it had ended at that moment."""
        return self.end is not None and self.end <= now


@dataclass
class VirtualMachine:
    """A virtual machine. ``profile`` is what its properties hold besides what is modelled here."""

    name: str
    group: str
    subscription_id: str
    location: str
    size: str
    os_disk: Attachment
    time_created: datetime
    vm_id: str
    data_disks: list[Attachment] = field(default_factory=list)
    zones: list[str] | None = None
    tags: dict[str, str] = field(default_factory=dict)
    identity: dict[str, Any] | None = None
    profile: dict[str, Any] = field(default_factory=dict)
    hyper_v_generation: str = "V2"
    disk_controller: str | None = None
    power: Power = "running"
    provisioning_state: str = "Succeeded"
    provisioned: datetime | None = None
    """When its provisioning state was last reached; None: when it was created."""
    revision: int = 1
    operation: MachineOperation | None = None
    """The change that is under way."""
    boots: bool = True
    boot_seconds: float | None = None
    """From its start until its agent reports; None: as Settings say."""
    allocation_fails: bool = False
    """Whether the region has no room for it when it starts."""
    uses_disk_encryption: bool = False
    """Azure Disk Encryption, within the guest."""
    agent_due: datetime | None = None
    """When the agent reports after the last start; None: never."""
    agent_before: datetime | None = None
    """When it reported before that; a machine that was stopped and not deallocated goes on showing it."""

    @property
    def id(self) -> str:
        return resource_id(self.subscription_id, self.group, MACHINE, self.name)

    @property
    def etag(self) -> str:
        """With its quotes."""
        return f'"{self.revision}"'

    @property
    def attachments(self) -> list[Attachment]:
        """The OS disk, and the data disks."""
        return [self.os_disk, *self.data_disks]

    @property
    def is_allocated(self) -> bool:
        """Whether it occupies a host, so that its disks are Attached and not Reserved."""
        return self.power not in ("deallocated", "starting")

    @property
    def security_type(self) -> str | None:
        """Such as ``TrustedLaunch``."""
        found: str | None = (self.profile.get("securityProfile") or {}).get("securityType")
        return found

    @property
    def interface_ids(self) -> list[str]:
        """Of its network interfaces."""
        return [one["id"] for one in (self.profile.get("networkProfile") or {}).get("networkInterfaces") or []]

    def agent_reported(self, now: datetime) -> datetime | None:
        """When the agent last reported, as far as the instance view says."""
        return self.agent_due if self.agent_due and self.agent_due <= now else self.agent_before
