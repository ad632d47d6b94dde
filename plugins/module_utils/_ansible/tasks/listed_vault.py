# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The vault of disks that are listed: it is named by its options, or by the ids of their backup instances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..._arm.credentials.login import Login
from ..._arm.errors import OptionRefused
from ..._arm.resource_ids import ResourceId
from ..._azure.dataprotection.instances import INSTANCE
from ..._azure.dataprotection.vaults import VAULT, VaultRef
from ..._backup.option_values import OptionValues, read_resource_id, read_text
from ..connection import read_api_version, read_login, read_vault
from ..runtime import Runtime
from .disk_options import read_disks


def read_listed_vault(options: OptionValues, runtime: Runtime) -> tuple[Login, VaultRef]:
    """How to log in, and the vault that the options name, or else the ids of the listed instances."""
    named = [name for name in ("vault_name", "vault_resource_group") if read_text(options, name)]
    ids = list(_instance_ids(read_disks(options)))
    if named or not ids:
        return read_vault(options, runtime)
    _option, first = ids[0]
    return read_login(options, runtime), VaultRef(_vault_of(first), read_api_version(options))


def with_instance_names(disks: Sequence[OptionValues], vault: VaultRef) -> list[OptionValues]:
    """The disks with the names of their instances for ids. Raises `OptionRefused` for one of another vault."""
    ids = dict(_instance_ids(disks))
    for option, instance in ids.items():
        if _vault_of(instance).key != vault.id.key:
            raise OptionRefused(
                option, f"is in the vault {_vault_of(instance)}, and one task restores from one vault, here {vault.id}"
            )
    return [
        {**disk, "backup_instance": ids[option].name} if (option := _option(number)) in ids else disk
        for number, disk in enumerate(disks)
    ]


def _instance_ids(disks: Sequence[OptionValues]) -> Iterator[tuple[str, ResourceId]]:
    """The ids that are given for backup instances, by the names of their options."""
    for number, disk in enumerate(disks):
        text = read_text(disk, "backup_instance")
        if text and text.startswith("/"):
            option = _option(number)
            yield option, read_resource_id(option, text, INSTANCE, "a backup instance")


def _option(number: int) -> str:
    return f"disks[{number}].backup_instance"


def _vault_of(instance: ResourceId) -> ResourceId:
    return ResourceId(instance.subscription_id, instance.resource_group, VAULT, instance.names[:1])
