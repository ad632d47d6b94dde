# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables that can be read as they stand, and are Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from .emulated import RESTORE_SECONDS
from .measures import Measure

HEADINGS = (
    "",
    "disks",
    "seconds",
    "over the job",
    "CPU s",
    "memory MB",
    "requests",
    "a disk",
    "logins",
    "429",
)
NOTE = (
    f"A job lasts {RESTORE_SECONDS:g} s if nothing else is said; over the job is what comes on top. CPU and\n"
    "memory (the most at a time) are those of the command and all that it starts. Rows on virtual time are\n"
    "what requests and waits take, without CPU and memory. Logins are requests to Entra ID. ~ is extrapolated\n"
    "from the rows above. In ARM's token buckets are 250 reads, 25 more a second, and 200 writes, 10 more a\n"
    "second, for each subscription."
)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    rules = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_line(row, widths) for row in (headings, rules, *rows))


def measured(measures: Sequence[Measure]) -> str:
    """All measures, a line each."""
    return table(HEADINGS, [_row(measure) for measure in measures])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    aligned = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return f"| {' | '.join(aligned)} |"


def _row(measure: Measure) -> list[str]:
    cost, traffic, disks = measure.cost, measure.traffic, measure.disks
    about = "~" if measure.extrapolated else ""
    digits = 1 if disks else 2
    return [
        measure.what,
        str(disks or ""),
        f"{about}{cost.seconds:.{digits}f}",
        f"{about}{cost.seconds - measure.job_seconds:.1f}" if traffic.jobs else "",
        f"{about}{cost.cpu_seconds:.{digits}f}" if cost.cpu_seconds else "",
        f"{cost.megabytes:.0f}" if cost.megabytes and not measure.extrapolated else "",
        f"{about}{traffic.requests:.0f}",
        f"{about}{traffic.requests / disks:.2f}" if disks else "",
        f"{about}{traffic.logins:.0f}",
        f"{about}{traffic.refused:.0f}",
    ]
