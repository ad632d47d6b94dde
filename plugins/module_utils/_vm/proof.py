# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Whether a new disk comes from the backup of the disk that it replaces.

What is noted of a swap is no proof of that: anybody who may write tags can note it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .._arm.errors import RequestRefused
from .._arm.resource_ids import ResourceId, same_id
from .._arm.session import ArmSession
from .._arm.times import format_moment
from .._azure.compute.disks import Disk
from .._azure.compute.snapshots import SNAPSHOT, get_snapshot
from .._azure.compute.virtual_machines import VirtualMachine
from .._azure.dataprotection.vaults import VaultRef
from .._backup.errors import AmbiguousName, BackupInstanceNotFound
from .._backup.provenance import prove
from .._backup.run_context import RunContext
from .._backup.run_contexts import Asked, RunContexts
from .._backup.sources import Source
from .check import Check
from .noted_swaps import NotedSwap
from .notes import FORMER, PREFIX
from .situation import Situation, Swap
from .surroundings import find_disk_or_none

RESTORE_IT = "restore the disk with disk_restore, or say require_proven: false if it comes from elsewhere"


def source_of(disk: ResourceId) -> Source:
    """The source that a disk is for the vault."""
    return Source(None, None, disk)


def check_proofs(session: ArmSession, vaults: Sequence[VaultRef], situation: Situation, *, noted: bool) -> list[Check]:
    """The checks of all disks that a machine is to be given. `noted`: it is to go back to the former ones as noted."""
    contexts = _contexts(session, vaults, [each.swap for each in situation.swaps])
    checks: list[Check] = []
    for each in situation.swaps:
        disk, former = (situation.disks.get(one.key) for one in (each.swap.new, each.swap.former))
        if disk and noted and each.place != "former":
            checks.append(_check_noted(session, contexts, each.swap, disk, former))
        elif disk and contexts and not noted and not (each.place == "new" and each.noted == "done"):
            checks.append(check_proof(contexts, each.swap, disk))
    return checks


def prove_noted(
    session: ArmSession, vaults: Sequence[VaultRef], machine: VirtualMachine, noted: Sequence[NotedSwap]
) -> list[Check]:
    """The checks of the disks that a machine is to be given again. One that it uses is not given to it."""
    contexts = _contexts(session, vaults, [each.swap for each in noted])
    return [
        _check_noted(session, contexts, each.swap, each.disk, find_disk_or_none(session, each.swap.former))
        for each in noted
        if machine.attachment_of(each.swap.new) or not machine.attachment_of(each.swap.former)
    ]


def _contexts(session: ArmSession, vaults: Sequence[VaultRef], swaps: Sequence[Swap]) -> list[RunContext]:
    asked = [Asked(vault, source_of(each.former), each.new) for vault in vaults for each in swaps]
    contexts = RunContexts(session, asked)
    return [contexts.of(vault) for vault in vaults] if asked else []


def check_proof(contexts: Sequence[RunContext], swap: Swap, disk: Disk) -> Check:
    """The check that a restore job of the backup of the former disk, in one of these vaults, has made the new one."""
    checks = [_check_proof(context, swap, disk) for context in contexts]
    proven = next((check for check in checks if check.verdict == "passed"), None)
    return proven or replace(checks[0], message=" ".join(check.message for check in checks))


def _check_proof(context: RunContext, swap: Swap, disk: Disk) -> Check:
    former, new = swap.former, swap.new
    try:
        instance = context.instance(source_of(former))
    except (BackupInstanceNotFound, AmbiguousName) as nothing:
        return Check("proven", disk.id, "refused", str(nothing), RESTORE_IT)
    look = context.job_index.look(context.session.clock.monotonic())
    of_former = [job for job in context.job_index.jobs_to(new, disk, look) if same_id(job.instance_id, instance.id)]
    found = prove(disk, of_former, instance)
    if found.job:
        point = f"the recovery point of {format_moment(found.job.recovery_point_time) or 'an unknown time'}"
        return Check("proven", disk.id, "passed", f"{disk.name}: job {found.job.name} restored it from {point}")
    wrong = (
        f"Nothing shows that the disk {disk.name!r} was restored from the backup of {former.name!r}: {found.why_not} "
        f"({context.job_index.reach})."
    )
    return Check("proven", disk.id, "refused", wrong, RESTORE_IT)


def _check_noted(
    session: ArmSession, contexts: Sequence[RunContext], swap: Swap, new: Disk, former: Disk | None
) -> Check:
    """The check that the new disk of a noted swap is a copy of the former one, before the machine is given that again.

    The snapshot that it was made of shows it, or a restore job does, if there are vaults to look into.
    """
    source = _source_by_snapshot(session, new)
    doubt = _doubt(source, swap.former, former)
    if doubt is None:
        return Check("proven", new.id, "passed", f"{new.name}: it was made of a snapshot of {swap.former.name}")
    if contexts:
        of_job = check_proof(contexts, swap, new)
        if of_job.verdict == "passed":
            return of_job
        doubt = f"{doubt}; {of_job.message.rstrip('.')}"
    told = (
        f"The tags {PREFIX}... of the disk {new.name!r} say that it took the place of {swap.former}, and nothing shows "
        f"that this is so: {doubt}."
    )
    return Check("proven", new.id, "refused", told, _remedy(source, swap, new, has_vault=bool(contexts)))


@dataclass(frozen=True)
class _Source:
    """The disk that a disk is a copy of, by its snapshot. `why_not`: why Compute does not tell it."""

    id: ResourceId | None = None
    unique_id: str | None = None
    why_not: str = ""


def _source_by_snapshot(session: ArmSession, disk: Disk) -> _Source:
    snapshot = ResourceId.parse_if_one(disk.created_from or "")
    if snapshot is None or not snapshot.is_a(SNAPSHOT):
        option = f"its createOption is {disk.create_option!r}"
        return _Source(why_not=f"Compute does not say that it was made of a snapshot ({option})")
    try:
        found = get_snapshot(session, snapshot)
    except RequestRefused as refusal:
        code = refusal.problem.code
        return _Source(why_not=f"the snapshot {snapshot.name!r}, of which it was made, can't be read ({code})")
    source = ResourceId.parse_if_one(found.disk_id or "")
    return _Source(source, found.disk_unique_id, "" if source else "its snapshot does not name a disk")


def _doubt(source: _Source, former: ResourceId, there: Disk | None) -> str | None:
    """Why a disk is not shown to be a copy of the former one; None if it is."""
    if source.id is None:
        return source.why_not
    if source.id.key != former.key:
        return f"it was made of a snapshot of {source.id}"
    if there and there.unique_id and source.unique_id and not same_id(there.unique_id, source.unique_id):
        return f"the disk {former.name!r} was made anew since that snapshot of it"
    return None


def _remedy(source: _Source, swap: Swap, new: Disk, *, has_vault: bool) -> str:
    if source.id and source.id.key != swap.former.key:
        return (
            f"find out who changed the tags; if {source.id.name!r} is the former disk, set the tag {FORMER} to "
            f"'{source.id.resource_group}/{source.id.name}'"
        )
    vault = "" if has_vault else "name the vault that it was restored from, or "
    return (
        f"{vault}if you know that it is so, say it in swaps of vm_disk_swap (current_disk: {swap.former}, new_disk: "
        f"{new.id}); if it is not so, delete these tags"
    )
