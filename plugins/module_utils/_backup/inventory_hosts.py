# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""From selected disks to the hosts of an inventory: one for each virtual machine, application or vault."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .applications import application_of
from .placements import Placement
from .selected_disks import ProtectedDisk, SelectedDisk, SelectedDisks, UnprotectedDisk
from .selection import Selection
from .shapes.inventory_hosts import HostVariables, ResourceResult, resource_result, unprotected_disk_result
from .shapes.protected_disks import protected_disk_result

VM, APPLICATION, VAULT = HOST_PER = ("vm", "application", "vault")
# The host of the disks that belong to no virtual machine, and of those that have no tag of an application.
WITHOUT = {VM: "no-virtual-machine", APPLICATION: "no-application"}
# What Ansible itself gives a meaning to.
TAKEN = frozenset({"all", "ungrouped", "localhost"})
# What cannot be in a pattern of hosts or in the name of a file. No name of a resource has an @.
_UNFIT = re.compile(r"[^\w.()-]+")


@dataclass(frozen=True)
class _Owner:
    """What a host stands for. `names` are what it can be called, the shortest first; only it has the last."""

    key: str
    names: tuple[str, ...]
    machine: ResourceResult | None = None
    machine_tags: Mapping[str, str] = field(default_factory=dict)
    application: str | None = None


@dataclass(frozen=True)
class _Part:
    """A disk, as it belongs to an owner."""

    owner: _Owner
    disk: SelectedDisk


def inventory_hosts(
    selected: SelectedDisks, selection: Selection, host_per: str, application_tag: str
) -> dict[str, HostVariables]:
    """The variables of each host, by its name. A host has at least one disk that is protected."""
    parts = [
        part
        for disk in (*selected.protected, *selected.unprotected)
        for part in _parts(disk, selection, host_per, application_tag)
    ]
    owners = {part.owner.key: part.owner for part in parts if isinstance(part.disk, ProtectedDisk)}
    names = _names(owners.values())
    disks: defaultdict[str, list[SelectedDisk]] = defaultdict(list)
    for part in parts:
        disks[part.owner.key].append(part.disk)
    hosts = {names[key]: _variables(owner, disks[key]) for key, owner in owners.items()}
    return dict(sorted(hosts.items()))


def _parts(disk: SelectedDisk, selection: Selection, host_per: str, application_tag: str) -> Iterator[_Part]:
    """Where a disk belongs. One that several virtual machines share belongs to each that is meant."""
    if host_per == VAULT:
        if isinstance(disk, ProtectedDisk):
            yield _Part(_vault_owner(disk), disk)
    elif host_per == APPLICATION:
        yield _Part(_application_owner(application_of(disk, application_tag)), disk)
    else:
        meant = [place for place in disk.placements if _is_meant(place, selection)]
        for place in meant:
            yield _Part(_machine_owner(place), replace(disk, placements=(place,)))
        if not meant:
            yield _Part(_Owner("", (WITHOUT[VM],)), disk)


def _is_meant(place: Placement, selection: Selection) -> bool:
    wanted = set(selection.virtual_machines)
    return not wanted or not wanted.isdisjoint({place.machine_key, place.machine_name.lower()})


def _machine_owner(place: Placement) -> _Owner:
    machine = resource_result(place.machine_id, place.machine_name)
    return _Owner(place.machine_key, _names_of(machine), machine=machine, machine_tags=place.machine_tags)


def _vault_owner(disk: ProtectedDisk) -> _Owner:
    vault = _vault(disk)
    return _Owner(vault["id"].lower(), _names_of(vault))


def _application_owner(application: str | None) -> _Owner:
    if application is None:
        return _Owner("", (WITHOUT[APPLICATION],))
    name = _UNFIT.sub("_", application.strip())
    digest = hashlib.sha256(application.encode(errors="replace")).hexdigest()[:8]
    return _Owner(application, (name, f"{name}@{digest}"), application=application)


def _names_of(resource: ResourceResult) -> tuple[str, ...]:
    """A resource's name; with its group, for two of one name; with its subscription, for two of one name and group."""
    whole = (resource["name"], resource["resource_group"], resource["subscription_id"])
    parts = [_UNFIT.sub("_", part) for part in whole]
    return tuple("@".join(parts[:count]) for count in (1, 2, 3))


def _names(owners: Iterable[_Owner]) -> Mapping[str, str]:
    """The name of each owner, by its key: the shortest that no other has."""
    by_key = {owner.key: owner for owner in owners}
    bearers = Counter(name.lower() for owner in by_key.values() for name in owner.names)
    return {
        key: next(
            (name for name in owner.names if bearers[name.lower()] == 1 and name.lower() not in TAKEN), owner.names[-1]
        )
        for key, owner in by_key.items()
    }


def _variables(owner: _Owner, disks: Sequence[SelectedDisk]) -> HostVariables:
    protected = [disk for disk in disks if isinstance(disk, ProtectedDisk)]
    vaults = {vault["id"].lower(): vault for vault in map(_vault, protected)}
    return {
        "ansible_connection": "local",
        "virtual_machine": owner.machine,
        "application": owner.application,
        "vault": vaults.popitem()[1] if len(vaults) == 1 else None,
        "azure_tags": _tags(owner, disks),
        "backup_instances": [protected_disk_result(disk) for disk in protected],
        "unprotected_disks": [unprotected_disk_result(disk) for disk in disks if isinstance(disk, UnprotectedDisk)],
    }


def _vault(disk: ProtectedDisk) -> ResourceResult:
    vault = disk.protection.vault.id
    return resource_result(str(vault), vault.name)


def _tags(owner: _Owner, disks: Sequence[SelectedDisk]) -> dict[str, str]:
    """The tags of the machine, and those that all disks have with the same values."""
    first, *others = [disk.tags for disk in disks]
    held = [{(name.lower(), value) for name, value in tags.items()} for tags in others]
    of_machine = {name.lower() for name in owner.machine_tags}
    common = {
        name: value
        for name, value in first.items()
        if name.lower() not in of_machine and all((name.lower(), value) in tags for tags in held)
    }
    return {**common, **owner.machine_tags}
