# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a restored disk differs from its source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import Trace
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.transport import Answer
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.disks import Disk, get_disk
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.disk_comparison import SETTINGS, compare, weaker
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.verification import (
    weaker_protection,
    weaker_service,
)

ID = "/subscriptions/38304e13-357e-405e-9e9a-220351dcce8c/resourceGroups/prod/providers/Microsoft.Compute/disks/d"
# All members of a disk in Microsoft.Compute 2023-04-02.
FULL: dict[str, Any] = {
    "id": ID,
    "name": "d",
    "type": "Microsoft.Compute/disks",
    "location": "westeurope",
    "tags": {"application": "erp", "stage": "prod"},
    "managedBy": "/vm",
    "managedByExtended": ["/vm"],
    "zones": ["1"],
    "sku": {"name": "Premium_ZRS", "tier": "Premium"},
    "extendedLocation": {"name": "edge", "type": "EdgeZone"},
    "properties": {
        "osType": "Linux",
        "hyperVGeneration": "V2",
        "purchasePlan": {"name": "plan", "publisher": "p", "product": "q", "promotionCode": "r"},
        "supportedCapabilities": {
            "acceleratedNetwork": True,
            "architecture": "x64",
            "diskControllerTypes": "SCSI, NVMe",
        },
        "creationData": {
            "createOption": "Empty",
            "sourceResourceId": "/snapshot",
            "logicalSectorSize": 4096,
            "performancePlus": True,
        },
        "diskSizeGB": 1024,
        "diskSizeBytes": 1024**4,
        "diskIOPSReadWrite": 5000,
        "diskMBpsReadWrite": 200,
        "diskIOPSReadOnly": 100,
        "diskMBpsReadOnly": 10,
        "tier": "P40",
        "burstingEnabled": True,
        "burstingEnabledTime": "2026-01-01T00:00:00+00:00",
        "maxShares": 3,
        "shareInfo": [{"vmUri": "/vm"}],
        "encryption": {"type": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetId": "/set"},
        "encryptionSettingsCollection": {
            "enabled": True,
            "encryptionSettingsVersion": "1.1",
            "encryptionSettings": [{"diskEncryptionKey": {"secretUrl": "https://v/secrets/s"}}],
        },
        "securityProfile": {"securityType": "ConfidentialVM", "secureVMDiskEncryptionSetId": "/confidential"},
        "networkAccessPolicy": "DenyAll",
        "publicNetworkAccess": "Disabled",
        "diskAccessId": "/access",
        "dataAccessAuthMode": "AzureActiveDirectory",
        "supportsHibernation": True,
        "optimizedForFrequentAttach": True,
        "timeCreated": "2026-01-01T00:00:00+00:00",
        "LastOwnershipUpdateTime": "2026-01-01T00:00:00+00:00",
        "provisioningState": "Succeeded",
        "diskState": "Attached",
        "uniqueId": "u",
        "completionPercent": 100,
        "propertyUpdatesInProgress": {"targetTier": "P50"},
    },
}
BARE: dict[str, Any] = {"id": ID, "name": "d", "properties": {}}
MUST_DIFFER = {
    *("id", "name", "type", "managedBy", "managedByExtended", "sku.tier"),
    *("properties.diskSizeBytes", "properties.burstingEnabledTime", "properties.shareInfo", "properties.timeCreated"),
    *("properties.LastOwnershipUpdateTime", "properties.provisioningState", "properties.diskState"),
    *("properties.uniqueId", "properties.completionPercent", "properties.propertyUpdatesInProgress.targetTier"),
    *("properties.creationData.createOption", "properties.creationData.sourceResourceId"),
}
PROTECTION = {
    *("encryption_type", "disk_encryption_set_id", "azure_disk_encryption", "security_type"),
    *("secure_vm_encryption_set_id", "network_access_policy", "public_network_access", "disk_access_id"),
    "data_access_auth_mode",
}
PERFORMANCE = {
    *("sku", "tier", "iops_read_write", "mbps_read_write", "iops_read_only", "mbps_read_only", "bursting"),
    *("performance_plus", "accelerated_network"),
}


class Compute:
    """A session that answers with this disk."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def get(self, *_path: Any, **_options: Any) -> Answer:
        return Answer(200, {}, self._body, True, Trace())


def disk(body: Any) -> Disk:
    return get_disk(Compute(body), ResourceId.parse(ID))


def leaves(body: Any, path: str = "") -> Iterator[str]:
    for name, value in body.items():
        whole = not isinstance(value, dict) or name == "tags"
        yield from [f"{path}{name}"] if whole else leaves(value, f"{path}{name}.")


def changed(path: str, value: Any) -> dict[str, Any]:
    """The full disk with another value there; None leaves it out."""
    body: dict[str, Any] = json.loads(json.dumps(FULL))
    *way, last = path.split(".")
    inside = body
    for name in way:
        inside = inside[name]
    inside[last] = value
    return body


def differences(source: Any, restored: Any) -> list[dict[str, Any]]:
    return [dict(each) for each in compare(disk(source).settings, disk(restored).settings)]


def test_a_disk_does_not_differ_from_itself() -> None:
    assert differences(FULL, FULL) == []


def test_what_says_nothing_differs_from_what_says_the_default_in_nothing() -> None:
    defaults = {
        "encryption": {"type": "EncryptionAtRestWithPlatformKey", "diskEncryptionSetId": ""},
        "networkAccessPolicy": "AllowAll",
        "publicNetworkAccess": "Enabled",
        "dataAccessAuthMode": "None",
        "burstingEnabled": False,
        "maxShares": 1,
        "supportsHibernation": False,
        "optimizedForFrequentAttach": False,
        "securityProfile": None,
    }

    assert differences(BARE, {**BARE, "tags": {}, "zones": None, "properties": defaults}) == []


@pytest.mark.parametrize("path", sorted({*leaves(FULL)} - MUST_DIFFER))
@pytest.mark.parametrize("value", [None, "something else"])
def test_each_setting_is_compared(path: str, value: Any) -> None:
    told = differences(FULL, changed(path, value))

    assert len(told) == 1
    (difference,) = told
    assert set(difference) == {"what", "source", "restored", "weakens"}
    expected = (
        "protection"
        if difference["what"] in PROTECTION
        else "performance"
        if difference["what"] in PERFORMANCE
        else None
    )
    assert difference["weakens"] == expected


@pytest.mark.parametrize("path", sorted(MUST_DIFFER))
@pytest.mark.parametrize("value", [None, "something else"])
def test_what_must_differ_is_not_compared(path: str, value: Any) -> None:
    assert differences(FULL, changed(path, value)) == []


def test_a_setting_of_tomorrow_is_compared() -> None:
    (told,) = differences(FULL, changed("properties.availabilityPolicy", {"actionOnDiskDelay": "None"}))

    assert told == {
        "what": "availability_policy.action_on_disk_delay",
        "source": None,
        "restored": "None",
        "weakens": None,
    }


@pytest.mark.parametrize(
    ("path", "source", "restored", "weakens"),
    [
        ("networkAccessPolicy", "AllowAll", "DenyAll", None),
        ("networkAccessPolicy", "AllowPrivate", "AllowAll", "protection"),
        ("networkAccessPolicy", "denyall", "ALLOWPRIVATE", "protection"),
        ("networkAccessPolicy", "DenyAll", "AllowSome", "protection"),
        ("networkAccessPolicy", "AllowSome", "DenyAll", "protection"),
        ("networkAccessPolicy", None, "AllowPrivate", None),
        ("publicNetworkAccess", "Enabled", "Disabled", None),
        ("dataAccessAuthMode", None, "AzureActiveDirectory", None),
        ("dataAccessAuthMode", "AzureActiveDirectory", None, "protection"),
        ("diskAccessId", None, "/access", None),
        ("diskAccessId", "/access", "/another", "protection"),
        ("encryption.diskEncryptionSetId", None, "/set", "protection"),
        ("securityProfile.securityType", None, "TrustedLaunch", None),
        ("securityProfile.securityType", "TrustedLaunch", None, "protection"),
        ("tier", "P30", "P10", "performance"),
        ("tier", "P10", "P30", None),
        ("diskIOPSReadWrite", 500, 499, "performance"),
        ("diskIOPSReadWrite", 500, 5000, None),
        ("diskIOPSReadWrite", None, 5000, None),
        ("burstingEnabled", False, True, None),
        ("burstingEnabled", True, None, "performance"),
        ("maxShares", 3, None, None),
        ("sku.name", "Premium_LRS", "StandardSSD_LRS", "performance"),
        ("sku.name", "StandardSSD_LRS", "Premium_LRS", None),
        ("sku.name", "Premium_ZRS", "Premium_LRS", "resilience"),
        ("sku.name", "PremiumV2_LRS", "Premium_LRS", "performance"),
        ("sku.name", "Premium_LRS", "Tomorrow_LRS", "performance"),
    ],
)
def test_which_way_it_differs_counts(path: str, source: Any, restored: Any, weakens: str | None) -> None:
    before, after = ({path: value} if value is not None else {} for value in (source, restored))

    (told,) = compare(before, after)

    assert told["weakens"] == weakens


@pytest.mark.parametrize("path", ["networkAccessPolicy", "encryption.diskEncryptionSetId", "sku.name", "location"])
def test_case_is_no_difference(path: str) -> None:
    assert compare({path: "/Some"}, {path: "/SOME"}) == []


def test_of_tags_those_that_differ_are_told() -> None:
    (told,) = differences(FULL, changed("tags", {"application": "erp", "stage": "drill", "by": "backup"}))

    assert told["source"] == {"stage": "prod"}
    assert told["restored"] == {"stage": "drill", "by": "backup"}


def test_what_is_weaker_is_told_in_words() -> None:
    found = compare(
        {"networkAccessPolicy": "DenyAll", "tier": "P30", "sku.name": "Premium_ZRS", "osType": "Linux"},
        {"tier": "P10", "sku.name": "Premium_LRS"},
    )

    assert weaker_protection(found) == ["network_access_policy is AllowAll, the source has DenyAll"]
    assert weaker_service(found) == [
        "sku is Premium_LRS, the source has Premium_ZRS",
        "tier is P10, the source has P30",
    ]
    assert weaker(found) == []


def test_names_are_given_once() -> None:
    names = [setting.name for setting in SETTINGS.values()]

    assert len(set(names)) == len(names)
