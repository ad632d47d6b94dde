# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""A session with Resource Manager: tokens, retries, paging, and no request to another host."""

from __future__ import annotations

import random
import re
from base64 import b64decode
from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

from .callers import Caller
from .clock import Clock, Deadline
from .clouds import Cloud
from .errors import ConnectionLost, ConnectionNotMade, NoAnswer, RequestRefused, RunEnded, TaskError, UnexpectedHost
from .json_stream import Json, read_items
from .rate_limits import SECONDS_A_READ, pause_after, writes_left
from .threads import SYSTEM_THREADS, Threads
from .times import parse_http_date, parse_retry_after
from .tokens import Tokens
from .transport import Answer, Transport, nothing_before
from .urls import shown_host

BeforeSend = Callable[[], None]
Exchange = Callable[[Mapping[str, str], float, BeforeSend], Answer]

MOST_TRIES = 6
OPEN_TRIES = 3
FIRST_PAUSE = 1.0
LONGEST_BACKOFF = 30.0
SHORTEST_TIMEOUT = 1.0
THROTTLED = 429
PASSING_STATUSES = frozenset({408, 500, 502, 503, 504})
RETRY_AFTER_BINDS = frozenset({429, 503})
_SUBSCRIPTION = re.compile(r"/subscriptions/([^/?]+)", re.IGNORECASE)


def always_wanted() -> bool:
    """The check before a write if the run can't end before its requests."""
    return True


class ArmSession:
    """Requests to one cloud under one login and one deadline. Safe to use from many threads.

    `wanted` is called right before a write is sent: the run that started the task may have ended.
    """

    def __init__(
        self,
        cloud: Cloud,
        tokens: Tokens,
        transport: Transport,
        clock: Clock,
        deadline: Deadline,
        threads: Threads = SYSTEM_THREADS,
        wanted: Callable[[], bool] = always_wanted,
    ) -> None:
        self.cloud = cloud
        self.clock = clock
        self.deadline = deadline
        self.threads = threads
        self.wanted = wanted
        self.transport = transport
        self._tokens = tokens
        self._service_ahead = timedelta(0)
        self._writes_left: dict[str, int] = {}
        self._next_read_at: dict[str, float] = {}
        self._lock = threads.lock()

    def for_taking_back(self, seconds: float) -> ArmSession:
        """A session for what this one has begun and must not leave behind.

        It has a time of its own, and sends its requests even if the run has ended.
        """
        deadline = Deadline(self.clock, seconds)
        return ArmSession(self.cloud, self._tokens, self.transport, self.clock, deadline, self.threads)

    def writes_left(self, subscription_id: str) -> int | None:
        """How many writes to a subscription Azure still takes from this login, as its latest answer to one told."""
        return self._writes_left.get(subscription_id.lower())

    def for_at_most(self, seconds: float) -> ArmSession:
        """A session for what is good to know and not worth waiting for longer."""
        deadline = Deadline(self.clock, min(seconds, self.deadline.left))
        return ArmSession(self.cloud, self._tokens, self.transport, self.clock, deadline, self.threads, self.wanted)

    @property
    def service_now(self) -> datetime:
        """The time of day by Azure's clock, from the `Date` of its latest answer; UTC, exact to a second."""
        return self.clock.now() + self._service_ahead

    @property
    def caller(self) -> Caller | None:
        """Who is logged in, as far as it is known."""
        return self._tokens.caller

    def get(self, target: str, *, doing: str, query: Mapping[str, str] | None = None) -> Answer:
        """Read a path of Resource Manager, or a URL that Azure gave, which is sent as it is.

        `doing` names the purpose, as in "reading the backup vault 'v'". Raises `RequestRefused`, `NoAnswer`,
        `DeadlinePassed`, `LoginFailed` or `UnexpectedHost`.
        """
        return self._send("GET", self._url(target, query), doing=doing)

    def post(self, target: str, *, doing: str, query: Mapping[str, str], body: object) -> Answer:
        """Post a request that can safely be sent twice, such as a query or a validation. Retried like a read."""
        return self._send("POST", self._url(target, query), doing=doing, body=body)

    def post_once(
        self,
        target: str,
        *,
        doing: str,
        query: Mapping[str, str],
        body: object,
        client_request_id: str,
        before_send: BeforeSend = nothing_before,
    ) -> Answer:
        """Post a request that must not be sent twice: exactly one request, without a retry.

        `before_send` is called right before the request leaves; what it raises is raised here, and nothing was sent.
        A failure says whether the request may have taken effect (`in_doubt`), and whether the same can be tried again
        (`passing`, `retry_after`): the caller decides, because it knows what has happened since.
        """
        self.deadline.check(doing)
        token = self._tokens.bearer()

        def may_leave() -> None:
            self.deadline.check(doing)
            self._check_wanted(doing)
            before_send()

        headers = _headers(token, client_request_id)
        url, timeout = self._url(target, query), max(SHORTEST_TIMEOUT, self.deadline.left)
        try:
            answer = self.transport.send(
                "POST", url, headers=headers, body=body, timeout=timeout, before_send=may_leave
            )
        except (ConnectionNotMade, ConnectionLost) as failure:
            lost = isinstance(failure, ConnectionLost)
            raise _noted(_no_answer(doing, failure), passing=not lost, in_doubt=lost) from failure
        self._note(answer)
        if answer.status == 401:
            self._tokens.renew(token, _claims(answer.headers.get("www-authenticate")))
        status = answer.status
        try:
            return _accept_json(answer, doing)
        except TaskError as failure:
            raise _noted(
                failure,
                passing=status in (401, THROTTLED),
                in_doubt=status < 400 or status == 408 or status >= 500,
                retry_after=self._retry_after(answer),
            ) from None

    def put(
        self,
        target: str,
        *,
        doing: str,
        query: Mapping[str, str],
        body: object,
        if_match: str | None = None,
        if_absent: bool = False,
    ) -> Answer:
        """Create or replace a resource with a name that we chose. Retried like a read: a second PUT changes nothing.

        With `if_match`, an etag, Azure refuses (HTTP 412) if it has changed since that was read; with `if_absent`, if
        it is there, which it can be from a first try whose answer was lost.
        """
        conditions = _conditions(if_match, if_absent=if_absent)
        return self._send("PUT", self._url(target, query), doing=doing, body=body, conditions=conditions)

    def patch(
        self, target: str, *, doing: str, query: Mapping[str, str], body: object, if_match: str | None = None
    ) -> Answer:
        """Change some members of a resource. Retried, and refused, like a PUT."""
        conditions = _conditions(if_match)
        return self._send("PATCH", self._url(target, query), doing=doing, body=body, conditions=conditions)

    def delete(self, target: str, *, doing: str, query: Mapping[str, str]) -> Answer:
        """Delete a resource. Retried like a read: a second DELETE changes nothing."""
        return self._send("DELETE", self._url(target, query), doing=doing)

    def items(self, path: str, *, doing: str, query: Mapping[str, str]) -> Iterator[Json]:
        """The items of a list as they arrive, following `nextLink` to the end. The list is not kept in memory.

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
        """Yield the items of one page and return its `nextLink`.

        A list can have changed before it is read again: items are recognized by their content, not by their position.
        """
        read: set[int] = set()
        for tries in range(1, MOST_TRIES + 1):
            chunks: Iterator[bytes] = iter(())

            def exchange(headers: Mapping[str, str], timeout: float, before_send: BeforeSend) -> Answer:
                nonlocal chunks
                answer, chunks = self.transport.stream(url, headers=headers, timeout=timeout, before_send=before_send)
                return answer

            answer = self._until_answered(exchange, doing, writes=False)
            items = read_items(chunks)
            try:
                while True:
                    item = next(items)
                    which = hash(str(item.get("id") or item))
                    if tries == 1 or which not in read:
                        read.add(which)
                        yield item
            except StopIteration as end:
                return end.value.get("nextLink")
            except ConnectionLost as failure:
                pause = backoff(tries)
                if tries == MOST_TRIES or pause >= self.deadline.left:
                    message = f"No complete answer from Azure to {doing}: {failure.message}."
                    raise _noted(NoAnswer(message), passing=True) from failure
                self.clock.sleep(pause)
            except ValueError as error:
                message = f"Azure's answer to {doing} is not the JSON of a list: {error}. A proxy may have sent it."
                raise _noted(NoAnswer(message, trace=answer.trace), passing=True) from error
        raise AssertionError("the last try ends it")

    def _url(self, target: str, query: Mapping[str, str] | None) -> str:
        if not target.startswith("/"):
            if not self.cloud.owns(target):
                raise UnexpectedHost(
                    f"Azure's answer names the host {shown_host(target)}, outside of {self.cloud.name}: no token is "
                    "sent there."
                )
            return target
        return f"{self.cloud.resource_manager}{target}" + (f"?{urlencode(query)}" if query else "")

    def _send(
        self, method: str, url: str, *, doing: str, body: object = None, conditions: Mapping[str, str] | None = None
    ) -> Answer:
        def exchange(headers: Mapping[str, str], timeout: float, before_send: BeforeSend) -> Answer:
            return self.transport.send(
                method,
                url,
                headers={**headers, **(conditions or {})},
                body=body,
                timeout=timeout,
                before_send=before_send,
            )

        return _json(self._until_answered(exchange, doing, writes=method != "GET"), doing)

    def _until_answered(self, exchange: Exchange, doing: str, *, writes: bool) -> Answer:
        """Try until Azure gives an answer that is neither an error nor a redirect.

        If Azure asks to wait, the request is sent again later, as long as there is time. This does not count as a try.
        """
        client_request_id = str(uuid4())
        token_refused = False
        failures = throttled = 0

        def may_leave() -> None:
            self.deadline.check(doing)
            if writes:
                self._check_wanted(doing)

        while True:
            self.deadline.check(doing)
            token = self._tokens.bearer()
            timeout = max(SHORTEST_TIMEOUT, self.deadline.left)
            try:
                answer = exchange(_headers(token, client_request_id), timeout, may_leave)
            except (ConnectionNotMade, ConnectionLost) as failure:
                failures += 1
                pause = backoff(failures)
                if failures >= MOST_TRIES or pause >= self.deadline.left:
                    raise _noted(_no_answer(doing, failure), passing=True) from failure
                self.clock.sleep(pause)
                continue
            self._note(answer)
            self._slow_down(answer)
            if answer.status == 401 and not token_refused:
                token_refused = True
                self._tokens.renew(token, _claims(answer.headers.get("www-authenticate")))
                continue
            if answer.status == THROTTLED:
                throttled += 1
                again, pause = True, self._retry_after(answer) or backoff(throttled)
            else:
                failures += answer.status in PASSING_STATUSES
                again = answer.status in PASSING_STATUSES and failures < MOST_TRIES
                pause = self._retry_after(answer) or backoff(failures)
            if not again or pause >= self.deadline.left:
                try:
                    return _accept(answer, doing)
                except TaskError as failure:
                    raise _noted(failure, passing=_is_passing(answer.status)) from None
            self.clock.sleep(pause)

    def _check_wanted(self, doing: str) -> None:
        if not self.wanted():
            raise RunEnded(f"The run has ended, so nothing more was sent ({doing}).")

    def _slow_down(self, answer: Answer) -> None:
        """Wait until Azure accepts more requests, if there is time. All threads together then read at its pace."""
        pause = pause_after(answer.headers)
        if not pause:
            return
        subscription = _subscription_of(answer)
        with self._lock:
            now = self.clock.monotonic()
            at = max(now + pause, self._next_read_at.get(subscription, now) + SECONDS_A_READ)
            if at - now >= self.deadline.left:
                return
            self._next_read_at[subscription] = at
        self.clock.sleep(at - now)

    def _retry_after(self, answer: Answer) -> float | None:
        """Seconds that an answer asks to wait, if its status is one for which this must be followed."""
        if answer.status not in RETRY_AFTER_BINDS:
            return None
        return _asked_to_wait(answer)

    def _note(self, answer: Answer) -> None:
        """Remember what the headers of every answer say."""
        if date := parse_http_date(answer.headers.get("date")):
            self._service_ahead = date - self.clock.now()
        left, subscription = writes_left(answer.headers), _subscription_of(answer)
        if left is not None and subscription:
            self._writes_left[subscription] = left


def _subscription_of(answer: Answer) -> str:
    """The subscription in the path of a request, in lower case; empty if there is none."""
    found = _SUBSCRIPTION.search(answer.trace.url or "")
    return found[1].lower() if found else ""


def read_without_token(transport: Transport, clock: Clock, deadline: Deadline, url: str, *, doing: str) -> object:
    """The JSON behind a URL that needs no login, such as the metadata of a cloud.

    Raises `NoAnswer` or `RequestRefused` after a few tries, and `DeadlinePassed`.
    """
    for tries in range(1, OPEN_TRIES + 1):
        deadline.check(doing)
        timeout = max(SHORTEST_TIMEOUT, deadline.left)
        try:
            answer = transport.send("GET", url, headers={"Accept": "application/json"}, timeout=timeout)
        except (ConnectionNotMade, ConnectionLost) as failure:
            pause = backoff(tries)
            if tries == OPEN_TRIES or pause >= deadline.left:
                raise NoAnswer(f"No answer to {doing}: {failure.message}.") from failure
            clock.sleep(pause)
            continue
        pause = _asked_to_wait(answer) or backoff(tries)
        if tries == OPEN_TRIES or not _is_passing(answer.status) or pause >= deadline.left:
            return _accept(answer, doing).body
        clock.sleep(pause)
    raise AssertionError("the last try ends it")


def _conditions(if_match: str | None, *, if_absent: bool = False) -> dict[str, str]:
    """The headers that say on which condition a write is to be done."""
    return {**({"If-Match": if_match} if if_match else {}), **({"If-None-Match": "*"} if if_absent else {})}


def _headers(token: str, client_request_id: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        "x-ms-client-request-id": client_request_id,
    }


def _noted(
    failure: TaskError, *, passing: bool = False, in_doubt: bool = False, retry_after: float | None = None
) -> TaskError:
    """The failure, with what is known about another try."""
    failure.passing, failure.in_doubt, failure.retry_after = passing, in_doubt, retry_after
    return failure


def _no_answer(doing: str, failure: ConnectionNotMade | ConnectionLost) -> NoAnswer:
    return NoAnswer(f"No answer from Azure to {doing}: {failure.message}.")


def _is_passing(status: int) -> bool:
    return status == THROTTLED or status in PASSING_STATUSES


def _accept(answer: Answer, doing: str) -> Answer:
    if 300 <= answer.status < 400:
        where = shown_host(answer.headers.get("location", ""))
        raise NoAnswer(f"The answer to {doing} is a redirect to {where}, which is not followed.", trace=answer.trace)
    if answer.status >= 400:
        raise RequestRefused(doing, answer.body, answer.trace)
    return answer


def _json(answer: Answer, doing: str) -> Answer:
    if answer.is_json:
        return answer
    message = f"The answer to {doing} is not JSON: a proxy may have sent it."
    raise _noted(NoAnswer(message, trace=answer.trace), passing=True)


def _accept_json(answer: Answer, doing: str) -> Answer:
    return _json(_accept(answer, doing), doing)


def _asked_to_wait(answer: Answer) -> float | None:
    return parse_retry_after(answer.headers.get("retry-after"), answer.headers.get("date"))


def backoff(tries: int) -> float:
    """Growing pauses with jitter, so that many clients do not retry at the same moment."""
    return random.uniform(0.5, 1.0) * min(LONGEST_BACKOFF, FIRST_PAUSE * 2.0 ** (tries - 1))


def _claims(challenge: str | None) -> str | None:
    """The claims that a 401 asks for (continuous access evaluation), decoded."""
    match = re.search(r'claims="([A-Za-z0-9+/_=-]+)"', challenge or "")
    if not match:
        return None
    try:
        return b64decode(match[1].replace("-", "+").replace("_", "/") + "==").decode()
    except ValueError:
        return None
