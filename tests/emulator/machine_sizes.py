# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute: the sizes of virtual machines, as ``skus`` lists them.

Figures: learn.microsoft.com, "Sizes for virtual machines in Azure"; shape: REST reference, "Resource Skus - List".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .cloud import Call
from .errors import AzureError, arm_error
from .messages import Response
from .routing import Route

_FILTER = re.compile(r"\s*location\s+eq\s+'([^']*)'\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class MachineSize:
    """What a size can do."""

    name: str
    family: str
    cores: int
    memory: int
    data_disks: int
    premium: bool = True
    generations: tuple[str, ...] = ("V1", "V2")
    controllers: tuple[str, ...] = ("SCSI",)
    write_accelerators: int = 0
    architecture: str = "x64"


_ALL = (
    MachineSize("Standard_A1_v2", "standardAv2Family", 1, 2, 2, premium=False, generations=("V1",)),
    MachineSize("Standard_B2s", "standardBSFamily", 2, 4, 4),
    MachineSize("Standard_DS1_v2", "standardDSv2Family", 1, 3, 4),
    MachineSize("Standard_D2s_v5", "standardDSv5Family", 2, 8, 4),
    MachineSize("Standard_D4s_v5", "standardDSv5Family", 4, 16, 8),
    MachineSize("Standard_D8s_v5", "standardDSv5Family", 8, 32, 16),
    MachineSize("Standard_D2_v5", "standardDv5Family", 2, 8, 4, premium=False),
    MachineSize("Standard_D2ps_v5", "standardDPSv5Family", 2, 8, 4, generations=("V2",), architecture="Arm64"),
    MachineSize("Standard_D2s_v6", "standardDsv6Family", 2, 8, 8, generations=("V2",), controllers=("NVMe",)),
    MachineSize("Standard_E8as_v4", "standardEASv4Family", 8, 64, 16),
    MachineSize(
        "Standard_E4bds_v5", "standardEBDSv5Family", 4, 32, 8, generations=("V2",), controllers=("SCSI", "NVMe")
    ),
    MachineSize("Standard_M8ms", "standardMSFamily", 8, 218, 8, write_accelerators=1),
    MachineSize("Standard_M32ts", "standardMSFamily", 32, 192, 32, write_accelerators=4),
)
SIZES = {one.name.lower(): one for one in _ALL}


def list_sizes(call: Call) -> Response:
    """The sizes of a region, or of all in which there are groups; the other kinds of skus are left out."""
    text = call.request.query.get("$filter", "")
    match = _FILTER.match(text)
    if text and not match:
        raise AzureError(arm_error(400, "InvalidParameter", f"The filter '{text}' can't be read."))
    regions = sorted({group.location for group in call.estate.groups.values()})
    wanted = [one for one in regions if match is None or one.lower() == match[1].lower()]
    return Response.of_json({"value": [_document(call, size, region) for region in wanted for size in _ALL]})


def _document(call: Call, size: MachineSize, region: str) -> dict[str, Any]:
    capabilities = {
        "MaxDataDiskCount": size.data_disks,
        "PremiumIO": size.premium,
        "vCPUs": size.cores,
        "MemoryGB": size.memory,
        "HyperVGenerations": ",".join(size.generations),
        "DiskControllerTypes": ",".join(size.controllers),
        "CpuArchitectureType": size.architecture,
        "EncryptionAtHostSupported": True,
        **({"MaxWriteAcceleratorDisksAllowed": size.write_accelerators} if size.write_accelerators else {}),
    }
    restriction = {
        "type": "Location",
        "values": [region],
        "restrictionInfo": {"locations": [region]},
        "reasonCode": "NotAvailableForSubscription",
    }
    return {
        "resourceType": "virtualMachines",
        "name": size.name,
        "tier": "Standard",
        "size": size.name.partition("_")[2],
        "family": size.family,
        "locations": [region],
        "locationInfo": [{"location": region, "zones": ["1", "2", "3"], "zoneDetails": []}],
        "capabilities": [{"name": name, "value": str(value)} for name, value in capabilities.items()],
        "restrictions": [restriction] if size.name in call.estate.unavailable_sizes else [],
    }


ROUTES = [
    Route(
        "GET",
        "/subscriptions/{subscription}/providers/Microsoft.Compute/skus",
        list_sizes,
        "Microsoft.Compute/skus/read",
    ),
]
