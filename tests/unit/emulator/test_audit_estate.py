# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The estate of an audit: of any size, nothing wrong with it, and quick to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator import compute, graph_resources
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.unit.emulator.conftest import GRAPH, Client

DISKS = "resources | where type =~ 'microsoft.compute/disks'"
NEWEST = (
    "recoveryservicesresources | where type =~ 'microsoft.dataprotection/backupvaults/backupjobs'"
    " | where properties.operation =~ 'Backup' and properties.status =~ 'Completed'"
    " | extend disk = tolower(tostring(properties.dataSourceId)), end = todatetime(properties.endTime)"
    " | summarize arg_max(end, properties) by disk"
    " | project disk, point = tostring(properties.extendedInfo.targetRecoverPoint.recoveryPointID)"
)


@pytest.fixture(scope="module")
def audited() -> Iterator[Emulator]:
    with Emulator(Estate.audit(disks=1203, vaults=4, subscriptions=2)) as emulator:
        emulator.settings.graph_quota = None
        yield emulator


@pytest.fixture
def big(audited: Emulator) -> Client:
    return Client(audited)


def rows(client: Client, query: str) -> list[dict[str, Any]]:
    """All pages."""
    found: list[dict[str, Any]] = []
    options: dict[str, Any] = {}
    while True:
        body = {"query": query, "options": options}
        answer = client.send("POST", GRAPH, body, **{"api-version": "2021-03-01"}).json()
        found += answer["data"]
        if "$skipToken" not in answer:
            return found
        options = {"$skipToken": answer["$skipToken"]}


def test_it_has_the_size_that_was_asked_for(big: Client) -> None:
    assert len(rows(big, f"{DISKS} | project id")) == 1203
    assert len(rows(big, "resourcecontainers | where type =~ 'microsoft.resources/subscriptions'")) == 2
    vaults = rows(
        big,
        "recoveryservicesresources | where type endswith '/backupinstances'"
        "| summarize count() by vault = tostring(properties.backupInstanceExtendedProperties.vaultId)",
    )
    assert len(vaults) == 4 and sum(row["count_"] for row in vaults) == 1203


def test_the_newest_backup_of_each_disk_made_its_newest_point(big: Client) -> None:
    found = {row["disk"]: row["point"] for row in rows(big, NEWEST)}
    instances = [one for vault in big.azure.estate.vaults.values() for one in vault.instances.values()]
    assert found == {one.disk_id.lower(): one.points[0].id for one in instances}


def test_each_point_has_its_snapshot_and_job(big: Client) -> None:
    vault = big.azure.estate.vault("vault-03")
    instance = next(iter(vault.instances.values()))
    assert all(point.snapshot_id in big.azure.estate.snapshots for point in instance.points)
    jobs = big.get(f"{vault.id}/backupJobs")["value"]
    starts = [job["properties"]["startTime"] for job in jobs]
    assert len(jobs) == 2 * len(vault.instances) and starts == sorted(starts)
    job = big.get(jobs[5]["id"])["properties"]
    made = job["extendedInfo"]["targetRecoverPoint"]["recoveryPointID"]
    assert big.get(f"{job['backupInstanceId']}/recoveryPoints/{made}")["name"] == made


def test_an_application_has_five_disks_and_a_tag_in_one_case_or_another(big: Client) -> None:
    found = rows(big, f"{DISKS} | project name, managedBy, tags")
    assert {len(row["tags"]) for row in found} == {1}
    assert {key for row in found for key in row["tags"]} == {"application", "Application"}
    assert len({row["managedBy"] for row in found}) == 241


def test_disks_that_nothing_protects_are_found_by_a_join(big: Client) -> None:
    estate = big.azure.estate
    with estate.lock:
        lone = estate.add_disk("lone", estate.group("apps-000"))
    query = (
        f"{DISKS} | extend disk = tolower(id) | join kind=leftouter (recoveryservicesresources"
        " | where type endswith '/backupinstances' | project instance = id,"
        " disk = tolower(tostring(properties.dataSourceInfo.resourceID))) on disk"
        " | where isempty(instance) | project id"
    )
    try:
        assert rows(big, query) == [{"id": lone.id}]
    finally:
        del estate.disks[lone.id]


def test_only_what_is_asked_for_is_written(big: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []

    def document(disk: Any, _moment: datetime) -> dict[str, Any]:
        written.append(disk.name)
        return compute.disk_document(disk)

    kinds = [
        graph_resources.Kind(one.type, one.items, document if one.type.endswith("disks") else one.document)
        for one in graph_resources.KINDS
    ]
    monkeypatch.setattr(graph_resources, "KINDS", kinds)
    some = list(big.azure.estate.disks.values())[7:9]
    ids = ", ".join(f"'{one.id.upper()}'" for one in some)
    assert len(rows(big, f"{DISKS} | where id in~ ({ids})")) == 2
    assert written == [one.name for one in some]
    assert rows(big, "resources | where type =~ 'microsoft.dataprotection/backupvaults' | project name")
    assert len(written) == 2
