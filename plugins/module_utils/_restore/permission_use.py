# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Whether restores of a vault may still need the permission to restore into a resource group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import get_args

from .._arm.errors import Advice, TaskError, capitalised
from .._arm.resource_ids import ResourceId, resource_group_id, same_id
from .._arm.session import ArmSession
from .._azure.authorization.roles import Grant
from .._azure.dataprotection.jobs import ENDED_BADLY, ENDED_WELL, Job, get_job, list_jobs
from .._azure.dataprotection.vaults import VaultRef
from .._backup.error_guide import explain
from .._backup.explanations import RUNNER
from .._backup.role_grants import removal
from .errors import PermissionInUse
from .records import UNFINISHED, Outcome

OVER = frozenset(get_args(Outcome)) - UNFINISHED


class PermissionUse:
    """What restores may need. The jobs of a vault are read once, at need.

    `outcome` is what a restore with the permission returned, None if the task does not know of one.
    """

    def __init__(self, session: ArmSession, outcome: Mapping[str, object] | None) -> None:
        self._session = session
        self._outcome = outcome
        self._running: dict[str, list[Job]] = {}

    def check_not_needed(self, grant: Grant, vaults: Iterable[VaultRef]) -> None:
        """Raise `PermissionInUse` if a restore of these vaults into the group of the grant is under way, or may be."""
        by_hand = f"by hand, when no restore needs it any more: {removal(grant)}"
        try:
            why = _unfinished(self._outcome, grant) or self._under_way(grant, vaults)
        except TaskError as unreadable:
            advice = explain(unreadable)
            unreadable.advice = replace(advice, remedy=f"{advice.remedy}; {by_hand}") if advice else None
            raise
        if why:
            remedy = f"run the same task again after the restore has ended; {by_hand}"
            advice = Advice("A restore into the resource group is running, or may be.", RUNNER, remedy, passing=True)
            raise PermissionInUse(f"{capitalised(str(grant))} is not removed: {why}.", advice)

    def _under_way(self, grant: Grant, vaults: Iterable[VaultRef]) -> str | None:
        for job in chain.from_iterable(map(self._running_of, vaults)):
            target = ResourceId.parse_if_one(job.target_id)
            if target is None:
                where = "and Azure does not say which disk it makes"
            elif _is_in(target, grant):
                where = f"and makes the disk {target.name!r}"
            else:
                continue
            return f"the restore job {job.name} has the status {job.status!r}, {where}"
        return None

    def _running_of(self, vault: VaultRef) -> list[Job]:
        if vault.id.key not in self._running:
            self._running[vault.id.key] = list(_running(self._session, vault))
        return self._running[vault.id.key]


def _running(session: ArmSession, ref: VaultRef) -> Iterator[Job]:
    """The restore jobs of the vault that have not ended, with their targets. A status that is not known is no end."""
    for listed in list_jobs(session, ref):
        if listed.can_be("Restore") and not _is_over(listed):
            job = get_job(session, ref, listed.name)
            if not _is_over(job):
                yield job


def _is_over(job: Job) -> bool:
    return job.status.lower() in ENDED_WELL | ENDED_BADLY


def _unfinished(outcome: Mapping[str, object] | None, grant: Grant) -> str | None:
    """Why what a restore returned keeps the permission; None if it does not."""
    if outcome is None:
        return None
    restores = outcome.get("restores")
    if not isinstance(restores, Sequence):
        return None if outcome.get("error") else "outcome does not say what became of the restores"
    for restore in restores:
        told = restore if isinstance(restore, Mapping) else {}
        target = ResourceId.parse_if_one(str(told.get("target_disk")))
        if told.get("outcome") not in OVER and (target is None or _is_in(target, grant)):
            return f"the outcome of the restore to disk {target.name if target else None!r} is {told.get('outcome')}"
    return _unfinished_in_file(outcome, restores)


def _unfinished_in_file(outcome: Mapping[str, object], listed: Sequence[object]) -> str | None:
    """The same of restores of which only a file tells, and the summary how many there are: not where they go."""
    summary = outcome.get("summary")
    if not outcome.get("results_file") or not isinstance(summary, Mapping):
        return None
    there = sum(count for name in UNFINISHED if isinstance(count := summary.get(name), int))
    told = sum(1 for each in listed if isinstance(each, Mapping) and each.get("outcome") in UNFINISHED)
    return "outcome has more restores that can still be running than it lists" if there > told else None


def _is_in(disk: ResourceId, grant: Grant) -> bool:
    return same_id(resource_group_id(disk.subscription_id, disk.resource_group), grant.scope)
