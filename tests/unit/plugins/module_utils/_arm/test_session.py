# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session with Resource Manager when the way is rough."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clock import Deadline
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clouds import Cloud
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import (
    ConnectionLost,
    DeadlinePassed,
    NoAnswer,
    RequestRefused,
    RunEnded,
    TaskError,
    Trace,
    UnexpectedHost,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.session import ArmSession
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.transport import Answer, HttpsTransport, Transport
from ansible_collections.azure_dr.backup.tests.emulator.faults import (
    Action,
    Fault,
    answer,
    claims_challenge,
    expired_token,
    html,
    redirect,
    reset,
)
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.clock import Clock

QUERY = {"api-version": "2025-07-01"}
READING = "reading the backup vault"


class EmulatedTokens:
    """Tokens straight from the emulator, and a note of each that was refused."""

    def __init__(self, azure: Emulator) -> None:
        self._azure = azure
        self._token = azure.token()
        self.renewed: list[str | None] = []

    def bearer(self) -> str:
        return self._token

    def renew(self, refused: str, claims: str | None) -> None:
        self.renewed.append(claims)
        self._token = self._azure.token()


Open = Callable[..., tuple[ArmSession, Clock, EmulatedTokens]]


@pytest.fixture
def session(azure: Emulator) -> Open:
    def open_session(seconds: float = 300.0) -> tuple[ArmSession, Clock, EmulatedTokens]:
        clock, tokens = Clock(), EmulatedTokens(azure)
        cloud = Cloud("emulated", azure.url, azure.url, f"{azure.url}/.default")
        made: Any = tokens
        return ArmSession(cloud, made, HttpsTransport(), clock, Deadline(clock, seconds)), clock, tokens

    return open_session


def vault(azure: Emulator) -> str:
    return azure.estate.vault().id


@pytest.mark.parametrize(
    "fault", [answer(429), answer(500), answer(502), answer(503), answer(408), html(504), reset(), reset(after=True)]
)
def test_a_read_is_tried_again(azure: Emulator, session: Open, fault: Action) -> None:
    azure.faults.add(Fault(fault, times=2))
    arm, clock, _tokens = session()

    assert arm.get(vault(azure), query=QUERY, doing=READING).status == 200
    assert len(azure.requests) == 3
    assert len(clock.slept) == 2
    assert 0.5 <= clock.slept[0] <= 1.0 <= clock.slept[1] <= 2.0


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_binding(azure: Emulator, session: Open, status: int) -> None:
    azure.faults.add(Fault(answer(status, retry_after=17)))
    arm, clock, _tokens = session()

    arm.get(vault(azure), query=QUERY, doing=READING)

    assert clock.slept == [17.0]


def test_throttling_is_borne_until_the_deadline(azure: Emulator, session: Open) -> None:
    azure.faults.add(Fault(answer(429, retry_after=10), times=None))
    arm, clock, _tokens = session(95)

    with pytest.raises(RequestRefused) as refused:
        arm.get(vault(azure), query=QUERY, doing=READING)

    assert refused.value.status == 429
    assert clock.seconds == 90


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 501])
def test_what_will_not_pass_is_not_tried_again(azure: Emulator, session: Open, status: int) -> None:
    azure.faults.add(Fault(answer(status), times=None))
    arm, clock, _tokens = session()

    with pytest.raises(RequestRefused) as refused:
        arm.get(vault(azure), query=QUERY, doing=READING)

    assert refused.value.status == status
    assert clock.slept == []
    assert READING in refused.value.message


def test_errors_that_do_not_pass_end_after_some_tries(azure: Emulator, session: Open) -> None:
    azure.faults.add(Fault(answer(500), times=None))
    arm, _clock, _tokens = session()

    with pytest.raises(RequestRefused):
        arm.get(vault(azure), query=QUERY, doing=READING)

    assert len(azure.requests) == 6


def post_once(arm: ArmSession, azure: Emulator, before_send: Callable[[], None] = lambda: None) -> Answer:
    """Post what must not be posted twice."""
    return arm.post_once(
        vault(azure), query=QUERY, body={}, doing="writing", client_request_id="our-id", before_send=before_send
    )


@pytest.mark.parametrize(
    ("fault", "failure", "in_doubt", "passing"),
    [
        (answer(400), RequestRefused, False, False),
        (answer(401), RequestRefused, False, True),
        (answer(403), RequestRefused, False, False),
        (answer(409), RequestRefused, False, False),
        (answer(408), RequestRefused, True, False),
        (answer(429, retry_after=3), RequestRefused, False, True),
        (answer(500), RequestRefused, True, False),
        (answer(503, retry_after=1), RequestRefused, True, False),
        (answer(302), NoAnswer, True, False),
        (reset(after=True), NoAnswer, True, False),
        (reset(), NoAnswer, True, False),
    ],
)
def test_what_must_not_be_posted_twice_is_sent_once_and_it_is_said_what_is_known_of_it(
    azure: Emulator, session: Open, fault: Action, failure: type[TaskError], in_doubt: bool, passing: bool
) -> None:
    azure.faults.add(Fault(fault, times=None))
    arm, clock, _tokens = session()

    with pytest.raises(failure) as raised:
        post_once(arm, azure)

    assert [one.headers["x-ms-client-request-id"] for one in azure.requests] == ["our-id"]
    assert (raised.value.in_doubt, raised.value.passing) == (in_doubt, passing)
    assert clock.slept == []


def test_a_post_that_was_throttled_says_how_long_to_wait(azure: Emulator, session: Open) -> None:
    azure.faults.add(Fault(answer(429, retry_after=3)))

    with pytest.raises(RequestRefused) as refused:
        post_once(session()[0], azure)

    assert refused.value.retry_after == 3


def test_a_post_to_nobody_was_not_sent(session: Open, azure: Emulator) -> None:
    arm, _clock, _tokens = session()
    arm.cloud = replace(arm.cloud, resource_manager="https://localhost:9")

    with pytest.raises(NoAnswer) as raised:
        post_once(arm, azure)

    assert (raised.value.in_doubt, raised.value.passing) == (False, True)


def test_nothing_is_posted_if_something_speaks_against_it_at_the_last_moment(azure: Emulator, session: Open) -> None:
    def refuse() -> None:
        raise TaskError("not now")

    with pytest.raises(TaskError, match="not now"):
        post_once(session()[0], azure, before_send=refuse)

    assert azure.requests == []


def test_a_token_that_was_refused_is_replaced_for_the_next_post(azure: Emulator, session: Open) -> None:
    azure.faults.add(Fault(expired_token()))
    arm, _clock, tokens = session()

    with pytest.raises(RequestRefused):
        post_once(arm, azure)

    assert tokens.renewed == [None]


@pytest.mark.parametrize("method", ["post", "put", "delete", "post_once"])
def test_nothing_is_written_for_a_run_that_is_gone(azure: Emulator, session: Open, method: str) -> None:
    arm, _clock, _tokens = session()
    arm.wanted = lambda: False
    body = {} if method == "delete" else {"body": {}}
    own = {"client_request_id": "our-id"} if method == "post_once" else {}

    with pytest.raises(RunEnded):
        getattr(arm, method)(vault(azure), query=QUERY, doing="writing", **body, **own)

    assert azure.requests == []


@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_has_changed_meanwhile_is_not_overwritten(azure: Emulator, session: Open, method: str) -> None:
    azure.faults.add(Fault(answer(200, {"name": "v"}, {"ETag": '"1"'})))
    azure.faults.add(Fault(answer(412), skip=1))
    arm, _clock, _tokens = session()

    etag = arm.get(vault(azure), query=QUERY, doing=READING).headers["etag"]
    with pytest.raises(RequestRefused) as refused:
        getattr(arm, method)(vault(azure), query=QUERY, body={}, doing="writing", if_match=etag)

    assert (etag, refused.value.status) == ('"1"', 412)
    assert azure.requests[1].method == method.upper()
    assert azure.requests[1].headers["if-match"] == '"1"'


def test_being_told_to_come_back_later_does_not_count_as_a_failure(azure: Emulator, session: Open) -> None:
    azure.faults.add(Fault(answer(429, retry_after=1), times=5))
    azure.faults.add(Fault(answer(500), skip=5, times=5))
    arm, _clock, _tokens = session()

    assert arm.get(vault(azure), query=QUERY, doing=READING).status == 200


def test_an_expired_token_is_replaced_once(azure: Emulator, session: Open) -> None:
    azure.faults.add(Fault(expired_token()))
    arm, clock, tokens = session()

    assert arm.get(vault(azure), query=QUERY, doing=READING).status == 200
    assert tokens.renewed == [None]
    assert clock.slept == []


def test_a_token_that_is_refused_again_ends_it(azure: Emulator, session: Open) -> None:
    azure.faults.add(Fault(expired_token(), times=None))
    arm, _clock, tokens = session()

    with pytest.raises(RequestRefused, match="ExpiredAuthenticationToken"):
        arm.get(vault(azure), query=QUERY, doing=READING)

    assert len(tokens.renewed) == 1


def test_the_claims_that_azure_asks_for_are_passed_on(azure: Emulator, session: Open) -> None:
    azure.faults.add(Fault(claims_challenge()))
    arm, _clock, tokens = session()

    arm.get(vault(azure), query=QUERY, doing=READING)

    assert tokens.renewed == ['{"access_token":{"nbf":{"essential":true}}}']


def test_a_redirect_is_not_followed(azure: Emulator, session: Open) -> None:
    azure.faults.add(Fault(redirect("https://elsewhere.example.net/x")))
    arm, _clock, _tokens = session()

    with pytest.raises(NoAnswer, match=r"redirect to elsewhere\.example\.net"):
        arm.get(vault(azure), query=QUERY, doing=READING)

    assert len(azure.requests) == 1


@pytest.mark.parametrize("url", ["https://elsewhere.example.net/x", "http://localhost/x", "ftp://localhost/x", "x"])
def test_no_token_goes_anywhere_else(azure: Emulator, session: Open, url: str) -> None:
    arm, _clock, _tokens = session()

    with pytest.raises(UnexpectedHost):
        arm.get(url, doing=READING)

    assert azure.requests == []


def test_nothing_is_begun_after_the_deadline(azure: Emulator, session: Open) -> None:
    arm, clock, _tokens = session(10)
    clock.seconds = 11

    with pytest.raises(DeadlinePassed):
        arm.get(vault(azure), query=QUERY, doing=READING)

    assert azure.requests == []


def test_every_request_has_an_id_of_its_own(azure: Emulator, session: Open) -> None:
    arm, _clock, _tokens = session()
    answers = [arm.get(vault(azure), query=QUERY, doing=READING) for _number in range(3)]

    ids = [one.headers["x-ms-client-request-id"] for one in azure.requests]
    assert len(set(ids)) == 3
    assert [answer.trace.client_request_id for answer in answers] == ids
    assert all(answer.trace.request_id and answer.trace.correlation_id for answer in answers)


def test_it_slows_down_where_few_reads_are_left(azure: Emulator, session: Open) -> None:
    arm, clock, _tokens = session()
    azure.settings.remaining_requests = 0
    arm.get(vault(azure), query=QUERY, doing=READING)
    azure.settings.remaining_requests = 99
    arm.get(vault(azure), query=QUERY, doing=READING)

    assert clock.slept == [pytest.approx(1.6)]


def test_reads_of_all_threads_together_keep_the_pace_of_their_subscription(azure: Emulator, session: Open) -> None:
    arm, clock, _tokens = session()
    azure.settings.remaining_requests = 39
    for _thread in range(3):
        clock.seconds = 100.0
        arm.get(vault(azure), query=QUERY, doing=READING)

    assert clock.slept == [pytest.approx(0.04), pytest.approx(0.08), pytest.approx(0.12)]


@pytest.mark.parametrize(
    ("name", "left", "seconds"),
    [("subscription-reads", 14, 1.04), ("tenant-resource-requests", 14, 0), ("tenant-resource-requests", 5, 0.2)],
)
def test_a_bucket_that_is_small_is_not_taken_for_an_empty_one(
    azure: Emulator, session: Open, name: str, left: int, seconds: float
) -> None:
    """Resource Graph accepts 15 queries at a time, and says how many of them are left."""
    arm, clock, _tokens = session()
    azure.faults.add(Fault(answer(200, {}, {f"x-ms-ratelimit-remaining-{name}": str(left)})))

    arm.get(vault(azure), query=QUERY, doing=READING)

    assert sum(clock.slept) == pytest.approx(seconds)


@pytest.mark.parametrize("name", ["subscription-writes", "subscription-reads", "tenant-reads"])
@pytest.mark.parametrize("left", ["9" * 5000, "9" * 400, "-1", "1e3", "many"])
def test_a_number_of_requests_left_that_is_none_is_no_trouble(
    azure: Emulator, session: Open, name: str, left: str
) -> None:
    arm, _clock, _tokens = session()
    azure.faults.add(Fault(answer(200, {}, {f"x-ms-ratelimit-remaining-{name}": left}), times=None))

    assert arm.get(vault(azure), query=QUERY, doing=READING).body == {}
    assert post_once(arm, azure).status == 200


def test_no_clock_is_set_to_the_end_of_time(azure: Emulator, session: Open) -> None:
    arm, clock, _tokens = session()
    azure.faults.add(Fault(answer(200, {}, {"Date": "Fri, 31 Dec 9999 23:59:59 GMT"})))
    arm.get(vault(azure), query=QUERY, doing=READING)

    clock.sleep(60)

    assert arm.service_now.year == clock.now().year


def test_a_list_that_changes_before_it_is_read_again_loses_none_of_its_items(session: Open) -> None:
    arm, _clock, _tokens = session()
    pages = iter([[{"id": "oldest"}, {"id": "older"}, None], [{"id": "older"}, {"id": "new"}, {"id": "newest"}]])

    class Breaking:
        """Breaks off where an item is None."""

        def stream(self, url: str, **others: object) -> tuple[Answer, Iterator[bytes]]:
            return Answer(200, {}, None, True, Trace()), self._chunks(next(pages))

        def _chunks(self, items: list[dict[str, str] | None]) -> Iterator[bytes]:
            yield b'{"value": ['
            for item in items:
                if item is None:
                    raise ConnectionLost("the connection broke")
                yield json.dumps(item).encode() + b", "
            yield b"]}"

    arm.transport = cast(Transport, Breaking())
    read = [item["id"] for item in arm.items("/jobs", query=QUERY, doing=READING)]

    assert read == ["oldest", "older", "new", "newest"]


def test_the_clock_of_the_service_is_known(azure: Emulator, session: Open) -> None:
    azure.clock.advance(86400)
    arm, _clock, _tokens = session()
    arm.get(vault(azure), query=QUERY, doing=READING)

    assert abs((arm.service_now - azure.clock.now()).total_seconds()) < 2


def test_the_writes_that_are_left_are_those_of_a_subscription(azure: Emulator, session: Open) -> None:
    arm, _clock, _tokens = session()
    ours, other = azure.estate.subscription_id, "8f0a3c5b-1111-4a6b-8c1d-9e7f5a3b1c20"
    headers = {"x-ms-ratelimit-remaining-subscription-writes": "17"}
    azure.faults.add(Fault(answer(400, headers=headers), "PATCH"))

    with pytest.raises(RequestRefused):
        arm.patch(vault(azure), doing="tagging the vault", query=QUERY, body={})

    assert (arm.writes_left(ours.upper()), arm.writes_left(other)) == (17, None)
