# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads all that is judged: for many disks in few queries, and where Azure does not show something, that it did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .._arm.errors import NoAnswer, RequestRefused
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._arm.waiter import Steps
from .._azure.authorization.roles import DISK_RESTORE_OPERATOR, DISK_SNAPSHOT_CONTRIBUTOR
from .._azure.compute.disks import find_disk
from .._azure.compute.machine_profiles import MachineProfile
from .._backup.estate import Estate, Protection
from .._backup.selected_disks import ProtectedDisk
from .._run.scheduler import run_works
from .aims import Aims
from .identity import principal_of
from .job_reader import read_backups
from .point_reader import is_certain, known_points, read_points
from .role_reader import WantedRole, read_roles
from .snapshot_reader import Place, read_snapshots
from .states import Backups, DiskState, Points, Proof, RoleState, Snapshots, VaultState
from .vault_reader import read_vault_state

NOT_SHOWN = "it is in none of the answers about its subscription"
NO_PLACE = "the backup instance does not say which resource group has them."
Depth = Literal["quick", "thorough"]
Source = tuple[Literal["there", "gone", "unseen"], str]


@dataclass(frozen=True)
class _Known:
    """What was read, by the keys of ids."""

    backups: Mapping[str, Backups]
    points: Mapping[str, Points]
    sources: Mapping[str, Source]
    vaults: Mapping[str, VaultState]
    snapshots: Mapping[Place, Snapshots]
    roles: Mapping[WantedRole, RoleState]
    machines: Mapping[str, MachineProfile]
    proofs: Mapping[str, Proof]


def read_states(
    session: ArmSession,
    disks: Sequence[ProtectedDisk],
    estate: Estate,
    aims: Aims,
    depth: Depth,
    proofs: Mapping[str, Proof],
) -> tuple[list[DiskState], tuple[str, ...]]:
    """What is known of each disk, and what is unknown of all of them, in sentences."""
    protections = [disk.protection for disk in disks]
    backups, unknown = _backups(session, protections, estate.by_graph)
    points = {each.key: known_points(each, backups.get(each.key), aims.now) for each in protections}
    sources: dict[str, Source] = {
        disk.key: ("there", "") if disk.disk else ("unseen", f"{NOT_SHOWN}.") for disk in disks
    }
    if depth == "thorough":
        _read_one_by_one(session, disks, aims.now, backups, points, sources)
    vaults = {
        key: read_vault_state(session, ref)
        for key, ref in {each.vault.id.key: each.vault for each in protections}.items()
    }
    snapshots, snapshots_unknown = read_snapshots(session, estate.by_graph, _newest_points(protections, points))
    wanted = [role for each in protections for role in _roles(each, vaults[each.vault.id.key], aims) if role]
    roles, roles_unknown = read_roles(session, estate.by_graph, wanted)
    known = _Known(backups, points, sources, vaults, snapshots, roles, estate.machines, proofs)
    return [_state(disk, known, aims) for disk in disks], (*unknown, *snapshots_unknown, *roles_unknown)


def _backups(
    session: ArmSession, protections: Sequence[Protection], by_graph: bool
) -> tuple[Mapping[str, Backups], tuple[str, ...]]:
    """The jobs. Without Resource Graph they stay unknown: a vault's own list can have hundreds of thousands."""
    if not by_graph or not protections:
        return {}, ()
    subscriptions = sorted({each.vault.id.subscription_id.lower() for each in protections})
    try:
        return read_backups(session, subscriptions, [each.instance.id for each in protections]), ()
    except (RequestRefused, NoAnswer) as error:
        return {}, (f"Azure Resource Graph did not say which backups and restores there were: {error}",)


def _read_one_by_one(
    session: ArmSession,
    disks: Sequence[ProtectedDisk],
    now: datetime,
    backups: Mapping[str, Backups],
    points: dict[str, Points],
    sources: dict[str, Source],
) -> None:
    """Read the points that Resource Graph does not know, and the disks that it does not show, on a few threads."""

    def point(protection: Protection) -> Steps[None]:
        read = read_points(session, protection, now)
        if read.were_read or points[protection.key].newest is None:
            points[protection.key] = read
        yield from ()

    def source(disk: ProtectedDisk, parsed: ResourceId) -> Steps[None]:
        sources[disk.key] = _look_for(session, parsed)
        yield from ()

    protections = (disk.protection for disk in disks)
    works = [point(each) for each in protections if not is_certain(each, backups.get(each.key), now)]
    unseen = {disk.key: disk for disk in disks if not disk.disk}
    works += [source(disk, parsed) for disk in unseen.values() if (parsed := ResourceId.parse_if_one(disk.id))]
    if works:
        run_works(works, session, lambda: None)


def _look_for(session: ArmSession, disk: ResourceId) -> Source:
    try:
        return ("there", "") if find_disk(session, disk) else ("gone", "")
    except (RequestRefused, NoAnswer) as error:
        return "unseen", str(error)


def _newest_points(protections: Iterable[Protection], points: Mapping[str, Points]) -> dict[Place, datetime]:
    """The newest point of each disk in each group of snapshots, if it is known."""
    found: dict[Place, datetime] = {}
    for each in protections:
        newest, place = points[each.key].newest, _place(each)
        if newest and place and (place not in found or newest > found[place]):
            found[place] = newest
    return found


def _place(protection: Protection) -> Place | None:
    group = (protection.instance.snapshot_group_id or "").lower().rstrip("/")
    return (protection.disk_key, group) if len(group.split("/")) == 5 else None


def _roles(protection: Protection, vault: VaultState, aims: Aims) -> tuple[WantedRole | None, WantedRole | None]:
    """The roles that a restore needs: on the group to restore into, and on the group with the snapshots."""
    principal = principal_of(protection.instance, vault.vault) if vault.vault else None
    if principal is None:
        return None, None
    target, snapshots = aims.target_scope(protection.vault.id.subscription_id), protection.instance.snapshot_group_id
    return (
        WantedRole(principal, DISK_RESTORE_OPERATOR.guid, target) if target else None,
        WantedRole(principal, DISK_SNAPSHOT_CONTRIBUTOR.guid, snapshots) if snapshots else None,
    )


def _state(disk: ProtectedDisk, known: _Known, aims: Aims) -> DiskState:
    protection = disk.protection
    vault = known.vaults[protection.vault.id.key]
    target_role, snapshot_role = (role and known.roles[role] for role in _roles(protection, vault, aims))
    source, source_unknown = known.sources[disk.key]
    place = _place(protection)
    return DiskState(
        disk=disk,
        points=known.points[protection.key],
        backups=known.backups.get(protection.key, Backups()),
        snapshots=known.snapshots[place] if place and place in known.snapshots else Snapshots(why_unknown=NO_PLACE),
        vault=vault,
        target_role=target_role,
        snapshot_role=snapshot_role,
        source=source,
        source_unknown=source_unknown,
        machine=known.machines.get(disk.placement.machine_key) if disk.placement else None,
        proof=known.proofs.get(disk.key),
    )
