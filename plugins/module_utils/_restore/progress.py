# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How far a run is, in a line for whoever watches it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from .._arm.clock import Clock
from .._arm.times import format_duration
from .._run.progress_reporter import ProgressReporter, Tell
from .records import Phase, Record

CHOOSING, JUDGING, WAITING = "choosing the recovery point", "checking the target disk", "waiting"
FAILED, DONE = "failed", "done"
DOING: dict[Phase, str] = {
    "rights": "waiting for rights on the target group",
    "validation": "validating",
    "operation": "restoring",
    "job": "restoring",
    "verification": "verifying",
}
ORDER = (CHOOSING, JUDGING, WAITING, *dict.fromkeys(DOING.values()), DONE, FAILED)
SLOWEST = 3
SPREAD = 0.05


class Progress:
    """Tells of the disks of a run: of one by its state, of many by counts and by those that take longest."""

    def __init__(
        self,
        records: Sequence[Record],
        usual_seconds: Callable[[Record], float | None],
        clock: Clock,
        tell: Tell,
    ) -> None:
        self._records = records
        self._usual_seconds = usual_seconds
        self._stage = CHOOSING
        if len(records) == 1:
            self._reporter = ProgressReporter(clock, tell, self._state_of_one, self._line_of_one)
        else:
            self._reporter = ProgressReporter(clock, tell, self._state_of_many, self._line_of_many, spread=SPREAD)

    def begin(self, stage: str) -> None:
        """Say what is done about every disk that is in no phase of its own."""
        self._stage = stage

    def look(self) -> None:
        """Tell, if it is time to."""
        self._reporter.look()

    def _state_of_one(self) -> str | None:
        (record,) = self._records
        if record.is_over:
            return None
        status = f", job {record.job.status}" if record.phase == "job" and record.job else ""
        status += ", Azure does not answer" if record.unanswered else ""
        return f"{record.request.target.name}: {self._doing(record)}{status}"

    def _line_of_one(self, state: str) -> str:
        (record,) = self._records
        usually = self._usually(record)
        return f"{state} ({format_duration(round(self._reporter.elapsed))}{f' in all, {usually}' if usually else ''})"

    def _state_of_many(self) -> str | None:
        if all(record.is_over for record in self._records):
            return None
        counts = Counter(self._doing(record) for record in self._records)
        told = ", ".join(f"{counts[doing]} {doing}" for doing in ORDER if counts[doing])
        return f"{len(self._records)} disks: {told}"

    def _line_of_many(self, state: str) -> str:
        under_way = sorted((record for record in self._records if record.phase), key=_began)
        line = f"{state} ({format_duration(round(self._reporter.elapsed))})"
        if SLOWEST >= len(self._records) == len(under_way):
            return line
        slowest = [self._named(record) for record in under_way[:SLOWEST]]
        return f"{line}; running longest: {', '.join(slowest)}" if slowest else line

    def _doing(self, record: Record) -> str:
        """What is being done about a disk."""
        if record.is_over:
            return FAILED if record.failure else DONE
        return DOING[record.phase] if record.phase else self._stage

    def _named(self, record: Record) -> str:
        took = f"{self._doing(record)}, {format_duration(round(self._reporter.elapsed - _began(record)))}"
        return f"{record.request.target.name} ({self._usually(record) or took})"

    def _usually(self, record: Record) -> str | None:
        """How long the job of a restore runs, and how long such jobs have run; None if there is nothing to tell."""
        job = record.phases.get("job") if record.phase == "job" else None
        seconds = self._usual_seconds(record)
        if job is None or not seconds:
            return None
        runs = format_duration(round(self._reporter.elapsed - job.began))
        return f"restoring for {runs}, usually about {format_duration(round(seconds))}"


def _began(record: Record) -> float:
    """When the disk's first phase began, in seconds since the run began."""
    return min((span.began for span in tuple(record.phases.values())), default=0.0)
