# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is said when Ctrl-C ends a playbook while something goes on in Azure.

Ansible ends its workers at once then, and shows nothing more of what they hand it. So a worker writes the line itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

RESTORES_GO_ON = (
    "Azure continues each restore that it has accepted. "
    "Run the same task again: it attaches to these restores, and sends the rest."
)
BACKUPS_GO_ON = (
    "Azure continues each backup that it has accepted. "
    "Run the same task again: it attaches to these backups, and sends the rest."
)

SWAPS_GO_ON = (
    "The virtual machine can have some of its former and some of its new disks, and can be stopped. "
    "Run the same task again to go on. To go back, use state: rolled_back or the playbook undo_recovery."
)

ATTACHMENTS_GO_ON = (
    "Azure continues what it has accepted. Run the same task again: it waits for that, and does the rest."
)

MACHINES_GO_ON = (
    "Azure continues what it has accepted. Run the same task again: it does the rest. With state: absent, it deletes "
    "what was made, and keeps the disks."
)


def _kept_open(descriptor: int) -> int | None:
    with contextlib.suppress(OSError):
        return os.dup(descriptor)
    return None


# Kept when Ansible loads the plugin, before it forks the workers: since ansible-core 2.19 these have none of their own.
STANDARD_ERROR = _kept_open(2)


@contextlib.contextmanager
def on_interruption(line: str) -> Iterator[None]:
    """Write this line if a SIGINT comes meanwhile, then do what would have been done."""
    before = signal.getsignal(signal.SIGINT)
    if STANDARD_ERROR is None or not callable(before) or threading.current_thread() is not threading.main_thread():
        yield
        return
    standard_error, go_on = STANDARD_ERROR, before

    def say(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(OSError):
            os.write(standard_error, f"\n{line}\n".encode(errors="backslashreplace"))
        go_on(number, frame)

    signal.signal(signal.SIGINT, say)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
