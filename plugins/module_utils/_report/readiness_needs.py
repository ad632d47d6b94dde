# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is to be mended before the night: the disks with the same finding together, sorted by what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .._readiness.findings import CODES, KINDS, SEVERITIES, Finding
from .elements import Child, element
from .readiness_facts import ReadinessFacts
from .words import counted, listed

MOST_NAMED, MOST_TOLD, MOST_REMEDIES = 40, 5, 5
TONES = {"error": "bad", "warning": "warn", "info": "calm"}


@dataclass(frozen=True)
class Mend:
    """Disks or applications with the same finding. The first of them gives the words."""

    first: Finding
    what: str
    names: tuple[str, ...]
    remedies: tuple[str, ...]

    @property
    def title(self) -> str:
        """How many there are, and what is wrong with them."""
        return f"{counted(len(self.names), self.what)}: {KINDS[self.first.code].title}"


def find_mends(facts: ReadinessFacts) -> list[Mend]:
    """What is to be mended, errors first, then by what it costs on the night."""
    groups: dict[tuple[str, str], list[tuple[str, str, Finding]]] = {}
    for what, name, found in _findings(facts):
        groups.setdefault((found.severity, found.code), []).append((what, name, found))
    order = sorted(groups, key=lambda kind: (SEVERITIES.index(groups[kind][0][2].severity), CODES.index(kind[1])))
    return [_mend(groups[kind]) for kind in order]


def mends_section(facts: ReadinessFacts) -> Element | None:
    """The section, or None if there is nothing to mend."""
    mends = find_mends(facts)
    if not mends:
        return None
    return element("section", element("h2", "What to mend"), *map(_panel, mends))


def mend_lines(facts: ReadinessFacts) -> Iterator[str]:
    """The same for a screen: two lines each."""
    for mend in find_mends(facts):
        yield f"{mend.title} ({mend.first.severity}, {mend.first.code}): {listed(mend.names, MOST_TOLD)}"
        yield f"  {mend.remedies[0]}"


def _findings(facts: ReadinessFacts) -> Iterator[tuple[str, str, Finding]]:
    for disk in (*facts.disks, *facts.unprotected):
        yield from (("disk", disk.name, found) for found in disk.findings)
    for application in facts.applications:
        yield from (("application", application.name, found) for found in application.findings)


def _mend(group: list[tuple[str, str, Finding]]) -> Mend:
    what, _name, first = group[0]
    remedies = tuple(dict.fromkeys(found.remedy for _what, _name, found in group))
    return Mend(first, what, tuple(name for _what, name, _found in group), remedies)


def _panel(mend: Mend) -> Element:
    several = "The first one says: " if len(mend.names) > 1 else None
    left = len(mend.remedies) - MOST_REMEDIES
    remedies: list[Child] = [element("code", each, class_="command") for each in mend.remedies[:MOST_REMEDIES]]
    if left > 0:
        remedies.append(f"and {counted(left, 'more command')}, in the JSON file")
    return element(
        "div",
        element("h3", mend.title),
        element("p", listed(mend.names, MOST_NAMED), class_="words"),
        element("p", several, mend.first.message, class_="words quiet"),
        element(
            "dl",
            element("dt", "Code"),
            element("dd", element("code", mend.first.code), f" ({mend.first.severity})"),
            element("dt", "Fix"),
            element("dd", *remedies),
        ),
        class_=f"panel need is-{TONES[mend.first.severity]}",
    )
