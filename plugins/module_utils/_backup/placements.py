# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Which virtual machine a disk belongs to: the one that has it today, else the one that had it by a recovery map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .._azure.resource_names import last_name
from .estate import Estate
from .shapes.recovery_map import RecoveryMap


@dataclass(frozen=True)
class Placement:
    """A disk's place in a machine. `role` and `lun` are None if only the disk says whose it is.

    `from_map`: it was so when the recovery map was made, and nothing has the disk today.
    """

    machine_id: str
    machine_name: str
    role: Literal["os", "data"] | None = None
    lun: int | None = None
    caching: str | None = None
    write_accelerator: bool | None = None
    delete_option: str | None = None
    machine_tags: Mapping[str, str] = field(default_factory=dict)
    from_map: bool = False

    @property
    def machine_key(self) -> str:
        """What two ids of one machine have in common."""
        return self.machine_id.lower()


def find_placements(estate: Estate, recovery_map: RecoveryMap | None) -> Mapping[str, tuple[Placement, ...]]:
    """The places of each disk, by the key of its id. A shared disk has several."""
    places: defaultdict[str, list[Placement]] = defaultdict(list)
    for key, place in _today(estate):
        if all(place.machine_key != known.machine_key for known in places[key]):
            places[key].append(place)
    for key, place in _by_map(recovery_map, estate):
        if all(known.from_map for known in places[key]):
            places[key].append(place)
    return {key: tuple(found) for key, found in places.items() if found}


def _today(estate: Estate) -> Iterator[tuple[str, Placement]]:
    """What the machines say of their disks, then what the disks say of their machines: Graph can know one of them."""
    for machine in estate.machines.values():
        for disk in machine.disks:
            yield (
                disk.disk_id.lower(),
                Placement(
                    machine_id=machine.id,
                    machine_name=machine.name,
                    role="os" if disk.is_os else "data",
                    lun=disk.lun,
                    caching=disk.caching,
                    write_accelerator=disk.write_accelerator,
                    delete_option=disk.delete_option,
                    machine_tags=machine.tags,
                ),
            )
    for key, found in estate.disks.items():
        if owner := found.attached_to:
            known = estate.machines.get(owner.lower())
            machine_id = known.id if known else owner
            yield key, Placement(machine_id, last_name(machine_id), machine_tags=known.tags if known else {})


def _by_map(recovery_map: RecoveryMap | None, estate: Estate) -> Iterator[tuple[str, Placement]]:
    for machine in recovery_map["virtual_machines"] if recovery_map else ():
        known = estate.machines.get(machine["id"].lower())
        for disk in machine["disks"]:
            yield (
                disk["id"].lower(),
                Placement(
                    machine_id=machine["id"],
                    machine_name=machine["name"],
                    role=disk["role"],
                    lun=disk["lun"],
                    caching=disk["caching"],
                    write_accelerator=disk["write_accelerator"],
                    delete_option=disk["delete_option"],
                    machine_tags=known.tags if known else machine["tags"],
                    from_map=True,
                ),
            )
