# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happened in a world: every exchange, every run, and a line for each of what people want to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .azure import Operation
from .scheduler import Scheduler

RESTORE, BACKUP = "restore", "backup"
SENDS = (RESTORE, BACKUP)


@dataclass
class Exchange:
    """One request of a run: `left` is when its first byte did, `served` when it took effect."""

    run: str
    thread: str
    kind: str
    names: tuple[str, ...]
    target: str | None
    began: float
    left: float | None = None
    served: float | None = None
    ended: float | None = None
    status: int | None = None
    understood: bool = False
    """Whether the answer came as the service wrote it."""
    operation: Operation | None = None
    told_job: str | None = None
    """The job that the delivered answer named."""


@dataclass
class RunHistory:
    """One run of a task. `result` is what it returned, `error` what it raised instead; neither if it was killed."""

    name: str
    controller: int
    began: float
    deadline: float
    ended: float | None = None
    killed: float | None = None
    starter_gone: float | None = None
    cancelled: float | None = None
    gone: float | None = None
    """When its process was gone, whatever the reason."""
    result: dict[str, Any] | None = None
    error: BaseException | None = None


@dataclass
class History:
    """All of it."""

    exchanges: list[Exchange] = field(default_factory=list)
    runs: dict[str, RunHistory] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def note(self, scheduler: Scheduler, text: str) -> None:
        """Add a line."""
        self.lines.append(f"{scheduler.now:9.3f}  {text}")

    def of_run(self, name: str, kind: str) -> list[Exchange]:
        """The requests of a kind that left a run."""
        return [each for each in self.exchanges if each.run == name and each.kind == kind and each.left is not None]
