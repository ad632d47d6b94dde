# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Threads, locks and conditions, which a test can replace."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, TypeVar

T = TypeVar("T")


class Condition(Protocol):
    """A lock whose holder can wait for what another thread changes."""

    def __enter__(self) -> bool:
        """Take the lock."""

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        """Release the lock."""

    def wait(self, timeout: float | None = None) -> bool:
        """Release the lock until a thread notifies, or for so many seconds."""

    def notify(self, n: int = 1) -> None:
        """Wake one waiting thread."""

    def notify_all(self) -> None:
        """Wake all waiting threads."""


class Threads(Protocol):
    """Starts threads, and makes their locks and conditions."""

    def lock(self) -> AbstractContextManager[object]:
        """A new lock."""

    def condition(self) -> Condition:
        """A new condition."""

    def start(self, work: Callable[[], None], name: str) -> None:
        """Run `work` in a thread that nobody waits for. Raises RuntimeError if the machine has no more threads."""

    def bounded(self, work: Callable[[], T], seconds: float, name: str) -> T:
        """What `work` returns, or raises. Raises TimeoutError if it is not done after so many seconds.

        `work` can then go on unseen: it must not change anything.
        """


class SystemThreads:
    """The threads of this process."""

    def lock(self) -> AbstractContextManager[object]:
        return threading.Lock()

    def condition(self) -> Condition:
        return threading.Condition()

    def start(self, work: Callable[[], None], name: str) -> None:
        threading.Thread(target=work, name=name, daemon=True).start()

    def bounded(self, work: Callable[[], T], seconds: float, name: str) -> T:
        done = threading.Event()
        results: list[T] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                results.append(work())
            except BaseException as error:
                errors.append(error)
            finally:
                done.set()

        self.start(run, name)
        if not done.wait(seconds):
            raise TimeoutError(f"{name} did not end within {seconds:g} seconds")
        if errors:
            raise errors[0]
        return results[0]


SYSTEM_THREADS = SystemThreads()
