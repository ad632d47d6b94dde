# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What Azure Resource Graph has of resources: each row in the shape in which the service itself would send it.

Of the properties only those are asked for that are read: a thousand rows come in one answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..._arm.json_stream import Json
from ..._arm.session import ArmSession
from .. import wire
from .queries import each_row, quoted

MOST_PAGES = 200
IDS_A_QUERY = 200
INSTANCES = "RecoveryServicesResources | where type =~ 'microsoft.dataprotection/backupvaults/backupinstances'"
# One that a template made may not say what it protects.
OF_DISKS = (
    " | where properties.dataSourceInfo.datasourceType =~ 'Microsoft.Compute/disks'"
    " or isempty(tostring(properties.dataSourceInfo.datasourceType))"
)
INSTANCE = (
    *("dataSourceInfo", "policyInfo", "identityDetails", "currentProtectionState", "protectionStatus"),
    *("protectionErrorDetails", "backupInstanceExtendedProperties"),
)
DISK = (
    *("diskSizeGB", "diskSizeBytes", "uniqueId", "timeCreated", "diskState", "provisioningState", "creationData"),
    *("encryption", "networkAccessPolicy", "publicNetworkAccess", "osType", "hyperVGeneration", "maxShares"),
)
MACHINE = (
    *("hardwareProfile", "storageProfile", "securityProfile", "networkProfile", "licenseType"),
    *("virtualMachineScaleSet", "timeCreated"),
)
INTERFACE = ("ipConfigurations", "networkSecurityGroup", "enableAcceleratedNetworking", "virtualMachine")


def instance_rows(
    session: ArmSession, subscriptions: Sequence[str] | None, vaults: Sequence[str] = ()
) -> Iterator[Json]:
    """The backup instances of disks: of these vaults, by their ids, or of all in the subscriptions."""
    conditions = " or ".join(f"id startswith {quoted(f'{vault}/')}" for vault in vaults)
    query = f"{INSTANCES}{OF_DISKS}{f' | where {conditions}' if vaults else ''}"
    doing = "asking Resource Graph for backup instances"
    return _rows(session, subscriptions, query, (), INSTANCE, doing)


def instance_rows_of(session: ArmSession, disks: Sequence[str]) -> Iterator[Json]:
    """The backup instances, in whatever vault that the login sees, that protect any of these disks."""
    for start in range(0, len(disks), IDS_A_QUERY):
        ids = ", ".join(map(quoted, disks[start : start + IDS_A_QUERY]))
        query = f"{INSTANCES} | where properties.dataSourceInfo.resourceID in~ ({ids})"
        yield from _rows(session, None, query, (), INSTANCE, "asking Resource Graph what protects disks")


def disk_rows(session: ArmSession, subscriptions: Sequence[str]) -> Iterator[Json]:
    """The managed disks of these subscriptions."""
    columns = ("location", "zones", "tags", "sku", "managedBy")
    query = "Resources | where type =~ 'microsoft.compute/disks'"
    return _rows(session, subscriptions, query, columns, DISK, "asking Resource Graph for disks")


def machine_rows(session: ArmSession, subscriptions: Sequence[str]) -> Iterator[Json]:
    """The virtual machines of these subscriptions."""
    columns = ("location", "zones", "tags")
    query = "Resources | where type =~ 'microsoft.compute/virtualmachines'"
    return _rows(session, subscriptions, query, columns, MACHINE, "asking Resource Graph for virtual machines")


def interface_rows(session: ArmSession, subscriptions: Sequence[str]) -> Iterator[Json]:
    """The network interfaces of these subscriptions that a virtual machine has."""
    query = (
        "Resources | where type =~ 'microsoft.network/networkinterfaces'"
        " | where isnotempty(tostring(properties.virtualMachine.id))"
    )
    doing = "asking Resource Graph for network interfaces"
    return _rows(session, subscriptions, query, ("location",), INTERFACE, doing)


def snapshot_counts(session: ArmSession, disks: Sequence[str]) -> dict[str, int]:
    """How many incremental snapshots each of these disks has, by its id in lower case, as far as the login sees."""
    counts: dict[str, int] = {}
    for start in range(0, len(disks), IDS_A_QUERY):
        ids = ", ".join(map(quoted, disks[start : start + IDS_A_QUERY]))
        query = (
            "Resources | where type =~ 'microsoft.compute/snapshots'"
            " | where tostring(properties.incremental) =~ 'true'"
            " | extend disk = tolower(tostring(properties.creationData.sourceResourceId))"
            f" | where disk in~ ({ids}) | summarize number = count() by disk"
        )
        for row in each_row(session, None, query, doing="asking Resource Graph for snapshots", most_pages=MOST_PAGES):
            disk, number = wire.text(row, "disk"), wire.number(row, "number")
            if disk and number is not None:
                counts[disk] = int(number)
    return counts


def _rows(
    session: ArmSession,
    subscriptions: Sequence[str] | None,
    query: str,
    columns: Sequence[str],
    properties: Sequence[str],
    doing: str,
) -> Iterator[Json]:
    """Rows with some columns and some properties, as resources."""
    own = {"id", "name", *columns}
    taken = ", ".join(["id", "name", *columns, *(f"{name} = properties.{name}" for name in properties)])
    query = f"{query} | project {taken} | order by id asc"
    for row in each_row(session, subscriptions, query, doing=doing, most_pages=MOST_PAGES):
        inside = {name: value for name, value in row.items() if name not in own and value is not None}
        yield {**{name: value for name, value in row.items() if name in own}, "properties": inside}
