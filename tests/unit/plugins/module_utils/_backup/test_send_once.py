# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Something that begins a job is sent once, whatever becomes of the answer: the whole table, by values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clock import Deadline
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import (
    DeadlinePassed,
    NoAnswer,
    OperationFailed,
    RunEnded,
    TaskError,
    Trace,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.problems import Problem
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.session import BeforeSend
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SYSTEM_THREADS
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.transport import Answer
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.waiter import Steps
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.errors import (
    JobListOutdated,
    OutcomeUnknown,
    Postponed,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.send_once import (
    LOOK_FOR_SECONDS,
    MOST_REFUSALS,
    SENDS,
    TOO_MANY_AT_ONCE,
    JobRequest,
    SendOnce,
    activity_id_of,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._run.concurrency_limit import ConcurrencyLimit
from ansible_collections.azure_dr.backup.tests.support.clock import Clock
from ansible_collections.azure_dr.backup.tests.support.waits import finish

ACTIVITY = activity_id_of("run", "instance")
POLL = 30.0
JOB = "/subscriptions/s/backupJobs/the-job"
ACCEPTED = Answer(202, {}, None, True, Trace(http_status=202))


@dataclass
class Known:
    """What is known of what is sent."""

    activity_id: str | None = None
    in_doubt: bool = False
    sent: bool = False
    under_way: bool = False

    @property
    def facts(self) -> list[str]:
        return [name for name in ("in_doubt", "sent", "under_way") if getattr(self, name)]


@dataclass
class Vault:
    """Answers posts one after another, and shows the job of what it has begun `shows_at` that moment (monotonic)."""

    answers: list[Answer | TaskError]
    operation: str | TaskError | None = JOB
    shows_at: float | None = None
    outage: tuple[float, float] = (0.0, 0.0)
    clock: Clock = field(default_factory=Clock)
    seconds: float = 3600.0
    posts: int = 0
    thorough: list[bool] = field(default_factory=list)
    check: Callable[[], None] = lambda: None
    is_shared: bool = False
    list_is_short: bool = True
    looks: list[float] = field(default_factory=list)
    followed: int = 0

    def __post_init__(self) -> None:
        self.known = Known()
        self.limit = ConcurrencyLimit(None, SYSTEM_THREADS)
        session = SimpleNamespace(
            clock=self.clock,
            deadline=Deadline(self.clock, self.seconds),
            service_now=datetime(2026, 11, 22, tzinfo=timezone.utc),
        )
        context: Any = SimpleNamespace(session=session, ref="vault", job_index=self)
        self.once = SendOnce(self.known, context, self.limit, POLL)

    def find_by_activity(self, activity_id: str, since: datetime | None, *, thoroughly: bool) -> object:
        assert activity_id == ACTIVITY
        self.thorough.append(thoroughly)
        if self.outage[0] <= self.clock.seconds < self.outage[1]:
            raise failed(passing=True)
        shows = self.shows_at is not None and self.clock.seconds >= self.shows_at
        return SimpleNamespace(name="the-job") if shows else None

    def shown(self, activity_id: str, since: datetime | None) -> object:
        assert activity_id == ACTIVITY
        shows = self.looks and self.shows_at is not None and self.looks[-1] >= self.shows_at
        return SimpleNamespace(name="the-job") if shows else None

    def look(self, not_before: float) -> None:
        if not self.looks or self.looks[-1] < not_before:
            self.looks.append(self.clock.seconds)
            if self.outage[0] <= self.clock.seconds < self.outage[1]:
                raise failed(passing=True)

    def post(self, before_send: BeforeSend) -> Answer:
        before_send()
        answer = self.answers[min(self.posts, len(self.answers) - 1)]
        self.posts += 1
        if isinstance(answer, TaskError):
            raise answer
        return answer

    def follow(self, accepted: Answer) -> Steps[str | None]:
        self.followed += 1
        yield 1.0
        if isinstance(self.operation, TaskError):
            raise self.operation
        return self.operation

    def send(self, *, seen_at: float | None = None) -> str:
        seen_at = self.clock.seconds if seen_at is None else seen_at
        request = JobRequest("backing up 'disk'", ACTIVITY, seen_at, self.check, self.post, self.follow)
        return finish(self.once.send(request), self.clock)


def failed(
    kind: type[TaskError] = NoAnswer, *, status: int | None = None, code: str = "Any", **facts: Any
) -> TaskError:
    failure = kind("Azure said no.", problem=Problem(code, "no"), trace=Trace(http_status=status))
    for name, value in facts.items():
        setattr(failure, name, value)
    return failure


LOST = failed(in_doubt=True)


class TestASharedLook:
    """Where many disks of a vault are restored, one look at its jobs names the jobs of all of them."""

    def test_names_the_job_and_the_operation_is_not_read(self) -> None:
        vault = Vault([ACCEPTED], shows_at=0.6, is_shared=True)

        assert vault.send() == "the-job"
        assert (vault.looks, vault.followed) == ([1.0], 0)

    def test_comes_when_azure_asks_to_look(self) -> None:
        vault = Vault([replace(ACCEPTED, headers={"retry-after": "30"})], shows_at=0.6, is_shared=True)

        assert vault.send() == "the-job"
        assert vault.looks == [30.0]

    def test_of_another_disk_is_as_good(self) -> None:
        vault = Vault([ACCEPTED], shows_at=0.6, is_shared=True, looks=[0.9])

        assert vault.send() == "the-job"
        assert (vault.looks, vault.followed) == ([0.9], 0)

    @pytest.mark.parametrize("outage", [(0.0, 0.0), (0.0, 5.0)], ids=["not shown", "no answer"])
    def test_without_the_job_leads_to_the_operation(self, outage: tuple[float, float]) -> None:
        vault = Vault([ACCEPTED], is_shared=True, outage=outage)

        assert vault.send() == "the-job"
        assert (len(vault.looks), vault.followed) == (1, 1)

    def test_of_a_list_that_lags_is_taken_again_and_again(self) -> None:
        vault = Vault([ACCEPTED], shows_at=20.0, is_shared=True, list_is_short=False)

        assert vault.send() == "the-job"
        assert (vault.looks, vault.followed) == ([1.0, 6.0, 11.0, 16.0, 21.0], 0)


def test_accepted_and_named() -> None:
    vault = Vault([ACCEPTED])

    assert vault.send() == "the-job"
    assert (vault.posts, vault.known.activity_id, vault.known.facts) == (1, ACTIVITY, ["sent", "under_way"])


@pytest.mark.parametrize("operation", [None, failed(status=404), failed(passing=True)])
def test_accepted_and_its_operation_names_no_job(operation: TaskError | None) -> None:
    vault = Vault([ACCEPTED], operation, shows_at=10.0)

    assert vault.send() == "the-job"
    assert (vault.posts, vault.known.facts) == (1, ["sent", "under_way"])


def test_accepted_and_no_job_shows() -> None:
    vault = Vault([ACCEPTED], None)

    with pytest.raises(OutcomeUnknown, match="Azure accepted it, but lists no job for it"):
        vault.send()
    assert vault.posts == 1


def test_an_operation_that_failed_has_begun_nothing() -> None:
    vault = Vault([ACCEPTED], failed(OperationFailed, code="Any"))

    with pytest.raises(OperationFailed):
        vault.send()
    assert vault.known.facts == ["sent"]


def test_an_operation_that_failed_for_want_of_room_is_sent_again_later() -> None:
    vault = Vault([ACCEPTED], failed(OperationFailed, code=TOO_MANY_AT_ONCE))

    with pytest.raises(Postponed) as postponed:
        vault.send()
    assert (postponed.value.seconds, vault.known.facts) == (POLL, [])


def test_lost_and_found() -> None:
    vault = Vault([LOST], shows_at=20.0)

    assert vault.send() == "the-job"
    assert vault.posts == 1


def test_lost_and_not_found_is_sent_once_more_under_the_same_id_and_then_unknown() -> None:
    vault = Vault([LOST])

    with pytest.raises(Postponed) as postponed:
        vault.send()
    assert (postponed.value.seconds, vault.known.facts) == (0.0, ["in_doubt"])
    assert vault.clock.seconds == LOOK_FOR_SECONDS
    assert vault.thorough == [False] * (len(vault.thorough) - 1) + [True]

    with pytest.raises(OutcomeUnknown, match="Azure lists no job for it"):
        vault.send()
    assert (vault.posts, vault.known.facts) == (SENDS, ["in_doubt"])


def test_a_job_with_its_activity_id_is_ours_only_if_an_answer_was_lost() -> None:
    vault = Vault([LOST])
    job: Any = SimpleNamespace(activity_id=ACTIVITY.upper())
    assert not vault.once.has_sent(job)

    with pytest.raises(Postponed):
        vault.send()

    assert vault.once.has_sent(job)
    job.activity_id = "another"
    assert not vault.once.has_sent(job)


def test_while_azure_does_not_answer_the_search_goes_on() -> None:
    vault = Vault([LOST], shows_at=1000.0, outage=(0.0, 990.0))

    assert vault.send() == "the-job"


def test_a_search_ends_at_the_deadline() -> None:
    vault = Vault([LOST], seconds=60.0)

    with pytest.raises(DeadlinePassed, match=ACTIVITY):
        vault.send()


def test_after_a_refusal_that_passes_it_is_sent_again_later() -> None:
    vault = Vault([failed(status=429, passing=True, retry_after=17.0)])

    for _time in range(2 * MOST_REFUSALS):
        with pytest.raises(Postponed) as postponed:
            vault.send()
        assert (postponed.value.seconds, vault.known.facts) == (17.0, [])


def test_after_a_refusal_that_does_not_pass_it_is_not() -> None:
    vault = Vault([failed(status=403)])

    with pytest.raises(NoAnswer):
        vault.send()
    assert vault.known.facts == []


def test_a_refusal_leaves_an_earlier_doubt() -> None:
    vault = Vault([LOST, failed(status=403)])
    with pytest.raises(Postponed):
        vault.send()

    with pytest.raises(NoAnswer):
        vault.send()
    assert vault.known.facts == ["in_doubt"]


def test_a_token_is_renewed_once() -> None:
    vault = Vault([failed(status=401, passing=True)])

    with pytest.raises(Postponed):
        vault.send()
    with pytest.raises(NoAnswer):
        vault.send()


def test_a_connection_is_tried_some_times() -> None:
    vault = Vault([failed(passing=True)])

    for _time in range(MOST_REFUSALS - 1):
        with pytest.raises(Postponed):
            vault.send()
    with pytest.raises(NoAnswer):
        vault.send()


def test_a_pause_that_is_longer_than_the_time_left_is_not_begun() -> None:
    vault = Vault([failed(status=429, passing=True, retry_after=17.0)], seconds=16.0)

    with pytest.raises(NoAnswer):
        vault.send()


def test_too_many_at_once_makes_room_for_fewer() -> None:
    vault = Vault([failed(code=TOO_MANY_AT_ONCE)])
    for _time in range(3):
        finish(vault.limit.enter(), vault.clock)

    with pytest.raises(Postponed) as postponed:
        vault.send()

    assert postponed.value.seconds == POLL
    vault.limit.leave()
    steps = vault.limit.enter()
    assert next(steps), "there is room for two, and two are inside"


def test_what_must_not_leave_does_not() -> None:
    def over() -> None:
        raise RunEnded("It is over.")

    vault = Vault([ACCEPTED], check=over)

    with pytest.raises(RunEnded):
        vault.send()
    assert (vault.posts, vault.known.facts) == (0, [])


def test_what_was_decided_too_long_ago_does_not_leave_but_at_last() -> None:
    vault = Vault([ACCEPTED])
    vault.clock.seconds = 100.0

    with pytest.raises(Postponed) as postponed:
        vault.send(seen_at=98.9)
    assert (vault.posts, postponed.value.seconds) == (0, 0.0)
    assert isinstance(postponed.value.__cause__, JobListOutdated)

    assert vault.send(seen_at=98.9) == "the-job"
