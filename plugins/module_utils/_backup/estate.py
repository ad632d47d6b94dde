# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What there is, as far as the login sees: what is protected, the disks, and the virtual machines that have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .._azure.compute.disks import Disk
from .._azure.compute.machine_profiles import MachineProfile
from .._azure.dataprotection.instance_status import InstanceStatus
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.vaults import VaultRef


@dataclass(frozen=True)
class Protection:
    """A backup instance, its vault, and what is known of its backups."""

    vault: VaultRef
    instance: BackupInstance
    status: InstanceStatus

    @property
    def key(self) -> str:
        """What two ids of one instance have in common."""
        return self.instance.id.lower()

    @property
    def disk_key(self) -> str:
        """The same of the disk that it protects. If the instance does not say which, nothing else has this key."""
        return (self.instance.source_id or self.instance.id).lower()


@dataclass(frozen=True)
class Estate:
    """What was seen. Disks and machines are by the key of their ids.

    What is not here is not known: it can be absent, not readable for this login, or too new for Resource Graph.
    `unknown` says so in sentences. `unread` are those of them about a vault or subscription that the task names.
    `subscriptions` are those whose disks and machines were read.
    """

    protections: tuple[Protection, ...]
    disks: Mapping[str, Disk]
    machines: Mapping[str, MachineProfile]
    subscriptions: tuple[str, ...]
    by_graph: bool
    unknown: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
