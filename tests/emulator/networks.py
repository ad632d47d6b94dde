# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What there is in the emulated Azure, continued: networks, network interfaces, network security groups."""

from __future__ import annotations

from dataclasses import dataclass, field

from .arm_ids import resource_id

NETWORK = "Microsoft.Network/virtualNetworks"
INTERFACE = "Microsoft.Network/networkInterfaces"
SECURITY_GROUP = "Microsoft.Network/networkSecurityGroups"


@dataclass
class VirtualNetwork:
    """A network with its subnets: address ranges by name."""

    name: str
    group: str
    subscription_id: str
    location: str
    range: str = "10.0.0.0/16"
    subnets: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return resource_id(self.subscription_id, self.group, NETWORK, self.name)

    def subnet_id(self, name: str) -> str:
        """The id of one of its subnets."""
        return f"{self.id}/subnets/{name}"


@dataclass
class SecurityGroup:
    """A network security group; its rules are none of ours."""

    name: str
    group: str
    subscription_id: str
    location: str
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return resource_id(self.subscription_id, self.group, SECURITY_GROUP, self.name)


@dataclass
class NetworkInterface:
    """A network interface with one address."""

    name: str
    group: str
    subscription_id: str
    location: str
    subnet_id: str
    address: str = "10.0.0.4"
    configuration: str = "ipconfig1"
    public_address_id: str | None = None
    security_group_id: str | None = None
    machine_id: str | None = None
    """Of the machine that uses it."""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return resource_id(self.subscription_id, self.group, INTERFACE, self.name)
