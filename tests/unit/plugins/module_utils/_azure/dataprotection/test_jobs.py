# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs in order of time, and what is known of one from several answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SystemThreads
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.jobs import Job, age_order, read_job
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.job_index import JobIndex
from ansible_collections.azure_dr.backup.tests.support.clock import Clock

REF = vault_ref("38304e13-357e-405e-9e9a-220351dcce8c", "backup", "v", "2025-07-01")
# From the oldest to the newest.
SPELLINGS = [
    None,
    "2026-11-22T02:59:59.9999999Z",
    "2026-11-22T03:00:00Z",
    "2026-11-22T03:00:00.05Z",
    "2026-11-22T03:00:00.5Z",
    "2026-11-22T03:00:00.5000001Z",
    "2026-11-22T03:00:01Z",
    "2026-11-22T04:30:00+01:00",
]


def body(number: int) -> dict[str, Any]:
    properties = {
        "startTime": SPELLINGS[number],
        "operationCategory": "Restore",
        "status": "Failed",
        "activityID": "a",
        "backupInstanceId": "/i",
    }
    return {"name": f"job-{number}", "properties": properties}


def job(number: int) -> Job:
    read = read_job(body(number), REF)
    assert read
    return read


class Vault:
    """A session with a vault that lists these jobs."""

    def __init__(self, numbers: list[int]) -> None:
        self._numbers = numbers
        self.clock = Clock()
        self.threads = SystemThreads()

    def items(self, *_path: Any, **_options: Any) -> Iterator[Any]:
        return map(body, self._numbers)


def test_they_are_sorted_by_the_moment_and_not_by_its_spelling() -> None:
    jobs = [job(number) for number in range(len(SPELLINGS))]

    assert sorted([*jobs[4:], *jobs[:4]], key=age_order) == jobs


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("newest", range(1, len(SPELLINGS)))
def test_the_newest_restore_with_an_activity_id(newest: int, order: int) -> None:
    index = JobIndex(Vault([*range(newest + 1)][::order]), REF, "Restore")

    found = index.find_by_activity("a", None, thoroughly=True)

    assert found
    assert found.name == f"job-{newest}"


def test_a_list_does_not_take_away_what_is_known_of_a_job() -> None:
    told = body(2)
    point = {"recoveryPointID": "p", "recoveryPointTime": "2026-11-22T02:00:00Z"}
    told["properties"] |= {
        "status": "InProgress",
        "extendedInfo": {"sourceRecoverPoint": point, "recoveryDestination": "/d"},
    }
    known, listed = read_job(told, REF), job(2)
    assert known

    both = listed.with_details_of(known)

    assert (both.status, both.recovery_point_id, both.target_id) == ("Failed", "p", "/d")
    assert both.recovery_point_time == known.recovery_point_time
    assert known.with_details_of(both) == known
    assert listed.with_details_of(None) is listed
    assert job(3).with_details_of(known) == job(3)
