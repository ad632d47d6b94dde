# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The tables of a page about readiness. Long ones are cut: the JSON file has all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from xml.etree.ElementTree import Element

from .elements import Child, element, time
from .readiness_facts import CheckedApplication, CheckedDisk, ReadinessFacts
from .signs import BAD, GOOD, UNSURE, Sign, chip
from .table import cell, table
from .words import NOT_KNOWN, counted, duration

Item = TypeVar("Item")
MOST_ROWS = 100
DASH = "\N{EN DASH}"


def applications_section(facts: ReadinessFacts) -> Element | None:
    """The applications, those that are not ready first, then those with the largest skew."""
    ordered = sorted(facts.applications, key=lambda one: (one.ready, -(one.skew_seconds or 0.0), one.name))
    heads = ("Application", "Ready", "Disks", "Newest recovery points", "Skew")
    about = "The skew is the time between the newest recovery points of the disks of an application."
    return _section("Applications", about, "application", heads, ordered, _application)


def unprotected_section(facts: ReadinessFacts) -> Element | None:
    """The disks that nothing protects, the largest first."""
    ordered = sorted(facts.unprotected, key=lambda disk: (-(disk.size_gb or 0), disk.name))
    heads = ("Disk", "Virtual machine", "Size")
    about = "Nothing that this login can see backs these disks up."
    return _section("Disks that nothing protects", about, "disk", heads, ordered, _unprotected)


def disks_section(facts: ReadinessFacts) -> Element | None:
    """The protected disks, those with the worst findings first, then those with the oldest points."""

    def order(disk: CheckedDisk) -> tuple[bool, bool, bool, float, str]:
        point = disk.newest_point
        return (disk.ready, not disk.findings, point is not None, point.timestamp() if point else 0.0, disk.name)

    heads = ("Disk", "Ready", "Newest recovery point", "Restores in 24 h", "Last proof")
    about = "All times are UTC. Disks with findings come first, then those with the oldest recovery points."

    def row(disk: CheckedDisk) -> Element:
        return _disk(disk, facts.judged)

    return _section("Protected disks", about, "disk", heads, sorted(facts.disks, key=order), row)


def _section(
    title: str,
    about: str,
    what: str,
    heads: Sequence[str],
    items: Sequence[Item],
    row: Callable[[Item], Element],
) -> Element | None:
    if not items:
        return None
    left = len(items) - MOST_ROWS
    more = f" These are the first {MOST_ROWS}. The JSON file has {counted(left, f'more {what}')}." if left > 0 else ""
    return element(
        "section",
        element("h2", title),
        element("p", f"{about}{more}", class_="quiet small"),
        table(heads, [row(item) for item in items[:MOST_ROWS]]),
    )


def _application(one: CheckedApplication) -> Element:
    alone = element("div", f"{one.unprotected} not protected", class_="quiet small") if one.unprotected else None
    newest = element("div", time(one.newest_point)) if one.newest_point else NOT_KNOWN
    oldest = one.oldest_point if one.oldest_point != one.newest_point else None
    return element(
        "tr",
        element("td", element("div", one.name, class_="name")),
        cell("Ready", chip(GOOD, "ready") if one.ready else chip(BAD, "not ready")),
        cell("Disks", str(one.disks), alone),
        cell(
            "Newest recovery points",
            newest,
            element("div", "oldest ", time(oldest), class_="small") if oldest else None,
        ),
        cell("Skew", duration(one.skew_seconds)),
    )


def _unprotected(disk: CheckedDisk) -> Element:
    return element(
        "tr",
        element("td", *_named(disk)),
        cell("Virtual machine", disk.machine or DASH),
        cell("Size", f"{disk.size_gb:,} GB" if disk.size_gb is not None else NOT_KNOWN, class_="size"),
    )


def _disk(disk: CheckedDisk, judged: datetime | None) -> Element:
    point, age = disk.newest_point, None
    if point and judged:
        age = element("div", f"{duration(max(0.0, (judged - point).total_seconds()))} old", class_="quiet small")
    codes = element("div", ", ".join(found.code for found in disk.findings), class_="small") if disk.findings else None
    machine = element("div", f"of {disk.machine}", class_="small words") if disk.machine else None
    told = disk.last_proof_report
    proof = element("div", f"in {told}", class_="small words quiet") if told else None
    restores = DASH if disk.restores_last_24h is None else str(disk.restores_last_24h)
    return element(
        "tr",
        element("td", *_named(disk), machine),
        cell("Ready", chip(*_standing(disk)), codes),
        cell("Newest recovery point", element("div", time(point)), age),
        cell("Restores in 24 h", restores),
        cell("Last proof", time(disk.last_proof) if disk.last_proof else DASH, proof),
    )


def _standing(disk: CheckedDisk) -> tuple[Sign, str]:
    if not disk.ready:
        return BAD, "not ready"
    doubtful = any(found.severity == "warning" for found in disk.findings)
    return (UNSURE, "with warnings") if doubtful else (GOOD, "ready")


def _named(disk: CheckedDisk) -> list[Child]:
    group = element("div", f"in {disk.resource_group}", class_="quiet small") if disk.resource_group else None
    return [element("div", disk.name, class_="name disk", title=disk.id or disk.name), group]
