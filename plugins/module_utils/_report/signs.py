# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The mark of an outcome or a verdict: a sign, a word and a colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from .elements import element
from .facts import DiskFacts, Standing
from .verdict import Result, Status

Tone = Literal["good", "bad", "warn", "calm"]


@dataclass(frozen=True)
class Sign:
    """A mark, and a tone that stands for a colour."""

    mark: str
    tone: Tone


GOOD, BAD = Sign("\N{CHECK MARK}", "good"), Sign("\N{MULTIPLICATION X}", "bad")
UNSURE, CALM = Sign("?", "warn"), Sign("\N{EN DASH}", "calm")
UNDER_WAY = Sign("\N{HORIZONTAL ELLIPSIS}", "warn")
OF_STANDING: dict[Standing, Sign] = {
    "back": GOOD,
    "kept": CALM,
    "planned": GOOD,
    "running": UNDER_WAY,
    "lost": BAD,
    "unknown": UNSURE,
}
OF_RESULT: dict[Result, Sign] = {
    "succeeded": GOOD,
    "validated": GOOD,
    "nothing_validated": UNSURE,
    "empty": CALM,
    "under_way": UNDER_WAY,
    "failed": BAD,
}
OF_STATUS: dict[Status | None, Sign] = {"met": GOOD, "missed": BAD, "unknown": UNSURE, None: CALM}


def sign(disk: DiskFacts) -> Sign:
    """That of how a disk stands."""
    return OF_STANDING[disk.standing]


def chip(look: Sign, words: str) -> Element:
    """A sign with its words."""
    return element("span", f"{look.mark} {words}", class_=f"chip {look.tone}")
