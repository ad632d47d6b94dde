# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Virtual machines of Microsoft.Compute: what runs, on which disks, and the changes of it that a disk swap needs."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from ..._arm.json_stream import Json
from ..._arm.resource_ids import ResourceId, same_id
from ..._arm.session import ArmSession
from ..._arm.transport import Answer
from .. import wire
from ..resource_names import last_name

VIRTUAL_MACHINE = "Microsoft.Compute/virtualMachines"
# Knows etags with If-Match (since 2023-09-01) and attachDetachDataDisks (since 2024-03-01).
QUERY = {"api-version": "2024-07-01"}
POWER = "powerstate/"
AGENT_READY = "provisioningstate/succeeded"
# What Azure tells of a machine and does not take.
READ_ONLY = ("id", "name", "type", "etag", "resources", "systemData")
READ_ONLY_PROPERTIES = ("instanceView", "provisioningState", "timeCreated", "vmId")


@dataclass(frozen=True)
class Attachment:
    """What a machine keeps of a managed disk that it uses, and the disk does not. `lun` is None for the OS disk."""

    disk_id: str
    lun: int | None
    caching: str | None = None
    write_accelerator: bool = False
    delete_option: str | None = None
    being_detached: bool = False

    @property
    def is_os(self) -> bool:
        """Whether the machine boots from it."""
        return self.lun is None

    @property
    def name(self) -> str:
        """The name of the disk."""
        return last_name(self.disk_id)


@dataclass(frozen=True)
class VirtualMachine:
    """A machine as Compute describes it.

    `power` is what `PowerState/` is followed by, such as `running`. `agent_reported` is when the agent last said how it
    is, and `provisioned` when the last change of the machine ended. `model` is all that was read, for a PUT of it.
    """

    id: str
    name: str
    vm_id: str | None
    location: str | None
    zones: tuple[str, ...]
    size: str | None
    etag: str | None
    provisioning_state: str | None
    power: str | None
    agent_status: str | None
    agent_ready: bool
    os_type: str | None
    generation: str | None
    security_type: str | None
    controller: str | None
    scale_set_id: str | None
    availability_set_id: str | None
    is_ephemeral: bool
    ultra_ssd_enabled: bool
    extensions: tuple[str, ...]
    os_disk: Attachment | None
    data_disks: tuple[Attachment, ...]
    model: Mapping[str, object]
    agent_reported: datetime | None = None
    provisioned: datetime | None = None

    @property
    def agent_is_fresh(self) -> bool:
        """Whether the agent is ready, and has said so since the last change of the machine, such as its start."""
        if not (self.agent_reported and self.provisioned):
            return self.agent_ready
        # The agent's time is in whole seconds.
        return self.agent_ready and self.agent_reported >= self.provisioned.replace(microsecond=0)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """All disks that it uses, the OS disk first."""
        return (*((self.os_disk,) if self.os_disk else ()), *self.data_disks)

    def attachment_of(self, disk_id: str | ResourceId) -> Attachment | None:
        """How it uses a disk; None if it does not."""
        return next((each for each in self.attachments if same_id(each.disk_id, str(disk_id))), None)


def get_virtual_machine(session: ArmSession, machine: ResourceId) -> VirtualMachine:
    """Read a machine with its power and its agent (VirtualMachines_Get)."""
    answer = session.get(machine.path, query={**QUERY, "$expand": "instanceView"}, doing=f"reading {_called(machine)}")
    return read_virtual_machine(answer.body, machine)


def attach_detach(
    session: ArmSession, machine: ResourceId, detach: Sequence[str], attach: Sequence[Attachment]
) -> Answer:
    """Detach and attach data disks in one change (VirtualMachines_AttachDetachDataDisks). Sent once.

    What an attachment does not say, Azure chooses anew: so all of it is said. The answer comes before the change ends.
    """
    body: Json = {}
    if detach:
        body["dataDisksToDetach"] = [{"diskId": disk_id} for disk_id in detach]
    if attach:
        body["dataDisksToAttach"] = [_to_attach(each) for each in attach]
    return session.post_once(
        f"{machine.path}/attachDetachDataDisks",
        query=QUERY,
        body=body,
        client_request_id=str(uuid4()),
        doing=changing_data_disks(machine),
    )


def put_disks(
    session: ArmSession,
    machine: ResourceId,
    seen: VirtualMachine,
    replaced: Mapping[str, Attachment],
    dropped: Set[str] = frozenset(),
) -> Answer:
    """Put the machine back as it was read, with some of its disks replaced by others (VirtualMachines_CreateOrUpdate).

    `replaced` has, by the key of a disk that the machine uses, the attachment that takes its place; `dropped` are the
    keys of data disks that it is no longer to use. All others it goes on using. Azure refuses it (HTTP 412) if the
    machine has changed since it was read.
    """
    return session.put(
        machine.path,
        query=QUERY,
        body=_with_disks(seen.model, replaced, dropped),
        if_match=seen.etag,
        doing=replacing(machine),
    )


def deallocate(session: ArmSession, machine: ResourceId) -> Answer:
    """Stop a machine and give back what it runs on (VirtualMachines_Deallocate)."""
    return session.post(f"{machine.path}/deallocate", query=QUERY, body=None, doing=f"deallocating {_called(machine)}")


def start(session: ArmSession, machine: ResourceId) -> Answer:
    """Start a machine (VirtualMachines_Start)."""
    return session.post(f"{machine.path}/start", query=QUERY, body=None, doing=f"starting {_called(machine)}")


def changing_data_disks(machine: ResourceId) -> str:
    """What is being done, for messages."""
    return f"changing the data disks of {_called(machine)}"


def replacing(machine: ResourceId) -> str:
    """The same of a PUT."""
    return f"replacing disks of {_called(machine)}"


def read_virtual_machine(body: object, machine: ResourceId) -> VirtualMachine:
    """A machine from what Azure sent."""
    properties = wire.mapping(body, "properties")
    view = wire.mapping(properties, "instanceView")
    storage = wire.mapping(properties, "storageProfile")
    os_disk = wire.mapping(storage, "osDisk")
    attached = read_attachments(storage)
    zones = wire.member(body, "zones")
    agent = [wire.text(status, "code") or "" for status in _agent(view)]
    shown = [wire.text(status, "displayStatus") for status in _agent(view)]
    return VirtualMachine(
        id=wire.text(body, "id") or str(machine),
        name=wire.text(body, "name") or machine.name,
        vm_id=wire.text(properties, "vmId"),
        location=wire.text(body, "location"),
        zones=tuple(str(zone) for zone in zones) if isinstance(zones, list) else (),
        size=wire.text(properties, "hardwareProfile", "vmSize"),
        etag=wire.text(body, "etag"),
        provisioning_state=wire.text(properties, "provisioningState"),
        power=_power(view),
        agent_status=next((text for text in shown if text), None),
        agent_ready=any(code.lower() == AGENT_READY for code in agent),
        os_type=wire.text(os_disk, "osType"),
        generation=wire.text(view, "hyperVGeneration"),
        security_type=wire.text(properties, "securityProfile", "securityType"),
        controller=wire.text(storage, "diskControllerType"),
        scale_set_id=wire.text(properties, "virtualMachineScaleSet", "id"),
        availability_set_id=wire.text(properties, "availabilitySet", "id"),
        is_ephemeral=wire.text(os_disk, "diffDiskSettings", "option") is not None,
        ultra_ssd_enabled=wire.member(properties, "additionalCapabilities", "ultraSSDEnabled") is True,
        extensions=tuple(_extensions(body, view)),
        os_disk=next((each for each in attached if each.is_os), None),
        data_disks=tuple(each for each in attached if not each.is_os),
        model=wire.mapping(body),
        agent_reported=max(filter(None, (wire.moment(each, "time") for each in _agent(view))), default=None),
        provisioned=next(
            (wire.moment(each, "time") for each in wire.items(view, "statuses") if _is_provisioned(each)), None
        ),
    )


def read_attachments(storage: Json) -> tuple[Attachment, ...]:
    """How a storage profile uses its managed disks: the OS disk first, then the data disks by their LUNs."""
    given = wire.items(storage, "dataDisks")
    data = [(int(lun), disk) for disk in given if (lun := wire.number(disk, "lun")) is not None]
    places = [(None, wire.mapping(storage, "osDisk")), *sorted(data, key=lambda each: each[0])]
    return tuple(
        Attachment(
            disk_id=disk_id,
            lun=lun,
            caching=wire.text(disk, "caching"),
            write_accelerator=disk.get("writeAcceleratorEnabled") is True,
            delete_option=wire.text(disk, "deleteOption"),
            being_detached=disk.get("toBeDetached") is True,
        )
        for lun, disk in places
        if (disk_id := wire.text(disk, "managedDisk", "id"))
    )


def _agent(view: Json) -> list[Json]:
    return wire.items(view, "vmAgent", "statuses")


def _is_provisioned(status: Json) -> bool:
    return (wire.text(status, "code") or "").lower().startswith("provisioningstate/")


def _power(view: Json) -> str | None:
    codes = [wire.text(status, "code") or "" for status in wire.items(view, "statuses")]
    return next((code[len(POWER) :].lower() for code in codes if code.lower().startswith(POWER)), None)


def _extensions(body: object, view: Json) -> list[str]:
    """The types of the extensions, as far as they are told: `Publisher.Type` or `Type`."""
    told = [wire.text(each, "type") for each in wire.items(view, "extensions")]
    told += [wire.text(each, "properties", "type") for each in wire.items(body, "resources")]
    return [text for text in told if text]


def _to_attach(attachment: Attachment) -> Json:
    body: Json = {
        "diskId": attachment.disk_id,
        "lun": attachment.lun,
        "writeAcceleratorEnabled": attachment.write_accelerator,
    }
    if attachment.caching:
        body["caching"] = attachment.caching
    if attachment.delete_option:
        body["deleteOption"] = attachment.delete_option
    return body


def _with_disks(model: Mapping[str, object], replaced: Mapping[str, Attachment], dropped: Set[str]) -> Json:
    """The whole model for a PUT. The image is left out, as Azure's own client does: the disk is not made of it."""
    body: Json = copy.deepcopy({name: value for name, value in model.items() if name not in READ_ONLY})
    properties = wire.mapping(body, "properties")
    for name in READ_ONLY_PROPERTIES:
        properties.pop(name, None)
    for identity in wire.mapping(body, "identity", "userAssignedIdentities").values():
        if isinstance(identity, dict):
            identity.clear()
    storage = wire.mapping(properties, "storageProfile")
    storage.pop("imageReference", None)
    kept = [disk for disk in wire.items(storage, "dataDisks") if _key(disk) not in dropped]
    for disk in (wire.mapping(storage, "osDisk"), *kept):
        # It belongs to a change that is over.
        disk.pop("detachOption", None)
        new = replaced.get(_key(disk))
        if new is not None:
            _replace(disk, new)
        elif "toBeDetached" in disk:
            disk["toBeDetached"] = False
    if "dataDisks" in storage:
        storage["dataDisks"] = kept
    return body


def _key(disk: Json) -> str:
    return (wire.text(disk, "managedDisk", "id") or "").lower()


def _replace(disk: Json, new: Attachment) -> None:
    """Let an attachment be that of another disk. SKU, size and encryption set are left out: they are those of the disk.

    The security profile of a confidential machine stays: it says what of the disk is encrypted.
    """
    for name in ("diskSizeGB", "toBeDetached", "vhd", "image", "sourceResource"):
        disk.pop(name, None)
    security = wire.mapping(disk, "managedDisk", "securityProfile")
    disk["managedDisk"] = {"id": new.disk_id, **({"securityProfile": security} if security else {})}
    disk["name"] = new.disk_id.rpartition("/")[2]
    disk["writeAcceleratorEnabled"] = new.write_accelerator
    if not new.is_os:
        disk["createOption"] = "Attach"
    for name, value in (("caching", new.caching), ("deleteOption", new.delete_option)):
        if value:
            disk[name] = value


def _called(machine: ResourceId) -> str:
    return f"the virtual machine {machine.name!r} in resource group {machine.resource_group!r}"
