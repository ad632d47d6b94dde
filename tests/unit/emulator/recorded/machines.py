# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Recordings of virtual machines sent to an emulated Azure: the machines as first read, then the same requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import requests

from ansible_collections.azure_dr.backup.tests.emulator.arm_ids import ArmId
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.machines import VirtualMachine
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk, ResourceGroup
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.timestamps import parse_time

from .comparison import Difference, compare
from .exchanges import ARM, Exchange, Recording

_MACHINE = re.compile(r"/virtualMachines/[^/?]+(?=\?|$)", re.IGNORECASE)
_OPERATION = re.compile(r"/operations/([0-9a-f-]{36})")
_ABOUT_MACHINES = re.compile(r"/virtualMachines/|/operations/|/networkInterfaces/", re.IGNORECASE)
_HEADERS = ("etag", "content-type", "azure-asyncoperation", "azure-asyncnotification", "location")
_LIMITS = "x-ms-ratelimit-remaining-resource"
_DURATIONS = (
    "machine_update_seconds",
    "attach_seconds",
    "force_detach_seconds",
    "start_seconds",
    "power_off_seconds",
    "deallocate_seconds",
    "machine_deletion_seconds",
    "deallocated_machine_deletion_seconds",
)


def differences(recording: Recording, estate: Estate | None = None) -> Iterator[Difference]:
    """Of all exchanges from the first read of the machine on; with an ``estate`` that is there from the first."""
    first = recording.exchanges[0] if estate else _first_read(recording)
    estate = estate or _estate(recording)
    session = requests.Session()
    with session, Emulator(estate) as azure:
        session.trust_env, session.verify = False, azure.ca_file
        session.headers["Authorization"] = f"Bearer {azure.token(lifetime=1e9)}"
        urls: dict[str, str] = {}
        for exchange in recording.exchanges[recording.exchanges.index(first) :]:
            if exchange.time:
                azure.clock.stop_at(exchange.time)
            seconds = _seconds(recording, exchange)
            vars(azure.settings).update(dict.fromkeys(_DURATIONS, seconds) if seconds else {})
            url = urls.get(exchange.url) or exchange.url.replace(ARM, azure.url)
            answer = session.request(exchange.method, url, json=exchange.body)
            for name in ("azure-asyncoperation", "location"):
                if name in exchange.headers and name in answer.headers:
                    urls[exchange.headers[name]] = answer.headers[name]
            if _ABOUT_MACHINES.search(exchange.url):
                yield from _compare(exchange, answer)


def disk_differences(recording: Recording) -> Iterator[Difference]:
    """Of all disks that are read, each as it says that it is."""
    read = [one for one in recording.exchanges if one.method == "GET" and "/disks/" in one.url and one.answer]
    with Emulator(Estate()) as azure:
        headers = {"Authorization": f"Bearer {azure.token()}"}
        for exchange in read:
            _read_disk(azure.estate, exchange.answer)
            url = exchange.url.replace(ARM, azure.url)
            answer = requests.get(url, headers=headers, verify=azure.ca_file)
            yield from compare(exchange.answer, answer.json(), "body")


def _read_disk(estate: Estate, document: Any) -> None:
    identifier, said = ArmId.parse(document["id"]), document["properties"]
    assert identifier
    estate.add_subscription(identifier.subscription)
    group = estate.add_group(identifier.group, document["location"], identifier.subscription)
    owned = said.get("LastOwnershipUpdateTime")
    estate.add_disk(
        identifier.name,
        group,
        time_created=parse_time(said["timeCreated"]),
        size_gb=said["diskSizeGB"],
        sku=document["sku"]["name"],
        tags=document["tags"],
        managed_by=document.get("managedBy"),
        create_option=said["creationData"]["createOption"],
        source_resource_id=said["creationData"].get("sourceResourceId"),
        source_unique_id=said["creationData"].get("sourceUniqueId"),
        supports_hibernation=said.get("supportsHibernation"),
        os_type=said.get("osType"),
        hyper_v_generation=said.get("hyperVGeneration"),
        supported_capabilities=said.get("supportedCapabilities"),
        security_type=(said.get("securityProfile") or {}).get("securityType"),
        disk_state=said["diskState"],
        last_ownership_update=parse_time(owned) if owned else None,
    )


def _compare(exchange: Exchange, answer: requests.Response) -> Iterator[Difference]:
    yield from compare(exchange.status, answer.status_code, "status")
    yield from compare(exchange.answer, answer.json() if answer.content else None, "body")
    wanted = {name: exchange.headers[name] for name in _HEADERS if name in exchange.headers}
    got = {name: answer.headers[name].replace("localhost:", "") for name in _HEADERS if name in answer.headers}
    for name in wanted.keys() ^ got.keys():
        yield Difference(f"headers.{name}", "absent" if name in wanted else "extra", wanted.get(name), got.get(name))
    limits = [re.sub(r"\d+", "n", headers.get(_LIMITS, "")) for headers in (exchange.headers, dict(answer.headers))]
    yield from compare(*limits, f"headers.{_LIMITS}")


def _first_read(recording: Recording) -> Exchange:
    return next(filter(_is_read, recording.exchanges))


def _is_read(exchange: Exchange) -> bool:
    return exchange.method == "GET" and bool(_MACHINE.search(exchange.url)) and exchange.status == 200


def _seconds(recording: Recording, exchange: Exchange) -> float | None:
    """How long the change took that this request began."""
    found = _OPERATION.search(exchange.headers.get("azure-asyncoperation", ""))
    if not found:
        return None
    said = [one for one in recording.exchanges if found[1] in one.url and isinstance(one.answer, dict)]
    over = next((one for one in said if "endTime" in one.answer), None)
    if over is None or exchange.time is None or over.time is None:
        return None
    end = parse_time(over.answer["endTime"])
    return (min(end, over.time) - exchange.time).total_seconds() if end else None


def _estate(recording: Recording) -> Estate:
    """The machines as they were first read, with their disks, and with those that they are given later."""
    estate = Estate()
    for exchange in recording.exchanges:
        if _is_read(exchange) and exchange.answer["id"] not in estate.machines:
            _add(estate, exchange.answer)
    for text in sorted(_ids(recording)):
        if text not in estate.disks:
            _spare(estate, recording, text)
    return estate


def _add(estate: Estate, document: Any) -> None:
    identifier, properties = ArmId.parse(document["id"]), document["properties"]
    assert identifier
    estate.add_subscription(identifier.subscription)
    group = estate.add_group(identifier.group, document["location"], identifier.subscription)
    attached = [properties["storageProfile"]["osDisk"], *properties["storageProfile"]["dataDisks"]]
    disks = [_disk(estate, group, one) for one in attached]
    disks[0].hyper_v_generation = properties.get("instanceView", {}).get("hyperVGeneration", "V1")
    machine = estate.add_machine(identifier.name, group, *disks, size=properties["hardwareProfile"]["vmSize"])
    _fill(machine, document, attached)
    (interface,) = (one for one in estate.interfaces.values() if one.machine_id == machine.id)
    interface.name = machine.interface_ids[0].rpartition("/")[2]
    estate.interfaces[interface.id] = interface


def _disk(estate: Estate, group: ResourceGroup, said: Any) -> Disk:
    sku = (said.get("managedDisk") or {}).get("storageAccountType", "Premium_LRS")
    return estate.add_disk(said["name"], group, size_gb=said["diskSizeGB"], sku=sku, os_type=said.get("osType"))


def _fill(machine: VirtualMachine, document: Any, attached: list[Any]) -> None:
    properties = document["properties"]
    machine.vm_id, machine.revision = properties["vmId"], int(document["etag"].strip('"'))
    machine.tags, machine.disk_controller = document["tags"], properties["storageProfile"].get("diskControllerType")
    machine.profile = {name: properties[name] for name in ("osProfile", "securityProfile") if name in properties}
    machine.profile["networkProfile"] = properties["networkProfile"]
    machine.profile["storageProfile"] = {"imageReference": properties["storageProfile"].get("imageReference")}
    created = parse_time(properties["timeCreated"])
    assert isinstance(created, datetime)
    machine.time_created = created
    codes = [one["code"] for one in _statuses(properties)]
    machine.agent_due = created if "ProvisioningState/succeeded" in codes[1:] or not codes else None
    if "PowerState/stopped" in codes:
        machine.power = "stopped"
    for attachment, said in zip(machine.attachments, attached, strict=True):
        attachment.lun, attachment.create_option = said.get("lun"), said["createOption"]
        attachment.caching, attachment.delete_option = said["caching"], said["deleteOption"]
        attachment.os_type = said.get("osType")


def _ids(recording: Recording) -> set[str]:
    """Of the disks that requests name."""
    told = " ".join(str(one.body) for one in recording.exchanges)
    return {
        one.lower()
        for one in re.findall(
            r"/subscriptions/[\w-]+/resourceGroups/[^/']+/providers/Microsoft.Compute/disks/[\w-]+", told
        )
    }


def _spare(estate: Estate, recording: Recording, text: str) -> None:
    """A disk that nobody has yet, as an answer tells of it once it is attached."""
    if any(one.method == "PUT" and f"{text}?" in one.url.lower() for one in recording.exchanges):
        return
    identifier = ArmId.parse(text)
    assert identifier
    told = [entry for one in recording.exchanges for entry in _attachments(one.answer)]
    said = next(entry for entry in told if entry["managedDisk"].get("id", "").lower() == text)
    estate.add_disk(
        said["name"],
        estate.groups[identifier.group_id],
        size_gb=said["diskSizeGB"],
        sku=said["managedDisk"]["storageAccountType"],
    )


def _attachments(answer: Any) -> list[Any]:
    storage = answer if isinstance(answer, dict) and "dataDisks" in answer else None
    if storage is None and isinstance(answer, dict):
        storage = (answer.get("properties") or {}).get("storageProfile")
    return [*storage["dataDisks"], storage["osDisk"]] if storage else []


def _statuses(properties: Any) -> list[Any]:
    """Of the machine, then of its agent."""
    view = properties.get("instanceView") or {}
    provisioning = [one for one in view.get("statuses", []) if one["code"].startswith("ProvisioningState/")]
    power = [one for one in view.get("statuses", []) if one["code"].startswith("PowerState/")]
    return [*provisioning, *power, *view.get("vmAgent", {}).get("statuses", [])]
