# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Tokens for Resource Manager: one at a time, shared by all threads, renewed before it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from .clock import Clock
from .errors import Failure, LoginFailed
from .threads import SYSTEM_THREADS, Threads

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, TokenCredential

RENEW_BEFORE_END = 300.0
TRY_AGAIN_AFTER = 30.0
ON_THE_WAY = {
    "CERTIFICATE_VERIFY_FAILED": (
        "the certificate of the login endpoint could not be verified (REQUESTS_CA_BUNDLE names private authorities)."
    ),
    "Unable to connect to proxy": "the proxy of HTTPS_PROXY could not be reached, or refused.",
}


class Tokens:
    """Gets tokens from a credential of azure-identity, which is imported at the first need.

    The credential is made anew for each token: files that it reads may have been replaced since, and its own cache
    may hold what Azure has refused.
    """

    def __init__(
        self,
        make_credential: Callable[[], TokenCredential],
        scope: str,
        clock: Clock,
        threads: Threads = SYSTEM_THREADS,
    ) -> None:
        self._make_credential = make_credential
        self._scope = scope
        self._clock = clock
        self._lock = threads.lock()
        self._token: AccessToken | None = None
        self._renew_at = 0.0

    def bearer(self) -> str:
        """A token that is good for now. Raises `LoginFailed` or `OptionRefused`."""
        with self._lock:
            if not self._token:
                self._token = self._fetch(None)
            elif self._now() >= self._renew_at:
                self._token = self._renewed(self._token)
            return self._token.token

    def renew(self, refused: str, claims: str | None) -> None:
        """Replace a token that Azure refused, with the claims that it asked for where it did."""
        with self._lock:
            if self._token and self._token.token == refused:
                self._token = self._fetch(claims)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _renewed(self, token: AccessToken) -> AccessToken:
        """A new token, or the old one where none is to be had and the old one is still good."""
        try:
            return self._fetch(None)
        except Failure:
            again = self._now() + TRY_AGAIN_AFTER
            if again >= token.expires_on:
                raise
            self._renew_at = again
            return token

    def _fetch(self, claims: str | None) -> AccessToken:
        from azure.core.exceptions import AzureError

        try:
            token = self._make_credential().get_token(self._scope, claims=claims)
        except (AzureError, OSError, ValueError) as error:
            raise LoginFailed(f"Logging in to Azure failed: {_words(error)}") from error
        left = token.expires_on - self._now()
        self._renew_at = self._now() + max(left - RENEW_BEFORE_END, left / 2)
        return token


def _words(error: Exception) -> str:
    """What azure-identity says in its first line (the rest is advice for its own users), or az as an error."""
    text = str(error)
    for sign, words in ON_THE_WAY.items():
        if sign in text:
            return words
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [type(error).__name__]
    first = next((line for line in lines if line.startswith("ERROR:")), lines[0])
    said = first.removeprefix("Authentication failed: ").partition(" Trace ID:")[0]
    return re.sub(r"\beyJ[\w.-]+", "...", said).rstrip(".") + "."
