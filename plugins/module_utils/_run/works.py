# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Running works to their ends, or until the run is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from .._arm.errors import TaskError
from .._arm.session import ArmSession
from .._arm.unexpected import failure_of
from .._arm.waiter import Steps
from .scheduler import run_works

T = TypeVar("T")


class RunOver(Exception):
    """The run ends before all is done, for that reason."""

    def __init__(self, failure: TaskError) -> None:
        super().__init__(str(failure))
        self.failure = failure


def run_to_the_end(works: Sequence[Steps[None]], session: ArmSession, look: Callable[[], None]) -> None:
    """Run these works to their ends. Raises `RunOver` if they last too long, or if nobody wants them any more."""
    try:
        run_works(works, session, look)
    except (TaskError, RuntimeError) as error:
        raise RunOver(failure_of(error)) from error


def in_time(session: ArmSession, work: Callable[[], T]) -> T:
    """What a work returns, which ends with the run, whatever it is waiting for. Raises what it raises."""
    found: list[T] = []

    def steps() -> Steps[None]:
        found.append(work())
        yield from ()

    try:
        run_works([steps()], session, lambda: None)
    except RuntimeError as error:
        raise failure_of(error) from error
    return found[0]
