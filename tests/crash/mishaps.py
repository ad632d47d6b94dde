# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can happen to a run at one of its requests."""

from __future__ import annotations

import signal
from collections.abc import Callable

from ansible_collections.azure_dr.backup.tests.crash.playbook import Playbook
from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, answer, reset
from ansible_collections.azure_dr.backup.tests.emulator.messages import Request, Response


def killing(playbook: Playbook, number: int, *, all_of_it: bool, after: bool) -> Action:
    """Kill the run when a request comes, before it takes effect or after it did."""

    def before(request: Request) -> Response:
        playbook.kill(number, all_of_it=all_of_it)
        return Response(0, drop=True)

    def afterwards(response: Response) -> Response:
        playbook.kill(number, all_of_it=all_of_it)
        return Response(response.status, drop=True) if all_of_it else response

    return Action(meddle=afterwards) if after else Action(instead=before)


MISHAPS: dict[str, Callable[[Playbook], Action]] = {
    "killed before": lambda playbook: killing(playbook, signal.SIGKILL, all_of_it=True, after=False),
    "killed after": lambda playbook: killing(playbook, signal.SIGKILL, all_of_it=True, after=True),
    "ended after": lambda playbook: killing(playbook, signal.SIGTERM, all_of_it=True, after=True),
    "interrupted after": lambda playbook: killing(playbook, signal.SIGINT, all_of_it=True, after=True),
    "left alone": lambda playbook: killing(playbook, signal.SIGKILL, all_of_it=False, after=True),
    "answer dropped": lambda playbook: reset(after=True),
    "reset": lambda playbook: reset(),
    "429": lambda playbook: answer(429, retry_after=1),
    "503": lambda playbook: answer(503),
}
