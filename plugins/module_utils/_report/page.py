# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The report for people: one HTML page without other files and without scripts."""

from __future__ import annotations

from datetime import timedelta
from xml.etree.ElementTree import Element

from .._azure.resource_names import last_name
from .action import headline
from .cards import cards
from .drill_section import drill_sections, verdict_cards
from .elements import Child, element, time
from .frame import file_facts, framed, listed_facts
from .left_over import left_over_section
from .machines import machines_section
from .needs import needs
from .report import Report
from .signs import CALM, chip
from .tables import created, disks
from .timeline import NARROW, WIDE, Timeline
from .version import VERSION
from .who import KNOWN, login_rows
from .words import duration

# What stands on the page if nobody is known, since who reads it looks for somebody.
NOBODY = {"approved_by": "nobody is named"}


def page(report: Report, json_name: str, json_sha256: str) -> str:
    """The report as HTML. It names the JSON file and its hash."""
    return framed(
        f"{headline(report)} \N{EN DASH} {report.label.lower()}",
        _header(report),
        verdict_cards(report.evidence),
        cards(report),
        needs(report),
        left_over_section(report.left_over),
        machines_section(report.machines),
        *drill_sections(report.evidence),
        _timeline(report),
        disks(report),
        created(report),
        _warnings(report),
        _run(report, json_name, json_sha256),
    )


def _header(report: Report) -> Element:
    facts = report.facts
    about: list[Child] = [f"{vaults}. "] if (vaults := _vaults(report)) else []
    if facts.as_of:
        about += ["Requested moment: ", time(facts.as_of), ". "]
    if facts.started:
        about += ["Started at ", time(facts.started)]
        if facts.elapsed_seconds is not None:
            about += [
                f", the {report.part} ended at " if report.goes_on else ", ended at ",
                time(facts.started + timedelta(seconds=facts.elapsed_seconds)),
            ]
        about.append(".")
    return element(
        "header",
        element("div", report.label, class_="label"),
        element("h1", headline(report)),
        element("p", *about, class_="lead") if about else None,
        element("p", chip(CALM, "check mode: nothing was written")) if facts.check_mode else None,
    )


def _vaults(report: Report) -> str | None:
    """The vault by its name, or how many there are; None if that is not known."""
    if len(report.facts.vault_ids) > 1:
        return f"{len(report.facts.vault_ids)} Backup vaults"
    name = report.who.get("vault_name") or next(map(last_name, report.facts.vault_ids), None)
    return f"Backup vault {name}" if name else None


def _timeline(report: Report) -> Element | None:
    wide, narrow = (Timeline(report.facts, report.rto.target, form) for form in (WIDE, NARROW))
    pictures = [(timeline.form.name, timeline.picture()) for timeline in (wide, narrow)]
    shown = [
        element("div", picture, class_=f"panel picture {name}") for name, picture in pictures if picture is not None
    ]
    if not shown:
        return None
    since: list[Child] = (
        ["Since ", time(report.facts.started), "."] if report.facts.started else ["Since the start of the run."]
    )
    return element(
        "section",
        element("h2", "Timeline"),
        element("p", *since, f" {wide.caption()}", class_="quiet small"),
        *shown,
        class_="timeline",
    )


def _warnings(report: Report) -> Element | None:
    if not report.facts.warnings:
        return None
    listed = element(
        "ul", *(element("li", warning, class_="words") for warning in report.facts.warnings), class_="list"
    )
    return element("section", element("h2", "Warnings"), element("div", listed, class_="panel"))


def _purpose(report: Report) -> str | None:
    if not report.drill:
        return None
    return "a drill" if report.facts.check_mode else "a drill: delete the disks afterwards"


def _run(report: Report, json_name: str, json_sha256: str) -> Element:
    facts = report.facts
    rows: list[tuple[str, Child]] = [
        ("Mode", "check mode" if facts.check_mode else "real"),
        ("Purpose", _purpose(report)),
        *((words, report.who[name] or NOBODY.get(name)) for name, words in KNOWN.items()),
        *login_rows(facts.login),
        ("Backup vaults", ", ".join(map(last_name, facts.vault_ids)) if len(facts.vault_ids) > 1 else None),
        ("Subscription of the vault", ", ".join(facts.vault_subscription_ids)),
        ("Subscription of the disks", ", ".join(facts.target_subscription_ids)),
        ("Region", ", ".join(facts.locations)),
        ("Started", time(facts.started) if facts.disks or facts.started else None),
        (
            f"The {report.part} took" if report.goes_on else "Took",
            duration(facts.elapsed_seconds) if facts.disks or facts.started else None,
        ),
        ("Digest of the plan", element("span", facts.plan_digest, class_="id") if facts.plan_digest else None),
        ("Written", time(report.written)),
        ("Collection", f"azure_dr.backup {VERSION}"),
        *file_facts(json_name, json_sha256),
    ]
    return listed_facts("The run", rows)
