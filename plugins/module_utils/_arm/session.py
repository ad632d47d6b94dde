# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""A session with Resource Manager: tokens, retries, paging, and nothing sent where it doesn't belong."""

from __future__ import annotations

import random
import re
from base64 import b64decode
from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from .clock import Clock, Deadline
from .clouds import Cloud
from .errors import MisplacedTrust, NoAnswer, RequestRefused
from .remaining import pause_after, writes_left
from .streaming import Json, read_items
from .threads import SYSTEM_THREADS, Threads
from .times import parse_http_date, parse_retry_after
from .tokens import Tokens
from .transport import Answer, Lost, NotSent, Transport
from .urls import shown_host

Exchange = Callable[[Mapping[str, str], float], Answer]

MOST_TRIES = 6
OPEN_TRIES = 3
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
SHORTEST_TIMEOUT = 1.0
PASSING_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
RETRY_AFTER_BINDS = frozenset({429, 503})


class ArmSession:
    """Requests to one cloud under one login and one deadline. Safe to use from many threads."""

    def __init__(
        self,
        cloud: Cloud,
        tokens: Tokens,
        transport: Transport,
        clock: Clock,
        deadline: Deadline,
        threads: Threads = SYSTEM_THREADS,
    ) -> None:
        self.cloud = cloud
        self.clock = clock
        self.deadline = deadline
        self.threads = threads
        self._tokens = tokens
        self._transport = transport
        self._service_ahead = timedelta(0)
        self.writes_left: int | None = None
        """How many writes Azure still takes from this login, as its latest answer to one told."""

    @property
    def service_now(self) -> datetime:
        """The time of day by Azure's clock, as the `Date` of its latest answer told; UTC, good to a second."""
        return self.clock.now() + self._service_ahead

    def get(self, target: str, *, doing: str, query: Mapping[str, str] | None = None) -> Answer:
        """Read a path of Resource Manager, or a URL that Azure gave, which is sent as it is.

        `doing` says what for, as in "reading the backup vault 'v'". Raises `RequestRefused`, `NoAnswer`,
        `DeadlinePassed`, `LoginFailed` or `MisplacedTrust`.
        """
        return self._send("GET", self._url(target, query), doing=doing)

    def post(
        self,
        target: str,
        *,
        doing: str,
        query: Mapping[str, str],
        body: object,
        repeatable: bool,
        client_request_id: str | None = None,
    ) -> Answer:
        """Post a body. Unless `repeatable`, it is sent again only where Azure can't have accepted it.

        A lost answer to what isn't repeatable raises `NoAnswer` with `Lost` as its cause, and a 5xx
        `RequestRefused`: in both cases it may have taken effect.
        """
        return self._send(
            "POST",
            self._url(target, query),
            doing=doing,
            body=body,
            repeatable=repeatable,
            client_request_id=client_request_id,
        )

    def put(self, target: str, *, doing: str, query: Mapping[str, str], body: object) -> Answer:
        """Make what has a name of our own. Sent again like a read: the same again changes nothing."""
        return self._send("PUT", self._url(target, query), doing=doing, body=body)

    def delete(self, target: str, *, doing: str, query: Mapping[str, str]) -> Answer:
        """Delete what has that name. Sent again like a read: gone is gone."""
        return self._send("DELETE", self._url(target, query), doing=doing)

    def items(self, path: str, *, doing: str, query: Mapping[str, str]) -> Iterator[Json]:
        """The items of a list as they arrive, following `nextLink` to the end. Nothing of it is kept.

        A page whose connection breaks is read again from its beginning, without the items that were read already.
        """
        url = self._url(path, query)
        seen = {url}
        while True:
            link = yield from self._page(url, doing)
            if not link:
                return
            if not isinstance(link, str) or link in seen:
                raise NoAnswer(f"The list for {doing} does not end: a page leads back to itself.")
            seen.add(link)
            url = self._url(link, None)

    def _page(self, url: str, doing: str) -> Generator[Json, None, object]:
        """Yield the items of one page and return its `nextLink`."""
        read = 0
        for tries in range(1, MOST_TRIES + 1):
            chunks: Iterator[bytes] = iter(())

            def exchange(headers: Mapping[str, str], timeout: float) -> Answer:
                nonlocal chunks
                answer, chunks = self._transport.stream(url, headers=headers, timeout=timeout)
                return answer

            answer = self._until_answered(exchange, doing, repeatable=True)
            items = read_items(chunks)
            try:
                for number in count():
                    item = next(items)
                    if number >= read:
                        read += 1
                        yield item
            except StopIteration as end:
                return end.value.get("nextLink")
            except Lost as failure:
                pause = _backoff(tries)
                if tries == MOST_TRIES or pause >= self.deadline.left:
                    raise NoAnswer(f"No whole answer from Azure to {doing}: {failure.message}.") from failure
                self.clock.sleep(pause)
            except ValueError as error:
                raise NoAnswer(
                    f"Azure's answer to {doing} is not the JSON of a list: {error}. "
                    "A proxy between here and Azure may have written it.",
                    trace=answer.trace,
                ) from error
        raise AssertionError("the last try ends it")

    def _url(self, target: str, query: Mapping[str, str] | None) -> str:
        if not target.startswith("/"):
            if not self.cloud.owns(target):
                raise MisplacedTrust(
                    f"Azure's answer leads to {shown_host(target)}, outside of {self.cloud.name}: no token goes there."
                )
            return target
        return f"{self.cloud.resource_manager}{target}" + (f"?{urlencode(query)}" if query else "")

    def _send(
        self,
        method: str,
        url: str,
        *,
        doing: str,
        body: object = None,
        repeatable: bool = True,
        client_request_id: str | None = None,
    ) -> Answer:
        def exchange(headers: Mapping[str, str], timeout: float) -> Answer:
            return self._transport.send(method, url, headers=headers, body=body, timeout=timeout)

        answer = self._until_answered(exchange, doing, repeatable, client_request_id)
        if not answer.is_json:
            raise NoAnswer(
                f"The answer to {doing} is not JSON: a proxy between here and Azure may have written it.",
                trace=answer.trace,
            )
        return answer

    def _until_answered(
        self, exchange: Exchange, doing: str, repeatable: bool, client_request_id: str | None = None
    ) -> Answer:
        """Try until there is an answer that says something, which is then neither an error nor a redirect."""
        client_request_id = client_request_id or str(uuid4())
        token_refused = False
        tries = 0
        while True:
            self.deadline.check(doing)
            token = self._tokens.bearer()
            tries += 1
            headers = {
                "Authorization": f"Bearer {token}",
                "Accept": "application/json",
                "x-ms-client-request-id": client_request_id,
            }
            try:
                answer = exchange(headers, max(SHORTEST_TIMEOUT, self.deadline.left))
            except (NotSent, Lost) as failure:
                pause = _backoff(tries)
                final = tries >= MOST_TRIES or pause >= self.deadline.left
                if final or (isinstance(failure, Lost) and not repeatable):
                    raise NoAnswer(f"No answer from Azure to {doing}: {failure.message}.") from failure
                self.clock.sleep(pause)
                continue
            self._note(answer)
            self._slow_down(answer)
            if answer.status == 401 and not token_refused:
                token_refused = True
                self._tokens.renew(token, _claims(answer.headers.get("www-authenticate")))
                continue
            pause = _retry_after(answer) or _backoff(tries)
            again = answer.status == 429 or (answer.status in PASSING_STATUSES and repeatable and tries < MOST_TRIES)
            if not again or pause >= self.deadline.left:
                return _accept(answer, doing)
            self.clock.sleep(pause)

    def _slow_down(self, answer: Answer) -> None:
        """Leave Azure the time to fill up again, while there is time."""
        pause = pause_after(answer.headers)
        if 0 < pause < self.deadline.left:
            self.clock.sleep(pause)

    def _note(self, answer: Answer) -> None:
        """Keep what every answer tells beside its body."""
        if date := parse_http_date(answer.headers.get("date")):
            self._service_ahead = date - self.clock.now()
        if (left := writes_left(answer.headers)) is not None:
            self.writes_left = left


def read_without_token(transport: Transport, clock: Clock, url: str, *, doing: str) -> object:
    """The JSON behind a URL that needs no login, such as a cloud's description of itself.

    Raises `NoAnswer` or `RequestRefused` after a few tries.
    """
    for tries in range(1, OPEN_TRIES + 1):
        try:
            answer = transport.send("GET", url, headers={"Accept": "application/json"})
        except (NotSent, Lost) as failure:
            if tries == OPEN_TRIES:
                raise NoAnswer(f"No answer to {doing}: {failure.message}.") from failure
            clock.sleep(_backoff(tries))
            continue
        if tries == OPEN_TRIES or answer.status not in PASSING_STATUSES:
            return _accept(answer, doing).body
        clock.sleep(_retry_after(answer) or _backoff(tries))
    raise AssertionError("the last try ends it")


def _accept(answer: Answer, doing: str) -> Answer:
    if 300 <= answer.status < 400:
        host = urlsplit(answer.headers.get("location", "")).hostname or "nowhere"
        raise NoAnswer(f"The answer to {doing} is a redirect to {host}, which is not followed.", trace=answer.trace)
    if answer.status >= 400:
        raise RequestRefused(doing, answer.body, answer.trace)
    return answer


def _retry_after(answer: Answer) -> float | None:
    return parse_retry_after(answer.headers.get("retry-after")) if answer.status in RETRY_AFTER_BINDS else None


def _backoff(tries: int) -> float:
    """Growing pauses with jitter, so that many clients do not come back at the same moment."""
    return random.uniform(0.5, 1.0) * min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (tries - 1))


def _claims(challenge: str | None) -> str | None:
    """The claims that a 401 asks for (continuous access evaluation), decoded."""
    match = re.search(r'claims="([A-Za-z0-9+/_=-]+)"', challenge or "")
    if not match:
        return None
    try:
        return b64decode(match[1].replace("-", "+").replace("_", "/") + "==").decode()
    except ValueError:
        return None
