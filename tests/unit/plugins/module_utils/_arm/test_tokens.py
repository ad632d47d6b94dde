# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a token is renewed, and what happens where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import TypeVar

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clock import Deadline
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import LoginFailed
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SystemThreads
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.tokens import Tokens, Way

HOUR = 3600
T = TypeVar("T")
USED = "Used were secret (AZURE_SECRET)."
PRIVATE = "name a file that has its authority by REQUESTS_CA_BUNDLE"


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
        self.name: str | None = None
        self.claims: list[str | None] = []

    def make(self) -> Credentials:
        self.made += 1
        return self

    def get_token(self, *scopes: str, claims: str | None = None, **other: object) -> AccessToken:
        self.claims.append(claims)
        if self.error:
            raise self.error
        name = f"token {self.made}" if self.name is None else self.name
        return AccessToken(name, int(self.clock.now().timestamp()) + self.lifetime)


def start(lifetime: int = HOUR) -> tuple[Clock, Credentials, Tokens]:
    clock = Clock()
    credentials = Credentials(clock, lifetime)
    return clock, credentials, Tokens(credentials.make, "scope", clock, Deadline(clock, 10 * HOUR))


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


@pytest.mark.parametrize(
    "error", [OSError("gone"), ValueError("gone"), KeyError("gone"), ClientAuthenticationError(message="gone")]
)
def test_whatever_goes_wrong_is_a_failed_login(error: Exception) -> None:
    credentials, tokens = start()[1:]
    credentials.error = error
    with pytest.raises(LoginFailed, match=r"^Logging in to Azure failed: '?gone'?\.$"):
        tokens.bearer()


class Impatient(SystemThreads):
    """Threads that wait for nothing that takes time, and note how long they were to wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def bounded(self, work: Callable[[], T], seconds: float, name: str) -> T:
        self.seconds.append(seconds)
        raise TimeoutError


@pytest.mark.parametrize(("left", "seconds"), [(HOUR, 180.0), (10, 10.0), (0, 1.0)])
def test_who_does_not_answer_is_not_waited_for_after_the_deadline(left: float, seconds: float) -> None:
    clock, threads = Clock(), Impatient()
    way = Way("the command az", "Try it.")
    tokens = Tokens(Credentials(clock).make, "scope", clock, Deadline(clock, left), threads, way)

    with pytest.raises(LoginFailed) as raised:
        tokens.bearer()

    told = f"Logging in to Azure failed: the command az did not answer within {seconds:.0f} seconds. Try it."
    assert raised.value.message == told
    assert threads.seconds == [seconds]


@pytest.mark.parametrize("token", ["", "t\u00f6ken", "to\r\nken", "to\0ken", "to\x1b[0mken"])
def test_what_is_no_token_is_not_sent(token: str) -> None:
    credentials, tokens = start()[1:]
    credentials.name = token

    with pytest.raises(LoginFailed, match="what the login endpoint of the cloud sent is not a token") as raised:
        tokens.bearer()
    assert "ken\n" not in raised.value.message


def test_who_uses_no_application_is_told_what_to_check() -> None:
    clock = Clock()
    credentials = Credentials(clock)
    credentials.error = ClientAuthenticationError(message="ManagedIdentityCredential: no response from the endpoint.")
    way = Way("the identity endpoint", "Check it.")

    with pytest.raises(LoginFailed, match=r"no response from the endpoint\. Check it\.$"):
        Tokens(credentials.make, "scope", clock, Deadline(clock, HOUR), way=way).bearer()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "AADSTS7000215: Invalid client secret provided: s3cret. Trace ID: x",
            "AADSTS7000215: Invalid client secret provided: .... Used were secret (AZURE_SECRET).",
        ),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in chain (_ssl.c:1)",
            f"the certificate of the endpoint could not be verified (self-signed certificate in chain; {PRIVATE}).",
        ),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)",
            "the certificate of the endpoint could not be verified (certificate has expired).",
        ),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] x", "the certificate of the endpoint could not be verified."),
        (
            "Unable to get authority configuration for https://login/t. Authority would typically be in a format of x",
            "The login endpoint of the cloud describes no such tenant. Used were secret (AZURE_SECRET).",
        ),
        (
            "Could not find a suitable TLS CA certificate bundle, invalid path: /gone.pem",
            "/gone.pem, the file of authorities that REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE names, is not there.",
        ),
        (
            "HTTPSConnection(host='login', port=443): Failed to resolve 'login' ([Errno -2] Name or service not known)",
            "the endpoint could not be reached (Name or service not known). Check it.",
        ),
        (
            "HTTPSConnectionPool(host='login', port=443): Read timed out. (read timeout=1)",
            "the endpoint did not answer. Check it.",
        ),
        (
            "ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint.",
            f"ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint. {USED}",
        ),
        ("no way to http://someone:hid/den@proxy:1", f"no way to http://proxy:1. {USED}"),
        ("\x1b[31mERROR: \x1b]0;title\x07gone\x1b[0m\x9b", f"ERROR: gone. {USED}"),
        ("\n\n", f"ClientAuthenticationError. {USED}"),
        ("first\r\nERROR: second", f"ERROR: second. {USED}"),
        ("x" * 5000, "x" * 600 + f". {USED}"),
        ("//" * 200_000, "//" * 300 + f". {USED}"),
    ],
)
def test_what_went_wrong_is_told_in_words_without_secrets(
    said: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(variable, raising=False)
    clock = Clock()
    credentials = Credentials(clock)
    credentials.error = ClientAuthenticationError(message=said)
    way = Way("the endpoint", "Check it.", "secret (AZURE_SECRET)", ("s3cret",))
    tokens = Tokens(credentials.make, "scope", clock, Deadline(clock, HOUR), way=way)

    with pytest.raises(LoginFailed) as raised:
        tokens.bearer()

    assert raised.value.message == f"Logging in to Azure failed: {told}"
    assert raised.value.__cause__ is raised.value.__context__ is None
    assert "s3cret" not in repr(way)
