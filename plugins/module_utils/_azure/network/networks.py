# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Virtual networks and network security groups of Microsoft.Network, as far as an interface needs them."""

from __future__ import annotations

from dataclasses import dataclass

from ..._arm.errors import RequestRefused
from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from .. import wire
from .interface_changes import NOT_FOUND
from .interfaces import QUERY

NETWORK = "Microsoft.Network/virtualNetworks"
SUBNET = f"{NETWORK}/subnets"
SECURITY_GROUP = "Microsoft.Network/networkSecurityGroups"


@dataclass(frozen=True)
class VirtualNetwork:
    """A network, and the names of its subnets."""

    id: str
    location: str | None
    subnets: tuple[str, ...]


@dataclass(frozen=True)
class SecurityGroup:
    """A network security group; what it allows is no matter here."""

    id: str
    location: str | None


def network_of(subnet: ResourceId) -> ResourceId:
    """The network that a subnet is part of."""
    return ResourceId(subnet.subscription_id, subnet.resource_group, NETWORK, subnet.names[:1])


def find_network(session: ArmSession, network: ResourceId) -> VirtualNetwork | None:
    """Read a network (VirtualNetworks_Get); None if it does not exist."""
    body = _find(session, network, f"reading the virtual network {network.name!r}")
    if body is None:
        return None
    names = [wire.text(each, "name") for each in wire.items(body, "properties", "subnets")]
    return VirtualNetwork(str(network), wire.text(body, "location"), tuple(name for name in names if name))


def find_security_group(session: ArmSession, group: ResourceId) -> SecurityGroup | None:
    """Read a network security group (NetworkSecurityGroups_Get); None if it does not exist."""
    body = _find(session, group, f"reading the network security group {group.name!r}")
    return None if body is None else SecurityGroup(str(group), wire.text(body, "location"))


def _find(session: ArmSession, resource: ResourceId, doing: str) -> object:
    try:
        return session.get(resource.path, query=QUERY, doing=doing).body
    except RequestRefused as refusal:
        if refusal.status == 404 and refusal.problem.code in NOT_FOUND:
            return None
        raise
