# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The tables of the page: all disks, and those that were created."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .elements import Child, element, time
from .facts import DiskFacts, Facts
from .report import Report
from .signs import chip, sign
from .table import MOST_ROWS, cell, table
from .words import NOT_KNOWN, OUTCOMES, counted, duration

DELETES = "Command that deletes it"
WORDS_OF_CREATION = {
    "failed": "may exist",
    "running": "being made",
    "started": "being made",
    "outcome_unknown": "may exist",
}


def disks(report: Report) -> Element | None:
    """A row for each disk, one with the id of its source, and one with the message if something went wrong."""
    facts = report.facts
    if not facts.disks:
        return None
    shown = facts.first(MOST_ROWS, facts.disks)
    rows = [row for disk in shown for row in (_disk(disk, facts), _source(disk), _message(disk)) if row is not None]
    heads = ("#", "Disk", "Recovery point", "Outcome", "Took", "Ids")
    return element(
        "section",
        element("h2", "Disks"),
        element(
            "p",
            "All times are UTC. The age of a point is as of ",
            _reference(facts),
            f".{_more(len(facts.disks))}",
            class_="quiet small",
        ),
        element("p", f"Restored means verified: {report.verified_means}", class_="quiet small")
        if facts.standing("back")
        else None,
        table(heads, rows),
    )


def created(report: Report) -> Element | None:
    """The disks that cost money from now on; those of a drill with the commands that delete them."""
    gone = report.evidence.deleted_disks if report.evidence else frozenset()
    made = [disk for disk in report.facts.created if disk.target.lower() not in gone]
    if not made:
        return None
    sizes = [disk.size_gb for disk in made if disk.size_gb is not None]
    unsized = len(made) - len(sizes)
    known = [f"{sum(sizes):,} GB"] if sizes else []
    unknown = [f"{unsized} of unknown size"] if unsized else []
    total = ", ".join([counted(len(made), "disk"), *known, *unknown])
    heads = ("Disk", "Size", "State", *([DELETES] if report.drill else []))
    warning = " A deleted disk can't be recovered." if report.drill else ""
    return element(
        "section",
        element("h2", "Disks created"),
        element(
            "p", f"{total}. They cost money until they are deleted.{warning}{_more(len(made))}", class_="quiet small"
        ),
        table(heads, [_created(disk, drill=report.drill) for disk in report.facts.first(MOST_ROWS, made)]),
    )


def _more(disks: int) -> str:
    """What the table leaves out."""
    left = disks - MOST_ROWS
    if left <= 0:
        return ""
    return f" These are {MOST_ROWS}, disks that are not restored first. The JSON file has {counted(left, 'more disk')}."


def _disk(disk: DiskFacts, facts: Facts) -> Element:
    group = element("div", f"in {disk.resource_group}", class_="quiet small") if disk.resource_group else None
    source = disk.source or disk.instance
    job = (
        element("div", f"job {duration(disk.job_seconds)}", class_="quiet small")
        if disk.job_seconds is not None
        else None
    )
    return element(
        "tr",
        element("td", str(disk.number), class_="quiet"),
        element(
            "td",
            element("div", disk.name, class_="name disk", title=disk.target),
            element("div", f"from {source}", class_="small words") if source else None,
            group,
        ),
        cell("Recovery point", *_point(disk, facts)),
        cell("Outcome", chip(sign(disk), OUTCOMES[disk.outcome])),
        cell(
            "Took",
            "\N{EN DASH}" if disk.elapsed_seconds is None else duration(disk.elapsed_seconds),
            job,
            class_="took",
        ),
        cell("Ids", _ids(disk)),
    )


def _point(disk: DiskFacts, facts: Facts) -> list[Child]:
    reference = facts.as_of or facts.started
    age = None
    if disk.point_time and reference:
        seconds = (reference - disk.point_time).total_seconds()
        age = f"{duration(seconds)} old" if seconds >= 0 else f"{duration(-seconds)} after that"
    return [
        element("div", time(disk.point_time) if disk.point_time else "time not known"),
        element("div", age, class_="quiet small") if age else None,
        element("div", disk.point_id, class_="id quiet") if disk.point_id else None,
    ]


def _ids(disk: DiskFacts) -> Child:
    request = disk.error.request_id if disk.error else None
    known = [("job", disk.job_id), ("activity", disk.activity_id), ("request", request)]
    rows = [each for name, value in known if value for each in (element("dt", name), element("dd", value, class_="id"))]
    return element("dl", *rows, class_="ids quiet") if rows else "\N{EN DASH}"


def _source(disk: DiskFacts) -> Element | None:
    return _below(f"Source: {disk.source_id}", "small words quiet") if disk.source_id else None


def _message(disk: DiskFacts) -> Element | None:
    if disk.error is None:
        return None
    said = disk.error.words or NOT_KNOWN
    code = disk.error.code
    told = said if code is None or code in said else f"{code}: {said}"
    return _below(told, "small words")


def _below(told: str, look: str) -> Element:
    """A row that belongs to the one above."""
    return element("tr", element("td"), element("td", told, colspan="5", class_=look), class_="told")


def _created(disk: DiskFacts, *, drill: bool) -> Element:
    command = element("code", disk.delete_command, class_="command") if disk.delete_command else f"no id: {disk.target}"
    size = f"{disk.size_gb:,} GB" if disk.size_gb is not None else NOT_KNOWN
    return element(
        "tr",
        element("td", element("div", disk.name, class_="name disk")),
        cell("Size", size, class_="size"),
        cell("State", WORDS_OF_CREATION.get(disk.outcome, "there"), class_="state"),
        cell(DELETES, command, class_="orders") if drill else None,
    )


def _reference(facts: Facts) -> Child:
    return time(facts.as_of or facts.started)
