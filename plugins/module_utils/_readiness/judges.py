# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judges all that was read: the disks, the disks that nothing protects, and the applications."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .._backup.selected_disks import UnprotectedDisk
from .aims import Aims
from .applications import Application, find_applications
from .budget import judge_budget
from .findings import Finding, by_cost, finding, unseen
from .identity import judge_identity
from .places import judge_placing
from .points import judge_points
from .proofs import judge_proof
from .protection import judge_protection
from .states import DiskState
from .vault import judge_vault

JUDGES = (judge_points, judge_protection, judge_identity, judge_vault, judge_budget, judge_placing, judge_proof)


@dataclass(frozen=True)
class JudgedDisk:
    """A protected disk, and what was found."""

    state: DiskState
    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether it can be restored, as far as is known."""
        return is_ready(self.findings)


@dataclass(frozen=True)
class Readiness:
    """What a check of readiness came to. `unknown` says in sentences what was not seen."""

    disks: tuple[JudgedDisk, ...]
    unprotected: tuple[tuple[UnprotectedDisk, tuple[Finding, ...]], ...]
    applications: tuple[Application, ...]
    unknown: tuple[str, ...]

    @property
    def findings(self) -> list[Finding]:
        """All findings."""
        of_disks = (found for disk in self.disks for found in disk.findings)
        alone = (found for _disk, findings in self.unprotected for found in findings)
        return [*of_disks, *alone, *(found for one in self.applications for found in one.findings)]

    @property
    def ready(self) -> bool:
        """Whether all of it can be restored, as far as is known."""
        return is_ready(self.findings)

    @property
    def counts(self) -> Counter[str]:
        """How often each code was found."""
        return Counter(found.code for found in self.findings)


def is_ready(findings: Iterable[Finding]) -> bool:
    """Whether none of them is an error."""
    return all(found.severity != "error" for found in findings)


def judge(
    states: Sequence[DiskState], unprotected: Sequence[UnprotectedDisk], unknown: Sequence[str], aims: Aims
) -> Readiness:
    """The findings about all of it, without those that are ignored."""

    def kept(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(by_cost(found for found in findings if found.code not in aims.ignore))

    judged = [JudgedDisk(state, kept(found for each in JUDGES for found in each(state, aims))) for state in states]
    disks = _made_good(judged)
    alone = [(disk, kept([_unprotected(disk)])) for disk in unprotected if not disk.protected_by]
    not_ready = {disk.state.disk.key for disk in disks if not disk.ready}
    not_ready |= {disk.key for disk, findings in alone if not is_ready(findings)}
    applications = find_applications(states, [disk for disk, _findings in alone], not_ready, aims)
    return Readiness(
        disks=tuple(disks),
        unprotected=tuple(alone),
        applications=tuple(replace(one, findings=kept(one.findings)) for one in applications),
        unknown=tuple(unknown),
    )


def _made_good(disks: Sequence[JudgedDisk]) -> list[JudgedDisk]:
    """The same, but what is an error of one instance is a warning if another instance can restore the disk."""
    ready = {disk.state.disk.key for disk in disks if disk.ready}
    return [disk if disk.ready or disk.state.disk.key not in ready else _with_warnings(disk) for disk in disks]


def _with_warnings(disk: JudgedDisk) -> JudgedDisk:
    softer = (replace(one, severity="warning") if one.severity == "error" else one for one in disk.findings)
    return replace(disk, findings=tuple(by_cost(softer)))


def _unprotected(disk: UnprotectedDisk) -> Finding:
    """What protects it elsewhere is not known if Resource Graph did not answer."""
    return unseen("unprotected_disk", "") if disk.protected_by is None else finding("unprotected_disk")
