# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not known for sure of Azure can be switched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.timestamps import compute_time

ACTIVITY = "b7e31d32-b8cc-49a8-b57d-5c1c63bed376"


def test_both_requests_may_answer_at_once(azure: Emulator, client: Any) -> None:
    azure.settings.answers_at_once = True
    body = client.restore_request("new")
    validated = client.post("validateRestore", {"restoreRequestObject": body})
    assert (validated.status_code, validated.json()) == (200, {"objectType": "OperationJobExtendedInfo"})
    restored = client.post("restore", body)
    assert restored.status_code == 200
    assert client.get(restored.json()["jobId"])["properties"]["status"] == "InProgress"
    azure.clock.advance(300)
    assert azure.estate.disk("new", "erp-restored")

    elsewhere = client.restore_request("new", "erp-drill")
    refused = client.post("validateRestore", {"restoreRequestObject": elsewhere})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "UserErrorNotEnoughPermissionOnTargetRG")
    azure.settings.restore_failures_show_in = "operation"
    assert client.post("restore", elsewhere).json()["error"]["code"] == "UserErrorMissingRequiredPermissions"


@pytest.mark.parametrize("kept", [True, False])
def test_a_job_may_keep_the_id_of_its_request(azure: Emulator, client: Any, kept: bool) -> None:
    azure.settings.activity_from_client = kept
    client.session.headers["x-ms-client-request-id"] = ACTIVITY
    assert (client.restored(client.restore_request("new"))["activityID"] == ACTIVITY) is kept


@pytest.mark.parametrize(("once", "jobs"), [(True, 1), (False, 2)])
def test_a_request_id_may_count_once(azure: Emulator, client: Any, once: bool, jobs: int) -> None:
    azure.settings.restores_once_an_activity = once
    client.session.headers["x-ms-client-request-id"] = ACTIVITY
    for _time in range(2):
        assert client.post("restore", client.restore_request("new")).status_code == 202
    azure.clock.advance(2)
    assert sum(job.operation == "Restore" for job in azure.estate.vault().jobs.values()) == jobs


def test_what_a_restored_disk_says(azure: Emulator, client: Any) -> None:
    source = azure.estate.disk("erp-data", "erp-prod")
    assert source
    source.tags, source.network_access_policy = {"application": "erp"}, "DenyAll"
    client.restored(client.restore_request("one"))
    settings = azure.settings
    settings.restored_disk_create_option, settings.source_resource_id = "Restore", False
    settings.restored_disk_tags = settings.restored_disk_network_access = True
    client.restored(client.restore_request("other"))
    one, other = client.disk("one").json(), client.disk("other").json()
    assert one["properties"]["creationData"]["createOption"] == "Copy"
    assert (one["tags"], one["properties"]["networkAccessPolicy"]) == ({}, "AllowAll")
    assert other["properties"]["creationData"] == {"createOption": "Restore"}
    assert (other["tags"], other["properties"]["networkAccessPolicy"]) == ({"application": "erp"}, "DenyAll")


@pytest.mark.parametrize(("inclusive", "count"), [(True, 1), (False, 0)])
def test_the_bounds_of_a_filter(azure: Emulator, client: Any, inclusive: bool, count: int) -> None:
    instance = azure.estate.instance("erp-data")
    point = instance.points[3]
    for bound, name in (("startDate", "filter_start_inclusive"), ("endDate", "filter_end_inclusive")):
        setattr(azure.settings, name, inclusive)
        other = point.time + timedelta(seconds=1 if bound == "startDate" else -1)
        other_bound = "endDate" if bound == "startDate" else "startDate"
        text = f"{bound} eq '{compute_time(point.time)}' and {other_bound} eq '{compute_time(other)}'"
        found = client.get(f"{instance.id}/recoveryPoints", **{"$filter": text})["value"]
        assert len(found) == count


def test_a_point_past_its_expiry_may_restore(azure: Emulator, client: Any) -> None:
    azure.settings.expired_points_fail = False
    azure.clock.advance(timedelta(days=31).total_seconds())
    client.session.headers["Authorization"] = f"Bearer {azure.token(lifetime=1e9)}"
    assert client.validated(client.restore_request("new"))["status"] == "Succeeded"
