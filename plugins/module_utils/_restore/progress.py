# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How far a run is, in a line for whoever watches it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from .._arm.clock import Clock
from .._arm.plain_text import cut_in_the_middle
from .._arm.times import format_duration
from .._backup.late_jobs import told_late
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
SPREAD = 0.05


class Progress:
    """Tells of the disks of a run: of one by its state, of many by counts and by one that is late."""

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
        return f"{cut_in_the_middle(record.name)}: {self._doing(record)}{status}"

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
        running = [(record, seconds) for record in self._records if (seconds := self._job_seconds(record)) is not None]
        late = told_late(running, self._usual_seconds, lambda record: record.name)
        return f"{state} ({format_duration(round(self._reporter.elapsed))}){late}"

    def _doing(self, record: Record) -> str:
        """What is being done about a disk."""
        if record.is_over:
            return FAILED if record.failure else DONE
        return DOING[record.phase] if record.phase else self._stage

    def _job_seconds(self, record: Record) -> float | None:
        """How long the job of a restore has run; None if none runs."""
        job = record.phases.get("job") if record.phase == "job" else None
        return self._reporter.elapsed - job.began if job else None

    def _usually(self, record: Record) -> str | None:
        """How long the job of a restore runs, and how long such jobs have run; None if there is nothing to tell."""
        seconds = self._job_seconds(record)
        usual = self._usual_seconds(record)
        if seconds is None or not usual:
            return None
        usually = format_duration(round(usual))
        if seconds < 1:
            return f"restoring usually takes about {usually}"
        return f"restoring for {format_duration(round(seconds))}, usually about {usually}"
