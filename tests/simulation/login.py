# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in, in a simulation."""

from __future__ import annotations

from typing import Any

from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from .chance import Chance
from .faults import Faults
from .history import Exchange, History
from .scheduler import Process, Scheduler
from .threads import SimulatedClock

TOKEN = "token"
LIFE_SECONDS = 3600


class SimulatedCredential:
    """Gets tokens, as azure-identity does: in the thread that asks, for however long that takes."""

    def __init__(
        self,
        scheduler: Scheduler,
        faults: Faults,
        history: History,
        process: Process,
        controller: int,
        clock: SimulatedClock,
        chance: Chance,
    ) -> None:
        self._scheduler = scheduler
        self._faults = faults
        self._history = history
        self._process = process
        self._controller = controller
        self._clock = clock
        self._chance = chance
        self._asked = 0

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """A token that is good for an hour, by the clock of whoever asks."""
        scheduler = self._scheduler
        thread = scheduler.current
        fault = self._faults.strike(TOKEN, self._controller, scheduler.now)
        self._asked += 1
        exchange = Exchange(self._process.name, thread.name, TOKEN, (), None, scheduler.now, scheduler.now)
        self._history.exchanges.append(exchange)
        scheduler.sleep(self._chance.between(0.05, 0.4, "token", self._asked) + (fault.seconds if fault else 0.0))
        exchange.ended = scheduler.now
        if fault and fault.act != "slow":
            self._history.note(scheduler, f"{self._process.name}  token: refused")
            raise ClientAuthenticationError("Authentication failed: AADSTS700016: the application was not found.")
        self._history.note(scheduler, f"{self._process.name}  token")
        return AccessToken(f"token-{self._asked}", int(self._clock.now().timestamp()) + LIFE_SECONDS)
