# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What needs action, on the page."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .action import Need, find_needs, next_run
from .elements import Child, element
from .error_facts import ErrorFacts, Explained
from .facts import Facts
from .report import Report
from .words import listed

MOST_NAMED = 40


def needs(report: Report) -> Element | None:
    """The section; None if nothing needs action. What failed of a machine stands with the machine."""
    facts, following = report.facts, next_run(report)
    shown: list[Child] = [_need(need) for need in find_needs(facts)]
    if facts.failed and not shown:
        shown.append(_run_failed(facts))
    if following:
        shown.append(element("div", element("h3", "What to run next"), element("p", following), class_="panel next"))
    return element("section", element("h2", "What needs action"), *shown) if shown else None


def _need(need: Need) -> Element:
    tone = "bad" if need.standing == "lost" else "warn"
    several = "The message of the first disk: " if len(need.disks) > 1 and need.words else None
    names = listed([disk.name for disk in need.disks], MOST_NAMED)
    return element(
        "div",
        element("h3", need.title),
        element("p", names, class_="words"),
        element("p", several, need.words, class_="words quiet") if need.words else None,
        _advice(need.code, need.explanation, need.advice),
        class_=f"panel need is-{tone}",
    )


def _run_failed(facts: Facts) -> Element:
    error = facts.error or ErrorFacts(None, None)
    words = facts.words or error.words or "The task gave no reason."
    return element(
        "div",
        element("h3", "Why it failed"),
        element("p", words, class_="words"),
        _advice(error.code, error.explanation, "Fix what the message names, then run the same task again.", error),
        class_="panel need is-bad",
    )


def _advice(code: str | None, explained: Explained | None, otherwise: str, error: ErrorFacts | None = None) -> Element:
    told: list[tuple[str, Child]] = [("Code", element("code", code) if code else None)]
    if explained:
        told += [("Cause", explained.cause), ("Fix", explained.remedy), ("Who", explained.who)]
    else:
        told.append(("What to do", otherwise))
    if error:
        told += [("Azure's advice", " ".join(error.recommended_actions)), ("About", error.target)]
        told += [("Request id", error.request_id), ("Activity id", error.activity_id)]
    rows = [each for name, words in told if words is not None and words != "" for each in _row(name, words)]
    return element("dl", *rows)


def _row(name: str, words: Child) -> tuple[Element, Element]:
    return element("dt", name), element("dd", words)
