# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is left to do after a run: the disks that need action, grouped by their problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .._arm.errors import capitalised
from .._arm.times import format_moment
from .error_facts import Explained
from .facts import DiskFacts, Facts, Standing
from .left_over import left_over_lines
from .machines import UNDO_LINE, machines_headline
from .report import Report
from .verdict import target_lines
from .words import counted, listed

MOST_NAMED = 5
ORDER: tuple[Standing, ...] = ("lost", "unknown", "running")


@dataclass(frozen=True)
class Need:
    """Disks with the same problem. `words` are those of the first of them."""

    standing: Standing
    title: str
    code: str | None
    words: str | None
    explanation: Explained | None
    advice: str
    disks: tuple[DiskFacts, ...]


def find_needs(facts: Facts) -> list[Need]:
    """The problems that need action, the worst first."""
    groups: dict[tuple[object, ...], list[DiskFacts]] = {}
    for standing in ORDER:
        for disk in facts.standing(standing):
            error = disk.error
            kind = (error.code, error.explanation) if error and standing == "lost" else None
            groups.setdefault((standing, disk.outcome, kind), []).append(disk)
    return [_need(disks, facts) for disks in groups.values()]


def next_run(report: Report) -> str | None:
    """What to run next; None if nothing is left to do."""
    facts = report.facts
    drill = report.evidence.next_step if report.evidence and not facts.check_mode else None
    if drill:
        return drill
    if not (facts.failed or facts.missing):
        return _next_of_machines(report)
    if facts.check_mode:
        return "Nothing was written. Fix the failures, then validate again."
    moment = format_moment(facts.as_of)
    same = f"run the same task again, with as_of: {moment} for the same moment" if moment else "run the same task again"
    fixed = "First fix each failure as described: otherwise the next run fails in the same way. Then "
    first = fixed if facts.failed and facts.fails_the_same_again else ""
    return f"{capitalised(first + same)}. It attaches to running restores, and sends only those that are missing."


def _next_of_machines(report: Report) -> str | None:
    if not report.failed_machines:
        return None
    first = "Fix what the messages of the virtual machines name"
    if report.facts.check_mode:
        return f"Nothing was written. {first}, then check again."
    return f"{first}, then run the same task again. It leaves the other machines alone."


def console_lines(report: Report, where: str | None) -> list[str]:
    """The lines of the console: how the run ended, the report, running and failed disks, and what to run next."""
    facts = report.facts
    lines = [headline(report), *([where] if where else []), *target_lines(report.rpo, report.rto)]
    needs = find_needs(facts)
    if facts.failed and not needs and facts.message:
        lines.append(facts.message)
    for need in needs:
        named = listed([_named(disk) for disk in need.disks], MOST_NAMED)
        fix = need.explanation.told if need.explanation else None
        lines.append(f"{need.title}{f' ({need.code})' if need.code else ''}: {named}")
        lines.append(f"  {fix}" if fix else f"  {need.advice}")
    lines += left_over_lines(report.left_over)
    lines += [f"{each.name}: {each.message}" for each in report.failed_machines if each.message]
    if following := next_run(report):
        lines.append(f"Next: {following}")
    elif any(machine.runs_on_restored_disks for machine in report.machines):
        lines.append(UNDO_LINE)
    return lines


def headline(report: Report) -> str:
    """The run in one sentence, with how the drill ended and the targets that it missed."""
    drill, told = report.evidence.headline if report.evidence else None, _headline_with_machines(report)
    told = f"{drill}: {told[0].lower()}{told[1:]}" if drill else told
    missed = [name for name, verdict in (("RPO", report.rpo), ("RTO", report.rto)) if verdict.status == "missed"]
    if not missed:
        return told
    targets = f"the {missed[0]} target" if len(missed) == 1 else f"the {' and '.join(missed)} targets"
    were = "would be" if report.facts.check_mode else "was" if len(missed) == 1 else "were"
    return f"{told}, {'and' if report.facts.missing else 'but'} {targets} {were} missed"


def _headline_with_machines(report: Report) -> str:
    facts = report.facts
    if not report.machines:
        return _headline(facts)
    machines = machines_headline(report.machines, check_mode=facts.check_mode)
    if not facts.disks and not facts.failed:
        return capitalised(machines)
    return f"{_headline(facts)}, {'but' if report.failed_machines and not facts.missing else 'and'} {machines}"


def _headline(facts: Facts) -> str:
    total, good = len(facts.disks), len(facts.good)
    if not total:
        return facts.why_no_disks
    one, not_one, many = ("is restored", "is not restored", "are restored")
    if facts.check_mode:
        one, not_one, many = ("passes the check", "does not pass the check", "pass the check")
    aside = facts.not_validated if facts.check_mode else facts.kept
    if aside and len(aside) == total:
        return _aside(aside, facts.check_mode)
    others = f", {_aside(aside, facts.check_mode)}" if aside else ""
    if total == 1:
        return f"The disk {one if good else not_one}"
    if good == total:
        return f"All {total} disks {many}"
    if not good:
        return f"None of the {total} disks {one}{others}"
    return f"{good} of {total} disks {one if good == 1 else many}{others}"


def _aside(disks: Sequence[DiskFacts], check_mode: bool) -> str:
    """The disks that are neither good nor missing: this run did not validate or restore them."""
    they, were = ("it", "was") if len(disks) == 1 else ("they", "were")
    if check_mode:
        there = f"{they} {'is' if len(disks) == 1 else 'are'} already there or being restored"
        return f"{counted(len(disks), 'disk')} {were} not validated, because {there}"
    return f"{counted(len(disks), 'disk')} of unknown origin {were} kept"


def _need(disks: list[DiskFacts], facts: Facts) -> Need:
    first = disks[0]
    title, advice = _title_and_advice(first, facts.check_mode)
    error = first.error
    return Need(
        standing=first.standing,
        title=f"{counted(len(disks), 'disk')} {title}",
        code=error.code if error else None,
        words=error.words if error else None,
        explanation=error.explanation if error else None,
        advice=advice,
        disks=tuple(disks),
    )


def _title_and_advice(disk: DiskFacts, check_mode: bool) -> tuple[str, str]:
    if disk.outcome == "failed":
        if check_mode:
            return "would be refused", "Fix what the message names, then validate again."
        return "failed", "Fix what the message names, then run the same task again."
    if disk.outcome == "not_sent":
        return "not sent", "Nothing was changed. Fix what failed, then run the same task again."
    if disk.outcome == "outcome_unknown":
        return "of unknown outcome", "Before you send it again, look for a job with its activity id, and for the disk."
    return (
        "still running in Azure",
        "Azure continues the restore. Run the same task again to attach to it and to verify the disk.",
    )


def _named(disk: DiskFacts) -> str:
    if disk.standing == "lost":
        return disk.name
    known = f"job {disk.job_id}" if disk.job_id else f"activity id {disk.activity_id}" if disk.activity_id else None
    return f"{disk.name} ({known})" if known else disk.name
