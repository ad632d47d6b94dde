# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The vaults of disks that are listed: the id of a backup instance names its own, options name that of all others."""

from __future__ import annotations

from dataclasses import dataclass

from ..._arm.credentials.login import Login
from ..._arm.resource_ids import ResourceId
from ..._azure.dataprotection.instances import INSTANCE
from ..._azure.dataprotection.vaults import VAULT, VaultRef, why_not_a_vault
from ..._backup.named_vault import read_named_vault
from ..._backup.option_values import OptionValues, check_name, read_resource_id, read_text
from ..connection import read_api_version, read_login
from ..runtime import Runtime
from .disk_options import read_disks


@dataclass(frozen=True)
class ListedDisk:
    """One of `disks`, with the name of its backup instance for the id. Its options are named with `where` before."""

    vault: VaultRef
    options: OptionValues
    where: str


def read_listed(options: OptionValues, runtime: Runtime) -> tuple[Login, VaultRef | None, list[ListedDisk]]:
    """How to log in, the vault that the options name, and the disks. Raises `OptionRefused`; nothing is sent for it."""
    disks = read_disks(options)
    ids = [_instance_id(disk, _where(number)) for number, disk in enumerate(disks)]
    login, api_version = read_login(options, runtime), read_api_version(options)
    named = None
    if None in ids or any(read_text(options, name) for name in ("vault_name", "vault_resource_group")):
        named = read_named_vault(options, login.subscription_id, api_version)
    listed: list[ListedDisk] = []
    for number, (disk, instance) in enumerate(zip(disks, ids, strict=True)):
        if instance:
            vault = VaultRef(vault_of(instance), api_version)
            listed.append(ListedDisk(vault, {**disk, "backup_instance": instance.name}, _where(number)))
        elif named:
            listed.append(ListedDisk(named, disk, _where(number)))
    return login, named, listed


def vault_of(instance: ResourceId) -> ResourceId:
    """The id of the vault of a backup instance."""
    return ResourceId(instance.subscription_id, instance.resource_group, VAULT, instance.names[:1])


def _instance_id(disk: OptionValues, where: str) -> ResourceId | None:
    """The id that is given for the backup instance; None if it is given by its name, or not at all."""
    text = read_text(disk, "backup_instance")
    if not text or not text.startswith("/"):
        return None
    option = f"{where}backup_instance"
    instance = read_resource_id(option, text, INSTANCE, "a backup instance")
    check_name(option, instance.names[0], why_not_a_vault)
    return instance


def _where(number: int) -> str:
    return f"disks[{number}]."
