# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Roles that a run granted and did not remove: someone must remove them later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from .elements import element
from .plain_values import as_list, as_mapping, as_text, as_texts

# What is told of each, as the role hands it over.
KNOWN = ("role", "principal_id", "scope", "assignment_id", "why", "remedy")


@dataclass(frozen=True)
class LeftOver:
    """A role of an identity on a resource group. `locks` are the ids of those that keep it there."""

    role: str | None
    principal_id: str | None
    scope: str | None
    assignment_id: str | None
    why: str | None
    remedy: str | None
    locks: tuple[str, ...]

    @property
    def title(self) -> str:
        """What is left, in one sentence."""
        return f"The role {self.role} of the identity {self.principal_id} was not removed from {self.scope}"


def read_left_over(told: object) -> tuple[LeftOver, ...]:
    """The left-over roles that the role restore_disks lists."""
    return tuple(
        LeftOver(**{name: as_text(each.get(name)) for name in KNOWN}, locks=as_texts(each.get("locks")))
        for each in map(as_mapping, as_list(told))
    )


def left_over_lines(left_over: Sequence[LeftOver]) -> list[str]:
    """For the console: what is left, why, and how to remove it."""
    return [line for each in left_over for line in (f"{each.title}: {each.why}", f"  Fix: {each.remedy}")]


def left_over_section(left_over: Sequence[LeftOver]) -> Element | None:
    """For the page; None if nothing is left."""
    if not left_over:
        return None
    shown = [
        element(
            "div",
            element("h3", each.title),
            element("p", each.why, class_="words quiet"),
            element("dl", element("dt", "Fix"), element("dd", each.remedy)),
            class_="panel need is-warn",
        )
        for each in left_over
    ]
    return element("section", element("h2", "What is left over"), *shown)


def left_over_document(left_over: Sequence[LeftOver]) -> list[dict[str, Any]]:
    """For machines."""
    return [{**{name: getattr(each, name) for name in KNOWN}, "locks": list(each.locks)} for each in left_over]
