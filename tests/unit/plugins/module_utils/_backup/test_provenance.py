# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which job made a disk, and whether it is still that disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._backup.provenance import CLOCKS_MAY_DIFFER, prove
from ansible_collections.azure_dr.backup.tests.support.restored import GROUP, HOUR, INSTANCE, NOW, TARGET, disk, job

BEGAN, ENDED = NOW - HOUR / 2, NOW - HOUR / 2 + HOUR / 6
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("created", [BEGAN - CLOCKS_MAY_DIFFER, BEGAN, ENDED])
@pytest.mark.parametrize("target", [TARGET, TARGET.upper()])
def test_the_job_that_made_it(created: Any, target: str) -> None:
    made = job(target_id=target)

    assert prove(disk(created=created), [made], INSTANCE).job == made


def test_of_many_jobs_the_one_that_made_it() -> None:
    later = job("Failed", name="later", started=NOW - HOUR / 4)
    made, earlier = job(name="made"), job(name="earlier", started=NOW - 5 * HOUR)

    assert prove(disk(), [later, made, earlier], INSTANCE).job == made


@pytest.mark.parametrize(
    ("job_facts", "disk_facts", "why_not"),
    [
        ({"target_id": None}, {}, "the job j did not make the disk 'd'"),
        ({"target_id": f"{TARGET}2"}, {}, "the job j did not make the disk 'd'"),
        ({"status": "Failed"}, {}, "the job j has the status 'Failed'"),
        ({"status": "InProgress"}, {}, "the job j has the status 'InProgress'"),
        ({}, {"created": BEGAN - CLOCKS_MAY_DIFFER - SECOND}, "the disk was made at 2026-11-22T11:24:59Z, and the job"),
        ({}, {"created": ENDED + SECOND}, "the disk was made at 2026-11-22T11:40:01Z, and the job j ran from 2026-11"),
        ({}, {"created": None}, "the disk was made at an unknown time"),
        ({"ended": None}, {}, "the job j ran from 2026-11-22T11:30:00Z to None"),
        ({}, {"create_option": "Empty"}, "was not made of a snapshot (its createOption is 'Empty')"),
        ({}, {"create_option": "FromImage"}, "was not made of a snapshot (its createOption is 'FromImage')"),
        ({}, {"created_from": f"{GROUP}/snapshots2/s"}, f"which is not in the snapshot group {GROUP}/snapshots"),
    ],
)
def test_why_it_is_not_proven(job_facts: dict[str, Any], disk_facts: dict[str, Any], why_not: str) -> None:
    provenance = prove(disk(**disk_facts), [job(**job_facts)], INSTANCE)

    assert provenance.job is None
    assert why_not in provenance.why_not


@pytest.mark.parametrize("group", [f"{GROUP}/snapshots", f"{GROUP}/Snapshots/", None])
def test_the_group_of_the_snapshot_counts_as_far_as_it_is_known(group: str | None) -> None:
    assert prove(disk(), [job()], replace(INSTANCE, snapshot_group_id=group)).job


def test_what_nobody_says_is_no_doubt() -> None:
    assert prove(disk(created_from=None, create_option=None), [job()], INSTANCE).job
    elsewhere = disk(created_from=f"{GROUP}/elsewhere/s")
    assert prove(elsewhere, [job(instance_id=f"{INSTANCE.id}2")], INSTANCE).job, "a job of another instance"


def test_without_any_job() -> None:
    assert prove(disk(), [], INSTANCE).why_not == "no restore job is known that makes the disk 'd'"
