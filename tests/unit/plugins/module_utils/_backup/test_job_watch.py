# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs are watched one by one or by the list of the vault, whichever costs less."""

from __future__ import annotations

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
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.job_wait import MISSING_FOR_SECONDS, wait_for_job
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.job_watch import FEWEST_TO_LIST_JOBS, JobWatch
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
        monkeypatch.setattr(job_watch, "list_jobs", self._list)
        session: Any = SimpleNamespace(threads=SYSTEM_THREADS, clock=self.clock, deadline=Deadline(self.clock, seconds))
        self.index: Any = SimpleNamespace(kind="Restore", list_is_short=list_is_short)
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

    def _list(self, _session: Any, _ref: Any) -> list[Job]:
        self.asked.append((self.clock.seconds, "all"))
        return list(self.jobs.values())


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
