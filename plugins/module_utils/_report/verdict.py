# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Whether the run has met its targets: how much data can be lost (RPO), and how long it can take (RTO)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .facts import Facts
from .machines import Machine
from .words import counted, duration

Status = Literal["met", "missed", "unknown"]
Result = Literal["succeeded", "validated", "nothing_validated", "empty", "under_way", "failed"]


@dataclass(frozen=True)
class Verdict:
    """One objective, in seconds. `status` is None if there is no target; `why` gives the reason."""

    status: Status | None
    achieved: float | None
    target: int | None
    why: str


def run_result(facts: Facts, machines: Sequence[Machine] = ()) -> Result:
    """How the run ended, with the machines that were to run on the disks, or on their former ones."""
    if facts.failed or facts.standing("lost", "unknown") or any(each.failed for each in machines):
        return "failed"
    if not facts.disks:
        return ("validated" if facts.check_mode else "succeeded") if machines else "empty"
    if facts.check_mode:
        return "nothing_validated" if len(facts.not_validated) == len(facts.disks) else "validated"
    return "under_way" if facts.missing else "succeeded"


def judge_rpo(facts: Facts, target: int | None) -> Verdict:
    """The age of the oldest recovery point, at the moment that was asked for, else at the start of the run."""
    reference = facts.as_of or facts.started
    dated = [disk.point_time for disk in facts.disks if disk.point_time and disk.standing != "kept"]
    ages = [max(0.0, (reference - time).total_seconds()) for time in dated] if reference else []
    worst = max(ages, default=None)
    doubt = _why_rpo_is_not_known(facts, len(ages))
    if target is not None and worst is not None and worst > target:
        return Verdict("missed", worst, target, f"A recovery point is {duration(worst)} old.")
    achieved = worst if len(ages) == len(facts.disks) else None
    if doubt:
        return Verdict(None if target is None else "unknown", achieved, target, doubt)
    since = "the moment asked for" if facts.as_of else "the start of the run"
    would = " would be" if facts.check_mode else " is"
    return Verdict(
        None if target is None else "met", achieved, target, f"The oldest recovery point{would} that old at {since}."
    )


def judge_rto(facts: Facts, target: int | None, machines: Sequence[Machine] = ()) -> Verdict:
    """From the first request to the last disk verified, if this run has restored all of them.

    With machines, until the last of them is on its restored disks: only then it is of use.
    """
    ends = [each.elapsed_seconds for each in machines if each.elapsed_seconds is not None]
    took = max(ends, default=facts.elapsed_seconds)
    doubt, too_late = _why_rto_is_not_known(facts, took, machines)
    counted_is = "From the first request to the last disk verified."
    if ends:
        counted_is = "From the start of the role until the last machine was on its restored disks."
    if doubt is None:
        late = target is not None and took is not None and took > target
        status: Status = "missed" if late else "met"
        return Verdict(None if target is None else status, took, target, counted_is)
    if too_late and target is not None and took is not None and took > target:
        return Verdict("missed", None, target, f"{doubt} {duration(took)} have passed already.")
    return Verdict(None if target is None else "unknown", None, target, doubt)


def compact_verdict(facts: Facts, rpo: Verdict, rto: Verdict, machines: Sequence[Machine]) -> dict[str, Any]:
    """The verdict for programs, in a few plain values."""
    return {
        "result": run_result(facts, machines),
        "check_mode": facts.check_mode,
        "disks": len(facts.disks),
        "disks_missing": len(facts.missing),
        "rpo": rpo.status,
        "rpo_seconds": rpo.achieved,
        "rpo_target_seconds": rpo.target,
        "rto": rto.status,
        "rto_seconds": rto.achieved,
        "rto_target_seconds": rto.target,
    }


def target_lines(rpo: Verdict, rto: Verdict) -> list[str]:
    """The verdict in a line for each target that was given."""
    lines: list[str] = []
    for name, verdict in (("RPO", rpo), ("RTO", rto)):
        if verdict.target is not None:
            achieved = f"{duration(verdict.achieved)}, " if verdict.achieved is not None else ""
            lines.append(f"{name} {verdict.status}: {achieved}target {duration(verdict.target)}. {verdict.why}")
    return lines


def _why_rpo_is_not_known(facts: Facts, dated: int) -> str | None:
    if not facts.disks:
        return f"{facts.why_no_disks}."
    if facts.missing:
        return f"{_not_back(facts)}."
    if kept := facts.standing("kept"):
        return f"{counted(len(kept), 'disk')} of unknown origin kept: the recovery point is not known."
    if dated < len(facts.disks):
        return "The time of a recovery point is not known."
    return None


def _why_rto_is_not_known(facts: Facts, took: float | None, machines: Sequence[Machine]) -> tuple[str | None, bool]:
    """Why, and whether the time that has passed is less than it took."""
    if facts.check_mode:
        return "Check mode restores nothing.", False
    if not facts.disks:
        return f"{facts.why_no_disks}.", False
    if took is None:
        return "It is not known how long the run took.", False
    if facts.missing:
        return f"{_not_back(facts)}.", True
    if failed := [each for each in machines if each.failed]:
        return f"{counted(len(failed), 'virtual machine')} failed.", True
    if facts.standing("kept"):
        return "A disk of unknown origin was kept, and not restored.", False
    earlier = [disk for disk in facts.disks if not disk.changed]
    if len(earlier) == len(facts.disks):
        return "An earlier run restored the disks.", False
    if earlier:
        return (
            f"An earlier run started the restore of {counted(len(earlier), 'disk')}: its time is not counted here.",
            True,
        )
    return None, False


def _not_back(facts: Facts) -> str:
    verb = "is" if len(facts.missing) == 1 else "are"
    what = "not restorable as asked" if facts.check_mode else "not restored"
    return f"{len(facts.missing)} of {counted(len(facts.disks), 'disk')} {verb} {what}"
