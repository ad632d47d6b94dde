# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The judges of readiness, by values: what each of them finds, and where the border is."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.problems import Problem
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.disks import read_disk
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.machine_profiles import (
    MachineProfile,
    read_machine,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.instance_status import (
    InstanceStatus,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.instances import read_instance
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import Vault, vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.estate import Protection
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.selected_disks import (
    ProtectedDisk,
    UnprotectedDisk,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._readiness.aims import Aims
from ansible_collections.azure_dr.backup.plugins.module_utils._readiness.findings import (
    CODES,
    KINDS,
    Finding,
    by_cost,
    finding,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._readiness.judges import judge
from ansible_collections.azure_dr.backup.plugins.module_utils._readiness.point_reader import is_certain, known_points
from ansible_collections.azure_dr.backup.plugins.module_utils._readiness.states import (
    Backups,
    DiskState,
    Points,
    Proof,
    RoleState,
    Snapshots,
    VaultState,
)

SUBSCRIPTION = "b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20"
ELSEWHERE = "5a7c1d9e-7f5a-4b1c-a0f3-c52d4e4a6b8c"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/prod"
SNAPSHOTS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/snapshots"
DISK = f"{GROUP}/providers/Microsoft.Compute/disks/data"
MACHINE = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/erp"
VAULT = vault_ref(SUBSCRIPTION, "backup", "dr-vault", "2025-07-01")
PRINCIPAL = "47a0b847-091b-55c9-b531-45740b036573"
NOW = datetime(2026, 11, 26, 2, 0, tzinfo=timezone.utc)
NEWEST = NOW - timedelta(hours=4)
AIMS = Aims(now=NOW, expires_within=86400.0)
ERRORS = {
    *("no_point", "point_too_old", "snapshot_missing", "role_missing_target", "vault_identity_missing"),
    *("cross_subscription_off", "resource_guard", "region_or_zone", "protection_error", "unprotected_disk"),
}
A_VAULT = Vault("westeurope", PRINCIPAL, {}, cross_subscription_restore=True, is_guarded=False)


def protected(state: str = "ProtectionConfigured", **status: Any) -> ProtectedDisk:
    stores = [{"resourceGroupId": SNAPSHOTS}]
    properties = {
        "dataSourceInfo": {"resourceID": DISK, "resourceLocation": "westeurope"},
        "policyInfo": {
            "policyId": f"{VAULT.id}/backupPolicies/daily",
            "policyParameters": {"dataStoreParametersList": stores},
        },
        "currentProtectionState": state,
    }
    instance = read_instance({"id": f"{VAULT.id}/backupInstances/data-1", "properties": properties}, VAULT, "data-1")
    disk = read_disk({"id": DISK, "name": "data", "sku": {"name": "Premium_LRS"}, "location": "westeurope"})
    return ProtectedDisk(DISK, "data", disk, (), {}, Protection(VAULT, instance, InstanceStatus(**status)))


def machine(location: str = "westeurope", zones: tuple[str, ...] = ()) -> MachineProfile:
    found = read_machine({"id": MACHINE, "name": "erp", "location": location, "zones": list(zones)})
    assert found
    return found


HEALTHY = DiskState(
    disk=protected(),
    points=Points(NEWEST, None, NOW + timedelta(days=20)),
    backups=Backups(NEWEST, restores_last_24h=0),
    snapshots=Snapshots(NEWEST - timedelta(minutes=2)),
    vault=VaultState(A_VAULT),
    target_role=RoleState(PRINCIPAL, GROUP, held=True),
    snapshot_role=RoleState(PRINCIPAL, SNAPSHOTS, held=True),
    source="there",
    source_unknown="",
    machine=machine(),
    proof=Proof(NOW - timedelta(days=30), "restore.json"),
)
ALL_AIMS = replace(AIMS, rpo_target=6 * 3600, with_proofs=True)


def found(state: DiskState, aims: Aims = ALL_AIMS) -> list[Finding]:
    return list(judge([state], [], (), aims).disks[0].findings)


def codes(state: DiskState, aims: Aims = ALL_AIMS) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in found(state, aims)]


def with_disk(**members: Any) -> DiskState:
    disk = HEALTHY.disk.disk
    assert disk
    return replace(HEALTHY, disk=replace(HEALTHY.disk, disk=replace(disk, **members)))


PLANTED: dict[str, DiskState] = {
    "no_point": replace(HEALTHY, points=Points(were_read=True)),
    "snapshot_missing": replace(HEALTHY, snapshots=Snapshots(NEWEST - timedelta(days=1))),
    "vault_identity_missing": replace(HEALTHY, vault=VaultState(replace(A_VAULT, identity_principal_id=None))),
    "role_missing_target": replace(HEALTHY, target_role=RoleState(PRINCIPAL, GROUP, held=False)),
    "resource_guard": replace(HEALTHY, vault=VaultState(A_VAULT, guard="it is of another tenant.")),
    "region_or_zone": replace(HEALTHY, machine=machine("northeurope")),
    "protection_error": replace(HEALTHY, disk=protected("ProtectionError")),
    "point_too_old": replace(HEALTHY, points=replace(HEALTHY.points, newest=NEWEST - timedelta(hours=2, seconds=1))),
    "point_unknown": replace(HEALTHY, points=Points(why_unknown="nobody says.")),
    "point_expiring": replace(HEALTHY, points=replace(HEALTHY.points, expires=NOW + timedelta(days=1))),
    "budget_low": replace(HEALTHY, backups=Backups(NEWEST, restores_last_24h=7)),
    "role_missing_snapshot_group": replace(HEALTHY, snapshot_role=RoleState(PRINCIPAL, SNAPSHOTS, held=False)),
    "last_backup_failed": replace(HEALTHY, backups=Backups(NEWEST, NOW, Problem("Full", "There is no room."))),
    "protection_stopped": replace(HEALTHY, disk=protected("BackupsSuspended")),
    "source_disk_gone": replace(HEALTHY, source="gone"),
    "ultra_or_premiumv2_limits": with_disk(sku="PremiumV2_LRS"),
    "proof_too_old": replace(HEALTHY, proof=Proof(NOW - timedelta(days=366), "restore.json")),
    "never_proven": replace(HEALTHY, proof=None),
}


def test_nothing_is_found_about_a_healthy_disk() -> None:
    assert found(HEALTHY) == []


@pytest.mark.parametrize("code", PLANTED)
def test_a_defect_is_one_finding(code: str) -> None:
    severity = "error" if code in ERRORS else "info" if code == "never_proven" else "warning"

    assert codes(PLANTED[code]) == [(code, severity)]
    assert codes(PLANTED[code], replace(ALL_AIMS, ignore=frozenset({code}))) == []


def test_the_other_codes() -> None:
    """What is not about one protected disk alone."""
    assert set(CODES) - set(PLANTED) == {"unprotected_disk", "cross_subscription_off", "skew_too_large"}
    assert {code for code, kind in KINDS.items() if kind.severity == "error"} == ERRORS


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(
            replace(HEALTHY, points=replace(HEALTHY.points, newest=NEWEST - timedelta(hours=2))), id="as old as allowed"
        ),
        pytest.param(
            replace(HEALTHY, points=replace(HEALTHY.points, expires=NOW + timedelta(days=1, seconds=1))), id="later"
        ),
        pytest.param(replace(HEALTHY, points=replace(HEALTHY.points, expires=None)), id="nobody says when it expires"),
        pytest.param(replace(HEALTHY, backups=Backups(NEWEST, restores_last_24h=6)), id="four restores left"),
        pytest.param(replace(HEALTHY, backups=Backups(NEWEST)), id="nobody says how many restores there were"),
        pytest.param(replace(HEALTHY, backups=Backups(NEWEST, NEWEST - timedelta(hours=1))), id="made good since"),
        pytest.param(replace(HEALTHY, backups=Backups(None, NEWEST - timedelta(hours=1))), id="a newer point is there"),
        pytest.param(replace(HEALTHY, snapshots=Snapshots(NEWEST - timedelta(minutes=19))), id="just before the point"),
        pytest.param(replace(HEALTHY, target_role=None), id="nobody says where to restore"),
        pytest.param(replace(HEALTHY, machine=machine("West Europe")), id="another spelling"),
        pytest.param(replace(HEALTHY, machine=None), id="the machine is not seen"),
        pytest.param(replace(with_disk(sku="Premium_ZRS"), machine=machine(zones=("2",))), id="in all zones"),
        pytest.param(
            replace(with_disk(attached_to=MACHINE, zones=("1",)), machine=machine(zones=("2",))), id="attached"
        ),
    ],
)
def test_within_the_border_nothing_is_found(state: DiskState) -> None:
    assert found(state) == []


def test_a_snapshot_of_a_moment_ago_may_not_show_yet() -> None:
    fresh = replace(HEALTHY, points=Points(NOW - timedelta(minutes=10)), snapshots=Snapshots())

    assert found(fresh) == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (replace(HEALTHY, snapshots=Snapshots(why_unknown="you may not.")), "snapshot_missing"),
        (replace(HEALTHY, vault=VaultState(None, why_unknown="you may not.")), "vault_identity_missing"),
        (replace(HEALTHY, vault=VaultState(A_VAULT, guard_unknown="you may not.")), "resource_guard"),
        (replace(HEALTHY, target_role=RoleState(PRINCIPAL, GROUP, False, "you may not.")), "role_missing_target"),
        (
            replace(HEALTHY, snapshot_role=RoleState(PRINCIPAL, GROUP, False, "you may not.")),
            "role_missing_snapshot_group",
        ),
        (replace(HEALTHY, source="unseen", source_unknown="you may not."), "source_disk_gone"),
    ],
)
def test_what_was_not_seen_is_a_warning(state: DiskState, code: str) -> None:
    (one,) = found(state)

    assert (one.code, one.severity) == (code, "warning") and "you may not." in one.message


def test_a_user_assigned_identity_that_the_vault_lost() -> None:
    instance = replace(
        HEALTHY.disk.protection.instance, user_identity_id=f"{GROUP}/ids/Restorer", uses_system_identity=False
    )
    state = replace(HEALTHY, disk=replace(HEALTHY.disk, protection=replace(HEALTHY.disk.protection, instance=instance)))
    known = replace(A_VAULT, user_identities={f"{GROUP}/ids/restorer".lower(): PRINCIPAL})

    (one,) = found(state)

    assert one.code == "vault_identity_missing" and f"--user-assigned {GROUP}/ids/Restorer" in one.remedy
    assert found(replace(state, vault=VaultState(known))) == []


def test_restores_that_azure_does_not_allow_now() -> None:
    allowed = protected("ConfiguringProtection", allowed_operations=("Delete",))

    (one,) = found(replace(HEALTHY, disk=allowed))

    assert one.code == "protection_error" and "ConfiguringProtection" in one.message


def test_another_subscription() -> None:
    closed = replace(HEALTHY, vault=VaultState(replace(A_VAULT, cross_subscription_restore=False)))

    assert codes(closed, replace(ALL_AIMS, target_subscription=ELSEWHERE)) == [("cross_subscription_off", "error")]
    assert codes(HEALTHY, replace(ALL_AIMS, target_subscription=ELSEWHERE)) == []
    assert codes(closed, replace(ALL_AIMS, target_subscription=SUBSCRIPTION.upper())) == []
    assert codes(closed) == []


def test_disks_that_nothing_protects() -> None:
    alone = UnprotectedDisk(DISK, "data", None, (), {}, protected_by=())

    def severities(disk: UnprotectedDisk) -> list[str]:
        return [one.severity for _disk, findings in judge([], [disk], (), AIMS).unprotected for one in findings]

    assert severities(alone) == ["error"]
    assert severities(replace(alone, protected_by=None)) == ["warning"]
    assert severities(replace(alone, protected_by=("elsewhere",))) == []


class TestApplications:
    AIMS = replace(ALL_AIMS, application_tag="Application", max_skew=600.0)

    def tagged(self, name: str, minutes: int, key: str = "application") -> DiskState:
        points = replace(HEALTHY.points, newest=NEWEST - timedelta(minutes=minutes))
        disk = replace(HEALTHY.disk, id=f"{DISK}-{name}", name=name, tags={key: "erp"})
        return replace(HEALTHY, disk=disk, points=points)

    def test_the_border(self) -> None:
        close = judge([self.tagged("a", 0), self.tagged("b", 10, "APPLICATION")], [], (), self.AIMS)
        apart = judge([self.tagged("a", 0), self.tagged("b", 11)], [], (), self.AIMS)

        assert close.applications[0].skew_seconds == 600 and close.applications[0].findings == ()
        assert [one.code for one in apart.applications[0].findings] == ["skew_too_large"]
        assert apart.ready and close.ready

    def test_a_point_that_is_not_known_leaves_the_skew_open(self) -> None:
        unknown = replace(self.tagged("b", 0), points=Points(why_unknown="nobody says."))

        (one,) = judge([self.tagged("a", 0), unknown], [], (), self.AIMS).applications

        assert one.skew_seconds is None and one.findings == ()

    def test_one_disk_that_is_not_ready_is_enough(self) -> None:
        alone = UnprotectedDisk(f"{DISK}-c", "c", None, (), {"application": "erp"}, protected_by=())

        (one,) = judge([self.tagged("a", 0)], [alone], (), self.AIMS).applications

        assert (one.disks, one.unprotected, one.ready) == (2, 1, False)

    def test_a_disk_with_two_instances_has_the_newest_point_of_both(self) -> None:
        states = [self.tagged("a", 0), self.tagged("b", 0), self.tagged("b", 3000)]

        (one,) = judge(states, [], (), self.AIMS).applications

        assert (one.disks, one.skew_seconds, one.findings) == (2, 0, ())

    def test_without_a_tag_there_are_none(self) -> None:
        assert judge([self.tagged("a", 0)], [], (), ALL_AIMS).applications == ()


def test_snapshots_of_which_nobody_says_where_they_are_are_not_missing() -> None:
    nowhere = replace(HEALTHY, snapshots=Snapshots(why_unknown="the backup instance does not say where."))
    instance = replace(nowhere.disk.protection.instance, snapshot_group_id=None)
    nowhere = replace(
        nowhere, disk=replace(nowhere.disk, protection=replace(nowhere.disk.protection, instance=instance))
    )

    (one,) = found(nowhere)

    assert (one.code, one.severity) == ("snapshot_missing", "warning") and "does not say where" in one.message


class TestKnownPoints:
    """What Resource Graph knows of the newest point."""

    def points(self, backup: datetime | None, **status: Any) -> tuple[Points, bool]:
        protection, backups = protected(**status).protection, Backups(backup)
        return known_points(protection, backups, NOW), is_certain(protection, backups, NOW)

    def test_the_row_of_the_instance(self) -> None:
        points, certain = self.points(NEWEST - timedelta(minutes=3), newest_point=NEWEST, retention_seconds=86400.0)

        assert points == Points(NEWEST, None, NEWEST + timedelta(days=1)) and certain

    def test_a_newer_backup(self) -> None:
        points, certain = self.points(NEWEST, newest_point=NEWEST - timedelta(days=1))

        assert points.newest == NEWEST and not certain

    def test_a_backup_alone(self) -> None:
        assert self.points(NEWEST) == (Points(NEWEST), False)

    def test_a_backup_whose_point_is_gone_by_now(self) -> None:
        points, certain = self.points(NOW - timedelta(days=8), retention_seconds=7 * 86400.0)

        assert points.newest is None and points.why_unknown and not certain

    def test_a_row_whose_point_is_gone_by_now(self) -> None:
        gone = NOW - timedelta(days=8)
        points, certain = self.points(None, newest_point=gone, retention_seconds=7 * 86400.0)

        assert points.newest is None and "2026-11-18" in points.why_unknown and not certain

    def test_nothing(self) -> None:
        points, certain = self.points(None)

        assert points.newest is None and points.why_unknown and not points.were_read and not certain

    def test_a_retention_beyond_all_calendars(self) -> None:
        points, _certain = self.points(None, newest_point=NEWEST, retention_seconds=1e12)

        assert points.expires is None


def test_one_instance_that_can_restore_the_disk_is_enough() -> None:
    """An instance that was stopped when the disk moved to another vault has no points any more."""
    readiness = judge([HEALTHY, PLANTED["no_point"]], [], (), ALL_AIMS)

    assert [disk.ready for disk in readiness.disks] == [True, True] and readiness.ready
    assert [(one.code, one.severity) for one in readiness.findings] == [("no_point", "warning")]
    assert not judge([PLANTED["no_point"], PLANTED["no_point"]], [], (), ALL_AIMS).ready


def test_what_stands_in_a_command_is_one_word_of_it() -> None:
    one = finding("role_missing_target", principal=PRINCIPAL, role="Disk Restore Operator", scope=f"{GROUP}/a b$(c)")

    words = shlex.split(one.remedy)
    assert words[words.index("--role") + 1] == "Disk Restore Operator"
    assert words[words.index("--scope") + 1] == f"{GROUP}/a b$(c)"
    assert f"{GROUP}/a b$(c)" in one.message


def test_what_costs_most_comes_first() -> None:
    some = [Finding(code, KINDS[code].severity, "", "") for code in reversed(CODES)]
    doubtful = Finding("no_point", "warning", "", "")

    ordered = by_cost([doubtful, *some])

    assert [one.code for one in ordered[:3]] == ["no_point", "unprotected_disk", "snapshot_missing"]
    assert ordered.index(doubtful) == len(ERRORS) and ordered[-1].code == "never_proven"
