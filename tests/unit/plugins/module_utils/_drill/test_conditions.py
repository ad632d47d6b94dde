# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What may be deleted after a drill, by values: one thing wrong, and the disk stays; all right, and it goes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.authorization.locks import Lock
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.disks import Disk
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.machine_profiles import (
    MachineProfile,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.virtual_machines import Attachment
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.jobs import Job
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.resources.groups import ResourceGroup
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.drill_marks import (
    Mark,
    drill_activity_id,
    is_by_drill,
    read_mark,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._drill.conditions import Seen, Sweep, keeps

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=timezone.utc)
BEGUN, MADE, ENDED = NOW - timedelta(hours=3), NOW - timedelta(hours=2, minutes=58), NOW - timedelta(hours=2)
SUBSCRIPTION = "/subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20"
GROUP = f"{SUBSCRIPTION}/resourceGroups/erp-drill"
DISK = f"{GROUP}/providers/Microsoft.Compute/disks/erp-data-drill"
INSTANCE = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.DataProtection/backupVaults/v/backupInstances/i"
MACHINE = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/boot"
OURS, ANY = Sweep(drill_id="w48"), Sweep(older_than=timedelta(hours=1))
MARK = Mark("w48", "unique", "job-1", NOW - timedelta(minutes=1))


def job(name: str = "job-1", drill: str = "w48", target: str = DISK, point: str = "point") -> Job:
    return Job(
        id=name,
        name=name,
        activity_id=drill_activity_id(drill, ResourceId.parse(target), INSTANCE, "point"),
        operation="Restore",
        status="Completed",
        started=BEGUN,
        ended=ENDED,
        duration_seconds=None,
        instance_id=INSTANCE,
        source_id=None,
        details_known=True,
        recovery_point_id=point,
        recovery_point_time=None,
        target_id=target,
        problem=None,
        warnings=(),
    )


def disk(mark: Mark | None = MARK) -> Disk:
    return Disk(
        id=DISK,
        name="erp-data-drill",
        location=None,
        zones=(),
        sku=None,
        size_gb=1.0,
        encryption_type=None,
        disk_encryption_set_id=None,
        network_access_policy=None,
        public_network_access=None,
        provisioning_state="Succeeded",
        disk_state="Unattached",
        created=MADE,
        create_option="Copy",
        created_from=None,
        attached_to=None,
        tags=mark.as_tags() if mark else {},
        unique_id="unique",
    )


def seen(mark: Mark | None = MARK) -> Seen:
    group = ResourceGroup(GROUP, "erp-drill", {"azure-dr-drill": "allowed"})
    return Seen(disk(mark), group, [job()], (), ())


def with_disk(**members: Any) -> Callable[[Seen], Seen]:
    return lambda all_right: replace(all_right, disk=replace(all_right.disk, **members))


def with_job(**members: Any) -> Callable[[Seen], Seen]:
    def change(all_right: Seen) -> Seen:
        (only,) = all_right.jobs
        return replace(all_right, jobs=[replace(only, **members)])

    return change


def with_tags(**tags: str) -> Callable[[Seen], Seen]:
    names = {name.replace("_", "-"): value for name, value in tags.items()}
    return lambda all_right: with_disk(tags={**all_right.disk.tags, **names})(all_right)


def used_by_a_machine(all_right: Seen) -> Seen:
    attached = Attachment(DISK.upper(), 0)
    machine = MachineProfile(MACHINE, "boot", None, (), None, None, None, None, None, None, (), (attached,))
    return replace(all_right, machines=[machine])


WRONG: Sequence[tuple[str, Callable[[Seen], Seen]]] = [
    ("group_not_marked", lambda all_right: replace(all_right, group=ResourceGroup(GROUP, "erp-drill", {}))),
    (
        "group_not_marked",
        lambda all_right: replace(all_right, group=ResourceGroup(GROUP, "erp-drill", {"azure-dr-drill": "no"})),
    ),
    ("not_proven", lambda all_right: replace(all_right, jobs=[])),
    ("not_proven", with_job(status="Failed")),
    ("not_proven", with_job(status="Cancelled")),
    ("restore_running", with_job(status="InProgress", ended=None)),
    ("not_proven", with_job(target_id=f"{DISK}-2")),
    ("not_proven", with_job(target_id=None)),
    ("not_proven", with_job(activity_id="6f0d9a52-3a6c-5a0e-9d1c-2b7f4f0c8e11")),
    ("not_proven", with_job(recovery_point_id="another")),
    ("not_proven", with_job(instance_id=f"{INSTANCE}-2")),
    ("not_proven", with_job(started=None)),
    ("not_proven", with_disk(created=BEGUN - timedelta(minutes=6))),
    ("not_proven", with_disk(created=ENDED + timedelta(seconds=1))),
    ("not_proven", with_disk(create_option="Empty")),
    ("not_proven", with_disk(unique_id="made again")),
    ("not_proven", with_disk(unique_id=None)),
    ("not_proven", with_tags(azure_dr_drill_job="job-2")),
    ("not_proven", with_tags(azure_dr_drill_expires="")),
    ("in_use", with_disk(attached_to=MACHINE)),
    ("in_use", with_disk(shared_by=(MACHINE,))),
    ("in_use", with_disk(disk_state="ActiveSAS")),
    ("in_use", with_disk(disk_state="Reserved")),
    ("in_use", used_by_a_machine),
    ("just_handed_over", with_disk(handed_over=NOW - timedelta(minutes=4, seconds=59))),
    ("locked", lambda all_right: replace(all_right, locks=[Lock(f"{GROUP}/providers/x", "keep", "CanNotDelete")])),
]


@pytest.mark.parametrize("sweep", [OURS, ANY], ids=["drill", "sweep"])
def test_all_is_right(sweep: Sweep) -> None:
    assert keeps(seen(), sweep, NOW) is None
    assert keeps(with_disk(handed_over=NOW - timedelta(minutes=5))(seen()), sweep, NOW) is None


@pytest.mark.parametrize("sweep", [OURS, ANY], ids=["drill", "sweep"])
@pytest.mark.parametrize(("reason", "wrong"), WRONG, ids=[f"{n}-{reason}" for n, (reason, _w) in enumerate(WRONG)])
def test_one_thing_that_is_wrong_keeps_the_disk(sweep: Sweep, reason: str, wrong: Callable[[Seen], Seen]) -> None:
    kept = keeps(wrong(seen()), sweep, NOW)

    assert kept
    assert (kept.reason, kept.left_over) == (reason, True)


@pytest.mark.parametrize("number", range(300))
def test_whatever_else_is_wrong_a_disk_with_one_wrong_thing_stays(number: int) -> None:
    draw = random.Random(number)
    world = seen()
    for _reason, wrong in draw.sample(WRONG, draw.randint(1, 5)):
        if len(world.jobs) == 1:
            world = wrong(world)

    kept = keeps(world, draw.choice([OURS, ANY]), NOW)

    assert kept


def test_a_disk_of_unknown_age_stays() -> None:
    kept = keeps(with_disk(created=None)(seen()), OURS, NOW)

    assert kept
    assert kept.reason == "not_proven"


def test_the_mark_of_another_drill() -> None:
    kept = keeps(seen(), Sweep(drill_id="w49"), NOW)

    assert kept
    assert (kept.reason, kept.left_over) == ("not_of_this_drill", False)


def test_without_a_mark_the_job_must_be_of_the_drill() -> None:
    unmarked = seen(None)

    assert keeps(unmarked, OURS, NOW) is None
    assert keeps(unmarked, ANY, NOW) is None
    other = keeps(unmarked, Sweep(drill_id="w49"), NOW)
    assert other
    assert other.reason == "not_of_this_drill"
    by_hand = keeps(with_job(activity_id="6f0d9a52-3a6c-5a0e-9d1c-2b7f4f0c8e11")(unmarked), ANY, NOW)
    assert by_hand
    assert by_hand.reason == "not_of_this_drill"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (with_disk(created=NOW - timedelta(minutes=59)), "not long enough ago"),
        (with_disk(created=None), "an unknown time"),
        (with_tags(azure_dr_drill_expires="2026-11-26T12:00:01Z"), "keeps it until"),
    ],
)
def test_a_sweep_leaves_the_young_alone(wrong: Callable[[Seen], Seen], told: str) -> None:
    kept = keeps(wrong(seen()), ANY, NOW)

    assert kept
    assert (kept.reason, kept.left_over) == ("too_young", False)
    assert told in kept.message


def test_a_mark_is_read_as_it_was_written_whatever_the_case_of_its_names() -> None:
    tags = {name.upper(): value for name, value in MARK.as_tags().items()}

    assert read_mark(tags) == MARK
    assert read_mark({}) is None


def test_a_job_is_known_as_one_of_a_drill_and_of_which() -> None:
    assert is_by_drill(job(), "w48")
    assert is_by_drill(job(), None)
    assert not is_by_drill(job(), "w49")
    assert not is_by_drill(job(point="another"), None)
