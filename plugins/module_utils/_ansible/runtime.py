# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a task runs on: handed in, so that the same task runs in a module, in the controller and on simulated time."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from .._arm.clock import SYSTEM_CLOCK, Clock
from .._arm.credentials.choose import choose_credential
from .._arm.credentials.login import Login
from .._arm.errors import OptionRefused
from .._arm.threads import SYSTEM_THREADS, Threads
from .._arm.transport import HttpsTransport, Transport
from .._run.progress_reporter import Tell, tell_nobody
from .parent_watch import watch_starters
from .secrets import Secrets

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential


def _open_https(verify: bool) -> Transport:
    return HttpsTransport(verify=verify)


@dataclass(frozen=True)
class Runtime:
    """What a task runs on.

    `tell` shows a line of progress. Relative paths begin in `folder`. `run_id` tells this run of the task from all
    others. `open_transport` is told whether certificates are verified. `choose_credential` makes of a login what makes
    the credential for an authority. `watch_starters` notes who started the task; what it returns says whether they are
    still there. `secrets` are those that must not leave the task. `closing` is what is closed when the task has ended.
    """

    check_mode: bool = False
    tell: Tell = tell_nobody
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    folder: Path = Path()
    run_id: str = field(default_factory=lambda: str(uuid4()))
    clock: Clock = SYSTEM_CLOCK
    threads: Threads = SYSTEM_THREADS
    open_transport: Callable[[bool], Transport] = _open_https
    choose_credential: Callable[[Login], Callable[[str], TokenCredential]] = choose_credential
    watch_starters: Callable[[], Callable[[], bool]] = watch_starters
    secrets: Secrets = field(default_factory=Secrets)
    closing: ExitStack = field(default_factory=ExitStack)

    def path(self, option: str, text: str) -> Path:
        """A path as a person gave it in an option: `~` is the home, and a relative one begins in `folder`.

        Raises `OptionRefused` for what can be none.
        """
        if "\0" in text:
            raise OptionRefused(option, "a path can't contain a null byte")
        try:
            return self.folder / Path(text).expanduser()
        except RuntimeError:
            raise OptionRefused(option, f"{text} begins with a home folder that is not known") from None
