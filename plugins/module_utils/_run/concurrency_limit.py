# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How many restores run at a time."""

from __future__ import annotations

from .._arm.threads import Threads
from .._arm.waiter import Steps

LOOK_SECONDS = 1.0


class ConcurrencyLimit:
    """Limits the running restores. If Azure says that there are too many, the limit gets lower."""

    def __init__(self, width: int | None, threads: Threads) -> None:
        self._width = width
        self._inside = 0
        self._lock = threads.lock()

    def enter(self) -> Steps[None]:
        """Wait for a free place, and take it."""
        while not self._try_to_enter():
            yield LOOK_SECONDS

    def leave(self) -> None:
        """Free the place."""
        with self._lock:
            self._inside -= 1

    def narrow(self) -> None:
        """Lower the limit to the restores that run now, without the one that Azure just refused."""
        with self._lock:
            self._width = max(1, min(self._inside - 1, self._width or self._inside))

    def _try_to_enter(self) -> bool:
        with self._lock:
            if self._width is not None and self._inside >= self._width:
                return False
            self._inside += 1
            return True
