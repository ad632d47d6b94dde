# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""One network interface: read, made with a private address only, and deleted."""

from __future__ import annotations

from collections.abc import Mapping

from ..._arm.errors import RequestRefused
from ..._arm.json_stream import Json
from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from .interfaces import QUERY, NetworkInterface, read_interface

NOT_FOUND = ("ResourceNotFound", "NotFound", "ResourceGroupNotFound")


def find_interface(session: ArmSession, interface: ResourceId) -> NetworkInterface | None:
    """Read an interface (NetworkInterfaces_Get); None if it, or its resource group, does not exist."""
    try:
        answer = session.get(interface.path, query=QUERY, doing=f"reading {_called(interface)}")
    except RequestRefused as refusal:
        if refusal.status == 404 and refusal.problem.code in NOT_FOUND:
            return None
        raise
    return read_interface(answer.body)


def put_interface(
    session: ArmSession,
    interface: ResourceId,
    *,
    location: str,
    subnet_id: str,
    security_group_id: str | None,
    tags: Mapping[str, str],
) -> None:
    """Make an interface with one private address of a subnet, and no public one (NetworkInterfaces_CreateOrUpdate)."""
    address: Json = {"privateIPAllocationMethod": "Dynamic", "primary": True, "subnet": {"id": subnet_id}}
    properties: Json = {"ipConfigurations": [{"name": "ipconfig1", "properties": address}]}
    if security_group_id:
        properties["networkSecurityGroup"] = {"id": security_group_id}
    body = {"location": location, "tags": dict(tags), "properties": properties}
    session.put(interface.path, query=QUERY, body=body, doing=f"making {_called(interface)}")


def delete_interface(session: ArmSession, interface: ResourceId) -> None:
    """Delete an interface (NetworkInterfaces_Delete). Azure refuses it (NicInUse) as long as a machine has it."""
    session.delete(interface.path, query=QUERY, doing=f"deleting {_called(interface)}")


def _called(interface: ResourceId) -> str:
    return f"the network interface {interface.name!r} in resource group {interface.resource_group!r}"
