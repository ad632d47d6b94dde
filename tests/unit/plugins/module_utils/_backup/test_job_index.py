# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the restores of a vault: how old they are, and when another one is needed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SYSTEM_THREADS
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.jobs import JobKind
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup import job_index
from ansible_collections.azure_dr.backup.tests.support.clock import Clock

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
