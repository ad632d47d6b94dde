# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the checks need beside a machine and its disks. What the login may not read stays unknown."""

from __future__ import annotations

from collections.abc import Sequence

from .._arm.errors import RequestRefused
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._azure.authorization.locks import Lock, list_locks
from .._azure.compute.disks import Disk, find_disk
from .._azure.compute.skus import Size, find_size
from .._azure.compute.virtual_machines import VirtualMachine
from .check import Surroundings

NOT_FOUND = 404


def find_disk_or_none(session: ArmSession, disk: ResourceId) -> Disk | None:
    """A disk; None if it, or its resource group, does not exist."""
    try:
        return find_disk(session, disk)
    except RequestRefused as refusal:
        if refusal.status == NOT_FOUND:
            return None
        raise


def read_surroundings(
    session: ArmSession, machine: VirtualMachine, machine_id: ResourceId, scopes: Sequence[str]
) -> Surroundings:
    """The size of the machine, and the locks at or above these scopes."""
    return Surroundings(read_size(session, machine, machine_id), read_locks(session, scopes))


def read_size(session: ArmSession, machine: VirtualMachine, machine_id: ResourceId) -> Size | None:
    """What the size of the machine can do; None if that is not known."""
    if not (machine.size and machine.location):
        return None
    try:
        return find_size(session, machine_id.subscription_id, machine.location, machine.size)
    except RequestRefused:
        return None


def read_locks(session: ArmSession, scopes: Sequence[str]) -> list[Lock] | None:
    """The locks at or above these scopes, each once; None if one of them can't be read."""
    try:
        return list({lock.id.lower(): lock for scope in scopes for lock in list_locks(session, scope)}.values())
    except RequestRefused:
        return None
