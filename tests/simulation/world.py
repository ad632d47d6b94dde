# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A world: all that decides what happens in a simulation, as values that can be printed and left out one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .azure import Habits, Instance
from .faults import Fault, Outage

Stage = Literal["left", "served", "ended"]
Task = Literal["disk_restore", "disk_restore_batch", "disk_backup"]


@dataclass(frozen=True)
class When:
    """So many seconds after something: after the `nth` request of a kind has come so far, if one is named."""

    seconds: float = 0.0
    request: str = ""
    nth: int = 1
    stage: Stage = "served"
    by: int | None = None


@dataclass(frozen=True)
class Interruption:
    """What ends a run early: its process is killed, whoever started it is, or Ctrl-C reaches its main thread."""

    kind: Literal["kill", "orphan", "cancel"]
    when: When


@dataclass(frozen=True)
class Run:
    """One run of the task, begun some time after the one before has ended or was interrupted."""

    begins: When = When()
    interruption: Interruption | None = None


@dataclass(frozen=True)
class Controller:
    """Who runs a task, how often, and by which clock (seconds ahead of the service's)."""

    task: Task
    options: Mapping[str, object]
    runs: tuple[Run, ...] = (Run(),)
    check_mode: bool = False
    clock_ahead: float = 0.0
    monotonic_start: float = 1000.0


@dataclass(frozen=True)
class Happening:
    """What somebody else does to a disk of the target group.

    `stranger`: makes one, or moves one there that is so old; `delete`: deletes it; `state`: it gets another state;
    `rival`: restores to it from that instance and point; `backup`: backs that instance up; `hurry`: all jobs that are
    under way end.
    """

    what: Literal["stranger", "delete", "state", "rival", "backup", "hurry"]
    when: When
    disk: str = ""
    age: float = 0.0
    state: str = ""
    instance: str = ""
    point: str = ""


@dataclass(frozen=True)
class World:
    """One world. With the same one, the same happens."""

    seed: int
    instances: tuple[Instance, ...]
    controllers: tuple[Controller, ...]
    habits: Habits = field(default_factory=Habits)
    faults: tuple[Fault, ...] = ()
    outages: tuple[Outage, ...] = ()
    happenings: tuple[Happening, ...] = ()
    lasts: float = 20000.0
