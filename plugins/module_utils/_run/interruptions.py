# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Signals that end a process, while something must be taken back first."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType, TracebackType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """A signal came. What is under way ends, and what it has begun is taken back."""


class Interruptions:
    """Within a `with`, the first such signal raises `Interrupted`, and takes its usual effect after the end.

    It waits if `held`, and so do all that follow. Only the main thread of a process can arrange this; nothing changes
    in other threads.
    """

    def __init__(self) -> None:
        self.held = False
        self._arrived: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interruptions:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._arrive) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, signal.SIG_DFL if before is None else before)
        if self._arrived is not None:
            os.kill(os.getpid(), self._arrived)

    def _arrive(self, number: int, _frame: FrameType | None) -> None:
        is_first = self._arrived is None
        self._arrived = number if self._arrived is None else self._arrived
        if is_first and not self.held:
            raise Interrupted
