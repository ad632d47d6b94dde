# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays a world: its controllers run the real tasks, and everything that happens is written down."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from greenlet import GreenletExit

from ...plugins.module_utils._ansible.execution import outcome
from ...plugins.module_utils._ansible.options import Spec
from ...plugins.module_utils._ansible.runtime import Runtime
from ...plugins.module_utils._ansible.tasks import disk_backup, disk_restore, disk_restore_batch
from ...plugins.module_utils._backup import job_index
from .azure import SUBSCRIPTION, TARGET_GROUP, VAULT, VAULT_GROUP, Azure, Refusal
from .chance import Chance
from .faults import Faults
from .history import History, RunHistory
from .login import SimulatedCredential
from .network import SimulatedTransport
from .scheduler import Process, Scheduler, Thread
from .threads import SimulatedClock, SimulatedThreads
from .triggers import Triggers
from .world import Controller, Happening, World

TASKS = {"disk_restore": disk_restore, "disk_restore_batch": disk_restore_batch, "disk_backup": disk_backup}
THREAD = "thread"
PATIENCE_SECONDS = 120.0
"""How long after its deadline a run that does not end is killed."""
LINGERS_SECONDS = 1.0
"""How long the threads of a process go on when its main thread has ended."""


@dataclass(frozen=True)
class Played:
    """A world, and what happened in it."""

    world: World
    azure: Azure
    history: History


def play(world: World) -> Played:
    """Let a world happen."""
    random.seed(world.seed)
    scheduler = Scheduler(f"schedule/{world.seed}", world.lasts)
    stage = _Stage(world, scheduler)
    with _lists_are_long() if world.habits.graph_lags is not None else nullcontext():
        scheduler.run()
    stage.history.note(scheduler, "the end")
    scheduler.end()
    return Played(world, stage.azure, stage.history)


@contextmanager
def _lists_are_long() -> Iterator[None]:
    """Any list of jobs is too long to be read for a look."""
    with mock.patch.object(job_index, "SHORT_LIST", 0), mock.patch.object(job_index, "SHORT_LIST_A_DISK", 0):
        yield


def task_options(controller: Controller) -> dict[str, object]:
    """The options of a task as Ansible hands them over: with the defaults, and None for what is not given."""
    given = {
        "subscription_id": SUBSCRIPTION,
        "client_id": "4c1d9a6e-7b52-4f0e-9a3c-6d8e2f1b5a70",
        "secret": "filler",
        "tenant": "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
        "vault_name": VAULT,
        "vault_resource_group": VAULT_GROUP,
        "target_resource_group": TARGET_GROUP,
        **controller.options,
    }
    return _filled(TASKS[controller.task].spec(), given)


def _filled(spec: Spec, given: Mapping[str, Any]) -> dict[str, object]:
    options: dict[str, object] = {name: given.get(name, option.get("default")) for name, option in spec.items()}
    if disks := given.get("disks"):
        options["disks"] = [_filled(spec["disks"]["options"], disk) for disk in disks]
    return options


class _Stage:
    """All that takes part in one world."""

    def __init__(self, world: World, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self.history = History()
        self.chance = Chance("world", world.seed)
        self.azure = Azure(scheduler, world.instances, world.habits, self.chance)
        self.faults = Faults(world.faults, world.outages)
        self.triggers = Triggers(scheduler)
        for happening in world.happenings:
            self.triggers.arrange(happening.when, partial(self._happen, happening))
        for number, controller in enumerate(world.controllers):
            _Player(self, number, controller).begin(0)

    def _happen(self, happening: Happening) -> None:
        azure, name = self.azure, happening.disk
        told = f"{happening.what} {name} {happening.state}".strip()
        if happening.what == "stranger":
            azure.make_disk(TARGET_GROUP, name, None, age=happening.age)
        elif happening.what == "delete":
            azure.delete_disk(TARGET_GROUP, name)
        elif happening.what == "state":
            azure.set_state(TARGET_GROUP, name, happening.state)
        elif happening.what in ("rival", "backup"):
            instance, activity = azure.instance(happening.instance), self.chance.guid("rival", name, happening.when)
            try:
                if happening.what == "rival":
                    azure.restore(instance, happening.point, name, activity)
                else:
                    azure.backup(instance, "Default", activity)
            except Refusal as refusal:
                told += f": {refusal.code}"
        else:
            azure.hurry()
        self.history.note(self.scheduler, told)


class _Player:
    """One controller: runs its task, again and again if it is to."""

    def __init__(self, stage: _Stage, number: int, controller: Controller) -> None:
        self._stage = stage
        self._number = number
        self._controller = controller
        self._options = task_options(controller)

    def begin(self, number: int) -> None:
        """Arrange for a run, if there is one of that number."""
        if number < len(self._controller.runs):
            self._stage.triggers.arrange(self._controller.runs[number].begins, lambda: self._run(number))

    def _run(self, number: int) -> None:
        stage, scheduler = self._stage, self._stage.scheduler
        name = f"c{self._number}.{number}"
        timeout = self._options["wait_timeout"]
        assert isinstance(timeout, int)
        history = RunHistory(name, self._number, scheduler.now, scheduler.now + timeout)
        stage.history.runs[name] = history
        process = Process(name)
        runtime = self._runtime(process, history)
        task = TASKS[self._controller.task].run

        def work() -> None:
            try:
                history.result = outcome(task, self._options, runtime, diff=False)
                told = history.result.get("msg") or "ok"
            except GreenletExit:
                raise
            except BaseException as error:
                history.error, told = error, f"{type(error).__name__}: {error}"
            history.ended = scheduler.now
            stage.history.note(scheduler, f"{name}  ended: {told}")
            scheduler.at(scheduler.now + LINGERS_SECONDS, lambda: self._leave(process, history, number))

        stage.history.note(scheduler, f"{name}  begins")
        thread = scheduler.start(process, work, "main")
        patience = history.deadline + PATIENCE_SECONDS
        scheduler.at(patience, lambda: self._interrupt("kill", process, thread, history, number))
        if interruption := self._controller.runs[number].interruption:
            kind = interruption.kind
            stage.triggers.arrange(interruption.when, lambda: self._interrupt(kind, process, thread, history, number))

    def _runtime(self, process: Process, history: RunHistory) -> Runtime:
        stage, scheduler, number = self._stage, self._stage.scheduler, self._number
        chance = Chance("run", self._stage.chance.name(8), process.name)
        clock = SimulatedClock(scheduler, self._controller.clock_ahead, self._controller.monotonic_start)

        def may_start() -> bool:
            return stage.faults.strike(THREAD, number, scheduler.now) is None

        transport = SimulatedTransport(
            scheduler, stage.azure, stage.faults, stage.history, process, number, chance, stage.triggers
        )
        credential = SimulatedCredential(scheduler, stage.faults, stage.history, process, number, clock, chance)
        return Runtime(
            check_mode=self._controller.check_mode,
            environment={},
            folder=Path("/nowhere"),
            run_id=chance.guid("run"),
            clock=clock,
            threads=SimulatedThreads(scheduler, process, may_start),
            open_transport=lambda verify: transport,
            choose_credential=lambda login: lambda authority: credential,
            watch_starters=lambda: lambda: history.starter_gone is None,
        )

    def _interrupt(self, kind: str, process: Process, thread: Thread, history: RunHistory, number: int) -> None:
        """Interrupt a run, unless it has ended."""
        scheduler = self._stage.scheduler
        if history.ended is not None or not process.alive:
            return
        self._stage.history.note(scheduler, f"{history.name}  {kind}")
        if kind == "kill":
            history.killed = scheduler.now
            self._leave(process, history, number)
        elif kind == "orphan":
            history.starter_gone = scheduler.now
            self.begin(number + 1)
        else:
            history.cancelled = scheduler.now
            scheduler.interrupt(thread, KeyboardInterrupt())

    def _leave(self, process: Process, history: RunHistory, number: int) -> None:
        """The process is gone."""
        process.alive = False
        history.gone = self._stage.scheduler.now
        if history.starter_gone is None:
            self.begin(number + 1)
