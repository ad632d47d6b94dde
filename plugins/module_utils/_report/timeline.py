# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The timeline: a picture (SVG) of what was done when, a line for each disk."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from .._restore.records import Phase
from .elements import append, element
from .facts import PHASES, DiskFacts, Facts, PhaseFacts
from .signs import sign
from .words import OUTCOMES, counted, duration

WIDTH, TOP, BOTTOM = 1000.0, 46.0, 26.0
HIGHEST, LOWEST_WITH_NAMES, MOST_HEIGHT = 26.0, 13.0, 900.0
LONGEST_NAME = 30
MOST_TICKS = 7
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)
# The phases differ in height, too, for those who can't tell the colours apart.
HEIGHTS: dict[Phase, float] = {"validation": 0.3, "operation": 0.55, "job": 0.8, "verification": 1.0, "rights": 0.15}
PHASE_NAMES: dict[Phase, str] = {"rights": "wait for rights"}


class Timeline:
    """Lays out the lines. `goal` is the most seconds that the run was to take, None where nothing was said."""

    def __init__(self, facts: Facts, goal: int | None) -> None:
        self._disks = facts.disks
        self._phases = [phase for disk in facts.disks for phase in disk.phases]
        last = max((_end(disk) for disk in facts.disks), default=0.0)
        self._seconds = max(last, facts.elapsed_seconds or 0.0)
        self._goal = goal if goal and goal <= 2 * self._seconds else None
        self._shown = max(self._seconds, self._goal or 0.0)
        self._row = max(2.0, min(HIGHEST, MOST_HEIGHT / max(1, len(self._disks))))
        self._named = self._row >= LOWEST_WITH_NAMES
        self._left, self._right = (215.0, WIDTH - 92.0) if self._named else (44.0, WIDTH - 24.0)
        self._bottom = TOP + self._row * len(self._disks)

    def picture(self) -> Element | None:
        """The picture; None where nothing is known of any time."""
        if not self._shown or not any(map(_end, self._disks)):
            return None
        picture = element(
            "svg",
            element("title", "Timeline of the restores", id="timeline-title"),
            element("desc", self._description(), id="timeline-desc"),
            role="img",
            aria_labelledby="timeline-title timeline-desc",
            viewBox=f"0 0 {WIDTH:.0f} {self._bottom + BOTTOM:.0f}",
        )
        append(picture, [*(_legend(self._phases) if self._phases else []), *self._axis()])
        for index, disk in enumerate(self._disks):
            append(picture, [self._line(disk, TOP + self._row * index)])
        append(picture, self._goal_mark())
        return picture

    def caption(self) -> str:
        """How to read it, where that isn't plain."""
        told = []
        if not self._phases:
            told.append("It is not known when which phase was.")
        if any(phase.end is None for phase in self._phases):
            told.append("A pale bar was still running when the run ended.")
        if not self._named:
            told.append("The numbers are those of the table. A mark at the right is a disk that is not back.")
            told.append("A long mark means failed or not sent, a short one under way or not known.")
        return " ".join(told)

    def _description(self) -> str:
        return (
            f"For each of {counted(len(self._disks), 'disk')}, from left to right, when it was validated, when it "
            "waited for rights, when Azure took the restore, when its job ran and when the disk was verified, over "
            f"{duration(self._seconds)}. "
            "The table below has the same in words."
        )

    def _x(self, seconds: float) -> float:
        return self._left + (self._right - self._left) * min(seconds, self._shown) / self._shown

    def _axis(self) -> list[Element]:
        step = next((step for step in STEPS if self._shown / step <= MOST_TICKS), self._shown)
        drawn: list[Element] = []
        for number in range(int(self._shown / step) + 1):
            x = self._x(number * step)
            drawn.append(element("line", x1=x, x2=x, y1=TOP - 4, y2=self._bottom + 4, class_="grid"))
            drawn.append(_text(duration(number * step), x, self._bottom + 20, "axis", text_anchor="middle"))
        return drawn

    def _goal_mark(self) -> list[Element]:
        if self._goal is None:
            return []
        x = self._x(self._goal)
        anchor = "end" if x > WIDTH / 2 else "start"
        return [
            element("line", x1=x, x2=x, y1=TOP - 10, y2=self._bottom + 4, class_="goal"),
            _text(f"RTO target {duration(self._goal)}", x, TOP - 14, "goal-name", text_anchor=anchor),
        ]

    def _line(self, disk: DiskFacts, top: float) -> Element:
        look = sign(disk)
        line = element("g", element("title", _in_words(disk)))
        middle = top + self._row / 2
        if self._named:
            append(line, [_text(_shortened(disk.name), self._left - 10, middle + 4, text_anchor="end")])
        elif disk.number == 1 or disk.number % 25 == 0:
            append(line, [_text(f"#{disk.number}", self._left - 8, middle + 4, "axis", text_anchor="end")])
        append(line, self._bars(disk, middle))
        if self._named:
            x = self._x(self._drawn_until(disk)) + 8
            took = f" {duration(disk.elapsed_seconds)}" if disk.elapsed_seconds is not None else ""
            append(line, [_text(f"{look.mark}{took}", x, middle + 4, f"is-{look.tone}")])
        elif look.tone in ("bad", "warn"):
            wide = 16 if look.tone == "bad" else 8
            append(line, [_bar(self._right + 6, self._right + 6 + wide, middle, self._row, f"is-{look.tone}")])
        return line

    def _drawn_until(self, disk: DiskFacts) -> float:
        interrupted = any(phase.end is None for phase in disk.phases)
        return self._seconds if interrupted else _end(disk)

    def _bars(self, disk: DiskFacts, middle: float) -> list[Element]:
        thick = self._row * (0.62 if self._named else 0.9)
        if not disk.phases:
            end = disk.elapsed_seconds
            return [_bar(self._x(0), self._x(end), middle, thick * 0.5, "untold")] if end else []
        bars: list[Element] = []
        for phase in disk.phases:
            until = self._seconds if phase.end is None else phase.end
            look = f"{phase.name} open" if phase.end is None else phase.name
            bars.append(_bar(self._x(phase.begin), self._x(until), middle, thick * HEIGHTS[phase.name], look))
        return bars


def _legend(phases: Sequence[PhaseFacts]) -> list[Element]:
    """What the bars mean. Few runs wait for rights, and the others need not ask what that is."""
    waited = any(phase.name == "rights" for phase in phases)
    drawn: list[Element] = []
    x = 0.0
    for name in PHASES if waited else [name for name in PHASES if name != "rights"]:
        drawn.append(_bar(x, x + 22, 10, 14 * HEIGHTS[name], name))
        drawn.append(_text(PHASE_NAMES.get(name, name), x + 28, 14))
        x += 48 + 7 * len(PHASE_NAMES.get(name, name))
    return drawn


def _end(disk: DiskFacts) -> float:
    """When the last that is known of it ended."""
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


def _text(words: str, x: float, y: float, look: str = "", **attributes: str) -> Element:
    return element("text", words, x=x, y=y, class_=look, font_size="12", **attributes)


def _shortened(name: str) -> str:
    """A long name without its middle: names of a set mostly differ at an end."""
    if len(name) <= LONGEST_NAME:
        return name
    half = (LONGEST_NAME - 1) // 2
    return f"{name[:half]}\N{HORIZONTAL ELLIPSIS}{name[-half:]}"
