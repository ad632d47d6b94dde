# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The recovery map: which disk is where in which virtual machine, and what is needed to build the machine again.

It is JSON that people keep, so it has a version, and the same machines give the same text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Literal, TypedDict

from ..._arm.errors import OptionRefused

VERSION = 1
OPTION = "recovery_map"
HOW = "Give the recovery map that restore_readiness_info returns, or the path of a JSON file with it"


class SecurityProfileMap(TypedDict):
    """How a machine is guarded while it boots and runs."""

    type: str | None
    secure_boot: bool | None
    vtpm: bool | None
    encryption_at_host: bool | None


class InterfaceMap(TypedDict):
    """A network interface of a machine; null is unknown."""

    id: str
    subnet_ids: list[str]
    network_security_group_id: str | None
    accelerated: bool | None


class DiskMap(TypedDict):
    """A disk as the machine has it. `lun` is null for the OS disk."""

    id: str
    name: str
    role: Literal["os", "data"]
    lun: int | None
    caching: str | None
    write_accelerator: bool
    delete_option: str | None
    size_gb: float | None
    sku: str | None
    tags: dict[str, str]
    backup_instance_id: str | None


class MachineMap(TypedDict):
    """A virtual machine. Its disks begin with the OS disk, the others follow by their LUNs."""

    id: str
    name: str
    region: str | None
    zone: str | None
    size: str | None
    os_type: str | None
    security_profile: SecurityProfileMap | None
    controller: str | None
    licence: str | None
    tags: dict[str, str]
    network_interfaces: list[InterfaceMap]
    disks: list[DiskMap]


class RecoveryMap(TypedDict):
    """All machines, sorted by their ids."""

    version: int
    virtual_machines: list[MachineMap]


def read_recovery_map_file(path: Path) -> RecoveryMap:
    """The map in a JSON file. Raises `OptionRefused`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OptionRefused(OPTION, f"{path} can't be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise OptionRefused(OPTION, f"{path} holds no JSON. {HOW}") from None
    return read_recovery_map(content, str(path))


def read_recovery_map(value: object, where: str = "the value") -> RecoveryMap:
    """The map in a value: the map itself, or a result that has it. Raises `OptionRefused` for anything else."""
    content = value.get("recovery_map", value) if isinstance(value, Mapping) else value
    if not isinstance(content, Mapping) or "virtual_machines" not in content:
        raise OptionRefused(OPTION, f"{where} is no recovery map. {HOW}")
    version = content.get("version")
    if version != VERSION or isinstance(version, bool):
        raise OptionRefused(
            OPTION, f"{where} has version {version!r}, and this collection reads version {VERSION} only"
        )
    machines = _Reader(content, "").each("virtual_machines")
    return {"version": VERSION, "virtual_machines": [_machine(each) for each in machines]}


class _Reader:
    """The members of an object, each of the type that it must have. `place` is where the object stands in the map."""

    def __init__(self, value: object, place: str) -> None:
        self._place = place
        if not isinstance(value, Mapping):
            raise self._wrong("", "an object", value)
        self._members = value

    def text(self, name: str) -> str:
        value = self._members.get(name)
        if not isinstance(value, str) or not value:
            raise self._wrong(name, "a text", value)
        return value

    def text_or_null(self, name: str) -> str | None:
        return None if self._members.get(name) is None else self.text(name)

    def truth_or_null(self, name: str) -> bool | None:
        value = self._members.get(name)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(name, "true, false or null", value)
        return value

    def number_or_null(self, name: str) -> float | None:
        value = self._members.get(name)
        is_one = isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)
        if value is not None and not is_one:
            raise self._wrong(name, "a number or null", value)
        return value

    def lun(self, name: str) -> int:
        value = self._members.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._wrong(name, "a number of at least 0", value)
        return value

    def texts(self, name: str) -> list[str]:
        value = self._members.get(name)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self._wrong(name, "a list of texts", value)
        return list(value)

    def tags(self, name: str) -> dict[str, str]:
        value = self._members.get(name)
        if not isinstance(value, Mapping) or not all(isinstance(each, str) for pair in value.items() for each in pair):
            raise self._wrong(name, "an object of texts", value)
        return dict(value)

    def each(self, name: str) -> Sequence[_Reader]:
        value = self._members.get(name)
        if not isinstance(value, list):
            raise self._wrong(name, "a list", value)
        return [_Reader(each, f"{self._path(name)}[{number}]") for number, each in enumerate(value)]

    def inside(self, name: str) -> _Reader | None:
        value = self._members.get(name)
        return None if value is None else _Reader(value, self._path(name))

    def one_of(self, name: str, *values: str) -> str:
        value = self._members.get(name)
        if value not in values:
            raise self._wrong(name, " or ".join(values), value)
        return str(value)

    def _path(self, name: str) -> str:
        return ".".join(filter(None, (self._place, name)))

    def _wrong(self, name: str, wanted: str, value: object) -> OptionRefused:
        found = json.dumps(value, default=str)
        return OptionRefused(f"{OPTION}.{self._path(name)}", f"is {found[:60]} where {wanted} is meant")


def _machine(reader: _Reader) -> MachineMap:
    return {
        "id": reader.text("id"),
        "name": reader.text("name"),
        "region": reader.text_or_null("region"),
        "zone": reader.text_or_null("zone"),
        "size": reader.text_or_null("size"),
        "os_type": reader.text_or_null("os_type"),
        "security_profile": _security(reader.inside("security_profile")),
        "controller": reader.text_or_null("controller"),
        "licence": reader.text_or_null("licence"),
        "tags": reader.tags("tags"),
        "network_interfaces": [_interface(each) for each in reader.each("network_interfaces")],
        "disks": [_disk(each) for each in reader.each("disks")],
    }


def _security(reader: _Reader | None) -> SecurityProfileMap | None:
    if reader is None:
        return None
    return {
        "type": reader.text_or_null("type"),
        "secure_boot": reader.truth_or_null("secure_boot"),
        "vtpm": reader.truth_or_null("vtpm"),
        "encryption_at_host": reader.truth_or_null("encryption_at_host"),
    }


def _interface(reader: _Reader) -> InterfaceMap:
    return {
        "id": reader.text("id"),
        "subnet_ids": reader.texts("subnet_ids"),
        "network_security_group_id": reader.text_or_null("network_security_group_id"),
        "accelerated": reader.truth_or_null("accelerated"),
    }


def _disk(reader: _Reader) -> DiskMap:
    is_os = reader.one_of("role", "os", "data") == "os"
    return {
        "id": reader.text("id"),
        "name": reader.text("name"),
        "role": "os" if is_os else "data",
        "lun": None if is_os else reader.lun("lun"),
        "caching": reader.text_or_null("caching"),
        "write_accelerator": reader.truth_or_null("write_accelerator") is True,
        "delete_option": reader.text_or_null("delete_option"),
        "size_gb": reader.number_or_null("size_gb"),
        "sku": reader.text_or_null("sku"),
        "tags": reader.tags("tags"),
        "backup_instance_id": reader.text_or_null("backup_instance_id"),
    }
