# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the checks of a swap need beside the machine and its disks. None if it could not be read."""

from __future__ import annotations

from collections.abc import Iterable

from .._arm.errors import RequestRefused
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._azure.authorization.locks import Lock, list_locks
from .._azure.compute.disks import Disk
from .._azure.compute.skus import Size, find_size
from .._azure.compute.virtual_machines import VirtualMachine


def read_size(session: ArmSession, own: ResourceId, machine: VirtualMachine) -> Size | None:
    """What the size of the machine can do."""
    if not (machine.size and machine.location):
        return None
    try:
        return find_size(session, own.subscription_id, machine.location, machine.size)
    except RequestRefused:
        return None


def read_locks(session: ArmSession, own: ResourceId, disks: Iterable[Disk]) -> list[Lock] | None:
    """The locks of the machine and of its disks, each once."""
    scopes = {own.key: str(own), **{disk.id.lower(): disk.id for disk in disks}}
    try:
        found = {lock.id.lower(): lock for scope in scopes.values() for lock in list_locks(session, scope)}
    except RequestRefused:
        return None
    return list(found.values())
