# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is reported of a disk is what its job says, and not what would be chosen today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk, run_module
from ansible_collections.azure_dr.backup.tests.support.passing_time import begin_long_jobs, end_jobs_when_seen

ALL = [{"source_disk": name, "target_disk": f"{name}-restored"} for name in ("erp-os", "erp-data")]
POINT = ("source_disk", "recovery_point_id", "recovery_point_time")


def restore(disks: list[dict[str, Any]] | None = None, **options: Any) -> dict[str, Any]:
    common = {"as_of": "latest", "target_resource_group": "erp-restored", "poll_interval": 1, "permission_timeout": 0}
    return run_module("disk_restore_batch", disks=disks or ALL, **{**common, **options})


def points_of(result: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(each[name] for name in POINT) for each in result["restores"]]


def outcomes(result: dict[str, Any]) -> list[str]:
    return [each["outcome"] for each in result["restores"]]


def rpo_of(result: dict[str, Any]) -> Any:
    return run_module("restore_report", outcome=result, rpo_target=60)["verdict"]["rpo_seconds"]


def back_up_again(azure: Emulator) -> None:
    """Give each disk a point that is newer than all that it has, and that the job before can't have known."""
    for number, name in enumerate(("erp-os", "erp-data")):
        azure.estate.add_point(azure.estate.instance(name), azure.clock.now() - timedelta(seconds=60 + number))


def test_disks_that_are_found_are_from_the_points_of_their_jobs(azure: Emulator) -> None:
    first = restore()
    back_up_again(azure)

    again = restore()

    assert outcomes(again) == ["unchanged"] * 2
    assert points_of(again) == points_of(first)
    assert again["skew_seconds"] == first["skew_seconds"]
    assert again["rpo_seconds"] >= first["rpo_seconds"]
    assert rpo_of(again) >= rpo_of(first)


def test_the_same_moment_has_the_same_figures(azure: Emulator) -> None:
    """The points of the first run are expired in the second, which would choose older ones."""
    for name in ("erp-os", "erp-data"):
        instance = azure.estate.instance(name)
        instance.points = []
        for minutes in (60, 120):
            azure.estate.add_point(instance, azure.clock.now() - timedelta(minutes=minutes))
    first = restore()
    for name in ("erp-os", "erp-data"):
        azure.estate.instance(name).points = azure.estate.instance(name).points[1:]

    again = restore(as_of=first["as_of"])

    assert outcomes(again) == ["unchanged"] * 2
    assert points_of(again) == points_of(first)
    for figure in ("as_of", "skew_seconds", "rpo_seconds"):
        assert again[figure] == first[figure]
    assert rpo_of(again) == rpo_of(first)


def test_restores_that_are_joined_are_from_the_points_of_their_jobs(azure: Emulator) -> None:
    begin_long_jobs(azure)
    started = restore(wait=False)
    back_up_again(azure)
    end_jobs_when_seen(azure)

    joined = restore()

    assert outcomes(joined) == ["attached"] * 2
    assert points_of(joined) == points_of(started)
    assert joined["skew_seconds"] == started["skew_seconds"]


def test_a_mixed_set_has_the_skew_of_what_is_there(azure: Emulator) -> None:
    first = restore(ALL[:1])
    back_up_again(azure)

    both = restore()

    assert outcomes(both) == ["unchanged", "restored"]
    assert points_of(both)[0] == points_of(first)[0]
    newest = azure.estate.instance("erp-data").points[0]
    older = azure.estate.instance("erp-os").points[1]
    assert both["skew_seconds"] == pytest.approx((newest.time - older.time).total_seconds(), abs=0.001)


def test_of_a_disk_that_is_kept_nothing_is_known(azure: Emulator) -> None:
    azure.estate.add_disk("erp-os-restored", azure.estate.group("erp-restored"))

    result = restore(existing_disk="keep")

    assert outcomes(result) == ["kept", "restored"]
    assert points_of(result)[0] == ("erp-os", None, None)
    assert (result["skew_seconds"], result["rpo_seconds"]) == (None, None)


@pytest.mark.parametrize("gone", [False, True])
def test_one_disk_is_told_likewise(azure: Emulator, gone: bool) -> None:
    """Also if its point is not listed any more."""
    first = restore_disk()
    back_up_again(azure)
    if gone:
        azure.estate.instance("erp-data").points = azure.estate.instance("erp-data").points[:1]

    again = restore_disk()

    assert again["action"] == "unchanged"
    then, now = first["recovery_point"], again["recovery_point"]
    assert set(now) == set(then)
    for what in ("recovery_point_id", "recovery_point_time"):
        assert now[what] == then[what]
    assert now["age_seconds"] >= then["age_seconds"]
    for what in ("id", "policy_name", "expired"):
        assert now[what] == (None if gone else then[what])


def test_one_disk_that_is_kept_has_no_point(azure: Emulator) -> None:
    azure.estate.add_disk("erp-data-restored", azure.estate.group("erp-restored"))

    result = restore_disk(existing_disk="keep")

    assert (result["action"], result["recovery_point"]) == ("kept", None)
