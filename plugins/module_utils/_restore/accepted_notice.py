# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.


"""What whoever watches must know before the run is interrupted: nobody can tell it once it is."""

from __future__ import annotations

from collections.abc import Sequence

from .._run.progress_reporter import Tell
from .records import Record

NOTICE = "Azure continues each accepted restore even if this run ends. To attach to it, run the same task again."


class AcceptedNotice:
    """Tells, once, as soon as the first restore is known to run in Azure, that it does not need this run."""

    def __init__(self, records: Sequence[Record], tell: Tell) -> None:
        self._records = records
        self._tell = tell
        self._told = False

    def look(self) -> None:
        """Tell it, if it is time to."""
        if not self._told and any(record.phase == "job" for record in self._records):
            self._told = True
            self._tell(NOTICE)
