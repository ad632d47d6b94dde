# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each check of a swap, by values: what passes, and what is refused and how."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._azure.authorization.locks import Lock
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.skus import Size
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.check import Check, Surroundings
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.checks import check_all
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.decisions import Goal
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.situation import Swap, see
from ansible_collections.azure_dr.backup.tests.support.swap_values import (
    DATA,
    MACHINE,
    OS,
    attachment,
    disk,
    machine,
    note,
    situation,
)

SIZE = Size("Standard_D4s_v5", 8, True, False, 0, ("SCSI",), "x64")
GOAL = Goal(power="deallocate_and_start")
OTHER_MACHINE = str(MACHINE).replace("/db", "/web")
DES = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/des"


def checks(
    swap: Swap,
    new: dict[str, Any] | None = None,
    former: dict[str, Any] | None = None,
    vm: dict[str, Any] | None = None,
    att: dict[str, Any] | None = None,
    size: Size | None = SIZE,
    locks: tuple[Lock, ...] | None = (),
    goal: Goal = GOAL,
) -> list[Check]:
    """All checks of one swap, in which these members are otherwise than they fit."""
    lun = None if swap is OS else 3
    there = machine(attachment(swap.former, lun, **(att or {})), **(vm or {}))
    disks = {swap.former.key: disk(swap.former, **(former or {})), swap.new.key: disk(swap.new, **(new or {}))}
    return check_all(goal, see(MACHINE, there, [swap], disks), Surroundings(size, locks))


def verdict(found: list[Check], name: str) -> tuple[str, str]:
    ((known, said),) = [(each.verdict, each.message) for each in found if each.name == name][-1:]
    return known, said


@pytest.mark.parametrize("swap", [OS, DATA])
def test_what_fits_passes_all_checks(swap: Swap) -> None:
    found = checks(swap)

    assert [each for each in found if each.verdict != "passed"] == []
    assert {each.name for each in found} >= {
        *("scale_set", "ephemeral", "azure_disk_encryption", "power", "data_disk_maximum", "provisioned"),
        *("attached_elsewhere", "locks", "lun", "region", "zone", "sku", "encryption_set", "tags", "background_copy"),
        "size",
    }
    if swap is OS:
        assert {each.name for each in found} >= {"generation", "os_type", "security_type", "controller", "architecture"}


def settings(**changed: Any) -> dict[str, Any]:
    own = {"osType": "Linux", "hyperVGeneration": "V2", "supportedCapabilities.architecture": "x64"}
    return {"settings": {**own, **changed}}


def confidential(kind: str, **changed: Any) -> dict[str, Any]:
    return settings(**{"securityProfile.securityType": f"ConfidentialVM_{kind}"}, **changed)


@pytest.mark.parametrize("swap", [OS, DATA])
@pytest.mark.parametrize(
    ("new", "former"),
    [
        (confidential("DiskEncryptedWithPlatformKey"), confidential("VMGuestStateOnlyEncryptedWithPlatformKey")),
        (
            confidential("DiskEncryptedWithCustomerKey", **{"securityProfile.secureVMDiskEncryptionSetId": DES}),
            confidential("DiskEncryptedWithCustomerKey", **{"securityProfile.secureVMDiskEncryptionSetId": f"{DES}2"}),
        ),
    ],
)
def test_a_confidential_disk_is_replaced_by_one_that_is_encrypted_in_the_same_way(
    swap: Swap, new: dict[str, Any], former: dict[str, Any]
) -> None:
    vm = {"security_type": "ConfidentialVM"}

    assert verdict(checks(swap, new=new, former=former, vm=vm), "security_type")[0] == "refused"
    assert verdict(checks(swap, new=new, former=new, vm=vm), "security_type")[0] == "passed"


NVME = {"supportedCapabilities.diskControllerTypes": "SCSI, NVMe"}
REFUSED: list[tuple[str, Swap, dict[str, Any], str]] = [
    # what is refused, of which disk, why, and a word of the message
    ("region", DATA, {"new": {"location": "northeurope"}}, "northeurope"),
    ("zone", DATA, {"new": {"zones": ("2",)}}, "zone 2"),
    ("zone", DATA, {"new": {"zones": ()}}, "no zone"),
    ("zone", DATA, {"vm": {"zones": ()}}, "no zone"),
    ("generation", OS, {"new": settings(hyperVGeneration="V1")}, "v1"),
    ("os_type", OS, {"new": settings(osType="Windows")}, "windows"),
    ("os_type", OS, {"new": settings(osType=None)}, "no operating system"),
    ("security_type", OS, {"vm": {"security_type": "TrustedLaunch"}}, "trustedlaunch"),
    ("security_type", OS, {"new": settings(**{"securityProfile.securityType": "TrustedLaunch"})}, "trustedlaunch"),
    ("architecture", OS, {"new": settings(**{"supportedCapabilities.architecture": "Arm64"})}, "arm64"),
    ("controller", OS, {"vm": {"controller": "NVMe"}}, "NVMe"),
    ("encryption_set", DATA, {"new": {"disk_encryption_set_id": DES}}, DES),
    ("encryption_set", OS, {"former": {"disk_encryption_set_id": DES}}, DES),
    ("azure_disk_encryption", DATA, {"new": settings(**{"encryptionSettingsCollection.enabled": True})}, "Encryption"),
    ("azure_disk_encryption", OS, {"former": settings(**{"encryptionSettingsCollection.enabled": True})}, "Encryption"),
    ("size", OS, {"new": {"size_gb": 128.0}}, "128 GiB"),
    ("sku", OS, {"new": {"sku": "PremiumV2_LRS"}}, "OS disk"),
    ("sku", DATA, {"new": {"sku": "PremiumV2_LRS"}}, "caching"),
    ("sku", DATA, {"new": {"sku": "UltraSSD_LRS"}, "att": {"caching": "None"}}, "ultra"),
    ("sku", DATA, {"size": replace(SIZE, premium=False)}, "no premium disks"),
    ("sku", DATA, {"att": {"write_accelerator": True}}, "write accelerator"),
    ("sku", DATA, {"att": {"write_accelerator": True}, "new": {"sku": "StandardSSD_LRS"}}, "premium disk"),
    ("attached_elsewhere", DATA, {"new": {"attached_to": OTHER_MACHINE, "disk_state": "Attached"}}, "/web"),
    ("attached_elsewhere", DATA, {"new": {"shared_by": (OTHER_MACHINE,), **settings(maxShares=2)}}, "shared disk"),
    ("attached_elsewhere", DATA, {"new": {"disk_state": "Attached"}}, "being attached"),
    ("attached_elsewhere", DATA, {"new": {"disk_state": "ActiveSAS"}}, "ActiveSAS"),
    ("provisioned", DATA, {"new": {"provisioning_state": "Failed"}}, "Failed"),
    ("tags", DATA, {"new": {"tags": {f"t{number}": "x" for number in range(46)}}}, "50"),
]


@pytest.mark.parametrize(("name", "swap", "given", "word"), REFUSED, ids=[f"{r[0]}-{r[3]}" for r in REFUSED])
def test_what_azure_would_refuse_is_refused_before_in_words(
    name: str, swap: Swap, given: dict[str, Any], word: str
) -> None:
    found = checks(swap, **given)

    refused = [each for each in found if each.verdict == "refused"]
    assert [each.name for each in refused] == [name]
    assert word in refused[0].message
    assert refused[0].remedy


OF_THE_MACHINE: list[tuple[str, dict[str, Any], Goal]] = [
    ("scale_set", {"scale_set_id": "/x"}, GOAL),
    ("ephemeral", {"is_ephemeral": True}, GOAL),
    ("azure_disk_encryption", {"extensions": ("Microsoft.Azure.Security.AzureDiskEncryptionForLinux",)}, GOAL),
    ("power", {"power": "running"}, Goal(power="as_is")),
]


@pytest.mark.parametrize(("name", "members", "goal"), OF_THE_MACHINE)
def test_machines_whose_os_disk_can_not_be_swapped(name: str, members: dict[str, Any], goal: Goal) -> None:
    refused = [each for each in checks(OS, vm=members, goal=goal) if each.verdict == "refused"]

    assert [(each.name, each.disk) for each in refused] == [(name, None)]


def test_all_refusals_are_told_together() -> None:
    found = checks(OS, new={"location": "northeurope", "zones": ("3",), "size_gb": 1.0})

    assert [each.name for each in found if each.verdict == "refused"] == ["region", "zone", "size"]


def test_a_disk_that_is_not_there() -> None:
    there = see(MACHINE, machine(attachment(DATA.former, 3)), [DATA], {})
    refused = [each for each in check_all(GOAL, there, Surroundings(SIZE, ())) if each.verdict == "refused"]

    assert [each.name for each in refused] == ["present"]
    assert DATA.new.name in refused[0].message


@pytest.mark.parametrize("members", [{"sku": "StandardSSD_ZRS", "zones": ()}, {"sku": "Premium_ZRS", "zones": ()}])
def test_a_disk_that_is_in_all_zones_fits_any(members: dict[str, Any]) -> None:
    assert verdict(checks(DATA, new=members), "zone")[0] == "passed"


def test_what_fits_though_it_is_written_otherwise() -> None:
    assert verdict(checks(DATA, new={"location": "West Europe"}), "region")[0] == "passed"
    kinds = settings(**{"securityProfile.securityType": "ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey"})
    found = checks(OS, new=kinds, former=kinds, vm={"security_type": "ConfidentialVM"})
    assert verdict(found, "security_type")[0] == "passed"
    assert verdict(checks(OS, new=settings(**NVME), vm={"controller": "NVMe"}), "controller")[0] == "passed"
    shared = {**settings(maxShares=2)}
    assert verdict(checks(DATA, new=shared), "attached_elsewhere")[0] == "passed", "attached nowhere"


def test_a_smaller_data_disk_one_with_a_system_and_one_that_is_still_copied_are_told() -> None:
    assert verdict(checks(DATA, new={"size_gb": 32.0}), "size")[0] == "warning"
    assert verdict(checks(DATA, new={"size_gb": 128.0}), "size")[0] == "passed"
    assert verdict(checks(DATA, former={"settings": {}}), "os_type")[0] == "warning", "the names may be mixed up"
    assert verdict(checks(DATA, new={"completion_percent": 40.0}), "background_copy") == (
        "warning",
        "The disk 'data-new' is still being copied (40 %), and slow until that ends.",
    )


def test_what_could_not_be_read_is_unknown_and_never_passed() -> None:
    found = checks(OS, size=None, locks=None)

    assert {each.name for each in found if each.verdict == "unknown"} == {"data_disk_maximum", "locks", "sku"} | (
        {"architecture"} if verdict(found, "architecture")[0] == "unknown" else set()
    )


@pytest.mark.parametrize(
    ("scope", "level", "expected"),
    [
        (str(MACHINE), "ReadOnly", "refused"),
        (str(DATA.new), "ReadOnly", "refused"),
        ("/subscriptions/1c638cf4-608f-4ee6-b680-c329e824c3a8", "ReadOnly", "refused"),
        ("/subscriptions/1c638cf4-608f-4ee6-b680-c329e824c3a8/resourceGroups/prod", "CanNotDelete", "passed"),
        ("/subscriptions/1c638cf4-608f-4ee6-b680-c329e824c3a8/resourceGroups/pro", "ReadOnly", "passed"),
    ],
)
def test_locks_against_writing(scope: str, level: str, expected: str) -> None:
    lock = Lock(f"{scope}/providers/Microsoft.Authorization/locks/l", "l", level)

    assert verdict(checks(DATA, locks=(lock,)), "locks")[0] == expected


def test_a_lun_that_somebody_took_meanwhile_and_one_disk_too_many() -> None:
    half_way = situation({DATA: "neither"}, {DATA: note(DATA)})
    taken = replace(half_way, machine=machine(attachment(OS.new, 3)))

    found = check_all(GOAL, taken, Surroundings(replace(SIZE, data_disks=1), ()))

    assert {each.name for each in found if each.verdict == "refused"} >= {"lun", "data_disk_maximum"}
    assert "os-new" in verdict(found, "lun")[1]


def test_the_way_back_is_not_stopped_by_what_azure_may_still_take() -> None:
    there = situation(
        {OS: "new"}, {OS: note(OS)}, {OS.former.key: disk(OS.former, size_gb=1.0, settings={}, zones=("2",))}
    )

    assert [
        each for each in check_all(Goal(back=True), there, Surroundings(SIZE, ())) if each.verdict == "refused"
    ] == []


def test_the_way_back_is_stopped_by_a_former_disk_that_another_machine_uses() -> None:
    used = {DATA.former.key: disk(DATA.former, attached_to=OTHER_MACHINE)}
    there = situation({DATA: "new"}, {DATA: note(DATA)}, used)

    refused = [each for each in check_all(Goal(back=True), there, Surroundings(SIZE, ())) if each.verdict == "refused"]
    assert [each.name for each in refused] == ["attached_elsewhere"]


def test_what_is_swapped_already_is_not_checked_again() -> None:
    assert check_all(GOAL, situation({DATA: "new"}), Surroundings(SIZE, ())) == []
