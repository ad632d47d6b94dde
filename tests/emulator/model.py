# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What there is in the emulated Azure: groups, disks, snapshots, vaults, instances, points, jobs, roles."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from .arm_ids import Caseless, group_id, resource_id

Wanted = Mapping[str, frozenset[str]]
"""Columns of a row of Resource Graph, and the values that they may have, in lower case."""


@dataclass
class Principal:
    """Who can ask for a token: an application (with a secret), or a managed identity of the controller."""

    object_id: str
    client_id: str
    secret: str | None = None
    resource_id: str | None = None
    """Of a user-assigned identity, by which IMDS knows it."""
    only_below: list[str] | None = None
    """Scopes outside of which the principal may do nothing; None: it may do everything."""
    only_by_roles: bool = False
    """Whether a caller may do only what roles allow that are assigned to it."""


@dataclass
class ResourceGroup:
    """A resource group with what stands in the way of writing to it."""

    name: str
    location: str
    subscription_id: str
    tags: dict[str, str] = field(default_factory=dict)
    lock: Literal["CanNotDelete", "ReadOnly"] | None = None
    lock_name: str = "keep"
    denying_policy: str | None = None
    """Name of a policy assignment that refuses new disks."""

    @property
    def id(self) -> str:
        return group_id(self.subscription_id, self.name)


@dataclass
class Snapshot:
    """An incremental snapshot: what a recovery point of a disk really is."""

    name: str
    group: str
    subscription_id: str
    location: str
    disk_id: str
    size_gb: int
    time_created: datetime
    sku: str = "Standard_LRS"
    incremental: bool = True
    tags: dict[str, str] = field(default_factory=dict)
    content: str = "gpt ext4"
    """What was on the disk when the snapshot was taken: see ``disk_content``."""

    @property
    def id(self) -> str:
        return resource_id(self.subscription_id, self.group, "Microsoft.Compute/snapshots", self.name)

    @property
    def unique_id(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"snapshot/{self.id}"))


@dataclass
class Disk:
    """A managed disk."""

    name: str
    group: str
    subscription_id: str
    location: str
    time_created: datetime
    unique_id: str
    size_gb: int = 64
    sku: str = "Premium_LRS"
    zones: list[str] | None = None
    tags: dict[str, str] = field(default_factory=dict)
    create_option: str = "Empty"
    source_resource_id: str | None = None
    source_unique_id: str | None = None
    """Of the disk or snapshot that it was copied from."""
    supports_hibernation: bool | None = None
    os_type: str | None = None
    hyper_v_generation: str | None = None
    encryption_type: str = "EncryptionAtRestWithPlatformKey"
    disk_encryption_set_id: str | None = None
    network_access_policy: str = "AllowAll"
    public_network_access: str = "Enabled"
    provisioning_state: str = "Succeeded"
    disk_state: str = "Unattached"
    managed_by: str | None = None
    also_managed_by: list[str] = field(default_factory=list)
    """The other machines that have it, if it is shared."""
    last_ownership_update: datetime | None = None
    """When it was last attached or detached, or its machine started or deallocated."""
    max_shares: int | None = None
    security_type: str | None = None
    supported_capabilities: dict[str, Any] | None = None
    completion_percent: float | None = None
    """How much of it a copy in the background has filled."""
    boots: bool = True
    """Whether a machine with it as its OS disk ever comes up."""
    data_access_auth_mode: str | None = None
    content: str = "gpt ext4"
    """What is on it: see ``disk_content``."""

    @property
    def id(self) -> str:
        return resource_id(self.subscription_id, self.group, "Microsoft.Compute/disks", self.name)

    @property
    def owners(self) -> list[str]:
        """The machines that have it."""
        return [*([self.managed_by] if self.managed_by else []), *self.also_managed_by]

    @owners.setter
    def owners(self, machines: list[str]) -> None:
        self.managed_by = machines[0] if machines else None
        self.also_managed_by = machines[1:]


@dataclass
class DiskAccess:
    """What beginGetAccess gives, until its end: a path on the host of disks, with a signature."""

    disk: Disk
    url: str
    path: str
    signature: str
    until: datetime


@dataclass
class DiskOperation:
    """What is done with a disk or snapshot between its 202 and its end; ``made``: what comes of it."""

    start: datetime
    end: datetime
    made: Disk | Snapshot | DiskAccess | None


@dataclass
class UserIdentity:
    """A user-assigned managed identity."""

    name: str
    group: str
    subscription_id: str
    principal_id: str
    client_id: str

    @property
    def id(self) -> str:
        type_ = "Microsoft.ManagedIdentity/userAssignedIdentities"
        return resource_id(self.subscription_id, self.group, type_, self.name)


@dataclass(frozen=True)
class RoleDefinition:
    """A role; ``name`` is its GUID."""

    name: str
    role_name: str
    description: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()
    created: str = "2015-02-02T21:55:09.8806423Z"
    updated: str = "2021-11-11T20:13:58.7408912Z"


@dataclass
class RoleAssignment:
    """A role given to a principal on a scope. It takes effect some time after it was made."""

    name: str
    scope: str
    role: str
    """GUID of the role definition."""
    principal_id: str
    created: datetime
    effective: datetime
    principal_type: str = "ServicePrincipal"
    created_by: str | None = None
    updated_by: str | None = None
    updated: datetime | None = None
    """None: when it was created."""
    description: str | None = None

    @property
    def id(self) -> str:
        return f"{self.scope.rstrip('/')}/providers/Microsoft.Authorization/roleAssignments/{self.name}"


@dataclass
class ResourceGuard:
    """Multi-user authorization of a vault."""

    name: str
    group: str
    subscription_id: str
    tenant_id: str
    mapped: datetime
    """When the vault was put under it."""

    @property
    def id(self) -> str:
        return resource_id(self.subscription_id, self.group, "Microsoft.DataProtection/resourceGuards", self.name)

    @property
    def restore_request(self) -> str:
        """The id that a restore must carry."""
        return self.request("dppTriggerRestoreRequests")

    def request(self, kind: str) -> str:
        """The id that an operation of that kind must carry."""
        return f"{self.id}/{kind}/default"


@dataclass(frozen=True)
class RecoveryPoint:
    """A point of a disk; ``time`` is 61 to 178 s after ``created`` (95 of 95 recorded points)."""

    id: str
    created: datetime
    time: datetime
    expires: datetime | None
    snapshot_id: str
    tag: str = "Default"
    state: str = "Completed"
    store_state: str = "COMMITTED"


@dataclass(frozen=True)
class BackupPolicy:
    """When disks are backed up, and how long their points are kept."""

    name: str
    interval: timedelta = timedelta(days=1)
    retention: timedelta = timedelta(days=30)
    rule: str = "BackupDaily"
    """Name of the rule that backs up; the one that keeps is called Default."""
    tags: Mapping[str, timedelta] = field(default_factory=dict)
    """How long points are kept that have other tags than Default. Their rules go by the names of the tags."""

    @property
    def retentions(self) -> dict[str, timedelta]:
        """Of all tags, that of Default first."""
        return {"Default": self.retention, **self.tags}

    def tag(self, name: str) -> str | None:
        """The tag of that name, without case."""
        return next((one for one in self.retentions if one.lower() == name.lower()), None)


@dataclass
class BackupInstance:
    """What protects a disk. ``points`` are newest first."""

    name: str
    vault: Vault
    disk_id: str
    disk_name: str
    location: str
    snapshot_group_id: str
    policy: str = "disk-daily"
    state: str = "ProtectionConfigured"
    identity_details: dict[str, Any] | None = None
    tags: dict[str, str] | None = None
    size_gb: int = 64
    """Of the disk, as is the next."""
    sku: str = "Premium_LRS"
    resource_uri: str | None = None
    """What its data source says besides the disk's id; None: the id again. Many say an empty string."""
    names_set: bool = False
    """Whether it names the disk as a data source set too, as instances made by some clients do."""
    points: Sequence[RecoveryPoint] = field(default_factory=list)
    protection_error: dict[str, Any] | None = None
    """Why its state is ProtectionError."""
    points_in_graph: Literal["known", "unknown", "absent"] | None = None
    """What Resource Graph says of its newest and oldest point; None: see ``Settings.graph_points``."""

    @property
    def id(self) -> str:
        return f"{self.vault.id}/backupInstances/{self.name}"

    @property
    def policy_id(self) -> str:
        return f"{self.vault.id}/backupPolicies/{self.policy}"


@dataclass
class Job:
    """A job of a vault. It shows from ``visible`` on, in the list from ``listed`` on."""

    id: str
    instance: BackupInstance
    operation: Literal["Backup", "Restore"]
    activity_id: str
    start: datetime
    end: datetime | None = None
    status: str = "InProgress"
    user_triggered: bool = True
    source_point: RecoveryPoint | None = None
    target_point: RecoveryPoint | None = None
    destination: str | None = None
    errors: list[dict[str, Any]] | None = None
    warnings: list[dict[str, Any]] | None = None
    retention_tag: str = "Default"
    visible: datetime | None = None
    listed: datetime | None = None

    @property
    def arm_id(self) -> str:
        return f"{self.instance.vault.id}/backupJobs/{self.id}"

    def is_over(self, now: datetime) -> bool:
        """Whether it had ended at that moment."""
        return self.end is not None and self.end <= now

    @property
    def duration(self) -> timedelta:
        """How long it took; nothing while it runs."""
        return (self.end - self.start) if self.end else timedelta()


class JobHistory(Protocol):
    """Jobs that ended long ago, oldest first, made when they are asked for."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, index: int) -> Job:
        """One of them."""

    def find(self, job_id: str) -> Job | None:
        """The job of that id."""

    def matching(self, wanted: Wanted) -> Iterable[Job]:
        """At least those jobs that have one of the wanted values in each column."""


@dataclass
class Vault:
    """A Backup vault."""

    name: str
    group: str
    subscription_id: str
    location: str
    tenant_id: str
    principal_id: str | None
    """Of the system-assigned identity; None: it has none."""
    operation_prefix: str
    """GUID with which the ids of its operations begin."""
    user_identities: list[UserIdentity] = field(default_factory=list)
    cross_subscription_restore: str | None = "Enabled"
    guard: ResourceGuard | None = None
    soft_delete: str | None = "On"
    """None: the vault says nothing of it."""
    soft_delete_days: float = 14.0
    immutability: str | None = None
    redundancy: str = "LocallyRedundant"
    replicated_regions: list[str] = field(default_factory=list)
    cross_region_restore: str | None = None
    alerts_for_jobs: str | None = None
    tags: dict[str, str] | None = None
    id_of_old: bool = False
    """Old vaults write their id as ``/resourcegroups/../BackupVaults/..``."""
    policies: Caseless[BackupPolicy] = field(default_factory=Caseless)
    """Those that differ from the daily one, which an instance has if there is none of the name that it gives."""
    instances: Caseless[BackupInstance] = field(default_factory=Caseless)
    jobs: Caseless[Job] = field(default_factory=Caseless)
    history: JobHistory | None = None

    @property
    def id(self) -> str:
        return resource_id(self.subscription_id, self.group, "Microsoft.DataProtection/backupVaults", self.name)

    def policy(self, name: str) -> BackupPolicy:
        """The policy of that name."""
        return self.policies.get(name) or BackupPolicy(name)

    @property
    def security(self) -> tuple[str, str]:
        """``secureScore`` and ``bcdrSecurityLevel``: as recorded for each way of soft delete (2025-03)."""
        scores = {"on": ("Minimum", "Fair"), "alwayson": ("Adequate", "Good")}
        return scores.get((self.soft_delete or "").lower(), ("None", "Poor")) if self.immutability else ("None", "Poor")

    @property
    def identity_type(self) -> str:
        """``SystemAssigned``, ``UserAssigned``, both with a comma between them, or ``None``."""
        system = ["SystemAssigned"] if self.principal_id else []
        return ",".join([*system, *(["UserAssigned"] if self.user_identities else [])]) or "None"
