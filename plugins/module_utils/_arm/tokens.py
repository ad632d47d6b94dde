# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Tokens for Resource Manager: one at a time, shared by all threads, renewed before it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .callers import Caller, read_caller
from .clock import Clock, Deadline
from .errors import LoginFailed, TaskError
from .threads import SYSTEM_THREADS, Threads

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, TokenCredential

RENEW_BEFORE_END = 300.0
TRY_AGAIN_AFTER = 30.0
SHORTEST_FETCH = 1.0
LONGEST_FETCH = 180.0


@dataclass(frozen=True)
class Way:
    """What a message says about a login: who gives the token, what to check if there is none, and what was used."""

    asks: str = "the login endpoint of the cloud"
    check: str = ""
    used: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)


class Tokens:
    """Gets tokens from a credential of azure-identity, which is imported at the first need.

    The credential is made anew for each token: files that it reads may have been replaced since, and its own cache
    may hold what Azure has refused. The deadline also ends the wait for a token.
    """

    def __init__(
        self,
        make_credential: Callable[[], TokenCredential],
        scope: str,
        clock: Clock,
        deadline: Deadline,
        threads: Threads = SYSTEM_THREADS,
        way: Way | None = None,
    ) -> None:
        self._make_credential = make_credential
        self._scope = scope
        self._clock = clock
        self._deadline = deadline
        self._threads = threads
        self._way = way or Way()
        self._lock = threads.lock()
        self._token: AccessToken | None = None
        self._renew_at = 0.0

    def bearer(self) -> str:
        """A valid token. Raises `LoginFailed` or `OptionRefused`."""
        with self._lock:
            if not self._token:
                self._token = self._fetch(None)
            elif self._now() >= self._renew_at:
                self._token = self._renewed(self._token)
            return self._token.token

    @property
    def caller(self) -> Caller | None:
        """Who the current token is for; None if there is none yet, or if it can't be read."""
        token = self._token
        return read_caller(token.token) if token else None

    def renew(self, refused: str, claims: str | None) -> None:
        """Replace a token that Azure refused, with the claims that Azure asked for, if any."""
        with self._lock:
            if self._token and self._token.token == refused:
                self._token = self._fetch(claims)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _renewed(self, token: AccessToken) -> AccessToken:
        """A new token, or the old one if there is no new one and the old one is still valid."""
        try:
            return self._fetch(None)
        except TaskError:
            again = self._now() + TRY_AGAIN_AFTER
            if again >= token.expires_on:
                raise
            self._renew_at = again
            return token

    def _fetch(self, claims: str | None) -> AccessToken:
        seconds = min(LONGEST_FETCH, max(SHORTEST_FETCH, self._deadline.left))
        credential = self._make_credential()

        def get_token() -> AccessToken:
            try:
                return credential.get_token(self._scope, claims=claims)
            finally:
                # It has connections of its own, except for one that only runs a command.
                getattr(credential, "close", _nothing_to_close)()

        try:
            token = self._threads.bounded(get_token, seconds, "logging in to Azure")
        except TaskError:
            raise
        except TimeoutError:
            words = f"{self._way.asks} did not answer within {seconds:.0f} seconds. {self._way.check}"
        except Exception as error:
            from .login_words import what_went_wrong

            words = what_went_wrong(error, self._way)
        else:
            if not re.fullmatch(r"[ -~]+", token.token):
                raise LoginFailed(f"Logging in to Azure failed: what {self._way.asks} sent is not a token.")
            left = token.expires_on - self._now()
            self._renew_at = self._now() + max(left - RENEW_BEFORE_END, left / 2)
            return token
        # Outside of the handler: what libraries raise can quote tokens, secrets and passwords of proxies.
        raise LoginFailed(f"Logging in to Azure failed: {words}".rstrip())


def _nothing_to_close() -> None:
    """For credentials without connections."""
