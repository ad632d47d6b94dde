# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How machines are recovered: which of their disks are restored to what, and whether the machine can be given these.

A machine that was recovered before uses restored disks, which nothing protects. Their notes say which disks they took
the place of: the backups of these are restored, whatever the machine uses today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from .._arm.errors import RequestRefused, TaskError, capitalised
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._azure.compute.disks import Disk
from .._azure.compute.virtual_machines import Attachment, VirtualMachine, get_virtual_machine
from .._azure.dataprotection.instance_status import InstanceStatus
from .._azure.dataprotection.instances import list_instances
from .._azure.dataprotection.vaults import VaultRef
from .._azure.disk_names import disk_id
from .._backup.estate import Protection
from .._backup.placements import Placement
from .._backup.selected_disks import ProtectedDisk
from .._backup.target_names import target_names
from .checks import Check, check_all
from .decisions import Goal, decide
from .errors import NotesUnreadable
from .noted_swaps import NotedSwap, find_noted_swaps
from .proof import prove_noted
from .situation import Swap, see
from .surroundings import find_disk_or_none, read_surroundings

# What a restored disk has in common with the disk whose backup it is made of.
OF_THE_COPY = frozenset(
    {
        *("region", "lun", "generation", "os_type", "security_type", "architecture", "controller", "size"),
        "azure_disk_encryption",
    }
)


@dataclass(frozen=True)
class PlannedDisk:
    """One disk of a machine, and the name of what is restored of it; `restored` is that disk if it exists.

    `current` is what the machine uses now, None if it uses neither the source nor what took its place.
    """

    source: ProtectedDisk
    attachment: Attachment
    current: ResourceId | None
    target: ResourceId
    restored: Disk | None

    @property
    def swap(self) -> Swap:
        """The swap that it comes to."""
        return Swap(ResourceId.parse(self.source.id), self.target)


@dataclass
class PlannedMachine:
    """A machine, and what is known of its recovery. `unprotected` are ids of its disks that stay as they are."""

    id: ResourceId
    machine: VirtualMachine | None = None
    noted: Sequence[NotedSwap] = ()
    disks: list[PlannedDisk] = field(default_factory=list)
    unprotected: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    failure: TaskError | None = None

    @property
    def refused(self) -> list[Check]:
        """The checks that say no."""
        return [each for each in self.checks if each.verdict == "refused"]

    @property
    def why_not(self) -> str | None:
        """Why it can't be recovered; None if it can."""
        if self.failure:
            return str(self.failure)
        told = [f"{each.message} Fix: {each.remedy or 'see the message'}." for each in self.refused]
        return " ".join(told) or None


@dataclass(frozen=True)
class RecoveryRequest:
    """What is asked for each machine. `pattern` names the restored disks, and `goal` is that of the swap."""

    goal: Goal
    pattern: str
    as_of: datetime | None
    needs_all_protected: bool


@dataclass(frozen=True)
class _Found:
    """A protected disk of a machine, how that is or was attached, and what has taken its place by an earlier swap."""

    planned: PlannedMachine
    source: ProtectedDisk
    attachment: Attachment
    current: ResourceId | None
    successor: ResourceId | None


def plan_recoveries(
    session: ArmSession, vault: VaultRef, machines: Sequence[ResourceId], request: RecoveryRequest
) -> list[PlannedMachine]:
    """Read and judge each machine. What stands against one does not concern the others."""
    protections = _protections(session, vault)
    planned = [look_at(session, machine) for machine in machines]
    found = [disk for each in planned for disk in _disks_of(session, each, protections, request.needs_all_protected)]
    names = target_names(request.pattern, [each.source for each in found], request.as_of)
    for each, name in zip(found, names, strict=True):
        own = each.planned.id
        target = disk_id(own.subscription_id, own.resource_group, name)
        _add(session, each, target)
        if each.current and each.current.key == target.key and target.key not in protections:
            why = f"{own.name} runs on the disk {name!r}, and nothing in the vault protects it."
            remedy = "protect it, or undo the recovery when the former disk is good"
            each.planned.checks.append(Check("not_backed_up", str(target), "warning", why, remedy))
    for one in planned:
        if one.machine and one.disks:
            _judge(session, one, one.machine, request.goal)
    return planned


def look_at(session: ArmSession, own: ResourceId) -> PlannedMachine:
    """A machine and the swaps that are noted of it. One that can't be read says why."""
    try:
        machine = get_virtual_machine(session, own)
        return PlannedMachine(own, machine, find_noted_swaps(session, own, machine))
    except (RequestRefused, NotesUnreadable) as refusal:
        return PlannedMachine(own, failure=refusal)


def plan_ways_back(session: ArmSession, vault: VaultRef | None, machines: Sequence[ResourceId]) -> list[PlannedMachine]:
    """Which swaps of each machine can be undone, as far as it is shown that what is noted is so."""
    planned = [look_at(session, machine) for machine in machines]
    for each in planned:
        each.checks += prove_noted(session, vault, each.machine, each.noted) if each.machine else ()
    return planned


def _protections(session: ArmSession, vault: VaultRef) -> Mapping[str, Sequence[Protection]]:
    """What the vault protects, by the keys of the disks."""
    found: defaultdict[str, list[Protection]] = defaultdict(list)
    for instance in list_instances(session, vault):
        if instance.is_a_disk:
            protection = Protection(vault, instance, InstanceStatus())
            found[protection.disk_key].append(protection)
    return found


def _disks_of(
    session: ArmSession,
    planned: PlannedMachine,
    protections: Mapping[str, Sequence[Protection]],
    needs_all_protected: bool,
) -> Iterator[_Found]:
    """The disks whose backups are restored for a machine. One that nothing protects is noted as such."""
    machine = planned.machine
    if machine is None:
        return
    for source, attachment, successor in _sources(planned, machine):
        used = [each for each in (source, successor) if each and machine.attachment_of(each)]
        instances = protections.get(source.key, ())
        if len(instances) == 1:
            placement = Placement(machine.id, machine.name)
            disk = ProtectedDisk(
                id=str(source),
                name=source.name,
                disk=find_disk_or_none(session, source),
                placements=(placement,),
                tags={},
                protection=instances[0],
            )
            yield _Found(planned, disk, attachment, used[0] if used else None, successor)
        elif instances:
            names = ", ".join(each.instance.name for each in instances)
            why = f"{len(instances)} backup instances protect the disk {source.name!r}: {names}."
            remedy = "keep one of them, or swap the disks of this machine by vm_disk_swap"
            planned.checks.append(Check("protected", str(source), "refused", why, remedy))
        else:
            planned.unprotected.append(str(source))
            why = f"Nothing in the vault protects the disk {source.name!r}."
            if needs_all_protected:
                remedy = "name the vault that protects it, or say on_unprotected: ignore to leave it as it is"
                planned.checks.append(Check("protected", str(source), "refused", why, remedy))
            else:
                planned.checks.append(Check("protected", str(source), "warning", f"{why} It stays as it is."))
    if not machine.attachments:
        why = f"{machine.name} uses no managed disks."
        planned.checks.append(Check("protected", None, "refused", why, "choose another machine"))


def _sources(
    planned: PlannedMachine, machine: VirtualMachine
) -> Iterator[tuple[ResourceId, Attachment, ResourceId | None]]:
    """The disks that the machine uses, or used before an earlier recovery; OS disk first, then by LUN."""
    by_new = {each.swap.new.key: each for each in planned.noted}
    found: dict[str, tuple[ResourceId, Attachment, ResourceId | None]] = {}
    for noted in planned.noted:
        found[noted.swap.former.key] = (noted.swap.former, noted.note.former, noted.swap.new)
    for attachment in machine.attachments:
        disk = ResourceId.parse_if_one(attachment.disk_id)
        if disk and disk.key not in by_new and disk.key not in found:
            found[disk.key] = (disk, attachment, None)
    yield from sorted(found.values(), key=lambda each: -1 if each[1].lun is None else each[1].lun)


def _add(session: ArmSession, found: _Found, target: ResourceId) -> None:
    """Plan the restore of a disk of a machine, if it does not run on that of another recovery."""
    planned = found.planned
    other = found.successor
    if other and other.key != target.key:
        why = (
            f"{planned.id.name} was recovered to the disk {other.name!r} before, which took the place of "
            f"{found.source.name!r}."
        )
        remedy = "undo that recovery first, or give the time and the names of that recovery"
        planned.checks.append(Check("earlier_recovery", str(other), "refused", why, remedy))
    restored = find_disk_or_none(session, target)
    planned.disks.append(PlannedDisk(found.source, found.attachment, found.current, target, restored))


def _judge(session: ArmSession, planned: PlannedMachine, machine: VirtualMachine, goal: Goal) -> None:
    """The checks of the swap. A disk that is still to be restored is judged by the one that it is a copy of."""
    copies: dict[str, str] = {}
    disks: dict[str, Disk] = {}
    for each in planned.disks:
        if each.source.disk:
            disks[each.source.key] = each.source.disk
        if new := each.restored:
            disks[each.target.key] = new
        elif each.source.disk:
            disks[each.target.key] = _copy_of(each.source.disk, each.target)
            copies[str(each.target)] = each.source.name
    situation = see(planned.id, machine, [each.swap for each in planned.disks], disks)
    scopes = [str(planned.id), *(each.source.disk.id for each in planned.disks if each.source.disk)]
    around = read_surroundings(session, machine, planned.id, scopes)
    planned.checks += [_told(each, copies) for each in check_all(goal, situation, around)]
    step = decide(goal, situation)
    if step.act == "stop" and not planned.refused:
        why = f"{capitalised(step.why)}."
        planned.checks.append(Check("attached", None, "refused", why, "detach the disk, or undo the earlier recovery"))


def _copy_of(disk: Disk, target: ResourceId) -> Disk:
    """What a restored disk will be, as far as it is a copy."""
    return replace(
        disk,
        id=str(target),
        name=target.name,
        attached_to=None,
        shared_by=(),
        disk_state="Unattached",
        completion_percent=None,
        tags={},
    )


def _told(check: Check, copies: Mapping[str, str]) -> Check:
    """A check of a disk that does not exist yet says what it is judged by."""
    source = copies.get(check.disk or "")
    if source is None or check.verdict != "passed":
        return check
    if check.name in OF_THE_COPY:
        return replace(check, message=f"{check.message}, as {source}, of which it will be a copy")
    name = (check.disk or "").rpartition("/")[2]
    return replace(check, verdict="unknown", message=f"{name}: is checked when the disk is restored")
