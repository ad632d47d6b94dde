# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The region of a restored disk: that of the snapshots, which Azure Backup keeps where the source and the vault are."""

from __future__ import annotations

from .._arm.errors import OptionRefused
from .._azure.compute.disks import Disk
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.vaults import Vault


def restore_region(wanted: str | None, instance: BackupInstance, vault: Vault, source: Disk | None) -> str:
    """The region to restore in, as Azure spells it.

    The instance says it, else the source disk if it is known, else the vault. If none of them does, it is the region
    that the user named. Raises `OptionRefused` if that is another one, or if nothing says a region.
    """
    own = instance.location or (source.location if source else None) or vault.location
    if own and wanted and _plain(own) != _plain(wanted):
        raise OptionRefused(
            "location",
            f"{wanted!r} is not the region of the backups of {instance.source_name!r}. "
            f"Azure Disk Backup restores in the region of the snapshots only, {own!r}",
        )
    region = own or wanted
    if not region:
        raise OptionRefused(
            "location",
            f"neither the backup instance {instance.name!r} nor its disk nor the vault has a region: "
            "give the region of the snapshots here",
        )
    return region


def _plain(region: str) -> str:
    return region.replace(" ", "").lower()
