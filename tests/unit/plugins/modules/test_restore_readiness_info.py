# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Could I restore all of this tonight? Each finding, planted and absent, and what was asked of Azure."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._backup.report_seals import seal_of
from ansible_collections.azure_dr.backup.plugins.module_utils._readiness.findings import CODES, KINDS
from ansible_collections.azure_dr.backup.tests.conftest import SPEED
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.model import BackupInstance
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

GRAPH = "/providers/Microsoft.ResourceGraph/resources"
NO_VAULT = {"vault_name": None, "vault_resource_group": None}
ELSEWHERE = "5a7c1d9e-7f5a-4b1c-a0f3-c52d4e4a6b8c"
LOGIN = ("/token", "/openid-configuration", "/endpoints")
THOROUGH = {"depth": "thorough"}
TO_RESTORED = {"target_resource_group": "erp-restored"}
BROKEN = [{"code": "UserErrorSnapshotLimit", "message": "There are too many snapshots."}]


@pytest.fixture(autouse=True)
def as_many_queries_as_there_are(azure: Emulator) -> None:
    """Two checks in a test are more queries than Resource Graph answers in five seconds."""
    azure.settings.graph_quota = 1000


Plant = Callable[[Emulator], object]


def readiness(**options: Any) -> dict[str, Any]:
    result = run_module("restore_readiness_info", **options)
    assert not result.get("failed"), result["msg"]
    assert result["changed"] is False
    return result


def findings(result: Mapping[str, Any]) -> list[dict[str, str]]:
    places = (*result["disks"], *result["unprotected_disks"], *result["applications"])
    return [found for place in places for found in place["findings"]]


def found(result: Mapping[str, Any], code: str) -> dict[str, str]:
    """The one finding of a code."""
    (one,) = [each for each in findings(result) if each["code"] == code]
    return one


def asked(azure: Emulator) -> list[str]:
    """What was asked of Azure, without the login."""
    return [f"{one.method} {one.path}" for one in azure.requests if not one.path.endswith(LOGIN)]


def report_of(azure: Emulator, disk: str, age: timedelta) -> str:
    """A report of a restore of that disk, so long ago."""
    source = azure.estate.instance(disk).disk_id
    disks = [{"source_disk_id": source.upper(), "outcome": "restored"}]
    when = (azure.clock.now() - age).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({"schema_version": 1, "written_at": when, "check_mode": False, "disks": disks})


def forget_backups(instance: BackupInstance) -> None:
    """No job and no row of Resource Graph says what its newest point is."""
    jobs = instance.vault.jobs
    for job in [job for job in jobs.values() if job.instance is instance]:
        del jobs[job.id]
    instance.points_in_graph = "unknown"


def no_point(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    forget_backups(instance)
    instance.points = []


def delete_snapshots(azure: Emulator) -> None:
    disk, snapshots = azure.estate.instance("erp-data").disk_id, azure.estate.snapshots
    for one in [one for one in snapshots.values() if one.disk_id == disk]:
        del snapshots[one.id]


def break_protection(azure: Emulator) -> None:
    instance = azure.estate.instance("erp-data")
    instance.state = "ProtectionError"
    instance.protection_error = {"code": "UserErrorMissingRole", "message": "The vault may not read the disk."}


def fail_the_last_backup(azure: Emulator) -> None:
    start = azure.clock.now() - timedelta(hours=1)
    end = start + timedelta(minutes=3)
    azure.estate.add_job(azure.estate.instance("erp-data"), "Backup", start, end=end, status="Failed", errors=BROKEN)


def restore_often(azure: Emulator) -> None:
    for number in range(7):
        start = azure.clock.now() - timedelta(hours=1 + number)
        azure.estate.add_job(azure.estate.instance("erp-data"), "Restore", start, end=start + timedelta(minutes=4))


def back_one_up(azure: Emulator) -> None:
    azure.estate.add_point(azure.estate.instance("erp-data"), azure.clock.now() - timedelta(hours=1))


def keep_points_shortly(azure: Emulator) -> None:
    azure.estate.add_policy(azure.estate.vault(), "disk-daily", retention=timedelta(hours=20))


def lone_disk(azure: Emulator) -> None:
    azure.estate.add_disk("erp-new", azure.estate.group("erp-prod"))


def other_tenants_guard(azure: Emulator) -> None:
    azure.estate.add_guard(azure.estate.vault(), azure.estate.group("backup"))
    wrong_issuer = {"code": "InvalidAuthenticationTokenTenant", "message": "The token is from the wrong issuer."}
    azure.faults.add(Fault(answer(401, {"error": wrong_issuer}), "GET", r"^/subscriptions/[^/]+$", times=None))


def switch_other_subscriptions_off(azure: Emulator) -> None:
    azure.estate.vault().cross_subscription_restore = "Disabled"


def take_role_away(group: str) -> Plant:
    def plant(azure: Emulator) -> None:
        principal = azure.estate.vault().principal_id
        assert principal
        azure.estate.access.revoke(principal, azure.estate.group(group).id)

    return plant


def of(name: str, **members: Any) -> Plant:
    """Set members of the backup instance of a disk."""

    def plant(azure: Emulator) -> None:
        instance = azure.estate.instance(name)
        for member, value in members.items():
            setattr(instance, member, value)

    return plant


def unknown_point(azure: Emulator) -> None:
    forget_backups(azure.estate.instance("erp-data"))


def take_identity_away(azure: Emulator) -> None:
    azure.estate.vault().principal_id = None


def delete_the_disk(azure: Emulator) -> None:
    del azure.estate.disks[azure.estate.instance("erp-data").disk_id]


def make_it_an_ultra_disk(azure: Emulator) -> None:
    azure.estate.disks[azure.estate.instance("erp-data").disk_id].sku = "UltraSSD_LRS"


def two_hours_later(azure: Emulator) -> None:
    azure.clock.advance(7200)


@dataclass(frozen=True)
class Defect:
    """How to plant a defect, how to look for it, and what the finding must say: how to mend it, too."""

    plant: Plant
    says: str
    mends: str
    options: Mapping[str, Any] = field(default_factory=dict)


DEFECTS = {
    "no_point": Defect(no_point, "nothing to restore from", "disk_backup with source_disks: [erp-data]", THOROUGH),
    "unprotected_disk": Defect(
        lone_disk, "Nothing that this login can see", "az dataprotection backup-instance create"
    ),
    "snapshot_missing": Defect(delete_snapshots, "erp-snapshots has no snapshot", "az lock create"),
    "vault_identity_missing": Defect(take_identity_away, "does not have the identity", "--system-assigned True"),
    "role_missing_target": Defect(
        take_role_away("erp-restored"), "Disk Restore Operator", "--role 'Disk Restore Operator'", TO_RESTORED
    ),
    "cross_subscription_off": Defect(
        switch_other_subscriptions_off,
        ELSEWHERE,
        "--cross-subscription-restore-state Enabled",
        {"target_subscription_id": ELSEWHERE},
    ),
    "resource_guard": Defect(other_tenants_guard, "of another tenant", "an identity of the guard's tenant"),
    "protection_error": Defect(break_protection, "UserErrorMissingRole", "disk_backup with source_disks: [erp-data]"),
    "point_too_old": Defect(
        two_hours_later, "target is 6 h", "disk_backup with source_disks", {"rpo_target": 6 * 3600}
    ),
    "point_unknown": Defect(unknown_point, "is unknown", "depth: thorough"),
    "point_expiring": Defect(keep_points_shortly, "expires at", "retention_tag"),
    "budget_low": Defect(restore_often, "7 of the 10 restores", "recovery_drill_reserve_restores"),
    "role_missing_snapshot_group": Defect(
        take_role_away("erp-snapshots"), "Disk Snapshot Contributor", "--role 'Disk Snapshot Contributor'"
    ),
    "last_backup_failed": Defect(fail_the_last_backup, "UserErrorSnapshotLimit", "disk_backup with source_disks"),
    "protection_stopped": Defect(of("erp-data", state="ProtectionStopped"), "is stopped", "resume-protection"),
    "skew_too_large": Defect(
        back_one_up,
        "more than max_skew allows (10 min)",
        "tags: {App: erp}",
        {"application_tag": "App", "max_skew": 600},
    ),
    "source_disk_gone": Defect(delete_the_disk, "no longer exists", "recovery_map", THOROUGH),
    "ultra_or_premiumv2_limits": Defect(make_it_an_ultra_disk, "UltraSSD_LRS", "rpo_target: 43200"),
}
# Those of proofs and of places have tests of their own.
APART = {"region_or_zone", "proof_too_old", "never_proven"}
ERRORS = {code for code, kind in KINDS.items() if kind.severity == "error"}


def test_each_code_is_planted_here() -> None:
    assert {*DEFECTS, *APART} == set(CODES)


@pytest.mark.parametrize("code", DEFECTS)
def test_a_defect_is_found_and_not_without_it(azure: Emulator, code: str) -> None:
    defect = DEFECTS[code]
    azure.estate.add_subscription(ELSEWHERE)
    for disk in azure.estate.disks.values():
        disk.tags = {"app": "erp"}

    healthy = readiness(**defect.options)
    with azure.estate.lock:
        defect.plant(azure)
    planted = readiness(**defect.options)

    assert healthy["ready"] is True and findings(healthy) == []
    each = [one for one in findings(planted) if one["code"] == code]
    assert each and {one["severity"] for one in each} == {KINDS[code].severity}
    assert defect.says in each[0]["message"] and defect.mends in each[0]["remedy"]
    assert planted["ready"] is (code not in ERRORS)
    assert planted["summary"]["codes"][code] == len(each)


def test_an_accepted_finding_is_left_out(azure: Emulator) -> None:
    lone_disk(azure)

    result = readiness(ignore=["unprotected_disk"])

    assert result["ready"] is True and findings(result) == []
    assert [each["disk"] for each in result["unprotected_disks"]] == ["erp-new"]


def test_a_disk_that_another_vault_protects_is_no_finding(azure: Emulator) -> None:
    estate = azure.estate
    other = estate.add_vault("other-vault", estate.group("backup"))
    lone = estate.add_disk("erp-new", estate.group("erp-prod"))
    estate.protect(lone, other, estate.group("erp-snapshots"))

    result = readiness()

    assert result["ready"] is True and result["unprotected_disks"] == []


def test_a_disk_that_was_asked_for_and_only_another_vault_protects_is_told_as_not_judged(azure: Emulator) -> None:
    estate = azure.estate
    other = estate.add_vault("other-vault", estate.group("backup"))
    estate.protect(estate.add_disk("erp-new", estate.group("erp-prod")), other, estate.group("erp-snapshots"))

    beside_another = readiness(source_disks=["erp-data", "erp-new"])
    alone = run_module("restore_readiness_info", source_disks=["erp-new"])

    assert [each["disk"] for each in beside_another["disks"]] == ["erp-data"]
    (unknown,) = beside_another["unknown"]
    assert "1 selected disk was not judged" in unknown and "/other-vault/" in unknown
    assert unknown in beside_another["warnings"]
    assert alone["error"]["code"] == "NothingSelected" and "/other-vault/" in alone["msg"]


class TestProofs:
    def test_what_is_no_report_proves_nothing(self, azure: Emulator, tmp_path: Path) -> None:
        odd = report_of(azure, "erp-data", timedelta(days=1)).replace('"restored"', '["restored"]')
        (tmp_path / "odd.json").write_text(odd, encoding="utf-8")
        (tmp_path / "deep.json").write_text("[" * 100_000, encoding="utf-8")
        os.mkfifo(tmp_path / "pipe.json")

        result = readiness(evidence_dir=str(tmp_path))

        assert result["summary"]["proven"] == 0
        assert [each for each in result["unknown"] if "deep.json could not be read" in each]
        assert [each for each in result["unknown"] if "pipe.json could not be read" in each]

    def test_a_disk_that_no_report_proves(self, azure: Emulator, tmp_path: Path) -> None:
        (tmp_path / "restore.json").write_text(report_of(azure, "erp-data", timedelta(days=1)), encoding="utf-8")

        result = readiness(evidence_dir=str(tmp_path))

        by_disk = {each["disk"]: each for each in result["disks"]}
        assert by_disk["erp-data"]["findings"] == [] and by_disk["erp-data"]["last_proof"]
        assert by_disk["erp-os"]["findings"][0]["code"] == "never_proven" and by_disk["erp-os"]["last_proof"] is None
        assert result["summary"]["proven"] == 1 and result["summary"]["infos"] == 2
        assert result["ready"] is True

    def test_a_proof_that_is_more_than_a_year_old(self, azure: Emulator, tmp_path: Path) -> None:
        for name in ("erp-os", "erp-data", "erp-log"):
            (tmp_path / f"{name}.json").write_text(report_of(azure, name, timedelta(days=364)), encoding="utf-8")
        assert findings(readiness(evidence_dir=str(tmp_path))) == []

        (tmp_path / "erp-os.json").write_text(report_of(azure, "erp-os", timedelta(days=366)), encoding="utf-8")
        old = found(readiness(evidence_dir=str(tmp_path)), "proof_too_old")

        assert old["severity"] == "warning" and "366 days ago" in old["message"]

    def test_the_newest_report_counts_and_what_is_none_does_not(self, azure: Emulator, tmp_path: Path) -> None:
        for number, age in enumerate((400, 2, 300)):
            text = report_of(azure, "erp-os", timedelta(days=age))
            (tmp_path / f"{number}.json").write_text(text, encoding="utf-8")
        validated = report_of(azure, "erp-data", timedelta(days=1)).replace("false", "true")
        (tmp_path / "validated.json").write_text(validated, encoding="utf-8")
        (tmp_path / "other.json").write_text('{"schema_version": 1, "disks": 3}', encoding="utf-8")
        (tmp_path / "list.json").write_text("[1]", encoding="utf-8")
        (tmp_path / "notes.txt").write_text("no report", encoding="utf-8")
        (tmp_path / "cut.json").write_text('{"schema_version":', encoding="utf-8")

        result = readiness(evidence_dir=str(tmp_path))

        assert result["summary"]["proven"] == 1
        assert [sentence for sentence in result["unknown"] if "cut.json" in sentence]

    @pytest.mark.parametrize("verdicts", [("failed", "passed"), ("passed", "failed"), ("passed", None), ({}, "passed")])
    def test_a_drill_that_did_not_pass_proves_nothing(self, azure: Emulator, tmp_path: Path, verdicts: Any) -> None:
        told = json.loads(report_of(azure, "erp-data", timedelta(days=1)))
        evidence = dict(zip(("restored", "validated"), verdicts, strict=True))
        (tmp_path / "drill.json").write_text(json.dumps({**told, "evidence": evidence}), encoding="utf-8")

        assert readiness(evidence_dir=str(tmp_path))["summary"]["proven"] == 0

    def test_a_drill_that_passed_proves_its_disks_even_if_something_was_left(
        self, azure: Emulator, tmp_path: Path
    ) -> None:
        told = json.loads(report_of(azure, "erp-data", timedelta(days=1)))
        evidence = {"restored": "passed", "validated": "passed", "cleaned_up": "failed"}
        (tmp_path / "drill.json").write_text(json.dumps({**told, "evidence": evidence}), encoding="utf-8")

        summary = readiness(evidence_dir=str(tmp_path))["summary"]

        assert (summary["proven"], summary["protected"], summary["proven_within_days"]) == (1, 3, 365)

    def test_a_report_that_was_changed_proves_nothing(self, azure: Emulator, tmp_path: Path) -> None:
        report = tmp_path / "restore.json"
        report.write_text(report_of(azure, "erp-data", timedelta(days=1)), encoding="utf-8")
        report.with_suffix(".sha256").write_bytes(seal_of({report.name: report.read_bytes()}))
        assert readiness(evidence_dir=str(tmp_path))["summary"]["proven"] == 1

        report.write_text(report_of(azure, "erp-os", timedelta(days=1)), encoding="utf-8")
        result = readiness(evidence_dir=str(tmp_path))

        assert result["summary"]["proven"] == 0
        assert [each for each in result["unknown"] if "restore.json proves nothing: it was changed" in each]

    def test_a_report_from_the_future_proves_nothing(self, azure: Emulator, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text(report_of(azure, "erp-data", timedelta(days=-30)), encoding="utf-8")

        result = readiness(evidence_dir=str(tmp_path))

        assert result["summary"]["proven"] == 0
        assert [each for each in result["unknown"] if "which is in the future" in each]

    def test_an_old_proof_is_told_and_does_not_count(self, azure: Emulator, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text(report_of(azure, "erp-data", timedelta(days=366)), encoding="utf-8")

        result = readiness(evidence_dir=str(tmp_path))

        assert result["summary"]["proven"] == 0
        assert {each["disk"] for each in result["disks"] if each["last_proof"]} == {"erp-data"}
        assert {each["last_proof_report"] for each in result["disks"]} == {"a.json", None}

    def test_a_folder_that_is_not_there_is_refused(self, azure: Emulator, tmp_path: Path) -> None:
        result = run_module("restore_readiness_info", evidence_dir=str(tmp_path / "none"))

        assert result["error"]["code"] == "OptionRefused" and result["error"]["target"] == "evidence_dir"
        assert asked(azure) == []


def test_it_says_who_was_logged_in(azure: Emulator) -> None:
    login = readiness()["login"]

    assert (login["kind"], login["application_id"]) == ("application", names.CLIENT_ID)
    assert login["object_id"] == azure.estate.access.principals[names.CLIENT_ID].object_id


class TestPlaces:
    def test_a_disk_in_another_zone_than_the_machine_that_it_belongs_to(self, shop: Emulator) -> None:
        before = readiness(virtual_machines=["shop-db"])
        machine = next(one for one in shop.estate.machines.values() if one.name == "shop-db")
        disk = shop.estate.disks[machine.data_disks[0].disk_id or ""]
        machine.data_disks, disk.owners, disk.zones, machine.zones = machine.data_disks[1:], [], ["1"], ["2"]

        after = readiness(source_disks=[disk.id], recovery_map=before["recovery_map"])

        assert before["summary"]["codes"]["region_or_zone"] == 0
        one = found(after, "region_or_zone")
        assert one["severity"] == "error" and "zone 1" in one["message"] and "zone 2" in one["message"]

    def test_the_map_is_read_back_from_a_file(self, shop: Emulator, tmp_path: Path) -> None:
        before = readiness(virtual_machines=["shop-db"])
        path = tmp_path / "map.json"
        path.write_text(json.dumps(before), encoding="utf-8")

        after = readiness(virtual_machines=["shop-db"], recovery_map=str(path))

        assert after["recovery_map"] == before["recovery_map"]
        assert after["recovery_map"]["virtual_machines"][0]["name"] == "shop-db"

    def test_a_machine_that_is_gone_with_its_disks_is_found_by_the_map(self, shop: Emulator) -> None:
        estate = shop.estate
        before = readiness(virtual_machines=["shop-db"])
        machine = next(one for one in estate.machines.values() if one.name == "shop-db")
        with estate.lock:
            del estate.machines[machine.id]
            for attachment in machine.attachments:
                del estate.disks[attachment.disk_id or ""]

        after = readiness(virtual_machines=["shop-db"], recovery_map=before["recovery_map"], **THOROUGH)

        assert len(after["disks"]) == 4 and after["ready"] is True
        assert {one["code"] for one in findings(after)} == {"source_disk_gone"}
        assert {disk["virtual_machine"] for disk in after["disks"]} == {machine.id}
        assert after["recovery_map"] == before["recovery_map"]


class TestNotSeen:
    """What Azure does not show is a warning, never an error."""

    def test_roles_that_may_not_be_read(self, azure: Emulator) -> None:
        take_role_away("erp-restored")(azure)
        azure.estate.access.deny("Microsoft.Authorization/roleAssignments/read")

        result = readiness(**TO_RESTORED)

        assert {one["severity"] for one in findings(result)} == {"warning"}
        assert {one["code"] for one in findings(result)} == {"role_missing_target", "role_missing_snapshot_group"}
        assert "It is unknown" in findings(result)[0]["message"] and result["ready"] is True

    def test_a_role_that_a_group_above_gives_is_seen_at_the_scope(self, azure: Emulator) -> None:
        take_role_away("erp-restored")(azure)
        subscription = f"/subscriptions/{azure.estate.subscription_id}"
        principal = azure.estate.vault().principal_id
        assert principal
        azure.estate.grant(principal, "b50d9833-a0cb-478e-945f-707fcc997c13", subscription)

        assert findings(readiness(**TO_RESTORED)) == []

    def test_roles_without_rows_are_looked_for_at_their_scope(self, azure: Emulator) -> None:
        azure.estate.unindexed |= set(azure.estate.access.assignments)

        assert findings(readiness(**TO_RESTORED)) == []
        assert len([one for one in asked(azure) if one.endswith("/roleAssignments")]) == 2

    def test_another_role_may_be_enough(self, azure: Emulator) -> None:
        take_role_away("erp-restored")(azure)
        principal = azure.estate.vault().principal_id
        assert principal
        owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
        azure.estate.grant(principal, owner, azure.estate.group("erp-restored").id)

        one = findings(readiness(**TO_RESTORED))[0]

        assert one["severity"] == "warning" and owner in one["message"]

    def test_a_role_without_a_scope_gives_nothing(self, azure: Emulator) -> None:
        take_role_away("erp-restored")(azure)
        row = {"principal": azure.estate.vault().principal_id, "role": "b50d9833-a0cb-478e-945f-707fcc997c13"}
        rows = {"data": [row], "totalRecords": 1, "count": 1}
        azure.faults.add(Fault(answer(200, rows), "POST", GRAPH, body="roleassignments"))

        assert findings(readiness(**TO_RESTORED))[0]["code"] == "role_missing_target"

    def test_a_group_that_does_not_exist_has_no_role_and_no_snapshot(self, azure: Emulator) -> None:
        gone = answer(404, {"error": {"code": "ResourceGroupNotFound", "message": "It could not be found."}})
        delete_snapshots(azure)
        azure.faults.add(Fault(gone, "GET", "/resourceGroups/erp-snapshots/.*/snapshots$", times=None))

        result = readiness(target_resource_group="erp-restord")

        assert found(result, "snapshot_missing")["severity"] == "error"
        assert {(one["code"], one["severity"]) for one in findings(result)} == {
            ("snapshot_missing", "error"),
            ("role_missing_target", "error"),
        }

    def test_snapshots_that_may_not_be_read(self, azure: Emulator) -> None:
        azure.estate.access.deny("Microsoft.Compute/snapshots/read")

        result = readiness()

        assert {one["code"] for one in findings(result)} == {"snapshot_missing"}
        assert {one["severity"] for one in findings(result)} == {"warning"} and result["ready"] is True

    def test_snapshots_without_rows_are_looked_for_in_their_group(self, azure: Emulator) -> None:
        azure.estate.unindexed |= set(azure.estate.snapshots)

        result = readiness()

        assert findings(result) == []
        assert [one for one in asked(azure) if one.endswith("/erp-snapshots/providers/Microsoft.Compute/snapshots")]

    def test_a_vault_that_may_not_be_read(self, azure: Emulator) -> None:
        azure.estate.access.deny("Microsoft.DataProtection/backupVaults/read")

        result = readiness(**NO_VAULT, vaults=[azure.estate.vault().id])

        assert {one["code"] for one in findings(result)} == {"vault_identity_missing", "point_unknown"}
        assert {one["severity"] for one in findings(result)} == {"warning"}

    def test_graph_is_refused(self, azure: Emulator) -> None:
        azure.estate.access.deny("Microsoft.ResourceGraph/*")
        lone_disk(azure)

        quick, thorough = readiness(), readiness(**THOROUGH)

        assert {one["code"] for one in findings(quick)} == {"point_unknown", "unprotected_disk"}
        assert {one["severity"] for one in findings(quick)} == {"warning"} and quick["unknown"]
        assert {one["code"] for one in findings(thorough)} == {"unprotected_disk"}
        assert all(disk["newest_point"] for disk in thorough["disks"])

    def test_graph_lags_behind_the_newest_backup(self, azure: Emulator) -> None:
        """The row of the instance is old, that of the job is not."""
        instance = azure.estate.instance("erp-data")
        before = found_disk(readiness(), "erp-data")["newest_point"]
        start = azure.clock.now() - timedelta(minutes=30)
        azure.estate.add_job(instance, "Backup", start, end=start + timedelta(minutes=3))

        after = found_disk(readiness(), "erp-data")

        assert after["newest_point"] > before

    def test_points_that_may_not_be_read(self, azure: Emulator) -> None:
        azure.settings.graph_points = "unknown"
        azure.estate.access.deny("Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/read")
        forget_backups(azure.estate.instance("erp-data"))

        result = readiness(**THOROUGH)

        assert "recoveryPoints/read" in found(result, "point_unknown")["message"]
        assert found_disk(result, "erp-os")["newest_point"], "its backup is known"

    def test_a_page_that_ends_early_is_no_answer(self, azure: Emulator) -> None:
        ends = {"totalRecords": 9, "count": 0, "data": [], "facets": [], "resultTruncated": "true"}
        azure.faults.add(Fault(answer(200, ends), "POST", GRAPH, times=None))

        result = readiness()

        assert [disk["disk"] for disk in result["disks"]] and result["unknown"]
        assert {one["severity"] for one in findings(result)} == {"warning"}

    def test_a_subscription_that_may_not_be_read(self, azure: Emulator) -> None:
        result = readiness(**NO_VAULT, subscriptions=[azure.estate.subscription_id, ELSEWHERE])

        assert findings(result) == []
        assert [sentence for sentence in result["unknown"] if ELSEWHERE in sentence]
        assert [warning for warning in result["warnings"] if ELSEWHERE in warning]

    def test_a_disk_without_a_row_is_not_gone(self, azure: Emulator) -> None:
        azure.estate.unindexed.add(azure.estate.instance("erp-data").disk_id)

        quick, thorough = readiness(), readiness(**THOROUGH)

        assert "was not seen" in found(quick, "source_disk_gone")["message"]
        assert findings(thorough) == []


def found_disk(result: Mapping[str, Any], name: str) -> dict[str, Any]:
    (one,) = [each for each in result["disks"] if each["disk"] == name]
    return dict(one)


class TestScope:
    def test_a_scope_of_nothing_is_an_error(self, azure: Emulator) -> None:
        azure.estate.add_subscription(ELSEWHERE)

        result = run_module("restore_readiness_info", **NO_VAULT, subscriptions=[ELSEWHERE])

        assert result["error"]["code"] == "NothingSelected"

    def test_a_criterion_that_finds_nothing_is_an_error(self, azure: Emulator) -> None:
        result = run_module("restore_readiness_info", virtual_machines=["nobody"])

        assert result["error"]["code"] == "NothingSelected" and result["error"]["target"] == "virtual_machines"

    def test_two_machines_of_one_name_are_an_error(self, shop: Emulator) -> None:
        estate = shop.estate
        group = estate.add_group("second")
        disk = estate.add_disk("second-os", group, os_type="Linux")
        estate.add_machine("shop-db", group, disk)

        result = run_module("restore_readiness_info", virtual_machines=["shop-db"])

        assert result["error"]["code"] == "AmbiguousName" and "/second/" in result["msg"]

    @pytest.mark.parametrize(
        ("options", "target"),
        [
            ({"max_skew": 60}, "max_skew"),
            ({"rpo_target": 0}, "rpo_target"),
            ({"expires_within": -1}, "expires_within"),
            ({"target_resource_group": "a/b"}, "target_resource_group"),
            ({"target_subscription_id": "none"}, "target_subscription_id"),
        ],
    )
    def test_an_option_is_refused_before_anything_is_sent(
        self, azure: Emulator, options: dict[str, Any], target: str
    ) -> None:
        result = run_module("restore_readiness_info", **options)

        assert result["error"]["code"] == "OptionRefused" and result["error"]["target"] == target
        assert asked(azure) == []


class TestRequests:
    def test_check_mode_sends_the_same_reads(self, azure: Emulator) -> None:
        real = [readiness(**TO_RESTORED, **THOROUGH), asked(azure)]
        azure.forget_requests()
        checked = [readiness(**TO_RESTORED, **THOROUGH, check_mode=True), asked(azure)]

        assert real[1] == checked[1]
        assert {one for one in asked(azure) if not one.startswith("GET")} == {f"POST {GRAPH}"}
        assert {**real[0], "judged_at": 0, "invocation": 0} == {**checked[0], "judged_at": 0, "invocation": 0}

    @pytest.mark.parametrize("paged", [True, False])
    def test_quick_judges_many_disks_in_few_requests(self, monkeypatch: pytest.MonkeyPatch, paged: bool) -> None:
        """1,000 disks over 4 vaults and 2 subscriptions, whether or not a summary has a second page."""
        estate = Estate.audit(disks=1000, vaults=4, subscriptions=2)
        settings = Settings(
            retry_after=0, graph_points="unknown", graph_pages_summaries=paged, graph_page=999, graph_quota=1000
        )
        with Emulator(estate, speed=SPEED, settings=settings) as azure:
            for name, value in azure.environment().items():
                monkeypatch.setenv(name, value)
            options = {"target_resource_group": "restored", "application_tag": "APPLICATION"}
            result = readiness(**NO_VAULT, subscriptions=list(estate.subscriptions), **options)

            assert result["ready"] is True and findings(result) == []
            assert result["summary"]["ready"] == 1000 and len(result["applications"]) == 200
            assert all(disk["newest_point"] for disk in result["disks"])
            assert len(asked(azure)) < 30

    def test_a_reader_sees_all_of_it(self, azure: Emulator) -> None:
        estate = azure.estate
        caller = estate.access.principals[names.CLIENT_ID]
        caller.only_by_roles = True
        estate.grant(caller.object_id, names.READER.name, f"/subscriptions/{estate.subscription_id}")
        for disk in ("erp-os", "erp-data", "erp-log"):
            forget_backups(estate.instance(disk))
        take_role_away("erp-restored")(azure)

        result = readiness(**TO_RESTORED, **THOROUGH)

        assert {one["code"] for one in findings(result)} == {"role_missing_target"}
        assert {one["severity"] for one in findings(result)} == {"error"}
        assert len([one for one in asked(azure) if one.endswith("/recoveryPoints")]) == 3

    def test_a_throttled_graph_is_waited_for(self, azure: Emulator) -> None:
        azure.faults.add(Fault(answer(429, retry_after=1), "POST", GRAPH))

        assert findings(readiness()) == []

    def test_thorough_reads_the_points_of_those_only_that_graph_does_not_know(self, azure: Emulator) -> None:
        forget_backups(azure.estate.instance("erp-data"))

        result = readiness(**THOROUGH)

        assert findings(result) == []
        (read,) = [one for one in asked(azure) if one.endswith("/recoveryPoints")]
        assert azure.estate.instance("erp-data").name in read
