# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Changes of a machine that are decided anew each time: look, do one thing, look again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, Protocol

from .._arm.errors import DeadlinePassed, LoginFailed, RequestRefused, RunEnded, TaskError, capitalised
from .._arm.session import ArmSession, backoff
from .._arm.waiter import Steps, bounded, look_times
from .._azure.compute.virtual_machines import VirtualMachine
from .errors import MachineUnsettled
from .refusals import meaning_of

MOST_TRIES = 10
MOST_CHANGES = 10

# What one look led to: there is nothing left to do, Azure has to finish first, or a change was made.
Outcome = Literal["reached", "waiting", "changed"]


class Record(Protocol):
    """What is known of a run meanwhile."""

    changed: bool
    doing: str


def until_reached(
    session: ArmSession, record: Record, advance: Callable[[], Steps[Outcome]], poll_interval: float
) -> Steps[None]:
    """Advance until there is nothing left to do. What is known to pass is waited for; any other failure is raised."""
    pauses = look_times(poll_interval)
    failures = changes = 0
    while True:
        try:
            outcome = yield from advance()
        except TaskError as failure:
            failures += 1
            if meaning_of(failure, exchanging=False) in ("over", "unknown") or failures >= MOST_TRIES:
                raise
            yield _pause(session, record, failure.retry_after or backoff(failures))
            continue
        if outcome == "reached":
            return
        if outcome == "waiting":
            yield _pause(session, record, next(pauses, poll_interval))
            continue
        failures = 0
        changes += 1
        pauses = look_times(poll_interval)
        if changes >= MOST_CHANGES:
            raise MachineUnsettled(
                f"{capitalised(record.doing)} has no effect that lasts: somebody else may be changing the machine."
            )


def agent_words(machine: VirtualMachine) -> str:
    """What the agent of a machine says that is not ready."""
    if machine.agent_ready:
        return "has not reported since the start"
    return f"says {machine.agent_status}" if machine.agent_status else "says nothing"


@contextmanager
def noting_a_change(record: Record) -> Iterator[None]:
    """What is sent meanwhile has changed something, unless Azure refuses it for good."""
    try:
        yield
    except RequestRefused as refusal:
        record.changed |= refusal.in_doubt or refusal.passing
        raise
    except (RunEnded, DeadlinePassed, LoginFailed):
        raise
    except TaskError:
        record.changed = True
        raise
    record.changed = True


def _pause(session: ArmSession, record: Record, seconds: float) -> float:
    return bounded(seconds, session.deadline, capitalised(record.doing))
