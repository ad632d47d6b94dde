# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How two disks differ, and whether that makes the second one weaker.

All settings are compared, also those that nobody has heard of yet. The table below names those that are known, says
what Azure means if it leaves one out, and when a difference is one for the worse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, Protocol, TypedDict

Weakness = Literal["protection", "performance", "resilience"]


class Judge(Protocol):
    """Says by what a value is weaker than that of the source, None if it is not."""

    def __call__(self, was: object, now: object, /) -> Weakness | None: ...


# From weak to strong. What is not listed may be anything.
NETWORK_ACCESS = ("allowall", "allowprivate", "denyall")
PUBLIC_ACCESS = ("enabled", "disabled")
ACCESS_MODES = ("none", "azureactivedirectory")
KINDS_OF_STORAGE = ("standard", "standardssd", "premium", "premiumv2", "ultrassd")


class Difference(TypedDict):
    """A setting that differs. `weakens` is what the restored disk has less of because of it, null if nothing."""

    what: str
    source: object
    restored: object
    weakens: Weakness | None


class Setting(NamedTuple):
    """A setting by its name in results, what it is if Azure leaves it out, and when it is for the worse."""

    name: str
    judge: Judge
    default: object = None


def compare(source: Mapping[str, object], restored: Mapping[str, object]) -> list[Difference]:
    """How the settings of a restored disk differ from those of its source, in the order of the table."""
    others = sorted({*source, *restored} - {*SETTINGS})
    differences: list[Difference] = []
    for path in (*SETTINGS, *others):
        setting = SETTINGS.get(path) or Setting(_snake_case(path), _never)
        was, now = source.get(path, setting.default), restored.get(path, setting.default)
        if _comparable(was) == _comparable(now):
            continue
        weakens = setting.judge(_comparable(was), _comparable(now))
        if isinstance(was, dict) or isinstance(now, dict):
            was, now = _parts_that_differ(was, now)
        differences.append({"what": setting.name, "source": was, "restored": now, "weakens": weakens})
    return differences


def weaker(differences: list[Difference], *kinds: Weakness) -> list[str]:
    """In words, the differences that weaken one of these."""
    return [
        f"{difference['what']} is {difference['restored']}, the source has {difference['source']}"
        for difference in differences
        if difference["weakens"] in kinds
    ]


def _never(_was: object, _now: object) -> None:
    """Another one, but none is better than the other."""


def _if(weakness: Weakness, is_weaker: Callable[[object, object], bool]) -> Judge:
    return lambda was, now: weakness if is_weaker(was, now) else None


def _any_other(_was: object, _now: object) -> bool:
    return True


def _had_one(was: object, _now: object) -> bool:
    return was is not None


def _was_on(was: object, _now: object) -> bool:
    return was is True


def _lower_in(order: tuple[str, ...]) -> Callable[[object, object], bool]:
    def lower(was: object, now: object) -> bool:
        return was not in order or now not in order or order.index(str(now)) < order.index(str(was))

    return lower


def _less(was: object, now: object) -> bool:
    """A smaller number, or none; tiers are texts such as P30."""
    return (_number(now) or 0.0) < (_number(was) or 0.0)


def _number(value: object) -> float | None:
    digits = re.search(r"\d+(\.\d+)?", str(value))
    return float(digits.group()) if digits else None


def _worse_storage(was: object, now: object) -> Weakness | None:
    """Such as Premium_ZRS: the kind of the storage, and how it is kept."""
    kind, _sign, copies = str(was).partition("_")
    kind_now, _sign, copies_now = str(now).partition("_")
    if _lower_in(KINDS_OF_STORAGE)(kind, kind_now):
        return "performance"
    return "resilience" if (copies, copies_now) == ("zrs", "lrs") else None


def _comparable(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _parts_that_differ(was: object, now: object) -> tuple[dict[str, object], dict[str, object]]:
    """Of two objects, such as tags, the members that they don't have in common."""
    before, after = (dict(each) if isinstance(each, dict) else {} for each in (was, now))
    return (
        {name: value for name, value in before.items() if name not in after or after[name] != value},
        {name: value for name, value in after.items() if name not in before or before[name] != value},
    )


def _snake_case(path: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", path).lower()


PLATFORM_KEY = "EncryptionAtRestWithPlatformKey"
SETTINGS: Mapping[str, Setting] = {
    "encryption.type": Setting("encryption_type", _if("protection", _any_other), PLATFORM_KEY),
    "encryption.diskEncryptionSetId": Setting("disk_encryption_set_id", _if("protection", _any_other)),
    "encryptionSettingsCollection.enabled": Setting("azure_disk_encryption", _if("protection", _was_on), False),
    "securityProfile.securityType": Setting("security_type", _if("protection", _had_one)),
    "securityProfile.secureVMDiskEncryptionSetId": Setting("secure_vm_encryption_set_id", _if("protection", _had_one)),
    "networkAccessPolicy": Setting("network_access_policy", _if("protection", _lower_in(NETWORK_ACCESS)), "AllowAll"),
    "publicNetworkAccess": Setting("public_network_access", _if("protection", _lower_in(PUBLIC_ACCESS)), "Enabled"),
    "diskAccessId": Setting("disk_access_id", _if("protection", _had_one)),
    "dataAccessAuthMode": Setting("data_access_auth_mode", _if("protection", _lower_in(ACCESS_MODES)), "None"),
    "sku.name": Setting("sku", _worse_storage),
    "tier": Setting("tier", _if("performance", _less)),
    "diskIOPSReadWrite": Setting("iops_read_write", _if("performance", _less)),
    "diskMBpsReadWrite": Setting("mbps_read_write", _if("performance", _less)),
    "diskIOPSReadOnly": Setting("iops_read_only", _if("performance", _less)),
    "diskMBpsReadOnly": Setting("mbps_read_only", _if("performance", _less)),
    "burstingEnabled": Setting("bursting", _if("performance", _was_on), False),
    "creationData.performancePlus": Setting("performance_plus", _if("performance", _was_on), False),
    "supportedCapabilities.acceleratedNetwork": Setting("accelerated_network", _if("performance", _was_on), False),
    "diskSizeGB": Setting("size_gb", _never),
    "zones": Setting("zones", _never, []),
    "maxShares": Setting("max_shares", _never, 1),
    "osType": Setting("os_type", _never),
    "hyperVGeneration": Setting("hyper_v_generation", _never),
    "supportedCapabilities.architecture": Setting("architecture", _never),
    "supportedCapabilities.diskControllerTypes": Setting("disk_controller_types", _never),
    "creationData.logicalSectorSize": Setting("logical_sector_size", _never),
    "supportsHibernation": Setting("supports_hibernation", _never, False),
    "optimizedForFrequentAttach": Setting("optimized_for_frequent_attach", _never, False),
    "tags": Setting("tags", _never, {}),
}
