# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads bytes behind a signed URL of Azure Storage. The URL is a secret, and no token is sent with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .errors import ConnectionLost, ConnectionNotMade, NoAnswer, RequestRefused, UnexpectedHost
from .session import MOST_TRIES, PASSING_STATUSES, SHORTEST_TIMEOUT, THROTTLED, ArmSession, backoff
from .times import parse_retry_after
from .transport import Answer
from .urls import shown_host

LONGEST_READ = 60.0
CONTENT_RANGE = re.compile(r"bytes (\d{1,20})-(\d{1,20})/(\d{1,20})", re.ASCII)


@dataclass(frozen=True)
class Piece:
    """Some bytes, and how many there are in all."""

    data: bytes
    total: int


class SignedUrl:
    """A URL with a signature. Messages show its host only."""

    def __init__(self, session: ArmSession, url: str) -> None:
        """Raises `UnexpectedHost` for a host that does not belong to the storage of the chosen cloud."""
        self.host = shown_host(url)
        if not session.cloud.stores(url):
            raise UnexpectedHost(
                f"Azure's answer names the host {self.host}, which is not one of Azure Storage in "
                f"{session.cloud.name}: nothing is read there."
            )
        self._session = session
        self._url = url

    def read(self, start: int, length: int, *, doing: str) -> Piece:
        """The bytes from `start` on, `length` of them, or fewer at the end.

        Raises `RequestRefused`, whose code is that of Azure Storage, `NoAnswer`, or `DeadlinePassed`.
        """
        session = self._session
        headers = {"Range": f"bytes={start}-{start + length - 1}", "Accept-Encoding": "identity"}
        for tries in range(1, MOST_TRIES + 1):
            session.deadline.check(doing)
            try:
                answer, data = self._exchange(headers, length)
            except (ConnectionNotMade, ConnectionLost) as failure:
                why = NoAnswer(f"No answer from Azure Storage to {doing}: {failure.message}.")
                why.passing = True
                if not self._pauses(tries, backoff(tries)):
                    raise why from failure
                continue
            is_passing = answer.status == THROTTLED or answer.status in PASSING_STATUSES
            if is_passing and self._pauses(tries, _asked_to_wait(answer) or backoff(tries)):
                continue
            return self._piece(answer, data, start, length, doing)
        raise AssertionError("the last try ends it")

    def _exchange(self, headers: Mapping[str, str], most: int) -> tuple[Answer, bytes]:
        timeout = min(LONGEST_READ, max(SHORTEST_TIMEOUT, self._session.deadline.left))
        answer, chunks = self._session.transport.stream(self._url, headers=headers, timeout=timeout)
        return replace(answer, trace=replace(answer.trace, url=f"https://{self.host}")), _at_most(most, chunks)

    def _pauses(self, tries: int, pause: float) -> bool:
        """Wait before another try, if there is one and time for it."""
        if tries == MOST_TRIES or pause >= self._session.deadline.left:
            return False
        self._session.clock.sleep(pause)
        return True

    def _piece(self, answer: Answer, data: bytes, start: int, length: int, doing: str) -> Piece:
        if answer.status >= 400:
            code = answer.headers.get("x-ms-error-code")
            words = {"code": code, "message": f"Azure Storage answered with HTTP {answer.status}."} if code else None
            refusal = RequestRefused(doing, words, answer.trace)
            refusal.passing = answer.status == THROTTLED or answer.status in PASSING_STATUSES
            raise refusal
        told = CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
        if answer.status == 206 and told:
            total = int(told[3])
            if int(told[1]) == start and len(data) == min(length, total - start):
                return Piece(data, total)
        message = f"The answer to {doing} is not the part that was asked for: a proxy may have sent it."
        raise NoAnswer(message, trace=answer.trace)


def _at_most(length: int, chunks: Iterator[bytes]) -> bytes:
    """The bytes up to a little more than `length`: what comes after them is not read."""
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > length:
            break
    return bytes(content)


def _asked_to_wait(answer: Answer) -> float | None:
    return parse_retry_after(answer.headers.get("retry-after"), answer.headers.get("date"))
