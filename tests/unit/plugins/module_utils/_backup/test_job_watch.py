# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs are watched one by one or by the list of the vault, whichever costs less."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clock import Deadline
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import (
    DeadlinePassed,
    LoginFailed,
    RequestRefused,
    TaskError,
    Trace,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SYSTEM_THREADS
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.jobs import Job
from ansible_collections.azure_dr.backup.plugins.module_utils._backup import job_watch
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.job_index import Look
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.job_times import LONGEST_SECONDS, SCOUTS
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.job_wait import MISSING_FOR_SECONDS, wait_for_job
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.job_watch import (
    FEWEST_TO_LIST_JOBS,
    SOON_SECONDS,
    JobWatch,
)
from ansible_collections.azure_dr.backup.tests.support.clock import Clock
from ansible_collections.azure_dr.backup.tests.support.restored import job
from ansible_collections.azure_dr.backup.tests.support.waits import finish

POLL = 30.0
REF: Any = "vault"
NAMES = [f"j{number}" for number in range(FEWEST_TO_LIST_JOBS)]


class Vault:
    """Answers with its jobs, and keeps in mind what it was asked for, and when."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, list_is_short: bool = True, seconds: float = 3600.0) -> None:
        self.clock = Clock()
        self.jobs: dict[str, Job] = {}
        self.failure: TaskError | None = None
        self.ends_at = float("inf")
        self.asked: list[tuple[float, str]] = []
        monkeypatch.setattr(job_watch, "get_job", self._get)
        session: Any = SimpleNamespace(threads=SYSTEM_THREADS, clock=self.clock, deadline=Deadline(self.clock, seconds))
        self.index: Any = SimpleNamespace(kind="Restore", list_is_short=list_is_short, look=self.look)
        self.latest: Look | None = None
        self.watch = JobWatch(session, REF, self.index)
        self.context: Any = SimpleNamespace(session=session, watch=self.watch, job_index=self.index)
        for name in NAMES:
            self.set(name, "InProgress")

    def set(self, name: str, status: str, **members: Any) -> None:
        self.jobs[name] = job(status, name=name, **members)

    def see(self, name: str) -> str | None:
        seen = self.watch.see(name, since=0.0, interval=POLL)
        return seen.status if seen else None

    def _get(self, _session: Any, _ref: Any, name: str) -> Job:
        self.asked.append((self.clock.seconds, name))
        if self.clock.seconds >= self.ends_at:
            self.failure = None
            self.set(name, "Completed")
        if self.failure:
            raise self.failure
        if name not in self.jobs:
            raise RequestRefused("reading the job", {}, Trace(http_status=404))
        return self.jobs[name]

    def look(self, not_before: float) -> Look:
        """The latest look, or a new one: whoever else looks at the jobs of the vault looks for all."""
        if self.latest is None or self.latest.at < not_before:
            self.asked.append((self.clock.seconds, "all"))
            if self.failure:
                raise self.failure
            of_kind = [job for job in self.jobs.values() if job.can_be(self.index.kind)]
            self.latest = Look(of_kind, None, self.clock.seconds, self.clock.seconds)
        return self.latest


def in_another_thread(work: Callable[[], str | None]) -> str | None:
    """What it comes to there, at once."""
    return SYSTEM_THREADS.bounded(work, 10.0, "another")


def test_few_are_read_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)

    assert [vault.see(name) for name in NAMES[:-1]] == ["InProgress"] * (len(NAMES) - 1)
    assert [what for _when, what in vault.asked] == NAMES[:-1]


def test_many_are_read_by_one_list(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)
    for name in NAMES:
        vault.see(name)
    vault.asked.clear()
    vault.clock.seconds = POLL

    assert [vault.see(name) for name in NAMES] == ["InProgress"] * len(NAMES)
    assert vault.asked == [(POLL, "all")]


def test_a_long_list_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch, list_is_short=False)

    for name in NAMES:
        vault.see(name)

    assert [what for _when, what in vault.asked] == NAMES


def test_a_list_holds_for_one_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)
    for name in NAMES:
        vault.see(name)
    assert vault.watch.next_look(POLL) == POLL

    vault.clock.seconds = POLL - 1
    vault.see(NAMES[0])
    assert [when for when, what in vault.asked if what == "all"] == [0.0]
    vault.clock.seconds = POLL
    vault.see(NAMES[0])
    assert [when for when, what in vault.asked if what == "all"] == [0.0, POLL]


def test_where_some_have_ended_the_next_look_is_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)
    for name in NAMES[:-1]:
        vault.see(name)
    vault.set(NAMES[0], "Completed")

    vault.see(NAMES[-1])

    assert vault.watch.next_look(POLL) == 1.0


def test_the_last_few_are_read_soon_too_where_others_have_just_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)
    for name in NAMES:
        vault.see(name)
    for name in NAMES[1:]:
        vault.set(name, "Completed")
    vault.clock.seconds = POLL
    for name in NAMES:
        vault.see(name)
    assert vault.watch.next_look(POLL) == SOON_SECONDS
    vault.asked.clear()

    while vault.clock.seconds < 3 * POLL:
        vault.clock.seconds += vault.watch.next_look(POLL)
        vault.see(NAMES[0])

    assert [when - POLL for when, _what in vault.asked] == [1, 2, 3, 4, 5, 6 + POLL, 6 + 2 * POLL]


def test_while_one_thread_looks_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)
    for name in NAMES:
        vault.see(name)
    vault.clock.seconds = POLL
    seen_meanwhile: list[str | None] = []
    look = vault.index.look

    def slow_look(not_before: float) -> Look:
        seen_meanwhile.append(in_another_thread(lambda: vault.see(NAMES[1])))
        return look(not_before)

    vault.index.look = slow_look

    assert vault.see(NAMES[0]) == "InProgress"
    assert seen_meanwhile == ["InProgress"]
    assert [when for when, what in vault.asked if what == "all"] == [0.0, POLL]


def test_a_disk_is_read_as_it_was_when_the_end_of_its_job_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)
    vault.set("ended", "Completed")
    for name in [*NAMES, "ended"]:
        vault.see(name)
    vault.clock.seconds = 5.0
    vault.look(5.0)
    vault.see(NAMES[1])

    assert vault.watch.known_at("ended") == 0.0


def test_what_is_looked_at_for_other_disks_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)
    for name in NAMES:
        vault.see(name)
    vault.clock.seconds = POLL - 1
    vault.set(NAMES[0], "Completed")
    vault.look(POLL - 1)
    vault.asked.clear()
    vault.clock.seconds = POLL

    assert vault.see(NAMES[0]) == "Completed"
    assert vault.asked == []


def test_if_azure_does_not_answer_the_next_look_is_an_interval_later(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)
    for name in NAMES:
        vault.see(name)
    vault.clock.seconds = POLL
    vault.failure = TaskError("No answer.")

    with pytest.raises(TaskError):
        vault.see(NAMES[0])

    assert vault.watch.next_look(POLL) == POLL


def test_of_many_that_no_list_shows_a_few_are_read_and_the_others_when_they_are_due(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vault = Vault(monkeypatch, list_is_short=False)
    names = [f"j{number}" for number in range(20)]
    for name in names:
        vault.set(name, "InProgress")
    for number in range(8):
        vault.clock.seconds = number * POLL
        for name in names:
            vault.see(name)
    assert {what for _when, what in vault.asked} == set(names[:SCOUTS])
    assert vault.watch.next_look(POLL) == 1.0
    vault.asked.clear()
    vault.clock.seconds = 8 * POLL
    for name in names:
        vault.set(name, "Completed")

    assert [vault.see(name) for name in names] == ["Completed"] * len(names)
    assert [what for _when, what in vault.asked] == names


def test_a_scout_that_never_ends_holds_up_no_other_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch, list_is_short=False)
    names = [f"j{number}" for number in range(20)]
    for name in names:
        vault.set(name, "InProgress" if name in names[:SCOUTS] else "Completed")
        vault.see(name)
    vault.clock.seconds = LONGEST_SECONDS

    assert [vault.see(name) for name in names[SCOUTS:]] == ["Completed"] * (len(names) - SCOUTS)


@pytest.mark.parametrize("status", ["Failed", "CompletedWithWarnings"])
def test_a_job_that_did_not_end_plainly_is_read_by_itself(monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    vault = Vault(monkeypatch)
    for name in NAMES[:-1]:
        vault.see(name)
    vault.set(NAMES[-1], status)
    vault.asked.clear()

    assert vault.see(NAMES[-1]) == status
    assert [what for _when, what in vault.asked] == ["all", NAMES[-1]]


def test_a_job_of_another_kind_is_not_watched_by_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)
    vault.index.kind = "Backup"
    for name in NAMES:
        vault.see(name)

    assert [what for _when, what in vault.asked] == [*NAMES[:-1], "all", NAMES[-1]]


class Known:
    """What is known of a job that is waited for."""

    job: Job | None = None
    unanswered = False


def wait(vault: Vault, known: Known, *, to_its_end: bool = True) -> Job:
    steps = wait_for_job(known, "j0", vault.context, poll_interval=POLL, to_its_end=to_its_end)
    return finish(steps, vault.clock)


def test_a_job_is_waited_for_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    vault, known = Vault(monkeypatch), Known()
    vault.ends_at = 3 * POLL

    assert wait(vault, known).status == "Completed"
    assert [when for when, _what in vault.asked] == [0.0, POLL, 2 * POLL, 3 * POLL]
    assert known.job
    assert known.job.status == "Completed"


def test_a_job_is_waited_for_until_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)

    assert wait(vault, Known(), to_its_end=False).status == "InProgress"
    assert len(vault.asked) == 1


@pytest.mark.parametrize("login", [False, True])
def test_while_azure_does_not_answer_the_job_goes_on(monkeypatch: pytest.MonkeyPatch, login: bool) -> None:
    vault, known = Vault(monkeypatch), Known()
    vault.failure = LoginFailed("No.") if login else TaskError("No answer.")
    vault.failure.passing = not login
    vault.ends_at = 20 * POLL

    assert wait(vault, known).status == "Completed"
    assert known.unanswered is False


def test_a_job_may_show_late_but_not_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch)
    del vault.jobs["j0"]

    with pytest.raises(RequestRefused):
        wait(vault, Known())
    assert MISSING_FOR_SECONDS <= vault.clock.seconds <= MISSING_FOR_SECONDS + 2 * POLL


def test_the_wait_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch, seconds=100.0)

    with pytest.raises(DeadlinePassed, match="The restore job j0 did not end within wait_timeout"):
        wait(vault, Known())
    assert vault.clock.seconds == 100.0
