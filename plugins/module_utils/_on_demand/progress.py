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

CHOOSING, JUDGING, WAITING = "finding the backup rule", "checking recovery points and jobs", "waiting"
FAILED, DONE = "failed", "done"
DOING: dict[Phase, str] = {"sending": "sending", "job": "backing up", "reading": "reading the recovery point"}
ORDER = (CHOOSING, JUDGING, WAITING, *DOING.values(), DONE, FAILED)
NOTICE = "Azure continues each accepted backup even if this run ends. To attach to it, run the same task again."
SPREAD = 0.05


class Progress:
    """Tells of the disks of a run: of one by its state, of many by counts and by one that is late.

    Once the first backup is known to run in Azure, it tells that it does not need this run.
    """

    def __init__(
        self, records: Sequence[Record], usual_seconds: Callable[[Record], float | None], clock: Clock, tell: Tell
    ) -> None:
        self._records = records
        self._usual_seconds = usual_seconds
        self._stage = CHOOSING
        self._tell = tell
        self._noticed = False
        spread = SPREAD if len(records) > 1 else 0.0
        self._reporter = ProgressReporter(clock, tell, self._state, self._line, spread=spread)

    def begin(self, stage: str) -> None:
        """Say what is done about every disk that is in no phase of its own."""
        self._stage = stage

    def look(self) -> None:
        """Tell, if it is time to."""
        if not self._noticed and any(record.phase == "job" for record in self._records):
            self._noticed = True
            self._tell(NOTICE)
        self._reporter.look()

    def _state(self) -> str | None:
        if all(record.is_over for record in self._records):
            return None
        if len(self._records) == 1:
            (record,) = self._records
            status = f", job {record.job.status}" if record.phase == "job" and record.job else ""
            status += ", Azure does not answer" if record.unanswered else ""
            return f"{cut_in_the_middle(record.name)}: {self._doing(record)}{status}"
        counts = Counter(self._doing(record) for record in self._records)
        told = ", ".join(f"{counts[doing]} {doing}" for doing in ORDER if counts[doing])
        return f"{len(self._records)} disks: {told}"

    def _line(self, state: str) -> str:
        line = f"{state} ({format_duration(round(self._reporter.elapsed))})"
        if len(self._records) == 1:
            return line
        running = [(each, self._reporter.elapsed - each.began) for each in self._records if each.phase == "job"]
        return line + told_late(running, self._usual_seconds, lambda record: record.name)

    def _doing(self, record: Record) -> str:
        """What is being done about a disk."""
        if record.is_over:
            return FAILED if record.failure else DONE
        return DOING[record.phase] if record.phase else self._stage
