# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How machines are recovered: which of their disks are restored to what, and whether the machine can be given these.

A machine that was recovered before uses restored disks, which nothing protects. Their notes say which disks they took
the place of: the backups of these are restored, whatever the machine uses today. A recovery map tells of machines and
disks that are gone today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from .._arm.errors import RequestRefused, capitalised
from .._arm.resource_ids import ResourceId, same_id
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
from .._backup.shapes.recovery_map import DiskMap, MachineMap, RecoveryMap
from .._backup.target_names import target_names
from .check import Check
from .checks import check_all
from .decisions import Goal, decide
from .errors import NotesUnreadable
from .noted_swaps import find_noted_swaps
from .planned_machines import EARLIER_RECOVERY, PlannedDisk, PlannedMachine
from .proof import prove_noted
from .situation import see
from .surroundings import NOT_FOUND, find_disk_or_none, read_surroundings

# What a restored disk has in common with the disk whose backup it is made of.
OF_THE_COPY = frozenset(
    {
        *("region", "lun", "generation", "os_type", "security_type", "architecture", "controller", "size"),
        "azure_disk_encryption",
    }
)


@dataclass(frozen=True)
class RecoveryRequest:
    """What is asked for each machine. `pattern` names the restored disks, and `goal` is that of the swap."""

    goal: Goal
    pattern: str
    as_of: datetime | None
    needs_all_protected: bool
    recovery_map: RecoveryMap | None = None

    def once(self, machine: ResourceId) -> MachineMap | None:
        """The machine as the recovery map tells of it."""
        known = self.recovery_map["virtual_machines"] if self.recovery_map else []
        return next((each for each in known if same_id(each["id"], str(machine))), None)


@dataclass(frozen=True)
class _Place:
    """A disk of a machine, how that is or was attached, and what has taken its place by an earlier swap."""

    source: ResourceId
    attachment: Attachment
    successor: ResourceId | None = None
    from_map: bool = False


@dataclass(frozen=True)
class _Found:
    """A place whose disk is protected, and what the machine uses there now."""

    planned: PlannedMachine
    source: ProtectedDisk
    place: _Place
    current: ResourceId | None


def plan_recoveries(
    session: ArmSession, vaults: Sequence[VaultRef], machines: Sequence[ResourceId], request: RecoveryRequest
) -> list[PlannedMachine]:
    """Read and judge each machine. What stands against one does not concern the others."""
    protections = _protections(session, vaults)
    planned = [look_at(session, machine, request.once(machine)) for machine in machines]
    found = [disk for each in planned for disk in _disks_of(session, each, protections, request.needs_all_protected)]
    names = target_names(request.pattern, [each.source for each in found], request.as_of)
    targets = [
        disk_id(each.planned.id.subscription_id, each.planned.id.resource_group, name)
        for each, name in zip(found, names, strict=True)
    ]
    for one in planned:
        _leave_out_restored(one, {target.key for target in targets})
    for each, target in zip(found, targets, strict=True):
        own, name = each.planned.id, target.name
        _add(session, each, target)
        if each.current and each.current.key == target.key and target.key not in protections:
            why = f"{own.name} runs on the disk {name!r}, and nothing in the vaults protects it."
            remedy = "protect it, or undo the recovery when the former disk is good"
            each.planned.checks.append(Check("not_backed_up", str(target), "warning", why, remedy))
    for one in planned:
        if one.machine and one.disks:
            _judge(session, one, one.machine, request.goal)
    return planned


def look_at(session: ArmSession, own: ResourceId, once: MachineMap | None = None) -> PlannedMachine:
    """A machine and the swaps that are noted of it. One that can't be read says why, unless the map knows it."""
    try:
        machine = get_virtual_machine(session, own)
        return PlannedMachine(own, machine, find_noted_swaps(session, own, machine), once)
    except RequestRefused as refusal:
        if once and refusal.status == NOT_FOUND:
            return PlannedMachine(ResourceId.parse(once["id"]), once=once)
        return PlannedMachine(own, failure=refusal)
    except NotesUnreadable as unreadable:
        return PlannedMachine(own, failure=unreadable)


def plan_ways_back(
    session: ArmSession, vaults: Sequence[VaultRef], machines: Sequence[ResourceId]
) -> list[PlannedMachine]:
    """Which swaps of each machine can be undone, as far as it is shown that what is noted is so."""
    planned = [look_at(session, machine) for machine in machines]
    for each in planned:
        each.checks += prove_noted(session, vaults, each.machine, each.noted) if each.machine else ()
    return planned


def _protections(session: ArmSession, vaults: Sequence[VaultRef]) -> Mapping[str, Sequence[Protection]]:
    """What the vaults protect, by the keys of the disks."""
    found: defaultdict[str, list[Protection]] = defaultdict(list)
    for vault in vaults:
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
    if planned.failure:
        return
    places = _places(planned)
    for place in places:
        source, successor = place.source, place.successor
        disk = find_disk_or_none(session, source)
        if place.from_map and machine and disk and disk.attached_to:
            continue
        used = [each for each in (source, successor) if each and machine and machine.attachment_of(each)]
        instances = protections.get(source.key, ())
        if len(instances) == 1:
            protected = ProtectedDisk(
                id=str(source),
                name=source.name,
                disk=disk,
                placements=(Placement(str(planned.id), planned.id.name),),
                tags={},
                protection=instances[0],
            )
            yield _Found(planned, protected, place, used[0] if used else None)
        elif instances:
            names = ", ".join(each.instance.name for each in instances)
            why = f"{len(instances)} backup instances protect the disk {source.name!r}: {names}."
            remedy = "keep one of them, or swap the disks of this machine by vm_disk_swap"
            planned.checks.append(Check("protected", str(source), "refused", why, remedy))
        else:
            planned.unprotected.append(str(source))
            why = f"Nothing in the vaults that were looked at protects the disk {source.name!r}."
            if needs_all_protected:
                remedy = "name the vault that protects it, or say on_unprotected: ignore to leave it as it is"
                planned.checks.append(Check("protected", str(source), "refused", why, remedy))
            else:
                planned.checks.append(Check("protected", str(source), "warning", f"{why} It stays as it is."))
    if not places:
        why = f"{planned.id.name} uses no managed disks."
        planned.checks.append(Check("protected", None, "refused", why, "choose another machine"))


def _places(planned: PlannedMachine) -> list[_Place]:
    """The disks that the machine uses, or used before an earlier recovery or by the map; OS disk first, then by LUN."""
    attachments = planned.machine.attachments if planned.machine else ()
    by_new = {each.swap.new.key: each for each in planned.noted}
    found: dict[str, _Place] = {}
    for noted in planned.noted:
        found[noted.swap.former.key] = _Place(noted.swap.former, noted.note.former, noted.swap.new)
    for attachment in attachments:
        disk = ResourceId.parse_if_one(attachment.disk_id)
        if disk and disk.key not in by_new:
            found.setdefault(disk.key, _Place(disk, attachment))
    for once in planned.once["disks"] if planned.once else ():
        disk = ResourceId.parse_if_one(once["id"])
        # An OS disk that the machine had once is none that it lacks.
        if disk and disk.key not in by_new and (once["role"] == "data" or not planned.machine):
            found.setdefault(disk.key, _Place(disk, _attachment_of(once), from_map=True))
    return sorted(found.values(), key=lambda each: -1 if each.attachment.lun is None else each.attachment.lun)


def _attachment_of(once: DiskMap) -> Attachment:
    return Attachment(once["id"], once["lun"], once["caching"], once["write_accelerator"], once["delete_option"])


def _leave_out_restored(planned: PlannedMachine, targets: Set[str]) -> None:
    """What was restored by an earlier run, and attached by hand, needs no protection to be recovered."""
    planned.unprotected = [each for each in planned.unprotected if each.lower() not in targets]
    planned.checks = [
        each for each in planned.checks if each.name != "protected" or (each.disk or "").lower() not in targets
    ]


def _add(session: ArmSession, found: _Found, target: ResourceId) -> None:
    """Plan the restore of a disk of a machine, if it does not run on that of another recovery."""
    planned, place = found.planned, found.place
    other = place.successor
    if other and other.key != target.key:
        why = (
            f"{planned.id.name} was recovered to the disk {other.name!r} before, which took the place of "
            f"{found.source.name!r}."
        )
        remedy = "undo that recovery first, or give the time and the names of that recovery"
        planned.checks.append(Check(EARLIER_RECOVERY, str(other), "refused", why, remedy))
    restored = find_disk_or_none(session, target)
    current = found.current
    if place.from_map and planned.machine and planned.machine.attachment_of(target):
        current = target
    planned.disks.append(PlannedDisk(found.source, place.attachment, current, target, restored, place.from_map))


def _judge(session: ArmSession, planned: PlannedMachine, machine: VirtualMachine, goal: Goal) -> None:
    """The checks of the swap. A disk that is still to be restored is judged by the one that it is a copy of."""
    copies: dict[str, str] = {}
    disks: dict[str, Disk] = {}
    swapped = [each for each in planned.disks if not each.from_map]
    for each in swapped:
        if each.source.disk:
            disks[each.source.key] = each.source.disk
        if new := each.restored:
            disks[each.target.key] = new
        elif each.source.disk:
            disks[each.target.key] = _copy_of(each.source.disk, each.target)
            copies[str(each.target)] = each.source.name
    situation = see(planned.id, machine, [each.swap for each in swapped], disks)
    scopes = [str(planned.id), *(each.source.disk.id for each in swapped if each.source.disk)]
    around = read_surroundings(session, machine, planned.id, scopes)
    planned.checks += [_told(each, copies) for each in check_all(goal, situation, around)]
    step = decide(goal, situation)
    if step.act == "stop" and not planned.refused:
        why = f"{capitalised(step.why)}."
        planned.checks.append(Check("attached", None, "refused", why, "detach the disk, or undo the earlier recovery"))
    if planned.left_to_do:
        planned.checks.append(Check("not_attached", None, "warning", planned.left_to_do))


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
