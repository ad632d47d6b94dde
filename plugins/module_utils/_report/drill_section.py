# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the page tells of a drill: its verdicts, its checks, what it found, and what became of what it made."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from .._azure.resource_names import last_name
from .cards import card
from .coverage import Coverage
from .elements import Child, element, time
from .evidence import FAILED, GIVEN, JUDGED, KEEPS, NOT_RUN, Evidence, Row
from .frame import listed_facts
from .plain_values import as_moment
from .signs import BAD, CALM, GOOD, Sign, chip
from .table import MOST_ROWS, cell, table
from .words import NOT_KNOWN, counted, duration, listed

MOST_NAMED, MOST_TOLD = 40, 5
DASH = "\N{EN DASH}"
LOOKS: dict[str | None, Sign] = {"passed": GOOD, "failed": BAD}
ANSWERS = {"passed": "yes", FAILED: "no", NOT_RUN: "not run"}
# What stands below a verdict that is not the usual one.
FEET = {
    ("restored", FAILED): "Not every disk was restored.",
    ("restored", NOT_RUN): "Check mode restores nothing.",
    ("validated", NOT_RUN): "Check mode checks no disk.",
    ("cleaned_up", NOT_RUN): "Check mode deletes nothing.",
    ("cleaned_up", KEEPS): "The disks stay, because the drill was told to keep them.",
}
WOULD_FAIL = "Not every disk could be restored."


def verdict_cards(evidence: Evidence | None) -> Element | None:
    """A card for each verdict; None if this is no drill with verdicts."""
    if evidence is None or evidence.headline is None:
        return None
    passed = sum(1 for check in evidence.checks if check["result"] == "passed")
    others = {**FEET, ("restored", FAILED): WOULD_FAIL} if evidence.in_check_mode else FEET
    feet = {
        "restored": "The restore job of each disk proves it.",
        "validated": f"{passed} of {counted(len(evidence.checks), 'check')} passed.",
        "cleaned_up": f"{counted(len(evidence.deleted), 'disk')} deleted{_left_over(evidence)}",
    }
    shown = []
    for name, words in JUDGED.items():
        verdict = evidence.about[name] or NOT_KNOWN
        shown.append(
            card(
                words,
                ANSWERS.get(verdict, verdict),
                chip(LOOKS.get(verdict, CALM), "check mode" if verdict == NOT_RUN else verdict),
                others.get((name, verdict), feet[name]),
            )
        )
    return element("section", *shown, class_="cards", aria_label="Verdicts of the drill")


def _left_over(evidence: Evidence) -> str:
    """If the clean-up itself failed, no disk is listed, and that says nothing."""
    if evidence.about["cleaned_up"] == FAILED and not evidence.kept:
        return ". The deficiencies say what may stay."
    return f", {len(evidence.kept)} left over."


def drill_sections(evidence: Evidence | None) -> list[Element | None]:
    """The sections, in order; none if this is no drill."""
    if evidence is None:
        return []
    return [
        _about(evidence),
        _deficiencies(evidence),
        _rows("Checks", ("Check", "Result", "By", "Began", "Took"), [_check(each) for each in evidence.checks]),
        _rows(
            "Virtual machines of the drill",
            ("Virtual machine", "Made like", "Started", "Deleted"),
            [_machine(each) for each in evidence.machines],
        ),
        _rows(
            "Disks that were deleted again",
            ("Disk", "Deleted at", "Restore job", "Unique id"),
            [_deleted(each) for each in evidence.deleted],
        ),
        _rows("Disks that stay", ("Disk", "Reason"), [_kept(each) for each in evidence.kept]),
    ]


def _about(evidence: Evidence) -> Element:
    rows: list[tuple[str, Child]] = [(words, evidence.about[name]) for name, words in GIVEN.items()]
    apart = evidence.separation
    rows.append(("Apart from the source", f"{_answer(apart.separated)}. {apart.how}" if apart else None))
    rows.append(("Not checked", "; ".join(evidence.not_checked)))
    rows += _coverage(evidence.coverage) if evidence.coverage else []
    rows.append(("Deficiencies", "none found" if evidence.found_nothing else None))
    return listed_facts("The drill", rows)


def _coverage(coverage: Coverage) -> list[tuple[str, Child]]:
    return [
        ("Coverage", f"{coverage.words}."),
        ("Not proven", listed([last_name(each) for each in coverage.not_proven], MOST_NAMED)),
        ("Reports not counted", listed(coverage.unread, MOST_TOLD)),
    ]


def _answer(known: bool | None) -> str:
    return NOT_KNOWN.capitalize() if known is None else "Yes" if known else "No"


def _deficiencies(evidence: Evidence) -> Element | None:
    if not evidence.deficiencies:
        return None
    owner = evidence.about["owner"]
    listed = element("ul", *(element("li", each, class_="words") for each in evidence.deficiencies), class_="list")
    return element(
        "section",
        element("h2", "Deficiencies"),
        element("p", f"Owner: {owner or NOT_KNOWN}.", class_="quiet small"),
        element("div", listed, class_="panel"),
    )


def _rows(title: str, heads: Sequence[str], rows: Sequence[Element]) -> Element | None:
    if not rows:
        return None
    left = len(rows) - MOST_ROWS
    more = f"These are the first {MOST_ROWS}. The JSON file has {left} more." if left > 0 else None
    return element(
        "section",
        element("h2", title),
        element("p", more, class_="quiet small") if more else None,
        table(heads, rows[:MOST_ROWS]),
    )


def _check(check: Row) -> Element:
    began, ended = as_moment(check["began_at"]), as_moment(check["ended_at"])
    took = duration((ended - began).total_seconds()) if began and ended else DASH
    result = check["result"]
    why = element("div", check["why"], class_="small words") if check["why"] else None
    return element(
        "tr",
        element("td", element("div", check["name"] or NOT_KNOWN, class_="name"), why),
        cell("Result", chip(LOOKS.get(result, CALM), result or NOT_KNOWN)),
        cell("By", element("div", check["by"] or NOT_KNOWN, class_="by words")),
        cell("Began", time(began)),
        cell("Took", took, class_="took"),
    )


def _machine(machine: Row) -> Element:
    return element(
        "tr",
        element("td", element("div", machine["name"] or NOT_KNOWN, class_="name")),
        cell("Made like", machine["of"] or NOT_KNOWN, class_="words"),
        *(cell(name.capitalize(), _yes(machine[name])) for name in ("started", "deleted")),
    )


def _yes(answer: str | None) -> Element:
    return chip({"yes": GOOD, "no": BAD}.get(answer or "", CALM), answer or NOT_KNOWN)


def _deleted(disk: Row) -> Element:
    gone = as_moment(disk["deleted_at"])
    return element(
        "tr",
        element("td", *_named(disk)),
        cell("Deleted at", time(gone) if gone else NOT_KNOWN),
        cell("Restore job", element("span", disk["job_id"] or NOT_KNOWN, class_="id")),
        cell("Unique id", element("span", disk["unique_id"] or NOT_KNOWN, class_="id")),
    )


def _kept(disk: Row) -> Element:
    return element("tr", element("td", *_named(disk)), cell("Reason", disk["message"] or NOT_KNOWN, class_="words"))


def _named(disk: Row) -> list[Child]:
    disk_id = disk["disk"] or ""
    parts = disk_id.split("/")
    group = element("div", f"in {parts[4]}", class_="quiet small") if len(parts) > 4 else None
    return [element("div", last_name(disk_id) or NOT_KNOWN, class_="name disk", title=disk_id), group]
