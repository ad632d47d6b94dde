# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Network interfaces: where a virtual machine is in the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..._arm.session import ArmSession
from .. import wire

QUERY = {"api-version": "2023-09-01"}
INTERFACE = "Microsoft.Network/networkInterfaces"


@dataclass(frozen=True)
class NetworkInterface:
    """An interface, and the subnets that its addresses are in. `machine_id` is the machine that uses it."""

    id: str
    subnet_ids: tuple[str, ...]
    security_group_id: str | None
    accelerated: bool
    provisioning_state: str | None = None
    machine_id: str | None = None
    private_address: str | None = None
    public_address_ids: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


def list_interfaces(session: ArmSession, subscription_id: str) -> Iterator[NetworkInterface]:
    """All interfaces of a subscription (NetworkInterfaces_ListAll)."""
    path = f"/subscriptions/{subscription_id}/providers/{INTERFACE}"
    doing = f"listing the network interfaces of subscription {subscription_id}"
    for item in session.items(path, query=QUERY, doing=doing):
        if interface := read_interface(item):
            yield interface


def read_interface(body: object) -> NetworkInterface | None:
    """An interface as Azure sends it; None if it has no id."""
    properties = wire.mapping(body, "properties")
    addresses = [wire.mapping(each, "properties") for each in wire.items(properties, "ipConfigurations")]
    subnets = [wire.text(each, "subnet", "id") for each in addresses]
    interface_id = wire.text(body, "id")
    if not interface_id:
        return None
    return NetworkInterface(
        id=interface_id,
        subnet_ids=tuple(dict.fromkeys(subnet for subnet in subnets if subnet)),
        security_group_id=wire.text(properties, "networkSecurityGroup", "id"),
        accelerated=wire.member(properties, "enableAcceleratedNetworking") is True,
        provisioning_state=wire.text(properties, "provisioningState"),
        machine_id=wire.text(properties, "virtualMachine", "id"),
        private_address=next((text for each in addresses if (text := wire.text(each, "privateIPAddress"))), None),
        public_address_ids=tuple(text for each in addresses if (text := wire.text(each, "publicIPAddress", "id"))),
        tags=wire.texts_by_name(body, "tags"),
    )
