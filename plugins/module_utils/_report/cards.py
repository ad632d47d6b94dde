# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The cards at the top of the page: the outcome, what is lost, how long it took, and how far the points lie apart."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .elements import Child, element
from .report import Report
from .signs import OF_RESULT, OF_STATUS, chip
from .verdict import Result, Verdict, run_result
from .words import counted, duration

RESULTS: dict[Result, str] = {
    "succeeded": "succeeded",
    "validated": "validated, nothing written",
    "nothing_validated": "nothing validated",
    "empty": "nothing to restore",
    "under_way": "still running",
    "failed": "failed",
}


def cards(report: Report) -> Element:
    """The cards."""
    facts = report.facts
    result, total = run_result(facts, report.machines), len(facts.disks)
    good = f"{len(facts.good)} of {counted(total, 'disk')}" if total else "none"
    what = report.part if report.goes_on else "run"
    took = f"The {what} took {duration(facts.elapsed_seconds)}." if facts.elapsed_seconds is not None else ""
    points = sum(1 for disk in facts.disks if disk.point_time)
    skew = "Between the oldest and the newest recovery point." if points > 1 else "There are no two points to compare."
    alone = facts.skew_seconds is None or points < 2
    judged = chip(OF_RESULT[result], RESULTS[result])
    of_disks = [
        card("Disks that pass" if facts.check_mode else "Disks back", good, None if report.machines else judged, took),
        _objective("Data loss", "RPO", report.rpo),
        _objective("Time to restore", "RTO", report.rto),
        card("Skew", "\N{EN DASH}" if alone else duration(facts.skew_seconds), None, skew),
    ]
    return element(
        "section",
        *_of_machines(report, judged),
        *(of_disks if total or not report.machines else ()),
        class_="cards",
        aria_label="Verdict",
    )


def _of_machines(report: Report, judged: Child) -> list[Element]:
    total = len(report.machines)
    if not total:
        return []
    good = f"{total - len(report.failed_machines)} of {counted(total, 'machine')}"
    label = "Machines that pass" if report.facts.check_mode else f"On their {report.machines[0].disks_wanted}"
    return [card(label, good, judged, "")]


def _objective(label: str, short: str, verdict: Verdict) -> Element:
    value = "\N{EN DASH}" if verdict.achieved is None else duration(verdict.achieved)
    goal = "no target given" if verdict.target is None else f"{verdict.status}, target {duration(verdict.target)}"
    return card(f"{label} ({short})", value, chip(OF_STATUS[verdict.status], goal), verdict.why)


def card(label: str, value: str, judged: Child, foot: str) -> Element:
    """A figure, how it is judged, and what it is."""
    return element(
        "div",
        element("div", label, class_="label"),
        element("div", value, class_="value"),
        judged,
        element("p", foot, class_="small quiet"),
        class_="panel card",
    )
