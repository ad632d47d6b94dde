# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the restores of a vault: how old they are, and when another one is needed."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import NoAnswer, RequestRefused, Trace
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SYSTEM_THREADS
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.jobs import Job, JobKind
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup import job_index
from ansible_collections.azure_dr.backup.tests.support.clock import Clock
from ansible_collections.azure_dr.backup.tests.support.restored import HOUR, INSTANCE, NOW, TARGET, disk, job

REF = vault_ref("38304e13-357e-405e-9e9a-220351dcce8c", "backup", "dr-vault", "2025-07-01")
A_LOOK = 20.0


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> tuple[job_index.JobIndex, Clock]:
    """A vault whose list is long, so that Resource Graph is asked, and takes long to answer."""
    clock = Clock()
    session: Any = SimpleNamespace(threads=SYSTEM_THREADS, clock=clock)

    def ask_graph(*asked: object) -> list[object]:
        clock.sleep(A_LOOK)
        return []

    monkeypatch.setattr(job_index, "SHORT_LIST", 0)
    monkeypatch.setattr(job_index, "list_jobs", lambda *asked: iter(["one job"]))
    monkeypatch.setattr(job_index, "find_jobs", ask_graph)
    return job_index.JobIndex(session, REF, "Restore"), clock


def test_a_look_is_as_old_as_its_beginning(looks: tuple[job_index.JobIndex, Clock]) -> None:
    look = looks[0].look(0.0)

    assert (look.at, look.read_at) == (0.0, A_LOOK)


def test_a_look_that_was_begun_too_early_is_not_taken(looks: tuple[job_index.JobIndex, Clock]) -> None:
    jobs, _clock = looks
    jobs.look(0.0)

    assert jobs.look(A_LOOK / 2).at == A_LOOK
    assert jobs.look(A_LOOK).at == A_LOOK


def a_job(name: str, operation: str | None, status: str = "InProgress", instance: str = "/i") -> dict[str, Any]:
    properties = {
        "operationCategory": operation,
        "status": status,
        "startTime": f"2026-11-22T10:0{name[-1]}:00Z",
        "backupInstanceId": instance,
        "activityID": f"activity-of-{name}",
    }
    return {"name": name, "properties": properties}


class Listing:
    """A session with a vault that lists these jobs."""

    def __init__(self, jobs: list[dict[str, Any]]) -> None:
        self.clock = Clock()
        self.threads = SYSTEM_THREADS
        self._jobs = jobs

    def items(self, *_path: Any, **_options: Any) -> Any:
        return iter(self._jobs)


@pytest.mark.parametrize(
    ("kind", "names"), [("Backup", ["backup-1", "unsaid-3"]), ("Restore", ["restore-2", "unsaid-3"])]
)
def test_an_index_holds_the_jobs_of_one_kind_and_those_that_may_be(kind: JobKind, names: list[str]) -> None:
    session: Any = Listing([a_job("backup-1", "Backup"), a_job("restore-2", "restore"), a_job("unsaid-3", None)])
    index = job_index.JobIndex(session, REF, kind)

    look = index.look(0.0)

    assert [job.name for job in look.jobs] == names
    assert [bool(index.find_by_activity(f"activity-of-{name}", None, thoroughly=False)) for name in names] == [True] * 2


def test_what_is_under_way_of_an_instance_newest_first() -> None:
    jobs = [
        a_job("first-1", "Backup", instance="/I"),
        a_job("ended-2", "Backup", "Completed"),
        a_job("other-3", "Backup", instance="/another"),
        a_job("last-4", "Backup", "SomethingNew"),
    ]
    session: Any = Listing(jobs)
    index = job_index.JobIndex(session, REF, "Backup")

    assert [job.name for job in index.under_way_of("/i", index.look(0.0))] == ["last-4", "first-1"]


ELSEWHERE = f"{TARGET}-elsewhere"


class Vault:
    """Lists its jobs without their details, gives each with them, and keeps in mind what it was asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *jobs: Job, graph: Exception | None = None) -> None:
        self.jobs = {each.name: each for each in jobs}
        self.graph = graph
        self.asked: list[str] = []
        monkeypatch.setattr(job_index, "get_job", self._get)
        monkeypatch.setattr(job_index, "list_jobs", self._list)
        monkeypatch.setattr(job_index, "find_jobs", self._find)
        self.clock = Clock()
        self.being_read: list[bool] = []
        session: Any = SimpleNamespace(threads=SYSTEM_THREADS, clock=self.clock)
        self.index = job_index.JobIndex(session, REF, "Restore", [ResourceId.parse(TARGET)])

    def to(self, target: str, there: Any = None) -> list[str]:
        found = self.index.jobs_to(ResourceId.parse(target), there, self.index.look(self.clock.seconds))
        return [each.name for each in found]

    def _get(self, _session: Any, _ref: Any, name: str) -> Job:
        self.asked.append(name)
        return self.jobs[name]

    def _list(self, _session: Any, _ref: Any) -> Any:
        self.asked.append("all")
        self.being_read.append(self.index.is_being_read)
        return iter([replace(each, target_id=None, recovery_point_id=None) for each in self.jobs.values()])

    def _find(self, *_asked: Any) -> list[Job]:
        self.asked.append("graph")
        if self.graph:
            raise self.graph
        return list(self.jobs.values())


def test_whether_the_jobs_are_being_read_is_known_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch, job("InProgress"))

    vault.index.look(0.0)

    assert vault.being_read == [True]
    assert not vault.index.is_being_read


def test_restores_to_a_disk_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(
        monkeypatch,
        job("InProgress", name="older", started=NOW - HOUR / 2),
        job("InProgress", name="newer", started=NOW - HOUR / 4),
        job("InProgress", name="elsewhere", target_id=ELSEWHERE),
        job("Failed", name="over"),
    )

    assert vault.to(TARGET.upper()) == ["newer", "older"]
    assert vault.to(ELSEWHERE) == ["elsewhere"]
    assert sorted(vault.asked) == ["all", "elsewhere", "newer", "older"], "each is read once"


def test_what_has_ended_is_read_only_if_it_can_have_made_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch, job(name="made"), job(name="long-ago", started=NOW - 100 * HOUR))

    assert vault.to(TARGET) == []
    assert vault.to(TARGET, disk()) == ["made"]
    assert vault.asked == ["all", "made"]


def test_a_job_that_is_known_to_go_elsewhere_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch, job("InProgress", name="Ours", activity_id="a"))
    vault.index.note_ours("A", ResourceId.parse(ELSEWHERE))

    assert vault.to(TARGET) == []
    assert vault.asked == ["all"]


def test_a_job_that_has_ended_since_the_look_counts_as_it_was_then(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch, job("InProgress"))
    look = vault.index.look(0.0)
    vault.jobs["j"] = job("Completed")

    (found,) = vault.index.jobs_to(ResourceId.parse(TARGET), None, look)

    assert (found.status, found.ended) == ("InProgress", None)


def test_nothing_is_decided_while_a_restore_does_not_say_where_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(monkeypatch, job("InProgress", target_id=None))

    with pytest.raises(NoAnswer, match="Azure does not say to which disk"):
        vault.to(TARGET)


@pytest.mark.parametrize(
    ("later", "news"),
    [
        (job("InProgress", name="new"), True),
        (job("InProgress", name="new", target_id=ELSEWHERE), False),
        (job("Completed", name="known"), True),
        (job("InProgress", name="known"), False),
    ],
)
def test_news_of_a_disk(monkeypatch: pytest.MonkeyPatch, later: Job, news: bool) -> None:
    vault = Vault(monkeypatch, job("InProgress", name="known"))
    first = vault.index.look(0.0)
    vault.jobs[later.name] = later
    vault.clock.seconds = 1.0

    assert vault.index.has_news(ResourceId.parse(TARGET), first, vault.index.look(1.0)) is news


def test_a_long_list_is_left_to_resource_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_index, "SHORT_LIST", 1)
    monkeypatch.setattr(job_index, "SHORT_LIST_A_DISK", 1)
    vault = Vault(monkeypatch, job("InProgress"), job(name="other", target_id=ELSEWHERE))

    assert vault.to(TARGET) == ["j"]
    assert not vault.index.list_is_short
    vault.clock.seconds = 1.0
    assert vault.to(TARGET) == ["j"]
    assert [each for each in vault.asked if each != "j"] == ["all", "graph", "graph"]


@pytest.mark.parametrize("refusal", [NoAnswer("No."), RequestRefused("asking", {}, Trace(http_status=403))])
def test_if_resource_graph_may_not_be_asked_the_whole_list_is_read(
    monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    monkeypatch.setattr(job_index, "SHORT_LIST", 1)
    monkeypatch.setattr(job_index, "SHORT_LIST_A_DISK", 1)
    vault = Vault(monkeypatch, job(name="other"), job("InProgress"), graph=refusal)

    assert vault.to(TARGET) == ["j"]
    assert [each for each in vault.asked if each != "j"] == ["all", "graph", "all"]


@pytest.mark.parametrize(
    ("started", "found"), [(NOW, True), (NOW - job_index.CLOCKS_ROUND, True), (NOW - HOUR, False), (None, True)]
)
def test_a_job_that_began_before_our_request_is_not_ours(
    monkeypatch: pytest.MonkeyPatch, started: Any, found: bool
) -> None:
    vault = Vault(monkeypatch, replace(job("InProgress"), started=started))

    assert bool(vault.index.find_by_activity("A", NOW, thoroughly=False)) is found


def test_what_was_begun_in_a_day_and_how_long_it_usually_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(
        monkeypatch,
        *(job(name=f"j{number}", duration_seconds=float(number)) for number in (1, 2, 6)),
        job(name="old", started=NOW - 25 * HOUR, duration_seconds=7.0),
        job("Failed", name="failed", duration_seconds=1000.0),
        job(name="of-another", instance_id="/another", duration_seconds=500.0),
    )
    assert vault.index.usual_seconds({INSTANCE.id}) is None
    vault.index.look(0.0)

    assert vault.index.begun_in_a_day(INSTANCE.id.upper(), NOW) == 4
    assert vault.index.usual_seconds({INSTANCE.id.upper()}) == 4.0
    assert vault.index.usual_seconds({"/unknown"}) == 6.0
