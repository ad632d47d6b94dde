# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The page about readiness: the verdict first, then what to mend, then the figures of all disks."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .cards import card
from .elements import Child, element, time
from .frame import file_facts, framed, listed_facts
from .readiness_facts import ReadinessFacts
from .readiness_needs import find_mends, mends_section
from .readiness_report import ReadinessReport
from .readiness_tables import DASH, applications_section, disks_section, unprotected_section
from .signs import BAD, CALM, GOOD, UNSURE, chip
from .version import VERSION
from .who import KNOWN, login_rows
from .words import counted, duration, listed

MOST_NAMED = 10
POINTS = "The age of the oldest of the newest recovery points."
DEPTHS = {
    "quick": "quick: what Azure Resource Graph and the jobs of the vaults show. The points of each disk were not read.",
    "thorough": "thorough: also the points of each disk of which Azure Resource Graph does not show the newest.",
}
NOT_CHECKED = (
    "Nothing was restored, and no content was read. Only a restore or a drill proves that a disk can be restored."
)


def readiness_page(report: ReadinessReport, json_name: str, json_sha256: str) -> str:
    """The page as HTML. It names the file with the same in JSON, and what that file's hash is."""
    return framed(
        f"{report.headline} {DASH} readiness report",
        _header(report),
        _cards(report.facts),
        mends_section(report.facts),
        applications_section(report.facts),
        unprotected_section(report.facts),
        disks_section(report.facts),
        _unknown(report.facts),
        _run(report, json_name, json_sha256),
    )


def _header(report: ReadinessReport) -> Element:
    facts = report.facts
    about: list[Child] = ["Checked at ", time(facts.judged), ". "] if facts.judged else []
    about.append("What this login cannot see is a warning, and never counts as missing.")
    return element(
        "header",
        element("div", "Readiness report", class_="label"),
        element("h1", report.headline),
        element("p", *about, class_="lead"),
    )


def _cards(facts: ReadinessFacts) -> Element:
    mends = find_mends(facts)
    errors = sum(len(mend.names) for mend in mends if mend.first.severity == "error")
    warnings = sum(len(mend.names) for mend in mends if mend.first.severity == "warning")
    verdict = chip(GOOD, "ready") if facts.ready else chip(BAD, "not ready")
    doubt = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}."
    alone = len(facts.unprotected)
    covered = chip(BAD, f"{alone} not protected") if alone else chip(GOOD, "all protected")
    oldest = facts.oldest_newest_point
    age = max(0.0, (facts.judged - oldest).total_seconds()) if oldest and facts.judged else None
    coverage = facts.coverage
    proven = _share(coverage.proven, coverage.protected) if coverage else DASH
    proof = "Set evidence_dir to count the disks that reports of restores and drills prove."
    if coverage:
        proof = f"Of the protected disks, by reports of restores and drills of the last {coverage.days} days."
    return element(
        "section",
        card("Ready to restore", f"{facts.ready_disks} of {counted(facts.total, 'disk')}", verdict, doubt),
        card("Protected", _share(facts.protected, facts.total), covered, "Of all disks that were selected."),
        card("Worst data loss (RPO)", DASH if age is None else duration(age), _aged(facts, age), POINTS),
        card("Proven", proven, None if coverage else chip(CALM, "no reports"), proof),
        class_="cards",
        aria_label="Verdict",
    )


def _aged(facts: ReadinessFacts, age: float | None) -> Element:
    """How the age of the oldest is judged. A point that is not known can be older than all others."""
    target = facts.rpo_target
    goal = f", target {duration(target)}" if target else ""
    if target and age is not None and age > target:
        return chip(BAD, f"missed{goal}")
    if unknown := sum(1 for disk in facts.disks if disk.newest_point is None):
        return chip(UNSURE, f"{unknown} not known{goal}")
    return chip(GOOD, f"met{goal}") if target else chip(CALM, "no target given")


def _share(some: int, of_all: int) -> str:
    """Never rounded up to all."""
    return f"{some} of {of_all} ({some * 100 // of_all} %)" if of_all else DASH


def _unknown(facts: ReadinessFacts) -> Element | None:
    if not facts.unknown:
        return None
    listed = element("ul", *(element("li", words, class_="words") for words in facts.unknown), class_="list")
    return element("section", element("h2", "What could not be seen"), element("div", listed, class_="panel"))


def _run(report: ReadinessReport, json_name: str, json_sha256: str) -> Element:
    facts = report.facts
    machines = facts.recovery_map["virtual_machines"] if facts.recovery_map else []
    rows: list[tuple[str, Child]] = [
        ("Depth", DEPTHS.get(facts.depth or "", facts.depth)),
        ("Not checked", NOT_CHECKED),
        ("RPO target", duration(facts.rpo_target) if facts.rpo_target else "none: the age of points was not judged"),
        ("Restore into", facts.target_group or "not said: the role on the target resource group was not judged"),
        *((words, report.who[name]) for name, words in KNOWN.items()),
        *login_rows(facts.login),
        ("Subscription of the disks", listed(facts.subscription_ids, MOST_NAMED)),
        ("Recovery map", f"{counted(len(machines), 'virtual machine')}, in the JSON file"),
        ("Written", time(report.written)),
        ("Collection", f"azure_dr.backup {VERSION}"),
        *file_facts(json_name, json_sha256),
    ]
    return listed_facts("The check", rows)
