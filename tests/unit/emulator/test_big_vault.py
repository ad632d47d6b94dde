# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault of 5,000 instances and 50,000 jobs: what is long is written while it is sent, what is asked for is found."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator import graph_backup, server
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

JOBS = "RecoveryServicesResources | where type =~ 'microsoft.dataprotection/backupvaults/backupjobs'"
INSTANCES = "RecoveryServicesResources | where type =~ 'microsoft.dataprotection/backupvaults/backupinstances'"
PROGRAM = """
import resource
import requests
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

before = most()
with Emulator(Estate.big()) as azure, requests.Session() as session:
    session.verify, session.trust_env = azure.ca_file, False
    session.headers["Authorization"] = f"Bearer {azure.token()}"
    vault = azure.url + azure.estate.vault("big-vault").id
    for what in ("backupInstances", "backupJobs"):
        with session.get(f"{vault}/{what}?api-version=2025-07-01", stream=True) as answer:
            print(sum(len(chunk) for chunk in answer.iter_content(65_536)))
    query = {"query": "RecoveryServicesResources | project id"}
    address = f"{azure.url}/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01"
    print(session.post(address, json=query).json()["totalRecords"])
print(most() - before)
"""
"""Reads all there is, and prints how much it was, and by how many kB the process has grown at most."""


@pytest.fixture(scope="module")
def big_azure() -> Iterator[Emulator]:
    with Emulator(Estate.big()) as emulator:
        yield emulator


@pytest.fixture
def big(big_azure: Emulator, client: Any) -> Any:
    big_azure.settings.graph_quota = None
    return type(client)(big_azure)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents of jobs that were written out for Resource Graph."""
    made: list[str] = []
    real = graph_backup.job_document
    monkeypatch.setattr(
        graph_backup, "job_document", lambda job, *rest, **more: made.append(job.id) or real(job, *rest, **more)
    )
    return made


def test_it_takes_little_memory() -> None:
    """Some 30 MB, of an estate whose list of jobs alone is 85 MB of text."""
    root = str(server.Path(server.__file__).parents[5])
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={"PYTHONPATH": root}, check=True, capture_output=True, text=True
    )
    instances, jobs, rows, memory = map(int, told.stdout.split())
    assert instances > 5_000_000 and jobs > 80_000_000 and rows > 55_000
    assert memory < 70_000


@pytest.mark.parametrize("what", ["backupJobs", "backupInstances"])
def test_the_first_bytes_come_before_the_last_document_is_made(
    big: Any, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The emulator is held up in the middle of its list until the first bytes are here."""
    arrived, made = threading.Event(), []
    name = "job_document" if what == "backupJobs" else "instance_document"
    module = sys.modules["ansible_collections.azure_dr.backup.tests.emulator.dataprotection"]
    real = getattr(module, name)

    def document(*arguments: Any, **more: Any) -> Any:
        made.append(1)
        assert len(made) <= 1000 or arrived.wait(60)
        return real(*arguments, **more)

    monkeypatch.setattr(module, name, document)
    url = f"{big.azure.url}{big.azure.estate.vault('big-vault').id}/{what}?api-version=2025-07-01"
    with big.session.get(url, stream=True) as answer:
        assert next(answer.iter_content(1000)).startswith(b'{"value":[{')
        arrived.set()


def test_jobs_are_found_by_destination_among_a_thousand(big: Any, written: list[str]) -> None:
    target = f"{big.azure.estate.group('erp-restored').id}/providers/Microsoft.Compute/disks"
    instance = big.azure.estate.vault("big-vault").instances
    with big.azure.estate.lock:
        job = big.azure.estate.add_job(
            next(iter(instance.values())), "Restore", big.azure.estate.born, destination=f"{target}/found"
        )
    big.azure.clock.advance(60)
    ids = ", ".join(f"'{target.upper()}/D{number}'" for number in range(999)) + f", '{target}/FOUND'"
    query = f"{JOBS} | where properties.extendedInfo.recoveryDestination in~ ({ids}) | project id, name, properties"
    rows = big.query(query).json()["data"]
    assert [row["name"] for row in rows] == [job.id] == written


def test_jobs_are_found_by_activity_among_a_thousand(big: Any, written: list[str]) -> None:
    history = big.azure.estate.vault("big-vault").history
    wanted = [history[index].activity_id for index in range(30_000, 31_000)]
    ids = ", ".join(f"'{one}'" for one in wanted)
    rows = big.query(f"{JOBS} | where properties.activityID in~ ({ids}) | project properties | take 1000").json()[
        "data"
    ]
    assert [row["properties"]["activityID"] for row in rows] == wanted
    assert len(written) == 1000


def test_either_is_enough(big: Any, written: list[str]) -> None:
    job = big.azure.estate.vault("big-vault").history[40_000]
    either = f"properties.extendedInfo.recoveryDestination =~ '/none' or properties.activityID =~ '{job.activity_id}'"
    assert [row["name"] for row in big.query(f"{JOBS} | where {either}").json()["data"]] == [job.id] == written


def test_jobs_and_instances_are_found_by_their_disk(big: Any, written: list[str]) -> None:
    instance = list(big.azure.estate.vault("big-vault").instances.values())[4321]
    where = f"extend disk = properties.dataSourceId | where disk =~ '{instance.disk_id.upper()}'"
    rows = big.query(f"{JOBS} | {where}").json()["data"]
    assert {row["properties"]["backupInstanceId"] for row in rows} == {instance.id}
    assert len(written) == len(rows) == 10
    where = f"where properties.dataSourceInfo.resourceID in~ ('{instance.disk_id}')"
    assert [row["id"] for row in big.query(f"{INSTANCES} | {where}").json()["data"]] == [instance.id]


@pytest.mark.parametrize(
    "where",
    [
        "extend properties = name | where properties.dataSourceId =~ '/none' or name has '0000000a'",
        "extend disk = properties.dataSourceId, one = disk | where one =~ '/none' or name startswith '0000000a'",
        "extend name = tolower(name) | where name in ('0000000a-0000-4000-8000-00000000b0b0')",
    ],
)
def test_what_it_does_not_see_through_it_looks_at_whole(big: Any, where: str) -> None:
    (row,) = big.query(f"{JOBS} | {where}").json()["data"]
    assert row["id"].endswith("/0000000a-0000-4000-8000-00000000b0b0")


def test_a_long_query_does_not_hold_others_up(big: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, asked = threading.Event(), threading.Event()
    real = graph_backup.job_document

    def document(*arguments: Any, **more: Any) -> Any:
        begun.set()
        assert asked.wait(60)
        return real(*arguments, **more)

    monkeypatch.setattr(graph_backup, "job_document", document)
    answers: list[int] = []
    long_one = threading.Thread(target=lambda: answers.append(big.query(f"{JOBS} | take 5").json()["count"]))
    long_one.start()
    assert begun.wait(60)
    other = type(big)(big.azure)
    assert other.send("GET", big.azure.estate.vault("big-vault").id).status_code == 200
    asked.set()
    long_one.join()
    assert answers == [5]
