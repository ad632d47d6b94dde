# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The timeline: a picture (SVG) of what was done when, a line for each disk. It has a form for phones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element

from .._arm.plain_text import cut_in_the_middle
from .._restore.records import Phase
from .elements import append, element
from .facts import PHASES, DiskFacts, Facts, PhaseFacts
from .signs import sign
from .words import OUTCOMES, counted, duration

BOTTOM = 26.0
LOWEST_ROW = 2.0
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)
# The phases differ in height, too, for those who can't tell the colours apart.
HEIGHTS: dict[Phase, float] = {"validation": 0.3, "operation": 0.55, "job": 0.8, "verification": 1.0, "rights": 0.15}
# Names are in letters of one width: this part of their size, in the widest of the fonts that browsers take.
LETTER_WIDTH = 0.62
LARGEST_LETTERS, SMALLEST_LETTERS = 12.0, 9.0
GAP_AFTER_NAME = 10.0
ROOM_FOR_TICK = 80.0
PHASE_NAMES: dict[Phase, str] = {"rights": "wait for rights"}


@dataclass(frozen=True)
class Form:
    """How it is laid out, in pixels of the picture. A name stands before its line, or above it if `stacked`.

    A line is as high as there is room, `most_row` at most; below `least_row` there are no names. `margins` are at the
    left and at the right, with names and without. A name takes `most_for_name` at most: a long one is in smaller
    letters, and only what is too long for that loses its middle.
    """

    name: str
    width: float
    top: float
    most_height: float
    most_row: float
    least_row: float
    margins: tuple[float, float]
    margins_without_names: tuple[float, float]
    most_for_name: float
    most_ticks: int
    legend_columns: int
    stacked: bool


# Of more, a line each is neither seen nor read.
MOST_LINES = 1000
WIDE = Form("wide", 1000.0, 46.0, 900.0, 26.0, 13.0, (215.0, 92.0), (44.0, 24.0), 448.0, 7, 4, stacked=False)
NARROW = Form("narrow", 340.0, 68.0, 1800.0, 40.0, 34.0, (4.0, 24.0), (38.0, 24.0), 250.0, 3, 2, stacked=True)


class Timeline:
    """Lays out the lines. `goal` is the most seconds that the run was to take, None if there is no target."""

    def __init__(self, facts: Facts, goal: int | None, form: Form) -> None:
        self.form = form
        self._disks = facts.first(MOST_LINES, facts.disks)
        self._all = len(facts.disks)
        self._phases = [phase for disk in facts.disks for phase in disk.phases]
        last = max((_end(disk) for disk in facts.disks), default=0.0)
        self._seconds = max(last, facts.elapsed_seconds or 0.0)
        self._goal = goal if goal and goal <= 2 * self._seconds else None
        self._shown = max(self._seconds, self._goal or 0.0)
        self._row = max(LOWEST_ROW, min(form.most_row, form.most_height / max(1, len(self._disks))))
        self._named = self._row >= form.least_row
        self._left, right = form.margins if self._named else form.margins_without_names
        names = [self._name(disk) for disk in facts.disks]
        self._letters = _size_of_letters(form, names)
        if self._named and not form.stacked:
            self._left = max([self._left, *(GAP_AFTER_NAME + _width(name, self._letters) for name in names)])
        self._right = form.width - right
        self._bottom = form.top + self._row * len(self._disks)

    def picture(self) -> Element | None:
        """The picture; None if no time is known."""
        if not self._shown or not any(map(_end, self._disks)):
            return None
        picture = element(
            "svg",
            element("title", "Timeline of the restores", id=f"timeline-title-{self.form.name}"),
            element("desc", self._description(), id=f"timeline-desc-{self.form.name}"),
            role="img",
            aria_labelledby=f"timeline-title-{self.form.name} timeline-desc-{self.form.name}",
            viewBox=f"0 0 {self.form.width:.0f} {self._bottom + BOTTOM:.0f}",
        )
        append(picture, [*(_legend(self.form, self._phases) if self._phases else []), *self._axis()])
        for index, disk in enumerate(self._disks):
            append(picture, [self._line(disk, self.form.top + self._row * index)])
        append(picture, self._goal_mark())
        return picture

    def caption(self) -> str:
        """How to read the picture, if that is not clear."""
        told = []
        if not self._phases:
            told.append("The times of the phases are not known.")
        if any(phase.end is None for phase in self._phases):
            told.append("A pale bar was still running when the run ended.")
        if not self._named:
            told.append("The numbers are those of the table. A mark at the right is a disk that is not restored.")
            told.append("A long mark means failed or not sent, a short one running or not known.")
        if self._all > MOST_LINES:
            told.append(f"These are {MOST_LINES:,} of {self._all:,} disks, those that are not restored first.")
        return " ".join(told)

    def _description(self) -> str:
        return (
            f"For each of {counted(len(self._disks), 'disk')}, from left to right, when it was validated, when it "
            "waited for rights, when Azure took the restore, when its job ran and when the disk was verified, over "
            f"{duration(self._seconds)}. "
            "The table below has the same data."
        )

    def _x(self, seconds: float) -> float:
        return self._left + (self._right - self._left) * min(seconds, self._shown) / self._shown

    def _axis(self) -> list[Element]:
        most = min(self.form.most_ticks, (self._right - self._left) // ROOM_FOR_TICK)
        step = next((step for step in STEPS if self._shown / step <= most), self._shown)
        drawn: list[Element] = []
        for number in range(int(self._shown / step) + 1):
            x = self._x(number * step)
            drawn.append(element("line", x1=x, x2=x, y1=self.form.top - 4, y2=self._bottom + 4, class_="grid"))
            anchor = "start" if number == 0 and self.form.stacked else "middle"
            drawn.append(_text(duration(number * step), x, self._bottom + 20, "axis", text_anchor=anchor))
        return drawn

    def _goal_mark(self) -> list[Element]:
        if self._goal is None:
            return []
        x = self._x(self._goal)
        anchor = "end" if x > self.form.width / 2 else "start"
        return [
            element("line", x1=x, x2=x, y1=self.form.top - 10, y2=self._bottom + 4, class_="goal"),
            _text(f"RTO target {duration(self._goal)}", x, self.form.top - 14, "goal-name", text_anchor=anchor),
        ]

    def _line(self, disk: DiskFacts, top: float) -> Element:
        look = sign(disk)
        line = element("g", element("title", _in_words(disk)))
        stacked = self._named and self.form.stacked
        middle = top + self._row * (0.72 if stacked else 0.5)
        name = self._name(disk)
        if stacked:
            append(line, [_text(name, self._left, top + 15, "disk-name", size=self._letters)])
        elif self._named:
            x = self._left - GAP_AFTER_NAME
            append(line, [_text(name, x, middle + 4, "disk-name", size=self._letters, text_anchor="end")])
        elif disk.number == 1 or disk.number % 25 == 0:
            append(line, [_text(f"#{disk.number}", self._left - 8, middle + 4, "axis", text_anchor="end")])
        append(line, self._bars(disk, middle))
        took = f" {duration(disk.elapsed_seconds)}" if disk.elapsed_seconds is not None else ""
        if stacked:
            told = _text(f"{look.mark}{took}", self.form.width - 4, top + 15, f"is-{look.tone}", text_anchor="end")
            append(line, [told])
        elif self._named:
            x = self._x(self._drawn_until(disk)) + 8
            append(line, [_text(f"{look.mark}{took}", x, middle + 4, f"is-{look.tone}")])
        elif look.tone in ("bad", "warn"):
            wide = 16 if look.tone == "bad" else 8
            append(line, [_bar(self._right + 6, self._right + 6 + wide, middle, self._row, f"is-{look.tone}")])
        return line

    def _name(self, disk: DiskFacts) -> str:
        return cut_in_the_middle(disk.name, _most_letters(self.form))

    def _drawn_until(self, disk: DiskFacts) -> float:
        interrupted = any(phase.end is None for phase in disk.phases)
        return self._seconds if interrupted else _end(disk)

    def _bars(self, disk: DiskFacts, middle: float) -> list[Element]:
        thick = self._row * ((0.4 if self.form.stacked else 0.62) if self._named else 0.9)
        if not disk.phases:
            end = disk.elapsed_seconds
            return [_bar(self._x(0), self._x(end), middle, thick * 0.5, "untold")] if end else []
        bars: list[Element] = []
        for phase in disk.phases:
            until = self._seconds if phase.end is None else phase.end
            look = f"{phase.name} open" if phase.end is None else phase.name
            bars.append(_bar(self._x(phase.begin), self._x(until), middle, thick * HEIGHTS[phase.name], look))
        return bars


def _legend(form: Form, phases: Sequence[PhaseFacts]) -> list[Element]:
    """What the bars mean. Waiting for rights is listed only if a run did so."""
    waited = any(phase.name == "rights" for phase in phases)
    drawn: list[Element] = []
    x = 0.0
    for number, name in enumerate(PHASES if waited else [name for name in PHASES if name != "rights"]):
        row, column = divmod(number, form.legend_columns)
        x = 0.0 if column == 0 else x
        y = 10.0 + 20.0 * row
        told = PHASE_NAMES.get(name, name)
        drawn.append(_bar(x, x + 22, y, 14 * HEIGHTS[name], name))
        drawn.append(_text(told, x + 28, y + 4))
        x += 48 + 7 * len(told)
    return drawn


def _end(disk: DiskFacts) -> float:
    """The end of the last known phase."""
    ends = [phase.begin if phase.end is None else phase.end for phase in disk.phases]
    return max(ends, default=disk.elapsed_seconds or 0.0)


def _in_words(disk: DiskFacts) -> str:
    told = []
    for phase in disk.phases:
        took = duration(phase.end - phase.begin) if phase.end is not None else "interrupted"
        told.append(f"{PHASE_NAMES.get(phase.name, phase.name)} {took}")
    return f"{disk.number}. {disk.name}: {', '.join([OUTCOMES[disk.outcome], *told])}"


def _bar(begin: float, end: float, middle: float, thick: float, look: str) -> Element:
    """A bar, wide enough to be seen."""
    wide = max(1.5, end - begin)
    return element("rect", x=begin, y=middle - thick / 2, width=wide, height=thick, rx=min(2.0, thick / 3), class_=look)


def _text(
    words: str, x: float, y: float, look: str = "", *, size: float = LARGEST_LETTERS, **attributes: str
) -> Element:
    return element("text", words, x=x, y=y, class_=look, font_size=size, **attributes)


def _most_letters(form: Form) -> int:
    return int(form.most_for_name / (LETTER_WIDTH * SMALLEST_LETTERS))


def _size_of_letters(form: Form, names: Sequence[str]) -> float:
    """The largest, in tenths, in which all names have room."""
    longest = max((_width(name, 1.0) for name in names), default=0.0)
    return min(LARGEST_LETTERS, form.most_for_name / longest // 0.1 / 10) if longest else LARGEST_LETTERS


def _width(name: str, size: float) -> float:
    """How much room a name takes. Some scripts have letters of twice the width."""
    return LETTER_WIDTH * size * sum(2 if east_asian_width(letter) in "FW" else 1 for letter in name)
