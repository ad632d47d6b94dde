# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The region of a restored disk."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import OptionRefused
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.disks import Disk
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.instances import BackupInstance
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import Vault
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.regions import restore_region


def restored_in(
    wanted: str | None, instance: str | None, disk: str | None = "westeurope", vault: str | None = None
) -> str:
    """Where it is restored, by what the option, the instance, the source disk and the vault say."""
    protected = BackupInstance("", "i", None, None, "erp-data", instance, None, None, None, None, None)
    source = Disk("", "", disk, (), *[None] * 12)
    return restore_region(wanted, protected, Vault(vault, None, {}, True, False), source if disk else None)


@pytest.mark.parametrize(
    ("says", "region"),
    [
        ((None, "northeurope", "westeurope", "westeurope"), "northeurope"),
        ((None, None, "westeurope", "northeurope"), "westeurope"),
        ((None, None, None, "westeurope"), "westeurope"),
        (("West Europe", None, None, "westeurope"), "westeurope"),
        (("westeurope", "West Europe", None, None), "West Europe"),
        (("westeurope", None, None, None), "westeurope"),
    ],
)
def test_whoever_says_it(says: tuple[str | None, ...], region: str) -> None:
    assert restored_in(*says) == region


@pytest.mark.parametrize("says", [("northeurope", "westeurope"), ("northeurope", None, None, "westeurope")])
def test_another_region_is_refused(says: tuple[str | None, ...]) -> None:
    with pytest.raises(OptionRefused, match="region of the snapshots only, 'westeurope'"):
        restored_in(*says)


def test_a_region_that_nothing_says_is_refused() -> None:
    with pytest.raises(OptionRefused, match="neither the backup instance 'i' nor its disk nor the vault"):
        restored_in(None, None, None, None)
