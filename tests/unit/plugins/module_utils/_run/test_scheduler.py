# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many works that mostly wait, on a few threads."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.waiter import Steps
from ansible_collections.azure_dr.backup.plugins.module_utils._run.scheduler import MOST_THREADS, Scheduler


def test_more_works_than_threads_wait_at_the_same_time() -> None:
    done: list[int] = []

    def work(number: int) -> Steps[None]:
        yield 0.2
        yield 0.2
        done.append(number)

    began = time.monotonic()
    Scheduler([work(number) for number in range(5 * MOST_THREADS)]).run()

    assert sorted(done) == list(range(5 * MOST_THREADS))
    assert time.monotonic() - began < 2


def test_a_work_is_never_in_two_threads() -> None:
    inside: set[int] = set()

    def work(number: int) -> Steps[None]:
        for _step in range(20):
            assert number not in inside
            inside.add(number)
            time.sleep(0.001)
            inside.remove(number)
            yield 0

    Scheduler([work(number) for number in range(8)]).run()


def test_an_exception_ends_all_at_once() -> None:
    def waits() -> Steps[None]:
        yield 3600

    def fails() -> Steps[None]:
        yield 0.01
        raise ZeroDivisionError

    began = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        Scheduler([waits(), fails(), waits()]).run()

    assert time.monotonic() - began < 5


def test_threads_that_hang_are_not_waited_for() -> None:
    release = threading.Event()

    def hangs() -> Steps[None]:
        release.wait(30)
        yield 0

    def fails() -> Steps[None]:
        yield 0.05
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        Scheduler([hangs(), fails()]).run()
    release.set()

    assert time.monotonic() - began < 5


def test_no_works() -> None:
    Scheduler([]).run()
