# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a request is fulfilled, under way, free to be fulfilled, or in conflict: the whole table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.disks import Disk
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.jobs import Job
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.error_guide import explained
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.point_choice import Choice
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.decisions import judge
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.errors import TargetTaken
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.requests import RestoreRequest, read_request
from ansible_collections.azure_dr.backup.tests.support.restored import (
    GROUP,
    HOUR,
    INSTANCE,
    NEW,
    NOW,
    OLD,
    SUBSCRIPTION,
    TARGET,
    disk,
    job,
)


def request(**options: Any) -> RestoreRequest:
    given = {"backup_instance": "i", "target_disk": TARGET, "as_of": "latest", "rerun_window": 86400, **options}
    return read_request(given, vault_ref(SUBSCRIPTION, "backup", "dr-vault", "2025-07-01"))


def verdict(wanted: RestoreRequest, there: Disk | None, *jobs: Job) -> str:
    chosen = OLD if wanted.point.point_id == OLD.name else NEW
    as_of = None if wanted.point.point_id else (wanted.point.as_of or NOW)
    if as_of and as_of < NEW.time:
        chosen = OLD
    choice = Choice(INSTANCE, chosen.name, chosen, as_of, (NEW, OLD))
    return judge(wanted, choice, there, jobs, NOW, "the jobs reach back to noon").action


LATEST = request()
BY_ID = request(as_of=None, recovery_point_id="new")
AS_OF_NOON = request(as_of="2026-11-22T11:59:00Z")
EVERY = pytest.mark.parametrize("wanted", [LATEST, BY_ID, AS_OF_NOON])


@EVERY
@pytest.mark.parametrize("jobs", [(), (job("Failed"),), (job("Cancelled"),), (job(),), (job("CompletedWithWarnings"),)])
def test_an_absent_disk_is_restored(wanted: RestoreRequest, jobs: tuple[Job, ...]) -> None:
    assert verdict(wanted, None, *jobs) == "restore"


@EVERY
@pytest.mark.parametrize("there", [None, disk()])
@pytest.mark.parametrize("status", ["InProgress", "Paused", "Cancelling", "SomethingNew"])
def test_what_is_under_way_is_attached_to(wanted: RestoreRequest, there: Disk | None, status: str) -> None:
    assert verdict(wanted, there, job(status, ended=None)) == "attach"


@pytest.mark.parametrize("there", [None, disk()])
@pytest.mark.parametrize(
    ("wanted", "other"),
    [
        (LATEST, job("InProgress", instance_id=f"{INSTANCE.id}-other")),
        (BY_ID, job("InProgress", recovery_point_id="old", recovery_point_time=OLD.time)),
        (AS_OF_NOON, job("InProgress", recovery_point_id="old", recovery_point_time=OLD.time)),
        (LATEST, job("InProgress", recovery_point_id="old", recovery_point_time=OLD.time)),
        (LATEST, job("InProgress", recovery_point_id=None)),
    ],
)
def test_another_restore_under_way_is_in_conflict(wanted: RestoreRequest, other: Job, there: Disk | None) -> None:
    keeping = replace(wanted, keep_existing=True)

    for each in (wanted, keeping):
        with pytest.raises(TargetTaken, match=r"job j .* \(activity id a\)"):
            verdict(each, there, other)


@EVERY
@pytest.mark.parametrize(
    "made_by",
    [
        job(),
        job("CompletedWithWarnings"),
        job("completed"),
        job(instance_id=INSTANCE.id.upper()),
        job(recovery_point_id="NEW"),
    ],
)
def test_a_disk_that_such_a_restore_made_is_unchanged(wanted: RestoreRequest, made_by: Job) -> None:
    assert verdict(wanted, disk(), made_by) == "unchanged"


def test_a_later_failure_does_not_hide_who_made_the_disk() -> None:
    assert verdict(LATEST, disk(), job("Failed", started=NOW - HOUR / 4), job()) == "unchanged"


def test_a_disk_need_not_say_where_it_comes_from() -> None:
    assert verdict(LATEST, disk(created_from=None), job()) == "unchanged"


@EVERY
@pytest.mark.parametrize(
    ("there", "jobs"),
    [
        (disk(), ()),
        (disk(), (job("Failed"),)),
        (disk(), (job(instance_id=f"{INSTANCE.id}-other"),)),
        (disk(created=NOW - 3 * HOUR), (job(),)),
        (disk(created=NOW - HOUR / 4), (job(),)),
        (disk(created=None), (job(),)),
        (disk(created_from=f"{GROUP}/elsewhere/providers/Microsoft.Compute/snapshots/s"), (job(),)),
        (disk(), (job(recovery_point_id="older", recovery_point_time=NOW - 50 * HOUR),)),
        (disk(), (job("SomethingNew", ended=NOW),)),
    ],
)
def test_any_other_disk_is_an_error_unless_it_is_to_be_kept(
    wanted: RestoreRequest, there: Disk, jobs: tuple[Job, ...]
) -> None:
    with pytest.raises(TargetTaken, match="existing_disk: keep"):
        verdict(wanted, there, *jobs)
    assert verdict(replace(wanted, keep_existing=True), there, *jobs) == "keep"


@pytest.mark.parametrize(
    ("there", "may_go"),
    [
        (disk(id=INSTANCE.source_id), False),
        (disk(attached_to=f"{GROUP}/shop/providers/Microsoft.Compute/virtualMachines/shop-db"), False),
        (disk(created=NOW - 3 * HOUR), True),
    ],
)
def test_nobody_is_told_to_delete_what_is_in_use(there: Disk, may_go: bool) -> None:
    """Neither by the message nor by the explanation, which reports show without the message."""
    with pytest.raises(TargetTaken) as taken:
        verdict(LATEST, there)
    told = explained(taken.value)

    assert told.advice is not None
    for words in (told.message, told.advice.remedy):
        assert "choose another target_disk" in words
        assert ("delete" in words) == may_go


@pytest.mark.parametrize(("hours", "action"), [(23, "unchanged"), (25, None)])
def test_latest_holds_for_the_rerun_window(hours: int, action: str | None) -> None:
    started = NOW - hours * HOUR
    made_by = job(started=started, recovery_point_id="old", recovery_point_time=OLD.time)
    there = disk(created=started + timedelta(minutes=1))

    if action:
        assert verdict(LATEST, there, made_by) == action
    else:
        with pytest.raises(TargetTaken):
            verdict(LATEST, there, made_by)


def test_a_moment_holds_for_ever() -> None:
    started = NOW - 2 * HOUR + timedelta(minutes=10)
    there = disk(created=started + timedelta(minutes=1))

    assert verdict(request(as_of="2026-11-22T11:00:00Z", rerun_window=1), there, job(started=started)) == "unchanged"


def test_a_point_that_is_gone_since_still_counts_for_its_moment() -> None:
    """The point that was the newest has expired: the disk made from it is nearer to the moment than any other."""
    between = job(recovery_point_id="gone", recovery_point_time=NOW - 20 * HOUR)

    assert verdict(request(as_of="2026-11-22T09:00:00Z"), disk(), between) == "unchanged"
    with pytest.raises(TargetTaken):
        verdict(request(as_of="2026-11-21T12:00:00Z"), disk(), between)
