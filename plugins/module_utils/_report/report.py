# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""A report: all that the document and the page show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .evidence import Evidence
from .facts import Facts
from .left_over import LeftOver
from .machines import Machine
from .verdict import Verdict
from .words import CHECKED_BESIDES, VERIFIED_MEANS


@dataclass(frozen=True)
class Report:
    """`name` is that of its files, without their endings. `drill`: the disks are deleted afterwards."""

    name: str
    written: datetime
    facts: Facts
    rpo: Verdict
    rto: Verdict
    who: Mapping[str, str | None]
    left_over: tuple[LeftOver, ...]
    drill: bool
    evidence: Evidence | None = None
    machines: tuple[Machine, ...] = ()

    @property
    def label(self) -> str:
        """What it is."""
        if self.evidence:
            return "Report on a drill"
        return "Report on an undone recovery" if self.machines and self.machines[0].goes_back else "Restore report"

    @property
    def verified_means(self) -> str:
        """What was checked of a restored disk, and what was not."""
        checks = self.evidence.checks if self.evidence else ()
        return f"{VERIFIED_MEANS} {CHECKED_BESIDES}" if checks else VERIFIED_MEANS

    @property
    def goes_on(self) -> bool:
        """Whether the run did not end with the restore, so that the times of the restore are not those of the run."""
        return bool(self.machines or self.evidence)

    @property
    def part(self) -> str:
        """What the times of the restore are the times of, if they are not those of the whole run."""
        return "validation" if self.facts.check_mode else "restore"

    @property
    def failed_machines(self) -> list[Machine]:
        """The machines that are not on the disks that they were to be on."""
        return [each for each in self.machines if each.failed]
