# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is read at need, and once, whichever threads of a run need it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from .._arm.errors import TaskError
from .._arm.threads import Threads

T = TypeVar("T")


class ReadOnce(Generic[T]):
    """What was read, or why it can't be: that isn't asked again for each of a thousand disks, either.

    A failure that may pass is no answer, so that the next who needs it tries again.
    """

    def __init__(self, read: Callable[[], T], threads: Threads) -> None:
        self.known: T | None = None
        """What was read, as far as it is now. Nobody waits for it."""
        self._read = read
        self._lock = threads.lock()
        self._failure: TaskError | None = None

    def get(self) -> T:
        """What is read. Raises what the reading raised."""
        with self._lock:
            if self._failure:
                raise self._failure.again()
            if self.known is None:
                try:
                    self.known = self._read()
                except TaskError as failure:
                    self._failure = None if failure.passing else failure.again()
                    raise
            return self.known
