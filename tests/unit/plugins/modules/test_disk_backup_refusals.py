# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What disk_backup refuses before it sends anything, and what it says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand import backup_run
from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, answer, changed_body, failing_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.backups import (
    DAY,
    DISKS,
    actions,
    back_up,
    backups,
    by_hourly_policy,
    only,
    other_backup,
)

BY_HOURLY_POLICY = {
    "a retention rule": ({"rule_name": "Default"}, "rule_name: 'Default' is a retention rule", "BackupHourly"),
    "a rule of another policy": ({"rule_name": "BackupDaily"}, "rule_name: the backup policy", "BackupHourly"),
    "a tag that is none": ({"retention_tag": "Yearly"}, "retention_tag: 'Yearly' is no", "Default, Weekly"),
    "a point that dies too soon": ({"min_retention": 30 * DAY}, "min_retention: 30 days", "retention_tag: Weekly"),
    "a point that no tag keeps": ({"min_retention": 999 * DAY}, "min_retention: 999 days", "add a retention rule"),
}
WITHOUT_A_REQUEST = {
    "no disk": ({"source_disk": None}, "source_disks: say which disks to back up"),
    "two ways": ({"tags": {"a": "b"}}, "tags: give either this or source_disk"),
    "a time before now": ({"max_age": -1}, "max_age: -1"),
    "an endless retention": ({"min_retention": -1}, "min_retention: -1"),
    "none at a time": ({"max_parallel": 0}, "max_parallel: 0"),
    "no vault": ({"vault_name": None, "vault_resource_group": None}, "vault_name: name the vault, too"),
}
STATES = {
    "ProtectionStopped": "ProtectionStopped",
    "BackupsSuspended": "BackupsSuspended",
    "ProtectionError": "ProtectionFailing",
    "NotProtected": "ProtectionStopped",
}


@pytest.mark.parametrize("case", BY_HOURLY_POLICY)
@pytest.mark.parametrize("check_mode", [False, True])
def test_what_the_policy_does_not_have(azure: Emulator, case: str, check_mode: bool) -> None:
    options, says, names = BY_HOURLY_POLICY[case]
    by_hourly_policy(azure)

    result = back_up(check_mode=check_mode, **options)

    assert (result["failed"], result["error"]["code"], actions(result)) == (True, "OptionRefused", ["failed"])
    assert says in result["msg"] and names in result["msg"]
    assert backups(azure) == []


def test_wrong_input_for_one_disk_is_why_nothing_is_sent_for_any(azure: Emulator) -> None:
    by_hourly_policy(azure)

    result = back_up(source_disks=list(DISKS), rule_name="BackupDaily")

    assert sorted(actions(result)) == ["failed", "not_sent", "not_sent"]
    assert "Nothing was sent for any disk, because 1 of 3 can't be backed up as it is written" in result["msg"]
    assert backups(azure) == []


@pytest.mark.parametrize("case", WITHOUT_A_REQUEST)
def test_options_that_can_not_be_right(azure: Emulator, case: str) -> None:
    options, says = WITHOUT_A_REQUEST[case]

    result = back_up(**options)

    assert result["failed"]
    assert says in result["msg"]
    assert azure.requests == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("check_mode", [False, True])
def test_protection_that_makes_no_points(azure: Emulator, state: str, check_mode: bool) -> None:
    azure.estate.instance("erp-data").state = state

    result = back_up(check_mode=check_mode)

    assert (result["error"]["code"], result["changed"], actions(result)) == (STATES[state], False, ["failed"])
    assert state in result["msg"] and "Fix: " in result["msg"]
    assert backups(azure) == []


def test_a_young_point_is_enough_whatever_the_protection_is(azure: Emulator) -> None:
    back_up()
    azure.estate.instance("erp-data").state = "ProtectionStopped"

    result = back_up(max_age=3600)

    assert actions(result) == ["unchanged"]
    assert any("ProtectionStopped" in warning for warning in result["warnings"])


def as_graph_knows(state: str) -> Action:
    """Resource Graph tells this state of protection, in which no backup is allowed."""

    def tell(body: Any) -> Any:
        for row in body["data"]:
            if "backupInstanceExtendedProperties" in row:
                row["backupInstanceExtendedProperties"]["allowedOperations"].remove("BackupNow")
                row["currentProtectionState"] = state
        return body

    return changed_body(tell)


def test_what_azure_is_known_not_to_allow(azure: Emulator) -> None:
    azure.faults.add(Fault(as_graph_knows("ProtectionConfigured"), "POST", r"ResourceGraph", times=None))

    result = back_up(source_disks=["erp-data"])

    assert (result["error"]["code"], backups(azure)) == ("BackupNotAllowed", [])
    assert "BackupNow" in result["msg"]


def test_what_resource_graph_knew_of_another_state_counts_no_more(azure: Emulator) -> None:
    azure.faults.add(Fault(as_graph_knows("ProtectionStopped"), "POST", r"ResourceGraph", times=None))

    assert actions(back_up(source_disks=["erp-data"])) == ["backed_up"]


def with_backups(azure: Emulator, number: int, **members: Any) -> None:
    """So many backups of the last hours, which somebody has asked for."""
    now = azure.clock.now()
    for each in range(number):
        end = now - timedelta(hours=2, minutes=each)
        other_backup(azure, seconds_ago=8000 + 60 * each, end=end, **{"user_triggered": True, **members})


@pytest.mark.parametrize("check_mode", [False, True])
def test_the_eleventh_of_a_day(azure: Emulator, check_mode: bool) -> None:
    with_backups(azure, 10)

    result = back_up(check_mode=check_mode)

    assert (result["error"]["code"], actions(result)) == ("BackupsUsedUp", ["failed"])
    free = azure.clock.now() + timedelta(seconds=DAY - 8000 - 540)
    assert f"possible at {free:%Y-%m-%dT%H}" in result["msg"]
    assert (only(result)["backups_last_24h"], backups(azure)) == (10, [])


def test_the_last_ones_of_a_day_are_warned_of(azure: Emulator) -> None:
    with_backups(azure, 8)

    result = back_up()

    assert actions(result) == ["backed_up"]
    assert any("8 backups on demand" in warning for warning in result["warnings"])
    assert only(result)["backups_last_24h"] == 9


def test_backups_by_schedule_do_not_count(azure: Emulator) -> None:
    with_backups(azure, 10, user_triggered=False)

    assert actions(back_up()) == ["backed_up"]


def test_a_disk_that_nothing_protects(azure: Emulator) -> None:
    group = azure.estate.group("erp-prod")
    azure.estate.add_disk("erp-scratch", group)

    result = back_up(source_disks=["erp-data", "erp-scratch"])

    assert (result["error"]["code"], backups(azure)) == ("DiskNotProtected", [])
    assert "erp-scratch" in result["msg"] and "on_unprotected: ignore" in result["msg"]
    ignored = back_up(source_disks=["erp-data", "erp-scratch"], on_unprotected="ignore")
    assert actions(ignored) == ["backed_up"]
    assert any("erp-scratch" in warning for warning in ignored["warnings"])


def test_a_policy_that_may_not_be_read(azure: Emulator) -> None:
    right = "Microsoft.DataProtection/backupVaults/backupPolicies/read"
    azure.estate.access.deny(right)

    result = back_up()

    assert right in result["msg"]
    assert backups(azure) == []


def test_a_right_that_is_missing_is_named(azure: Emulator) -> None:
    right = "Microsoft.DataProtection/backupVaults/backupInstances/backup/action"
    azure.estate.access.deny(right)

    result = back_up()

    assert (result["changed"], actions(result)) == (False, ["failed"])
    assert right in result["msg"]


def with_snapshots(azure: Emulator, number: int) -> None:
    """The disk has so many, some of which were there before."""
    instance, now = azure.estate.instance("erp-data"), azure.clock.now()
    for each in range(number - len(instance.points)):
        azure.estate.add_point(instance, now - timedelta(days=1, minutes=each))


def test_snapshots_near_their_limit_are_warned_of(azure: Emulator) -> None:
    with_snapshots(azure, 464)

    result = back_up()

    assert actions(result) == ["backed_up"]
    assert any("has 464 incremental snapshots" in warning and "500" in warning for warning in result["warnings"])


@pytest.mark.parametrize("check_mode", [False, True])
def test_no_backup_is_sent_that_has_no_room_for_its_snapshot(azure: Emulator, check_mode: bool) -> None:
    with_snapshots(azure, 500)

    result = back_up(check_mode=check_mode, source_disks=["erp-data", "erp-log"])

    assert result["error"]["code"] == "SnapshotsUsedUp"
    assert sorted(actions(result)) == sorted(["failed", "would_back_up" if check_mode else "backed_up"])
    assert "counts 500" in result["msg"] and "Fix: let recovery points expire earlier" in result["msg"]
    assert len(backups(azure)) == (0 if check_mode else 1)


def test_full_snapshots_count_for_nothing(azure: Emulator) -> None:
    with_snapshots(azure, 500)
    snapshots = azure.estate.snapshots
    for snapshot_id, snapshot in list(snapshots.items())[:100]:
        snapshots[snapshot_id] = replace(snapshot, incremental=False)

    result = back_up()

    assert (actions(result), result["warnings"]) == (["backed_up"], [])


@pytest.mark.parametrize("code", ["SnapshotLimitReached", "OperationNotAllowed", "CloudInternalError"])
def test_a_job_that_finds_no_room_for_its_snapshot_is_explained_by_its_words(azure: Emulator, code: str) -> None:
    errors = [{"code": code, "message": "The disk has reached the maximum of 500 snapshots."}]
    azure.faults.add(Fault(failing_job(errors), "POST", r"/backup$"))

    result = back_up()

    assert (result["error"]["code"], result["changed"]) == (code, True)
    assert "as many incremental snapshots as Azure allows" in result["error"]["explanation"]["cause"]


@pytest.mark.parametrize(
    "code",
    [
        "UserErrorNotEnoughPermissionOnDisk",
        "UserErrorDiskBackupDiskOrMSIPermissionsNotPresent",
        "UserErrorDiskAndSnapshotRGOrMSIPermissionsNotPresent",
    ],
)
def test_a_role_that_backups_need_is_named(azure: Emulator, code: str) -> None:
    errors = [{"code": code, "message": "No."}]
    azure.faults.add(Fault(failing_job(errors), "POST", r"/backup$"))

    assert "Disk Backup Reader" in back_up()["error"]["explanation"]["remedy"]


def test_resource_graph_is_not_waited_for_to_count_snapshots(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_run, "COUNT_SECONDS", 0.3)
    azure.faults.add(Fault(answer(503), "POST", "ResourceGraph", times=None))

    assert actions(back_up()) == ["backed_up"]
    assert len(azure.requests_to("POST", "/Microsoft.ResourceGraph/resources")) == 1


def test_without_resource_graph_nobody_counts_snapshots(azure: Emulator) -> None:
    azure.estate.access.deny("Microsoft.ResourceGraph/*")

    result = back_up()

    assert (actions(result), result["warnings"]) == (["backed_up"], [])
