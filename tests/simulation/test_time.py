# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual time, and what waits in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.azure_dr.backup.tests.simulation.building import one_disk, protected
from ansible_collections.azure_dr.backup.tests.simulation.playing import play
from ansible_collections.azure_dr.backup.tests.simulation.scheduler import Process, Scheduler
from ansible_collections.azure_dr.backup.tests.simulation.threads import SimulatedClock, SimulatedThreads
from ansible_collections.azure_dr.backup.tests.simulation.world import Interruption, Run, When, World


class Machine:
    """A process with a clock and threads."""

    def __init__(self) -> None:
        self.scheduler = Scheduler("seed", until=1000.0)
        self.process = Process("p")
        self.clock = SimulatedClock(self.scheduler, ahead=7200.0, monotonic_start=5.0)
        self.threads = SimulatedThreads(self.scheduler, self.process)
        self.log: list[str] = []

    def say(self, text: str) -> None:
        """Note something with the time at which it is said."""
        self.log.append(f"{self.scheduler.now:g} {text}")

    def run(self, *works: Callable[[], None]) -> list[str]:
        """What is said while these run."""
        for number, work in enumerate(works):
            self.threads.start(work, str(number))
        self.scheduler.run()
        self.scheduler.end()
        return self.log


def test_a_clock_has_its_own_time_of_day_and_its_own_beginning() -> None:
    machine = Machine()

    def work() -> None:
        machine.clock.sleep(60)
        machine.say(f"{machine.clock.now():%H:%M} {machine.clock.monotonic():g}")

    assert machine.run(work) == ["60 05:01 65"]


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), 1e12])
def test_a_clock_refuses_what_the_machines_clock_refuses(seconds: float) -> None:
    with pytest.raises(ValueError, match="no time to sleep"):
        Machine().clock.sleep(seconds)


def test_a_lock_lets_one_in_at_a_time() -> None:
    machine = Machine()
    lock = machine.threads.lock()

    def work() -> None:
        with lock:
            machine.say("in")
            machine.clock.sleep(10)

    assert machine.run(work, work, work) == ["0 in", "10 in", "20 in"]


def test_a_condition_wakes_whoever_waits_or_lets_them_wait_no_longer() -> None:
    machine = Machine()
    condition = machine.threads.condition()

    def patient() -> None:
        with condition:
            machine.say(f"notified: {condition.wait()}")

    def hasty() -> None:
        with condition:
            machine.say(f"notified: {condition.wait(3)}")

    def notify() -> None:
        machine.clock.sleep(7)
        with condition:
            condition.notify_all()

    assert machine.run(patient, hasty, notify) == ["3 notified: False", "7 notified: True"]


def test_bounded_work_returns_raises_or_takes_too_long() -> None:
    machine = Machine()

    def fail() -> None:
        raise KeyError("x")

    def work() -> None:
        machine.say(str(machine.threads.bounded(lambda: 42, 5, "quick")))
        with pytest.raises(KeyError):
            machine.threads.bounded(fail, 5, "failing")
        with pytest.raises(TimeoutError):
            machine.threads.bounded(lambda: machine.clock.sleep(60), 5, "slow")
        machine.say("over")

    assert machine.run(work) == ["0 42", "5 over"]


def test_a_dead_process_does_nothing_more() -> None:
    machine = Machine()

    def work() -> None:
        try:
            machine.clock.sleep(10)
            machine.say("alive")
        finally:
            machine.say("finally")

    machine.scheduler.at(5, lambda: setattr(machine.process, "alive", False))
    machine.threads.start(work, "0")
    machine.scheduler.run()
    assert machine.log == []
    machine.scheduler.end()


def test_a_machine_can_have_no_more_threads() -> None:
    threads = SimulatedThreads(Scheduler("seed", 1.0), Process("p"), may_start=lambda: False)
    with pytest.raises(RuntimeError):
        threads.start(lambda: None, "one")


def test_what_has_left_a_killed_process_takes_effect() -> None:
    killed = Interruption("kill", When(0, "restore", stage="left"))
    happened = play(World(1, protected("erp"), (one_disk((Run(interruption=killed),)),)))
    run = happened.history.runs["c0.0"]
    assert (run.result, run.error) == (None, None)
    assert [job.target for job in happened.azure.jobs] == ["erp-new"]


def test_ctrl_c_ends_the_main_thread_only() -> None:
    cancelled = Interruption("cancel", When(10))
    run = play(World(1, protected("erp"), (one_disk((Run(interruption=cancelled),)),))).history.runs["c0.0"]
    assert isinstance(run.error, KeyboardInterrupt)
    assert run.gone is not None
    assert run.ended is not None
    assert run.gone > run.ended
