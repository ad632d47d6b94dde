# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Backup instances: what protects a disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from .. import wire
from ..disk_names import DISK
from ..resource_names import resource_name
from .vaults import VAULT, VaultRef

INSTANCE = f"{VAULT}/backupInstances"
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\%?#&<>:\"'`\s]")


@dataclass(frozen=True)
class BackupInstance:
    """One protected resource. `source_id` is the ARM id of the disk, `snapshot_group_id` where its snapshots are."""

    id: str
    name: str
    datasource_type: str | None
    source_id: str | None
    source_name: str | None
    location: str | None
    policy_id: str | None
    snapshot_group_id: str | None
    protection_state: str | None
    uses_system_identity: bool | None
    user_identity_id: str | None

    @property
    def is_a_disk(self) -> bool:
        """Whether it protects a managed disk; a vault protects other things too."""
        return (self.datasource_type or "").lower() == DISK.lower()

    @property
    def identity_id(self) -> str | None:
        """The ARM id of the user-assigned identity that it is backed up with, null if it is the vault's own."""
        return None if self.uses_system_identity else self.user_identity_id


def list_instances(session: ArmSession, ref: VaultRef) -> Iterator[BackupInstance]:
    """All instances of the vault that have a name (BackupInstances_List, which has no filter)."""
    doing = f"listing the backup instances of vault {ref}"
    for item in session.items(f"{ref.id.path}/backupInstances", query=ref.query, doing=doing):
        if name := resource_name(item):
            yield read_instance(item, ref, name)


def get_instance(session: ArmSession, ref: VaultRef, name: str) -> BackupInstance:
    """One instance by its name (BackupInstances_Get)."""
    doing = f"reading the backup instance {name!r} of vault {ref}"
    body = session.get(instance_path(ref, name), query=ref.query, doing=doing).body
    return read_instance(body, ref, resource_name(body) or name)


def instance_id(ref: VaultRef, name: str) -> ResourceId:
    """The id of an instance."""
    return ref.id.child("backupInstances", name)


def instance_path(ref: VaultRef, name: str) -> str:
    """The path of an instance."""
    return instance_id(ref, name).path


def why_not_an_instance(name: str) -> str | None:
    """Why this can't be the name of a backup instance, None if it can."""
    if name.strip(".") and not UNSAFE.search(name) and len(name) <= 260:
        return None
    return (
        f"{name!r} is not a name of a backup instance, which looks like DISK-DISK-GUID; "
        "backup_instance_info lists those of the vault"
    )


def read_instance(body: object, ref: VaultRef, name: str) -> BackupInstance:
    """An instance. Of its source only the id is sure to be there: one that a template made may say no more."""
    properties = wire.mapping(body, "properties")
    source = wire.mapping(properties, "dataSourceInfo")
    source_id = wire.text(source, "resourceID") or wire.text(source, "resourceUri")
    parsed = ResourceId.parse_if_one(source_id)
    stores = wire.items(properties, "policyInfo", "policyParameters", "dataStoreParametersList")
    system = wire.member(properties, "identityDetails", "useSystemAssignedIdentity")
    return BackupInstance(
        id=wire.text(body, "id") or str(instance_id(ref, name)),
        name=name,
        datasource_type=(
            wire.text(source, "datasourceType")
            or wire.text(source, "resourceType")
            or (parsed.kind if parsed else None)
        ),
        source_id=source_id,
        source_name=(parsed.name if parsed else None) or wire.text(source, "resourceName"),
        location=wire.text(source, "resourceLocation"),
        policy_id=wire.text(properties, "policyInfo", "policyId"),
        snapshot_group_id=next((group for store in stores if (group := wire.text(store, "resourceGroupId"))), None),
        protection_state=(
            wire.text(properties, "currentProtectionState") or wire.text(properties, "protectionStatus", "status")
        ),
        uses_system_identity=system if isinstance(system, bool) else None,
        user_identity_id=wire.text(properties, "identityDetails", "userAssignedIdentityArmUrl"),
    )
