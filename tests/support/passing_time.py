# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs that are under way for as long as a test needs it, however slow the machine is."""

from __future__ import annotations

from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, long_job
from ansible_collections.azure_dr.backup.tests.emulator.messages import Response
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

SECONDS = 600.0


def begin_long_jobs(azure: Emulator, path: str = r"/restore$") -> None:
    """Jobs that are started from now on take ten minutes, unless the clock is advanced."""
    azure.faults.add(Fault(long_job(azure.clock.speed * SECONDS), "POST", path, times=None))


def end_jobs_after(azure: Emulator, method: str, path: str) -> None:
    """These minutes pass when the next request of a kind has been answered."""

    def pass_by(response: Response) -> Response:
        azure.clock.advance(SECONDS)
        return response

    azure.faults.add(Fault(Action(meddle=pass_by), method, path))


def end_jobs_when_seen(azure: Emulator) -> None:
    """These minutes pass when somebody has looked at the jobs once."""
    end_jobs_after(azure, "GET", r"/backupJobs(/[^/]+)?$")
