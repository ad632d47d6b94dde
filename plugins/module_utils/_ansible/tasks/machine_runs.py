# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How a task sees a change of a virtual machine through, and tells meanwhile what it does."""

from __future__ import annotations

from typing import Protocol

from ..._arm.session import ArmSession
from ..._arm.times import format_duration
from ..._arm.waiter import Steps
from ..._run.progress_reporter import ProgressReporter, Tell
from ..._run.scheduler import run_works


class Record(Protocol):
    """What is known of a run meanwhile."""

    doing: str


def see_through(session: ArmSession, steps: Steps[None], record: Record, name: str, tell: Tell) -> None:
    """Run these steps to their end; `name` is that of the machine."""
    reporter = ProgressReporter(
        session.clock,
        tell,
        lambda: record.doing,
        lambda state: f"{name}: {state} ({format_duration(round(reporter.elapsed))})",
    )

    run_works([steps], session, reporter.look)
