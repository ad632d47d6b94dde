# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists: filters, pages, and a big vault."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.timestamps import wire_time


def test_points_are_filtered_by_time(azure: Emulator, client: Any) -> None:
    instance = azure.estate.instance("erp-data")
    path, points = f"{instance.id}/recoveryPoints", instance.points

    def count(text: str) -> int:
        return len(client.get(path, **{"$filter": text})["value"])

    start = wire_time(points[5].time - timedelta(seconds=1))
    end = wire_time(points[2].time + timedelta(seconds=1))
    assert count(f"startDate eq '{start}'") == 6
    assert count(f"startDate eq '{start}' and endDate eq '{end}'") == 4
    assert client.send("GET", path, **{"$filter": "startDate ge 'x'"}).status_code == 400


@pytest.mark.parametrize("what", ["recoveryPoints", "backupJobs", "backupInstances"])
def test_pages(azure: Emulator, client: Any, what: str) -> None:
    vault, instance = azure.estate.vault(), azure.estate.instance("erp-data")
    path = f"{instance.id}/{what}" if what == "recoveryPoints" else f"{vault.id}/{what}"
    whole = [one["name"] for one in client.get(path)["value"]]
    settings = azure.settings
    settings.points_page = settings.jobs_page = settings.instances_page = 2
    page, names = client.get(path), []
    while True:
        names += [one["name"] for one in page["value"]]
        if not page.get("nextLink"):
            break
        page = client.get(page["nextLink"])
    assert names == whole


def test_jobs_are_listed_oldest_first(azure: Emulator, client: Any) -> None:
    jobs = client.get(f"{azure.estate.vault().id}/backupJobs")["value"]
    starts = [job["properties"]["startTime"] for job in jobs]
    assert starts == sorted(starts) and len(starts) == 42


def test_a_late_job(azure: Emulator, client: Any) -> None:
    azure.settings.job_late_seconds, azure.settings.job_list_late_seconds = 30, 90
    accepted = client.post("restore", client.restore_request("new"))
    azure.clock.advance(2)
    job_id = client.get(accepted.headers["Azure-AsyncOperation"])["properties"]["jobId"]
    assert client.send("GET", job_id).status_code == 404
    azure.clock.advance(30)
    assert client.send("GET", job_id).status_code == 200
    jobs = f"{azure.estate.vault().id}/backupJobs"
    assert job_id not in client.send("GET", jobs).text
    azure.clock.advance(60)
    assert job_id in client.send("GET", jobs).text


def test_two_instances_of_a_disk_and_the_list_by_disk(azure: Emulator, client: Any) -> None:
    estate = azure.estate
    disk = estate.disk("erp-data", "erp-prod")
    assert disk
    second = estate.protect(
        disk, estate.add_vault("other-vault", estate.group("backup")), estate.group("erp-snapshots")
    )
    found = client.get(f"{disk.id}/providers/Microsoft.DataProtection/backupInstances")["value"]
    assert [one["name"] for one in found] == [estate.instance("erp-data").name, second.name]
