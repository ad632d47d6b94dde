# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of the emulated Azure, with methods that build it up and change it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from . import estate_application, estates, names
from .access import Access
from .arm_ids import ArmId, Caseless
from .machines import Attachment, VirtualMachine
from .model import (
    BackupInstance,
    BackupPolicy,
    Disk,
    Job,
    Principal,
    RecoveryPoint,
    ResourceGroup,
    ResourceGuard,
    Snapshot,
    UserIdentity,
    Vault,
)
from .names import made_up_guid
from .networks import NetworkInterface, SecurityGroup, VirtualNetwork


class Estate:
    """Subscriptions and all that is in them.

    Tests read and change it while the emulator runs, under ``lock`` where they do more than one thing.
    Dictionaries are by ARM id, without case: ``disks``, ``snapshots``, ``groups``, ``vaults``.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self.lock = threading.RLock()
        self.born = now or datetime.now(timezone.utc)
        self.tenant_id = names.TENANT_ID
        self.subscription_id = names.SUBSCRIPTION_ID
        self.foreign_tenants: set[str] = set()
        """Tenants that know our applications too; their tokens open nothing here."""
        self.subscriptions: Caseless[str] = Caseless()
        self.groups: Caseless[ResourceGroup] = Caseless()
        self.disks: Caseless[Disk] = Caseless()
        self.snapshots: Caseless[Snapshot] = Caseless()
        self.vaults: Caseless[Vault] = Caseless()
        self.machines: Caseless[VirtualMachine] = Caseless()
        self.interfaces: Caseless[NetworkInterface] = Caseless()
        self.networks: Caseless[VirtualNetwork] = Caseless()
        self.security_groups: Caseless[SecurityGroup] = Caseless()
        self.unavailable_sizes: set[str] = set()
        """Sizes of virtual machines that can't be had: SkuNotAvailable."""
        self.access = Access()
        self.unindexed: set[str] = set()
        """Ids of what Resource Graph has no row for."""
        self.stale_rows: Caseless[dict[str, Any]] = Caseless()
        """Rows, by id, that Resource Graph still has, whatever has become of what they are about."""
        self.disk_quota: int | None = None
        """The most disks that there may be."""
        self.add_subscription(self.subscription_id, "DR rehearsal")
        self.access.add_principal(Principal(names.CLIENT_OBJECT_ID, names.CLIENT_ID, names.CLIENT_SECRET))
        self.access.add_principal(Principal(names.CONTROLLER_OBJECT_ID, names.CONTROLLER_CLIENT_ID))

    @classmethod
    def empty(cls) -> Estate:
        """A subscription, an application, and the controller's managed identity: nothing else."""
        return cls()

    @classmethod
    def small(cls) -> Estate:
        """Three disks of one application, protected for two weeks: see ``estates``."""
        return estates.small(cls())

    @classmethod
    def application(cls) -> Estate:
        """Three virtual machines of one application, all disks protected: see ``estate_application``."""
        return estate_application.application(cls())

    @classmethod
    def big(cls, instances: int = 5000, jobs: int = 50_000) -> Estate:
        """``small``, and beside it a vault with many instances and a long history."""
        return estates.big(cls(), instances, jobs)

    @classmethod
    def audit(cls, disks: int = 300, vaults: int = 2, subscriptions: int = 1, days: int = 2) -> Estate:
        """Many disks of many applications over some vaults and subscriptions: see ``estates``."""
        return estates.audit(cls(), disks, vaults, subscriptions, days)

    def add_subscription(self, subscription_id: str, name: str = "Another") -> str:
        """A further subscription of the tenant; its id."""
        self.subscriptions[subscription_id] = name
        return subscription_id

    def add_group(
        self, name: str, location: str = names.REGION, subscription_id: str | None = None, **members: Any
    ) -> ResourceGroup:
        """An empty resource group; ``members`` are those of ResourceGroup."""
        group = ResourceGroup(name, location, subscription_id or self.subscription_id, **members)
        self.groups[group.id] = group
        return group

    def add_disk(self, name: str, group: ResourceGroup, **members: Any) -> Disk:
        """A disk; ``members`` are those of Disk."""
        members = {"location": group.location, "time_created": self.born - timedelta(days=200), **members}
        guid = made_up_guid("disk", group.id, name, members["time_created"])
        disk = Disk(name, group.name, group.subscription_id, unique_id=guid, **members)
        self.disks[disk.id] = disk
        return disk

    def add_network(self, name: str, group: ResourceGroup, *subnets: str) -> VirtualNetwork:
        """A network with subnets of those names."""
        network = VirtualNetwork(name, group.name, group.subscription_id, group.location)
        network.subnets = {one: f"10.0.{number}.0/24" for number, one in enumerate(subnets)}
        self.networks[network.id] = network
        return network

    def add_security_group(self, name: str, group: ResourceGroup) -> SecurityGroup:
        """A network security group."""
        made = SecurityGroup(name, group.name, group.subscription_id, group.location)
        self.security_groups[made.id] = made
        return made

    def add_machine(
        self, name: str, group: ResourceGroup, os_disk: Disk, *data_disks: Disk, subnet_id: str = "", **members: Any
    ) -> VirtualMachine:
        """A running machine with a network interface, data disks from LUN 0 on; ``members`` are of VirtualMachine."""
        interface = NetworkInterface(f"{name}-nic", group.name, group.subscription_id, group.location, subnet_id)
        networks = {"networkInterfaces": [{"id": interface.id}]}
        profile = {"networkProfile": networks, **members.pop("profile", {})}
        created = self.born - timedelta(days=190)
        machine = VirtualMachine(
            name,
            group.name,
            group.subscription_id,
            group.location,
            members.pop("size", "Standard_D4s_v5"),
            Attachment.of(os_disk, caching="ReadWrite"),
            members.pop("time_created", created),
            made_up_guid("machine", group.id, name),
            [Attachment.of(disk, lun) for lun, disk in enumerate(data_disks)],
            **{"hyper_v_generation": os_disk.hyper_v_generation or "V1", "agent_due": created, **members},
            profile=profile,
        )
        interface.machine_id = machine.id
        for disk in (os_disk, *data_disks):
            disk.owners = [*disk.owners, machine.id]
            disk.disk_state = "Attached" if machine.is_allocated else "Reserved"
            disk.last_ownership_update = created
        self.machines[machine.id], self.interfaces[interface.id] = machine, interface
        return machine

    def machine(self, name: str) -> VirtualMachine:
        """The machine of that name."""
        return next(one for one in self.machines.values() if one.name.lower() == name.lower())

    def add_user_identity(self, name: str, group: ResourceGroup) -> UserIdentity:
        """A user-assigned managed identity; give it to a vault by ``vault.user_identities.append``."""
        guids = [made_up_guid(kind, group.id, name) for kind in ("principal", "client")]
        identity = UserIdentity(name, group.name, group.subscription_id, *guids)
        self.access.directory.add(identity.principal_id)
        self.access.add_principal(Principal(identity.principal_id, identity.client_id, resource_id=identity.id))
        return identity

    def add_vault(self, name: str, group: ResourceGroup, **members: Any) -> Vault:
        """A Backup vault with a system-assigned identity; ``members`` are those of Vault."""
        guids = [made_up_guid(kind, group.id, name) for kind in ("vault principal", "vault operations")]
        members = {"location": group.location, "principal_id": guids[0], "operation_prefix": guids[1], **members}
        vault = Vault(name, group.name, group.subscription_id, tenant_id=self.tenant_id, **members)
        if vault.principal_id:
            self.access.directory.add(vault.principal_id)
        self.vaults[vault.id] = vault
        return vault

    def add_policy(self, vault: Vault, name: str, **members: Any) -> BackupPolicy:
        """A policy for instances to name; ``members`` are those of BackupPolicy."""
        policy = BackupPolicy(name, **members)
        vault.policies[name] = policy
        return policy

    def add_guard(self, vault: Vault, group: ResourceGroup, tenant_id: str | None = None) -> ResourceGuard:
        """Puts ``vault`` under multi-user authorization."""
        guard = ResourceGuard("dr-guard", group.name, group.subscription_id, tenant_id or self.tenant_id, self.born)
        vault.guard = guard
        if tenant_id:
            self.foreign_tenants.add(tenant_id)
        return guard

    def protect(self, disk: Disk, vault: Vault, snapshots: ResourceGroup, **members: Any) -> BackupInstance:
        """A backup instance without points for ``disk``; ``members`` are those of BackupInstance.

        The vault's identities get their role on the group that holds the snapshots.
        """
        ordinal = sum(1 for one in vault.instances.values() if one.disk_id.lower() == disk.id.lower())
        name = f"{disk.name}-{disk.name}-{made_up_guid('instance', vault.id, disk.id, ordinal)}"
        members = {"name": name, "size_gb": disk.size_gb, "sku": disk.sku, **members}
        instance = BackupInstance(
            vault=vault,
            disk_id=disk.id,
            disk_name=disk.name,
            location=disk.location,
            snapshot_group_id=snapshots.id,
            **members,
        )
        vault.instances[instance.name] = instance
        for principal in [vault.principal_id, *(one.principal_id for one in vault.user_identities)]:
            if principal:
                self.grant(principal, names.DISK_SNAPSHOT_CONTRIBUTOR.name, snapshots.id)
        return instance

    def add_point(self, instance: BackupInstance, time: datetime, **members: Any) -> RecoveryPoint:
        """A recovery point with its snapshot; ``members`` are those of RecoveryPoint."""
        guid = made_up_guid("point", instance.id, time).replace("-", "")
        created = members.pop("created", time - timedelta(seconds=61 + int(guid[:4], 16) % 118))
        snapshot = self.add_snapshot(instance, guid, created)
        members = {
            "expires": created + instance.vault.policy(instance.policy).retention,
            "snapshot_id": snapshot.id,
            **members,
        }
        point = RecoveryPoint(guid, created, time, **members)
        with self.lock:
            instance.points = sorted([*instance.points, point], key=lambda one: one.time, reverse=True)
        return point

    def add_snapshot(self, instance: BackupInstance, point_id: str, created: datetime) -> Snapshot:
        """The snapshot behind a point."""
        name = names.snapshot_name(point_id, created)
        subscription, group = instance.snapshot_group_id.split("/")[2::2]
        disk = self.disks.get(instance.disk_id)
        size = disk.size_gb if disk else 64
        snapshot = Snapshot(name, group, subscription, instance.location, instance.disk_id, size, created)
        snapshot.content = disk.content if disk else snapshot.content
        self.snapshots[snapshot.id] = snapshot
        return snapshot

    def add_job(
        self, instance: BackupInstance, operation: Literal["Backup", "Restore"], start: datetime, **members: Any
    ) -> Job:
        """A job as if it had run; ``members`` are those of Job. Without an ``end`` it is running, for ever."""
        guid = made_up_guid("job", instance.id, operation, start, members.get("destination"))
        members = {"id": guid, "activity_id": made_up_guid("activity", guid), **members}
        if members.get("end"):
            members.setdefault("status", "Completed")
        job = Job(instance=instance, operation=operation, start=start, **members)
        instance.vault.jobs[job.id] = job
        return job

    def grant(self, principal_id: str, role: str, scope: str, effective: datetime | None = None) -> None:
        """Gives a role, in effect since long unless ``effective`` says otherwise."""
        self.access.grant(principal_id, role, scope, effective or self.born - timedelta(days=100))

    def disk(self, name: str, group: str) -> Disk | None:
        """The disk of that name in a group of the main subscription."""
        return self.disks.get(ArmId(self.subscription_id, group, "Microsoft.Compute", "disks", name).text)

    def group(self, name: str) -> ResourceGroup:
        """A group of the main subscription."""
        return self.groups[f"/subscriptions/{self.subscription_id}/resourceGroups/{name}"]

    def vault(self, name: str = "dr-vault") -> Vault:
        """The vault of that name."""
        return next(vault for vault in self.vaults.values() if vault.name.lower() == name.lower())

    def instance(self, disk_name: str) -> BackupInstance:
        """The first backup instance of a disk of that name."""
        found = (one for vault in self.vaults.values() for one in vault.instances.values())
        return next(one for one in found if one.disk_name == disk_name)
