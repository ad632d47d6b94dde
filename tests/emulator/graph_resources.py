# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table ``resources``: one row maker a type of resource; a further type is a further line in ``KINDS``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .compute import disk_document, snapshot_document
from .estate import Estate
from .graph_rows import LATEST, Reach, row
from .graph_wanted import may_match, of_type
from .interfaces import interface_document
from .machine_views import machine_document
from .machines import MACHINE, VirtualMachine
from .model import Wanted
from .networks import INTERFACE, NetworkInterface
from .views import Document, vault_document

_COLUMNS: dict[str, Callable[[Any], str]] = {
    "id": lambda one: str(one.id),
    "name": lambda one: str(one.name),
    "subscriptionId": lambda one: str(one.subscription_id),
    "resourceGroup": lambda one: str(one.group),
}


@dataclass(frozen=True)
class Kind:
    """A type of resource: where the estate has them, how one is written as at a moment, and when it was made."""

    type: str
    items: Callable[[Estate], Iterable[Any]]
    document: Callable[[Any, datetime], Document]
    born: Callable[[Any], datetime | None] = lambda one: None


def _disk(disk: Any, moment: datetime) -> Document:
    return disk_document(disk)


def _snapshot(snapshot: Any, moment: datetime) -> Document:
    return snapshot_document(snapshot)


def _vault(vault: Any, moment: datetime) -> Document:
    """In Graph even the id of an old vault has ``resourceGroups``."""
    document = vault_document(vault, LATEST)
    return {**document, "id": document["id"].replace("/resourcegroups/", "/resourceGroups/")}


def _machine(machine: VirtualMachine, moment: datetime) -> Document:
    """Without the instance view, of which Graph has only a part."""
    return machine_document(machine, moment)


def _interface(interface: NetworkInterface, moment: datetime) -> Document:
    return interface_document(interface)


KINDS = [
    Kind("Microsoft.Compute/disks", lambda estate: estate.disks.values(), _disk, lambda one: one.time_created),
    Kind(
        "Microsoft.Compute/snapshots",
        lambda estate: estate.snapshots.values(),
        _snapshot,
        lambda one: one.time_created,
    ),
    Kind("Microsoft.DataProtection/backupVaults", lambda estate: estate.vaults.values(), _vault),
    Kind(MACHINE, lambda estate: estate.machines.values(), _machine, lambda one: one.time_created),
    Kind(INTERFACE, lambda estate: estate.interfaces.values(), _interface),
]


def rows(reach: Reach, wanted: list[Wanted]) -> Iterator[Document]:
    """Those that the query may be about."""
    for kind in KINDS:
        found = of_type(wanted, kind.type)
        for one in reach.kept(kind.items(reach.estate)) if found else []:
            if may_match(one, _COLUMNS, found) and reach.shows(one.id, f"{kind.type}/read", kind.born(one)):
                yield row(kind.document(one, reach.seen), reach.estate.tenant_id)
