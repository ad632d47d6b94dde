# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a token is renewed, and what happens where it cannot be."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import LoginFailed
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.tokens import Tokens

HOUR = 3600


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, tzinfo=timezone.utc)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Credentials:
    """Gives tokens that last so long, and counts the credentials that were made for it."""

    def __init__(self, clock: Clock, lifetime: int = HOUR) -> None:
        self.clock, self.lifetime, self.made = clock, lifetime, 0
        self.error: Exception | None = None
        self.claims: list[str | None] = []

    def make(self) -> Credentials:
        self.made += 1
        return self

    def get_token(self, *scopes: str, claims: str | None = None, **other: object) -> AccessToken:
        self.claims.append(claims)
        if self.error:
            raise self.error
        return AccessToken(f"token {self.made}", int(self.clock.now().timestamp()) + self.lifetime)


def start(lifetime: int = HOUR) -> tuple[Clock, Credentials, Tokens]:
    clock = Clock()
    credentials = Credentials(clock, lifetime)
    return clock, credentials, Tokens(credentials.make, "scope", clock)


def test_a_token_is_renewed_five_minutes_before_its_end_by_a_new_credential() -> None:
    clock, credentials, tokens = start()

    assert tokens.bearer() == "token 1"
    clock.sleep(HOUR - 301)
    assert tokens.bearer() == "token 1"
    clock.sleep(1)
    assert tokens.bearer() == "token 2"
    assert credentials.made == 2


def test_a_short_token_is_not_renewed_at_each_request() -> None:
    clock, credentials, tokens = start(lifetime=120)

    for _second in range(60):
        tokens.bearer()
        clock.sleep(1)
    assert credentials.made == 1
    tokens.bearer()
    assert credentials.made == 2


def test_a_renewal_that_fails_is_tried_again_while_the_old_token_is_good() -> None:
    clock, credentials, tokens = start()
    tokens.bearer()
    credentials.error = ClientAuthenticationError(message="AADSTS90033: A transient error. Trace ID: x")

    clock.sleep(HOUR - 200)
    assert [tokens.bearer(), tokens.bearer()] == ["token 1", "token 1"]
    assert credentials.made == 2
    clock.sleep(31)
    assert tokens.bearer() == "token 1"
    assert credentials.made == 3
    clock.sleep(150)
    with pytest.raises(LoginFailed, match=r"^Logging in to Azure failed: AADSTS90033: A transient error\.$"):
        tokens.bearer()
    credentials.error = None
    assert tokens.bearer() == "token 5"


def test_a_refused_token_is_replaced_once_with_the_claims_that_azure_asks_for() -> None:
    credentials, tokens = start()[1:]
    refused = tokens.bearer()

    tokens.renew(refused, "claims")
    tokens.renew(refused, "claims")

    assert tokens.bearer() == "token 2"
    assert credentials.claims == [None, "claims"]


@pytest.mark.parametrize("error", [OSError("gone"), ValueError("gone"), ClientAuthenticationError(message="gone")])
def test_whatever_goes_wrong_is_a_failed_login(error: Exception) -> None:
    credentials, tokens = start()[1:]
    credentials.error = error
    with pytest.raises(LoginFailed, match=r"^Logging in to Azure failed: gone\.$"):
        tokens.bearer()
