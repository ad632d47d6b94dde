# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Tokens for Resource Manager: one at a time, shared by all threads, renewed before it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from .clock import Clock
from .errors import LoginFailed

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, TokenCredential

RENEW_BEFORE_END = 300.0


class Tokens:
    """Gets tokens from a credential of azure-identity, which is made (and imported) at the first need."""

    def __init__(self, make_credential: Callable[[], TokenCredential], scope: str, clock: Clock) -> None:
        self._make_credential = make_credential
        self._scope = scope
        self._clock = clock
        self._lock = threading.Lock()
        self._credential: TokenCredential | None = None
        self._token: AccessToken | None = None

    def bearer(self) -> str:
        """A token that is good for some minutes at least. Raises `LoginFailed`."""
        with self._lock:
            left = self._token.expires_on - self._clock.now().timestamp() if self._token else 0
            if not self._token or left < RENEW_BEFORE_END:
                self._token = self._fetch(None)
            return self._token.token

    def renew(self, refused: str, claims: str | None) -> None:
        """Replace a token that Azure refused, with the claims that it asked for where it did."""
        with self._lock:
            if self._token and self._token.token == refused:
                self._credential = None
                self._token = self._fetch(claims)

    def _fetch(self, claims: str | None) -> AccessToken:
        from azure.core.exceptions import AzureError

        self._credential = self._credential or self._make_credential()
        try:
            return self._credential.get_token(self._scope, claims=claims)
        except (AzureError, ValueError) as error:
            raise LoginFailed(f"Logging in to Azure failed: {_words(error)}") from error


def _words(error: Exception) -> str:
    """The first line of what azure-identity says; the rest is advice for its own users."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = lines[0] if lines else type(error).__name__
    return first.partition(" Trace ID:")[0].rstrip(".") + "."
